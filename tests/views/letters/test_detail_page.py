from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
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
from tests.documents.reading import text_of
from tests.documents.samples import photo
from tests.offices import SampleOffice
from tests.views.workplaces import bench, settle

CONTROL = Qt.KeyboardModifier.ControlModifier


class Letters:
    """The letter page before one person of a sample office."""

    def __init__(self, qtbot: QtBot, folder: Path, benches: ExitStack) -> None:
        self.qtbot, self.folder, self._benches = qtbot, folder, benches
        self.office = SampleOffice(folder / "vault")
        self.scan = folder / "scan.jpg"
        self.scan.write_bytes(photo())
        self.sit(self.office.secretariat)

    def sit(self, seat: Seat) -> None:
        self.bench = self._benches.enter_context(bench(seat, self.folder))
        self.page = LetterPage(self.bench.work, choose_scan=self._choose)
        self.qtbot.addWidget(self.page)
        self.page.resize(1092, 800)
        self.page.show()
        self.page.activateWindow()

    def open(self, place: Place) -> None:
        self.page.visit(place)
        self.settle()

    def settle(self) -> None:
        settle(self.qtbot, self.bench)

    def press(self, key: Qt.Key, on: QWidget | None = None) -> None:
        QTest.keyClick(on or self.page, key, CONTROL)

    def letter(self, key: bytes) -> LetterDetail:
        with self.office.admin.database.reading() as session:
            seat = self.bench.seat
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


@pytest.fixture
def letters(qtbot: QtBot, tmp_path: Path) -> Iterator[Letters]:
    with ExitStack() as benches:
        yield Letters(qtbot, tmp_path, benches)


def test_a_covering_letter_is_numbered_issued_and_sent_with_its_report_by_keys_alone(
    qtbot: QtBot, letters: Letters
) -> None:
    visit, _finding, _action = letters.office.approved()
    letters.open(Place("letter", visit, "cover"))
    assert "واحد نمونهٔ ب" in letters.page.writing.subject.value()
    letters.page.writing.addressee.control.setFocus()
    letters.press(Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: bool(letters.page.notice.isVisible() or letters.bench.went))
    place = letters.bench.went[-1]
    letters.open(place)

    letters.press(Qt.Key.Key_Return)
    qtbot.waitUntil(letters.page.notice.isVisible)
    assert "مهلت پاسخ" in letters.page.writing.draft().body
    text = letters.page.writing.body.value().replace("[مهلت پاسخ]", "۲۲ آبان ۱۴۰۴")
    letters.page.writing.body.set_value(text)
    letters.press(Qt.Key.Key_Return)
    dialog = letters.dialog()
    assert isinstance(dialog, NumberDialog)
    letters.press(Qt.Key.Key_Return, dialog)
    qtbot.waitUntil(lambda: letters.letter(place.record).pdf_sha256 is not None, timeout=10_000)
    letters.settle()
    issued = letters.letter(place.record)
    assert issued.row.number == "1404/1"
    assert [one.name.endswith(".pdf") for one in issued.attachments] == [True]
    assert "۲۲ آبان ۱۴۰۴" in issued.body

    qtbot.waitUntil(lambda: letters.page.head.shown_actions() >= {"send", "print"})
    letters.press(Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: letters.letter(place.record).row.state == "sent")
    with letters.office.admin.database.reading() as session:
        assert session.get_one(Visit, visit).state == "sent_to_agency"
    letters.settle()


def test_a_reprint_is_the_stored_bytes(qtbot: QtBot, letters: Letters) -> None:
    key = letters.drafted()
    letters.open(Place("letter", key))
    letters.press(Qt.Key.Key_P)
    qtbot.waitUntil(lambda: len(letters.bench.papers) == 1)
    with letters.office.admin.database.reading() as session:
        assert "پیش‌نویس" in text_of(letters.bench.papers[0].make(session))
    letters.press(Qt.Key.Key_Return)
    letters.press(Qt.Key.Key_Return, letters.dialog())
    qtbot.waitUntil(lambda: letters.letter(key).row.issued, timeout=10_000)
    letters.settle()
    letters.press(Qt.Key.Key_P)
    qtbot.waitUntil(lambda: len(letters.bench.papers) == 2)
    make = letters.bench.papers[1].make
    with letters.office.admin.database.reading() as session:
        first = make(session)
        letters.office.admin.wall.forward(minutes=60)
        assert make(session) == first
    assert "پیش‌نویس" not in text_of(first)


def test_what_is_missing_is_said_beside_its_field(letters: Letters) -> None:
    letters.open(Place("letter", b"", "new"))
    letters.press(Qt.Key.Key_Return)
    letters.qtbot.waitUntil(lambda: bool(letters.page.writing.addressee.problem()))
    assert letters.page.writing.subject.problem()
    assert not letters.bench.went


def test_what_was_typed_and_not_filed_comes_back_after_a_crash(letters: Letters) -> None:
    letters.open(Place("letter", b"", "new"))
    letters.page.writing.subject.set_value("پیگیری")
    letters.page.leave()
    letters.settle()
    with letters.office.admin.database.reading() as session:
        kept = drafts(session)[0]
    assert kept.place == "letter"
    letters.sit(letters.office.secretariat)
    letters.open(Place("letter", b"", kept.id.hex()))
    assert letters.page.writing.subject.value() == "پیگیری"


def test_an_inspector_writes_but_is_offered_no_number(letters: Letters) -> None:
    key = letters.drafted()
    letters.sit(letters.office.leader)
    letters.open(Place("letter", key))
    assert letters.page.head.shown_actions() == {"save", "print", "void"}


def test_a_letter_is_voided_with_a_reason_only(qtbot: QtBot, letters: Letters) -> None:
    key = letters.drafted()
    letters.open(Place("letter", key))
    letters.page.ask_void()
    dialog = letters.dialog()
    assert isinstance(dialog, VoidDialog)
    letters.press(Qt.Key.Key_Return, dialog)
    qtbot.waitUntil(lambda: bool(dialog.reason.problem()))
    dialog.reason.set_value("موضوع اشتباه بود")
    letters.press(Qt.Key.Key_Return, dialog)
    qtbot.waitUntil(lambda: letters.letter(key).row.state == "void")
    letters.settle()
    assert letters.page.head.shown_actions() == {"print"}


def test_what_came_in_is_registered_with_its_scan_and_answers_a_letter(
    qtbot: QtBot, letters: Letters
) -> None:
    letters.office.sent()
    letters.open(Place("letter", b"", "incoming"))
    form = letters.page.incoming
    letters.press(Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: bool(form.sender_name.problem()))
    form.sender_name.set_value("واحد نمونهٔ ب")
    form.in_number.set_value("۱۲/۳۴")
    form.in_date.set_value(letters.bench.seat.desk.today)
    form.subject.set_value("پاسخ گزارش بازرسی")
    form.answers.set_value(next(iter(form.answers_by_key())))
    form.add_scan.click()
    letters.press(Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: bool(letters.bench.went))
    key = letters.bench.went[-1].record

    def scans() -> int:
        with letters.office.admin.database.reading() as session:
            return len(attachments_of(session, "letters", [key]).get(key, ()))

    qtbot.waitUntil(lambda: scans() == 1, timeout=15_000)
    registered = letters.letter(key)
    assert registered.row.number == "1404/2"
    assert registered.answers_id is not None
    assert letters.letter(registered.answers_id).row.state == "answered"
    letters.settle()


def test_a_file_that_is_no_scan_is_refused_in_words_and_the_letter_stands(
    qtbot: QtBot, letters: Letters
) -> None:
    letters.scan = letters.folder / "empty.pdf"
    letters.scan.write_bytes(b"")
    letters.open(Place("letter", b"", "incoming"))
    form = letters.page.incoming
    form.sender_name.set_value("واحد نمونهٔ ب")
    form.in_number.set_value("۱۲/۳۴")
    form.in_date.set_value(letters.bench.seat.desk.today)
    form.subject.set_value("پاسخ")
    form.add_scan.click()
    letters.page.register()
    qtbot.waitUntil(letters.page.notice.isVisible, timeout=15_000)
    assert "خالی" in letters.page.notice.sentence()
    letters.settle()


def test_an_office_keeps_its_own_wording_of_a_template(qtbot: QtBot, letters: Letters) -> None:
    letters.open(Place("letter", b"", "template:chasing"))
    form = letters.page.template
    assert "[کد بازرسی]" in form.subject.value()
    form.subject.set_value("یادآوری [کد بازرسی]")
    letters.press(Qt.Key.Key_Return)
    qtbot.waitUntil(letters.page.notice.isVisible)
    with letters.office.admin.database.reading() as session:
        body = session.execute(select(LetterTemplate.body)).scalar_one()
    assert body["subject"] == "یادآوری {visit_code}"


@pytest.mark.parametrize("blank", ["[رنگ ماشین]", "{car_colour}"])
def test_a_template_with_an_unknown_field_is_refused_and_what_was_written_stays(
    qtbot: QtBot, letters: Letters, blank: str
) -> None:
    letters.open(Place("letter", b"", "template:chasing"))
    form = letters.page.template
    written = form.text.value() + f"\nبا احترام به {blank}"
    form.text.set_value(written)
    letters.press(Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: form.text.problem() is not None)
    assert blank[1:-1] in (form.text.problem() or "")
    assert form.text.value() == written
    with letters.office.admin.database.reading() as session:
        assert session.execute(select(LetterTemplate.id)).first() is None


@pytest.mark.parametrize("name", ["light", "contrast"])
@pytest.mark.parametrize("part", ["new", "incoming", "template:report_cover"])
def test_the_letter_page_fits_the_smallest_window_at_one_and_a_half(
    letters: Letters, name: theme.Name, part: str, qapp: QApplication
) -> None:
    theme.apply(qapp, theme.Theme(name, 1.5))
    letters.page.resize(960, 600)
    letters.open(Place("letter", b"", part))
    smallest = letters.page.minimumSizeHint()
    assert smallest.width() <= 960
    assert smallest.height() <= 600
    assert letters.page.writing.minimumSizeHint().width() <= 960
