"""The directory of units page by page, and one unit with what is known of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import Session, aliased

from desktop.models.directory import Agency, County, Unit
from desktop.models.directory_queries import (
    PostRow,
    UnitCard,
    family,
    merging,
    posts_of_unit,
    unit_card,
)
from desktop.models.inspections.records import Visit
from desktop.models.paging import Paged, beyond, paged, words_in

Key = tuple[str, bytes]
Kept = Literal["provisional", "merged"]


@dataclass(frozen=True, slots=True)
class UnitFilter:
    """What the list is narrowed to. Merged units are found by their words or asked for."""

    text: str = ""
    county: bytes | None = None
    kept: Kept | None = None
    sort: Literal["name", "county"] = "name"
    descending: bool = False


@dataclass(frozen=True, slots=True)
class UnitRow:
    """A line of the list; ``into`` names the unit that a merged one stands as."""

    id: bytes
    name: str
    county: str | None
    agency: str | None
    address: str | None
    phone: str | None
    provisional: bool
    into: str | None


UnitsPage = Paged[UnitRow, Key]


@dataclass(frozen=True, slots=True)
class OtherName:
    """A unit that was merged into this one; what was typed stays as it was typed."""

    id: bytes
    name: str


@dataclass(frozen=True, slots=True)
class UnitDetail:
    """A unit with its history. ``id`` is the one asked for, ``card`` is what it stands as."""

    id: bytes
    name: str
    merged: bool
    card: UnitCard
    others: tuple[OtherName, ...]
    posts: tuple[PostRow, ...]
    visits: int
    last_visit: date | None


@dataclass(frozen=True, slots=True)
class MergePreview:
    """What joins when one unit is merged into another."""

    from_name: str
    into_name: str
    into_address: str | None
    visits: int
    posts: int


_Into = aliased(Unit)


def units_page(
    session: Session, wanted: UnitFilter, after: Key | None = None, size: int = 100
) -> UnitsPage:
    """The next units of the list."""
    by = _sorted_by(wanted)
    order = (by, Unit.id)
    query = _listed(wanted, by).limit(size + 1)
    query = query.order_by(*(column.desc() for column in order) if wanted.descending else order)
    if after is not None:
        query = query.where(beyond(order, after, descending=wanted.descending))
    found = paged(session.execute(query).all(), size, lambda line: (line[0], line[1]))
    return Paged(tuple(UnitRow(*line[1:]) for line in found.rows), found.after)


def units_count(session: Session, wanted: UnitFilter) -> int:
    """How many units the filter lets through."""
    query = select(func.count()).select_from(Unit).where(*_conditions(wanted))
    return session.execute(query).scalar_one()


def unit_detail(session: Session, key: bytes) -> UnitDetail | None:
    """One unit under any of its ids, or None where it is not here."""
    asked, card = session.get(Unit, key), unit_card(session, key)
    if asked is None or card is None:
        return None
    known = family(session, "units", key)
    others = select(Unit.id, Unit.name).where(Unit.id.in_(known), Unit.id != card.id)
    visits = select(func.count(), func.max(Visit.day)).where(
        Visit.unit_id.in_(known), Visit.deleted_at.is_(None)
    )
    number, last = session.execute(visits).one()
    return UnitDetail(
        key,
        asked.name,
        asked.merged_into is not None,
        card,
        tuple(OtherName(*row) for row in session.execute(others.order_by(Unit.name))),
        posts_of_unit(session, card.id),
        number,
        last,
    )


def merge_preview(session: Session, key: bytes, into: bytes) -> MergePreview | None:
    """What joins, before it is done."""
    found, card = merging(session, "units", key, into), unit_card(session, into)
    if found is None or card is None:
        return None
    counts: Mapping[str, int] = dict(found.pointing)
    return MergePreview(
        found.from_name,
        found.into_name,
        card.address,
        counts.get("visits", 0) + counts.get("visit_plans", 0),
        counts.get("posts", 0),
    )


def _sorted_by(wanted: UnitFilter) -> ColumnElement[str]:
    by_county: ColumnElement[str] = func.coalesce(County.name_fa, "")
    return by_county if wanted.sort == "county" else func.coalesce(Unit.name, "")


def _listed(
    wanted: UnitFilter, by: ColumnElement[str]
) -> Select[str, bytes, str, str, str, str | None, str | None, bool, str]:
    return (
        select(
            by,
            Unit.id,
            Unit.name,
            County.name_fa,
            Agency.name_fa,
            Unit.address,
            Unit.phone,
            Unit.provisional,
            _Into.name,
        )
        .join(County, County.id == Unit.county_id, isouter=True)
        .join(Agency, Agency.code == Unit.agency, isouter=True)
        .join(_Into, _Into.id == Unit.merged_into, isouter=True)
        .where(*_conditions(wanted))
    )


def _conditions(wanted: UnitFilter) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = [Unit.deleted_at.is_(None)]
    words = words_in(wanted.text, Unit.folded)
    found += words
    if wanted.county is not None:
        found.append(Unit.county_id == wanted.county)
    if wanted.kept == "merged":
        found.append(Unit.merged_into.is_not(None))
    elif wanted.kept == "provisional":
        found += [Unit.provisional.is_(True), Unit.merged_into.is_(None)]
    elif not words:
        found.append(Unit.merged_into.is_(None))
    return found
