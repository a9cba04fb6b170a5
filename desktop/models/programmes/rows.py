"""The frozen lines that screens and papers of the programmes are made of."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from desktop.models.history import StepRow
from desktop.models.paging import Paged
from desktop.models.programmes.frequency import Slot
from desktop.models.programmes.standing import Share, Standing


@dataclass(frozen=True, slots=True)
class PlanRow:
    """A line of the list of plans; ``share`` is of all programmes on the day it was read."""

    id: bytes
    agency: str
    agency_name: str
    province: str | None
    province_name: str | None
    year: int
    share: Share
    sample: bool
    state: str


Key = tuple[int, str, bytes]
"""Where a page of the list ends: year, name of the agency, id."""

PlansPage = Paged[PlanRow, Key]


@dataclass(frozen=True, slots=True)
class ItemRow:
    """One action in its plan. ``frequency`` is what counts: kind, least, per."""

    id: bytes
    plan_id: bytes
    code: str
    title: str
    alias_of: str | None
    owner: str | None
    target: int | None
    target_per: str | None
    due_days: tuple[date, ...]
    managers: tuple[str, ...]
    cost: int | None
    fund_source: str | None
    applicable: bool
    reason: str | None
    local_title: str | None
    coordination_number: str | None
    coordination_date: date | None
    kind: str
    least: int
    per: str
    evidence: str
    measure: str
    standing: Standing
    slots: tuple[Slot, ...]


@dataclass(frozen=True, slots=True)
class ProgrammeBlock:
    """One programme of a plan with its share and its items."""

    code: str
    title: str
    share: Share
    items: tuple[ItemRow, ...]


@dataclass(frozen=True, slots=True)
class TwinRow:
    """Two records that look like one session, offered for merging."""

    keep: bytes
    other: bytes
    code: str
    title: str
    day: date


@dataclass(frozen=True, slots=True)
class ReportRow:
    """The report of a quarter; ``due`` is the day by which it is to be sent."""

    id: bytes
    plan_id: bytes
    year: int
    quarter: int
    due: date
    pdf: bytes | None
    xlsx: bytes | None
    manifest: bytes | None
    letter_number: str | None
    letter_date: date | None
    agency_name: str
    state: str
    steps: tuple[StepRow, ...] = ()


@dataclass(frozen=True, slots=True)
class PlanDetail:
    """A plan with everything that its page shows."""

    row: PlanRow
    blocks: tuple[ProgrammeBlock, ...]
    twins: tuple[TwinRow, ...]
    waiting: int
    reports: tuple[ReportRow, ...]
    copied_from: bytes | None
    steps: tuple[StepRow, ...]
    may: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class EvidenceRow:
    """One piece of proof; ``late`` where it was entered in a month after its own.

    ``events`` is how many events it proves.
    """

    id: bytes
    kind: str
    title: str
    dated_on: date
    link: str | None
    name: str | None
    media_type: str
    sha256: bytes | None
    size: int
    entered: date
    late: bool
    events: int


@dataclass(frozen=True, slots=True)
class OccurrenceRow:
    """One event: when it happened, was entered, and reached headquarters, if it is known."""

    id: bytes
    code: str
    also: tuple[str, ...]
    title: str
    day: date
    entered: datetime
    received: datetime | None
    starts_at: str | None
    place: str | None
    audience: tuple[str, ...]
    people: tuple[tuple[str, int], ...]
    minutes: int | None
    manager: str | None
    instructor: str | None
    meeting: str | None
    cost: int | None
    late: bool
    twin_of: bytes | None
    evidence: tuple[EvidenceRow, ...]
    state: str
    may: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ItemDetail:
    """One action of a plan with everything that its page shows."""

    row: ItemRow
    plan: PlanRow
    occurrences: tuple[OccurrenceRow, ...]
    may: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CalendarEntry:
    """One thing of a month: what was held on its day, what is due or missing on its last day."""

    day: date
    item_id: bytes
    code: str
    title: str
    agency_name: str
    slot: Slot
