"""What the person who is signed in chose: kept in the vault, held in memory."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal, Slot
from sqlalchemy.orm import Session

from desktop.models.settings import write_setting
from desktop.runtime.look import Look, read_look, write_look
from desktop.runtime.tasks import Tasks

IDLE = "lock/minutes"
"""After how many minutes without a touch the vault is locked; 0 never."""
IDLE_MINUTES = 10
METERED_FILES = "sync/files_on_metered"
"""Whether files go by themselves also where each byte costs."""
WRITE_MS = 500
"""So long a choice waits for others: a page that opens reads before they are written."""
ROLE = "role"
"""Which of several roles the next command names."""


class Settings(QObject):
    """The choices of the person who is signed in, in memory; written behind their back.

    ``changed`` names the key.
    """

    changed = Signal(str)
    looks_changed = Signal(object)

    def __init__(
        self,
        tasks: Tasks,
        values: dict[str, Any],
        look_path: Path,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._tasks = tasks
        self._values = dict(values)
        self._look_path = look_path
        self._look = read_look(look_path)
        self._unwritten: dict[str, Any] = {}
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(WRITE_MS)
        self._later.timeout.connect(self.write_down)

    @property
    def look(self) -> Look:
        """Theme, scale and language."""
        return self._look

    def set_look(self, look: Look) -> None:
        """Keep another look; ``looks_changed`` follows."""
        if look != self._look:
            write_look(self._look_path, look)
            self._look = look
            self.looks_changed.emit(look)

    def get(self, key: str, default: Any = None) -> Any:
        """A choice, or the default where none was made."""
        return self._values.get(key, default)

    def put(self, key: str, value: Any) -> None:
        """Make a choice: plain structures only."""
        if self._values.get(key) == value and key in self._values:
            return
        self._values[key] = value
        # In a vault that is only read a choice holds until the window closes.
        if not self._tasks.read_only:
            self._unwritten[key] = value
            self._later.start()
        self.changed.emit(key)

    @Slot()
    def write_down(self) -> None:
        """Write what was chosen of late; before the vault is closed too."""
        self._later.stop()
        chosen, self._unwritten = self._unwritten, {}
        if chosen:
            self._tasks.write(None, partial(_write, chosen))


def _write(chosen: dict[str, Any], session: Session) -> None:
    for key, value in chosen.items():
        write_setting(session, key, value)
