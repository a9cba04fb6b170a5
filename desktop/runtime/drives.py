"""Memory sticks that are plugged in."""

from __future__ import annotations

import shutil
import sys
from dataclasses import dataclass
from pathlib import Path

_MOUNTS = Path("/proc/mounts")
_PLUGGED = (Path("/media"), Path("/run/media"), Path("/mnt"))
"""Where Linux desktops and people mount sticks."""


@dataclass(frozen=True, slots=True)
class Drive:
    """A stick: its folder, its label, and the bytes that are free on it."""

    root: Path
    name: str
    free: int


def drives(mounts: Path = _MOUNTS, plugged: tuple[Path, ...] = _PLUGGED) -> tuple[Drive, ...]:
    """The sticks of this moment, by name. The Windows branch was *not run*."""
    if sys.platform == "win32":
        import ctypes

        kernel, removable = ctypes.windll.kernel32, 2
        there = kernel.GetLogicalDrives()
        letters = [chr(ord("A") + place) for place in range(26) if there >> place & 1]
        roots = [Path(f"{one}:\\") for one in letters]
        found = [one for one in roots if kernel.GetDriveTypeW(str(one)) == removable]
    else:
        found = _mounted(mounts, plugged)
    return tuple(sorted((one for root in found for one in _drive(root)), key=lambda one: one.name))


def _mounted(mounts: Path, plugged: tuple[Path, ...]) -> list[Path]:
    """Mount points below the places of sticks; the second field of each line, spaces escaped."""
    try:
        lines = mounts.read_text(encoding="utf-8", errors="surrogateescape").splitlines()
    except OSError:
        return []
    roots = [Path(_plain(line.split(" ")[1])) for line in lines if line.count(" ") > 1]
    return [root for root in dict.fromkeys(roots) if any(one in root.parents for one in plugged)]


def _plain(field: str) -> str:
    for mark, letter in (("\\040", " "), ("\\011", "\t"), ("\\012", "\n"), ("\\134", "\\")):
        field = field.replace(mark, letter)
    return field


def _drive(root: Path) -> list[Drive]:
    """Nothing for a stick that is just being pulled out."""
    try:
        return [Drive(root, root.name or str(root), shutil.disk_usage(root).free)]
    except OSError:
        return []
