"""A command is one sentence of intent, one transaction and one signed entry."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Protocol

from sqlalchemy.orm import Session

from desktop.errors import Refused
from desktop.models import behalf, lease
from desktop.models.calendar import IRAN
from desktop.models.database import Database
from desktop.models.delegations import rules
from desktop.models.delegations.rows import Lent
from desktop.models.journal import Act, Journal, Pending, changed_kinds, lookup
from desktop.models.reader import Reader

Changes = frozenset[str]
"""The kinds that a command or a pull has touched; pages that show them read again."""


@dataclass(frozen=True, slots=True)
class Desk:
    """Who acts, in which role, where and when. ``now`` is aware (UTC).

    ``acting`` is the delegation under which everything is done, if any; the role is then its.
    """

    person: bytes
    name: str
    role: str
    office: bytes
    province: str | None
    journal: Journal
    now: datetime
    acting: Lent | None = None

    @property
    def reader(self) -> Reader:
        """Who looks at pages here, and what of the role he was lent."""
        lent = None if self.acting is None else rules.moves_of(self.acting.steps)
        return Reader(self.person, self.role, lent)

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


@dataclass(frozen=True, slots=True)
class AsDelegate:
    """Carry out a command under a delegation: in one's own name, in the role that was lent."""

    delegation: bytes
    command: Command

    def __call__(self, session: Session, desk: Desk) -> None:
        row = lookup(session)("delegations", self.delegation)
        if row is None:
            raise Refused("delegation_unknown")
        pending: Pending = session.info["pending"]
        written = behalf.as_delegate(self.delegation, row["from_words"])
        refused = rules.check_use(
            row,
            actor=desk.person,
            role=row["role"],
            on_behalf_of=written,
            at=pending.moment,
        )
        if refused is not None:
            raise refused
        if pending.act.on_behalf_of:
            raise Refused("decided_on_behalf", target="")
        pending.act = replace(pending.act, role=row["role"], on_behalf_of=written)
        self.command(session, replace(desk, role=row["role"]))
        session.flush()
        changes = [(c.kind, c.id, c.values) for c in pending.changes.values()]
        refused = rules.check_covered(rules.names_of(row["steps"]), changes)
        if refused is not None:
            raise refused


def perform(database: Database, desk: Desk, command: Command) -> Changes:
    """Carry out a command. Raises AppError, and then nothing has changed."""
    inner = command.command if isinstance(command, AsDelegate) else command
    act = Act(
        actor=desk.person,
        role=desk.role,
        command=type(inner).__name__,
        office=desk.office,
        on_behalf_of=getattr(inner, "on_behalf_of", None),
        reason=getattr(inner, "reason", None),
    )
    if desk.acting is not None and inner is command:
        command = AsDelegate(desk.acting.delegation, command)
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
