"""Small pictures of photos, read from the vault once and kept while a page lives."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial

from PySide6.QtCore import QObject, Signal
from sqlalchemy.orm import Session

from desktop.models.blobs import BlobStore
from desktop.views.navigation import Workplace


class Thumbnails(QObject):
    """Ask with ``want``; ``came`` follows when new ones are here."""

    came = Signal()

    def __init__(self, work: Workplace, parent: QObject) -> None:
        super().__init__(parent)
        self.work = work
        self._here: dict[bytes, bytes] = {}
        self._asked: set[bytes] = set()

    def has(self, sha256: bytes | None) -> bool:
        return sha256 in self._here

    def get(self, sha256: bytes | None) -> bytes:
        """The picture's bytes; empty while it has not come."""
        return self._here.get(sha256, b"") if sha256 else b""

    def want(self, wanted: Iterable[bytes]) -> None:
        fresh = [one for one in wanted if one not in self._asked]
        if fresh:
            self._asked.update(fresh)
            reading = partial(_read, self.work.blobs, fresh)
            self.work.tasks.read(self, reading, self._take)

    def _take(self, found: dict[bytes, bytes]) -> None:
        self._here |= found
        self._asked -= {one for one in self._asked if one not in self._here}
        if found:
            self.came.emit()


def _read(blobs: BlobStore, wanted: list[bytes], session: Session) -> dict[bytes, bytes]:
    return {one: blobs.read(session, one) for one in wanted if blobs.is_here(session, one)}
