"""Entries that wait for a person's look: taken after the lease, or set aside of a vault shut out.

Neither is ever dropped. What was written after the lease stands like every other entry; what a
revoked or expired vault brought is part of no chain until somebody decides.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from desktop.models.entries import Entry
from sync.protocol.entry import Header, decode_body, decode_header
from sync.protocol.lease import MARK
from sync.server import audit, vaults
from sync.server.declined import Declined
from sync.server.hq import Headquarters
from sync.server.review_tables import Review
from sync.server.tables import Account, Device, SetAside

LEASE_OVER, UNMARKED = "lease_over", "lease_unmarked"
SETTLED = "reviewed"


@dataclass(frozen=True, slots=True)
class Waiting:
    """One entry to look at; ``taken`` says that it stands."""

    vault: bytes
    person: str
    epoch: int
    counter: int
    reason: str
    taken: bool
    written: int
    command: str
    kinds: tuple[str, ...]


def reason_of(header: Header, leased: int | None) -> str | None:
    """Why an entry is to be looked at; ``leased`` is the end of the last lease that was given."""
    if MARK in header.scopes:
        return LEASE_OVER
    return UNMARKED if leased is not None and header.wall > leased else None


def keep(hq: Headquarters, session: Session, device: Device, headers: Iterable[Header]) -> None:
    """List those of a vault's new entries that were written after its lease."""
    now, number = hq.wall(), 0
    for header in headers:
        reason = reason_of(header, device.leased)
        if reason is not None:
            number += 1
            place = {"epoch": header.epoch, "counter": header.counter}
            session.add(Review(vault=device.vault, **place, reason=reason, arrived=now))
    if number:
        vaults.alert(hq, session, device.vault, LEASE_OVER, entries=number)


def waiting(session: Session) -> Iterator[Waiting]:
    """All that nobody has looked at yet, vault by vault."""
    query = (
        select(Review, Entry.core, Account.name)
        .join(
            Entry,
            (Entry.vault == Review.vault)
            & (Entry.epoch == Review.epoch)
            & (Entry.counter == Review.counter),
        )
        .join(Device, Device.vault == Review.vault)
        .join(Account, Account.person == Device.person)
        .where(Review.settled.is_(None))
        .order_by(Review.vault, Review.epoch, Review.counter)
    )
    for review, core, name in session.execute(query):
        yield _waiting(decode_header(core), name, review.reason, taken=True, kinds=())
    aside = (
        select(SetAside, Account.name)
        .join(Device, Device.vault == SetAside.vault)
        .join(Account, Account.person == Device.person)
        .order_by(SetAside.vault, SetAside.epoch, SetAside.counter)
    )
    for one, name in session.execute(aside):
        kinds = tuple(sorted({c.kind for c in decode_body(one.body).changes})) if one.body else ()
        yield _waiting(decode_header(one.core), name, one.reason, taken=False, kinds=kinds)


def settle(hq: Headquarters, session: Session, vault: bytes) -> int:
    """Somebody has looked at what a vault wrote after its lease; says how many entries.

    Raises Declined ``vault_unknown``.
    """
    device = session.get(Device, vault)
    if device is None:
        raise Declined("vault_unknown")
    open_ = (Review.vault == vault) & Review.settled.is_(None)
    number = len(session.execute(select(Review.counter).where(open_)).all())
    audit.note(hq, session, SETTLED, vault=vault.hex(), entries=number)
    session.execute(update(Review).where(open_).values(settled=hq.wall()))
    return number


def _waiting(
    header: Header, name: str, reason: str, *, taken: bool, kinds: tuple[str, ...]
) -> Waiting:
    place = (header.epoch, header.counter, reason)
    return Waiting(header.vault, name, *place, taken, header.wall, header.command, kinds)
