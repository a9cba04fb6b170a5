"""A cloned or restored vault goes on in a new epoch that names the head headquarters holds.

Design: ``sync.md`` section 1, point 5. What was written on the old branch and is unsent moves
over: the same bodies under the same stamps, chained and signed anew, so that nothing is lost.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import func, insert, or_, select, update
from sqlalchemy.orm import Session

from desktop.models.entries import Entry, EntryBody, Head, hash_at
from desktop.models.journal import Journal, at
from desktop.models.projection import Incoming
from desktop.models.sync_state import FORKED, above
from desktop.models.vault_facts import Enrolment, get, put, set_moment
from sync.protocol import entry as wire

Place = tuple[int, int]
UNSURE = "sync/unsure"
"""Set while headquarters is asked which entries it has of a copied or restored vault."""
STARTED = "StartEpoch"
_ASIDE = 0
"""The epoch of what stands nowhere for a while; real ones begin at 1."""


def unknown_head(session: Session, vault: bytes, held: Head | None) -> Head | None:
    """The head that headquarters holds of this vault, if its chain does not know it."""
    if held is None or held.counter == 0:
        return None
    if hash_at(session, vault, held.epoch, held.counter) == held.hash:
        return None
    known = select(func.count()).where(
        Entry.vault == vault, or_(Entry.hash == held.hash, Entry.prev_hash == held.hash)
    )
    return None if session.execute(known).scalar_one() else held


def unsure(session: Session, vault: bytes, after: Place) -> tuple[bytes, ...]:
    """The stamps that headquarters is asked about: a copy may have sent the same entries."""
    return _stamps(session, vault, after) if get(session, UNSURE) is not None else ()


@dataclass(frozen=True, slots=True)
class Forked:
    """Headquarters' head that our chain does not know, and what it has of our unsent entries."""

    enrolment: Enrolment
    held: Head
    sent_up_to: Place
    asked: bool
    known: frozenset[bytes]


def go_on(session: Session, journal: Journal, brought: Forked, schema: int, now: datetime) -> bool:
    """Start a new epoch, or first ask what is known; whether it has to be asked."""
    stamps = _stamps(session, journal.vault, brought.sent_up_to)
    if stamps and not brought.asked:
        put(session, UNSURE, b"")
        return True
    put(session, UNSURE, None)
    place = (brought.enrolment, brought.held, brought.sent_up_to)
    start(session, journal, *place, schema, now, brought.known)
    return False


def start(
    session: Session,
    journal: Journal,
    enrolment: Enrolment,
    held: Head,
    sent_up_to: Place,
    schema: int,
    now: datetime,
    known: frozenset[bytes] = frozenset(),
) -> None:
    """Chain what is unsent behind ``held`` in the next epoch; an empty entry if nothing is.

    What a copy of this vault has sent already stays where it is.
    """
    journal.step_apart()
    own = select(Entry.epoch, Entry.counter, Entry.core, Entry.stamp).where(
        Entry.vault == journal.vault, above(*sent_up_to), Entry.prev_hash.is_not(None)
    )
    found = session.execute(own.order_by(Entry.epoch, Entry.counter)).all()
    unsent = [entry for entry in found if entry.stamp not in known]
    epoch = max([held.epoch, *(entry.epoch for entry in found)]) + 1
    last = Head(epoch, held.counter, held.hash)
    for entry in unsent:
        header = msgspec.structs.replace(
            wire.decode_header(entry.core), epoch=epoch, counter=last.counter + 1
        )
        last = _rechain(session, journal, last, (entry.epoch, entry.counter), header)
    if not unsent:
        _mark(session, journal, enrolment, last, schema)
    set_moment(session, FORKED, now)


def make_room(session: Session, vault: bytes, incoming: Iterable[Incoming]) -> None:
    """Own entries that come back stand where headquarters has them.

    What stood there was sent by another copy of this vault and stands elsewhere at headquarters:
    it goes aside until it comes back too.
    """
    back = [item for item in incoming if item.header.vault == vault]
    for item in back:
        place = (item.header.epoch, item.header.counter)
        if _standing(session, vault, Entry.stamp != item.header.stamp, place):
            last = select(func.max(Entry.counter)).where(
                Entry.vault == vault, Entry.epoch == _ASIDE
            )
            number = (session.execute(last).scalar_one() or 0) + 1
            _go(session, vault, place, (_ASIDE, number), prev_hash=None)
    for item in back:
        query = select(Entry.epoch, Entry.counter).where(Entry.stamp == item.header.stamp)
        found = session.execute(query).one_or_none()
        place = (item.header.epoch, item.header.counter)
        if found is not None and tuple(found) != place:
            chained = {"core": item.core, "hash": item.hash, "prev_hash": None, "signature": None}
            _go(session, vault, (found.epoch, found.counter), place, **chained)


def _standing(session: Session, vault: bytes, which: Any, place: Place) -> bool:
    at_place = (Entry.vault == vault, Entry.epoch == place[0], Entry.counter == place[1])
    return session.execute(select(Entry.stamp).where(*at_place, which)).first() is not None


def _go(session: Session, vault: bytes, place: Place, to: Place, **chained: object) -> None:
    where = {"vault": vault, "epoch": place[0], "counter": place[1]}
    moved = {"epoch": to[0], "counter": to[1]}
    session.execute(update(Entry).filter_by(**where).values(**moved, **chained))
    session.execute(update(EntryBody).filter_by(**where).values(**moved))


def _stamps(session: Session, vault: bytes, after: Place) -> tuple[bytes, ...]:
    query = select(Entry.stamp).where(
        Entry.vault == vault, above(*after), Entry.prev_hash.is_not(None)
    )
    return tuple(session.execute(query.order_by(Entry.epoch, Entry.counter)).scalars())


def _rechain(
    session: Session, journal: Journal, last: Head, place: Place, header: wire.Header
) -> Head:
    core = wire.encode_header(header)
    hashed = wire.entry_hash(last.hash, core)
    chained = {
        "core": core,
        "hash": hashed,
        "prev_hash": last.hash,
        "signature": journal.sign(wire.ENTRY_TAG, hashed),
    }
    _go(session, journal.vault, place, (header.epoch, header.counter), **chained)
    return Head(header.epoch, header.counter, hashed)


def _mark(
    session: Session, journal: Journal, enrolment: Enrolment, last: Head, schema: int
) -> None:
    body = wire.encode_body(wire.Body([]))
    digest = wire.body_hash(body)
    time, wall = journal.clock.now(), journal.clock.wall()
    header = wire.Header(
        wire.FORMAT,
        journal.installation,
        journal.vault,
        last.epoch,
        last.counter + 1,
        time,
        wall,
        enrolment.person,
        enrolment.roles[0] if enrolment.roles else "",
        None,
        STARTED,
        [],
        schema,
        digest,
        [],
    )
    core = wire.encode_header(header)
    hashed = wire.entry_hash(last.hash, core)
    place = {"vault": journal.vault, "epoch": header.epoch, "counter": header.counter}
    session.execute(
        insert(Entry).values(
            stamp=header.stamp,
            rank=header.stamp,
            hash=hashed,
            prev_hash=last.hash,
            core=core,
            signature=journal.sign(wire.ENTRY_TAG, hashed),
            arrived_at=at(wall),
            **place,
        )
    )
    session.execute(insert(EntryBody).values(body=body, digest=digest, **place))
