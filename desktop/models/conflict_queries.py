"""What waits for a decision: values written apart, steps that clashed; and what merged alone."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session
from sqlalchemy.types import TypeDecorator

from desktop.models import registry
from desktop.models.conflicts import EDITED, STATE, Conflict, Dispute, Side, disputes
from desktop.models.entries import changes_at
from desktop.models.journal import at
from desktop.models.people import Person
from desktop.models.transitions import Transition
from sync.protocol.clock import STAMP_BYTES, stamp_vault, unpack_row_clock
from sync.protocol.encoding import Scalar

_TITLE_LETTERS = 80


@dataclass(frozen=True, slots=True)
class ConflictRow:
    """A record with open decisions; ``fields`` are the names, ``state`` for clashing steps."""

    kind: str
    record: bytes
    title: str
    fields: tuple[str, ...]
    arrived_at: datetime


@dataclass(frozen=True, slots=True)
class SideRow:
    """One of the values, as Python knows it, with who wrote it when; ``mine`` is this vault's."""

    stamp: bytes
    value: Any
    name: str | None
    mine: bool
    written_at: datetime | None


@dataclass(frozen=True, slots=True)
class FieldConflict:
    """A field with several values; ``standing`` is what the record shows until it is decided."""

    field: str
    before: Any
    standing: SideRow
    losing: tuple[SideRow, ...]

    @property
    def sides(self) -> tuple[SideRow, ...]:
        """Mine first, then by the time of writing."""
        return tuple(sorted((self.standing, *self.losing), key=lambda s: (not s.mine, s.stamp)))

    @property
    def text(self) -> bool:
        """Whether both values can be kept, one after the other."""
        return all(isinstance(side.value, str) for side in self.sides)


@dataclass(frozen=True, slots=True)
class StepConflict:
    """A step that was taken from a state which no longer held."""

    transition: bytes
    from_state: str
    to_state: str
    name: str | None
    role: str
    at: datetime
    reason: str | None


@dataclass(frozen=True, slots=True)
class MergedField:
    """A field that only one side changed: it was taken over without asking."""

    field: str
    before: Any
    value: Any
    name: str | None
    mine: bool


@dataclass(frozen=True, slots=True)
class ConflictDetail:
    """All decisions that one record waits for."""

    kind: str
    record: bytes
    title: str
    state: str | None
    fields: tuple[FieldConflict, ...]
    steps: tuple[StepConflict, ...]
    merged: tuple[MergedField, ...]


def open_conflicts(session: Session) -> tuple[ConflictRow, ...]:
    """The records that wait for a decision, the longest waiting first."""
    since = func.min(Conflict.arrived_at)
    query = (
        select(Conflict.kind, Conflict.record_id, since)
        .where(Conflict.same.is_(False))
        .group_by(Conflict.kind, Conflict.record_id)
        .order_by(since, Conflict.record_id)
    )
    found = []
    for kind, record, arrived_at in session.execute(query):
        row = raw_row(session, kind, record)
        title = "" if row is None else _title(kind, row)
        found.append(
            ConflictRow(kind, record, title, _open_fields(session, kind, record), arrived_at)
        )
    return tuple(found)


def conflict_detail(
    session: Session, kind: str, record: bytes, *, vault: bytes
) -> ConflictDetail | None:
    """Everything about the open decisions of a record, or None where it is not here."""
    row = raw_row(session, kind, record)
    if row is None:
        return None
    open_ = disputes_of(session, kind, record)
    names = _names(session, (s for d in open_ for s in (d.standing, *d.losing)))
    fields = tuple(
        FieldConflict(
            dispute.field,
            python_value(kind, dispute.field, dispute.before),
            _side(kind, dispute.field, dispute.standing, names, vault),
            tuple(_side(kind, dispute.field, side, names, vault) for side in dispute.losing),
        )
        for dispute in open_
    )
    steps = _steps(session, kind, record)
    merged = _merged(session, kind, row, open_, vault)
    return ConflictDetail(kind, record, _title(kind, row), row.get("state"), fields, steps, merged)


def disputes_of(session: Session, kind: str, record: bytes) -> list[Dispute]:
    """The open disputes about fields of a record; empty where the record is not here."""
    row = raw_row(session, kind, record)
    if row is None:
        return []
    whole, marks = unpack_row_clock(row["stamps"])
    known = registry.kind_of(kind)
    standing = {name: marks.get(name, whole) for name in known.fields}
    standing[EDITED] = standing["deleted_at"]
    found = disputes(session, kind, record, standing, row | {EDITED: row["deleted_at"]})
    return [dispute for dispute in found if dispute.field != STATE]


def raw_row(session: Session, kind: str, record: bytes) -> dict[str, Any] | None:
    """A record's row as it is stored."""
    known = registry.find(kind)
    if known is None:
        return None
    query = select(known.raw).where(known.raw.c.id == record)
    found = session.execute(query).mappings().one_or_none()
    return None if found is None else dict(found)


def python_value(kind: str, field: str, wire: Scalar) -> Any:
    """A stored value as records have it: a date, a moment, a structure."""
    known = registry.find(kind)
    name = "deleted_at" if field == EDITED else field
    column = None if known is None else known.table.c.get(name)
    if column is None or not isinstance(column.type, TypeDecorator):
        return wire
    return column.type.process_result_value(wire, None)  # type: ignore[arg-type]  # our types need no dialect


def clashes(session: Session, kind: str, record: bytes) -> list[Transition]:
    """The steps of a record that clashed and are not settled."""
    query = select(Conflict.stamp).where(
        Conflict.kind == kind, Conflict.record_id == record, Conflict.field == STATE
    )
    stamps = set(session.execute(query).scalars())
    if not stamps:
        return []
    steps = select(Transition).where(Transition.record_kind == kind, Transition.record_id == record)
    return [t for t in session.execute(steps).scalars() if t.stamps[:STAMP_BYTES] in stamps]


def _steps(session: Session, kind: str, record: bytes) -> tuple[StepConflict, ...]:
    found = clashes(session, kind, record)
    names = _names_of(session, {step.actor for step in found})
    return tuple(
        StepConflict(
            step.id,
            step.from_state,
            step.to_state,
            names.get(step.actor),
            step.role,
            step.at,
            step.reason,
        )
        for step in sorted(found, key=lambda step: step.at)
    )


def _merged(
    session: Session, kind: str, row: dict[str, Any], open_: list[Dispute], vault: bytes
) -> tuple[MergedField, ...]:
    """The other fields that the parties of a dispute wrote after the value they both knew.

    Of a deletion these are the edits that it had not seen.
    """
    plain = [dispute for dispute in open_ if dispute.field != EDITED]
    since = min((_base(session, kind, row["id"], d.standing) for d in plain), default=None)
    parties = {side.vault for d in plain for side in (d.standing, *d.losing)}
    overlooked = {side.stamp for d in open_ if d.field == EDITED for side in d.losing}
    disputed = {dispute.field for dispute in open_}
    whole, marks = unpack_row_clock(row["stamps"])
    found = []
    for field, mark in sorted(marks.items()):
        after = since is not None and mark > max(since, whole) and stamp_vault(mark) in parties
        if field in disputed or not (after or mark in overlooked):
            continue
        written = changes_at(session, mark, kind, row["id"])
        if written is None:
            continue
        replaced = written.change.replaced(field)
        earlier = changes_at(session, replaced[0], kind, row["id"]) if replaced else None
        before = None if earlier is None else earlier.change.values.get(field)
        name = _names_of(session, {written.header.actor}).get(written.header.actor)
        found.append(
            MergedField(
                field,
                python_value(kind, field, before),
                python_value(kind, field, row.get(field)),
                name,
                stamp_vault(mark) == vault,
            )
        )
    return tuple(found)


def _base(session: Session, kind: str, record: bytes, side: Side) -> bytes:
    written = changes_at(session, side.stamp, kind, record)
    replaced = [] if written is None else written.change.replaced(next(iter(written.change.values)))
    return min(replaced, default=b"")


def _side(kind: str, field: str, side: Side, names: dict[bytes, str], vault: bytes) -> SideRow:
    return SideRow(
        side.stamp,
        python_value(kind, field, side.value),
        None if side.actor is None else names.get(side.actor),
        side.vault == vault,
        None if side.written_at is None else at(side.written_at),
    )


def _names(session: Session, sides: Iterable[Side]) -> dict[bytes, str]:
    return _names_of(session, {side.actor for side in sides if side.actor is not None})


def _names_of(session: Session, people: set[bytes]) -> dict[bytes, str]:
    query = select(Person.id, Person.name).where(Person.id.in_(people))
    return {row.id: row.name for row in session.execute(query)}


def _open_fields(session: Session, kind: str, record: bytes) -> tuple[str, ...]:
    query = (
        select(Conflict.field)
        .where(Conflict.kind == kind, Conflict.record_id == record, Conflict.same.is_(False))
        .distinct()
        .order_by(Conflict.field)
    )
    return tuple(session.execute(query).scalars())


def _title(kind: str, row: dict[str, Any]) -> str:
    searched = registry.kind_of(kind).searched
    return " · ".join(str(row[n]) for n in searched if row.get(n))[:_TITLE_LETTERS]
