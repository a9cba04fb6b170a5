"""Values that lost against a concurrent one, and steps that clashed: each waits for a person.

Rows here follow from the journal alone, so every vault that holds the writes shows the same
conflicts. The decision is itself an entry: a write that replaces all of them.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import LargeBinary, String, bindparam, delete, func, insert, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from desktop.models.base import Base, Id
from desktop.models.entries import Entry, Written, changes_at
from sync.protocol.encoding import Scalar, decode, encode
from sync.protocol.entry import decode_header
from sync.protocol.merge import Write

STATE = "state"
EDITED = "edited"
"""The field under which writes wait that whoever deleted their record had not seen."""


class Conflict(Base):
    """One losing write of one field, or one clashing step (field ``state``), not yet decided.

    A write of the ``same`` value as the winner is no conflict; it is remembered as a head, so that
    the result does not depend on the order of delivery.
    """

    __tablename__ = "conflicts"
    kind: Mapped[str] = mapped_column(String(40), primary_key=True)
    record_id: Mapped[bytes] = mapped_column(Id, primary_key=True)
    field: Mapped[str] = mapped_column(String(40), primary_key=True)
    stamp: Mapped[bytes] = mapped_column(LargeBinary(16), primary_key=True)
    value: Mapped[bytes]
    same: Mapped[bool]
    arrived_at: Mapped[datetime]


_WITH_HEADS = select(Conflict.record_id).where(
    Conflict.kind == bindparam("kind"),
    Conflict.record_id.in_(bindparam("records", expanding=True)),
)


class Held(msgspec.Struct, array_like=True, frozen=True):
    """A field's value of any type, packed."""

    value: Any


@dataclass(frozen=True, slots=True)
class Side:
    """One value of a disputed field: who wrote it, in which vault, when."""

    stamp: bytes
    value: Scalar
    actor: bytes | None
    vault: bytes | None
    written_at: int | None


@dataclass(frozen=True, slots=True)
class Dispute:
    """A field with several concurrent values: what it was before, what stands, what lost."""

    kind: str
    record: bytes
    field: str
    before: Scalar
    standing: Side
    losing: tuple[Side, ...]


def open_count(session: Session) -> int:
    """How many fields wait for a decision."""
    fields = (
        select(Conflict.kind, Conflict.record_id, Conflict.field)
        .where(Conflict.same.is_(False))
        .distinct()
        .subquery()
    )
    return session.execute(select(func.count()).select_from(fields)).scalar_one()


def stamps_of(session: Session, kind: str, record: bytes, field: str) -> set[bytes]:
    """The stamps of the losing writes of a field."""
    query = select(Conflict.stamp).where(
        Conflict.kind == kind, Conflict.record_id == record, Conflict.field == field
    )
    return set(session.execute(query).scalars())


def record_stamps(session: Session, kind: str, record: bytes) -> set[bytes]:
    """The stamps of all losing writes of a record."""
    query = select(Conflict.stamp).where(Conflict.kind == kind, Conflict.record_id == record)
    return set(session.execute(query).scalars())


def store(
    session: Session,
    kind: str,
    record: bytes,
    field: str,
    others: tuple[Write, ...],
    standing: Scalar,
    now: datetime,
) -> None:
    """Make the open heads of a field beside its standing value exactly these."""
    session.execute(
        delete(Conflict).where(
            Conflict.kind == kind, Conflict.record_id == record, Conflict.field == field
        )
    )
    for write in others:
        session.execute(
            insert(Conflict).values(
                kind=kind,
                record_id=record,
                field=field,
                stamp=write.stamp,
                value=encode(Held(write.value)),
                same=write.value == standing,
                arrived_at=now,
            )
        )


def with_heads(session: Session, kind: str, records: list[bytes]) -> set[bytes]:
    """Which of these records have open heads beside the standing values."""
    return set(session.execute(_WITH_HEADS, {"kind": kind, "records": records}).scalars())


def drop(session: Session, kind: str, record: bytes) -> None:
    """The record is gone from the projection, and its conflicts with it."""
    session.execute(delete(Conflict).where(Conflict.kind == kind, Conflict.record_id == record))


def disputes(
    session: Session,
    kind: str,
    record: bytes,
    standing: dict[str, bytes],
    values: dict[str, Scalar],
) -> list[Dispute]:
    """The open disputes of a record; ``standing`` and ``values`` are its fields as they stand."""
    query = (
        select(Conflict)
        .where(Conflict.kind == kind, Conflict.record_id == record, Conflict.same.is_(False))
        .order_by(Conflict.field, Conflict.stamp)
    )
    by_field: dict[str, list[Conflict]] = {}
    for conflict in session.execute(query).scalars():
        by_field.setdefault(conflict.field, []).append(conflict)
    found = []
    for field, losing in by_field.items():
        mark = standing.get(field, b"")
        written = changes_at(session, mark, kind, record)
        before = _before(session, written, kind, record, field)
        found.append(
            Dispute(
                kind,
                record,
                field,
                before,
                _side(session, mark, values.get(field)),
                tuple(_side(session, c.stamp, _value(c.value)) for c in losing),
            )
        )
    return found


def _before(
    session: Session, written: Written | None, kind: str, record: bytes, field: str
) -> Scalar:
    replaced = written.change.replaced(field) if written is not None else []
    earlier = changes_at(session, replaced[0], kind, record) if replaced else None
    return None if earlier is None else earlier.change.values.get(field)


def _side(session: Session, stamp: bytes, value: Scalar) -> Side:
    core = session.execute(select(Entry.core).where(Entry.stamp == stamp)).scalar_one_or_none()
    if core is None:
        return Side(stamp, value, None, None, None)
    header = decode_header(core)
    return Side(stamp, value, header.actor, header.vault, header.wall)


def value_of(conflict: Conflict) -> Scalar:
    """The value that lost."""
    return _value(conflict.value)


def _value(packed: bytes) -> Scalar:
    value: Scalar = decode(packed, Held).value
    return value
