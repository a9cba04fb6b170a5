"""What simulated people do, beside the real commands: plain edits of any record in sight."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from desktop.commands.base import Desk
from desktop.errors import Refused
from desktop.models import registry
from desktop.models.directory import Unit
from desktop.models.inspections.records import (
    ChecklistAnswer,
    Finding,
    Visit,
    VisitMember,
    answer_id,
    member_id,
)
from desktop.models.people import Person
from desktop.models.transitions import move


@dataclass(frozen=True)
class AddUnit:
    """A unit that is not in the directory."""

    province: str
    name: str

    def __call__(self, session: Session, desk: Desk) -> None:
        session.add(Unit(province=self.province, name=self.name, provisional=True))


@dataclass(frozen=True)
class AddPerson:
    """A person of an agency, met on a visit."""

    province: str
    name: str
    agency: str | None

    def __call__(self, session: Session, desk: Desk) -> None:
        session.add(
            Person(name=self.name, province=self.province, agency=self.agency, provisional=True)
        )


@dataclass(frozen=True)
class AddFinding:
    """What was seen on a visit."""

    visit: bytes
    words: str

    def __call__(self, session: Session, desk: Desk) -> None:
        session.add(Finding(visit_id=self.visit, number=1, description=self.words))


@dataclass(frozen=True)
class Answer:
    """One question; two laptops make the same record of it."""

    visit: bytes
    item: str
    value: str

    def __call__(self, session: Session, desk: Desk) -> None:
        key = answer_id(self.visit, self.item)
        answer = session.get(ChecklistAnswer, key)
        if answer is None:
            answer = ChecklistAnswer(id=key, visit_id=self.visit, item=self.item)
            session.add(answer)
        answer.value, answer.deleted_at = self.value, None


@dataclass(frozen=True)
class Name:
    """Name a person on a visit, or strike the name out."""

    visit: bytes
    person: bytes
    out: bool

    def __call__(self, session: Session, desk: Desk) -> None:
        key = member_id(self.visit, self.person)
        member = session.get(VisitMember, key)
        if member is None:
            member = VisitMember(id=key, visit_id=self.visit, person_id=self.person, name="نمونه")
            session.add(member)
        member.deleted_at = desk.now if self.out else None


@dataclass(frozen=True)
class Edit:
    """New values of some fields."""

    kind: str
    id: bytes
    values: Mapping[str, Any]

    def __call__(self, session: Session, desk: Desk) -> None:
        record = session.get(registry.kind_of(self.kind).record, self.id)
        if record is None:
            raise Refused("record_not_here")
        for name, value in self.values.items():
            setattr(record, name, value)


@dataclass(frozen=True)
class Mark:
    """Delete a record, or take it back from the trash."""

    kind: str
    id: bytes
    deleted: bool

    def __call__(self, session: Session, desk: Desk) -> None:
        record = session.get(registry.kind_of(self.kind).record, self.id)
        if record is None:
            raise Refused("record_not_here")
        record.deleted_at = desk.now if self.deleted else None


@dataclass(frozen=True)
class Step:
    """One step of a visit, with all the facts that any step looks at."""

    visit: bytes
    target: str

    def __call__(self, session: Session, desk: Desk) -> None:
        visit = session.get(Visit, self.visit)
        if visit is None:
            raise Refused("record_not_here")
        if self.target == "in_progress":
            visit.started_at = desk.now
        move(session, visit, self.target, FACTS | {"leader": desk.person.hex()}, reason="نمونه")


FACTS: dict[str, Any] = {
    "team": [],
    "concerned": False,
    "covert": False,
    "hidden": False,
    "now": "2025-11-03T06:00:00.000Z",
    "started_at": "2025-11-03T05:00:00.000Z",
    "ended_at": "2025-11-03T05:30:00.000Z",
    "checklist": [],
    "findings": [],
    "signatures": {"inspector": "drawn", "unit_head": "paper"},
    "unit_explanation": "بدون توضیح",
    "open_actions": [],
}
