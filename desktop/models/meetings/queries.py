"""Reading meetings: the list, one meeting whole, and what waits for an agenda."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from desktop.models.history import steps_of
from desktop.models.meetings.facts import KIND, items_of, members_of, votes_on
from desktop.models.meetings.records import (
    AgendaItem,
    Meeting,
    MeetingDecision,
    MeetingMinutes,
    minutes_id,
)
from desktop.models.meetings.rows import (
    DecisionRow,
    ItemRow,
    Key,
    MeetingDetail,
    MeetingRow,
    MeetingsPage,
    MemberRow,
    VoteRow,
)
from desktop.models.meetings.rules import CALLERS, MEETINGS, OPEN, VOTERS
from desktop.models.paging import latest_days, paged, words_in
from desktop.models.parties import named_steps
from desktop.models.personnel_actions.facts import action_facts, setting_of
from desktop.models.personnel_actions.records import PersonnelAction
from desktop.models.personnel_actions.rules import SETAD_CHAIR, SETAD_MEMBER, SETAD_SECRETARY
from desktop.models.reader import Reader
from desktop.models.setads import Setad

PLACE: Final = "meetings"


@dataclass(frozen=True, slots=True)
class MeetingFilter:
    """What the list shows."""

    states: tuple[str, ...] = ()
    text: str = ""


def meetings_page(
    session: Session, wanted: MeetingFilter, after: Key | None = None, size: int = 100
) -> MeetingsPage:
    """The next meetings, the latest day first."""
    query = latest_days(
        select(Meeting).where(*_conditions(wanted)), Meeting.day, Meeting.id, after, size
    )
    rows = [_row(session, one) for one in session.execute(query).scalars()]
    return paged(rows, size, lambda row: (row.day.isoformat(), row.id))


def meetings_count(session: Session, wanted: MeetingFilter) -> int:
    """How many the filter lets through."""
    return session.execute(select(func.count()).where(*_conditions(wanted))).scalar_one()


def _conditions(wanted: MeetingFilter) -> list[ColumnElement[bool]]:
    found = [Meeting.deleted_at.is_(None), *words_in(wanted.text, Meeting.folded)]
    if wanted.states:
        found.append(Meeting.state.in_(wanted.states))
    return found


def waiting_for(session: Session, setad: bytes | None) -> list[PersonnelAction]:
    """The cases that may go on an agenda now: heard ones, and rewards."""
    if setad is None:
        return []
    query = (
        select(PersonnelAction)
        .where(
            PersonnelAction.setad_id == setad,
            PersonnelAction.state.in_(("proposed", "heard")),
            PersonnelAction.deleted_at.is_(None),
        )
        .order_by(PersonnelAction.happened_on, PersonnelAction.id)
    )
    rows = session.execute(query).scalars()
    return [one for one in rows if one.state == "heard" or not setting_of(session, one).negative]


def meeting_detail(
    session: Session, key: bytes, *, reader: Reader, today: date
) -> MeetingDetail | None:
    """A meeting with everything that its page and its minutes show."""
    meeting = session.get(Meeting, key)
    if meeting is None or meeting.deleted_at is not None:
        return None
    members = tuple(
        MemberRow(one.person_id, one.name, one.duty, one.present, one.duty in VOTERS)
        for one in sorted(members_of(session, key), key=_rank)
    )
    names = {one.person_id: one.name for one in members}
    items = tuple(_item(session, one, names, today) for one in items_of(session, key))
    minutes = session.get(MeetingMinutes, minutes_id(key))
    setad = session.get(Setad, meeting.setad_id) if meeting.setad_id else None
    return MeetingDetail(
        row=_row(session, meeting),
        setad_id=meeting.setad_id,
        setad=None if setad is None else setad.name,
        quorum=meeting.quorum,
        started_at=meeting.started_at,
        ended_at=meeting.ended_at,
        members=members,
        items=items,
        decisions=_decisions(session, key),
        minutes=None if minutes is None else minutes.pdf_sha256,
        signed_at=None if minutes is None else minutes.signed_at,
        waiting=len(waiting_for(session, meeting.setad_id)),
        steps=named_steps(steps_of(session, KIND, key), names),
        may=tuple(_may(meeting, members, items, reader)),
    )


_DUTIES: Final = ("chair", "secretary", "member", "clerk", "guest")


def _rank(member: object) -> tuple[int, str]:
    duty, name = getattr(member, "duty", ""), getattr(member, "name", "")
    return (_DUTIES.index(duty) if duty in _DUTIES else len(_DUTIES)), name


def _row(session: Session, meeting: Meeting) -> MeetingRow:
    count = select(func.count()).where(
        AgendaItem.meeting_id == meeting.id, AgendaItem.deleted_at.is_(None)
    )
    return MeetingRow(
        meeting.id,
        meeting.number,
        meeting.title,
        tuple(meeting.purposes or ()),
        meeting.planned_at,
        meeting.day,
        meeting.place,
        session.execute(count).scalar_one(),
        meeting.sample,
        meeting.state,
    )


def _item(session: Session, item: AgendaItem, names: dict[bytes, str], today: date) -> ItemRow:
    action = None
    if item.record_kind == "personnel_actions" and item.record_id:
        action = session.get(PersonnelAction, item.record_id)
    votes = votes_on(session, item.id)
    return ItemRow(
        id=item.id,
        position=item.position,
        title=item.title,
        record_kind=item.record_kind,
        record_id=item.record_id,
        kind=None if action is None else action.kind,
        person=None if action is None else action.person_name,
        post=None if action is None else action.post,
        grounds=None if action is None else action.reason,
        heard=None if action is None else action_facts(session, action, today)["statement"],
        discussion=item.discussion,
        outcome=item.outcome,
        reason=item.reason,
        votes=tuple(
            VoteRow(key, names.get(key, ""), choice)
            for key, choice in sorted(votes.items(), key=lambda one: names.get(one[0], ""))
        ),
        barred=() if action is None else (action.proposer_id, action.person_id),
    )


def _decisions(session: Session, meeting: bytes) -> tuple[DecisionRow, ...]:
    query = (
        select(*(getattr(MeetingDecision, name) for name in DecisionRow.__slots__))
        .where(MeetingDecision.meeting_id == meeting, MeetingDecision.deleted_at.is_(None))
        .order_by(MeetingDecision.due_on, MeetingDecision.id)
    )
    return tuple(DecisionRow(*row) for row in session.execute(query))


def _may(
    meeting: Meeting,
    members: tuple[MemberRow, ...],
    items: tuple[ItemRow, ...],
    reader: Reader,
) -> list[str]:
    found: list[str] = []
    duty = next((one.duty for one in members if one.person_id == reader.person), None)
    keeps = reader.role in (SETAD_SECRETARY, SETAD_CHAIR) and duty is not None
    onward = MEETINGS.onward(meeting.state, reader.role)
    if meeting.state == "planned" and keeps:
        found += ["FillAgenda", "AddAgendaItem"]
    if meeting.state in OPEN and keeps:
        found += ["NotePresence"]
    if "held" in onward and keeps:
        found.append("HoldMeeting")
    if meeting.state == "held":
        if duty in VOTERS and reader.role in (SETAD_SECRETARY, SETAD_CHAIR, SETAD_MEMBER):
            found.append("CastVote")
        if keeps:
            found += ["AddDecision", "NoteDiscussion"]
        if reader.role == SETAD_CHAIR and duty == "chair":
            found.append("DecideItem")
            if items and all(one.outcome for one in items):
                found.append("SignMinutes")
    if "cancelled" in onward and reader.role in CALLERS and duty is not None:
        found.append("CancelMeeting")
    if meeting.state in OPEN and keeps:
        found.append("DraftLetter")
    return found
