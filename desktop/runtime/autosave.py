"""Saves what is being typed: on leaving a field, and every five seconds while it changes."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer, Slot

EVERY_MS = 5000


class Autosave(QObject):
    """Calls ``save`` when what ``state`` gives has changed since the last time.

    Connect every field's «editing finished» to ``now``. Ends with its parent.
    """

    def __init__(
        self,
        state: Callable[[], object],
        save: Callable[[], None],
        parent: QObject,
        *,
        every_ms: int = EVERY_MS,
    ) -> None:
        super().__init__(parent)
        self._state = state
        self._save = save
        self._saved = state()
        self._timer = QTimer(self)
        self._timer.setInterval(every_ms)
        self._timer.timeout.connect(self.now)
        self._timer.start()

    @Slot()
    def now(self) -> None:
        """Save at once, if anything has changed."""
        state = self._state()
        if state != self._saved:
            self._saved = state
            self._save()

    @Slot()
    def stop(self) -> None:
        """No more saving: the form was filed or thrown away."""
        self._timer.stop()
