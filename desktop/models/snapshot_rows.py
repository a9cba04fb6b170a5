"""A snapshot into rows: chunk by chunk, each in one transaction, with the unsent on top.

A chunk covers all ids from its first row to the next chunk's, so what stood there before is gone
when it stands: rows of two times are never mixed. Entries that the snapshot does not contain, our
own or such as came by stick, are projected again onto its rows.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import Connection, delete, insert, select, tuple_, update
from sqlalchemy.orm import Session

from desktop.models import disposal, registry, vault_facts
from desktop.models.apply import rebuild
from desktop.models.bases import Opened, Snapshot, SnapshotChunk, opened
from desktop.models.bulk import insert_columns
from desktop.models.conflicts import Conflict
from desktop.models.entries import Entry, EntryBody, Waiting
from desktop.models.prepared import Prepared
from desktop.models.sync_state import RemovedScope
from sync.protocol.entry import decode_body
from sync.protocol.messages import Signed
from sync.protocol.snapshot import HEADERS, Chunk, Manifest, Row

_BEGUN = Prepared(select(Snapshot.id).where(Snapshot.finished_at.is_(None)).limit(1))
Stamps = dict[bytes, set[bytes]]
"""Records with the stamps that wrote them."""


@dataclass(frozen=True, slots=True)
class Standing:
    """How far a snapshot is applied."""

    manifest: Manifest
    applied: int
    rows: int

    @property
    def total(self) -> int:
        """All rows of the snapshot."""
        return sum(info.rows for info in self.manifest.chunks)


def unfinished(session: Session) -> Standing | None:
    """The snapshot that was begun and is not applied to its end."""
    if _BEGUN.row(session) is None:
        return None
    found = _unfinished(session)
    return Standing(opened(found.message).manifest, found.applied, found.rows)


def begin(session: Session, *, manifest: Manifest, signed: Signed, now: datetime) -> Standing:
    """Note a snapshot that is about to be applied."""
    session.add(
        Snapshot(
            id=manifest.id,
            message=signed.message,
            signature=signed.signature,
            applied=0,
            rows=0,
            began_at=now,
        )
    )
    session.flush()
    return Standing(manifest, 0, 0)


def apply_chunk(
    session: Session, standing: Standing, chunk: Chunk, data: bytes, *, now: datetime
) -> Standing:
    """The next chunk in place of all that stood in its range."""
    manifest, number = standing.manifest, standing.applied
    session.execute(
        insert(SnapshotChunk).values(snapshot=manifest.id, number=number, data=data, wiped=0)
    )
    applied, rows = number + 1, standing.rows + len(chunk.rows)
    done = update(Snapshot).where(Snapshot.id == manifest.id)
    session.execute(done.values(applied=applied, rows=rows))
    kind = registry.find(chunk.kind)
    if chunk.kind == HEADERS:
        _keep_headers(session, manifest, chunk, now)
    elif kind is not None:
        _clear(session, kind, manifest, number)
        _insert(session.connection(), kind, manifest.columns[chunk.kind], chunk.rows)
        _keep_heads(session, kind, chunk)
        _replay(session, kind, manifest, number, now)
    return Standing(manifest, applied, rows)


def undo_chunk(session: Session, *, now: datetime) -> bool:
    """Take the last applied chunk away again; False once the snapshot is gone altogether."""
    found = _unfinished(session)
    if found is None:
        return False
    manifest, number = opened(found.message).manifest, found.applied - 1
    if number < 0:
        session.execute(delete(Snapshot).where(Snapshot.id == found.id))
        return False
    info = manifest.chunks[number]
    session.execute(
        delete(SnapshotChunk).where(
            SnapshotChunk.snapshot == found.id, SnapshotChunk.number == number
        )
    )
    left = {"applied": number, "rows": found.rows - info.rows}
    session.execute(update(Snapshot).where(Snapshot.id == found.id).values(**left))
    kind = registry.find(info.kind)
    if kind is not None:
        _clear(session, kind, manifest, number)
        _replay(session, kind, manifest, number, now)
    return True


def finish(session: Session, *, vault: bytes, server: bytes, now: datetime) -> frozenset[str]:
    """The last transaction: cursors, and an end to what the snapshot has replaced."""
    found = _unfinished(session)
    if found is None:
        return frozenset()
    known = opened(found.message)
    kinds = {kind.name for kind in registry.kinds()}
    for kind in registry.kinds():
        if kind.name not in known.places:
            _clear(session, kind, known.manifest, None)
            _replay(session, kind, known.manifest, None, now)
    session.execute(delete(SnapshotChunk).where(SnapshotChunk.snapshot != found.id))
    session.execute(delete(Snapshot).where(Snapshot.id != found.id))
    session.execute(delete(Waiting))
    _drop_bodies(session, vault, known)
    _note_departed(session, vault, known)
    held = set(known.manifest.scopes)
    for owner, scope in vault_facts.cursors(session):
        if owner == server and scope not in held:
            vault_facts.set_cursor(session, server, scope, None)
    for scope in held:
        vault_facts.set_cursor(session, server, scope, known.manifest.sequence)
    kinds |= disposal.catch_up(session, vault, known.vector.get(vault, (0, 0)))
    session.execute(delete(RemovedScope))
    session.execute(update(Snapshot).where(Snapshot.id == found.id).values(finished_at=now))
    return frozenset(kinds)


def files_of(standing: Standing, chunk: Chunk) -> Iterator[tuple[str, bytes]]:
    """The attachments that a chunk's rows name: (field, SHA-256)."""
    kind = registry.find(chunk.kind)
    if kind is None or not kind.blob_fields:
        return
    names = standing.manifest.columns[chunk.kind]
    for name in kind.blob_fields:
        if name in names:
            place = names.index(name)
            for row in chunk.rows:
                if isinstance(row[place], bytes):
                    yield name, row[place]


def _unfinished(session: Session) -> Any:
    query = select(Snapshot.id, Snapshot.message, Snapshot.applied, Snapshot.rows).where(
        Snapshot.finished_at.is_(None)
    )
    return session.execute(query).one_or_none()


def _bounds(
    kind: registry.Kind, manifest: Manifest, number: int | None
) -> tuple[bytes, bytes | None]:
    """The ids that a chunk answers for, from one to before another; all without a chunk."""
    chunks = manifest.chunks
    low, high = b"", None
    if number is not None:
        if number and chunks[number - 1].kind == kind.name:
            low = chunks[number].first
        if number + 1 < len(chunks) and chunks[number + 1].kind == kind.name:
            high = chunks[number + 1].first
    return low, high


def _clear(session: Session, kind: registry.Kind, manifest: Manifest, number: int | None) -> None:
    low, high = _bounds(kind, manifest, number)
    rows = delete(kind.raw).where(kind.raw.c.id >= low)
    heads = delete(Conflict).where(Conflict.kind == kind.name, Conflict.record_id >= low)
    if high is not None:
        rows = rows.where(kind.raw.c.id < high)
        heads = heads.where(Conflict.record_id < high)
    session.connection().execute(rows)
    session.execute(heads)


def _insert(connection: Connection, kind: registry.Kind, names: list[str], rows: list[Row]) -> None:
    """Rows as they came; fields of a newer version go where unknown fields are kept."""
    ours = {column.name for column in kind.raw.c}
    if rows and ours.issuperset(names) and connection.dialect.name == "sqlite":
        columns = zip(*rows, strict=True)
        insert_columns(connection, kind.raw, dict(zip(names, columns, strict=True)))
        return
    made = [_known(ours, dict(zip(names, row, strict=True))) for row in rows]
    connection.execute(kind.raw.insert(), made)


def _known(ours: set[str], row: dict[str, Any]) -> dict[str, Any]:
    more = {name: value for name, value in row.items() if name not in ours and value is not None}
    kept = {name: value for name, value in row.items() if name in ours}
    if more:
        held = msgspec.msgpack.decode(row["extra"]) if row["extra"] else {}
        kept["extra"] = msgspec.msgpack.encode(held | more, order="deterministic")
    return kept


def _keep_heads(session: Session, kind: registry.Kind, chunk: Chunk) -> None:
    table = Conflict.__table__
    for head in chunk.heads:
        session.connection().execute(
            insert(table).values(  # type: ignore[arg-type]  # a Table at run time
                kind=kind.name,
                record_id=head.record,
                field=head.field,
                stamp=head.stamp,
                value=head.value,
                same=head.same,
                arrived_at=datetime.fromisoformat(head.arrived_at),
            )
        )


def _keep_headers(session: Session, manifest: Manifest, chunk: Chunk, now: datetime) -> None:
    names = manifest.columns[HEADERS]
    rows = [dict(zip(names, row, strict=True)) for row in chunk.rows]
    stamps = [row["stamp"] for row in rows]
    known = set(session.execute(select(Entry.stamp).where(Entry.stamp.in_(stamps))).scalars())
    for row in rows:
        if row["stamp"] not in known:
            session.execute(insert(Entry).values(arrived_at=now, **row))


def _replay(
    session: Session, kind: registry.Kind, manifest: Manifest, number: int | None, now: datetime
) -> None:
    """Project again what the snapshot does not contain, on the records of a range."""
    stamps = _on_top(session, kind.name, opened_of(session, manifest))
    if not stamps:
        return
    low, high = _bounds(kind, manifest, number)
    records = [
        (kind.name, key, marks)
        for key, marks in stamps.items()
        if key >= low and (high is None or key < high)
    ]
    if records:
        rebuild(session, records, now)


def opened_of(session: Session, manifest: Manifest) -> Opened:
    """The manifest of a snapshot, ready to be asked."""
    query = select(Snapshot.message).where(Snapshot.id == manifest.id)
    return opened(session.execute(query).scalar_one())


def _on_top(session: Session, kind: str, known: Opened) -> Stamps:
    """The records of a kind that entries beyond the snapshot wrote."""
    found: Stamps = {}
    for stamp, body in _beyond(session, known):
        for change in decode_body(body).changes:
            if change.kind == kind:
                found.setdefault(change.id, set()).add(stamp)
    return found


def _beyond(session: Session, known: Opened) -> Iterable[tuple[bytes, bytes]]:
    for vault in session.execute(select(Entry.vault).distinct()).scalars().all():
        place = known.vector.get(vault, (0, 0))
        query = (
            select(Entry.stamp, EntryBody.body)
            .join(
                EntryBody,
                (EntryBody.vault == Entry.vault)
                & (EntryBody.epoch == Entry.epoch)
                & (EntryBody.counter == Entry.counter),
            )
            .where(
                Entry.vault == vault,
                tuple_(Entry.epoch, Entry.counter) > place,
                EntryBody.body.is_not(None),
            )
        )
        for stamp, body in session.execute(query):
            yield stamp, body or b""


def _drop_bodies(session: Session, vault: bytes, known: Opened) -> None:
    """Bodies of others that the snapshot contains: its rows stand for them from now on."""
    for other, place in known.vector.items():
        if other != vault:
            session.execute(
                delete(EntryBody).where(
                    EntryBody.vault == other,
                    tuple_(EntryBody.epoch, EntryBody.counter) <= place,
                )
            )


def _note_departed(session: Session, vault: bytes, known: Opened) -> None:
    """Records of ours that are no longer for us, so that ``verify`` does not miss their rows."""
    place = known.vector.get(vault, (0, 0))
    query = select(EntryBody.body).where(
        EntryBody.vault == vault,
        tuple_(EntryBody.epoch, EntryBody.counter) <= place,
        EntryBody.body.is_not(None),
    )
    written: dict[str, set[bytes]] = {}
    for body in session.execute(query).scalars():
        for change in decode_body(body or b"").changes:
            written.setdefault(change.kind, set()).add(change.id)
    for name, keys in written.items():
        kind = registry.find(name)
        if kind is None:
            continue
        ids = sorted(keys)
        for start in range(0, len(ids), 500):
            part = ids[start : start + 500]
            query_here = select(kind.raw.c.id).where(kind.raw.c.id.in_(part))
            here = set(session.execute(query_here).scalars())
            for key in part:
                if key not in here:
                    vault_facts.note_departed(session, name, key)
