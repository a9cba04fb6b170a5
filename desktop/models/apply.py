"""Entries into rows: the one place where what another vault wrote becomes records.

Both ends use it. Statements are Core, driven by the registry; the result depends on the set of
entries alone, never on their order. A replay has no effect.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import cast

from sqlalchemy import Table, bindparam, select, update
from sqlalchemy.orm import Session

from desktop.models import disposal, registry
from desktop.models.bulk import add_rows
from desktop.models.entries import Entry, EntryBody
from desktop.models.projection import Applied, Incoming, Known, Projection
from sync.protocol import entry as wire

_ENTRIES = cast(Table, Entry.__table__)
_KNOWN = select(Entry.stamp).where(Entry.stamp.in_(bindparam("stamps", expanding=True)))
_BODIES = cast(Table, EntryBody.__table__)


def apply(
    session: Session,
    incoming: Iterable[Incoming],
    now: datetime,
    known: Known | None = None,
) -> Applied:
    """Keep the entries and project their changes, in the order given.

    What is held already changes nothing, unless its record had left this vault and is back.
    """
    batch = disposal.without(session, list(incoming))
    applied = Applied()
    fresh = _store(session, batch, now)
    applied.entries = len({item.header.stamp for item in fresh})
    taken = {id(item) for item in fresh}
    held = [item for item in batch if id(item) not in taken]
    projection = Projection(session, now, applied)
    projection.prefetch((change for item in batch for change in item.changes), known or {})
    for item in fresh:
        projection.entry(item)
    for item in held:
        projection.change_again(item)
    projection.finish()
    disposal.carry_out(session, applied.kinds, batch)
    return applied


def rebuild(
    session: Session,
    records: Iterable[tuple[str, bytes, set[bytes]]],
    now: datetime,
) -> set[str]:
    """Project records again from their whole history, e.g. after a refusal or a new rank.

    Each record is (kind, id, stamps from which its history is reached).
    """
    applied = Applied()
    projection = Projection(session, now, applied)
    for name, key, stamps in records:
        kind = registry.find(name)
        if kind is not None:
            projection.rebuild(kind, key, stamps)
    projection.finish()
    return applied.kinds


def _store(session: Session, batch: list[Incoming], now: datetime) -> list[Incoming]:
    stamps = [item.header.stamp for item in batch]
    known = set(session.execute(_KNOWN, {"stamps": stamps}).scalars())
    parts = _known_parts(session, [item for item in batch if item.header.stamp in known])
    fresh: list[Incoming] = []
    entries, bodies = [], []
    for item in batch:
        header = item.header
        digest = item.digest or wire.body_hash(item.body)
        place = (header.vault, header.epoch, header.counter)
        part = parts.get((*place, digest))
        if part is not None:
            if part.wiped:
                session.execute(
                    update(EntryBody).where(EntryBody.row_no == part.row_no).values(body=item.body)
                )
                fresh.append(item)
            continue
        parts[(*place, digest)] = _Part(0, wiped=False)
        fresh.append(item)
        vault, epoch, counter = place
        row = {"vault": vault, "epoch": epoch, "counter": counter}
        if header.stamp not in known:
            known.add(header.stamp)
            entries.append(
                {
                    **row,
                    "stamp": header.stamp,
                    "rank": item.rank,
                    "hash": item.hash,
                    "prev_hash": item.prev_hash,
                    "core": item.core,
                    "signature": item.signature,
                    "arrived_at": now,
                    "refused": None,
                }
            )
        bodies.append({**row, "batch": item.batch, "body": item.body or None, "digest": digest})
    if entries:
        add_rows(session.connection(), _ENTRIES, entries)
    if bodies:
        add_rows(session.connection(), _BODIES, bodies)
    return fresh


@dataclass(frozen=True, slots=True)
class _Part:
    row_no: int
    wiped: bool


def _known_parts(
    session: Session, batch: list[Incoming]
) -> dict[tuple[bytes, int, int, bytes], _Part]:
    """The parts held of these entries; one that lost changes with its scope counts as wiped."""
    found: dict[tuple[bytes, int, int, bytes], _Part] = {}
    for item in batch:
        header = item.header
        rows = session.execute(
            select(EntryBody.row_no, EntryBody.digest, EntryBody.body).where(
                EntryBody.vault == header.vault,
                EntryBody.epoch == header.epoch,
                EntryBody.counter == header.counter,
            )
        )
        for row_no, digest, body in rows:
            wiped = body is None or wire.body_hash(body) != digest
            found[(header.vault, header.epoch, header.counter, digest)] = _Part(row_no, wiped)
    return found
