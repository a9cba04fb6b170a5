"""Units, posts and persons that are not in the directory, and their merging (A28)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy.orm import Session

from desktop.commands.base import Desk
from desktop.commands.records import get, require, required, tidy
from desktop.errors import Refused
from desktop.models.directory import Post, Unit
from desktop.models.directory_queries import MERGED, standing
from desktop.models.guards import for_roles
from desktop.models.people import Person

ADMINISTRATOR: Final = "administrator"


@dataclass(frozen=True, slots=True)
class TypedUnit:
    """A unit as it was typed on the spot."""

    name: str
    address: str | None = None
    phone: str | None = None
    county: bytes | None = None
    agency: str | None = None
    id: bytes | None = None


@dataclass(frozen=True, slots=True)
class RecordProvisionalUnit:
    """Type a unit that is not in the directory."""

    unit: TypedUnit

    def __call__(self, session: Session, desk: Desk) -> None:
        provisional_unit(session, desk, self.unit)


@dataclass(frozen=True, slots=True)
class RecordProvisionalPost:
    """Type a post that is not in the directory."""

    unit: bytes
    title: str
    managerial: bool = False
    id: bytes | None = None

    def __call__(self, session: Session, desk: Desk) -> None:
        session.add(
            Post(
                id=self.id or desk.new_id(),
                unit_id=get(session, Unit, self.unit).id,
                title=required(self.title, "name_missing", "title"),
                managerial=self.managerial,
                provisional=True,
            )
        )


@dataclass(frozen=True, slots=True)
class RecordProvisionalPerson:
    """Type a member of staff who is not in the directory."""

    name: str
    agency: str | None = None
    personnel_no: str | None = None
    id: bytes | None = None

    def __call__(self, session: Session, desk: Desk) -> None:
        session.add(
            Person(
                id=self.id or desk.new_id(),
                name=required(self.name, "name_missing", "name"),
                personnel_no=tidy(self.personnel_no),
                agency=self.agency,
                province=desk.province,
                provisional=True,
            )
        )


@dataclass(frozen=True, slots=True)
class MergeRecord:
    """Join a record of the directory with the one that stands; the old id points there for ever.

    ``kind`` is units, posts or persons. What was typed stays as it was typed.
    """

    kind: str
    record: bytes
    into: bytes
    reason: str | None = None

    def __call__(self, session: Session, desk: Desk) -> None:
        _by_administrator(desk)
        record, into = _pair(session, self.kind, self.record, self.into)
        if record.merged_into is not None:
            raise Refused("merged_already")
        if standing(session, self.kind, into.id) == record.id:
            raise Refused("merge_into_itself")
        record.merged_into = into.id


@dataclass(frozen=True, slots=True)
class UndoMerge:
    """Take a merge back; both records stand for themselves again."""

    kind: str
    record: bytes
    reason: str | None = None

    def __call__(self, session: Session, desk: Desk) -> None:
        _by_administrator(desk)
        record: Any = get(session, MERGED[self.kind], self.record)
        if record.merged_into is None:
            raise Refused("not_merged")
        record.merged_into = None


@dataclass(frozen=True, slots=True)
class ConfirmProvisional:
    """Take a provisional record into the directory as new."""

    kind: str
    record: bytes
    reason: str | None = None

    def __call__(self, session: Session, desk: Desk) -> None:
        _by_administrator(desk)
        record: Any = get(session, MERGED[self.kind], self.record)
        record.provisional = False


def provisional_unit(session: Session, desk: Desk, typed: TypedUnit) -> Unit:
    """Record a unit as typed, marked provisional."""
    unit = Unit(
        id=typed.id or desk.new_id(),
        name=required(typed.name, "name_missing", "unit"),
        address=tidy(typed.address),
        phone=tidy(typed.phone),
        county_id=typed.county,
        agency=typed.agency,
        province=desk.province or "",
        provisional=True,
    )
    session.add(unit)
    return unit


def _by_administrator(desk: Desk) -> None:
    require(for_roles(desk.role, "merged", ADMINISTRATOR))


def _pair(session: Session, kind: str, record: bytes, into: bytes) -> tuple[Any, Any]:
    if record == into:
        raise Refused("merge_into_itself")
    return get(session, MERGED[kind], record), get(session, MERGED[kind], into)
