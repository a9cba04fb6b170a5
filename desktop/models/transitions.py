"""Transitions: appended rows from which the state of a record is replayed.

State is never a synced field (``domain.md`` section 10). One pure function for each feature,
``check(transition, facts)``, is called by the command before writing and again at headquarters.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Index, String, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from desktop.errors import Refused
from desktop.models import registry
from desktop.models.base import DERIVED, Base, Id, Json, Synced
from desktop.models.bulk import keys_among
from sync.protocol.clock import STAMP_BYTES
from sync.protocol.merge import Write

Facts = Mapping[str, Any]


class Transition(Synced, Base):
    """One step of one record: who, in which role, when, why, and the facts of that moment.

    ``settles`` names a step that clashed in time and that the head decided with this one.
    """

    __tablename__ = "transitions"
    record_kind: Mapped[str] = mapped_column(String(40))
    record_id: Mapped[bytes] = mapped_column(Id)
    from_state: Mapped[str] = mapped_column(String(32))
    to_state: Mapped[str] = mapped_column(String(32))
    actor: Mapped[bytes] = mapped_column(Id)
    role: Mapped[str] = mapped_column(String(32))
    on_behalf_of: Mapped[str | None]
    at: Mapped[datetime]
    reason: Mapped[str | None]
    facts: Mapped[Any] = mapped_column(Json)
    settles: Mapped[bytes | None] = mapped_column(Id)

    __table_args__ = (Index(None, "record_kind", "record_id"),)


@dataclass(frozen=True, slots=True)
class Step:
    """A step that a kind's machine knows, and the roles that may take it."""

    source: str
    target: str
    roles: frozenset[str]


Check = Callable[["Asked", Facts], Refused | None]


@dataclass(frozen=True, slots=True)
class Asked:
    """A step that somebody wants to take; ``actor`` is compared as a person, not as a role."""

    kind: str
    source: str
    target: str
    actor: bytes
    role: str
    on_behalf_of: str | None
    reason: str | None


@dataclass(frozen=True, slots=True)
class Machine:
    """The states of one kind: where it begins, which steps there are, and the feature's check."""

    initial: str
    steps: tuple[Step, ...]
    guard: Check

    def check(self, asked: Asked, facts: Facts) -> Refused | None:
        """Shape and role first, then the guard of the feature."""
        fitting = [s for s in self.steps if (s.source, s.target) == (asked.source, asked.target)]
        if not fitting:
            return Refused(
                "step_unknown", kind=asked.kind, source=asked.source, target=asked.target
            )
        if not any(asked.role in step.roles for step in fitting):
            return Refused("step_not_for_role", role=asked.role, target=asked.target)
        return self.guard(asked, facts)

    def onward(self, state: str, role: str) -> tuple[str, ...]:
        """The states that a role may ask for from here."""
        return tuple(s.target for s in self.steps if s.source == state and role in s.roles)


def steps(sources: str, target: str, *roles: str) -> tuple[Step, ...]:
    """Steps from each of the space-separated sources to one target, for the given roles."""
    return tuple(Step(source, target, frozenset(roles)) for source in sources.split())


def move(
    session: Session,
    record: Any,
    target: str,
    facts: Facts,
    *,
    reason: str | None = None,
    settles: bytes | None = None,
) -> Transition:
    """Append a step of a record, if its machine allows it. Raises Refused."""
    pending = session.info["pending"]
    kind = registry.kind_of(record.__tablename__)
    act = pending.act
    asked = Asked(kind.name, record.state, target, act.actor, act.role, act.on_behalf_of, reason)
    machine = kind.states
    if not isinstance(machine, Machine):
        raise TypeError(f"{kind.name} has no states")
    refused = machine.check(asked, facts)
    if refused is not None:
        raise refused
    if (kind.name, record.id) in pending.moved:
        raise RuntimeError("two steps of one record in one command cannot be told in order")
    pending.moved.add((kind.name, record.id))
    step = Transition(
        id=pending.journal.new_id(),
        record_kind=kind.name,
        record_id=record.id,
        from_state=record.state,
        to_state=target,
        actor=act.actor,
        role=act.role,
        on_behalf_of=act.on_behalf_of,
        at=pending.moment,
        reason=reason,
        facts=dict(facts),
        settles=settles,
    )
    session.add(step)
    record.state = target
    return step


@dataclass(frozen=True, slots=True)
class Replayed:
    """The state that follows from the steps, and the steps that no longer fitted."""

    state: str
    clashes: tuple[bytes, ...]


def replay(initial: str, rows: Iterable[Mapping[str, Any]]) -> Replayed:
    """Walk the steps in order of their stamps; one that starts elsewhere clashes in time."""
    state, clashes = initial, dict[bytes, None]()
    for row in sorted(rows, key=lambda row: row["stamps"]):
        if row["settles"]:
            clashes.pop(row["settles"], None)
            state = row["to_state"]
        elif row["from_state"] == state:
            state = row["to_state"]
        else:
            clashes[row["id"]] = None
    return Replayed(state, tuple(clashes))


def project_state(session: Session, kind: registry.Kind, record: bytes) -> Replayed | None:
    """Set the state of a record from its steps; None where the record is not here."""
    if kind.states is None:
        return None
    raw = registry.kind_of("transitions").raw
    rows = session.execute(
        select(raw).where(raw.c.record_kind == kind.name, raw.c.record_id == record)
    ).mappings()
    replayed = replay(kind.states.initial, [dict(row) for row in rows])
    session.connection().execute(
        update(kind.raw).where(kind.raw.c.id == record).values(state=replayed.state)
    )
    return replayed


def moved(session: Session, kind: str, records: list[bytes]) -> set[bytes]:
    """Which of these records have steps already."""
    raw = registry.kind_of("transitions").raw
    query = select(raw.c.record_id).where(raw.c.record_kind == kind)
    return keys_among(session.connection(), query, raw.c.record_id, records)


def as_writes(session: Session, clashes: tuple[bytes, ...]) -> tuple[Write, ...]:
    """Clashing steps as disputed values of the field ``state``."""
    if not clashes:
        return ()
    raw = registry.kind_of("transitions").raw
    query = select(raw.c.stamps, raw.c.to_state).where(raw.c.id.in_(clashes)).order_by(raw.c.stamps)
    return tuple(
        Write(stamps[:STAMP_BYTES], (), state, stamps[:STAMP_BYTES])
        for stamps, state in session.execute(query)
    )


def transition_scopes(row: registry.Row, find: registry.Lookup) -> frozenset[str]:
    """A step goes where its record goes."""
    return scopes_of_record(row["record_kind"], row["record_id"], find)


def scopes_of_record(kind: str, record: bytes, find: registry.Lookup) -> frozenset[str]:
    """The scopes of a record named by kind and id; none where it is not known here."""
    known = registry.find(kind)
    row = find(kind, record) if known is not None else None
    if known is None or row is None:
        return frozenset()
    return known.scopes(row, find)


def state_column() -> Any:
    """The projected state of a record."""
    return mapped_column(String(32), info=DERIVED, index=True)


registry.register(registry.Kind(Transition, transition_scopes, policy="immutable"))
