"""Disposal: the only way in which contents are destroyed (``domain.md`` 11.10).

Headquarters enters a record that names the minutes, the records and the hashes of their entries;
it reaches every vault like any other entry. Headers and hashes stay, so the chain still verifies.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from sqlalchemy import LargeBinary, String, delete, insert, select, true, tuple_, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from desktop.models import conflicts, registry
from desktop.models.base import Base, Id, Json, Local, Synced
from desktop.models.bases import Bases
from desktop.models.blobs import BlobFile
from desktop.models.drafts import Draft
from desktop.models.entries import Entry, EntryBody, Waiting
from desktop.models.journal import lookup
from desktop.models.prepared import Prepared
from desktop.models.projection import Incoming
from desktop.models.registry import Kind, Lookup, Row, register
from desktop.models.scopes import REFERENCE
from sync.protocol.entry import Body, Change, decode_body, encode_body

Key = tuple[str, bytes]
_FEW = 64
NOTHING = Change("", b"", {})
"""In the place of a change that was disposed of: the places of the others tell their scopes."""


class Disposal(Synced, Base):
    """``records`` are [kind, id as hex] pairs, ``entries`` the hashes of entries as hex."""

    __tablename__ = "disposals"
    reason: Mapped[str]
    minutes: Mapped[str]
    minutes_sha256: Mapped[bytes | None]
    records: Mapped[Any] = mapped_column(Json)
    entries: Mapped[Any] = mapped_column(Json)


class Disposed(Local, Base):
    """A record of which nothing may be held here any more."""

    __tablename__ = "disposed_records"
    kind: Mapped[str] = mapped_column(String(40), primary_key=True)
    record_id: Mapped[bytes] = mapped_column(Id, primary_key=True)
    disposal: Mapped[bytes] = mapped_column(LargeBinary(16))


_NOTED = Prepared(select(Disposed.kind, Disposed.record_id, Disposed.disposal))


def disposal_scopes(_row: Row, _find: Lookup) -> frozenset[str]:
    """Everybody destroys."""
    return REFERENCE


register(Kind(Disposal, disposal_scopes, policy="immutable"))


def due(session: Session) -> set[Key]:
    """Note the records that disposals name and that were not known to be disposed of."""
    known = disposed(session)
    found: set[Key] = set()
    for disposal, records in session.execute(select(Disposal.id, Disposal.records)):
        for kind, record in records:
            key = (kind, bytes.fromhex(record))
            if key not in known and key not in found:
                found.add(key)
                session.execute(
                    insert(Disposed).values(kind=key[0], record_id=key[1], disposal=disposal)
                )
    return found


def disposed(session: Session) -> set[Key]:
    """Every record of which nothing may be held."""
    return set(noted(session))


def hashes(session: Session) -> frozenset[bytes]:
    """The entries that lost something by disposal, as the disposals themselves say."""
    told = session.execute(select(Disposal.entries)).scalars()
    return frozenset(bytes.fromhex(one) for entries in told for one in entries)


def without(session: Session, batch: list[Incoming]) -> list[Incoming]:
    """Entries without what they say of records that were disposed of: nothing resurrects."""
    gone = disposed(session)
    if not gone:
        return batch
    return [
        replace(item, changes=[c for c in item.changes if (c.kind, c.id) not in gone])
        if any((c.kind, c.id) in gone for c in item.changes)
        else item
        for item in batch
    ]


def carry_out(session: Session, kinds: set[str], batch: list[Incoming]) -> None:
    """After entries were applied: what a disposal names is destroyed, and what came of it since."""
    gone = disposed(session)
    if gone:
        stamps = [
            item.header.stamp
            for item in batch
            if item.body and any((c.kind, c.id) in gone for c in decode_body(item.body).changes)
        ]
        if stamps:
            destroy_bodies(session, gone, Entry.stamp.in_(stamps))
    if Disposal.__tablename__ in kinds:
        fresh = due(session)
        if fresh:
            destroy(session, fresh)
            # Bodies without a batch are our own: they wait until headquarters has them (``sweep``).
            destroy_bodies(session, fresh, EntryBody.batch.is_not(None))
            kinds |= {kind for kind, _ in fresh}


def sweep(session: Session, vault: bytes, epoch: int, counter: int) -> None:
    """Destroy our own words of what was disposed of, as far as headquarters has them."""
    gone = disposed(session)
    if gone:
        sent = tuple_(Entry.epoch, Entry.counter) <= (epoch, counter)
        mine = EntryBody.batch.is_(None) & ((Entry.vault != vault) | sent)
        destroy_bodies(session, gone, mine)


def catch_up(session: Session, vault: bytes, sent: tuple[int, int]) -> set[str]:
    """Carry out the disposals that came in a snapshot; says which kinds lost rows."""
    fresh = due(session)
    if fresh:
        destroy(session, fresh)
        sweep(session, vault, *sent)
    return {kind for kind, _ in fresh}


def destroy(session: Session, records: set[Key]) -> None:
    """Rows with their search text, open conflicts, drafts, files that nothing else names."""
    files = files_of(session, records)
    connection = session.connection()
    for name, record in records:
        kind = registry.find(name)
        conflicts.drop(session, name, record)
        waiting = (Waiting.kind == name) & (Waiting.record_id == record)
        session.execute(delete(Waiting).where(waiting))
        session.execute(delete(Draft).where(Draft.record_id == record))
        if kind is not None:
            connection.execute(delete(kind.raw).where(kind.raw.c.id == record))
    Bases(session).wipe(records)
    left = unnamed(session, files)
    session.execute(delete(BlobFile).where(BlobFile.sha256.in_(left)))


def destroy_bodies(session: Session, records: set[Key], which: Any) -> None:
    """Take the changes of records out of bodies; the others keep their places, digests stay."""
    ids = {record for _, record in records}
    query = (
        select(EntryBody.row_no, EntryBody.body)
        .join(
            Entry,
            (EntryBody.vault == Entry.vault)
            & (EntryBody.epoch == Entry.epoch)
            & (EntryBody.counter == Entry.counter),
        )
        .where(EntryBody.body.is_not(None), which)
    )
    changed: list[tuple[int, bytes | None]] = []
    for row_no, packed in session.execute(query.execution_options(yield_per=500)):
        if packed is None or (len(ids) < _FEW and not any(one in packed for one in ids)):
            continue
        body = decode_body(packed)
        kept = [c if (c.kind, c.id) not in records else NOTHING for c in body.changes]
        if kept != body.changes:
            left = any(change is not NOTHING for change in kept)
            changed.append((row_no, encode_body(Body(kept)) if left else None))
    for row_no, data in changed:
        session.execute(update(EntryBody).where(EntryBody.row_no == row_no).values(body=data))


def files_of(session: Session, records: Iterable[Key]) -> set[bytes]:
    """The attachments that records name."""
    find = lookup(session)
    found: set[bytes] = set()
    for name, record in records:
        kind = registry.find(name)
        row = find(name, record) if kind is not None and kind.blob_fields else None
        if kind is not None and row is not None:
            found.update(kind.blobs(row))
    return found


def unnamed(session: Session, files: set[bytes]) -> set[bytes]:
    """Those of some attachments that no record names any more."""
    for kind in registry.kinds():
        for name in kind.blob_fields:
            named = select(kind.raw.c[name]).where(kind.raw.c[name].in_(files))
            files = files.difference(session.execute(named).scalars())
    return files


def with_parts(session: Session, records: set[Key]) -> set[Key]:
    """Records with all that belongs to them: a visit's findings, their steps and files."""
    found, queue = set(records), list(records)
    while queue:
        name, record = queue.pop()
        for child, column in registry.kind_of(name).children:
            kind = registry.find(child)
            if kind is None:
                continue
            query = select(kind.raw.c.id).where(kind.raw.c[column] == record)
            for one in session.execute(query).scalars():
                if (child, one) not in found:
                    found.add((child, one))
                    queue.append((child, one))
    return found


def replay(session: Session, records: Mapping[Key, bytes]) -> None:
    """In a backup that is put back: what was disposed of since it was made goes first."""
    known = disposed(session)
    fresh = {key for key in records if key not in known}
    for kind, record in sorted(fresh):
        disposal = records[(kind, record)]
        session.execute(insert(Disposed).values(kind=kind, record_id=record, disposal=disposal))
    if fresh:
        destroy(session, fresh)
        destroy_bodies(session, fresh, true())


def noted(session: Session) -> dict[Key, bytes]:
    """Every record that was disposed of, with its disposal."""
    return {(kind, record): disposal for kind, record, disposal in _NOTED.rows(session)}
