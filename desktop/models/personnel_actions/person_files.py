"""What is linked to a person over time (``domain.md`` 2.13).

A line is there only where this vault holds its record; what is past its time of being seen is
left out.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from desktop.models.calendar import iran_day
from desktop.models.directory import Post, Unit
from desktop.models.inspections.records import CorrectiveAction, Finding, FindingPerson, Visit
from desktop.models.people import Person, PostAssignment
from desktop.models.personnel_actions.facts import post_on
from desktop.models.personnel_actions.misconduct import MisconductRecord
from desktop.models.personnel_actions.records import PersonnelAction, TrainingRecord
from desktop.models.personnel_actions.report_cards import hours_of


@dataclass(frozen=True, slots=True)
class FileLine:
    """One thing linked to a person; ``page`` and ``record`` are where it is seen."""

    day: date
    what: str
    code: str
    title: str
    detail: str
    state: str
    page: str
    record: bytes


@dataclass(frozen=True, slots=True)
class PersonFile:
    """A person with everything that this vault holds of him, the latest first."""

    person_id: bytes
    name: str
    post: str | None
    unit_name: str | None
    lines: tuple[FileLine, ...]
    hours: int


def person_file(session: Session, person: bytes, *, day: date) -> PersonFile | None:
    """Everything linked to a person over time (``day``: today)."""
    found = session.get(Person, person)
    if found is None or found.deleted_at is not None:
        return None
    lines = [
        *_actions(session, person, day),
        *_findings(session, person),
        *_owned(session, person),
        *_posts(session, person),
        *_courses(session, person),
        *_register(session, person),
    ]
    held = post_on(session, found, day)
    return PersonFile(
        person,
        found.name,
        held.post,
        held.unit_name,
        tuple(sorted(lines, key=lambda one: (one.day, one.what, one.record), reverse=True)),
        sum(hours for _day, _title, hours in hours_of(session, person, date.min, day)),
    )


def _actions(session: Session, person: bytes, day: date) -> list[FileLine]:
    query = select(PersonnelAction).where(
        PersonnelAction.person_id == person,
        PersonnelAction.deleted_at.is_(None),
        or_(PersonnelAction.visible_until.is_(None), PersonnelAction.visible_until >= day),
    )
    return [
        FileLine(
            one.issued_on or one.happened_on,
            "personnel_actions",
            one.kind,
            one.reason,
            one.post or "",
            one.state,
            "personnel_action",
            one.id,
        )
        for one in session.execute(query).scalars()
    ]


def _findings(session: Session, person: bytes) -> list[FileLine]:
    query = (
        select(Finding, Visit.day, Visit.code, FindingPerson.conduct)
        .join(FindingPerson, FindingPerson.finding_id == Finding.id)
        .join(Visit, Visit.id == Finding.visit_id)
        .where(
            FindingPerson.person_id == person,
            FindingPerson.deleted_at.is_(None),
            Finding.deleted_at.is_(None),
            Finding.state != "withdrawn",
        )
    )
    return [
        FileLine(
            iran_day(one.seen_at) if one.seen_at else day,
            "findings",
            one.indicator or "",
            one.description,
            conduct,
            one.state,
            "visit",
            one.visit_id,
        )
        for one, day, _code, conduct in session.execute(query)
    ]


def _owned(session: Session, person: bytes) -> list[FileLine]:
    query = select(CorrectiveAction).where(
        CorrectiveAction.owner_id == person, CorrectiveAction.deleted_at.is_(None)
    )
    return [
        FileLine(
            one.due_on or iran_day(one.created_at),
            "corrective_actions",
            one.kind,
            one.description,
            one.owner_post or "",
            one.state,
            "visit",
            one.visit_id,
        )
        for one in session.execute(query).scalars()
    ]


def _posts(session: Session, person: bytes) -> list[FileLine]:
    query = (
        select(PostAssignment.starts, Post.title, Unit.name, Unit.id)
        .join(Post, Post.id == PostAssignment.post_id)
        .join(Unit, Unit.id == Post.unit_id)
        .where(PostAssignment.person_id == person, PostAssignment.deleted_at.is_(None))
    )
    return [
        FileLine(starts, "post_assignments", "", title, unit, "", "directory", key)
        for starts, title, unit, key in session.execute(query)
    ]


def _courses(session: Session, person: bytes) -> list[FileLine]:
    query = select(TrainingRecord).where(
        TrainingRecord.person_id == person, TrainingRecord.deleted_at.is_(None)
    )
    return [
        FileLine(
            one.held_on,
            "training_records",
            str(one.hours),
            one.title,
            one.certificate or "",
            "",
            "",
            one.id,
        )
        for one in session.execute(query).scalars()
    ]


def _register(session: Session, person: bytes) -> list[FileLine]:
    query = select(MisconductRecord).where(
        MisconductRecord.person_id == person, MisconductRecord.deleted_at.is_(None)
    )
    return [
        FileLine(
            one.happened_on,
            "misconduct_records",
            one.kind,
            one.description,
            one.post or "",
            one.state,
            "misconduct",
            one.id,
        )
        for one in session.execute(query).scalars()
    ]
