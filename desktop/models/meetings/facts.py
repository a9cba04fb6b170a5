"""Gathers the facts on which the steps of a meeting, and of what it decides, are judged."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop.models.inspections.facts import moment
from desktop.models.meetings.records import AgendaItem, Meeting, MeetingMember, Vote
from desktop.models.meetings.rules import VOTERS

Gathered = dict[str, Any]
KIND = "meetings"
OUTCOMES = ("approved", "rejected", "returned", "noted")


def members_of(session: Session, meeting: bytes) -> list[MeetingMember]:
    """Who is called to a meeting."""
    query = (
        select(MeetingMember)
        .where(MeetingMember.meeting_id == meeting, MeetingMember.deleted_at.is_(None))
        .order_by(MeetingMember.name, MeetingMember.id)
    )
    return list(session.execute(query).scalars())


def items_of(session: Session, meeting: bytes) -> list[AgendaItem]:
    """The agenda in its order."""
    query = (
        select(AgendaItem)
        .where(AgendaItem.meeting_id == meeting, AgendaItem.deleted_at.is_(None))
        .order_by(AgendaItem.position, AgendaItem.id)
    )
    return list(session.execute(query).scalars())


def votes_on(session: Session, item: bytes) -> dict[bytes, str]:
    """Who voted how on an item."""
    query = select(Vote.person_id, Vote.choice).where(
        Vote.item_id == item, Vote.deleted_at.is_(None)
    )
    return {row.person_id: row.choice for row in session.execute(query)}


def chair_of(members: list[MeetingMember]) -> str:
    """The chair in hexadecimal; nobody where none is called."""
    return next((one.person_id.hex() for one in members if one.duty == "chair"), "")


def meeting_facts(session: Session, meeting: Meeting, now: datetime) -> Gathered:
    """What every step of a meeting looks at."""
    members = members_of(session, meeting.id)
    items = items_of(session, meeting.id)
    return {
        "now": moment(now),
        "started_at": moment(meeting.started_at),
        "present": sum(one.present for one in members if one.duty in VOTERS),
        "quorum": meeting.quorum,
        "chair": chair_of(members),
        "undecided": [one.position for one in items if one.outcome is None],
    }


def decision_facts(session: Session, meeting: Meeting, item: AgendaItem) -> Gathered:
    """What the decision on one item looks at: who was there, who voted how."""
    members = members_of(session, meeting.id)
    voters = [one for one in members if one.duty in VOTERS]
    return {
        "meeting": meeting.id.hex(),
        "meeting_number": meeting.number,
        "chair": chair_of(members),
        "present": [one.person_id.hex() for one in voters if one.present],
        "quorum": meeting.quorum,
        "votes": {key.hex(): choice for key, choice in votes_on(session, item.id).items()},
    }
