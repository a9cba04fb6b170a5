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
from desktop.models.text import latin_digits

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
class OutcomeLine:
    """One reported period with the running totals up to it."""

    id: bytes
    title: str
    starts: date
    ends: date
    figures: dict[str, int | None]
    running: dict[str, Total]


def parse_figure(typed: str, field: str) -> int | None:
    """A count as typed; a dash or nothing is «not reported». Raises Refused."""
    text = latin_digits(typed).strip().replace("٬", "").replace(",", "")
    if text in DASHES:
        return None
    if not text.isdigit():
        raise Refused("figure_unreadable", field=field)
    return int(text)


def total(figures: Iterable[int | None]) -> Total:
    """The sum of what was reported: at least that where something was not."""
    found = list(figures)
    known = [one for one in found if one is not None]
    return Total(sum(known), len(known) < len(found))


def outcome_lines(session: Session) -> tuple[OutcomeLine, ...]:
    """Every reported period by its beginning."""
    query = (
        select(OutcomeReport)
        .where(OutcomeReport.deleted_at.is_(None))
        .order_by(OutcomeReport.starts, OutcomeReport.ends, OutcomeReport.id)
    )
    rows = list(session.execute(query).scalars())
    return tuple(
        OutcomeLine(
            row.id,
            row.title,
            row.starts,
            row.ends,
            {name: row.figures.get(name) for name in FIGURES},
            {name: total(one.figures.get(name) for one in rows[: place + 1]) for name in FIGURES},
        )
        for place, row in enumerate(rows)
    )


def issued_between(session: Session, starts: date, ends: date) -> dict[str, int]:
    """What this vault's own cases count in a period, by the day of the letter."""
    query = (
        select(PersonnelAction.kind, func.count())
        .where(
            PersonnelAction.issued_on.between(starts, ends),
            PersonnelAction.state.in_(COUNTED),
            PersonnelAction.deleted_at.is_(None),
        )
        .group_by(PersonnelAction.kind)
    )
    counts: dict[str, int] = {row[0]: row[1] for row in session.execute(query)}
    return {name: sum(counts.get(kind, 0) for kind in kinds) for name, kinds in FIGURES.items()}
