"""Reading the register of misconduct: the list, one line whole, and how fresh it is kept."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from statistics import median
from typing import Any, Final

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from desktop.models.history import StepRow, steps_of
from desktop.models.paging import Paged, beyond, paged, words_in
from desktop.models.parties import named_steps, party_names
from desktop.models.personnel_actions.misconduct import KIND, MisconductRecord, PreventiveMeasure
from desktop.models.personnel_actions.misconduct_rules import KEEPERS, LEADERS, MISCONDUCT, OPEN
from desktop.models.personnel_actions.queries import parties_on, sources_of
from desktop.models.personnel_actions.rows import PartyRow, SourceRow
from desktop.models.reader import Reader

Key = tuple[str, bytes]


@dataclass(frozen=True, slots=True)
class MisconductRow:
    """A line of the register; ``days`` went by from the event to the entry."""

    id: bytes
    kind: str
    person_id: bytes | None
    person_name: str | None
    post: str | None
    unit_name: str | None
    indicator: str | None
    happened_on: date
    entered_on: date
    description: str
    sample: bool
    state: str

    @property
    def days(self) -> int:
        """From the event to the entry."""
        return (self.entered_on - self.happened_on).days


@dataclass(frozen=True, slots=True)
class MeasureRow:
    """What was done to prevent worse."""

    id: bytes
    kind: str
    taken_on: date
    note: str | None
    action_id: bytes | None


@dataclass(frozen=True, slots=True)
class MisconductDetail:
    """A line with everything that its page shows."""

    row: MisconductRow
    agency: str | None
    province: str | None
    sources: tuple[SourceRow, ...]
    measures: tuple[MeasureRow, ...]
    referral_id: bytes | None
    parties: tuple[PartyRow, ...]
    steps: tuple[StepRow, ...]
    may: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Freshness:
    """P4.3 and P4.2: median days from event to entry, and prevented ÷ preventive cases.

    ``days`` is None where nothing was entered, ``preventive`` counts cases that ended.
    """

    entered: int
    days: float | None
    prevented: int
    preventive: int


@dataclass(frozen=True, slots=True)
class MisconductFilter:
    """What the register shows."""

    kinds: tuple[str, ...] = ()
    states: tuple[str, ...] = ()
    text: str = ""


MisconductPage = Paged[MisconductRow, Key]
COLUMNS: Final[tuple[Any, ...]] = tuple(
    getattr(MisconductRecord, name) for name in MisconductRow.__slots__
)


def misconduct_page(
    session: Session, wanted: MisconductFilter, after: Key | None = None, size: int = 100
) -> MisconductPage:
    """The next lines, the latest event first."""
    order = (MisconductRecord.happened_on, MisconductRecord.id)
    query = (
        select(*COLUMNS)
        .where(*_conditions(wanted))
        .order_by(*(column.desc() for column in order))
        .limit(size + 1)
    )
    if after is not None:
        query = query.where(
            beyond(order, (date.fromisoformat(after[0]), after[1]), descending=True)
        )
    rows = [MisconductRow(*row) for row in session.execute(query)]
    return paged(rows, size, lambda row: (row.happened_on.isoformat(), row.id))


def misconduct_count(session: Session, wanted: MisconductFilter) -> int:
    """How many the filter lets through."""
    return session.execute(select(func.count()).where(*_conditions(wanted))).scalar_one()


def freshness(session: Session, starts: date, ends: date) -> Freshness:
    """How quickly what happened was entered in a period, and how prevention ended."""
    query = select(
        MisconductRecord.happened_on, MisconductRecord.entered_on, MisconductRecord.state
    ).where(
        MisconductRecord.entered_on.between(starts, ends), MisconductRecord.deleted_at.is_(None)
    )
    rows = session.execute(query).all()
    days = [(row.entered_on - row.happened_on).days for row in rows]
    measured = select(PreventiveMeasure.misconduct_id).where(PreventiveMeasure.deleted_at.is_(None))
    ended = session.execute(
        select(MisconductRecord.state, func.count())
        .where(
            MisconductRecord.id.in_(measured),
            MisconductRecord.state.in_(("prevented", "referred")),
            MisconductRecord.entered_on.between(starts, ends),
            MisconductRecord.deleted_at.is_(None),
        )
        .group_by(MisconductRecord.state)
    )
    counts: dict[str, int] = {row[0]: row[1] for row in ended}
    return Freshness(
        len(rows),
        float(median(days)) if days else None,
        counts.get("prevented", 0),
        sum(counts.values()),
    )


def misconduct_detail(session: Session, key: bytes, *, reader: Reader) -> MisconductDetail | None:
    """A line with everything that its page shows."""
    found = session.get(MisconductRecord, key)
    if found is None or found.deleted_at is not None:
        return None
    return MisconductDetail(
        MisconductRow(*(getattr(found, name) for name in MisconductRow.__slots__)),
        found.agency,
        found.province,
        sources_of(session, found.sources),
        measures_of(session, key),
        found.referral_id,
        parties_on(session, key),
        named_steps(steps_of(session, KIND, key), party_names(session, key)),
        _may(found, reader),
    )


def measures_of(session: Session, key: bytes) -> tuple[MeasureRow, ...]:
    """What was done, the first measure first."""
    query = (
        select(*(getattr(PreventiveMeasure, name) for name in MeasureRow.__slots__))
        .where(PreventiveMeasure.misconduct_id == key, PreventiveMeasure.deleted_at.is_(None))
        .order_by(PreventiveMeasure.taken_on, PreventiveMeasure.id)
    )
    return tuple(MeasureRow(*row) for row in session.execute(query))


def _conditions(wanted: MisconductFilter) -> list[ColumnElement[bool]]:
    found = [
        MisconductRecord.deleted_at.is_(None),
        *words_in(wanted.text, MisconductRecord.folded),
    ]
    if wanted.kinds:
        found.append(MisconductRecord.kind.in_(wanted.kinds))
    if wanted.states:
        found.append(MisconductRecord.state.in_(wanted.states))
    return found


def _may(found: MisconductRecord, reader: Reader) -> tuple[str, ...]:
    if reader.person == found.person_id:
        return ()
    onward = MISCONDUCT.onward(found.state, reader.role)
    may = []
    if found.state in OPEN and reader.role in LEADERS:
        may.append("TakePreventiveMeasure")
    if "prevented" in onward or "closed" in onward:
        may.append("CloseMisconduct")
    if found.state in OPEN and reader.role in KEEPERS:
        may.append("ProposeFromMisconduct")
        may.append("NameParty")
    if "referred" in onward:
        may.append("ReferMisconduct")
    return tuple(may)
