"""Photos where a phone or a camera keeps them: the places that are plugged in, and a folder's list.

Nothing is copied and nothing is opened here; what is chosen is read by ``photos``.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final, Literal

import platformdirs

from desktop.errors import Problem

ENDINGS: Final = frozenset({".jpg", ".jpeg", ".jpe", ".jfif", ".png"})
"""What ``photos`` can develop."""
OTHER_ENDINGS: Final = frozenset({".heic", ".heif", ".webp", ".dng", ".tif", ".tiff", ".avif"})
"""Photos all the same, but of kinds that cannot be developed: counted, not shown."""
MOST_PHOTOS: Final = 2_000
_MOST_ENTRIES: Final = 50_000
_DEPTH: Final = 2
"""``DCIM`` / ``Camera`` / a month: cameras go no deeper."""

PlaceKind = Literal["phone", "card", "pictures", "downloads"]


@dataclass(frozen=True, slots=True)
class PhotoPlace:
    """Somewhere photos usually are; ``name`` is the label of the card or the phone."""

    kind: PlaceKind
    name: str
    folder: Path


@dataclass(frozen=True, slots=True)
class PhotoFile:
    """A photo in a folder; ``at`` is when its file was written."""

    path: Path
    size: int
    at: datetime


@dataclass(frozen=True, slots=True)
class PhotoFolder:
    """The photos of a folder, the newest first.

    ``older`` were left out as too many, ``others`` as of a kind that cannot be developed.
    """

    folder: Path
    photos: tuple[PhotoFile, ...]
    older: int = 0
    others: int = 0


def list_photos(folder: Path, most: int = MOST_PHOTOS) -> PhotoFolder:
    """The photos of a folder and of the two levels below it.

    Raises Problem ``photo_folder_unreadable``.
    """
    found: list[PhotoFile] = []
    others = 0
    try:
        for entry in _entries(folder):
            ending = Path(entry.name).suffix.lower()
            if ending in OTHER_ENDINGS:
                others += 1
            elif ending in ENDINGS:
                told = entry.stat(follow_symlinks=False)
                at = datetime.fromtimestamp(max(0, told.st_mtime), UTC)
                found.append(PhotoFile(Path(entry.path), told.st_size, at))
    except OSError:
        raise Problem("photo_folder_unreadable", name=folder.name or str(folder)) from None
    found.sort(key=lambda one: (one.at, one.path.name), reverse=True)
    return PhotoFolder(folder, tuple(found[:most]), max(0, len(found) - most), others)


def _entries(folder: Path) -> Iterator[os.DirEntry[str]]:
    """Files in a folder and below it; hidden ones and links are left alone."""
    levels = [folder]
    seen = 0
    for _level in range(_DEPTH + 1):
        below: list[Path] = []
        for place in levels:
            with os.scandir(place) as entries:
                for entry in entries:
                    seen += 1
                    if seen > _MOST_ENTRIES:
                        return
                    if entry.name.startswith((".", "$")) or entry.is_symlink():
                        continue
                    if entry.is_dir(follow_symlinks=False):
                        below.append(Path(entry.path))
                    else:
                        yield entry
        levels = below


def photo_places() -> tuple[PhotoPlace, ...]:
    """Phones and cards that are plugged in, then the folders where photos are usually put.

    The Windows branch was *not run*; it finds drives alone, as a phone has no path there until
    its photos are copied.
    """
    found: list[PhotoPlace] = []
    if sys.platform == "win32":
        import ctypes

        kernel, removable = ctypes.windll.kernel32, 2
        there = kernel.GetLogicalDrives()
        for place in range(26):
            drive = f"{chr(ord('A') + place)}:\\"
            if there >> place & 1 and kernel.GetDriveTypeW(drive) == removable:
                found += _card(Path(drive))
    else:
        for base in (Path("/media"), Path("/run/media")):
            for card in _folders(base / Path.home().name):
                found += _card(card)
        runtime = os.environ.get("XDG_RUNTIME_DIR")
        if runtime:
            found += _phones(Path(runtime) / "gvfs")
    named: tuple[tuple[PlaceKind, Path], ...] = (
        ("pictures", platformdirs.user_pictures_path()),
        ("downloads", platformdirs.user_downloads_path()),
    )
    return (*found, *(PhotoPlace(kind, one.name, one) for kind, one in named if one.is_dir()))


def _card(root: Path) -> Iterator[PhotoPlace]:
    """A stick or the card of a camera; ``DCIM`` is where cameras put photos."""
    if root.is_dir():
        yield PhotoPlace("card", root.name or str(root), _camera(root))


def _phones(mounts: Path) -> Iterator[PhotoPlace]:
    """Phones and cameras that the desktop has mounted, each with its storages."""
    for mount in _folders(mounts):
        if mount.name.startswith(("mtp:", "gphoto2:")):
            name = mount.name.partition("=")[2].replace("_", " ") or mount.name
            for storage in _folders(mount):
                yield PhotoPlace("phone", f"{name} · {storage.name}", _camera(storage))


def _camera(root: Path) -> Path:
    return root / "DCIM" if (root / "DCIM").is_dir() else root


def _folders(base: Path) -> list[Path]:
    try:
        return sorted(one for one in base.iterdir() if one.is_dir())
    except OSError:
        return []
