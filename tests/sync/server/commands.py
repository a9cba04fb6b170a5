"""Small commands for the tests of headquarters, written straight onto records."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from desktop.commands.base import Desk
from desktop.models.attachments import Attachment
from desktop.models.base import Synced
from desktop.models.directory import Unit
from desktop.models.inspections.records import Finding, Visit, VisitMember
from desktop.models.people import Person
from desktop.models.transitions import Transition

DAY = date(2025, 11, 3)


@dataclass(frozen=True)
class Add:
    """Adds records of one command."""

    records: tuple[Synced, ...]

    def __call__(self, session: Session, desk: Desk) -> None:
        session.add_all(self.records)


@dataclass(frozen=True)
class Edit:
    """Sets fields of one record."""

    record: type[Synced]
    id: bytes
    fields: dict[str, Any] = field(default_factory=dict)

    def __call__(self, session: Session, desk: Desk) -> None:
        found = session.get_one(self.record, self.id)
        for name, value in self.fields.items():
            setattr(found, name, value)


def add(*records: Synced) -> Add:
    """One command that adds these records."""
    return Add(records)


def unit(key: bytes, name: str = "واحد نمونهٔ ب", *, provisional: bool = True) -> Unit:
    """A unit of Qazvin."""
    return Unit(id=key, province="26", name=name, provisional=provisional)


def person(key: bytes, province: str, name: str = "کارمند نمونه") -> Person:
    """A person recorded provisionally."""
    return Person(id=key, name=name, province=province, provisional=True)


def visit(key: bytes, leader: bytes, **fields: Any) -> Visit:
    """An overt visit in Qazvin."""
    given: dict[str, Any] = {
        "code": "26-0408-AAAA-01",
        "kind": "extraordinary",
        "order_number": "1",
        "order_date": DAY,
        "order_issuer": "رئیس نمونه",
        "province": "26",
        "unit_name": "واحد نمونه",
        "day": DAY,
        "remit": "همه",
        "template_code": "foad_seven",
        "template_version": 3,
        "leader_id": leader,
    }
    return Visit(id=key, **(given | fields))


def member(key: bytes, of: bytes, who: bytes) -> VisitMember:
    """A person named on a visit."""
    return VisitMember(id=key, visit_id=of, person_id=who, name="عضو نمونه")


def finding(key: bytes, of: bytes, number: int = 1) -> Finding:
    """A finding of a visit."""
    return Finding(id=key, visit_id=of, number=number, description=f"یافتهٔ نمونهٔ {number}")


def attachment(key: bytes, of: bytes, sha256: bytes, size: int) -> Attachment:
    """A photo of a visit."""
    return Attachment(
        id=key,
        record_kind="visits",
        record_id=of,
        name="photo.jpg",
        media_type="image/jpeg",
        size=size,
        sha256=sha256,
    )


def step(key: bytes, of: bytes, desk: Desk, **fields: Any) -> Transition:
    """A step of a visit, whether or not its machine allows it."""
    given: dict[str, Any] = {
        "record_kind": "visits",
        "record_id": of,
        "from_state": "draft",
        "to_state": "ordered",
        "actor": desk.person,
        "role": desk.role,
        "at": desk.now,
        "facts": {},
    }
    return Transition(id=key, **(given | fields))
