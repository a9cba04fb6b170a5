"""Measures how long the UI thread was ever kept from its events."""

from __future__ import annotations

import time
from dataclasses import dataclass
from heapq import nlargest

from PySide6.QtCore import QObject, Qt, QTimer, Slot

BEAT_MS = 10


@dataclass(frozen=True, slots=True, order=True)
class Gap:
    """A pause between two beats beyond the beat itself, and when it ended since the start."""

    milliseconds: float
    at_seconds: float


class Heartbeat(QObject):
    """Beats every 10 ms while it runs and remembers its worst pauses."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.setInterval(BEAT_MS)
        self._timer.timeout.connect(self._beat)
        self._gaps: list[Gap] = []
        self._started = self._last = self._worked = 0.0
        self.beats = 0
        self.busiest = 0.0
        """Milliseconds of the processor that the UI thread took at most between two beats."""

    def start(self) -> None:
        """Begin to measure anew."""
        self._gaps.clear()
        self.beats, self.busiest = 0, 0.0
        self._started = self._last = time.perf_counter()
        self._worked = time.thread_time()
        self._timer.start()

    def stop(self) -> None:
        """Measure no longer; what was measured stays."""
        self._timer.stop()

    def worst(self, many: int = 3) -> list[Gap]:
        """The longest pauses, the worst first."""
        return nlargest(many, self._gaps)

    @Slot()
    def _beat(self) -> None:
        now, worked = time.perf_counter(), time.thread_time()
        pause = (now - self._last) * 1000
        self.busiest = max(self.busiest, (worked - self._worked) * 1000)
        self._last, self._worked = now, worked
        self.beats += 1
        self._gaps.append(Gap(pause, now - self._started))
        if len(self._gaps) > 1000:
            self._gaps = nlargest(100, self._gaps)
