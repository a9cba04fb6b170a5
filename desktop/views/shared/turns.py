"""A long page put together a piece at a time, so that typing and painting go on between."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Iterable

from PySide6.QtCore import QCoreApplication, QObject, QTimer, Slot
from shiboken6 import isValid

BUDGET_SECONDS = 0.003
"""What is made is then laid out and painted, which takes several times as long again."""


class _Queue(QObject):
    """Pages that go on with the next turn of the event loop: one of them each turn."""

    held: _Queue | None = None

    def __init__(self, parent: QObject | None) -> None:
        super().__init__(parent)
        self._waiting: deque[Turns] = deque()
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._next)

    @classmethod
    def of_window(cls) -> _Queue:
        """The one queue of the UI thread."""
        if cls.held is None or not isValid(cls.held):
            cls.held = cls(QCoreApplication.instance())
        return cls.held

    @property
    def empty(self) -> bool:
        return not self._waiting

    def join(self, turns: Turns) -> None:
        if turns not in self._waiting:
            self._waiting.append(turns)
        self._timer.start(0)

    def leave(self, turns: Turns) -> None:
        if turns in self._waiting:
            self._waiting.remove(turns)

    @Slot()
    def _next(self) -> None:
        turns = self._waiting.popleft() if self._waiting else None
        if turns is not None and isValid(turns):
            turns.go_on()
        if self._waiting:
            self._timer.start(0)


class Turns(QObject):
    """Runs pieces in their order; what does not fit into one turn waits for the next."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._page = parent
        self._left: deque[Callable[[], object]] = deque()

    @property
    def done(self) -> bool:
        """Whether nothing is left."""
        return not self._left

    def run(self, pieces: Iterable[Callable[[], object]]) -> None:
        """Begin now; what was left of an earlier run is dropped."""
        _Queue.of_window().leave(self)
        self._left = deque(pieces)
        self.go_on()

    def later(self, pieces: Iterable[Callable[[], object]]) -> None:
        """Begin with the next turn; what was left of an earlier run is dropped."""
        self._left = deque(pieces)
        _Queue.of_window().join(self)

    def go_on(self) -> None:
        """One turn."""
        until = time.perf_counter() + BUDGET_SECONDS
        if not isValid(self._page):
            self._left.clear()  # the window was closed between two turns
        while self._left:
            self._left.popleft()()
            if time.perf_counter() > until:
                break
        if self._left:
            _Queue.of_window().join(self)


def under_way() -> bool:
    """Whether any page is still being put together."""
    return not _Queue.of_window().empty
