"""The list of visits: filters, pages by keyset, counts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final, Literal

from sqlalchemy import ColumnElement, Select, and_, func, select
from sqlalchemy.orm import Session

from desktop.models.directory import County
from desktop.models.inspections.finding_rules import SEVERITIES
from desktop.models.inspections.records import Finding, Visit, VisitPlan
from desktop.models.inspections.rows import Key, VisitRow, VisitsPage
from desktop.models.inspections.scopes import visits_of
from desktop.models.paging import beyond, paged, words_in

_SEVERITIES_FOUND: Final = (
    select(func.aggregate_strings(Finding.severity, ","))
    .where(
        Finding.visit_id == Visit.id,
        Finding.deleted_at.is_(None),
        Finding.state != "withdrawn",
    )
    .correlate(Visit)
    .scalar_subquery()
)
"""The severities of a visit's findings in one string: a second statement would take as long."""
_PLANNED_UNIT: Final = (
    select(VisitPlan.unit_name).where(VisitPlan.visit_id == Visit.id).correlate(Visit)
).scalar_subquery()
"""Read only where the visit itself names no unit: a covert one before its reveal."""
_COLUMNS: Final = (
    Visit.id,
    Visit.code,
    func.coalesce(Visit.unit_name, _PLANNED_UNIT),
    County.name_fa,
    Visit.kind,
    Visit.announced,
    Visit.visibility == "covert",
    Visit.day,
    Visit.state,
    Visit.returned_reason.is_not(None),
    Visit.leader_id,
    Visit.sample,
    _SEVERITIES_FOUND,
)
_LEADER: Final = 10
_LINES: Final[Select[*tuple[Any, ...]]] = (
    select(*_COLUMNS)
    .join(County, County.id == Visit.county_id, isouter=True)
    .where(Visit.deleted_at.is_(None))
)


@dataclass(frozen=True, slots=True)
class VisitFilter:
    """What the list shows. ``mine`` is a person: visits that he is named on.

    ``since`` and ``until`` are days, both included.
    """

    states: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    county_id: bytes | None = None
    text: str = ""
    since: date | None = None
    until: date | None = None
    mine: bytes | None = None
    sort: Literal["day", "code"] = "day"
    descending: bool = True


def visits_page(
    session: Session, wanted: VisitFilter, after: Key | None = None, size: int = 100
) -> VisitsPage:
    """The next lines of the list behind a key."""
    found = [_row(line) for line in session.execute(page_query(wanted, after, size))]
    if wanted.sort == "code":
        return paged(found, size, lambda row: (row.code, row.id))
    return paged(found, size, lambda row: (row.day.isoformat(), row.id))


def page_query(wanted: VisitFilter, after: Key | None, size: int) -> Select[*tuple[Any, ...]]:
    """The statement of one page, and one line more to know whether there is another."""
    sorted_by: Any = Visit.day if wanted.sort == "day" else Visit.code
    order = (sorted_by, Visit.id)
    query = _LINES.where(*conditions(wanted)).limit(size + 1)
    query = query.order_by(*(column.desc() if wanted.descending else column for column in order))
    if after is None:
        return query
    value: Any = date.fromisoformat(after[0]) if wanted.sort == "day" else after[0]
    return query.where(beyond(order, (value, after[1]), descending=wanted.descending))


def conditions(wanted: VisitFilter) -> list[ColumnElement[bool]]:
    """The conditions of a filter."""
    found = words_in(wanted.text, Visit.folded)
    if wanted.states:
        found.append(Visit.state.in_(wanted.states))
    if wanted.kinds:
        found.append(Visit.kind.in_(wanted.kinds))
    if wanted.county_id is not None:
        found.append(Visit.county_id == wanted.county_id)
    if wanted.since is not None:
        found.append(Visit.day >= wanted.since)
    if wanted.until is not None:
        found.append(Visit.day <= wanted.until)
    if wanted.mine is not None:
        found.append(Visit.id.in_(visits_of(wanted.mine)))
    return found


def visits_count(session: Session, wanted: VisitFilter) -> int:
    """How many visits the filter lets through."""
    query = select(func.count()).where(Visit.deleted_at.is_(None), *conditions(wanted))
    return session.execute(query).scalar_one()


def state_counts(session: Session, wanted: VisitFilter) -> dict[str, int]:
    """How many of them are in each state."""
    query = (
        select(Visit.state, func.count())
        .where(Visit.deleted_at.is_(None), *conditions(wanted))
        .group_by(Visit.state)
    )
    return dict(session.execute(query).all())


def rows_of(session: Session, *where: ColumnElement[bool]) -> tuple[VisitRow, ...]:
    """The lines of visits chosen by other conditions, by day."""
    query = _LINES.where(and_(*where)).order_by(Visit.day, Visit.planned_at, Visit.id)
    return tuple(_row(line) for line in session.execute(query))


def _row(line: Sequence[Any]) -> VisitRow:
    found = (line[-1] or "").split(",")
    by_severity = [found.count(severity) for severity in SEVERITIES]
    values = [*line[:_LEADER], *by_severity, *line[_LEADER:-1]]
    return VisitRow(*values)
