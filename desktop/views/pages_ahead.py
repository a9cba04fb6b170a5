"""Makes pages before they are opened, a small step at a time: the first opening is quick."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from PySide6.QtCore import QObject, QTimer, Slot

from desktop.views.main_window import MainWindow

STEP_MS: Final = 20
OFTEN: Final = ("visit", "visit_form", "sync", "letter", "settings")
"""What is opened from other pages and is the slowest to make."""


class PagesAhead(QObject):
    """Steps once in a turn of the event loop, so that a key pressed meanwhile is answered."""

    def __init__(self, window: MainWindow, rail: Iterable[str]) -> None:
        super().__init__(window)
        self._window = window
        self._steps = self._walk((*rail, *OFTEN))
        self._timer = QTimer(self)
        self._timer.setInterval(STEP_MS)
        self._timer.timeout.connect(self._step)
        self._timer.start()

    @property
    def busy(self) -> bool:
        """Whether pages are still being made."""
        return self._timer.isActive()

    @Slot()
    def _step(self) -> None:
        if next(self._steps, None) is None:
            self._timer.stop()

    def _walk(self, names: Iterable[str]) -> Iterator[str]:
        for name in names:
            page = self._window.made(name)
            yield name
            page.ensurePolished()
            yield name
            page.resize(self._window.stack.size())
            layout = page.layout()
            if layout is not None:
                layout.activate()
            yield name
