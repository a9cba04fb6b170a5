"""A long page comes a piece at a time, in order, and never two of them mixed."""

from __future__ import annotations

import time

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop.views.shared.turns import BUDGET_SECONDS, Turns


def slow(into: list[int], number: int) -> None:
    """A piece that uses up its turn."""
    until = time.perf_counter() + BUDGET_SECONDS * 1.1
    while time.perf_counter() < until:
        continue
    into.append(number)


def test_what_is_quick_is_there_at_once(qapp: QApplication) -> None:
    owner, found = QObject(), list[int]()
    turns = Turns(owner)
    turns.run([lambda: found.append(1), lambda: found.append(2)])
    assert found == [1, 2]
    assert turns.done


def test_what_takes_long_lets_the_window_work_between_the_pieces(
    qapp: QApplication, qtbot: QtBot
) -> None:
    owner, found = QObject(), list[int]()
    turns = Turns(owner)
    turns.run([lambda n=number: slow(found, n) for number in range(3)])  # type: ignore[misc]  # a bound number
    assert found == [0]
    qtbot.waitUntil(lambda: turns.done)
    assert found == [0, 1, 2]


def test_a_new_page_drops_what_was_left_of_the_old_one(qapp: QApplication, qtbot: QtBot) -> None:
    owner, found = QObject(), list[int]()
    turns = Turns(owner)
    turns.run([lambda n=number: slow(found, n) for number in range(3)])  # type: ignore[misc]  # a bound number
    turns.run([lambda: found.append(9)])
    qapp.processEvents()
    assert found == [0, 9]
