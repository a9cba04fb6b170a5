from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot
from sqlalchemy import select

from desktop.commands.letters import DraftLetter
from desktop.models.attachments import attachments_of
from desktop.models.drafts import drafts
from desktop.models.inspections.records import Visit
from desktop.models.letters.queries import letter_detail
from desktop.models.letters.records import LetterTemplate
from desktop.models.letters.rows import LetterDetail
from desktop.models.reader import Reader
from desktop.views.letters.detail_page import LetterPage
from desktop.views.letters.dialogs import NumberDialog, VoidDialog
from desktop.views.navigation import Place
from desktop.views.shared import theme
from desktop.views.shared.dialog import Dialog
from tests.builders import Seat
from tests.desks import SampleDesk, desk_of
from tests.documents.reading import text_of
from tests.documents.samples import photo
from tests.offices import SampleOffice

CONTROL = Qt.KeyboardModifier.ControlModifier


class Bench:
    """The letter page before one person of a sample office."""

    def __init__(self, qtbot: QtBot, folder: Path) -> None:
        self.qtbot, self.folder = qtbot, folder
        self.office = SampleOffice(folder / "vault")
        self.scan = folder / "scan.jpg"
        self.scan.write_bytes(photo())
        self.desks: list[SampleDesk] = []
        self.sit(self.office.secretariat)

    def sit(self, seat: Seat) -> None:
        self.desk = desk_of(seat, self.folder)
        self.desks.append(self.desk)
        self.page = LetterPage(self.desk.work, choose_scan=self._choose)
        self.qtbot.addWidget(self.page)
        self.page.resize(1092, 800)
        self.page.show()
        self.page.activateWindow()

    def open(self, place: Place) -> None:
        self.page.visit(place)
        self.settle()

    def settle(self) -> None:
        self.qtbot.waitUntil(lambda: not self.desk.work.tasks.busy, timeout=10_000)

    def press(self, key: Qt.Key, on: QWidget | None = None) -> None:
        QTest.keyClick(on or self.page, key, CONTROL)

    def letter(self, key: bytes) -> LetterDetail:
        with self.office.admin.database.reading() as session:
            seat = self.desk.seat
            found = letter_detail(session, key, reader=Reader(seat.person, seat.role))
        assert found is not None
        return found

    def drafted(self, **changes: object) -> bytes:
        key = self.office.admin.desk.new_id()
        fields = {
            "sender": "دفتر نمونه",
            "addressee": "ادارهٔ نمونه",
            "subject": "پیگیری پاسخ",
            "body": "با سلام\nپاسخ را بفرستید.",
            "id": key,
        }
        self.office.secretariat.does(DraftLetter(**fields | changes))  # type: ignore[arg-type]  # named fields
        return key

    def dialog(self) -> Dialog:
        self.qtbot.waitUntil(lambda: bool(self.page.findChildren(Dialog)))
        return self.page.findChildren(Dialog)[-1]

    def _choose(self, _parent: QWidget) -> str:
        return str(self.scan)

    def close(self) -> None:
        for desk in self.desks:
            desk.close()


@pytest.fixture
def bench(qtbot: QtBot, tmp_path: Path) -> Iterator[Bench]:
    made = Bench(qtbot, tmp_path)
    yield made
    made.close()


def test_a_covering_letter_is_numbered_issued_and_sent_with_its_report_by_keys_alone(
    qtbot: QtBot, bench: Bench
) -> None:
    visit, _finding, _action = bench.office.approved()
    bench.open(Place("letter", visit, "cover"))
    assert "واحد نمونهٔ ب" in bench.page.writing.subject.value()
    bench.page.writing.addressee.control.setFocus()
    bench.press(Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: bool(bench.page.notice.isVisible() or bench.desk.asked.places))
    place = bench.desk.asked.places[-1]
    bench.open(place)

    bench.press(Qt.Key.Key_Return)
    qtbot.waitUntil(bench.page.notice.isVisible)
    assert "مهلت پاسخ" in bench.page.writing.draft().body
    text = bench.page.writing.body.value().replace("[مهلت پاسخ]", "۲۲ آبان ۱۴۰۴")
    bench.page.writing.body.set_value(text)
    bench.press(Qt.Key.Key_Return)
    dialog = bench.dialog()
    assert isinstance(dialog, NumberDialog)
    bench.press(Qt.Key.Key_Return, dialog)
    qtbot.waitUntil(lambda: bench.letter(place.record).pdf_sha256 is not None, timeout=10_000)
    bench.settle()
    issued = bench.letter(place.record)
    assert issued.row.number == "1404/1"
    assert [one.name.endswith(".pdf") for one in issued.attachments] == [True]
    assert "۲۲ آبان ۱۴۰۴" in issued.body

    qtbot.waitUntil(lambda: bench.page.head.shown_actions() >= {"send", "print"})
    bench.press(Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: bench.letter(place.record).row.state == "sent")
    with bench.office.admin.database.reading() as session:
        assert session.get_one(Visit, visit).state == "sent_to_agency"
    bench.settle()


def test_a_reprint_is_the_stored_bytes(qtbot: QtBot, bench: Bench) -> None:
    key = bench.drafted()
    bench.open(Place("letter", key))
    bench.press(Qt.Key.Key_P)
    qtbot.waitUntil(lambda: len(bench.desk.asked.papers) == 1)
    with bench.office.admin.database.reading() as session:
        assert "پیش‌نویس" in text_of(bench.desk.asked.papers[0].make(session))
    bench.press(Qt.Key.Key_Return)
    bench.press(Qt.Key.Key_Return, bench.dialog())
    qtbot.waitUntil(lambda: bench.letter(key).row.issued, timeout=10_000)
    bench.settle()
    bench.press(Qt.Key.Key_P)
    qtbot.waitUntil(lambda: len(bench.desk.asked.papers) == 2)
    make = bench.desk.asked.papers[1].make
    with bench.office.admin.database.reading() as session:
        first = make(session)
        bench.office.admin.wall.forward(minutes=60)
        assert make(session) == first
    assert "پیش‌نویس" not in text_of(first)


def test_what_is_missing_is_said_beside_its_field(bench: Bench) -> None:
    bench.open(Place("letter", b"", "new"))
    bench.press(Qt.Key.Key_Return)
    bench.qtbot.waitUntil(lambda: bool(bench.page.writing.addressee.problem()))
    assert bench.page.writing.subject.problem()
    assert not bench.desk.asked.places


def test_what_was_typed_and_not_filed_comes_back_after_a_crash(bench: Bench) -> None:
    bench.open(Place("letter", b"", "new"))
    bench.page.writing.subject.set_value("پیگیری")
    bench.page.leave()
    bench.settle()
    with bench.office.admin.database.reading() as session:
        kept = drafts(session)[0]
    assert kept.place == "letter"
    bench.sit(bench.office.secretariat)
    bench.open(Place("letter", b"", kept.id.hex()))
    assert bench.page.writing.subject.value() == "پیگیری"


def test_an_inspector_writes_but_is_offered_no_number(bench: Bench) -> None:
    key = bench.drafted()
    bench.sit(bench.office.leader)
    bench.open(Place("letter", key))
    assert bench.page.head.shown_actions() == {"save", "print", "void"}


def test_a_letter_is_voided_with_a_reason_only(qtbot: QtBot, bench: Bench) -> None:
    key = bench.drafted()
    bench.open(Place("letter", key))
    bench.page.ask_void()
    dialog = bench.dialog()
    assert isinstance(dialog, VoidDialog)
    bench.press(Qt.Key.Key_Return, dialog)
    qtbot.waitUntil(lambda: bool(dialog.reason.problem()))
    dialog.reason.set_value("موضوع اشتباه بود")
    bench.press(Qt.Key.Key_Return, dialog)
    qtbot.waitUntil(lambda: bench.letter(key).row.state == "void")
    bench.settle()
    assert bench.page.head.shown_actions() == {"print"}


def test_what_came_in_is_registered_with_its_scan_and_answers_a_letter(
    qtbot: QtBot, bench: Bench
) -> None:
    bench.office.sent()
    bench.open(Place("letter", b"", "incoming"))
    form = bench.page.incoming
    bench.press(Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: bool(form.sender_name.problem()))
    form.sender_name.set_value("واحد نمونهٔ ب")
    form.in_number.set_value("۱۲/۳۴")
    form.in_date.set_value(bench.desk.seat.desk.today)
    form.subject.set_value("پاسخ گزارش بازرسی")
    form.answers.set_value(next(iter(form.answers_by_key())))
    form.add_scan.click()
    bench.press(Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: bool(bench.desk.asked.places))
    key = bench.desk.asked.places[-1].record

    def scans() -> int:
        with bench.office.admin.database.reading() as session:
            return len(attachments_of(session, "letters", [key]).get(key, ()))

    qtbot.waitUntil(lambda: scans() == 1, timeout=15_000)
    registered = bench.letter(key)
    assert registered.row.number == "1404/2"
    assert registered.answers_id is not None
    assert bench.letter(registered.answers_id).row.state == "answered"
    bench.settle()


def test_a_file_that_is_no_scan_is_refused_in_words_and_the_letter_stands(
    qtbot: QtBot, bench: Bench
) -> None:
    bench.scan = bench.folder / "empty.pdf"
    bench.scan.write_bytes(b"")
    bench.open(Place("letter", b"", "incoming"))
    form = bench.page.incoming
    form.sender_name.set_value("واحد نمونهٔ ب")
    form.in_number.set_value("۱۲/۳۴")
    form.in_date.set_value(bench.desk.seat.desk.today)
    form.subject.set_value("پاسخ")
    form.add_scan.click()
    bench.page.register()
    qtbot.waitUntil(bench.page.notice.isVisible, timeout=15_000)
    assert "خالی" in bench.page.notice.sentence()
    bench.settle()


def test_an_office_keeps_its_own_wording_of_a_template(qtbot: QtBot, bench: Bench) -> None:
    bench.open(Place("letter", b"", "template:chasing"))
    form = bench.page.template
    assert "[کد بازرسی]" in form.subject.value()
    form.subject.set_value("یادآوری [کد بازرسی]")
    bench.press(Qt.Key.Key_Return)
    qtbot.waitUntil(bench.page.notice.isVisible)
    with bench.office.admin.database.reading() as session:
        body = session.execute(select(LetterTemplate.body)).scalar_one()
    assert body["subject"] == "یادآوری {visit_code}"


@pytest.mark.parametrize("name", ["light", "contrast"])
@pytest.mark.parametrize("part", ["new", "incoming", "template:report_cover"])
def test_the_letter_page_fits_the_smallest_window_at_one_and_a_half(
    bench: Bench, name: theme.Name, part: str, qapp: QApplication
) -> None:
    theme.apply(qapp, theme.Theme(name, 1.5))
    bench.page.resize(960, 600)
    bench.open(Place("letter", b"", part))
    smallest = bench.page.minimumSizeHint()
    assert smallest.width() <= 960
    assert smallest.height() <= 600
    assert bench.page.writing.minimumSizeHint().width() <= 960
