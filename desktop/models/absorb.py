"""After an upgrade: what a newer version had written while this vault was older takes its place.

Fields that the older version did not know were kept in ``extra``, and kinds that it did not know
only in bodies (``sync.md`` section 1, point 23).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from desktop.models import registry
from desktop.models.apply import rebuild
from desktop.models.entries import Entry, EntryBody
from sync.protocol.entry import decode_body

_extra = msgspec.msgpack.Decoder(dict[str, Any])


def absorb(session: Session, tables_before: Collection[str], now: datetime) -> None:
    """Give the fields and kinds that this version knows now their columns and rows."""
    new = {kind.name for kind in registry.kinds() if kind.table.name not in tables_before}
    for kind in registry.kinds():
        if kind.name not in new:
            _fields(session, kind)
    if new:
        _records(session, new, now)


def _fields(session: Session, kind: registry.Kind) -> None:
    raw = kind.raw
    kept = select(raw.c.id, raw.c.extra).where(raw.c.extra.is_not(None))
    for key, packed in session.execute(kept).all():
        extra = _extra.decode(packed)
        known = {name: extra.pop(name) for name in extra.keys() & set(kind.fields)}
        if known:
            left = msgspec.msgpack.encode(extra, order="deterministic") if extra else None
            session.execute(update(raw).where(raw.c.id == key).values(**known, extra=left))


def _records(session: Session, kinds: Collection[str], now: datetime) -> None:
    """Records of kinds whose tables are new, from the bodies that brought them."""
    query = (
        select(Entry.stamp, EntryBody.body)
        .join(
            Entry,
            (EntryBody.vault == Entry.vault)
            & (EntryBody.epoch == Entry.epoch)
            & (EntryBody.counter == Entry.counter),
        )
        .where(EntryBody.body.is_not(None))
        .execution_options(yield_per=200)
    )
    found: defaultdict[tuple[str, bytes], set[bytes]] = defaultdict(set)
    for stamp, body in session.execute(query):
        for change in decode_body(body or b"").changes:
            if change.kind in kinds:
                found[(change.kind, change.id)].add(stamp)
    rebuild(session, [(name, key, stamps) for (name, key), stamps in found.items()], now)
