"""The directory of posts and persons page by page, and one of them with what is known of it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Final, Literal

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import Session, aliased

from desktop.models.directory import Agency, Post, Unit
from desktop.models.directory_queries import MERGED, family, merging, standing
from desktop.models.paging import Paged, beyond, paged, words_in
from desktop.models.people import Person, PostAssignment

Key = tuple[str, bytes]
StaffKind = Literal["posts", "persons"]
Kept = Literal["provisional", "merged"]
_WORDS: Final = re.compile(r"[^\s،,؛;.()«»]+")


@dataclass(frozen=True, slots=True)
class StaffFilter:
    """What the list is narrowed to. Merged ones are found by their words or asked for."""

    kind: StaffKind
    text: str = ""
    kept: Kept | None = None
    descending: bool = False


@dataclass(frozen=True, slots=True)
class StaffRow:
    """A line of the list: a post with its unit, or a person with agency and personnel number."""

    id: bytes
    name: str
    place: str | None
    number: str | None
    provisional: bool
    into: str | None
    stands_as: bytes


StaffPage = Paged[StaffRow, Key]


@dataclass(frozen=True, slots=True)
class Held:
    """Who holds or held a post, or which post a person holds or held."""

    name: str
    starts: date
    ends: date | None


@dataclass(frozen=True, slots=True)
class StaffDetail:
    """A post or a person. ``row`` is the one asked for; what hangs on it is that of all ids."""

    kind: StaffKind
    row: StaffRow
    others: tuple[str, ...]
    held: tuple[Held, ...]


@dataclass(frozen=True, slots=True)
class Joining:
    """What a merge joins: how many records that point to the one that goes, by their kind."""

    into_name: str
    pointing: tuple[tuple[str, int], ...]


def staff_page(
    session: Session, wanted: StaffFilter, after: Key | None = None, size: int = 100
) -> StaffPage:
    """The next posts or persons of the list."""
    name, record = _name(wanted.kind), MERGED[wanted.kind]
    order = (name, record.id)
    query = _rows(wanted.kind).where(*_conditions(wanted)).limit(size + 1)
    query = query.order_by(*(column.desc() for column in order) if wanted.descending else order)
    if after is not None:
        query = query.where(beyond(order, after, descending=wanted.descending))
    found = [StaffRow(*line) for line in session.execute(query)]
    return paged(found, size, lambda row: (row.name, row.id))


def staff_count(session: Session, wanted: StaffFilter) -> int:
    """How many the filter lets through."""
    query = select(func.count()).select_from(MERGED[wanted.kind])
    if wanted.kind == "posts":
        query = query.join(Unit, Unit.id == Post.unit_id, isouter=True)
    return session.execute(query.where(*_conditions(wanted))).scalar_one()


def staff_detail(session: Session, kind: StaffKind, key: bytes) -> StaffDetail | None:
    """One post or person, or None where it is not here."""
    found = session.execute(_rows(kind).where(MERGED[kind].id == key)).one_or_none()
    if found is None:
        return None
    row = StaffRow(*found)
    known = family(session, kind, key)
    names = select(_name(kind)).where(MERGED[kind].id.in_(known), MERGED[kind].id != key)
    others = session.execute(names.order_by(_name(kind))).scalars()
    return StaffDetail(kind, row, tuple(others), _held(session, kind, known))


def find_staff(
    session: Session, kind: StaffKind, text: str, *, limit: int = 50
) -> tuple[StaffRow, ...]:
    """What a search finds, merged ones too; they lead to the one that stands."""
    wanted = StaffFilter(kind, text)
    query = _rows(kind).where(*_conditions(wanted)).order_by(_name(kind)).limit(limit)
    return tuple(StaffRow(*line) for line in session.execute(query))


def joining(session: Session, kind: StaffKind, key: bytes, into: bytes) -> Joining | None:
    """What joins, before it is done; None where one of the two is not here."""
    found = merging(session, kind, key, standing(session, kind, into))
    return Joining(found.into_name, found.pointing) if found is not None else None


def _name(kind: StaffKind) -> ColumnElement[str]:
    name: ColumnElement[str] = func.coalesce(Post.title if kind == "posts" else Person.name, "")
    return name


def _rows(kind: StaffKind) -> Select[bytes, str, str, str | None, bool, str, bytes]:
    if kind == "posts":
        other = aliased(Post)
        return (
            select(
                Post.id,
                _name(kind),
                Unit.name,
                func.nullif("", ""),
                Post.provisional,
                other.title,
                func.coalesce(Post.merged_into, Post.id),
            )
            .join(Unit, Unit.id == Post.unit_id, isouter=True)
            .join(other, other.id == Post.merged_into, isouter=True)
        )
    into = aliased(Person)
    return (
        select(
            Person.id,
            _name(kind),
            Agency.name_fa,
            Person.personnel_no,
            Person.provisional,
            into.name,
            func.coalesce(Person.merged_into, Person.id),
        )
        .join(Agency, Agency.code == Person.agency, isouter=True)
        .join(into, into.id == Person.merged_into, isouter=True)
    )


def _conditions(wanted: StaffFilter) -> list[ColumnElement[bool]]:
    record = MERGED[wanted.kind]
    words = words_in(wanted.text, Person.folded) if wanted.kind == "persons" else _of_post(wanted)
    found: list[ColumnElement[bool]] = [record.deleted_at.is_(None), *words]
    if wanted.kept == "merged":
        found.append(record.merged_into.is_not(None))
    elif wanted.kept == "provisional":
        found += [record.provisional.is_(True), record.merged_into.is_(None)]
    elif not words:
        found.append(record.merged_into.is_(None))
    return found


def _of_post(wanted: StaffFilter) -> list[ColumnElement[bool]]:
    """Each word in the title of the post or among the words of its unit."""
    return words_in(" ".join(_WORDS.findall(wanted.text)), Post.folded, Unit.folded)


def _held(session: Session, kind: StaffKind, known: list[bytes]) -> tuple[Held, ...]:
    """Assignments of all ids of a post or a person, the latest first."""
    name = Person.name if kind == "posts" else Post.title
    mine = PostAssignment.post_id if kind == "posts" else PostAssignment.person_id
    query = (
        select(name, PostAssignment.starts, PostAssignment.ends)
        .select_from(PostAssignment)
        .join(Person, Person.id == PostAssignment.person_id)
        .join(Post, Post.id == PostAssignment.post_id)
        .where(mine.in_(known), PostAssignment.deleted_at.is_(None))
        .order_by(PostAssignment.starts.desc())
    )
    return tuple(Held(*line) for line in session.execute(query))
