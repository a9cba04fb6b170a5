"""Attachments in a lane of their own, after rows: chunk by chunk, resumable, thumbnails first.

A file that cannot be had today waits for the next exchange and holds up no other.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from sqlalchemy import delete, insert, select, update
from sqlalchemy.orm import Session

from desktop.errors import Problem
from desktop.models import registry
from desktop.models.blobs import CHUNK, HERE, BlobFile, BlobStore
from desktop.models.prepared import Prepared
from desktop.models.projection import Incoming
from desktop.models.sync_state import FETCH, SEND, BlobTransfer
from sync.client.http import Http
from sync.client.store import Store
from sync.protocol.messages import BlobMap

UNKNOWN_MEDIA = "application/octet-stream"
_PLACES = ("thumb", "shrunk")
_WAITS = Prepared(select(BlobTransfer.sha256).limit(1))


@dataclass(frozen=True, slots=True)
class Lane:
    """The road of files: connection, token, where they are kept, and who may stop it.

    ``told`` hears the direction, how many files are done, and of how many.
    """

    http: Http
    token: bytes
    store: Store
    blobs: BlobStore
    told: Callable[[str, int, int], None]
    cancelled: Callable[[], bool]

    def run(self) -> int:
        """Send what headquarters wants, then fetch what is missing; returns how many were sent.

        Raises Problem where the road ends; a file that cannot be had waits.
        """
        sent = self._carry(SEND, self._send)
        self._carry(FETCH, self._fetch)
        return sent

    def _carry(self, direction: str, carry: Callable[[bytes], bool]) -> int:
        waiting = self.store.read(partial(_waiting, direction=direction))
        carried = 0
        for done, sha256 in enumerate(waiting):
            if self.cancelled():
                break
            self.told(direction, done, len(waiting))
            carried += self._one(direction, sha256, carry)
        return carried

    def _one(self, direction: str, sha256: bytes, carry: Callable[[bytes], bool]) -> bool:
        try:
            complete = carry(sha256)
        except Problem as problem:
            if not problem.code.startswith(("blob_", "attachment_")):
                raise
            self.store.write(partial(_failed, sha256, direction, problem.code))
            return False
        if complete:
            self.store.write(partial(_done, sha256, direction))
        return complete

    def _send(self, sha256: bytes) -> bool:
        there = self.http.get(_path(sha256), BlobMap, self.token)
        size, chunks = self.store.read(partial(self._size, sha256, there.chunk))
        for number in range(chunks):
            if there.complete or self.cancelled():
                break
            if number not in there.have:
                data = self.store.read(partial(self._wire_chunk, sha256, number, there.chunk))
                path = f"{_path(sha256)}/{number}?size={size}"
                there = self.http.put_bytes(path, data, BlobMap, self.token)
        return there.complete

    def _fetch(self, sha256: bytes) -> bool:
        there = self.http.get(_path(sha256), BlobMap, self.token)
        if not there.complete:
            raise Problem("blob_unknown")
        due = self.store.write(partial(self._due, sha256, there))
        for number in due:
            if self.cancelled():
                return False
            data = self.http.get_bytes(f"{_path(sha256)}/{number}", self.token)
            if self.store.write(partial(self._keep, sha256, number * _per(there.chunk), data)):
                return True
        return not due

    def _size(self, sha256: bytes, chunk: int, session: Session) -> tuple[int, int]:
        size = self.blobs.open(session, sha256).size
        return size, max(1, -(-size // chunk))

    def _wire_chunk(self, sha256: bytes, number: int, chunk: int, session: Session) -> bytes:
        reader = self.blobs.open(session, sha256)
        first = number * _per(chunk)
        last = min(first + _per(chunk), reader.chunks)
        return b"".join(reader.chunk(index) for index in range(first, last))

    def _due(self, sha256: bytes, there: BlobMap, session: Session) -> list[int]:
        """The chunks of the wire of which something has not come yet."""
        self.blobs.want(session, sha256, there.size, UNKNOWN_MEDIA)
        per = _per(there.chunk)
        missing = (m for m in self.blobs.missing(session) if m.sha256 == sha256)
        return sorted({index // per for found in missing for index in found.chunks})

    def _keep(self, sha256: bytes, first: int, data: bytes, session: Session) -> bool:
        whole = False
        for offset in range(0, max(1, len(data)), CHUNK):
            part = data[offset : offset + CHUNK]
            whole = self.blobs.put_chunk(session, sha256, first + offset // CHUNK, part)
        return whole


def ask(
    session: Session, wanted: Iterable[bytes], incoming: Iterable[Incoming], now: datetime
) -> None:
    """Queue what headquarters wants of us, and the files that new entries name."""
    for sha256 in wanted:
        if _here(session, sha256):
            _queue(session, sha256, SEND, 0, now)
    for sha256, place in _named(incoming).items():
        if not _here(session, sha256):
            _queue(session, sha256, FETCH, place, now)


def ask_named(session: Session, files: Iterable[tuple[str, bytes]], now: datetime) -> None:
    """Queue the files that rows of a snapshot name: (field, SHA-256)."""
    for name, sha256 in files:
        if not _here(session, sha256):
            _queue(session, sha256, FETCH, _place(name), now)


def _named(incoming: Iterable[Incoming]) -> dict[bytes, int]:
    """The files that entries name: thumbnails before shrunk copies before originals."""
    found: dict[bytes, int] = {}
    for change in (change for item in incoming for change in item.changes):
        kind = registry.find(change.kind)
        for name in kind.blob_fields if kind is not None else ():
            sha256 = change.values.get(name)
            if isinstance(sha256, bytes):
                found[sha256] = min(_place(name), found.get(sha256, len(_PLACES)))
    return found


def _place(field: str) -> int:
    return next((at for at, mark in enumerate(_PLACES) if field.startswith(mark)), len(_PLACES))


def _queue(session: Session, sha256: bytes, direction: str, place: int, now: datetime) -> None:
    if session.get(BlobTransfer, (sha256, direction)) is None:
        row = {"sha256": sha256, "direction": direction, "place": place, "asked_at": now}
        session.execute(insert(BlobTransfer).values(**row))


def _here(session: Session, sha256: bytes) -> bool:
    query = select(BlobFile.state).where(BlobFile.sha256 == sha256)
    return session.execute(query).scalar_one_or_none() == HERE


def any_waiting(session: Session) -> bool:
    """Whether there is a file to send or to fetch."""
    return _WAITS.row(session) is not None


def _waiting(session: Session, direction: str) -> list[bytes]:
    query = (
        select(BlobTransfer.sha256)
        .where(BlobTransfer.direction == direction)
        .order_by(BlobTransfer.place, BlobTransfer.asked_at, BlobTransfer.sha256)
    )
    return list(session.execute(query).scalars())


def _done(sha256: bytes, direction: str, session: Session) -> None:
    session.execute(delete(BlobTransfer).filter_by(sha256=sha256, direction=direction))


def _failed(sha256: bytes, direction: str, code: str, session: Session) -> None:
    failed = update(BlobTransfer).filter_by(sha256=sha256, direction=direction)
    session.execute(failed.values(failed=code))


def _path(sha256: bytes) -> str:
    return f"/blobs/{sha256.hex()}"


def _per(chunk: int) -> int:
    return max(1, chunk // CHUNK)
