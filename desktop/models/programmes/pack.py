"""What goes into the pack of a quarter (G4): every action, every event, every piece of proof."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop.models.attachments import attachments_of
from desktop.models.history import steps_of
from desktop.models.programmes.assess import assess
from desktop.models.programmes.catalogue import catalogue
from desktop.models.programmes.events import occurrences_of
from desktop.models.programmes.facts import items_of
from desktop.models.programmes.frequency import Slot, quarter_span
from desktop.models.programmes.queries import item_row, plan_row, report_row
from desktop.models.programmes.records import QuarterReport, YearPlan, report_id
from desktop.models.programmes.rows import (
    EvidenceRow,
    ItemRow,
    OccurrenceRow,
    PlanRow,
    ProgrammeBlock,
    ReportRow,
)
from desktop.models.programmes.rules import CENTRAL, OWNER, REPORTS, SECRETARY
from desktop.models.reader import Reader

KIND: Final = "quarter_reports"


@dataclass(frozen=True, slots=True)
class QuarterPack:
    """All that the papers of a quarter say. ``events`` are the quarter's, each once (D26)."""

    plan: PlanRow
    quarter: int
    first: date
    last: date
    today: date
    blocks: tuple[ProgrammeBlock, ...]
    events: tuple[OccurrenceRow, ...]

    @property
    def evidence(self) -> tuple[EvidenceRow, ...]:
        """Each piece once, in the order of its day."""
        found = {piece.id: piece for event in self.events for piece in event.evidence}
        return tuple(sorted(found.values(), key=lambda one: (one.dated_on, one.id)))

    @property
    def files(self) -> tuple[tuple[str, EvidenceRow], ...]:
        """The pieces that are files, each once, with the action whose folder they lie in."""
        found: dict[bytes, tuple[str, EvidenceRow]] = {}
        for event in self.events:
            for piece in event.evidence:
                if piece.sha256 is not None:
                    found.setdefault(piece.id, (event.code, piece))
        return tuple(found.values())

    def slots(self, row: ItemRow) -> list[Slot]:
        """What of an action belongs to the quarter: a week goes by its Saturday."""
        return [one for one in row.slots if belongs(one, self.first, self.last)]


@dataclass(frozen=True, slots=True)
class ReportDetail:
    """The report of a quarter with what its page shows.

    Who received it holds the report with its files and not the plan: ``pack`` is None there.
    """

    row: ReportRow
    pack: QuarterPack | None
    files: int
    may: tuple[str, ...]


def belongs(slot: Slot, first: date, last: date) -> bool:
    """Whether a due thing is of a quarter: a period by its beginning, a turn by its day."""
    if not slot.due.turn:
        return first <= slot.due.first <= last
    on = slot.day if slot.state in ("held", "late") and slot.day is not None else slot.due.last
    return first <= on <= last


def quarter_pack(
    session: Session, key: bytes, quarter: int, *, reader: Reader, today: date
) -> QuarterPack | None:
    """The quarter of a plan as it stands on a day."""
    plan = session.get(YearPlan, key)
    if plan is None or plan.deleted_at is not None:
        return None
    known = catalogue(session)
    stood = assess(session, [key], today, known)[key]
    first, last = quarter_span(plan.year, quarter)
    rows = [
        item_row(one, stood.items[one.code], known)
        for one in items_of(session, key)
        if one.code in stood.items
    ]
    events = occurrences_of(session, key, known, stood, reader, days=(first, last))
    return QuarterPack(
        plan_row(session, plan, stood),
        quarter,
        first,
        last,
        today,
        tuple(
            ProgrammeBlock(
                one.code,
                str(one.title),
                stood.of_programme(one.code),
                tuple(row for row in rows if known.actions[row.code].programme == one.code),
            )
            for one in known.programmes
        ),
        tuple(one for one in reversed(events) if one.twin_of is None),
    )


def report_detail(
    session: Session, key: bytes, *, reader: Reader, today: date
) -> ReportDetail | None:
    """The report with this id, made already or not; its plan is looked for among those here."""
    report = session.get(QuarterReport, key)
    found = (report.plan_id, report.quarter) if report is not None else _asked(session, key)
    if found is None:
        return None
    plan_key, quarter = found
    plan = session.get(YearPlan, plan_key)
    pack = quarter_pack(session, plan_key, quarter, reader=reader, today=today)
    year = plan.year if plan is not None else report.year if report is not None else 0
    last = quarter_span(year, quarter)[1]
    row = report_row(
        plan_key,
        "" if plan is None else plan.agency_name,
        year,
        quarter,
        last + timedelta(days=catalogue(session).quarter_due_days),
        report,
        steps_of(session, KIND, key),
    )
    files = attachments_of(session, KIND, [key]).get(key, ())
    may = tuple(_may(row, report, reader, last < today))
    return ReportDetail(row, pack, len(files), may)


def _asked(session: Session, key: bytes) -> tuple[bytes, int] | None:
    plans = session.execute(select(YearPlan.id).where(YearPlan.deleted_at.is_(None)))
    return next(
        (
            (plan.id, quarter)
            for plan in plans
            for quarter in range(1, 5)
            if report_id(plan.id, quarter) == key
        ),
        None,
    )


def _may(row: ReportRow, report: QuarterReport | None, reader: Reader, over: bool) -> Iterator[str]:
    onward = REPORTS.onward(row.state, reader.role)
    if "drafted" in onward and reader.role == OWNER and over:
        yield "DraftQuarterReport"
    if report is None:
        return
    if "signed" in onward and reader.role == SECRETARY and report.author_id != reader.person:
        yield "SignQuarterReport"
    for target, name in (
        ("sent", "SendQuarterReport"),
        ("received", "ReceiveQuarterReport"),
        ("accepted", "AcceptQuarterReport"),
        ("sent_back", "ReturnQuarterReport"),
    ):
        if target in onward and reader.role in (SECRETARY, CENTRAL):
            yield name
