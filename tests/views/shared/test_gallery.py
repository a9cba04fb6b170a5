"""The gallery, small: every page can be drawn in every dress and fits the smallest window."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop.views.shared import theme
from desktop.views.shared.gallery import PAGES


@pytest.mark.parametrize("name", theme.NAMES)
@pytest.mark.parametrize("page", ["list", "form"])
def test_a_list_fits_the_smallest_window_in_large_letters(
    qtbot: QtBot, qapp: QApplication, page: str, name: str
) -> None:
    theme.apply(qapp, theme.Theme(theme.resolve(name), scale=1.5))
    shown = PAGES[page]()
    qtbot.addWidget(shown)
    least = shown.minimumSizeHint()
    assert least.width() <= 1024
    assert least.height() <= 600


def test_a_page_follows_a_change_of_dress_while_it_is_shown(
    qtbot: QtBot, qapp: QApplication
) -> None:
    shown = PAGES["list"]()
    qtbot.addWidget(shown)
    shown.resize(800, 500)
    shown.show()
    light = shown.grab().toImage().pixelColor(5, 5)
    theme.apply(qapp, theme.Theme("dark"))
    QApplication.processEvents()
    dark = shown.grab().toImage().pixelColor(5, 5)
    assert light.name().upper() == theme.tokens()["light"]["canvas"]
    assert dark.name().upper() == theme.tokens()["dark"]["canvas"]
