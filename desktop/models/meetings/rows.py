"""The frozen lines that screens and papers of meetings are made of."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from desktop.models.history import StepRow
from desktop.models.paging import DayKey, Paged


@dataclass(frozen=True, slots=True)
class MeetingRow:
    """A line of the list of meetings."""

    id: bytes
    number: str
    title: str
    purposes: tuple[str, ...]
    planned_at: datetime
    day: date
    place: str | None
    items: int
    sample: bool
    state: str


Key = DayKey
"""Where a page of the list ends: the day as stored, and the id."""

MeetingsPage = Paged[MeetingRow, Key]


@dataclass(frozen=True, slots=True)
class MemberRow:
    """Who is called; ``voter``: counts towards the quorum."""

    person_id: bytes
    name: str
    duty: str
    present: bool
    voter: bool


@dataclass(frozen=True, slots=True)
class VoteRow:
    """How somebody voted."""

    person_id: bytes
    name: str
    choice: str


@dataclass(frozen=True, slots=True)
class ItemRow:
    """One item with its votes. ``barred`` may not vote on it: proposer, person concerned.

    ``kind`` is the kind of the personnel action; ``reason`` its reason, ``heard`` what it says
    of the person's statement.
    """

    id: bytes
    position: int
    title: str
    record_kind: str | None
    record_id: bytes | None
    kind: str | None
    person: str | None
    post: str | None
    grounds: str | None
    heard: str | None
    discussion: str | None
    outcome: str | None
    reason: str | None
    votes: tuple[VoteRow, ...]
    barred: tuple[bytes, ...]


@dataclass(frozen=True, slots=True)
class DecisionRow:
    """What somebody is to do, and by when."""

    id: bytes
    item_id: bytes | None
    text: str
    owner: str
    due_on: date
    done_on: date | None


@dataclass(frozen=True, slots=True)
class MeetingDetail:
    """A meeting with everything that its page and its minutes show."""

    row: MeetingRow
    setad_id: bytes | None
    setad: str | None
    quorum: int
    started_at: datetime | None
    ended_at: datetime | None
    members: tuple[MemberRow, ...]
    items: tuple[ItemRow, ...]
    decisions: tuple[DecisionRow, ...]
    minutes: bytes | None
    signed_at: datetime | None
    waiting: int
    steps: tuple[StepRow, ...]
    may: tuple[str, ...]

    @property
    def present(self) -> int:
        """How many who vote are there."""
        return sum(one.present and one.voter for one in self.members)
