"""What people do with meetings: call, hold, vote, decide, sign (``domain.md`` 10.10)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from desktop.commands.base import Desk
from desktop.commands.records import get, require, required, tidy
from desktop.errors import Refused
from desktop.models import guards
from desktop.models.calendar import iran_day, jalali
from desktop.models.meetings import rules
from desktop.models.meetings.facts import (
    KIND,
    OUTCOMES,
    decision_facts,
    items_of,
    meeting_facts,
    members_of,
)
from desktop.models.meetings.queries import waiting_for
from desktop.models.meetings.records import (
    AgendaItem,
    Meeting,
    MeetingDecision,
    MeetingMember,
    MeetingMinutes,
    Vote,
    member_id,
    minutes_id,
    vote_id,
)
from desktop.models.parties import name_parties
from desktop.models.people import Person
from desktop.models.personnel_actions.facts import action_facts
from desktop.models.personnel_actions.fairness import CHOICES
from desktop.models.personnel_actions.records import PersonnelAction
from desktop.models.personnel_actions.rules import SETAD_CHAIR, SETAD_SECRETARY
from desktop.models.setads import Setad, seats_of
from desktop.models.transitions import move

KEEPERS = (SETAD_SECRETARY, SETAD_CHAIR)
"""Roles that keep the minutes."""


@dataclass(frozen=True, slots=True)
class CallMeeting:
    """Call a meeting of a Setad, for one purpose or several at once (G7)."""

    setad: bytes
    title: str
    planned_at: datetime
    place: str | None = None
    purposes: tuple[str, ...] = ("setad",)
    guests: tuple[bytes, ...] = ()
    sample: bool = False
    id: bytes | None = None

    def __call__(self, session: Session, desk: Desk) -> None:
        require(guards.for_roles(desk.role, "planned", *rules.CALLERS))
        setad = get(session, Setad, self.setad)
        unknown = next((one for one in self.purposes if one not in rules.PURPOSES), None)
        if unknown is not None or not self.purposes:
            raise Refused("purpose_unknown", field="purposes")
        if self.planned_at < desk.now:
            raise Refused("meeting_in_past", field="planned_at")
        meeting = Meeting(
            id=self.id or desk.new_id(),
            number=_number(session, desk, iran_day(self.planned_at)),
            title=required(self.title, "title_missing", "title"),
            purposes=list(self.purposes),
            setad_id=setad.id,
            planned_at=self.planned_at,
            day=iran_day(self.planned_at),
            place=tidy(self.place),
            quorum=setad.quorum,
            sample=self.sample,
        )
        session.add(meeting)
        duties = {one.person_id: one.duty for one in seats_of(setad)}
        names = {one.person_id: one.name for one in seats_of(setad)}
        for key in self.guests:
            guest = get(session, Person, key)
            duties.setdefault(guest.id, "guest")
            names.setdefault(guest.id, guest.name)
        for key, duty in duties.items():
            session.add(
                MeetingMember(
                    id=member_id(meeting.id, key),
                    meeting_id=meeting.id,
                    person_id=key,
                    name=names[key],
                    duty=duty,
                )
            )
        # A guest hears what is said; what is written of persons he does not hold.
        held = {key: duty for key, duty in duties.items() if duty != "guest"}
        known = names | {desk.person: desk.name}
        name_parties(session, KIND, meeting.id, {desk.person: "caller"} | held, known)


@dataclass(frozen=True, slots=True)
class FillAgenda:
    """Put every case that waits for this Setad on the agenda."""

    meeting: bytes

    def __call__(self, session: Session, desk: Desk) -> None:
        meeting = _planned(session, desk, self.meeting)
        waiting = waiting_for(session, meeting.setad_id)
        if not waiting:
            raise Refused("nothing_waits")
        position = _next_position(session, meeting.id)
        for number, action in enumerate(waiting):
            move(session, action, "on_agenda", action_facts(session, action, desk.today))
            action.meeting_id = meeting.id
            session.add(
                AgendaItem(
                    id=desk.new_id(),
                    meeting_id=meeting.id,
                    position=position + number,
                    title=action.person_name,
                    record_kind="personnel_actions",
                    record_id=action.id,
                )
            )


@dataclass(frozen=True, slots=True)
class AddAgendaItem:
    """Put a matter of its own on the agenda, in words."""

    meeting: bytes
    title: str
    id: bytes | None = None

    def __call__(self, session: Session, desk: Desk) -> None:
        meeting = _planned(session, desk, self.meeting)
        session.add(
            AgendaItem(
                id=self.id or desk.new_id(),
                meeting_id=meeting.id,
                position=_next_position(session, meeting.id),
                title=required(self.title, "title_missing", "title"),
            )
        )


@dataclass(frozen=True, slots=True)
class NotePresence:
    """Note who is there."""

    meeting: bytes
    present: tuple[bytes, ...]

    def __call__(self, session: Session, desk: Desk) -> None:
        meeting = _open(session, desk, self.meeting)
        members = members_of(session, meeting.id)
        if not set(self.present) <= {one.person_id for one in members}:
            raise Refused("not_called")
        for one in members:
            one.present = one.person_id in self.present


@dataclass(frozen=True, slots=True)
class HoldMeeting:
    """Begin, with a quorum."""

    meeting: bytes
    started_at: datetime | None = None

    def __call__(self, session: Session, desk: Desk) -> None:
        meeting = _planned(session, desk, self.meeting)
        meeting.started_at = self.started_at or desk.now
        move(session, meeting, "held", meeting_facts(session, meeting, desk.now))


@dataclass(frozen=True, slots=True)
class CastVote:
    """One vote on one item: one's own, or as the keeper of the minutes for who is in the room."""

    item: bytes
    choice: str
    person: bytes | None = None

    def __call__(self, session: Session, desk: Desk) -> None:
        item = get(session, AgendaItem, self.item)
        meeting = _held(session, item.meeting_id)
        voter = self.person or desk.person
        if voter != desk.person:
            require(guards.for_roles(desk.role, "held", *KEEPERS))
        if self.choice not in CHOICES:
            raise Refused("vote_unknown", field="choice")
        if item.outcome is not None:
            raise Refused("item_decided")
        members = {one.person_id: one for one in members_of(session, meeting.id)}
        member = members.get(voter)
        action = _action_of(session, item)
        require(
            rules.check_vote(
                None if member is None else member.duty,
                present=member is not None and member.present,
                person=voter,
                proposer=None if action is None else action.proposer_id,
                concerned=None if action is None else action.person_id,
            )
        )
        vote = session.get(Vote, vote_id(item.id, voter))
        if vote is None:
            vote = Vote(
                id=vote_id(item.id, voter),
                meeting_id=meeting.id,
                item_id=item.id,
                person_id=voter,
                choice=self.choice,
            )
            session.add(vote)
        vote.choice = self.choice


@dataclass(frozen=True, slots=True)
class DecideItem:
    """The chair states the outcome that follows from the votes; a case moves with it."""

    item: bytes
    outcome: str
    reason: str | None = None
    discussion: str | None = None

    def __call__(self, session: Session, desk: Desk) -> None:
        item = get(session, AgendaItem, self.item)
        meeting = _held(session, item.meeting_id)
        require(guards.for_roles(desk.role, "approved", SETAD_CHAIR))
        if item.outcome is not None:
            raise Refused("item_decided")
        action = _action_of(session, item)
        waits = action is not None and action.state == "on_agenda"
        if self.outcome not in OUTCOMES or (self.outcome == "noted") == waits:
            raise Refused("outcome_unknown", field="outcome")
        if action is not None and waits:
            gathered = action_facts(session, action, desk.today) | decision_facts(
                session, meeting, item
            )
            move(session, action, self.outcome, gathered, reason=tidy(self.reason))
            action.meeting_id = meeting.id
        item.outcome, item.reason = self.outcome, tidy(self.reason)
        item.discussion = tidy(self.discussion) or item.discussion


@dataclass(frozen=True, slots=True)
class AddDecision:
    """What somebody is to do, and by when."""

    meeting: bytes
    text: str
    owner: str
    due_on: date
    item: bytes | None = None
    id: bytes | None = None

    def __call__(self, session: Session, desk: Desk) -> None:
        meeting = _held(session, self.meeting)
        require(guards.for_roles(desk.role, "held", *KEEPERS))
        if self.due_on < desk.today:
            raise Refused("due_in_past", field="due_on", due=self.due_on)
        session.add(
            MeetingDecision(
                id=self.id or desk.new_id(),
                meeting_id=meeting.id,
                item_id=self.item,
                text=required(self.text, "description_missing", "text"),
                owner=required(self.owner, "name_missing", "owner"),
                due_on=self.due_on,
            )
        )


@dataclass(frozen=True, slots=True)
class SignMinutes:
    """The chair signs; ``pdf_sha256`` are the bytes that were signed and are kept."""

    meeting: bytes
    pdf_sha256: bytes

    def __call__(self, session: Session, desk: Desk) -> None:
        meeting = get(session, Meeting, self.meeting)
        gathered = meeting_facts(session, meeting, desk.now) | {"pdf": self.pdf_sha256.hex()}
        move(session, meeting, "signed", gathered)
        meeting.ended_at = desk.now
        session.add(
            MeetingMinutes(
                id=minutes_id(meeting.id),
                meeting_id=meeting.id,
                signed_by=desk.person,
                signed_at=desk.now,
                pdf_sha256=self.pdf_sha256,
            )
        )


@dataclass(frozen=True, slots=True)
class CancelMeeting:
    """Call it off; what was on its agenda waits for the next one as it stands."""

    meeting: bytes
    reason: str

    def __call__(self, session: Session, desk: Desk) -> None:
        meeting = get(session, Meeting, self.meeting)
        if any(one.record_id for one in items_of(session, meeting.id)):
            raise Refused("agenda_not_empty")
        gathered = meeting_facts(session, meeting, desk.now)
        move(session, meeting, "cancelled", gathered, reason=tidy(self.reason))


def _planned(session: Session, desk: Desk, key: bytes) -> Meeting:
    meeting = _open(session, desk, key)
    if meeting.state != "planned":
        raise Refused("meeting_begun_already")
    return meeting


def _open(session: Session, desk: Desk, key: bytes) -> Meeting:
    require(guards.for_roles(desk.role, "held", *KEEPERS))
    meeting = get(session, Meeting, key)
    if meeting.state not in rules.OPEN:
        raise Refused("meeting_over", state=meeting.state)
    return meeting


def _held(session: Session, key: bytes) -> Meeting:
    meeting = get(session, Meeting, key)
    if meeting.state != "held":
        raise Refused("meeting_not_held", state=meeting.state)
    return meeting


def _action_of(session: Session, item: AgendaItem) -> PersonnelAction | None:
    if item.record_kind != "personnel_actions" or item.record_id is None:
        return None
    return get(session, PersonnelAction, item.record_id)


def _next_position(session: Session, meeting: bytes) -> int:
    query = select(func.max(AgendaItem.position)).where(AgendaItem.meeting_id == meeting)
    return (session.execute(query).scalar_one() or 0) + 1


def _number(session: Session, desk: Desk, day: date) -> str:
    """«1404-3»: the place among the office's meetings of the year, as far as they are known."""
    year = jalali(day)[0]
    query = select(func.count()).where(
        Meeting.office_id == desk.office, Meeting.number.startswith(f"{year}-")
    )
    return f"{year}-{session.execute(query).scalar_one() + 1}"
