"""The on-site form, driven by the keyboard on a real vault (story A8)."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import cast

import pytest
from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from desktop.views.inspections.form import VisitForm
from desktop.views.navigation import Place
from desktop.views.shared import theme
from desktop.views.shared.buttons import IconButton
from desktop.views.shared.labels import Label
from tests.offices import TODAY, SampleOffice
from tests.views.inspections.conftest import At

SEEN = "اطلاعیه‌ای کنار باجهٔ ۲ مراجعان معترض را تهدید می‌کند."


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


def test_before_it_begins_the_unit_s_earlier_findings_and_open_actions_are_told(
    office: SampleOffice, at_form: At
) -> None:
    earlier, _finding, action = office.sent()
    desk = at_form(office.order())
    cards = desk.pages.start_cards
    assert cards is not None
    words = " ".join(one.words() for one in cards.findChildren(Label))
    assert "خیابان نمونه، شمارهٔ ۱" in words
    assert "۰۲۸۳۳۳۳۰۰۰۰" in words
    assert cards.known.isVisible()
    assert "صرف صبحانه ساعت ۰۹:۳۰ پیش از پذیرش مراجعان" in words
    assert "برداشتن اطلاعیه و اعلام به کارکنان" in words
    assert "سررسید" in words
    cards.known.findChildren(IconButton)[-1].click()
    assert desk.sitting.went[-1] == Place("visit", earlier, action.hex())


def test_a_unit_without_a_past_says_so(office: SampleOffice, at_form: At) -> None:
    desk = at_form(office.order())
    cards = desk.pages.start_cards
    assert cards is not None
    words = " ".join(one.words() for one in cards.known.findChildren(Label))
    assert "از این واحد یافتهٔ پیشین یا اقدام باز نداریم." in words
