"""A person decides: which of two values holds, and which of two steps."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy.orm import Session

from desktop.commands.base import Desk
from desktop.errors import Refused
from desktop.models import conflicts, registry
from desktop.models.conflict_queries import clashes, disputes_of, python_value
from desktop.models.conflicts import Dispute
from desktop.models.journal import decide
from desktop.models.settling import check_settling
from desktop.models.transitions import Asked, Transition, as_writes, project_state

Keep = Literal["side", "both", "other"]


@dataclass(frozen=True, slots=True)
class Decision:
    """What holds for one field: the side of a stamp, both texts in turn, or another value."""

    field: str
    keep: Keep
    stamp: bytes = b""
    value: Any = None


@dataclass(frozen=True, slots=True)
class DecideConflict:
    """Settle fields of one record; the values not chosen stay in their history."""

    kind: str
    record: bytes
    decisions: tuple[Decision, ...]
    reason: str | None = None

    def __call__(self, session: Session, desk: Desk) -> None:
        """Write each value in the name of all that it replaces."""
        record = session.get(registry.kind_of(self.kind).record, self.record)
        if record is None:
            raise Refused("record_unknown", kind=self.kind)
        open_ = {d.field: d for d in disputes_of(session, self.kind, self.record)}
        for decision in self.decisions:
            dispute = open_.get(decision.field)
            if dispute is None:
                raise Refused("conflict_settled", field=decision.field)
            stamps = conflicts.stamps_of(session, self.kind, self.record, decision.field)
            name = decision.field
            if name == conflicts.EDITED:
                name = "deleted_at"
                if decision.keep != "side":
                    raise Refused("both_need_text", field=name)
            decide(session, record, name, sorted(stamps))
            setattr(record, name, _value(self.kind, dispute, decision))


@dataclass(frozen=True, slots=True)
class DecideClash:
    """The head says whether a step that clashed holds, or what stands."""

    kind: str
    record: bytes
    transition: bytes
    accept: bool
    reason: str | None = None

    def __call__(self, session: Session, desk: Desk) -> None:
        """Append the step that settles the other one."""
        record: Any = session.get(registry.kind_of(self.kind).record, self.record)
        open_ = {step.id: step for step in clashes(session, self.kind, self.record)}
        clash = open_.get(self.transition)
        if record is None or clash is None:
            raise Refused("conflict_settled", field=conflicts.STATE)
        target = clash.to_state if self.accept else record.state
        asked = Asked(self.kind, record.state, target, desk.person, desk.role, None, self.reason)
        about = {"record_kind": clash.record_kind, "record_id": clash.record_id}
        refused = check_settling(
            asked, self.record, about | {"to_state": clash.to_state}, record.state
        )
        if refused is not None:
            raise refused
        session.add(
            Transition(
                id=desk.new_id(),
                record_kind=self.kind,
                record_id=self.record,
                from_state=record.state,
                to_state=target,
                actor=desk.person,
                role=desk.role,
                at=session.info["pending"].moment,
                reason=self.reason,
                facts={},
                settles=clash.id,
            )
        )
        session.flush()
        _project(session, self.kind, self.record, desk)
        session.refresh(record)


def _project(session: Session, kind: str, record: bytes, desk: Desk) -> None:
    replayed = project_state(session, registry.kind_of(kind), record)
    left = () if replayed is None else as_writes(session, replayed.clashes)
    conflicts.store(session, kind, record, conflicts.STATE, left, None, desk.now)


def _value(kind: str, dispute: Dispute, decision: Decision) -> Any:
    sides = (dispute.standing, *dispute.losing)
    if decision.keep == "other":
        return decision.value
    if decision.keep == "both":
        texts = [side.value for side in sorted(sides, key=lambda side: side.stamp)]
        words = [text for text in texts if isinstance(text, str)]
        if len(words) != len(texts):
            raise Refused("both_need_text", field=decision.field)
        return "\n".join(dict.fromkeys(words))
    chosen = next((side for side in sides if side.stamp == decision.stamp), None)
    if chosen is None:
        raise Refused("conflict_settled", field=decision.field)
    return python_value(kind, decision.field, chosen.value)
