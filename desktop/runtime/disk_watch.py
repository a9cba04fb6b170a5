"""Says when the disk is filling up, before it hurts: early enough for a backup and some photos."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Signal

from desktop.models.disk import free_space
from desktop.runtime.tasks import Tasks

MEBIBYTE = 1 << 20
ROOM = 512 * MEBIBYTE
"""Left for photos and papers of a day in the field, beside two backups."""

_EVERY_MS = 60_000


def needed(database: Path) -> int:
    """Bytes below which a person is told: two copies of the vault, and a day's photos."""
    size = database.stat().st_size if database.is_file() else 0
    return ROOM + 2 * size


class DiskWatch(QObject):
    """``low`` carries the free megabytes while they are too few, and None when they no longer are.

    It looks at once, every minute, and after each change.
    """

    low = Signal(object)

    def __init__(
        self,
        database: Path,
        tasks: Tasks,
        parent: QObject | None = None,
        free: Callable[[Path], int] = free_space,
    ) -> None:
        super().__init__(parent)
        self._database, self._tasks, self.free = database, tasks, free
        self._told: int | None = None
        self._timer = QTimer(self)
        self._timer.setInterval(_EVERY_MS)
        self._timer.timeout.connect(self.look)
        self._timer.start()
        self.look()

    def stop(self) -> None:
        """Look no more."""
        self._timer.stop()

    def look(self) -> None:
        """Ask the disk, off the window's thread."""
        self._tasks.look(self, self._measure, self._tell)

    def _measure(self) -> int | None:
        free = self.free(self._database.parent)
        return free // MEBIBYTE if free < needed(self._database) else None

    def _tell(self, megabytes: int | None) -> None:
        if megabytes != self._told:
            self._told = megabytes
            self.low.emit(megabytes)
