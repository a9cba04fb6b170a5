"""What is no usable photo, pasted into a form: said in words, and nothing written is lost."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop.demo import pictures
from tests.journeys import long_visit, visiting
from tests.journeys.driver import until
from tests.journeys.test_a20_crash import at_form
from tests.models.test_photos import png_bomb


def _empty(file: Path) -> None:
    file.write_bytes(b"")


def _huge(file: Path) -> None:
    """300 MB that take no room."""
    file.write_bytes(pictures.signature()[:64])
    os.truncate(file, 300_000_000)


def _words(file: Path) -> None:
    file.write_text("این عکس نیست", encoding="utf-8")


def _bomb(file: Path) -> None:
    file.write_bytes(png_bomb(60_000, 60_000))


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (_empty, "خالی است"),
        (_huge, "مگابایت بزرگ‌تر است"),
        (_words, "عکس یا PDF نیست"),
        (_bomb, "میلیون نقطه دارد"),
    ],
)
def test_what_is_no_photo_is_said_and_nothing_is_lost(
    qtbot: QtBot, qapp: QApplication, tmp_path: Path, make: Callable[[Path], None], said: str
) -> None:
    file = tmp_path / "IMG_0001.png"
    make(file)
    vault, visit = long_visit.begun(tmp_path)
    with at_form(qtbot, qapp, vault, visit) as person:
        for _ in range(1, long_visit.WITH_PHOTO):
            person.digit("۱")
            person.presses("Return")
        person.digit("۲")
        person.fills("توضیح", long_visit.NOTE)
        person.tabs_to("نمای دور لازم")
        person.pastes(file)
        until(lambda: said in person.reads())
        assert file.name in person.reads()
        detail = visiting.detail_of(person, visit)
        assert detail is not None
        assert detail.attachments == ()
        notes = {row.item: row.note for row in detail.answers}
        assert notes[f"long.{long_visit.WITH_PHOTO}"] == long_visit.NOTE
        assert person.focus.accessibleName() == "نمای دور لازم"
