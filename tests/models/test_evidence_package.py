"""A visit's evidence in one file: a third person checks it without a vault, and sees any change."""

from __future__ import annotations

import os
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from desktop.commands.attachments import AttachFile
from desktop.commands.findings import RecordFindingPerson
from desktop.errors import Refused
from desktop.models import evidence_package
from desktop.models.evidence_package import Packed
from desktop.models.package_check import PackageReport, check
from desktop.models.package_form import PackageError
from tests.sync.laptops import Laptop
from tests.views.sync.apart import FINDING, VISIT, Apart, apart

PHOTO = os.urandom(300_000)
REPORT = b"%PDF-1.7 sample"


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Apart]:
    with apart(tmp_path_factory.mktemp("office")) as made:
        made.begun()
        with made.leader.database.writing() as session:
            photo = made.leader.blobs.add(session, PHOTO, "image/jpeg")
        made.leader.does(
            AttachFile("findings", FINDING, "نما.jpg", "image/jpeg", photo.size, photo.sha256)
        )
        made.meet()
        yield made


def exported(laptop: Laptop, folder: Path) -> tuple[Path, Packed]:
    path = folder / "visit.zip"
    with laptop.database.reading() as session:
        packed = evidence_package.export(session, laptop.blobs, laptop.journal, VISIT, REPORT, path)
    return path, packed


def codes(report: PackageReport) -> set[str]:
    return {fault.code for fault in report.faults}


def altered(path: Path, change: Callable[[str, bytes], bytes | None]) -> Path:
    """The same archive with other members; None takes one out."""
    other = path.with_name("altered.zip")
    with zipfile.ZipFile(path) as source, zipfile.ZipFile(other, "w") as target:
        for info in source.infolist():
            content = change(info.filename, source.read(info))
            if content is not None:
                target.writestr(info, content)
    return other


def test_a_package_is_sound_with_nothing_but_the_printed_fingerprint(
    office: Apart, tmp_path: Path
) -> None:
    path, packed = exported(office.leader, tmp_path)
    report = check(path, office.hq.root)
    assert report.faults == ()
    assert report.confirmed
    assert report.made_by == "بازرس نمونهٔ یک"
    assert packed.entries == report.counts["entries"] > 3
    assert packed.papers == report.counts["papers"] == 2
    assert {line.writer for line in report.lines} >= {"بازرس نمونهٔ یک", "رئیس نمونهٔ یک"}


def test_the_originals_and_the_paper_can_be_opened_by_anybody(
    office: Apart, tmp_path: Path
) -> None:
    path, _ = exported(office.leader, tmp_path)
    with zipfile.ZipFile(path) as archive:
        assert archive.read("report.pdf") == REPORT
        assert PHOTO in {archive.read(name) for name in archive.namelist()}


def test_who_received_the_visit_from_headquarters_can_hand_it_on_too(
    office: Apart, tmp_path: Path
) -> None:
    path, packed = exported(office.head, tmp_path)
    assert check(path, office.hq.root).faults == ()
    assert packed.papers == 2


def test_every_changed_byte_of_any_member_is_seen(office: Apart, tmp_path: Path) -> None:
    path, _ = exported(office.leader, tmp_path)
    with zipfile.ZipFile(path) as archive:
        names = archive.namelist()
    for name in names:
        for place in (0.1, 0.5, 0.9):

            def flip(member: str, content: bytes, name: str = name, place: float = place) -> bytes:
                if member != name:
                    return content
                at = int(len(content) * place)
                return content[:at] + bytes([content[at] ^ 1]) + content[at + 1 :]

            other = altered(path, flip)
            try:
                assert not check(other, office.hq.root).sound, name
            except PackageError:
                continue


def test_a_file_that_was_taken_out_or_slipped_in_is_seen(office: Apart, tmp_path: Path) -> None:
    path, _ = exported(office.leader, tmp_path)
    without = altered(path, lambda name, content: None if name == "report.pdf" else content)
    assert "package_changed" in codes(check(without, office.hq.root))
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("note.txt", b"x")
    assert codes(check(path, office.hq.root)) == {"package_slipped_in"}


def test_another_headquarters_is_not_believed(office: Apart, tmp_path: Path) -> None:
    path, _ = exported(office.leader, tmp_path)
    other = "ABCD-EFGH-JKMN-PQRS-TVWX-YZ01"
    assert codes(check(path, other)) == {"package_other_root"}
    assert not check(path).confirmed


@pytest.mark.parametrize("content", [b"", b"no package", b"PK\x03\x04" + bytes(200)])
def test_what_is_no_package_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "x.zip"
    path.write_bytes(content)
    with pytest.raises(PackageError, match="package_malformed"):
        check(path)


def test_a_part_about_a_person_stays_out(office: Apart, tmp_path: Path) -> None:
    office.leader.does(
        RecordFindingPerson(FINDING, "نام پنهان", "رفتار نمونه", statement="گفتهٔ پنهان")
    )
    path, packed = exported(office.leader, tmp_path)
    assert "نام پنهان".encode() not in path.read_bytes()
    assert check(path, office.hq.root).sound
    assert "گفتهٔ پنهان".encode() not in path.read_bytes()
    assert packed.withheld > 0


def test_a_visit_that_is_not_here_is_refused(office: Apart, tmp_path: Path) -> None:
    leader = office.leader
    with (
        leader.database.reading() as session,
        pytest.raises(Refused, match="record_not_here"),
    ):
        evidence_package.export(
            session, leader.blobs, leader.journal, bytes(16), REPORT, tmp_path / "x.zip"
        )
