"""Entries of others that came without headquarters: what its word about them changes here.

Used where a vault, or a relay, holds an entry under its author's signature alone.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from desktop.models import vault_facts
from desktop.models.apply import rebuild
from desktop.models.entries import Entry, EntryBody, mark_refused
from desktop.models.projection import Incoming
from sync.client.held_back import UNVOUCHED
from sync.client.push import keep_ranks
from sync.protocol.entry import body_hash, decode_body
from sync.protocol.relay import Verdict


def obey(session: Session, verdict: Verdict, now: datetime) -> set[str]:
    """Take out of the rows what headquarters did not take, and order the rest as it did."""
    records: dict[tuple[str, bytes], set[bytes]] = {}
    for refusal in verdict.refusals:
        place = (verdict.vault, refusal.epoch, refusal.counter)
        entry = session.get(Entry, place)
        if entry is None or entry.refused is not None:
            continue
        mark_refused(session, entry.stamp, refusal.code)
        for record in _records(session, place):
            records.setdefault(record, set()).add(entry.stamp)
    session.flush()
    session.expire_all()
    kinds = rebuild(session, [(*record, found) for record, found in records.items()], now)
    return kinds | keep_ranks(session, verdict.vault, verdict.ranked, now)


def vouch(session: Session, incoming: Iterable[Incoming], now: datetime) -> set[str]:
    """Headquarters has brought entries that were here under their authors' signatures alone."""
    if vault_facts.get(session, UNVOUCHED) is None:
        return set()
    kinds: set[str] = set()
    for item in incoming:
        header = item.header
        place = {"vault": header.vault, "epoch": header.epoch, "counter": header.counter}
        entry = session.get(Entry, tuple(place.values()))
        if entry is None or entry.signature is None:
            continue
        session.execute(
            update(EntryBody)
            .filter_by(**place)
            .where(EntryBody.batch.is_(None), EntryBody.digest == body_hash(item.body))
            .values(batch=item.batch)
        )
        ranked = [[header.epoch, header.counter, item.rank]]
        kinds |= keep_ranks(session, header.vault, ranked, now)
    return kinds


def note_unvouched(session: Session, incoming: Collection[Incoming]) -> None:
    """From now on there are entries here that headquarters has not vouched for."""
    if incoming and vault_facts.get(session, UNVOUCHED) is None:
        vault_facts.put(session, UNVOUCHED, b"1")


def unvouched(session: Session, own: bytes, limit: int) -> list[tuple[bytes, int, int]]:
    """Entries of others that no batch of headquarters has brought, and that it has not refused."""
    if vault_facts.get(session, UNVOUCHED) is None:
        return []
    query = (
        select(Entry.vault, Entry.epoch, Entry.counter)
        .join(
            EntryBody,
            (EntryBody.vault == Entry.vault)
            & (EntryBody.epoch == Entry.epoch)
            & (EntryBody.counter == Entry.counter),
        )
        .where(
            Entry.vault != own,
            Entry.signature.is_not(None),
            Entry.refused.is_(None),
            EntryBody.batch.is_(None),
        )
        .distinct()
        .limit(limit)
    )
    found = [(row.vault, row.epoch, row.counter) for row in session.execute(query)]
    if not found:
        vault_facts.put(session, UNVOUCHED, None)
    return found


def _records(session: Session, place: tuple[bytes, int, int]) -> set[tuple[str, bytes]]:
    vault, epoch, counter = place
    query = select(EntryBody.body).where(
        EntryBody.vault == vault, EntryBody.epoch == epoch, EntryBody.counter == counter
    )
    bodies = session.execute(query).scalars()
    return {(c.kind, c.id) for body in bodies if body for c in decode_body(body).changes}
