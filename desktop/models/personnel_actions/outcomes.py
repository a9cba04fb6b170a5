"""Outcomes by period (``domain.md`` 2.6, 12): what was issued, and the running total beside it.

Removals are ``removal_recorded`` alone; cautions are never added to written warnings, and nothing
that was not reported is read as zero.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from desktop.errors import Refused
from desktop.models.personnel_actions.records import OutcomeReport, PersonnelAction
from desktop.models.personnel_actions.rules import COUNTED
from desktop.models.text import whole_number

FIGURES: Final[Mapping[str, tuple[str, ...]]] = {
    "reward": ("reward_material", "reward_nonmaterial"),
    "caution": ("caution",),
    "removal": ("removal_recorded",),
}
"""What is counted together; kinds that are not named here are counted with none of them."""
DASHES: Final = frozenset({"", "-", "–", "—"})


@dataclass(frozen=True, slots=True)
class Total:
    """A sum; ``at_least``: a period of it was not reported."""

    number: int
    at_least: bool


@dataclass(frozen=True, slots=True)
class Where:
    """Whose figures: a province, an agency in it, an agency as a whole, or the country."""

    province: str | None = None
    agency: str | None = None


@dataclass(frozen=True, slots=True)
class OutcomeLine:
    """A period with the running totals up to it; a figure is None where nobody reported it."""

    title: str
    starts: date
    ends: date
    figures: dict[str, Total | None]
    running: dict[str, Total]


@dataclass(frozen=True, slots=True)
class Issued:
    """How often a kind was issued to people of one place, by this vault's own cases."""

    where: Where
    kind: str
    number: int


def parse_figure(typed: str, field: str) -> int | None:
    """A count as typed; a dash or nothing is «not reported». Raises Refused."""
    if typed.strip(" \t") in DASHES:
        return None
    count = whole_number(typed)
    if count is None:
        raise Refused("figure_unreadable", field=field)
    return count


def total(figures: Iterable[int | None]) -> Total:
    """The sum of what was reported: at least that where something was not."""
    found = list(figures)
    known = [one for one in found if one is not None]
    return Total(sum(known), len(known) < len(found))


def outcome_lines(session: Session, where: Where | None = None) -> tuple[OutcomeLine, ...]:
    """Every period that was reported, of one place, or of all that ever reported together.

    Of an agency and the province that it lies in the province alone is taken, so that nothing
    counts twice. Where a place has no report of a period that others reported, that is a dash of
    it. Of two reports on one period and place the later one stands.
    """
    told: dict[tuple[date, date], dict[Where, OutcomeReport]] = {}
    for row in _reports(session):
        told.setdefault((row.starts, row.ends), {})[Where(row.province, row.agency)] = row
    places = {one for reports in told.values() for one in reports}
    wanted = _widest(places) if where is None else {where}
    lines: list[OutcomeLine] = []
    before: dict[str, list[int | None]] = {name: [] for name in FIGURES}
    for (starts, ends), reports in told.items():
        figures: dict[str, Total | None] = {}
        for name, earlier in before.items():
            said = [reports[one].figures.get(name) if one in reports else None for one in wanted]
            earlier += said
            known = any(one is not None for one in said)
            figures[name] = total(said) if known else None
        running = {name: total(earlier) for name, earlier in before.items()}
        title = next(iter(reports.values())).title
        lines.append(OutcomeLine(title, starts, ends, figures, running))
    return tuple(lines)


def places_told(session: Session) -> tuple[Where, ...]:
    """The places that reported any period."""
    found = {Where(row.province, row.agency) for row in _reports(session)}
    return tuple(sorted(found, key=lambda one: (one.province or "", one.agency or "")))


def issued_between(
    session: Session, starts: date, ends: date, where: Where | None = None
) -> dict[str, int]:
    """What this vault's own cases count in a period, by the day of the letter."""
    counts: dict[str, int] = {}
    for one in issued_by_place(session, starts, ends):
        if where is None or _lies_in(one.where, where):
            counts[one.kind] = counts.get(one.kind, 0) + one.number
    return {name: sum(counts.get(kind, 0) for kind in kinds) for name, kinds in FIGURES.items()}


def issued_by_place(session: Session, starts: date, ends: date) -> tuple[Issued, ...]:
    """The same kind by kind, and by the province and agency of the person on that day."""
    query = (
        select(PersonnelAction.province, PersonnelAction.agency, PersonnelAction.kind, func.count())
        .where(
            PersonnelAction.issued_on.between(starts, ends),
            PersonnelAction.state.in_(COUNTED),
            PersonnelAction.deleted_at.is_(None),
        )
        .group_by(PersonnelAction.province, PersonnelAction.agency, PersonnelAction.kind)
        .order_by(PersonnelAction.province, PersonnelAction.agency, PersonnelAction.kind)
    )
    return tuple(
        Issued(Where(province, agency), kind, number)
        for province, agency, kind, number in session.execute(query)
    )


def _widest(places: set[Where]) -> set[Where]:
    """The places that lie in no other of them."""
    return {
        one for one in places if not any(one != other and _lies_in(one, other) for other in places)
    }


def _lies_in(one: Where, where: Where) -> bool:
    return (where.province is None or one.province == where.province) and (
        where.agency is None or one.agency == where.agency
    )


def _reports(session: Session) -> list[OutcomeReport]:
    query = (
        select(OutcomeReport)
        .where(OutcomeReport.deleted_at.is_(None))
        .order_by(
            OutcomeReport.starts,
            OutcomeReport.ends,
            OutcomeReport.created_at,
            OutcomeReport.id,
        )
    )
    return list(session.execute(query).scalars())
