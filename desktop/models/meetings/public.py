"""Public meetings of managers, and what people asked for there (``domain.md`` 10.10, P5.2).

No row names a citizen: who asked is an identity of the class contact, whose subject is the request.
"""

from __future__ import annotations

from datetime import date
from typing import Final

from sqlalchemy import Index, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from desktop.models import scopes
from desktop.models.base import DERIVED, Base, Id, Synced
from desktop.models.registry import Kind, Lookup, Row, register

MEETINGS: Final = "public_meetings"
REQUESTS: Final = "meeting_requests"
TYPES: Final = ("request", "complaint", "suggestion", "criticism")
LONGEST: Final = 24 * 60


class PublicMeeting(Synced, Base):
    """A manager was there for people: the day and how many minutes."""

    __tablename__ = MEETINGS
    manager_id: Mapped[bytes] = mapped_column(Id, index=True)
    manager_name: Mapped[str]
    post: Mapped[str | None]
    unit_id: Mapped[bytes | None] = mapped_column(Id)
    unit_name: Mapped[str | None]
    agency: Mapped[str | None] = mapped_column(String(24))
    province: Mapped[str | None] = mapped_column(String(2))
    day: Mapped[date]
    minutes: Mapped[int] = mapped_column(Integer)
    place: Mapped[str | None]
    note: Mapped[str | None]
    sample: Mapped[bool] = mapped_column(default=False)
    folded: Mapped[str] = mapped_column(info=DERIVED)

    __table_args__ = (Index("ix_public_meetings_day", "day", "id"),)


class MeetingRequest(Synced, Base):
    """One request with its answer; ``text`` is short and names nobody."""

    __tablename__ = REQUESTS
    public_meeting_id: Mapped[bytes] = mapped_column(Id, index=True)
    position: Mapped[int] = mapped_column(Integer)
    type: Mapped[str] = mapped_column(String(16))
    text: Mapped[str]
    due_on: Mapped[date | None]
    answer: Mapped[str | None]
    answered_on: Mapped[date | None]


def public_scopes(row: Row, _find: Lookup) -> frozenset[str]:
    """The office that keeps it, and the manager's agency in its province."""
    found = scopes.of_office(row)
    if row["agency"] and row["province"]:
        found.add(scopes.agency(row["agency"], row["province"]))
    return frozenset(found)


def request_scopes(row: Row, find: Lookup) -> frozenset[str]:
    """Where its meeting goes."""
    meeting = find(MEETINGS, row["public_meeting_id"])
    return frozenset() if meeting is None else public_scopes(meeting, find)


register(
    Kind(
        PublicMeeting,
        public_scopes,
        parents=("persons",),
        children=((REQUESTS, "public_meeting_id"),),
        searched=("manager_name", "post", "unit_name", "place"),
    )
)
register(Kind(MeetingRequest, request_scopes, parents=(MEETINGS,)))
