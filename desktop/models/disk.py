"""Files that are either wholly there or not at all, and the lock of a vault's folder."""

from __future__ import annotations

import contextlib
import errno
import os
import shutil
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO, Any

from desktop.errors import Problem

_FULL = frozenset({errno.ENOSPC, errno.EFBIG, errno.EDQUOT})
_MEBIBYTE = 1 << 20


@contextlib.contextmanager
def saying_when_full(needed: int) -> Iterator[None]:
    """Raise Problem ``disk_full`` for writes that found no room for ``needed`` bytes."""
    try:
        yield
    except OSError as error:
        if error.errno in _FULL:
            raise disk_full(needed) from None
        raise


def disk_full(needed: int) -> Problem:
    """The refusal, in whole megabytes."""
    return Problem("disk_full", needed=max(1, -(-needed // _MEBIBYTE)))


def free_space(folder: Path) -> int:
    """Bytes that may still be written where ``folder`` lies."""
    return shutil.disk_usage(folder).free


def write_whole(path: Path, write: Callable[[IO[bytes]], Any], *, size: int) -> None:
    """Write a file so that it survives a power cut whole or is not there (``security.md`` 2.10).

    Raises Problem ``disk_full``; nothing of the file is left then.
    """
    draft = path.with_name(f".{path.name}.tmp")
    try:
        with saying_when_full(size):
            with open_private(draft) as file:
                write(file)
                file.flush()
                os.fsync(file.fileno())
            draft.replace(path)
            sync_folder(path.parent)
    finally:
        draft.unlink(missing_ok=True)


def write_bytes(path: Path, data: bytes) -> None:
    """``write_whole`` for a few bytes."""
    write_whole(path, lambda file: file.write(data), size=len(data))


def open_private(path: Path, flags: int = os.O_TRUNC) -> IO[bytes]:
    """Open for reading and writing a file that only its owner can open; made where missing."""
    binary = getattr(os, "O_BINARY", 0)
    return os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT | binary | flags, 0o600), "r+b")


def make_private_folder(folder: Path) -> None:
    """A folder that only its owner can enter; made where missing."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)


def sync_folder(folder: Path) -> None:
    """Make the names in a folder durable. Windows does so by itself: *not run* there."""
    if sys.platform == "win32":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


class FolderLock:
    """Held by the one process that has a vault open; the system frees it when that process ends.

    Raises Problem ``vault_in_use``.
    """

    def __init__(self, folder: Path) -> None:
        self._file = open_private(folder / "lock", flags=0)
        try:
            _lock(self._file)
        except OSError:
            self._file.close()
            raise Problem("vault_in_use") from None

    def release(self) -> None:
        """Let another process open the vault."""
        self._file.close()


def _lock(file: IO[bytes]) -> None:
    """Take a whole-file lock or raise OSError at once. The Windows branch was *not run*."""
    if sys.platform == "win32":
        import msvcrt

        msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
    else:
        import fcntl

        fcntl.flock(file.fileno(), fcntl.LOCK_EX | fcntl.LOCK_NB)
