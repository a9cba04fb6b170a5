"""What the window still shows once a lease is over: a person's own work, and no more.

Own are visits that the person recorded or is a member of, with all that belongs to them, and
whatever else the person wrote. Of every kind that is not named here as open, the rest is closed.
Exchange, ``verify`` and commands read everything as before.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import event, or_, select
from sqlalchemy.orm import ORMExecuteState, Session, with_loader_criteria

from desktop.models import policy, registry
from desktop.models.inspections.records import Finding, FindingPerson, Visit, VisitMember

OPEN = frozenset({policy.DIRECTORY, policy.SERVICE, policy.AUTHORITY, policy.TRAIL})
"""Classes that stay: whom to ask, what is lent, and what is only reached through its record."""


def close(session: Session, person: bytes) -> None:
    """Let a reading session see nothing but a person's own work."""
    options = tuple(
        with_loader_criteria(record, condition) for record, condition in criteria(person)
    )

    def narrowed(state: ORMExecuteState) -> None:
        if state.is_select:
            state.statement = state.statement.options(*options)

    event.listen(session, "do_orm_execute", narrowed)


def criteria(person: bytes) -> Iterator[tuple[type, Any]]:
    """Each record that is narrowed, and to what."""
    members, visits, findings = (one.__table__.c for one in (VisitMember, Visit, Finding))
    member = select(members.visit_id).where(members.person_id == person)
    own = select(visits.id).where(or_(visits.created_by == person, visits.id.in_(member)))
    found = select(findings.id).where(findings.visit_id.in_(own))
    reached: dict[type, tuple[str, Any]] = {
        Visit: ("id", own),
        FindingPerson: ("finding_id", found),
    }
    for kind in registry.kinds():
        rule = policy.KINDS.get(kind.name)
        if rule is not None and rule.content in OPEN:
            continue
        record: Any = kind.record
        if kind.record in reached:
            name, among = reached[kind.record]
            yield record, getattr(record, name).in_(among)
        elif "visit_id" in kind.field_names:
            yield record, record.visit_id.in_(own)
        else:
            yield record, record.created_by == person
