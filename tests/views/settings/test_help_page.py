"""F1 shows every key, drawn, and a word about each page."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop.views.navigation import Place
from desktop.views.pages import PAGES
from desktop.views.settings.help_page import PAGE_HELP, HelpPage
from desktop.views.shared import theme
from desktop.views.shared.keys import KEYS
from desktop.views.shared.tags import key_words
from tests.builders import seat
from tests.views.workplaces import Bench, bench, shown


@pytest.fixture
def at(tmp_path: Path) -> Iterator[Bench]:
    with bench(seat(tmp_path / "vault"), tmp_path) as made:
        yield made


def test_every_key_is_drawn_and_escape_leads_back(qtbot: QtBot, at: Bench) -> None:
    page = HelpPage(at.work)
    shown(qtbot, at, page, Place("help"))
    drawn = [cap.accessibleName() for cap in page.caps]
    assert drawn == [key_words(one.key) for one in KEYS]
    QTest.keyClick(page, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: at.went_back == 1)


def test_arrows_scroll_what_holds_nothing_to_press(qtbot: QtBot, at: Bench) -> None:
    page = HelpPage(at.work)
    shown(qtbot, at, page, Place("help"), (960, 500))
    assert page.area.hasFocus()
    QTest.keyClick(page.area, Qt.Key.Key_Down)
    assert page.area.verticalScrollBar().value() > 0


def test_every_place_of_the_rail_is_explained() -> None:
    assert {one.name for one in PAGES if one.rail} <= set(PAGE_HELP)


def test_the_page_fits_the_smallest_window_at_150_per_cent(
    qtbot: QtBot, qapp: QApplication, at: Bench
) -> None:
    theme.apply(qapp, theme.Theme(scale=1.5))
    page = HelpPage(at.work)
    shown(qtbot, at, page, Place("help"), (960, 600))
    wanted = page.minimumSizeHint()
    assert wanted.width() <= 960
    assert wanted.height() <= 600
