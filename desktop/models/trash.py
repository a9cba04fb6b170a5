"""What was taken back and can still be brought back: marks of the last thirty days.

A delete is a mark (``sync.md`` section 1, point 12; ``domain.md`` 10 and 11.10): nothing is
destroyed here, and what is older than thirty days stays where it is, marked.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop.models import registry
from desktop.models.base import Synced
from desktop.models.entries import changes_at
from desktop.models.people import Person
from sync.protocol.clock import unpack_row_clock

DAYS: Final = 30
KINDS: Final = ("findings", "corrective_actions", "attachments")
"""What is taken back while it is a draft, or while its team writes; letters are voided."""
_MANY: Final = 200


@dataclass(frozen=True, slots=True)
class TrashRow:
    """One record in the trash: who took it back, when, and how many days are left."""

    kind: str
    record: bytes
    name: str | None
    mine: bool
    deleted_at: datetime
    days_left: int


def days_left(deleted_at: datetime, now: datetime) -> int:
    """Whole days for which a mark can still be undone; the last one counts."""
    left = deleted_at + timedelta(days=DAYS) - now
    return max(0, -(-left // timedelta(days=1)))


def trash(session: Session, person: bytes, now: datetime) -> tuple[TrashRow, ...]:
    """Everything that can be brought back, the latest first, as far as one can look."""
    rows = [row for kind in KINDS for row in _of(session, kind, person, now)]
    rows.sort(key=lambda row: (row.deleted_at, row.record), reverse=True)
    return tuple(rows[:_MANY])


def _of(session: Session, kind: str, person: bytes, now: datetime) -> Iterator[TrashRow]:
    record: Any = registry.kind_of(kind).record
    since = now - timedelta(days=DAYS)
    query = (
        select(record)
        .where(record.deleted_at > since)
        .order_by(record.deleted_at.desc())
        .limit(_MANY)
    )
    for found in session.execute(query).scalars():
        who = _who(session, kind, found)
        name = session.execute(select(Person.name).where(Person.id == who)).scalar_one_or_none()
        left = days_left(found.deleted_at, now)
        yield TrashRow(kind, found.id, name, who == person, found.deleted_at, left)


def _who(session: Session, kind: str, record: Synced) -> bytes:
    """Whoever wrote the mark; of a row that came in a snapshot, whoever wrote last."""
    whole, fields = unpack_row_clock(record.stamps)
    written = changes_at(session, fields.get("deleted_at", whole), kind, record.id)
    return record.updated_by if written is None else written.header.actor
