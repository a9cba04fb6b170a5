"""A memory stick: bundles in one folder of it, written whole or not at all, read from a copy.

A stick may be full, write-protected or pulled out at any moment; each is told as what it is.
"""

from __future__ import annotations

import contextlib
import errno
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, TypeVar

from desktop.errors import AppError, Problem
from desktop.models.disk import free_space, open_private, saying_when_full, sync_folder
from sync.protocol.bundle import (
    ANSWER,
    BETWEEN_VAULTS,
    ENROL,
    ENROLLED,
    TO_HEADQUARTERS,
    Header,
    read_header,
)
from sync.protocol.bundle_chunks import CHUNK, FILE_LIMIT, BundleError

FOLDER = "bazresyar"
SUFFIX = ".bzr"
KEYS_FILE = "headquarters.keys"
"""Headquarters' signed keys, for who enrols without a network."""

_FULL = frozenset({errno.ENOSPC, errno.EFBIG, errno.EDQUOT})
_UNWRITABLE = frozenset({errno.EROFS, errno.EACCES, errno.EPERM})
_MEBIBYTE = 1 << 20
_KEYS_LIMIT = 64 * 1024

T = TypeVar("T")
Told = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Found:
    """A bundle on a stick: its header, or what is wrong with it."""

    path: Path
    header: Header | None
    error: AppError | None = None


PURPOSES = {
    TO_HEADQUARTERS: "to_headquarters",
    ANSWER: "answer",
    BETWEEN_VAULTS: "between_vaults",
    ENROL: "enrol",
    ENROLLED: "enrolled",
}


def facts_of(header: Header) -> dict[str, str | int]:
    """A header as a line of JSON."""
    return {
        "purpose": PURPOSES[header.purpose],
        "from": header.sender.hex(),
        "for": header.recipient.hex(),
        "installation": header.installation.hex(),
        "made_at": header.made_at,
        "entries": header.entries,
        "files": header.files,
        "bytes": header.size,
    }


def folder_on(root: Path) -> Path:
    """Where bundles lie on a stick, or in any folder."""
    return root if root.name == FOLDER else root / FOLDER


def bundle_name(header: Header, part: int) -> str:
    """The file of a bundle: who to whom, and which of several; a later one takes its place."""
    return f"{_stem(header)}-{part}{SUFFIX}"


def write_bundle(
    root: Path, name: str, write: Callable[[IO[bytes]], T], *, needed: int
) -> tuple[Path, T]:
    """A new file on the stick, there whole or not at all; what stood under its name is replaced.

    ``needed`` is about how many bytes it takes. Raises Problem: ``stick_full``,
    ``stick_pulled``, ``stick_unwritable``.
    """
    folder = folder_on(root)
    path = folder / name
    draft = folder / f".{name}.tmp"
    try:
        with saying_what_failed(needed):
            folder.mkdir(exist_ok=True)
            if free_space(folder) < needed:
                raise stick_full(needed)
            with open_private(draft) as file:
                made = write(file)
                file.flush()
                os.fsync(file.fileno())
            draft.replace(path)
            sync_folder(folder)
    except BaseException:
        with contextlib.suppress(OSError):
            draft.unlink(missing_ok=True)
        raise
    return path, made


def drop_parts_after(root: Path, header: Header, parts: int) -> None:
    """Take away the later parts of an earlier, longer row of bundles of the same two."""
    for path in folder_on(root).glob(f"{_stem(header)}-*{SUFFIX}"):
        number = path.name.removeprefix(f"{_stem(header)}-").removesuffix(SUFFIX)
        if number.isdecimal() and int(number) > parts:
            with saying_what_failed(0):
                path.unlink(missing_ok=True)


def bundles_at(place: Path) -> list[Path]:
    """The bundles of a stick, a folder, or the one file that was named; in their order.

    Raises Problem ``stick_pulled`` where there is no such place.
    """
    with saying_what_failed(0):
        if place.is_file():
            return [place]
        if not place.is_dir():
            raise Problem("stick_pulled")
        folder = folder_on(place)
        inside = folder if folder.is_dir() else place
        return sorted(inside.glob(f"*{SUFFIX}"), key=_order)


def look_at(path: Path) -> Found:
    """What anybody can read of a bundle."""
    try:
        with saying_what_failed(0), path.open("rb") as file:
            return Found(path, read_header(file))
    except (Problem, BundleError) as error:
        return Found(path, None, error)


@contextlib.contextmanager
def copied(path: Path, to: Path, told: Told = lambda done, of: None) -> Iterator[IO[bytes]]:
    """A bundle as a file of our own, gone afterwards: the stick may be pulled out meanwhile.

    Raises Problem ``stick_pulled``, ``disk_full``; BundleError.
    """
    try:
        with open_private(to) as copy:
            with saying_what_failed(0), path.open("rb") as file:
                size = file.seek(0, 2)
                if size > FILE_LIMIT:
                    raise BundleError("bundle_too_large", limit=FILE_LIMIT >> 20)
                file.seek(0)
                read_header(file)
                file.seek(0)
                _copy(file, copy, size, told)
            copy.flush()
            yield copy
    finally:
        to.unlink(missing_ok=True)


def write_keys(root: Path, data: bytes) -> Path:
    """Put headquarters' signed keys on a stick."""
    path, _ = write_bundle(root, KEYS_FILE, lambda file: file.write(data), needed=len(data))
    return path


def read_keys(root: Path) -> bytes:
    """Headquarters' signed keys. Raises Problem ``stick_without_keys``."""
    path = folder_on(root) / KEYS_FILE
    with saying_what_failed(0):
        if not path.is_file():
            raise Problem("stick_without_keys")
        with path.open("rb") as file:
            return file.read(_KEYS_LIMIT)


@contextlib.contextmanager
def saying_what_failed(needed: int) -> Iterator[None]:
    """Errors of the stick as what they are."""
    try:
        yield
    except OSError as error:
        if error.errno in _FULL:
            raise stick_full(needed) from None
        if error.errno in _UNWRITABLE:
            raise Problem("stick_unwritable") from None
        raise Problem("stick_pulled") from None


def stick_full(needed: int) -> Problem:
    """The refusal, in whole megabytes."""
    return Problem("stick_full", needed=max(1, -(-needed // _MEBIBYTE)))


def _copy(file: IO[bytes], copy: IO[bytes], size: int, told: Told) -> None:
    done = 0
    while piece := file.read(CHUNK):
        with saying_when_full(size):
            copy.write(piece)
        done += len(piece)
        told(done, size)
    if done != size:
        raise Problem("stick_pulled")


def _stem(header: Header) -> str:
    return f"{header.purpose}-{header.sender.hex()}-{header.recipient.hex()}"


def _order(path: Path) -> tuple[str, int, str]:
    stem, _, part = path.name.removesuffix(SUFFIX).rpartition("-")
    return stem, int(part) if part.isdecimal() else 0, path.name
