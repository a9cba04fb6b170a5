"""Several of many: chosen once each, taken away by their chips, kept when the list changes."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop.views.shared.many_field import ManyField
from desktop.views.shared.tags import Chip

OPTIONS = [("P3.1", "P3.1 بروشور"), ("P3.3", "P3.3 سامانه"), ("P7.5", "P7.5 فضاسازی")]


def chips(field: ManyField) -> list[Chip]:
    return [one for one in field.findChildren(Chip) if one.isVisibleTo(field)]


def test_each_is_chosen_once_and_taken_away_by_its_chip(qtbot: QtBot) -> None:
    field = ManyField("هم‌زمان", OPTIONS, empty="افزودن", chip="هم‌زمان")
    qtbot.addWidget(field)
    field.show()
    told: list[tuple[str, ...]] = []
    field.edited.connect(lambda: told.append(field.value()))
    for key in ("P7.5", "P3.1", "P7.5"):
        field.control.box.set_value(key)
    assert field.value() == ("P7.5", "P3.1")
    assert field.control.box.value() == ""
    QApplication.processEvents()
    first, _second = chips(field)
    assert "P7.5 فضاسازی" in first.accessibleName()
    QTest.keyClick(first, Qt.Key.Key_Delete)
    assert told == [("P7.5",), ("P7.5", "P3.1"), ("P3.1",)]
    field.set_options(OPTIONS[:1])
    assert field.value() == ("P3.1",)
    assert field.control.box.accessibleName() == "هم‌زمان"
