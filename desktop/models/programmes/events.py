"""Reading what was held: an action with its events and proof, and the calendar of a month."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from desktop.models.attachments import AttachmentRow, attachments_of
from desktop.models.calendar import iran_day, short_date
from desktop.models.entries import Entry, Receipt
from desktop.models.meetings.records import Meeting
from desktop.models.programmes.assess import PlanStanding, assess
from desktop.models.programmes.catalogue import Catalogue, catalogue
from desktop.models.programmes.facts import evidence_of
from desktop.models.programmes.frequency import Happening, Slot, entered_late, month_span
from desktop.models.programmes.queries import item_row, plan_row
from desktop.models.programmes.records import (
    ActionOccurrence,
    Instructor,
    PlanItem,
    ProgrammeEvidence,
    YearPlan,
)
from desktop.models.programmes.rows import (
    CalendarEntry,
    EvidenceRow,
    ItemDetail,
    OccurrenceRow,
)
from desktop.models.programmes.rules import EDITABLE, OCCURRENCES, OWNER, SECRETARY
from desktop.models.reader import Reader
from sync.protocol.clock import unpack_row_clock

Pieces = Mapping[bytes, tuple[EvidenceRow, ...]]


def item_detail(session: Session, key: bytes, *, reader: Reader, today: date) -> ItemDetail | None:
    """An action of a plan with its events; that of an alias is its original's."""
    item = session.get(PlanItem, key)
    plan = None if item is None else session.get(YearPlan, item.plan_id)
    if item is None or plan is None or item.deleted_at is not None:
        return None
    known = catalogue(session)
    stood = assess(session, [plan.id], today, known)[plan.id]
    if item.code not in stood.items:
        return None
    row = item_row(item, stood.items[item.code], known)
    events = occurrences_of(session, plan.id, known, stood, reader, code=known.origin(item.code))
    may = []
    if reader.role == OWNER and row.alias_of is None:
        if plan.state in EDITABLE:
            may.append("EditPlanItem")
        if plan.state == "approved" and row.applicable:
            may.append("RecordOccurrence")
    return ItemDetail(row, plan_row(session, plan, stood), events, tuple(may))


def occurrences_of(
    session: Session,
    plan: bytes,
    known: Catalogue,
    stood: PlanStanding,
    reader: Reader,
    *,
    code: str | None = None,
    days: tuple[date, date] | None = None,
) -> tuple[OccurrenceRow, ...]:
    """The events of a plan, of one action or within days, the latest first."""
    query = (
        select(ActionOccurrence)
        .where(
            ActionOccurrence.plan_id == plan,
            ActionOccurrence.deleted_at.is_(None),
            ActionOccurrence.merged_into.is_(None),
        )
        .order_by(ActionOccurrence.day.desc(), ActionOccurrence.id.desc())
    )
    if days is not None:
        query = query.where(ActionOccurrence.day.between(*days))
    wanted = [
        one
        for one in session.execute(query).scalars()
        if code is None or code in {known.origin(each) for each in (one.code, *one.also)}
    ]
    pieces = _pieces(session, plan)
    return tuple(_event(session, one, stood, pieces, reader) for one in wanted)


def _event(
    session: Session,
    one: ActionOccurrence,
    stood: PlanStanding,
    pieces: Pieces,
    reader: Reader,
) -> OccurrenceRow:
    meeting = session.get(Meeting, one.meeting_id) if one.meeting_id else None
    late = entered_late(Happening(one.id, one.day, iran_day(one.created_at)))
    return OccurrenceRow(
        id=one.id,
        code=one.code,
        also=tuple(one.also),
        title=one.title,
        day=one.day,
        entered=one.created_at,
        received=received_at(session, one.stamps),
        starts_at=one.starts_at,
        place=one.place,
        audience=tuple(one.audience),
        people=tuple(one.people.items()),
        minutes=one.minutes,
        manager=one.manager,
        instructor=one.instructor,
        meeting=None if meeting is None else meeting.title,
        cost=one.cost,
        late=late,
        twin_of=stood.twins.get(one.id),
        evidence=pieces.get(one.id, ()),
        state=one.state,
        may=tuple(_may(one, reader)),
    )


def _may(one: ActionOccurrence, reader: Reader) -> Iterable[str]:
    onward = OCCURRENCES.onward(one.state, reader.role)
    if reader.role == OWNER and one.state != "accepted":
        yield from ("AddEvidence", "LinkEvidence", "EditOccurrence")
    if reader.role == SECRETARY and "accepted" in onward and one.recorder_id != reader.person:
        yield "AcceptOccurrence"
    if reader.role == SECRETARY and "returned" in onward:
        yield "ReturnOccurrence"


def _pieces(session: Session, plan: bytes) -> Pieces:
    pieces = evidence_of(session, plan)
    files = attachments_of(session, "programme_evidence", [one.id for one in pieces])
    found: dict[bytes, tuple[EvidenceRow, ...]] = {}
    for one in pieces:
        row = evidence_row(one, files.get(one.id, ()))
        for key in one.occurrence_ids:
            event = bytes.fromhex(key)
            found[event] = (*found.get(event, ()), row)
    return found


def pieces_beside(session: Session, *, plan: bytes, event: bytes) -> list[tuple[str, str]]:
    """The proof of a plan that does not prove this event yet: id in hex, title with its day."""
    key = event.hex()
    return [
        (one.id.hex(), f"{one.title} · {short_date(one.dated_on)}")
        for one in evidence_of(session, plan)
        if key not in one.occurrence_ids
    ]


def evidence_row(one: ProgrammeEvidence, files: tuple[AttachmentRow, ...]) -> EvidenceRow:
    """One piece with its file."""
    file = next(iter(files), None)
    entered = iran_day(one.created_at)
    return EvidenceRow(
        one.id,
        one.kind,
        one.title,
        one.dated_on,
        one.link,
        None if file is None else file.name,
        "" if file is None else file.media_type,
        None if file is None else file.sha256,
        0 if file is None else file.size,
        entered,
        entered_late(Happening(one.id, one.dated_on, entered)),
        len(one.occurrence_ids),
    )


def received_at(session: Session, stamps: bytes) -> datetime | None:
    """When headquarters' first receipt came that covers the entry which made a row, if any did.

    Of what another laptop wrote nothing is known here but that it came by headquarters.
    """
    stamp, _fields = unpack_row_clock(stamps)
    query = (
        select(func.min(Receipt.received_at))
        .join(Entry, (Entry.vault == Receipt.vault) & (Entry.epoch == Receipt.epoch))
        .where(Entry.stamp == stamp, Receipt.counter >= Entry.counter)
    )
    return session.execute(query).scalar_one_or_none()


def instructors_of(session: Session, agency: str) -> list[tuple[str, str]]:
    """The approved teachers of an agency, to choose from: id in hex and name."""
    query = (
        select(Instructor.id, Instructor.name)
        .where(Instructor.agency == agency, Instructor.deleted_at.is_(None))
        .order_by(Instructor.name)
    )
    return [(row.id.hex(), row.name) for row in session.execute(query)]


def month_entries(
    session: Session, year: int, month: int, today: date, plan: bytes | None = None
) -> tuple[CalendarEntry, ...]:
    """What a month holds of one plan or of all: by the day it was held, or its last day else.

    A weekly duty stands in the month of its Saturday.
    """
    first, last = month_span(year, month)
    query = select(YearPlan).where(YearPlan.year == year, YearPlan.deleted_at.is_(None))
    if plan is not None:
        query = query.where(YearPlan.id == plan)
    plans = {one.id: one for one in session.execute(query).scalars()}
    known = catalogue(session)
    found = []
    for key, stood in assess(session, list(plans), today, known).items():
        for one in stood.items.values():
            if not one.counted or one.standing.state == "not_applicable":
                continue
            for slot in one.slots:
                day = _stands_on(slot, one.rule.per)
                if first <= day <= last:
                    name = plans[key].agency_name
                    found.append(
                        CalendarEntry(day, one.item, one.code, str(one.action.title), name, slot)
                    )
    return tuple(sorted(found, key=lambda one: (one.day, one.code, one.slot.due.manager)))


def _stands_on(slot: Slot, per: str) -> date:
    if per == "week":
        return slot.due.first
    met = slot.state in ("held", "late")
    return slot.day if met and slot.day is not None else slot.due.last
