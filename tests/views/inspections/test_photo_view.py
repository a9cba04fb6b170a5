"""A photo large: opened from its strip, from memory, with what is known of it."""

from __future__ import annotations

from pathlib import Path

import pytest
from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from desktop.commands.attachments import AttachFile
from desktop.models.calendar import long_date
from desktop.views.inspections.photo_view import PhotoView
from desktop.views.inspections.question_card import QuestionCard
from desktop.views.shared.photo_strip import PhotoStrip
from tests.offices import SampleOffice
from tests.views.inspections.conftest import At, Desk


@pytest.fixture
def at_photos(office: SampleOffice, at_form: At, tmp_path: Path) -> tuple[Desk, PhotoStrip]:
    """A question with two photos, of which the second is wide."""
    visit = office.started()
    office.answers(visit, walls="no")
    office.finding(visit, item="dignity.walls")
    desk = at_form(visit)
    files = [tmp_path / "IMG_0001.jpg", tmp_path / "IMG_0002.jpg"]
    Image.new("RGB", (600, 800), "#C9BFAF").save(files[0])
    Image.new("RGB", (2000, 1000), "#7A8F6A").save(files[1])
    card: QuestionCard = desk.card("dignity", "dignity.walls")
    assert card.strip is not None
    card.strip.strip.files_added.emit([str(file) for file in files], "far")
    desk.settle()
    return desk, card.strip.strip


def view_of(desk: Desk) -> PhotoView:
    desk.settle()
    found = [one for one in desk.form.window().findChildren(PhotoView) if one.isVisible()]
    assert len(found) == 1
    return found[0]


def test_enter_on_a_small_picture_shows_it_large_with_what_is_known_of_it(
    office: SampleOffice, at_photos: tuple[Desk, PhotoStrip]
) -> None:
    desk, strip = at_photos
    strip.tiles[1].setFocus()
    QTest.keyClick(strip.tiles[1], Qt.Key.Key_Return)
    view = view_of(desk)
    row = view.row()
    assert row.name == "IMG_0002.jpg"
    assert view.canvas.hasFocus()
    assert view.canvas.has_image()
    facts = view.facts.words()
    assert row.sha256.hex()[:12] in facts
    assert long_date(office.leader.desk.today) in facts
    assert office.leader.name in facts
    assert "۲۰۰۰×۱۰۰۰" in facts
    assert "اصل عکس در این رایانه است" in facts
    assert "نمای نزدیک" in view.caption.words()

    QTest.keyClick(view.canvas, Qt.Key.Key_Escape)
    assert strip.tiles[1].hasFocus()


def test_arrows_go_from_photo_to_photo_and_not_beyond(at_photos: tuple[Desk, PhotoStrip]) -> None:
    desk, strip = at_photos
    QTest.mouseDClick(strip.tiles[0], Qt.MouseButton.LeftButton)
    view = view_of(desk)
    assert view.row().name == "IMG_0001.jpg"
    QTest.keyClick(view.canvas, Qt.Key.Key_Left)
    QTest.keyClick(view.canvas, Qt.Key.Key_Left)
    assert view_of(desk).row().name == "IMG_0002.jpg"
    QTest.keyClick(view.canvas, Qt.Key.Key_Right)
    assert view_of(desk).row().name == "IMG_0001.jpg"


def test_plus_and_minus_zoom_between_all_in_sight_and_eight_times(
    at_photos: tuple[Desk, PhotoStrip],
) -> None:
    desk, strip = at_photos
    strip.tiles[0].setFocus()
    QTest.keyClick(strip.tiles[0], Qt.Key.Key_Space)
    canvas = view_of(desk).canvas
    for _press in range(30):
        QTest.keyClick(canvas, Qt.Key.Key_Plus)
    assert canvas.zoom == 8
    QTest.keyClick(canvas, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    QTest.keyClick(canvas, Qt.Key.Key_Minus)
    assert 1 < canvas.zoom < 8
    QTest.keyClick(canvas, Qt.Key.Key_0)
    assert canvas.zoom == 1
    QTest.keyClick(canvas, Qt.Key.Key_Minus)
    assert canvas.zoom == 1


def test_a_photo_that_has_not_come_yet_is_told_of(office: SampleOffice, at_form: At) -> None:
    visit = office.started()
    office.answers(visit, walls="no")
    office.finding(visit, item="dignity.walls")
    command = AttachFile(
        "visits",
        visit,
        "IMG_0009.jpg",
        "image/jpeg",
        2_400_000,
        bytes(32),
        item="dignity.walls",
        view="far",
        shrunk_sha256=bytes([1] * 32),
    )
    office.leader.does(command)
    desk = at_form(visit)
    card = desk.card("dignity", "dignity.walls")
    assert card.strip is not None
    tile = card.strip.strip.tiles[0]
    tile.setFocus()
    QTest.keyClick(tile, Qt.Key.Key_Return)
    view = view_of(desk)
    assert not view.canvas.has_image()
    assert "اصل عکس هنوز نرسیده است" in view.facts.words()
    assert "۲٫۳ مگابایت" in view.facts.words()
