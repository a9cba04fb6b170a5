"""What the window needs to know before anybody signs in: theme, scale and language."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

import msgspec
from platformdirs import user_config_path

from desktop.models.disk import make_private_folder, write_bytes

Theme = Literal["system", "light", "dark", "contrast"]
Language = Literal["fa", "en"]
SCALES = (90, 100, 110, 125, 150, 175)


@dataclass(frozen=True, slots=True)
class Look:
    """How the window looks and speaks on this device; no secret, no name."""

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
