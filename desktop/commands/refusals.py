"""What headquarters did not take is corrected and sent again, or withdrawn."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from desktop.commands.base import Desk
from desktop.errors import Refused
from desktop.models import registry
from desktop.models.conflict_queries import python_value
from desktop.models.sync_state import (
    CORRECTED,
    WITHDRAWN,
    RefusedChange,
    RefusedRow,
    refused_entry,
    settle_refused,
)


@dataclass(frozen=True, slots=True)
class Correction:
    """Another value for one field of a refused entry."""

    kind: str
    record: bytes
    field: str
    value: Any


@dataclass(frozen=True, slots=True)
class CorrectRefused:
    """Write the values of a refused entry anew, some of them corrected; steps are taken again."""

    epoch: int
    counter: int
    corrections: tuple[Correction, ...] = ()
    reason: str | None = None

    def __call__(self, session: Session, desk: Desk) -> None:
        """One new entry in place of the refused one."""
        row = _open_row(session, self.epoch, self.counter)
        changes = [change for change in row.changes if change.kind != "transitions"]
        if not changes:
            raise Refused("refused_step_again")
        corrected = {(c.kind, c.record, c.field): c.value for c in self.corrections}
        for change in changes:
            values = {
                name: corrected.get(
                    (change.kind, change.record, name), python_value(change.kind, name, value)
                )
                for name, value in change.values.items()
            }
            _write(session, change, values)
        settle_refused(session, self.epoch, self.counter, CORRECTED, desk.now)


@dataclass(frozen=True, slots=True)
class WithdrawRefused:
    """Leave a refused entry as it is; it stays in the journal, unprojected."""

    epoch: int
    counter: int

    def __call__(self, session: Session, desk: Desk) -> None:
        """Take it out of the tray."""
        _open_row(session, self.epoch, self.counter)
        settle_refused(session, self.epoch, self.counter, WITHDRAWN, desk.now)


def _open_row(session: Session, epoch: int, counter: int) -> RefusedRow:
    row = refused_entry(session, epoch, counter)
    if row is None:
        raise Refused("refused_settled")
    return row


def _write(session: Session, change: RefusedChange, values: dict[str, Any]) -> None:
    kind = registry.find(change.kind)
    if kind is None:
        raise Refused("entry_format_unknown")
    table: Any = kind.record
    record = session.get(table, change.record)
    if record is None and not change.new:
        raise Refused("record_unknown", kind=change.kind)
    if record is None:
        session.add(table(id=change.record, **values))
        return
    for name, value in values.items():
        setattr(record, name, value)
