"""Choosing photos from a card: seen first, several at once, by keyboard, none twice."""

from __future__ import annotations

import os
from datetime import timedelta
from pathlib import Path

import pytest
from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop.models.calendar import iran_day
from desktop.views.inspections.photo_chooser import SETTING, PhotoChooser
from desktop.views.inspections.question_card import QuestionCard
from desktop.views.shared.photo_grid import GridPhoto, Heading
from tests.offices import SampleOffice
from tests.views.inspections.conftest import At, Desk


@pytest.fixture
def card(office: SampleOffice, tmp_path: Path) -> Path:
    """A camera's card with three photos of two days, and one that is broken."""
    folder = tmp_path / "card" / "DCIM" / "100ANDRO"
    folder.mkdir(parents=True)
    now = office.leader.desk.now
    for number, colour in enumerate(("#C9BFAF", "#7A8F6A", "#4A6FA5")):
        file = folder / f"IMG_000{number}.jpg"
        Image.new("RGB", (640, 480), colour).save(file)
        at = (now - timedelta(hours=30 * (number == 2), minutes=number)).timestamp()
        os.utime(file, (at, at))
    broken = folder / "broken.jpg"
    broken.write_bytes(b"\xff\xd8\xff")
    os.utime(broken, (now.timestamp() - 600, now.timestamp() - 600))
    return folder.parent


def chooser(desk: Desk) -> PhotoChooser:
    found = [one for one in desk.form.window().findChildren(PhotoChooser) if one.isVisible()]
    assert len(found) == 1
    return found[0]


def opened(desk: Desk, question: QuestionCard, qtbot: QtBot) -> PhotoChooser:
    """F9, and every picture in sight has come."""
    question.take_focus()
    focus = QApplication.focusWidget()
    assert focus is not None
    QTest.keyClick(focus, Qt.Key.Key_F9)
    dialog = chooser(desk)

    def seen() -> bool:
        photos = [row for row in dialog.grid.photos.rows if isinstance(row, GridPhoto)]
        return bool(photos) and all(row.looked for row in photos)

    qtbot.waitUntil(seen, timeout=20_000)
    return dialog


def asked(office: SampleOffice, at_form: At, folder: Path) -> tuple[bytes, Desk, QuestionCard]:
    """A form at a question with two obligatory photos; the folder is that of the last time."""
    visit = office.started()
    office.answers(visit, walls="no")
    office.finding(visit, item="dignity.walls")
    desk = at_form(visit)
    desk.sitting.work.settings.put(SETTING, str(folder))
    return visit, desk, desk.card("dignity", "dignity.walls")


def press(dialog: PhotoChooser, *keys: Qt.Key) -> None:
    for key in keys:
        QTest.keyClick(dialog.grid, key)


def test_photos_of_the_last_folder_stand_under_their_days_with_the_newest_first(
    office: SampleOffice, at_form: At, card: Path, qtbot: QtBot
) -> None:
    _visit, desk, question = asked(office, at_form, card)
    dialog = opened(desk, question, qtbot)
    rows = dialog.grid.photos.rows
    names = [Path(row.key).name if isinstance(row, GridPhoto) else "—" for row in rows]
    assert names == ["—", "IMG_0000.jpg", "IMG_0001.jpg", "broken.jpg", "—", "IMG_0002.jpg"]
    assert isinstance(rows[0], Heading)
    assert rows[0].words.startswith("امروز")
    notes = {Path(row.key).name: row.note for row in rows if isinstance(row, GridPhoto)}
    assert notes["broken.jpg"] == "باز نمی‌شود"
    assert notes["IMG_0000.jpg"] == ""
    assert dialog.grid.hasFocus()
    assert dialog.place.value() == str(card)
    assert iran_day(office.leader.desk.now) == office.leader.desk.today


def test_several_are_taken_at_once_into_the_obligatory_places_by_keyboard(
    office: SampleOffice, at_form: At, card: Path, qtbot: QtBot
) -> None:
    visit, desk, question = asked(office, at_form, card)
    dialog = opened(desk, question, qtbot)
    assert not dialog.primary.isEnabled()
    press(dialog, Qt.Key.Key_Left, Qt.Key.Key_Space, Qt.Key.Key_Home, Qt.Key.Key_Space)
    assert dialog.primary.words() == "افزودن ۲ عکس"
    QTest.keyClick(dialog.grid, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    desk.settle()
    assert {(row.view, row.name) for row in desk.detail(visit).attachments} == {
        ("far", "IMG_0001.jpg"),
        ("near", "IMG_0000.jpg"),
    }
    assert not desk.form.window().findChildren(PhotoChooser)


def test_what_the_visit_has_is_marked_and_cannot_be_chosen(
    office: SampleOffice, at_form: At, card: Path, qtbot: QtBot
) -> None:
    visit, desk, question = asked(office, at_form, card)
    assert question.strip is not None
    question.strip.strip.files_added.emit([str(card / "100ANDRO" / "IMG_0000.jpg")], "far")
    desk.settle()
    dialog = opened(desk, question, qtbot)
    first = dialog.grid.photos.rows[1]
    assert isinstance(first, GridPhoto)
    assert first.note == "پیش‌تر افزوده شده"
    press(dialog, Qt.Key.Key_Home, Qt.Key.Key_Space)
    assert dialog.grid.keys() == []
    QTest.keyClick(dialog.grid, Qt.Key.Key_Escape)
    desk.settle()
    assert len(desk.detail(visit).attachments) == 1


def test_enter_takes_the_photo_at_hand_and_the_folder_is_kept_for_the_next_time(
    office: SampleOffice, at_form: At, card: Path, qtbot: QtBot
) -> None:
    visit, desk, question = asked(office, at_form, card)
    dialog = opened(desk, question, qtbot)
    dialog.go_to(card / "100ANDRO")
    qtbot.waitUntil(lambda: len(dialog.grid.photos.rows) > 1)
    press(dialog, Qt.Key.Key_Return)
    desk.settle()
    assert [row.name for row in desk.detail(visit).attachments] == ["IMG_0000.jpg"]
    assert desk.sitting.work.settings.get(SETTING) == str(card / "100ANDRO")


def test_a_card_that_was_pulled_out_is_said_and_another_place_can_be_chosen(
    office: SampleOffice, at_form: At, card: Path, qtbot: QtBot
) -> None:
    _visit, desk, question = asked(office, at_form, card)
    dialog = opened(desk, question, qtbot)
    dialog.go_to(card / "gone")
    qtbot.waitUntil(lambda: "باز نشد" in dialog.status.words())
    assert dialog.grid.photos.rows == []
    dialog.go_to(card)
    qtbot.waitUntil(lambda: len(dialog.grid.photos.rows) == 6)
    dialog.leave()
    desk.settle()
