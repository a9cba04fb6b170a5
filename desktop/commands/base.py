"""A command is one sentence of intent, one transaction and one signed entry."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from sqlalchemy.orm import Session

from desktop.errors import Refused
from desktop.models import lease
from desktop.models.calendar import IRAN
from desktop.models.database import Database
from desktop.models.journal import Act, Journal, changed_kinds

Changes = frozenset[str]
"""The kinds that a command or a pull has touched; pages that show them read again."""


@dataclass(frozen=True, slots=True)
class Desk:
    """Who acts, in which role, where and when. ``now`` is aware (UTC)."""

    person: bytes
    name: str
    role: str
    office: bytes
    province: str | None
    journal: Journal
    now: datetime

    @property
    def today(self) -> date:
        """The day in Iran."""
        return self.now.astimezone(IRAN).date()

    def new_id(self) -> bytes:
        """A fresh record id."""
        return self.journal.new_id()


class Command(Protocol):
    """A frozen dataclass named as a verb; may have ``reason`` and ``on_behalf_of`` fields."""

    def __call__(self, session: Session, desk: Desk) -> None:
        """Change records; raise Refused where a rule of the office forbids it."""
        ...


def perform(database: Database, desk: Desk, command: Command) -> Changes:
    """Carry out a command. Raises AppError, and then nothing has changed."""
    act = Act(
        actor=desk.person,
        role=desk.role,
        command=type(command).__name__,
        office=desk.office,
        on_behalf_of=getattr(command, "on_behalf_of", None),
        reason=getattr(command, "reason", None),
    )
    with refusing_broken_text(), database.writing(**desk.journal.info(act)) as session:
        clock = desk.journal.clock.wall()
        if not lease.state(session, desk.journal.vault, clock).records:
            raise Refused("recording_closed")
        command(session, desk)
        session.flush()
        return changed_kinds(session)


@contextmanager
def refusing_broken_text() -> Iterator[None]:
    """Half a letter, as a damaged paste brings it, has no bytes: refused as ``text_broken``."""
    try:
        yield
    except UnicodeEncodeError:
        raise Refused("text_broken") from None
