"""What people do with corrective actions, from proposal to judged effect (``domain.md`` 10.3)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

from sqlalchemy.orm import Session

from desktop.commands.base import Desk
from desktop.commands.inspections import check_team
from desktop.commands.letters import document_of
from desktop.commands.records import change, get, require, required, tidy
from desktop.errors import Refused
from desktop.models import guards
from desktop.models.directory_queries import standing
from desktop.models.inspections import action_rules, facts, rules
from desktop.models.inspections.records import CorrectiveAction, Finding, Visit
from desktop.models.transitions import Asked, move

FIELDS: Final = frozenset(
    {"kind", "root_cause", "description", "owner_post", "owner_id", "due_on", "cost"}
)
EFFECT_AFTER_DAYS: Final = 90
"""After how many days the effect is judged, unless the verifier says otherwise."""


@dataclass(frozen=True, slots=True)
class ProposeAction:
    """Propose what removes findings of one visit, or their cause."""

    visit: bytes
    findings: tuple[bytes, ...]
    description: str
    kind: str = "corrective"
    root_cause: str | None = None
    owner_post: str | None = None
    owner_id: bytes | None = None
    due_on: date | None = None
    cost: int | None = None
    id: bytes | None = None

    def __call__(self, session: Session, desk: Desk) -> None:
        visit = get(session, Visit, self.visit)
        _check_proposer(session, desk, visit)
        for finding in self.findings:
            if get(session, Finding, finding).visit_id != visit.id:
                raise Refused("finding_of_another_visit", field="findings")
        if not self.findings:
            raise Refused("finding_for_action_missing", field="findings")
        action = CorrectiveAction(
            id=self.id or desk.new_id(),
            visit_id=visit.id,
            finding_ids=[finding.hex() for finding in self.findings],
        )
        change(action, {name: getattr(self, name) for name in FIELDS}, FIELDS)
        _check(action, desk.today)
        session.add(action)


@dataclass(frozen=True, slots=True)
class AmendAction:
    """Change a proposed action; an agreed one is no longer changed."""

    action: bytes
    changes: Mapping[str, Any]
    reason: str | None = None

    def __call__(self, session: Session, desk: Desk) -> None:
        action = _proposed(session, desk, self.action)
        change(action, self.changes, FIELDS)
        _check(action, desk.today)
        action.consent_by = action.consent_on_behalf_of = None
        action.consent_letter_id = action.consent_at = None


@dataclass(frozen=True, slots=True)
class RemoveAction:
    """Take back a proposed action."""

    action: bytes
    reason: str | None = None

    def __call__(self, session: Session, desk: Desk) -> None:
        _proposed(session, desk, self.action).deleted_at = desk.now


@dataclass(frozen=True, slots=True)
class ConsentToAction:
    """The agency's half of the agreement, with owner and date; or on behalf, by a document."""

    action: bytes
    owner_post: str
    due_on: date
    owner_id: bytes | None = None
    document: bytes | None = None
    on_behalf_of: str | None = None

    def __call__(self, session: Session, desk: Desk) -> None:
        action = get(session, CorrectiveAction, self.action)
        if action.state not in action_rules.EDITABLE:
            raise Refused("action_agreed_already")
        document = document_of(session, self.document)
        asked = Asked(
            "corrective_actions",
            action.state,
            "agreed",
            desk.person,
            desk.role,
            self.on_behalf_of,
            None,
        )
        require(guards.for_roles(desk.role, "agreed", guards.RESPONDER, *guards.OFFICERS))
        require(guards.documented(asked, {"document": document}))
        require(action_rules.check_due(self.due_on, desk.today))
        action.owner_post = required(self.owner_post, "action_incomplete", "owner_post")
        action.owner_id = self.owner_id or action.owner_id
        action.due_on = self.due_on
        action.consent_by, action.consent_at = desk.person, desk.now
        action.consent_on_behalf_of = tidy(self.on_behalf_of)
        action.consent_letter_id = self.document


@dataclass(frozen=True, slots=True)
class AgreeAction:
    """The head's half of the agreement; the agency's must be there, recorded by another person."""

    action: bytes

    def __call__(self, session: Session, desk: Desk) -> None:
        action = get(session, CorrectiveAction, self.action)
        move(session, action, "agreed", _facts(session, action, desk))


@dataclass(frozen=True, slots=True)
class StartAction:
    """The owner begins; or on behalf of the unit, by a document."""

    action: bytes
    document: bytes | None = None
    on_behalf_of: str | None = None

    def __call__(self, session: Session, desk: Desk) -> None:
        action = get(session, CorrectiveAction, self.action)
        document = document_of(session, self.document)
        move(session, action, "in_progress", _facts(session, action, desk, document=document))


@dataclass(frozen=True, slots=True)
class ClaimDone:
    """The owner says it is done and shows it; or on behalf of the unit, by its letter."""

    action: bytes
    result: str
    cost: int | None = None
    document: bytes | None = None
    on_behalf_of: str | None = None

    def __call__(self, session: Session, desk: Desk) -> None:
        action = get(session, CorrectiveAction, self.action)
        document = document_of(session, self.document)
        move(session, action, "done_claimed", _facts(session, action, desk, document=document))
        action.result = required(self.result, "result_missing", "result")
        action.cost = action.cost if self.cost is None else self.cost


@dataclass(frozen=True, slots=True)
class VerifyAction:
    """Somebody other than the owner and the recorder of the claim saw that it is done.

    ``how`` is visit or document; ``seen`` says what was seen.
    """

    action: bytes
    how: str
    seen: str
    effect_after_days: int = EFFECT_AFTER_DAYS

    def __call__(self, session: Session, desk: Desk) -> None:
        action = get(session, CorrectiveAction, self.action)
        gathered = _facts(session, action, desk, how=self.how, seen=tidy(self.seen))
        move(session, action, "verified", gathered)
        action.effect_due_on = desk.today + timedelta(days=self.effect_after_days)


@dataclass(frozen=True, slots=True)
class ReopenAction:
    """Somebody looked and it is not done."""

    action: bytes
    how: str
    seen: str
    reason: str

    def __call__(self, session: Session, desk: Desk) -> None:
        action = get(session, CorrectiveAction, self.action)
        gathered = _facts(session, action, desk, how=self.how, seen=tidy(self.seen))
        move(session, action, "reopened", gathered, reason=tidy(self.reason))


@dataclass(frozen=True, slots=True)
class JudgeEffect:
    """After the set period: did the finding stay away?"""

    action: bytes
    effective: bool
    reason: str | None = None

    def __call__(self, session: Session, desk: Desk) -> None:
        action = get(session, CorrectiveAction, self.action)
        target = "effective" if self.effective else "ineffective"
        move(session, action, target, _facts(session, action, desk), reason=tidy(self.reason))


@dataclass(frozen=True, slots=True)
class MoveAction:
    """The head hands an open action to a follow-up visit of the same unit."""

    action: bytes
    visit: bytes
    reason: str | None = None

    def __call__(self, session: Session, desk: Desk) -> None:
        action = get(session, CorrectiveAction, self.action)
        origin, onward = get(session, Visit, action.visit_id), get(session, Visit, self.visit)
        require(guards.for_roles(desk.role, "moved", guards.HEAD))
        if action.state in action_rules.SETTLED:
            raise Refused("action_settled")
        if onward.id == origin.id or onward.state in {"closed", "cancelled"}:
            raise Refused("follow_up_visit_unfit", field="visit")
        if _unit(session, onward) != _unit(session, origin):
            raise Refused("follow_up_visit_unfit", field="visit")
        action.moved_to_id = onward.id


def _facts(
    session: Session, action: CorrectiveAction, desk: Desk, **more: object
) -> dict[str, Any]:
    return facts.action_facts(session, action, desk.person, desk.today) | more


def _unit(session: Session, visit: Visit) -> bytes | None:
    return standing(session, "units", visit.unit_id) if visit.unit_id else None


def _proposed(session: Session, desk: Desk, key: bytes) -> CorrectiveAction:
    action = get(session, CorrectiveAction, key)
    check_proposed(session, desk, action)
    return action


def check_proposed(session: Session, desk: Desk, action: CorrectiveAction) -> None:
    """Raise Refused unless the action is still a proposal, and the actor may change it."""
    _check_proposer(session, desk, get(session, Visit, action.visit_id))
    if action.state not in action_rules.EDITABLE:
        raise Refused("action_agreed_already")


def _check_proposer(session: Session, desk: Desk, visit: Visit) -> None:
    """The team on site; afterwards a head, until the visit is over."""
    if desk.role == guards.HEAD and visit.state not in rules.ON_SITE:
        if visit.state in {"closed", "cancelled"}:
            raise Refused("visit_not_editable", state=visit.state)
        return
    check_team(session, desk, visit)


def _check(action: CorrectiveAction, today: date) -> None:
    if not action.description:
        raise Refused("description_missing", field="description")
    if action.kind not in action_rules.KINDS:
        raise Refused("action_kind_unknown", field="kind")
    if action.cost is not None and action.cost < 0:
        raise Refused("cost_negative", field="cost")
    if action.due_on is not None:
        require(action_rules.check_due(action.due_on, today))
