"""What a person or a device prefers: the window's looks before sign-in, the rest in the vault."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal

import msgspec
from platformdirs import user_config_path
from PySide6.QtCore import QObject, Signal

from desktop.models.disk import make_private_folder, write_bytes
from desktop.models.settings import write_setting
from desktop.runtime.tasks import Tasks

Theme = Literal["system", "light", "dark", "contrast"]
Language = Literal["fa", "en"]
IDLE = "lock/minutes"
"""After how many minutes without a touch the vault is locked; 0 never."""
IDLE_MINUTES = 10
ROLE = "role"
"""Which of several roles the next command names."""
SCALES = (90, 100, 110, 125, 150, 175)


@dataclass(frozen=True, slots=True)
class Look:
    """What the window needs to know before anybody signs in; no secret, no name."""

    theme: Theme = "system"
    scale: int = 100
    language: Language = "fa"


def look_file() -> Path:
    """Where this device keeps the look."""
    return user_config_path("bazresyar", appauthor=False) / "window.json"


def read_look(path: Path) -> Look:
    """The look of this device; the usual one where none was kept or the file is odd."""
    try:
        look = msgspec.json.decode(path.read_bytes(), type=Look)
    except (OSError, msgspec.DecodeError):
        return Look()
    return look if look.scale in SCALES else replace(look, scale=100)


def write_look(path: Path, look: Look) -> None:
    """Keep the look for the next start."""
    make_private_folder(path.parent)
    write_bytes(path, msgspec.json.encode(look))


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
        self._tasks.write(None, lambda session: write_setting(session, key, value))
        self.changed.emit(key)
