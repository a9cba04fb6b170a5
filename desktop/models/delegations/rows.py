"""The frozen lines that screens and paper of delegations are made of."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from desktop.models.history import StepRow
from desktop.models.paging import DayKey, Paged


@dataclass(frozen=True, slots=True)
class DelegationRow:
    """A line of the list; ``standing`` is the state as a person reads it on a day."""

    id: bytes
    from_id: bytes
    from_words: str
    to_id: bytes
    to_name: str
    role: str
    steps: tuple[str, ...]
    lent: tuple[str, ...]
    starts: date
    ends: date
    reason: str
    standing: str


Key = DayKey
DelegationsPage = Paged[DelegationRow, Key]


@dataclass(frozen=True, slots=True)
class DelegationDetail:
    """A delegation with all that its page and its paper show; ``beside`` are those of the same
    role and days."""

    row: DelegationRow
    post: str
    note: str | None
    letter_number: str | None
    letter_date: date | None
    signed_at: datetime | None
    revoked_at: datetime | None
    beside: tuple[DelegationRow, ...]
    steps: tuple[StepRow, ...]
    may: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Lent:
    """What somebody may do as a delegate today; ``words`` say for whom."""

    delegation: bytes
    role: str
    words: str
    steps: tuple[str, ...]
    ends: date
