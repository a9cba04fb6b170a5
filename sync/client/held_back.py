"""Own entries that build on what headquarters does not have yet wait for it.

A colleague's records may have come by stick or through a relay. Headquarters would refuse a change
of a record that it has never seen; so what touches one, and all that follows in our chain, stays
until the colleague's own exchange. After a week it goes all the same: then headquarters says what
it thinks of it, and nobody waits for a laptop that was lost.
"""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop.models import vault_facts
from desktop.models.entries import Entry, EntryBody
from desktop.models.sync_state import above
from sync.protocol.entry import Change, decode_body

UNVOUCHED = "sync/unvouched"
"""Set while there may be entries here that headquarters has not vouched for."""

PATIENCE = timedelta(days=7)

Place = tuple[int, int]


def first_dependent(session: Session, vault: bytes, after: Place) -> Place | None:
    """The first own entry behind a place that headquarters could not take yet."""
    if vault_facts.get(session, UNVOUCHED) is None:
        return None
    made = _made_elsewhere(session, vault)
    if not made:
        return None
    own = (
        select(Entry.epoch, Entry.counter, EntryBody.body)
        .join(
            EntryBody,
            (EntryBody.vault == Entry.vault)
            & (EntryBody.epoch == Entry.epoch)
            & (EntryBody.counter == Entry.counter),
        )
        .where(Entry.vault == vault, above(*after), Entry.prev_hash.is_not(None))
        .order_by(Entry.epoch, Entry.counter)
        .execution_options(yield_per=200)
    )
    named = {key.hex() for key in made}
    for epoch, counter, body in session.execute(own):
        changes = decode_body(body).changes if body else []
        if any(_builds_on(change, made, named) for change in changes):
            return epoch, counter
        # What we made ourselves as well, headquarters gets from us.
        mine = {c.id for c in changes if not c.base and not c.bases}
        made -= mine
        named -= {key.hex() for key in mine}
    return None


def _made_elsewhere(session: Session, vault: bytes) -> set[bytes]:
    """The records that only entries without headquarters' word have made."""
    newest = session.execute(
        select(Entry.arrived_at)
        .where(Entry.vault == vault)
        .order_by(Entry.epoch.desc(), Entry.counter.desc())
        .limit(1)
    ).scalar_one_or_none()
    if newest is None:
        return set()
    query = (
        select(EntryBody.body)
        .join(
            Entry,
            (EntryBody.vault == Entry.vault)
            & (EntryBody.epoch == Entry.epoch)
            & (EntryBody.counter == Entry.counter),
        )
        .where(
            Entry.vault != vault,
            Entry.signature.is_not(None),
            Entry.refused.is_(None),
            Entry.arrived_at > newest - PATIENCE,
            EntryBody.batch.is_(None),
        )
    )
    return {
        change.id
        for body in session.execute(query).scalars()
        if body
        for change in decode_body(body).changes
        if not change.base and not change.bases
    }


def _builds_on(change: Change, made: set[bytes], named: set[str]) -> bool:
    """Whether a change is of such a record, or points to one; in a structure by its hex name."""
    if (change.base or change.bases) and change.id in made:
        return True
    for value in change.values.values():
        if isinstance(value, bytes) and value in made:
            return True
        if isinstance(value, str) and value[:1] in ("[", "{") and any(n in value for n in named):
            return True
    return False
