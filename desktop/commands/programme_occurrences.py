"""What took place under a plan, and its proof: recorded, merged, accepted (``domain.md`` 10.5)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop.commands.base import Desk
from desktop.commands.programmes import rials
from desktop.commands.records import get, require, required, tidy
from desktop.errors import Refused
from desktop.models import guards
from desktop.models.attachments import Attachment
from desktop.models.calendar import parse_clock
from desktop.models.meetings.records import Meeting
from desktop.models.photos import MOST_BYTES
from desktop.models.programmes import rules
from desktop.models.programmes.assess import as_session
from desktop.models.programmes.catalogue import catalogue
from desktop.models.programmes.facts import evidence_of, occurrence_facts, open_plan
from desktop.models.programmes.frequency import year_span
from desktop.models.programmes.records import (
    ActionOccurrence,
    Instructor,
    PlanItem,
    ProgrammeEvidence,
    YearPlan,
    item_id,
)
from desktop.models.programmes.twins import alike
from desktop.models.transitions import move

AUDIENCES: Final = ("clients", "staff", "managers", "public")
EVIDENCE_KINDS: Final = ("letter", "minutes", "list", "photo", "link", "survey", "report")
MEDIA: Final = frozenset(
    {
        "application/pdf",
        "image/jpeg",
        "image/png",
        "text/plain",
        "text/csv",
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    }
)
"""What a piece of evidence may be; nothing that a program would run."""
MOST_MINUTES: Final = 24 * 60
MOST_PEOPLE: Final = 1_000_000


@dataclass(frozen=True, slots=True)
class RecordOccurrence:
    """One event that took place, under one action or several at once (G7).

    ``minutes`` is its length, ``people`` counts by group, ``about`` the event that it answers.
    """

    plan: bytes
    code: str
    day: date
    title: str = ""
    also: tuple[str, ...] = ()
    starts_at: str | None = None
    place: str | None = None
    audience: tuple[str, ...] = ()
    people: Mapping[str, int] = field(default_factory=dict)
    minutes: int | None = None
    manager: str | None = None
    meeting: bytes | None = None
    about: bytes | None = None
    instructor: bytes | None = None
    cost: str | None = None
    fund_source: str | None = None
    sample: bool = False
    id: bytes | None = None

    def __call__(self, session: Session, desk: Desk) -> None:
        require(guards.for_roles(desk.role, "held", rules.OWNER))
        plan = open_plan(get(session, YearPlan, self.plan))
        occurrence = ActionOccurrence(
            id=self.id or desk.new_id(),
            plan_id=plan.id,
            agency=plan.agency,
            province=plan.province,
            recorder_id=desk.person,
            apart=[],
            sample=self.sample,
        )
        _fill(session, desk, plan, occurrence, self)
        session.add(occurrence)
        session.flush()
        move(session, occurrence, "held", occurrence_facts(session, occurrence))


@dataclass(frozen=True, slots=True)
class EditOccurrence:
    """Correct an event that is not accepted; ``told`` is all of it as it should stand."""

    occurrence: bytes
    told: RecordOccurrence

    def __call__(self, session: Session, desk: Desk) -> None:
        require(guards.for_roles(desk.role, "held", rules.OWNER))
        occurrence = get(session, ActionOccurrence, self.occurrence)
        if occurrence.state == "accepted":
            raise Refused("occurrence_settled")
        plan = open_plan(get(session, YearPlan, occurrence.plan_id))
        _fill(session, desk, plan, occurrence, self.told)


def _fill(
    session: Session,
    desk: Desk,
    plan: YearPlan,
    occurrence: ActionOccurrence,
    told: RecordOccurrence,
) -> None:
    known = catalogue(session)
    codes = list(dict.fromkeys(map(known.origin, (told.code, *told.also))))
    _check_day(plan, told.day, desk.today)
    for code in codes:
        if code not in known.actions:
            raise Refused("action_unknown", field="code")
        item = session.get(PlanItem, item_id(plan.id, code))
        if item is not None and not item.applicable:
            raise Refused(
                "action_not_applicable", field="code", action=code, reason=item.reason or "—"
            )
    action = known.actions[codes[0]]
    if told.minutes is not None and not 1 <= told.minutes <= MOST_MINUTES:
        raise Refused("minutes_impossible", field="minutes")
    if any(not 0 <= count <= MOST_PEOPLE for count in told.people.values()):
        raise Refused("people_impossible", field="people", most=MOST_PEOPLE)
    if not {*told.audience, *told.people} <= set(AUDIENCES):
        raise Refused("audience_unknown", field="audience")
    manager = tidy(told.manager)
    if action.per == "week":
        _check_weekly(session, plan, codes[0], manager, told.minutes)
    if action.kind == "each_event" and told.about is None:
        raise Refused("about_missing", field="about")
    teacher = session.get(Instructor, told.instructor) if told.instructor else None
    if told.instructor and (teacher is None or teacher.agency != plan.agency):
        raise Refused("instructor_unknown", field="instructor")
    occurrence.code, occurrence.also = codes[0], codes[1:]
    occurrence.title = tidy(told.title) or action.title.fa
    occurrence.day = told.day
    occurrence.starts_at = _starts(told.starts_at)
    occurrence.place = tidy(told.place)
    occurrence.audience = [one for one in AUDIENCES if one in told.audience]
    occurrence.people = {
        name: told.people[name] for name in AUDIENCES if told.people.get(name) is not None
    }
    occurrence.minutes, occurrence.manager = told.minutes, manager
    occurrence.meeting_id = None if told.meeting is None else get(session, Meeting, told.meeting).id
    occurrence.about_id = (
        None if told.about is None else get(session, ActionOccurrence, told.about).id
    )
    occurrence.instructor_id = None if teacher is None else teacher.id
    occurrence.instructor = None if teacher is None else teacher.name
    occurrence.cost = rials(told.cost)
    occurrence.fund_source = tidy(told.fund_source)


def _starts(typed: str | None) -> str | None:
    text = tidy(typed)
    if not text:
        return None
    try:
        return f"{parse_clock(text):%H:%M}"
    except Refused as refused:
        raise Refused(refused.code, **{**refused.arguments, "field": "starts_at"}) from None


def _check_day(plan: YearPlan, day: date, today: date) -> None:
    first, last = year_span(plan.year)
    if not first <= day <= last:
        raise Refused("day_outside_year", field="day", day=day, year=plan.year)
    if day > today:
        raise Refused("occurrence_in_future", field="day", day=day)


def _check_weekly(
    session: Session, plan: YearPlan, code: str, manager: str | None, minutes: int | None
) -> None:
    if not manager:
        raise Refused("manager_missing", field="manager")
    item = session.get(PlanItem, item_id(plan.id, code))
    if item is not None and item.managers and manager not in item.managers:
        raise Refused("manager_not_in_plan", field="manager", name=manager)
    if minutes is None:
        raise Refused("minutes_missing_of_meeting", field="minutes")


@dataclass(frozen=True, slots=True)
class AddEvidence:
    """One piece of proof with its own day, for one or several events (D26).

    A file is in the blob store before it is named here; a link has none.
    """

    occurrences: tuple[bytes, ...]
    kind: str
    title: str
    dated_on: date | None
    name: str = ""
    media_type: str = ""
    size: int = 0
    sha256: bytes | None = None
    link: str | None = None
    id: bytes | None = None

    def __call__(self, session: Session, desk: Desk) -> None:
        require(guards.for_roles(desk.role, "evidence_added", rules.OWNER))
        events = [get(session, ActionOccurrence, key) for key in self.occurrences]
        if not events:
            raise Refused("record_not_here")
        plan = open_plan(get(session, YearPlan, events[0].plan_id))
        if any(one.plan_id != plan.id for one in events):
            raise Refused("record_not_here")
        if self.kind not in EVIDENCE_KINDS:
            raise Refused("evidence_kind_unknown", field="kind")
        if self.dated_on is None:
            raise Refused("evidence_undated", field="dated_on")
        if self.dated_on > desk.today:
            raise Refused("day_in_future", field="dated_on")
        link = self._source(session, plan)
        key = self.id or desk.new_id()
        session.add(
            ProgrammeEvidence(
                id=key,
                plan_id=plan.id,
                agency=plan.agency,
                province=plan.province,
                kind=self.kind,
                title=required(self.title, "title_missing", "title"),
                dated_on=self.dated_on,
                occurrence_ids=[one.id.hex() for one in events],
                link=link,
                sha256=self.sha256,
            )
        )
        if self.sha256 is not None:
            session.add(
                Attachment(
                    id=desk.new_id(),
                    record_kind="programme_evidence",
                    record_id=key,
                    name=tidy(self.name) or "",
                    media_type=self.media_type,
                    size=self.size,
                    sha256=self.sha256,
                )
            )
        session.flush()
        for one in events:
            _prove(session, one)

    def _source(self, session: Session, plan: YearPlan) -> str | None:
        link: str | None = tidy(self.link)
        if self.sha256 is None:
            if link is None:
                raise Refused("evidence_file_missing", field="file")
            if not link.startswith(("http://", "https://")):
                raise Refused("link_unreadable", field="link")
            return link
        if self.media_type not in MEDIA:
            raise Refused("evidence_type_refused", field="file", name=self.name)
        if self.size <= 0:
            raise Refused("attachment_empty", name=self.name)
        if self.size > MOST_BYTES:
            raise Refused("attachment_too_large", name=self.name, most=MOST_BYTES >> 20)
        for one in evidence_of(session, plan.id):
            if one.sha256 == self.sha256:
                raise Refused("evidence_twice", field="file", title=one.title)
        return link


@dataclass(frozen=True, slots=True)
class LinkEvidence:
    """Let a piece that is here already prove another event too."""

    evidence: bytes
    occurrence: bytes

    def __call__(self, session: Session, desk: Desk) -> None:
        require(guards.for_roles(desk.role, "evidence_added", rules.OWNER))
        piece = get(session, ProgrammeEvidence, self.evidence)
        event = get(session, ActionOccurrence, self.occurrence)
        if event.plan_id != piece.plan_id:
            raise Refused("record_not_here")
        piece.occurrence_ids = list(dict.fromkeys([*piece.occurrence_ids, event.id.hex()]))
        session.flush()
        _prove(session, event)


def _prove(session: Session, event: ActionOccurrence) -> None:
    if event.state == "accepted":
        raise Refused("occurrence_settled")
    if event.state in ("held", "returned"):
        move(session, event, "evidence_added", occurrence_facts(session, event))


@dataclass(frozen=True, slots=True)
class AcceptOccurrence:
    """The secretary accepts an event with its proof."""

    occurrence: bytes

    def __call__(self, session: Session, desk: Desk) -> None:
        event = get(session, ActionOccurrence, self.occurrence)
        move(session, event, "accepted", occurrence_facts(session, event))


@dataclass(frozen=True, slots=True)
class ReturnOccurrence:
    """The secretary sends it back, with a reason."""

    occurrence: bytes
    reason: str

    def __call__(self, session: Session, desk: Desk) -> None:
        event = get(session, ActionOccurrence, self.occurrence)
        facts = occurrence_facts(session, event)
        move(session, event, "returned", facts, reason=tidy(self.reason))


@dataclass(frozen=True, slots=True)
class MergeOccurrences:
    """Two records are one session: ``keep`` stands, and the proof of the other is its own too."""

    keep: bytes
    other: bytes

    def __call__(self, session: Session, desk: Desk) -> None:
        keep, other = _pair(session, desk, self.keep, self.other)
        if other.state == "accepted" and keep.state != "accepted":
            keep, other = other, keep
        for piece in _pieces_of(session, other):
            piece.occurrence_ids = list(dict.fromkeys([*piece.occurrence_ids, keep.id.hex()]))
        keep.also = list(dict.fromkeys([*keep.also, *other.also]))
        keep.minutes = keep.minutes or other.minutes
        keep.place = keep.place or other.place
        keep.starts_at = keep.starts_at or other.starts_at
        keep.people = {**other.people, **keep.people}
        other.merged_into = keep.id
        session.flush()
        if keep.state == "held" and _pieces_of(session, keep):
            move(session, keep, "evidence_added", occurrence_facts(session, keep))


@dataclass(frozen=True, slots=True)
class KeepApart:
    """Two records that look alike are two sessions."""

    one: bytes
    other: bytes

    def __call__(self, session: Session, desk: Desk) -> None:
        one, other = _pair(session, desk, self.one, self.other)
        one.apart = list(dict.fromkeys([*one.apart, other.id.hex()]))


def _pair(
    session: Session, desk: Desk, one: bytes, other: bytes
) -> tuple[ActionOccurrence, ActionOccurrence]:
    require(guards.for_roles(desk.role, "merged", rules.OWNER, rules.SECRETARY))
    first, second = (get(session, ActionOccurrence, key) for key in (one, other))
    within = catalogue(session).twin_minutes
    same = first.plan_id == second.plan_id and first.id != second.id
    if not same or not alike(as_session(first), as_session(second), within):
        raise Refused("not_twins")
    return first, second


def _pieces_of(session: Session, event: ActionOccurrence) -> list[ProgrammeEvidence]:
    mine = event.id.hex()
    query = select(ProgrammeEvidence).where(
        ProgrammeEvidence.plan_id == event.plan_id, ProgrammeEvidence.deleted_at.is_(None)
    )
    return [one for one in session.execute(query).scalars() if mine in one.occurrence_ids]
