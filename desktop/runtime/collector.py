"""Collects garbage on the UI thread alone: a widget or timer that dies on another thread is fatal.

Python collects wherever it happens to allocate, also on the database thread. What starts there as
the end of a few rows may reach a window that was closed a minute ago.
"""

from __future__ import annotations

import gc
import time

from PySide6.QtCore import QCoreApplication, QObject, QTimer, Slot

from desktop.runtime.idle import IdleWatch

EVERY_MS = 50
LIMITS = (700, 2, 50)
"""When a generation is due. Python's own second limit of 10 lets what a whole page is made of come
together, and looking through that takes 60 ms; by threes it takes as long in all, but not at once.
"""
OLDEST = 2
QUIET_MINUTES = 0.05
"""So long nobody touched a key or the mouse: the moment for all that lives, which takes 40 ms."""
LONGEST_SECONDS = 10 * 60
"""So long that waits for a quiet moment at most."""


class Collector(QObject):
    """From now until ``stop``, cycles are collected by a timer of the thread that made this."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._waiting_from: float | None = None
        gc.freeze()
        gc.disable()
        self._timer = QTimer(self)
        self._timer.setInterval(EVERY_MS)
        self._timer.timeout.connect(self.collect)
        self._timer.start()
        self._quiet = IdleWatch(QUIET_MINUTES, self)
        self._quiet.idle.connect(self.collect_oldest)
        focus_moved = getattr(QCoreApplication.instance(), "focusWindowChanged", None)
        if focus_moved is not None:
            focus_moved.connect(self._quiet.watch)

    @Slot()
    def collect(self) -> None:
        """The younger generations that are over their limit; the oldest waits for quiet."""
        due = self._due()
        if OLDEST in due:
            now = time.monotonic()
            self._waiting_from = self._waiting_from or now
            if now - self._waiting_from > LONGEST_SECONDS:
                self.collect_oldest()
                return
        younger = [generation for generation in due if generation != OLDEST]
        if younger:
            gc.collect(max(younger))

    @Slot()
    def collect_oldest(self) -> None:
        """All that lives, where that is due."""
        if OLDEST in self._due():
            self._waiting_from = None
            gc.collect(OLDEST)

    def stop(self) -> None:
        """Let Python collect by itself again."""
        self._timer.stop()
        self._quiet.stop()
        gc.enable()

    def _due(self) -> list[int]:
        return [
            generation
            for generation, (count, limit) in enumerate(zip(gc.get_count(), LIMITS, strict=True))
            if count > limit
        ]
