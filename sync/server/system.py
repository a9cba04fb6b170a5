"""What headquarters itself writes, in its system vault: directory, seeds, persons of accounts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop.models import registry
from desktop.models.entries import Entry, EntryBody
from desktop.models.journal import insert_many
from sync.protocol.entry import decode_body
from sync.protocol.ids import HQ_VAULT
from sync.server import feed
from sync.server.hq import Headquarters

_AT_ONCE = 500
_LAST_STAMP = (
    select(Entry.stamp)
    .where(Entry.vault == HQ_VAULT)
    .order_by(Entry.epoch.desc(), Entry.counter.desc())
    .limit(1)
)


@contextmanager
def writing(hq: Headquarters, command: str) -> Iterator[Session]:
    """One transaction of headquarters' own vault; what it entered is in the feed at its end."""
    with hq.database.writing(**hq.journal.info(hq.act(command))) as session:
        hq.lock(session)
        # Another process may have written in our chain meanwhile, and its clock be ahead of ours.
        last = session.execute(_LAST_STAMP).scalar_one_or_none()
        if last is not None:
            hq.journal.clock.saw(int.from_bytes(last[:8], "big"))
        yield session


def enter(session: Session, kind: str, rows: Iterable[Mapping[str, Any]]) -> int:
    """Insert the records that are not there yet; returns how many."""
    wanted = {row["id"]: row for row in rows}
    known = _known(session, kind, list(wanted))
    fresh = [row for key, row in wanted.items() if key not in known]
    last = _last(session)
    number = insert_many(session, kind, fresh)
    entries = [
        feed.Published(entry.stamp, decode_body(body or b"").changes)
        for entry, body in session.execute(
            select(Entry, EntryBody.body)
            .join(
                EntryBody,
                (EntryBody.vault == Entry.vault) & (EntryBody.counter == Entry.counter),
            )
            .where(Entry.vault == HQ_VAULT, Entry.counter > last)
            .order_by(Entry.counter)
        )
    ]
    touched = {(change.kind, change.id): None for entry in entries for change in entry.changes}
    feed.publish(session, entries, touched)
    return number


def _known(session: Session, kind: str, ids: list[bytes]) -> set[bytes]:
    raw = registry.kind_of(kind).raw
    found: set[bytes] = set()
    for start in range(0, len(ids), _AT_ONCE):
        query = select(raw.c.id).where(raw.c.id.in_(ids[start : start + _AT_ONCE]))
        found |= set(session.execute(query).scalars())
    return found


def _last(session: Session) -> int:
    query = (
        select(Entry.counter).where(Entry.vault == HQ_VAULT).order_by(Entry.counter.desc()).limit(1)
    )
    return session.execute(query).scalar_one_or_none() or 0
