"""Garbage is collected on the thread of the window alone."""

from __future__ import annotations

import gc
import threading
import weakref

from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop.runtime.collector import LIMITS, OLDEST, Collector


class Knot:
    """Refers to itself, so that only a collection ends it."""

    def __init__(self) -> None:
        self.itself = self


def test_another_thread_no_longer_collects_and_the_timer_does(
    qtbot: QtBot, qapp: QApplication
) -> None:
    collector = Collector(qapp)
    ended_on: list[int] = []
    knot = Knot()
    weakref.finalize(knot, lambda: ended_on.append(threading.get_ident()))
    del knot

    def allocate() -> None:
        kept = [[number] for number in range(200_000)]
        assert len(kept) == 200_000

    thread = threading.Thread(target=allocate)
    thread.start()
    thread.join()
    assert ended_on == []
    kept = [[number] for number in range(200_000)]
    qtbot.waitUntil(lambda: bool(ended_on), timeout=5_000)
    assert ended_on == [threading.get_ident()]
    assert kept
    collector.stop()
    assert gc.isenabled()


def test_all_that_lives_is_looked_through_only_once_nobody_types(
    qtbot: QtBot, qapp: QApplication
) -> None:
    collector = Collector(qapp)
    ended: list[int] = []
    knot = Knot()
    weakref.finalize(knot, lambda: ended.append(1))
    gc.collect(0)
    gc.collect(1)  # now it is of the oldest generation
    del knot
    for _ in range(LIMITS[OLDEST] + 1):
        gc.collect(1)
    collector.collect()
    assert not ended
    qtbot.waitUntil(lambda: bool(ended), timeout=20_000)
    collector.stop()
