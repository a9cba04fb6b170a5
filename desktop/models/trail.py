"""«رد کارها»: the entries of the journal that lie here, by their headers (``domain.md`` 10).

An auditor sees who wrote, when, in which role and about which kinds; of a body only what this
vault may hold is here, and nothing of it is told but the kinds.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from desktop.models.behalf import delegator_words
from desktop.models.entries import Entry, EntryBody
from desktop.models.journal import at
from desktop.models.paging import Paged, paged
from desktop.models.people import Person, VaultCertificate
from desktop.models.text import fold
from sync.protocol.encoding import decode
from sync.protocol.entry import decode_body, decode_header
from sync.protocol.errors import ProtocolError
from sync.protocol.ids import HQ_VAULT
from sync.protocol.messages import Certificate


@dataclass(frozen=True, slots=True)
class TrailFilter:
    """What the list is narrowed to: one vault, the vaults of whom a name finds, or all."""

    vault: bytes | None = None
    name: str = ""


@dataclass(frozen=True, slots=True)
class TrailRow:
    """One entry. ``kinds`` are of what is held here of its body; ``refused`` is a code, or None."""

    stamp: bytes
    at: datetime
    person: str | None
    role: str
    delegator: str | None
    kinds: tuple[tuple[str, int], ...]
    refused: str | None
    vault: bytes
    epoch: int
    counter: int
    hash: bytes

    @property
    def by_headquarters(self) -> bool:
        """Whether headquarters itself wrote it."""
        return self.vault == HQ_VAULT


TrailPage = Paged[TrailRow, bytes]


def trail_page(
    session: Session, wanted: TrailFilter, after: bytes | None, size: int, *, descending: bool
) -> TrailPage:
    """The next entries by the time of writing, behind a stamp."""
    order = Entry.stamp.desc() if descending else Entry.stamp
    query = select(Entry).where(*_wanted(session, wanted)).order_by(order).limit(size + 1)
    if after is not None:
        query = query.where(Entry.stamp < after if descending else Entry.stamp > after)
    found = list(session.execute(query).scalars())
    kinds = _kinds(session, found)
    headers = [decode_header(one.core) for one in found]
    names = _names(session, {one.actor for one in headers})
    rows = [
        TrailRow(
            one.stamp,
            at(header.wall),
            names.get(header.actor),
            header.role,
            delegator_words(header.on_behalf_of),
            kinds.get((one.vault, one.epoch, one.counter), ()),
            one.refused,
            one.vault,
            one.epoch,
            one.counter,
            one.hash,
        )
        for one, header in zip(found, headers, strict=True)
    ]
    return paged(rows, size, lambda row: row.stamp)


def trail_count(session: Session, wanted: TrailFilter) -> int:
    """How many entries there are."""
    query = select(func.count()).select_from(Entry).where(*_wanted(session, wanted))
    return session.execute(query).scalar_one()


def trail_vaults(session: Session) -> tuple[tuple[bytes, str | None], ...]:
    """The vaults whose entries lie here, each with the name of its person, if it is known."""
    vaults = list(session.execute(select(Entry.vault).distinct()).scalars())
    query = (
        select(VaultCertificate.vault, VaultCertificate.message)
        .where(VaultCertificate.vault.in_(vaults), VaultCertificate.message.is_not(None))
        .order_by(VaultCertificate.issued_at)
    )
    names = {vault: _named(message or b"") for vault, message in session.execute(query)}
    return tuple(
        (vault, names.get(vault)) for vault in sorted(vaults, key=lambda one: one != HQ_VAULT)
    )


def _wanted(session: Session, wanted: TrailFilter) -> list[ColumnElement[bool]]:
    """An entry says in bytes alone who wrote it; of whom a vault is, its certificate says."""
    found = []
    if wanted.vault is not None:
        found.append(Entry.vault == wanted.vault)
    words = fold(wanted.name).split()
    if words:
        named = [
            vault
            for vault, name in trail_vaults(session)
            if name is not None and all(word in fold(name) for word in words)
        ]
        found.append(Entry.vault.in_(named))
    return found


def _kinds(
    session: Session, entries: Collection[Entry]
) -> dict[tuple[bytes, int, int], tuple[tuple[str, int], ...]]:
    """The kinds of each entry's changes; several parts of one body are added up."""
    if not entries:
        return {}
    stamps = [one.stamp for one in entries]
    query = (
        select(EntryBody.vault, EntryBody.epoch, EntryBody.counter, EntryBody.body)
        .join(
            Entry,
            (Entry.vault == EntryBody.vault)
            & (Entry.epoch == EntryBody.epoch)
            & (Entry.counter == EntryBody.counter),
        )
        .where(Entry.stamp.in_(stamps), EntryBody.body.is_not(None))
    )
    found: dict[tuple[bytes, int, int], Counter[str]] = {}
    for vault, epoch, counter, body in session.execute(query):
        counts = found.setdefault((vault, epoch, counter), Counter())
        counts.update(change.kind for change in decode_body(body or b"").changes if change.kind)
    return {place: tuple(sorted(counts.items())) for place, counts in found.items()}


def _names(session: Session, people: Collection[bytes]) -> dict[bytes, str]:
    """By the directory, or else by the certificate of somebody's vault."""
    certified = select(VaultCertificate.person_id, VaultCertificate.message).where(
        VaultCertificate.person_id.in_(people), VaultCertificate.message.is_not(None)
    )
    found = {
        person: name
        for person, message in session.execute(certified)
        if (name := _named(message or b"")) is not None
    }
    query = select(Person.id, Person.name).where(Person.id.in_(people))
    return found | {row.id: row.name for row in session.execute(query)}


def _named(message: bytes) -> str | None:
    try:
        return decode(message, Certificate).person_name
    except ProtocolError:
        return None
