"""Bringing back what was taken back: the mark is undone, by who could take it back today."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy.orm import Session

from desktop.commands.attachments import check_attach
from desktop.commands.base import Desk
from desktop.commands.corrective_actions import check_proposed
from desktop.commands.inspections import check_team
from desktop.commands.records import get
from desktop.errors import Refused
from desktop.models import registry
from desktop.models.attachments import Attachment
from desktop.models.inspections.records import CorrectiveAction, Finding, Visit
from desktop.models.trash import DAYS, days_left


@dataclass(frozen=True, slots=True)
class BringBack:
    """Undo the mark of a record within thirty days."""

    kind: str
    record: bytes
    reason: str | None = None

    def __call__(self, session: Session, desk: Desk) -> None:
        check = _CHECKS.get(self.kind)
        if check is None:
            raise Refused("not_from_trash", kind=self.kind)
        record = session.get(registry.kind_of(self.kind).record, self.record)
        if record is None or record.deleted_at is None:
            raise Refused("record_not_in_trash")
        if days_left(record.deleted_at, desk.now) == 0:
            raise Refused("trash_too_old", days=DAYS)
        check(session, desk, record)
        record.deleted_at = None


def _finding(session: Session, desk: Desk, finding: Finding) -> None:
    check_team(session, desk, get(session, Visit, finding.visit_id))


def _action(session: Session, desk: Desk, action: CorrectiveAction) -> None:
    check_proposed(session, desk, action)


def _attachment(session: Session, desk: Desk, attachment: Attachment) -> None:
    check_attach(session, desk, attachment.record_kind, attachment.record_id)


_CHECKS: Final[Mapping[str, Callable[[Session, Desk, Any], None]]] = {
    "findings": _finding,
    "corrective_actions": _action,
    "attachments": _attachment,
}
