"""What the person who is signed in chose: kept in the vault, held in memory."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Signal

from desktop.models.settings import write_setting
from desktop.runtime.look import Look, read_look, write_look
from desktop.runtime.tasks import Tasks

IDLE = "lock/minutes"
"""After how many minutes without a touch the vault is locked; 0 never."""
IDLE_MINUTES = 10
METERED_FILES = "sync/files_on_metered"
"""Whether files go by themselves also where each byte costs."""
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
            self._tasks.write(None, lambda session: write_setting(session, key, value))
        self.changed.emit(key)
