"""The keys of the on-site form, pressed on its window as a person presses them (story A24)."""

from __future__ import annotations

from pathlib import Path
from typing import cast

from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QWidget

from desktop.models import reference
from tests.offices import SampleOffice
from tests.views.inspections.conftest import At, Desk

CTRL = Qt.KeyboardModifier.ControlModifier


def seven(office: SampleOffice) -> bytes:
    """A visit begun on the checklist of the seven indicators."""
    stored = next(one for one in reference.checklist_contents() if one["code"] == "foad_seven")
    return office.started(template_code="foad_seven", template_version=stored["version"])


def key(
    desk: Desk, one: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier
) -> None:
    QTest.keyClick(desk.form, one, modifier)
    # A button that is pressed by its key stays down for a moment before it acts.
    desk.qtbot.waitUntil(
        lambda: not any(one.isDown() for one in desk.form.findChildren(QAbstractButton))
    )
    desk.settle()


def focus() -> QWidget:
    return cast(QWidget, QApplication.focusWidget())


def test_ctrl_with_arrows_walks_through_the_sections(office: SampleOffice, at_form: At) -> None:
    desk = at_form(seven(office))
    first = desk.pages.current()
    key(desk, Qt.Key.Key_Down, CTRL)
    second = desk.pages.current()
    assert second != first
    assert desk.pages.sections[second].isAncestorOf(focus())
    key(desk, Qt.Key.Key_Up, CTRL)
    assert desk.pages.current() == first
    assert desk.pages.sections[first].isAncestorOf(focus())


def test_a_digit_counts_at_once_in_a_section_that_is_still_coming(
    office: SampleOffice, at_form: At
) -> None:
    visit = seven(office)
    desk = at_form(visit)
    QTest.keyClick(desk.form, Qt.Key.Key_Down, CTRL)
    section = desk.pages.sections[desk.pages.current()]
    QTest.keyClick(focus(), Qt.Key.Key_2)
    desk.settle()
    first = next(iter(section.cards))
    assert {row.item: row.value for row in desk.detail(visit).answers} == {first: "no"}


def test_every_question_comes_by_itself_and_in_its_order(office: SampleOffice, at_form: At) -> None:
    desk = at_form(seven(office))
    QTest.keyClick(desk.form, Qt.Key.Key_Down, CTRL)
    section = desk.pages.sections[desk.pages.current()]
    desk.settle()
    tops = [one.y() for one in section.made() if one.isVisible()]
    assert tops == sorted(set(tops))
    assert len(tops) == len(section.cards) > 1


def test_a_section_left_early_is_whole_when_the_person_comes_back(
    office: SampleOffice, at_form: At
) -> None:
    desk = at_form(seven(office))
    QTest.keyClick(desk.form, Qt.Key.Key_Down, CTRL)
    left = desk.pages.current()
    QTest.keyClick(desk.form, Qt.Key.Key_Down, CTRL)
    desk.settle()
    key(desk, Qt.Key.Key_Up, CTRL)
    assert desk.pages.current() == left
    section = desk.pages.sections[left]
    assert len(section.made()) == len(section.cards)


def test_tab_goes_from_no_into_the_finding_it_opened(office: SampleOffice, at_form: At) -> None:
    desk = at_form(office.started())
    card = desk.card("dignity", "dignity.walls")
    card.take_focus()
    desk.press("2")
    assert card.finding is not None
    for _ in range(8):
        QTest.keyClick(focus(), Qt.Key.Key_Tab)
        if card.finding.description.control.hasFocus():
            break
    assert card.finding.description.control.hasFocus()


def test_f8_goes_to_what_is_missing_with_and_without_the_bar(
    office: SampleOffice, at_form: At
) -> None:
    desk = at_form(office.started())
    key(desk, Qt.Key.Key_F8)
    assert desk.card("dignity", "dignity.manner").isAncestorOf(focus())

    key(desk, Qt.Key.Key_F8)
    walls = desk.card("dignity", "dignity.walls")
    assert walls.isAncestorOf(focus())
    desk.press("2")
    assert desk.form.notice.isVisible()
    key(desk, Qt.Key.Key_F8)
    assert walls.isAncestorOf(focus())


def test_f9_takes_a_photo_for_the_question_at_hand(
    office: SampleOffice, at_form: At, tmp_path: Path
) -> None:
    visit = office.started()
    office.answers(visit, walls="no")
    office.finding(visit, item="dignity.walls")
    desk = at_form(visit)
    file = tmp_path / "IMG_0007.jpg"
    Image.new("RGB", (640, 480), "#C9BFAF").save(file)
    card = desk.card("dignity", "dignity.walls")
    assert card.strip is not None
    card.strip.strip.choose = lambda then: then([str(file)])
    card.take_focus()
    key(desk, Qt.Key.Key_F9)
    assert [row.view for row in desk.detail(visit).attachments] == ["far"]


def test_f10_opens_a_finding_that_no_question_asks_about(office: SampleOffice, at_form: At) -> None:
    desk = at_form(office.started())
    key(desk, Qt.Key.Key_F10)
    section = desk.pages.sections["dignity"]
    assert len(section.free) == 1
    assert section.free[0].description.control.hasFocus()


def test_ctrl_enter_begins_and_ends_the_visit(office: SampleOffice, at_form: At) -> None:
    visit = office.order()
    desk = at_form(visit)
    key(desk, Qt.Key.Key_Return, CTRL)
    assert desk.detail(visit).row.state == "in_progress"
    office.answers(visit)
    desk.form.reload()
    desk.settle()
    key(desk, Qt.Key.Key_Return, CTRL)
    assert desk.detail(visit).row.state == "report_draft"


def test_ctrl_z_takes_the_answer_back(office: SampleOffice, at_form: At) -> None:
    visit = office.started()
    desk = at_form(visit)
    desk.card("dignity", "dignity.manner").take_focus()
    desk.press("1")
    desk.press("2")
    key(desk, Qt.Key.Key_Z, CTRL)
    assert desk.detail(visit).answers[0].value == "yes"


def test_a_photo_that_the_visit_has_is_told_of_and_not_kept_twice(
    office: SampleOffice, at_form: At, tmp_path: Path
) -> None:
    visit = office.started()
    office.answers(visit, walls="no")
    office.finding(visit, item="dignity.walls")
    desk = at_form(visit)
    file, again = tmp_path / "IMG_0007.jpg", tmp_path / "IMG_0007 (1).jpg"
    Image.new("RGB", (640, 480), "#C9BFAF").save(file)
    again.write_bytes(file.read_bytes())
    card = desk.card("dignity", "dignity.walls")
    assert card.strip is not None
    strip = card.strip.strip
    strip.files_added.emit([str(file), str(again)], "far")
    desk.settle()
    assert [(row.name, row.view) for row in desk.detail(visit).attachments] == [(file.name, "far")]
    assert card.strip.told.isVisible()
    assert "پیش‌تر در همین بازرسی افزوده شده" in card.strip.told.words()
    assert again.name in card.strip.told.words()

    strip.files_added.emit([str(again)], "near")
    desk.settle()
    assert len(desk.detail(visit).attachments) == 1
    assert "پرسش" in card.strip.told.words()
    strip.picture_pasted.emit(file.read_bytes(), "near")
    desk.settle()
    assert len(desk.detail(visit).attachments) == 1
