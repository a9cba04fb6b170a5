"""Disposal at a relay: what headquarters destroyed is destroyed here too, also where it only lies
to be passed on (``domain.md`` 11.10)."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import delete, select, true, update
from sqlalchemy.orm import Session

from desktop.models import disposal, registry
from desktop.models.disposal import Disposal, Key
from sync.protocol.entry import Change, decode_body
from sync.protocol.messages import Fed
from sync.relay.station import Station
from sync.relay.tables import DISPOSED, WAITING, Brought, LineRow, Piece
from sync.server.tables import Blob

_KIND = Disposal.__tablename__.encode()


def tells_of_disposal(items: Iterable[Fed]) -> bool:
    """Whether any of what came down may be a disposal."""
    return any(_KIND in item.body for item in items)


def destroy(session: Session, station: Station) -> None:
    """Pieces, entries and attachments that speak of what was disposed of."""
    gone = disposal.disposed(session)
    if not gone:
        return
    disposal.destroy_bodies(session, gone, true())
    files = _pieces(session, gone) | _brought(session, gone)
    left = disposal.unnamed(session, files)
    session.execute(delete(Blob).where(Blob.sha256.in_(sorted(left))))
    session.flush()
    for sha256 in left:
        station.hq.blobs.drop(sha256)


def _pieces(session: Session, gone: set[Key]) -> set[bytes]:
    files: set[bytes] = set()
    told = []
    for digest, body in session.execute(select(Piece.digest, Piece.body)):
        changes = _speaking(body, gone)
        if changes:
            told.append(digest)
            files |= _files(changes)
    for digest in told:
        session.execute(update(LineRow).where(LineRow.digest == digest).values(withheld=True))
        session.execute(delete(Piece).where(Piece.digest == digest))
    return files


def _brought(session: Session, gone: set[Key]) -> set[bytes]:
    """What headquarters has not judged yet goes up first, so that it can say so itself."""
    files: set[bytes] = set()
    query = select(Brought).where(Brought.forwarded != WAITING, Brought.standing != DISPOSED)
    for brought in session.execute(query).scalars():
        changes = _speaking(brought.body, gone)
        if changes:
            brought.standing, brought.body = DISPOSED, b""
            files |= _files(changes)
    session.flush()
    return files


def _speaking(body: bytes, gone: set[Key]) -> list[Change]:
    return [c for c in decode_body(body).changes if (c.kind, c.id) in gone]


def _files(changes: Iterable[Change]) -> set[bytes]:
    found: set[bytes] = set()
    for change in changes:
        kind = registry.find(change.kind)
        if kind is not None and kind.blob_fields:
            found |= set(kind.blobs(change.values))
    return found
