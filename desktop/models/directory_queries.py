"""Reading the directory: both names of what was merged lead to the one record that stands."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from desktop.models import registry
from desktop.models.directory import Agency, County, Post, Unit
from desktop.models.paging import words_in
from desktop.models.people import Person, PostAssignment

Mergeable = type[Unit] | type[Post] | type[Person]
MERGED: Final[dict[str, Mergeable]] = {"units": Unit, "posts": Post, "persons": Person}
"""The kinds of the directory that are recorded provisionally and merged later."""
POINTING: dict[str, tuple[tuple[str, str], ...]] = {
    "units": (("posts", "unit_id"), ("visits", "unit_id"), ("visit_plans", "unit_id")),
    "posts": (("post_assignments", "post_id"),),
    "persons": (
        ("post_assignments", "person_id"),
        ("finding_persons", "person_id"),
        ("visit_members", "person_id"),
        ("personnel_actions", "person_id"),
        ("misconduct_records", "person_id"),
        ("public_meetings", "manager_id"),
    ),
}
"""What points to a merged record; none of it is rewritten by a merge."""
_LONGEST_CHAIN = 20


@dataclass(frozen=True, slots=True)
class UnitCard:
    """What stands on the card of a unit, followed through its merges."""

    id: bytes
    name: str
    address: str | None
    phone: str | None
    county: str | None
    province: str
    agency: str | None
    agency_name: str | None
    provisional: bool


@dataclass(frozen=True, slots=True)
class FoundUnit:
    """A unit in a list to choose from; ``stands_as`` is the id it was merged into, or its own."""

    id: bytes
    name: str
    county: str | None
    agency: str | None
    address: str | None
    provisional: bool
    stands_as: bytes


@dataclass(frozen=True, slots=True)
class FoundPerson:
    """A member of staff in a list to choose from."""

    id: bytes
    name: str
    personnel_no: str | None
    agency: str | None
    provisional: bool
    stands_as: bytes


@dataclass(frozen=True, slots=True)
class PostRow:
    """A post of a unit, with who holds it now."""

    id: bytes
    title: str
    managerial: bool
    provisional: bool
    holder: str | None


@dataclass(frozen=True, slots=True)
class Merging:
    """What a merge would join: both names, and how many records point to the one that goes."""

    kind: str
    from_name: str
    into_name: str
    pointing: tuple[tuple[str, int], ...]


def standing(session: Session, kind: str, key: bytes) -> bytes:
    """The id that a record stands as, through all merges."""
    record = MERGED[kind]
    for _ in range(_LONGEST_CHAIN):
        query = select(record.merged_into).where(record.id == key)
        onward = session.execute(query).scalar_one_or_none()
        if onward is None:
            return key
        key = onward
    return key


def family(session: Session, kind: str, key: bytes) -> list[bytes]:
    """The id that a record stands as and all ids that were merged into it."""
    record = MERGED[kind]
    found = [standing(session, kind, key)]
    for one in found:
        query = select(record.id).where(record.merged_into == one)
        found.extend(other for other in session.execute(query).scalars() if other not in found)
    return found


def current_unit(session: Session, key: bytes) -> Unit | None:
    """The unit that an id stands for today."""
    return session.get(Unit, standing(session, "units", key))


def unit_card(session: Session, key: bytes) -> UnitCard | None:
    """What stands on the card of a unit, whichever of its ids is asked for."""
    query = (
        select(
            Unit.id,
            Unit.name,
            Unit.address,
            Unit.phone,
            County.name_fa,
            Unit.province,
            Unit.agency,
            Agency.name_fa,
            Unit.provisional,
        )
        .join(County, County.id == Unit.county_id, isouter=True)
        .join(Agency, Agency.code == Unit.agency, isouter=True)
        .where(Unit.id == standing(session, "units", key))
        .limit(1)
    )
    found = session.execute(query).one_or_none()
    return None if found is None else UnitCard(*found)


def find_units(
    session: Session, text: str, *, province: str | None = None, limit: int = 50
) -> tuple[FoundUnit, ...]:
    """Units by name or address; a merged one is found by its old name and leads onward."""
    query = (
        select(
            Unit.id,
            Unit.name,
            County.name_fa,
            Agency.name_fa,
            Unit.address,
            Unit.provisional,
            func.coalesce(Unit.merged_into, Unit.id),
        )
        .join(County, County.id == Unit.county_id, isouter=True)
        .join(Agency, Agency.code == Unit.agency, isouter=True)
        .where(Unit.deleted_at.is_(None), *words_in(text, Unit.folded))
        .order_by(Unit.name, Unit.id)
        .limit(limit)
    )
    if province is not None:
        query = query.where(Unit.province == province)
    rows = [FoundUnit(*row) for row in session.execute(query)]
    return tuple(rows)


def find_persons(session: Session, text: str, *, limit: int = 50) -> tuple[FoundPerson, ...]:
    """Staff by name or personnel number."""
    query = (
        select(
            Person.id,
            Person.name,
            Person.personnel_no,
            Person.agency,
            Person.provisional,
            func.coalesce(Person.merged_into, Person.id),
        )
        .where(Person.deleted_at.is_(None), *words_in(text, Person.folded))
        .order_by(Person.name, Person.id)
        .limit(limit)
    )
    return tuple(FoundPerson(*row) for row in session.execute(query))


def posts_of_unit(session: Session, unit: bytes) -> tuple[PostRow, ...]:
    """The posts of a unit under all its ids, with who holds them now."""
    query = (
        select(Post.id, Post.title, Post.managerial, Post.provisional, Person.name)
        .join(
            PostAssignment,
            (PostAssignment.post_id == Post.id) & PostAssignment.ends.is_(None),
            isouter=True,
        )
        .join(Person, Person.id == PostAssignment.person_id, isouter=True)
        .where(
            Post.unit_id.in_(family(session, "units", unit)),
            Post.deleted_at.is_(None),
            Post.merged_into.is_(None),
        )
        .order_by(Post.managerial.desc(), Post.title)
    )
    return tuple(PostRow(*row) for row in session.execute(query))


def provisional_count(session: Session) -> dict[str, int]:
    """How many provisional records of each kind wait to be merged or confirmed."""
    found = {}
    for name, record in MERGED.items():
        query = select(func.count()).where(
            record.provisional.is_(True), record.merged_into.is_(None), record.deleted_at.is_(None)
        )
        found[name] = session.execute(query).scalar_one()
    return found


def merging(session: Session, kind: str, key: bytes, into: bytes) -> Merging | None:
    """The preview of a merge; None where one of the two is not here."""
    record = MERGED[kind]
    gone, stays = session.get(record, key), session.get(record, into)
    if gone is None or stays is None:
        return None
    pointing = []
    for name, column in POINTING[kind]:
        table = registry.kind_of(name).table
        query = select(func.count()).select_from(table).where(table.c[column] == key)
        pointing.append((name, session.execute(query).scalar_one()))
    return Merging(kind, _name(gone), _name(stays), tuple(pointing))


def _name(record: object) -> str:
    match record:
        case Post():
            return record.title
        case Unit() | Person():
            return record.name
    raise TypeError(type(record).__name__)
