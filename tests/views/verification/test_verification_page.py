"""The page that checks: the vault, a paper, a package; what is wrong is named and led to."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from sqlalchemy import text

from desktop.models import evidence_package, vault_facts
from desktop.models.blobs import BlobStore
from desktop.models.database import Database
from desktop.models.journal import Journal
from desktop.models.seal import seal_of
from desktop.models.vault_facts import Enrolment
from desktop.runtime.verification import Kept, Verification, last_checks
from desktop.views.inspections.detail_page import VisitDetailPage
from desktop.views.navigation import Place
from desktop.views.shared import theme
from desktop.views.shared.labels import Label
from desktop.views.verification.verification_page import VerificationPage
from tests.documents.reading import text_of
from tests.sync.laptops import Laptop
from tests.views.sync.apart import VISIT, Apart, apart
from tests.views.workplaces import Bench, bench, settle, shown


@dataclass
class AtLaptop:
    """A laptop as the page's checks see an open vault."""

    laptop: Laptop

    @property
    def database(self) -> Database:
        return self.laptop.database

    @property
    def journal(self) -> Journal:
        return self.laptop.journal

    @property
    def blobs(self) -> BlobStore:
        return self.laptop.blobs

    @property
    def enrolment(self) -> Enrolment | None:
        with self.laptop.database.reading() as session:
            return vault_facts.enrolment(session)


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Apart]:
    with apart(tmp_path_factory.mktemp("office")) as made:
        made.begun()
        yield made


@pytest.fixture
def at(office: Apart, tmp_path: Path) -> Iterator[Bench]:
    leader = office.leader
    with bench(leader, tmp_path) as made:
        made.blobs = leader.blobs
        made.verification = Verification(
            AtLaptop(leader),
            made.tasks,
            lambda: leader.desk.now,
            connect=office.hq.connect(leader.road),
        )
        yield made


def opened(qtbot: QtBot, at: Bench, size: tuple[int, int] = (1092, 800)) -> VerificationPage:
    page = VerificationPage(at.work)
    shown(qtbot, at, page, Place("verification"), size)
    return page


def ended(qtbot: QtBot, at: Bench, page: VerificationPage) -> None:
    qtbot.waitUntil(lambda: page.vault.notice.isVisible(), timeout=20_000)
    settle(qtbot, at)


@contextmanager
def altered(at: Bench, table: str, column: str, value: object) -> Iterator[None]:
    """The latest row changed past the journal, as one could who has the key; put back after."""
    names = {"findings": "description", "entries": "signature"}
    assert names[table] == column
    put = text(f"UPDATE {table} SET {column} = :value WHERE rowid = :row")  # noqa: S608  # of two
    look = text(f"SELECT rowid, {column} FROM {table} WHERE {_OWN[table]} LIMIT 1")  # noqa: S608  # of two
    with at.seat.database.engine.begin() as connection:
        row, kept = connection.execute(look, {"v": at.seat.journal.vault}).one()
        connection.execute(put, {"value": value, "row": row})
    yield
    with at.seat.database.engine.begin() as connection:
        connection.execute(put, {"value": kept, "row": row})


_OWN = {"findings": ":v IS NOT NULL", "entries": "vault = :v ORDER BY counter DESC"}


def checks(at: Bench) -> dict[str, Kept]:
    with at.seat.database.reading() as session:
        return last_checks(session)


def words_of(page: VerificationPage) -> str:
    return "\n".join(one.words() for one in page.findChildren(Label) if one.isVisible())


def test_a_sound_vault_is_said_to_be_sound_with_what_was_looked_at(qtbot: QtBot, at: Bench) -> None:
    page = opened(qtbot, at)
    assert not page.vault.save.isVisible()
    page.vault.full.click()
    ended(qtbot, at, page)
    assert page.vault.notice.tone() == "success"
    assert "رسید ستاد" in words_of(page)
    assert page.vault.full.isEnabled()
    kept = checks(at)["full"]
    assert kept.sound
    assert kept.entries > 3


def test_a_changed_row_is_named_and_led_to(qtbot: QtBot, at: Bench) -> None:
    page = opened(qtbot, at)
    with altered(at, "findings", "description", "دستکاری"):
        page.vault.full.click()
        ended(qtbot, at, page)
    assert page.vault.notice.tone() == "danger"
    assert "یافته" in words_of(page)
    page.vault.faults.buttons[0].click()
    assert at.went[-1] == Place("visit", VISIT)


def test_the_quick_check_sees_the_end_of_the_journal_and_is_remembered(
    qtbot: QtBot, at: Bench
) -> None:
    assert at.verification is not None
    found: list[object] = []
    with altered(at, "entries", "signature", bytes(64)):
        at.tasks.job("", at.verification.quick, found.append)
        settle(qtbot, at)
    assert found
    page = opened(qtbot, at)
    assert "۱ ناسازگاری" in words_of(page)


def test_headquarters_is_asked_what_it_holds(qtbot: QtBot, at: Bench) -> None:
    page = opened(qtbot, at)
    page.vault.hq.click()
    ended(qtbot, at, page)
    assert page.vault.notice.tone() == "success"
    assert "نزد ستاد" in words_of(page)


def test_a_check_that_was_stopped_tells_nothing(qtbot: QtBot, at: Bench) -> None:
    page = opened(qtbot, at)
    before = checks(at)
    page.vault.full.click()
    page.vault.stop.click()
    qtbot.waitUntil(page.vault.full.isEnabled, timeout=20_000)
    settle(qtbot, at)
    assert page.vault.notice.tone() == "info"
    assert checks(at) == before


@pytest.mark.parametrize("ending", [".pdf", ".txt", ""])
def test_the_report_is_saved_as_chosen(
    qtbot: QtBot, at: Bench, tmp_path: Path, ending: str
) -> None:
    page = opened(qtbot, at)
    with altered(at, "findings", "description", "دستکاری"):
        page.vault.full.click()
        ended(qtbot, at, page)
    chosen = tmp_path / f"report{ending}"
    page.vault._choose = lambda _parent: str(chosen)  # noqa: SLF001  # instead of the system's dialog
    page.vault.save.click()
    settle(qtbot, at)
    written = chosen if ending else chosen.with_name("report.pdf")
    data = written.read_bytes()
    said = data.decode() if ending == ".txt" else text_of(data)
    assert "ناسازگاری" in said
    assert "یافته" in said


def test_a_paper_is_told_by_its_code(qtbot: QtBot, at: Bench) -> None:
    with at.seat.database.reading() as session:
        code = seal_of(session, at.seat.journal.vault)
    page = opened(qtbot, at)
    page.paper.code.control.setText(code.lower())
    page.paper.check.click()
    settle(qtbot, at)
    assert page.paper.notice.tone() == "success"
    assert "بازرس نمونهٔ یک" in words_of(page)
    page.paper.open.click()
    assert at.went[-1] == Place("visit", VISIT)


def test_a_wrong_code_is_said_beside_its_field_and_stays(qtbot: QtBot, at: Bench) -> None:
    page = opened(qtbot, at)
    page.paper.code.control.setText("ABCD")
    page.paper.check.click()
    assert "نویسه" in (page.paper.code.problem() or "")
    assert page.paper.code.value() == "ABCD"
    page.paper.code.control.setText("ZZZZ-ZZZZ-ZZZZ")
    page.paper.number.control.setText("404")
    page.paper.check.click()
    settle(qtbot, at)
    assert "404" not in (page.paper.number.problem() or "")
    assert "۴۰۴" in (page.paper.number.problem() or "")
    page.paper.number.control.setText("")
    page.paper.check.click()
    settle(qtbot, at)
    assert page.paper.notice.tone() == "danger"


def packed(at: Bench, folder: Path) -> Path:
    path = folder / "visit.zip"
    with at.seat.database.reading() as session:
        report = b"%PDF-1.7 sample"
        evidence_package.export(session, at.blobs, at.seat.journal, VISIT, report, path)
    return path


def test_a_package_is_checked_and_one_changed_byte_is_shown(
    qtbot: QtBot, at: Bench, tmp_path: Path
) -> None:
    path = packed(at, tmp_path)
    page = opened(qtbot, at)
    page.package.look(path)
    settle(qtbot, at)
    assert page.package.notice.tone() == "success"

    data = bytearray(path.read_bytes())
    data[data.index(b"%PDF-1.7 sample") + 10] ^= 1
    other = tmp_path / "other.zip"
    other.write_bytes(bytes(data))
    page.package.look(other)
    settle(qtbot, at)
    assert page.package.notice.tone() == "danger"
    assert "report.pdf" in page.package.notice.sentence() + words_of(page)

    other.write_bytes(os.urandom(300))
    page.package.look(other)
    settle(qtbot, at)
    assert page.package.notice.sentence() == "این پرونده بستهٔ ادله نیست یا ناخوانا است."


def test_the_visits_page_hands_out_a_package_that_stands(
    qtbot: QtBot, at: Bench, tmp_path: Path, office: Apart
) -> None:
    visit = VisitDetailPage(at.work)
    shown(qtbot, at, visit, Place("visit", VISIT))
    chosen = tmp_path / "given"
    visit.packages._choose = lambda _parent, name: str(chosen)  # noqa: SLF001  # instead of the system's dialog
    assert visit.visit_shown is not None
    visit.packages.make(visit.visit_shown)
    settle(qtbot, at)
    assert visit.notice.tone() == "success"

    page = opened(qtbot, at)
    page.package.root.set_value(office.hq.root)
    page.package.look(chosen.with_name("given.zip"))
    settle(qtbot, at)
    assert page.package.notice.tone() == "success"


def test_the_page_fits_the_smallest_window_at_150_per_cent(
    qtbot: QtBot, qapp: QApplication, at: Bench
) -> None:
    theme.apply(qapp, theme.Theme(scale=1.5))
    page = opened(qtbot, at, (960, 600))
    wanted = page.minimumSizeHint()
    assert wanted.width() <= 960
    assert wanted.height() <= 600
