"""Copies of attachments that other programs read: the one thing that leaves the encryption.

They lie in a folder that only its owner can enter, under names that tell nothing, and are swept
when a vault is opened and when it is closed (``security.md`` 2.7).
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable
from pathlib import Path
from typing import Final

from desktop.errors import Refused
from desktop.models.disk import make_private_folder, write_bytes

ENDINGS: Final = {"image/jpeg": ".jpg", "image/png": ".png", "application/pdf": ".pdf"}
"""What another program may be started with; whatever else came is only kept and never opened."""

FOLDER: Final = "elsewhere"
_NAME_BYTES: Final = 8


def may_open(media_type: str) -> bool:
    """Whether a file is of a kind that other programs may be asked to show."""
    return media_type in ENDINGS


class Elsewhere:
    """The folder of one vault's copies."""

    def __init__(self, vault: Path, random: Callable[[int], bytes] = os.urandom) -> None:
        self._folder = vault / FOLDER
        self._random = random

    def put(self, content: bytes, media_type: str) -> Path:
        """A copy for another program. Raises Refused ``file_not_for_elsewhere``, ``disk_full``."""
        if not may_open(media_type):
            raise Refused("file_not_for_elsewhere")
        make_private_folder(self._folder)
        name = self._random(_NAME_BYTES).hex() + ENDINGS[media_type]
        path = self._folder / name
        write_bytes(path, content)
        path.chmod(0o400)
        return path

    def sweep(self) -> None:
        """Remove every copy; one that another program still holds open goes the next time."""
        for path in self._folder.glob("*"):
            with contextlib.suppress(OSError):
                path.unlink()
        with contextlib.suppress(OSError):
            self._folder.rmdir()
