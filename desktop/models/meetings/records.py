"""The tables of meetings: who came, what was dealt with, how each voted, what was decided.

``domain.md`` 10.10. One meeting may serve several purposes (G7): ``purposes`` lists them.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import Index, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from desktop.models.base import DERIVED, Base, Id, Json, Synced
from desktop.models.transitions import state_column
from sync.protocol.ids import derived_id


class Meeting(Synced, Base):
    """A meeting that is called, held, and closed by signed minutes. It names no person."""

    __tablename__ = "meetings"
    number: Mapped[str] = mapped_column(String(32))
    title: Mapped[str]
    purposes: Mapped[Any] = mapped_column(Json)
    setad_id: Mapped[bytes | None] = mapped_column(Id)
    planned_at: Mapped[datetime]
    day: Mapped[date]
    place: Mapped[str | None]
    quorum: Mapped[int] = mapped_column(Integer, default=0)
    started_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    sample: Mapped[bool] = mapped_column(default=False)
    state: Mapped[str] = state_column()
    folded: Mapped[str] = mapped_column(info=DERIVED)

    __table_args__ = (Index("ix_meetings_day", "day", "id"),)


class MeetingMember(Synced, Base):
    """Who is called to a meeting; ``present`` is noted when it is held."""

    __tablename__ = "meeting_members"
    meeting_id: Mapped[bytes] = mapped_column(Id, index=True)
    person_id: Mapped[bytes] = mapped_column(Id)
    name: Mapped[str]
    duty: Mapped[str] = mapped_column(String(16))
    present: Mapped[bool] = mapped_column(default=False)


class AgendaItem(Synced, Base):
    """One item: a record that waits, or words alone. ``outcome`` is set when it was decided."""

    __tablename__ = "agenda_items"
    meeting_id: Mapped[bytes] = mapped_column(Id, index=True)
    position: Mapped[int] = mapped_column(Integer)
    title: Mapped[str]
    record_kind: Mapped[str | None] = mapped_column(String(40))
    record_id: Mapped[bytes | None] = mapped_column(Id, index=True)
    discussion: Mapped[str | None]
    outcome: Mapped[str | None] = mapped_column(String(16))
    reason: Mapped[str | None]


class Vote(Synced, Base):
    """One vote of one person on one item; a changed mind is the same record."""

    __tablename__ = "votes"
    meeting_id: Mapped[bytes] = mapped_column(Id, index=True)
    item_id: Mapped[bytes] = mapped_column(Id, index=True)
    person_id: Mapped[bytes] = mapped_column(Id)
    choice: Mapped[str] = mapped_column(String(8))


class MeetingDecision(Synced, Base):
    """What somebody is to do after the meeting, and by when."""

    __tablename__ = "meeting_decisions"
    meeting_id: Mapped[bytes] = mapped_column(Id, index=True)
    item_id: Mapped[bytes | None] = mapped_column(Id)
    text: Mapped[str]
    owner: Mapped[str]
    due_on: Mapped[date]
    done_on: Mapped[date | None]


class MeetingMinutes(Synced, Base):
    """The minutes as the chair signed them: a stored PDF."""

    __tablename__ = "meeting_minutes"
    meeting_id: Mapped[bytes] = mapped_column(Id, index=True)
    signed_by: Mapped[bytes] = mapped_column(Id)
    signed_at: Mapped[datetime]
    pdf_sha256: Mapped[bytes]


def member_id(meeting: bytes, person: bytes) -> bytes:
    """The same record of a member on every laptop."""
    return derived_id("meeting_members", meeting, person)


def vote_id(item: bytes, person: bytes) -> bytes:
    """The same record of a vote on every laptop, so that two votes of one meet as a conflict."""
    return derived_id("votes", item, person)


def minutes_id(meeting: bytes) -> bytes:
    """The one minutes of a meeting."""
    return derived_id("meeting_minutes", meeting)
