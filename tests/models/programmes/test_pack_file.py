"""A pack is written piece by piece, and every change of it is noticed."""

from __future__ import annotations

import hashlib
import json
import zipfile
from pathlib import Path

import pytest

from desktop.cli import main
from desktop.models.programmes.pack_file import (
    MANIFEST,
    PDF,
    XLSX,
    PackError,
    Part,
    check_pack,
    manifest,
    place_of,
    write_pack,
)

CONTENTS = {PDF: b"%PDF sample", XLSX: b"PK sample", "evidence/P2.6/001-a.pdf": b"x" * 3000}
PARTS = [
    Part(name, hashlib.sha256(content).digest(), len(content)) for name, content in CONTENTS.items()
]
TOLD = manifest({"agency_name": "سازمان نمونه", "year": 1404, "quarter": 3}, PARTS)


def write(path: Path, told: bytes = TOLD, parts: list[Part] | None = None) -> Path:
    def pieces(part: Part) -> list[bytes]:
        content = CONTENTS[part.name]
        return [content[n : n + 1000] for n in range(0, len(content), 1000)]

    write_pack(path, told, PARTS if parts is None else parts, pieces, _silent, lambda: False)
    return path


def _silent(_done: int, _of: int) -> None:
    pass


def rewritten(path: Path, **contents: bytes) -> Path:
    """The same archive with other contents; an empty one is left out."""
    other = path.with_name("other.zip")
    with zipfile.ZipFile(path) as read, zipfile.ZipFile(other, "w") as archive:
        kept = {name: read.read(name) for name in read.namelist()}
        for name, content in (kept | contents).items():
            if content:
                archive.writestr(name, content)
    return other


def codes(path: Path) -> list[str]:
    return [fault.code for fault in check_pack(path).faults]


def test_a_pack_that_is_whole_is_sound_and_the_same_parts_give_the_same_bytes(
    tmp_path: Path,
) -> None:
    pack = write(tmp_path / "pack.zip")
    report = check_pack(pack)
    assert (report.faults, report.parts) == ((), 3)
    assert report.fingerprint == hashlib.sha256(TOLD).hexdigest()
    assert write(tmp_path / "again.zip").read_bytes() == pack.read_bytes()


def test_what_is_changed_missing_or_added_is_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    pack = write(tmp_path / "pack.zip")
    assert codes(rewritten(pack, **{PDF: b"%PDF samplE"})) == ["pack_part_changed"]
    assert codes(rewritten(pack, **{XLSX: b""})) == ["pack_part_missing"]
    added = rewritten(pack, **{"evidence/x.pdf": b"x"})
    assert codes(added) == ["pack_part_unlisted"]
    assert main(["pack-check", str(added)]) == 3
    told = capsys.readouterr()
    assert "evidence/x.pdf" in told.err
    assert json.loads(told.out)["sound"] is False
    fingerprint = hashlib.sha256(TOLD).hexdigest()
    assert main(["pack-check", str(pack), "--fingerprint", fingerprint]) == 0
    assert main(["pack-check", str(pack), "--fingerprint", "0" * 64]) == 3


def test_a_pack_without_its_papers_is_not_whole(tmp_path: Path) -> None:
    only = [PARTS[2]]
    pack = write(tmp_path / "pack.zip", manifest({}, only), only)
    assert codes(pack) == ["pack_part_missing", "pack_part_missing"]


@pytest.mark.parametrize("told", [b"", b"[]", b'{"format": 9}', b'{"format": 1, "parts": 3}'])
def test_what_is_no_pack_is_refused(tmp_path: Path, told: bytes) -> None:
    path = tmp_path / "no.zip"
    path.write_bytes(told)
    with pytest.raises(PackError, match="pack_not_a_pack"):
        check_pack(path)
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(MANIFEST, told)
    with pytest.raises(PackError, match="pack_not_a_pack"):
        check_pack(path)


def test_a_pack_that_was_called_off_leaves_nothing(tmp_path: Path) -> None:
    path = tmp_path / "pack.zip"
    with pytest.raises(PackError, match="pack_cancelled"):
        write_pack(path, TOLD, PARTS, lambda _part: [b"x"], _silent, lambda: True)
    assert list(tmp_path.iterdir()) == []


def test_names_in_a_pack_lead_nowhere_else() -> None:
    assert place_of(3, "P2.6", "صورت جلسه.pdf") == "evidence/P2.6/003-صورت-جلسه.pdf"
    for name in ("../../etc/passwd", "a/b\\c:d", "...", "", "x" * 300 + ".pdf"):
        place = place_of(1, "P1.1", name)
        rest = place.removeprefix("evidence/P1.1/001-")
        assert not set(rest) & set('/\\:"<>|?*')
        assert ".." not in rest
        assert 0 < len(rest) < 80
