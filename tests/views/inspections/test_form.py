"""The on-site form, driven by the keyboard on a real vault (stories A8, A20, A27)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import cast

import pytest
from PIL import Image
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from desktop.commands.drafts import SaveDraft
from desktop.models.drafts import drafts
from desktop.models.inspections.queries import Reader, visit_detail
from desktop.models.inspections.rows import VisitDetail
from desktop.views.inspections.form import VisitForm
from desktop.views.inspections.form_pages import FormPages
from desktop.views.inspections.question_card import QuestionCard
from desktop.views.navigation import Place
from desktop.views.shared import theme
from tests.offices import TODAY, SampleOffice
from tests.views.inspections.conftest import Open, Sit, Sitting, settle

WIDE = (1224, 800)
SEEN = "اطلاعیه‌ای کنار باجهٔ ۲ مراجعان معترض را تهدید می‌کند."


class Desk:
    """A form open before an inspector."""

    def __init__(self, qtbot: QtBot, office: SampleOffice, sitting: Sitting, form: VisitForm):
        self.qtbot, self.office, self.sitting, self.form = qtbot, office, sitting, form

    @property
    def pages(self) -> FormPages:
        assert self.form.pages is not None
        return self.form.pages

    def settle(self) -> None:
        settle(self.qtbot, self.sitting)

    def detail(self, visit: bytes) -> VisitDetail:
        with self.office.session() as session:
            found = visit_detail(
                session,
                visit,
                reader=Reader(self.office.leader.person, "inspector"),
                today=TODAY,
            )
        assert found is not None
        return found

    def card(self, section: str, code: str) -> QuestionCard:
        self.pages.go_to(section)
        return self.pages.sections[section].cards[code]

    def type(self, widget: QWidget, text: str) -> None:
        """Types Persian text: keyClicks would abort the process."""
        widget.setFocus()
        for letter in text:
            for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
                event = QKeyEvent(kind, 0, Qt.KeyboardModifier.NoModifier, letter)
                QApplication.sendEvent(widget, event)

    def press(self, text: str) -> None:
        """A key at whatever has the focus."""
        focus = QApplication.focusWidget()
        assert focus is not None
        for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
            event = QKeyEvent(kind, 0, Qt.KeyboardModifier.NoModifier, text)
            QApplication.sendEvent(focus, event)
        self.settle()


@pytest.fixture
def at_form(
    qtbot: QtBot, office: SampleOffice, sit: Sit, open_page: Open
) -> Callable[[bytes], Desk]:
    def make(visit: bytes) -> Desk:
        sitting = sit(office.leader)
        place = Place("visit_form", visit)
        form = cast(VisitForm, open_page(VisitForm, sitting, place, WIDE))
        return Desk(qtbot, office, sitting, form)

    return make


At = Callable[[bytes], Desk]


def test_the_leader_begins_and_the_first_question_waits(office: SampleOffice, at_form: At) -> None:
    visit = office.order()
    desk = at_form(visit)
    assert desk.form.hand_in.words() == "آغاز بازرسی"

    desk.form.hand_in.click()
    desk.settle()
    assert desk.detail(visit).row.state == "in_progress"
    assert desk.pages.current() == "dignity"
    assert desk.form.hand_in.words() == "پایان بازرسی"


def test_a_digit_answers_in_any_script_and_enter_goes_on(office: SampleOffice, at_form: At) -> None:
    visit = office.started()
    desk = at_form(visit)
    first = desk.card("dignity", "dignity.manner")
    first.take_focus()
    desk.press("۱")
    assert {row.item: row.value for row in desk.detail(visit).answers} == {"dignity.manner": "yes"}

    QTest.keyClick(cast(QWidget, QApplication.focusWidget()), Qt.Key.Key_Return)
    second = desk.card("dignity", "dignity.walls")
    focus = QApplication.focusWidget()
    assert focus is not None
    assert second.isAncestorOf(focus)
    desk.press("2")
    assert {row.item: row.value for row in desk.detail(visit).answers}["dignity.walls"] == "no"


def test_no_opens_the_finding_in_the_same_card_and_it_is_filed_on_leaving_the_field(
    office: SampleOffice, at_form: At
) -> None:
    visit = office.started()
    desk = at_form(visit)
    card = desk.card("dignity", "dignity.walls")
    card.take_focus()
    desk.press("۲")
    assert card.finding is not None
    assert card.finding.isVisible()
    assert card.finding.indicator.value() == "F4"
    assert card.finding.severity.value() == "major"
    assert desk.detail(visit).findings == ()

    desk.type(card.finding.description.control, SEEN)
    card.take_focus()
    desk.settle()
    finding = desk.detail(visit).findings[0]
    assert (finding.description, finding.item, finding.severity) == (SEEN, "dignity.walls", "major")
    assert "ذخیره شد" in _saved(desk.form)


def _saved(form: VisitForm) -> str:
    from desktop.views.shared.labels import Label

    return " ".join(one.words() for one in form.header.findChildren(Label))


def test_ctrl_z_brings_the_answer_before_back(office: SampleOffice, at_form: At) -> None:
    visit = office.started()
    desk = at_form(visit)
    card = desk.card("dignity", "dignity.manner")
    card.take_focus()
    desk.press("1")
    desk.press("2")
    desk.form.undo.click()
    desk.settle()
    assert desk.detail(visit).answers[0].value == "yes"


def test_a_photo_from_a_file_fills_its_named_place(
    office: SampleOffice, at_form: At, tmp_path: Path
) -> None:
    visit = office.started()
    office.answers(visit, walls="no")
    office.finding(visit, item="dignity.walls")
    desk = at_form(visit)
    card = desk.card("dignity", "dignity.walls")
    assert card.strip is not None
    file = tmp_path / "IMG_0001.jpg"
    Image.new("RGB", (1200, 800), "#C9BFAF").save(file)

    card.strip.strip.files_added.emit([str(file)], "near")
    desk.settle()
    photo = desk.detail(visit).attachments[0]
    assert (photo.view, photo.item) == ("near", "dignity.walls")
    assert photo.thumb_sha256 is not None
    assert [gap.view for gap in desk.pages.recorder.draft.gaps if gap.view] == ["far"]


def test_handing_in_without_the_obligatory_photo_is_refused_and_named(
    office: SampleOffice, at_form: At
) -> None:
    visit = office.started()
    office.answers(visit, walls="no")
    finding = office.finding(visit, item="dignity.walls")
    office.photo("findings", finding, "far")
    office.sign(visit)
    desk = at_form(visit)
    desk.form.hand_in.click()
    desk.settle()
    assert desk.detail(visit).row.state == "report_draft"

    desk.form.hand_in.click()
    desk.settle()
    assert desk.detail(visit).row.state == "report_draft"
    assert "نمای نزدیک" in desk.form.notice.accessibleName()
    assert ("عکس نمای نزدیک، یافتهٔ ۱", "missing") in desk.form.before_end.lines()


def test_f8_goes_to_what_is_missing(office: SampleOffice, at_form: At) -> None:
    visit = office.started()
    office.answers(visit, walls="no")
    desk = at_form(visit)
    desk.form.next_gap()
    desk.settle()
    card = desk.card("dignity", "dignity.walls")
    focus = QApplication.focusWidget()
    assert focus is not None
    assert card.isAncestorOf(focus)


def test_the_head_of_the_unit_refuses_with_witness_time_and_words(
    office: SampleOffice, at_form: At
) -> None:
    visit = office.started()
    office.admin.wall.forward(minutes=120)
    desk = at_form(visit)
    desk.pages.go_to(desk.pages.recorder.draft.handover)
    assert desk.pages.handover is not None
    unit = desk.pages.handover.unit
    unit.ways.set_value("refused")
    unit.ways.chosen.emit("refused")
    unit.name.set_value("سرپرست واحد نمونه")
    unit.time.set_value("11:20")
    unit.save.click()
    desk.settle()
    assert unit.witness.problem()
    assert desk.detail(visit).signatures == ()

    unit.witness.set_value("بازرس نمونهٔ دو")
    unit.witness_post.set_value("بازرس")
    unit.words.set_value("امضا نمی‌کنم")
    unit.save.click()
    desk.settle()
    signed = desk.detail(visit).signatures[0]
    assert (signed.way, signed.witness_name, signed.words) == (
        "refused",
        "بازرس نمونهٔ دو",
        "امضا نمی‌کنم",
    )
    assert signed.signed_at.strftime("%H:%M") == "07:50"


def test_a_corrective_action_is_due_in_a_week(office: SampleOffice, at_form: At) -> None:
    visit = office.started()
    office.answers(visit, walls="no")
    office.finding(visit, item="dignity.walls")
    desk = at_form(visit)
    editor = desk.card("dignity", "dignity.walls").finding
    assert editor is not None
    editor.steps.open_new()
    form = editor.steps.form
    form.save.click()
    desk.settle()
    assert form.description.problem()

    form.description.set_value("برداشتن اطلاعیه")
    form.owner.set_value("رئیس واحد نمونه")
    form.save.click()
    desk.settle()
    action = desk.detail(visit).actions[0]
    assert action.due_on == TODAY + timedelta(days=7)
    assert form.isHidden()


def test_the_part_about_a_person_is_closed_and_says_where_it_goes(
    office: SampleOffice, at_form: At
) -> None:
    visit = office.started()
    office.answers(visit, walls="no")
    office.finding(visit, item="dignity.walls")
    desk = at_form(visit)
    editor = desk.card("dignity", "dignity.walls").finding
    assert editor is not None
    assert editor.person.form.isHidden()

    editor.person.open()
    editor.person.form.name.set_value("کارمند نمونه")
    editor.person.form.conduct.set_value("با مراجع تندی کرد.")
    editor.person.form.save.click()
    desk.settle()
    assert editor.person.form.statement.problem()

    editor.person.form.asked.setChecked(True)
    editor.person.form.save.click()
    desk.settle()
    persons = desk.detail(visit).findings[0].persons
    assert [one.name for one in persons] == ["کارمند نمونه"]
    assert editor.person.form.isHidden()


def test_what_was_being_typed_at_a_crash_is_offered_and_brought_back(
    office: SampleOffice, at_form: At
) -> None:
    visit = office.started()
    typed = {"visit/observations": "سالن شلوغ بود.", "note/dignity.manner": ""}
    office.leader.does(SaveDraft(visit, "visit_form", "-", {"typed": typed}, visit))
    desk = at_form(visit)
    assert "۱ نوشتهٔ ذخیره‌نشده" in desk.form.notice.sentence()
    assert desk.form.notice.button is not None

    desk.form.notice.button.click()
    assert desk.form.restoring is not None
    desk.form.restoring.primary.click()
    desk.settle()
    assert desk.detail(visit).observations == "سالن شلوغ بود."
    with office.session() as session:
        assert drafts(session) == ()


def test_what_is_offered_outlives_what_is_typed_meanwhile_until_it_is_thrown_away(
    office: SampleOffice, at_form: At
) -> None:
    visit = office.started()
    typed = {"visit/observations": "سالن شلوغ بود."}
    office.leader.does(SaveDraft(visit, "visit_form", "-", {"typed": typed}, visit))
    desk = at_form(visit)
    card = desk.card("dignity", "dignity.manner")
    card.take_focus()
    desk.press("1")
    desk.form.leave()
    desk.settle()
    with office.session() as session:
        assert drafts(session)[0].payload == {"typed": typed}
    assert desk.form.notice.button is not None

    desk.form.notice.button.click()
    assert desk.form.restoring is not None
    desk.form.restoring.discard.click()
    desk.settle()
    assert desk.detail(visit).observations is None
    with office.session() as session:
        assert drafts(session) == ()


def test_typing_is_kept_as_a_draft_before_the_field_is_left(
    office: SampleOffice, at_form: At
) -> None:
    visit = office.started()
    desk = at_form(visit)
    desk.pages.go_to(desk.pages.recorder.draft.handover)
    assert desk.pages.handover is not None
    desk.type(desk.pages.handover.observations.control, "سالن")
    desk.pages.recorder.autosave.now()
    desk.sitting.work.tasks.on_database(lambda _database: None)
    with office.session() as session:
        assert drafts(session)[0].payload == {"typed": {"visit/observations": "سالن"}}
    assert desk.detail(visit).observations is None

    desk.form.leave()
    desk.settle()
    assert desk.detail(visit).observations == "سالن"
    with office.session() as session:
        assert drafts(session) == ()


def test_a_whole_visit_is_handed_in_from_the_form(office: SampleOffice, at_form: At) -> None:
    visit, _finding, _action = office.complete()
    desk = at_form(visit)
    desk.form.hand_in.click()
    desk.settle()
    assert desk.form.ending is not None
    assert desk.form.ending.dialog is not None
    desk.form.ending.dialog.primary.click()
    desk.settle()
    assert desk.detail(visit).row.state == "under_review"
    assert desk.sitting.went[-1] == Place("visit", visit)


def test_a_finding_without_a_question_is_added_with_f10(office: SampleOffice, at_form: At) -> None:
    visit = office.started()
    desk = at_form(visit)
    desk.pages.go_to("dignity")
    desk.form.add_finding()
    editor = desk.pages.sections["dignity"].free[0]
    desk.type(editor.description.control, "صندلی شکسته است.")
    desk.form.leave()
    desk.settle()
    finding = desk.detail(visit).findings[0]
    assert (finding.item, finding.indicator) == (None, "F4")
    assert len(desk.pages.sections["dignity"].free) == 1


@pytest.mark.parametrize("size", [(960, 600), (1224, 800)])
def test_the_form_fits_the_smallest_window_at_150_percent(
    qapp: QApplication, office: SampleOffice, at_form: At, size: tuple[int, int]
) -> None:
    theme.apply(qapp, theme.Theme("light", 1.5))
    visit = office.started(template_code="foad_seven", template_version=3)
    desk = at_form(visit)
    desk.form.resize(960, 600)
    for section in ("F4", "end"):
        desk.pages.go_to(section)
        desk.settle()
        assert desk.form.minimumSizeHint().width() <= 960
        assert desk.form.minimumSizeHint().height() <= 600


def test_a_file_that_is_no_photo_is_told_of_and_the_others_are_kept(
    office: SampleOffice, at_form: At, tmp_path: Path
) -> None:
    visit = office.started()
    office.answers(visit, walls="no")
    desk = at_form(visit)
    card = desk.card("dignity", "dignity.walls")
    assert card.strip is not None
    good, empty, words = (tmp_path / name for name in ("a.jpg", "empty.jpg", "words.jpg"))
    Image.new("RGB", (640, 480), "#C9BFAF").save(good)
    empty.write_bytes(b"")
    words.write_bytes(b"not a picture at all")

    card.strip.strip.files_added.emit([str(empty), str(good), str(words)], "")
    desk.settle()
    assert [row.name for row in desk.detail(visit).attachments] == ["a.jpg"]
    assert len(desk.sitting.refused) == 2


def test_a_drawn_signature_is_kept_as_a_picture(office: SampleOffice, at_form: At) -> None:
    visit = office.started()
    desk = at_form(visit)
    desk.pages.go_to(desk.pages.recorder.draft.handover)
    assert desk.pages.handover is not None
    card = desk.pages.handover.inspector
    card.save.click()
    desk.settle()
    assert desk.detail(visit).signatures == ()

    QTest.mousePress(card.pad, Qt.MouseButton.LeftButton, pos=QPoint(20, 60))
    for step in range(1, 12):
        QTest.mouseMove(card.pad, QPoint(20 + step * 12, 60 + (step % 3) * 10))
        card.pad.mouseMoveEvent(_moved(20 + step * 12, 60 + (step % 3) * 10))
    QTest.mouseRelease(card.pad, Qt.MouseButton.LeftButton, pos=QPoint(170, 60))
    card.save.click()
    desk.settle()
    signed = desk.detail(visit).signatures[0]
    assert (signed.side, signed.way, signed.name) == ("leader", "drawn", "بازرس نمونهٔ یک")
    assert signed.image_sha256 is not None


def _moved(x: int, y: int) -> QMouseEvent:
    return QMouseEvent(
        QEvent.Type.MouseMove,
        QPointF(x, y),
        QPointF(x, y),
        Qt.MouseButton.LeftButton,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )


def test_a_signature_on_paper_needs_its_photo(
    office: SampleOffice, at_form: At, tmp_path: Path
) -> None:
    visit = office.started()
    desk = at_form(visit)
    desk.pages.go_to(desk.pages.recorder.draft.handover)
    assert desk.pages.handover is not None
    card = desk.pages.handover.unit
    card.ways.set_value("paper")
    card.ways.chosen.emit("paper")
    card.name.set_value("سرپرست واحد نمونه")
    card.save.click()
    desk.settle()
    assert desk.detail(visit).signatures == ()

    file = tmp_path / "sheet.jpg"
    Image.new("RGB", (800, 1100), "#FFFFFF").save(file)
    card.take_paper(file)
    desk.settle()
    card.save.click()
    desk.settle()
    assert [one.way for one in desk.detail(visit).signatures] == ["paper"]
