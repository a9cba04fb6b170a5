"""A long page put together a piece at a time, so that typing and painting go on between."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Iterable

from PySide6.QtCore import QObject, QTimer, Slot
from shiboken6 import isValid

BUDGET_SECONDS = 0.012


class Turns(QObject):
    """Runs pieces in their order; what does not fit into one turn waits for the next."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._page = parent
        self._left: deque[Callable[[], object]] = deque()
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._go_on)

    @property
    def done(self) -> bool:
        """Whether nothing is left."""
        return not self._left

    def run(self, pieces: Iterable[Callable[[], object]]) -> None:
        """Begin now; what was left of an earlier run is dropped."""
        self._timer.stop()
        self._left = deque(pieces)
        self._go_on()

    def later(self, pieces: Iterable[Callable[[], object]]) -> None:
        """Begin with the next turn."""
        self._left = deque(pieces)
        self._timer.start(0)

    @Slot()
    def _go_on(self) -> None:
        until = time.perf_counter() + BUDGET_SECONDS
        if not isValid(self._page):
            self._left.clear()  # the window was closed between two turns
        while self._left:
            self._left.popleft()()
            if time.perf_counter() > until:
                break
        if self._left:
            self._timer.start(0)
