"""The life of a record: the steps it took, and who changed which field from what to what."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop.models import conflicts, entries, registry
from desktop.models.journal import at
from desktop.models.people import Person
from desktop.models.transitions import Transition
from sync.protocol.clock import unpack_row_clock
from sync.protocol.encoding import Scalar


@dataclass(frozen=True, slots=True)
class StepRow:
    """One step of a record, as it was recorded."""

    id: bytes
    from_state: str
    to_state: str
    actor: bytes
    actor_name: str | None
    role: str
    on_behalf_of: str | None
    at: datetime
    reason: str | None
    facts: Any


@dataclass(frozen=True, slots=True)
class FieldChange:
    """A field's value before and after, as stored; ``before`` is None at the record's birth."""

    field: str
    before: Scalar
    after: Scalar


@dataclass(frozen=True, slots=True)
class ChangeRow:
    """One entry's part in a record."""

    stamp: bytes
    at: datetime
    actor: bytes
    actor_name: str | None
    role: str
    command: str
    on_behalf_of: str | None
    refused: bool
    fields: tuple[FieldChange, ...]


def steps_of(session: Session, kind: str, record: bytes) -> tuple[StepRow, ...]:
    """The steps of a record, the first one first."""
    query = (
        select(
            Transition.id,
            Transition.from_state,
            Transition.to_state,
            Transition.actor,
            Person.name,
            Transition.role,
            Transition.on_behalf_of,
            Transition.at,
            Transition.reason,
            Transition.facts,
        )
        .join(Person, Person.id == Transition.actor, isouter=True)
        .where(Transition.record_kind == kind, Transition.record_id == record)
        .order_by(Transition.stamps, Transition.id)
    )
    return tuple(StepRow(*row) for row in session.execute(query))


def record_history(session: Session, kind: str, record: bytes) -> tuple[ChangeRow, ...]:
    """Every change of a record that this vault holds, the first one first."""
    raw = registry.kind_of(kind).raw
    clock = session.execute(select(raw.c.stamps).where(raw.c.id == record)).scalar_one_or_none()
    if clock is None:
        return ()
    whole, fields = unpack_row_clock(clock)
    heads = {whole, *fields.values()} | conflicts.record_stamps(session, kind, record)
    written = entries.history(session, kind, record, heads)
    names = _names(session, {one.header.actor for one in written})
    known: dict[bytes, dict[str, Scalar]] = {}
    rows = []
    for one in written:
        changed = tuple(
            FieldChange(field, _before(known, one, field), value)
            for field, value in sorted(one.change.values.items())
        )
        known[one.header.stamp] = dict(one.change.values)
        rows.append(
            ChangeRow(
                one.header.stamp,
                at(one.header.wall),
                one.header.actor,
                names.get(one.header.actor),
                one.header.role,
                one.header.command,
                one.header.on_behalf_of,
                one.refused,
                changed,
            )
        )
    return tuple(rows)


def _before(known: dict[bytes, dict[str, Scalar]], one: entries.Written, field: str) -> Scalar:
    for stamp in one.change.replaced(field):
        if stamp in known:
            return known[stamp].get(field)
    return None


def _names(session: Session, people: set[bytes]) -> dict[bytes, str]:
    query = select(Person.id, Person.name).where(Person.id.in_(people))
    return {row.id: row.name for row in session.execute(query)}
