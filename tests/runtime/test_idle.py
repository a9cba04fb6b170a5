"""The vault is locked after a while without a touch, and not before."""

from __future__ import annotations

from PySide6.QtCore import QElapsedTimer, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit
from pytestqt.qtbot import QtBot

from desktop.runtime.idle import IdleWatch


def test_it_speaks_up_after_the_time_without_a_touch(qtbot: QtBot, qapp: QApplication) -> None:
    watch = IdleWatch(0.001, qapp)
    with qtbot.waitSignal(watch.idle, timeout=2_000):
        pass
    watch.stop()


def test_a_key_starts_the_time_anew(qtbot: QtBot, qapp: QApplication) -> None:
    line = QLineEdit()
    qtbot.addWidget(line)
    with qtbot.waitActive(line):
        line.show()
        line.activateWindow()
    watch = IdleWatch(0.01, qapp)
    watch.watch(line.windowHandle())
    passed = QElapsedTimer()
    passed.start()
    idle_at: list[int] = []
    watch.idle.connect(lambda: idle_at.append(passed.elapsed()))
    qtbot.waitUntil(lambda: passed.elapsed() > 400, timeout=2_000)
    QTest.keyClick(line.windowHandle(), Qt.Key.Key_A)
    qtbot.waitUntil(lambda: bool(idle_at), timeout=3_000)
    watch.stop()
    assert idle_at[0] >= 950


def test_zero_minutes_never_lock(qtbot: QtBot, qapp: QApplication) -> None:
    watch = IdleWatch(0.001, qapp)
    watch.set_minutes(0)
    with qtbot.assertNotEmitted(watch.idle, wait=200):
        pass
    watch.stop()
