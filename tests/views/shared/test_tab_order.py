"""Tab goes as things stand, whenever they were made."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from desktop.views.shared.photo_strip import Photo, PhotoStrip, WantedPhoto
from desktop.views.shared.tab_order import order_tabs


def line(name: str) -> QLineEdit:
    found = QLineEdit()
    found.setAccessibleName(name)
    return found


def way(page: QWidget, first: QWidget, count: int) -> list[str]:
    """The names that Tab comes by."""
    first.setFocus()
    found = []
    for _ in range(count):
        focus = QApplication.focusWidget()
        assert focus is not None
        found.append(focus.accessibleName())
        QTest.keyClick(focus, Qt.Key.Key_Tab)
    return found


def test_what_comes_late_in_the_middle_is_passed_in_the_middle(qtbot: QtBot) -> None:
    page = QWidget()
    qtbot.addWidget(page)
    column = QVBoxLayout(page)
    first, last = line("یک"), line("سه")
    column.addWidget(first)
    column.addWidget(last)
    with qtbot.waitActive(page):
        page.show()
        page.activateWindow()
    column.insertWidget(1, line("دو"))
    QApplication.processEvents()
    order_tabs([page])
    assert way(page, first, 3) == ["یک", "دو", "سه"]


def test_photos_keep_their_place_when_one_is_added(qtbot: QtBot) -> None:
    page = QWidget()
    qtbot.addWidget(page)
    column = QVBoxLayout(page)
    first, strip, last = line("شرح"), PhotoStrip(), line("معیار")
    for part in (first, strip, last):
        column.addWidget(part)
    with qtbot.waitActive(page):
        page.show()
        page.activateWindow()
    strip.show_photos([Photo("1", b"", "نمای دور")], [WantedPhoto("near", "نمای نزدیک")])
    names = ["شرح", "عکس نمای دور", "نمای نزدیک لازم", "افزودن عکس F9", "معیار"]
    assert way(page, first, 5) == names
