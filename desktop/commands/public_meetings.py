"""Public meetings of managers: the minutes spent, and what people asked for (P5.2)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from desktop.commands.base import Desk
from desktop.commands.records import get, require, required, tidy
from desktop.errors import Refused
from desktop.models import guards
from desktop.models.identities.queries import who_named
from desktop.models.identities.rules import check_decider
from desktop.models.meetings.public import (
    LONGEST,
    REQUESTS,
    TYPES,
    MeetingRequest,
    PublicMeeting,
)
from desktop.models.meetings.public_queries import KEEPERS
from desktop.models.people import Person
from desktop.models.personnel_actions.facts import Held, post_on
from desktop.models.text import whole_number


@dataclass(frozen=True, slots=True)
class RecordPublicMeeting:
    """Note that a manager was there for people; ``minutes`` as typed."""

    manager: bytes
    day: date
    minutes: str
    place: str | None = None
    note: str | None = None
    sample: bool = False
    id: bytes | None = None

    def __call__(self, session: Session, desk: Desk) -> None:
        require(guards.for_roles(desk.role, "held", *KEEPERS))
        if self.day > desk.today:
            raise Refused("day_in_future", field="day")
        name, held = self._who(session, desk)
        session.add(
            PublicMeeting(
                id=self.id or desk.new_id(),
                manager_id=self.manager,
                manager_name=name,
                post=held.post,
                unit_id=held.unit_id,
                unit_name=held.unit_name,
                agency=held.agency,
                province=held.province,
                day=self.day,
                minutes=_minutes(self.minutes),
                place=tidy(self.place),
                note=tidy(self.note),
                sample=self.sample,
            )
        )

    def _who(self, session: Session, desk: Desk) -> tuple[str, Held]:
        """Name and post of that day; a manager's own vault may hold no row of him."""
        if self.manager == desk.person and session.get(Person, self.manager) is None:
            return desk.name, Held(None, None, None, None, desk.province)
        manager = get(session, Person, self.manager)
        return manager.name, post_on(session, manager, self.day)


@dataclass(frozen=True, slots=True)
class AddMeetingRequest:
    """One request of somebody who came; who it was is sealed apart from it."""

    meeting: bytes
    type: str
    text: str
    due_on: date | None = None
    id: bytes | None = None

    def __call__(self, session: Session, desk: Desk) -> None:
        require(guards.for_roles(desk.role, "held", *KEEPERS))
        meeting = get(session, PublicMeeting, self.meeting)
        if self.type not in TYPES:
            raise Refused("request_type_unknown", field="type")
        if self.due_on is not None and self.due_on < meeting.day:
            raise Refused("due_in_past", field="due_on", due=self.due_on)
        last = select(func.max(MeetingRequest.position)).where(
            MeetingRequest.public_meeting_id == meeting.id
        )
        session.add(
            MeetingRequest(
                id=self.id or desk.new_id(),
                public_meeting_id=meeting.id,
                position=(session.execute(last).scalar_one() or 0) + 1,
                type=self.type,
                text=required(self.text, "description_missing", "text"),
                due_on=self.due_on,
            )
        )


@dataclass(frozen=True, slots=True)
class AnswerMeetingRequest:
    """What was answered, and when; a later answer takes the place of the one before it.

    Raises Refused ``custodian_decides`` for who opened the identity of the citizen as custodian.
    """

    request: bytes
    answer: str
    answered_on: date | None = None

    def __call__(self, session: Session, desk: Desk) -> None:
        require(guards.for_roles(desk.role, "held", *KEEPERS))
        request = get(session, MeetingRequest, self.request)
        require(check_decider(desk.person, who_named(session, REQUESTS, request.id)))
        meeting = get(session, PublicMeeting, request.public_meeting_id)
        day = self.answered_on or desk.today
        if day > desk.today:
            raise Refused("day_in_future", field="answered_on")
        if day < meeting.day:
            raise Refused("before_the_finding", field="answered_on", day=meeting.day)
        request.answer = required(self.answer, "answer_missing", "answer")
        request.answered_on = day


def _minutes(typed: str) -> int:
    minutes = whole_number(typed) or 0
    if not 0 < minutes <= LONGEST:
        raise Refused("minutes_out_of_range", field="minutes", most=LONGEST)
    return minutes
