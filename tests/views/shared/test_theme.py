"""The whole window changes its dress at once, and the binding is the one that works."""

from __future__ import annotations

import sys

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QColor, QFontInfo, QImage, QPainter, QPalette
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from desktop.views.shared import theme
from desktop.views.shared.buttons import Button
from desktop.views.shared.card import Divider
from desktop.views.shared.icons import icon


def test_painting_does_not_lose_references_to_none() -> None:
    """PySide6 6.12.0 on Python 3.11 dies of it after some thousand calls."""
    picture = QImage(32, 32, QImage.Format.Format_ARGB32)
    painter = QPainter(picture)
    before = sys.getrefcount(None)
    for _number in range(10_000):
        painter.setPen(Qt.GlobalColor.red)
    after = sys.getrefcount(None)
    painter.end()
    assert abs(after - before) < 100


@pytest.mark.parametrize(("role", "style"), [("body", "Regular"), ("strong", "Medium")])
def test_the_three_weights_are_really_there(role: str, style: str) -> None:
    info = QFontInfo(theme.current().font(role))
    assert (info.family(), info.styleName()) == ("Vazirmatn", style)


@pytest.mark.parametrize("name", theme.NAMES)
def test_a_theme_fills_its_style_sheet_and_its_palette(qapp: QApplication, name: str) -> None:
    theme.apply(qapp, theme.Theme(theme.resolve(name)))
    sheet = qapp.styleSheet()
    assert "@" not in sheet
    assert "px(" not in sheet
    assert theme.tokens()[name]["surface"] in sheet
    placeholder = qapp.palette().color(QPalette.ColorRole.PlaceholderText)
    assert placeholder == QColor(theme.tokens()[name]["text3"])


def test_controls_grow_with_the_text_and_gaps_by_less(qtbot: QtBot, qapp: QApplication) -> None:
    page = QWidget()
    qtbot.addWidget(page)
    column = QVBoxLayout(page)
    theme.pad(column, 20, (10, 0, 20, 0))
    button = Button("ثبت")
    column.addWidget(button)
    assert button.sizeHint().height() == 32

    theme.apply(qapp, theme.Theme(scale=1.5))

    assert button.sizeHint().height() == 48
    assert column.spacing() == 23
    margins = column.contentsMargins()
    assert (margins.right(), margins.left()) == (12, 23)


def test_english_begins_at_the_other_side(qtbot: QtBot, qapp: QApplication) -> None:
    page = QWidget()
    qtbot.addWidget(page)
    column = QVBoxLayout(page)
    theme.pad(column, 0, (10, 0, 20, 0))
    theme.apply(qapp, theme.Theme(direction=Qt.LayoutDirection.LeftToRight))
    assert column.contentsMargins().left() == 10
    assert qapp.layoutDirection() is Qt.LayoutDirection.LeftToRight


def test_arrows_are_mirrored_and_clocks_are_not() -> None:
    assert icon("chevron-left").toImage() != icon("chevron-left", mirrored=False).toImage()
    assert icon("clock").toImage() == icon("clock", mirrored=False).toImage()


def test_a_scale_outside_the_range_is_refused() -> None:
    with pytest.raises(ValueError, match="outside"):
        theme.Theme(scale=2.0)


def test_following_the_system_gives_one_of_the_three() -> None:
    assert theme.resolve("system") in theme.NAMES


def test_what_has_been_closed_is_no_longer_dressed(qapp: QApplication) -> None:
    for _number in range(20):
        Divider().deleteLater()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    theme.apply(qapp, theme.Theme("dark"))
    assert theme.current().name == "dark"
