"""Collects garbage on the UI thread alone: a widget or timer that dies on another thread is fatal.

Python collects wherever it happens to allocate, also on the database thread. What starts there as
the end of a few rows may reach a window that was closed a minute ago.
"""

from __future__ import annotations

import gc

from PySide6.QtCore import QObject, QTimer

EVERY_MS = 500


class Collector(QObject):
    """From now until ``stop``, cycles are collected by a timer of the thread that made this."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._limits = gc.get_threshold()
        gc.freeze()
        gc.disable()
        self._timer = QTimer(self)
        self._timer.setInterval(EVERY_MS)
        self._timer.timeout.connect(self.collect)
        self._timer.start()

    def collect(self) -> None:
        """The youngest generations that are over their limit, the oldest as well where it is."""
        due = [
            generation
            for generation, (count, limit) in enumerate(
                zip(gc.get_count(), self._limits, strict=True)
            )
            if limit and count > limit
        ]
        if due:
            gc.collect(max(due))

    def stop(self) -> None:
        """Let Python collect by itself again."""
        self._timer.stop()
        gc.enable()
