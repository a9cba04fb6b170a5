"""Disposal at headquarters: one entry that names what is destroyed, and the destroying itself."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import delete, select, true
from sqlalchemy.orm import Session

from desktop.errors import Refused
from desktop.models import disposal, registry
from desktop.models.disposal import Disposal, Key
from desktop.models.entries import Entry, EntryBody
from sync.protocol.audit import DISPOSED
from sync.protocol.entry import decode_body
from sync.server import audit, lasting, surveys, system
from sync.server.hq import Headquarters
from sync.server.standing_tables import BuiltChunk, BuiltSnapshot
from sync.server.tables import Blob, SetAside


@dataclass(frozen=True, slots=True)
class Minutes:
    """Why, and the signed document that says so: its number, and its SHA-256 where it is a file."""

    reason: str
    number: str
    sha256: bytes | None = None


def dispose(hq: Headquarters, records: Iterable[Key], minutes: Minutes) -> tuple[int, int]:
    """Destroy records with all that belongs to them; returns how many, and of how many entries.

    Raises Refused ``disposal_unknown``, ``disposal_without_minutes``.
    """
    if not minutes.reason.strip() or not minutes.number.strip():
        raise Refused("disposal_without_minutes")
    with system.writing(hq, "Dispose") as session:
        named = set(records)
        for kind, record in named:
            if not _there(session, kind, record):
                raise Refused("disposal_unknown", kind=kind, record=record.hex())
        gone = disposal.with_parts(session, named)
        hashes = _entries(session, gone)
        number = hq.journal.new_id()
        row: dict[str, Any] = {
            "id": number,
            "reason": minutes.reason,
            "minutes": minutes.number,
            "minutes_sha256": minutes.sha256,
            "records": sorted([kind, record.hex()] for kind, record in gone),
            "entries": sorted(one.hex() for one in hashes),
        }
        size = {"records": len(gone), "entries": len(hashes)}
        told = {"reason": minutes.reason, "minutes": minutes.number}
        audit.note(hq, session, DISPOSED, **told, **size)
        lasting.note(hq.config.folder, lasting.DISPOSAL, number, row)
        left = destroy(hq, session, gone, row)
    for sha256 in left:
        hq.blobs.drop(sha256)
    return len(gone), len(hashes)


def destroy(hq: Headquarters, session: Session, gone: set[Key], row: dict[str, Any]) -> set[bytes]:
    """Enter a disposal and carry it out; returns the files that nothing names any more."""
    system.enter(session, Disposal.__tablename__, [row])
    files = disposal.files_of(session, gone)
    disposal.due(session)
    disposal.destroy(session, gone)
    disposal.destroy_bodies(session, gone, true())
    _set_aside(session, gone)
    session.execute(delete(BuiltChunk))
    session.execute(delete(BuiltSnapshot))
    surveys.look(hq, session, gone, *[surveys.sequence(session)] * 2)
    left = disposal.unnamed(session, files)
    session.execute(delete(Blob).where(Blob.sha256.in_(left)))
    return left


def _there(session: Session, name: str, record: bytes) -> bool:
    kind = registry.find(name)
    if kind is None or name == Disposal.__tablename__:
        return False
    return session.execute(select(kind.raw.c.id).where(kind.raw.c.id == record)).first() is not None


def _entries(session: Session, gone: set[Key]) -> set[bytes]:
    """The hashes of the entries that wrote these records; every body is looked at."""
    query = (
        select(Entry.hash, EntryBody.body)
        .join(
            EntryBody,
            (EntryBody.vault == Entry.vault)
            & (EntryBody.epoch == Entry.epoch)
            & (EntryBody.counter == Entry.counter),
        )
        .where(EntryBody.body.is_not(None))
        .execution_options(yield_per=500)
    )
    ids = {record for _, record in gone}
    return {
        hashed
        for hashed, body in session.execute(query)
        if body
        and any(one in body for one in ids)
        and any((change.kind, change.id) in gone for change in decode_body(body).changes)
    }


def _set_aside(session: Session, gone: set[Key]) -> None:
    """Evidence of copied vaults that speaks of them goes as well."""
    for aside in session.execute(select(SetAside)).scalars():
        if any((change.kind, change.id) in gone for change in decode_body(aside.body).changes):
            aside.body = b""
    session.flush()
