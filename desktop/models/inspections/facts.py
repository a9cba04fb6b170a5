"""Gathers the facts on which a step is judged; they are stored with it as plain JSON."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from desktop.models import checklists
from desktop.models.attachments import Attachment, attachments_of
from desktop.models.base import Instant
from desktop.models.calendar import iran_day
from desktop.models.directory import ChecklistTemplate
from desktop.models.inspections import action_rules
from desktop.models.inspections.records import (
    ChecklistAnswer,
    CorrectiveAction,
    Finding,
    FindingPerson,
    HandOverSignature,
    Visit,
    VisitMember,
)
from desktop.models.transitions import Transition

Gathered = dict[str, Any]
WITHDRAWN = "withdrawn"


def moment(value: datetime | None) -> str | None:
    """A moment as facts carry it, comparable as text."""
    return Instant().process_bind_param(value, None)


def template_of(session: Session, code: str, version: int) -> checklists.Template | None:
    """The checklist in the version that a visit was ordered with."""
    query = select(ChecklistTemplate.body).where(
        ChecklistTemplate.code == code, ChecklistTemplate.version == version
    )
    body = session.execute(query.limit(1)).scalar_one_or_none()
    return None if body is None else checklists.parse(body)


def team_of(session: Session, visit: bytes) -> set[bytes]:
    """The persons of the team; the head who ordered is not one of them."""
    query = select(VisitMember.person_id).where(
        VisitMember.visit_id == visit,
        VisitMember.duty == "team",
        VisitMember.deleted_at.is_(None),
    )
    return set(session.execute(query).scalars())


def concerned_by(session: Session, visit: bytes) -> set[bytes]:
    """The persons that findings of a visit are about."""
    query = (
        select(FindingPerson.person_id)
        .join(Finding, Finding.id == FindingPerson.finding_id)
        .where(
            Finding.visit_id == visit,
            FindingPerson.person_id.is_not(None),
            FindingPerson.deleted_at.is_(None),
        )
    )
    return {person for person in session.execute(query).scalars() if person is not None}


def visit_facts(session: Session, visit: Visit, actor: bytes, now: datetime) -> Gathered:
    """What every step of a visit looks at."""
    return {
        "team": _hexes(team_of(session, visit.id)),
        "leader": visit.leader_id.hex(),
        "concerned": actor in concerned_by(session, visit.id),
        "covert": visit.visibility == "covert",
        "hidden": visit.hidden,
        "started_at": moment(visit.started_at),
        "ended_at": moment(visit.ended_at),
        "now": moment(now),
    }


def order_facts(session: Session, visit: Visit, actor: bytes, now: datetime) -> Gathered:
    """What the order looks at besides."""
    return visit_facts(session, visit, actor, now) | {
        "covert_reason": visit.covert_reason,
        "order_number": visit.order_number,
        "order_date": visit.order_date.isoformat(),
        "order_issuer": visit.order_issuer,
    }


def report_facts(session: Session, visit: Visit, actor: bytes, now: datetime) -> Gathered:
    """What ending on site and handing in look at besides."""
    findings = findings_of(session, visit.id)
    evidence = _evidence(session, visit.id, findings)
    return visit_facts(session, visit, actor, now) | {
        "checklist": _checklist(session, visit, findings),
        "findings": [
            {
                "id": finding.id.hex(),
                "number": finding.number,
                "item": finding.item,
                "criterion": finding.criterion,
                "evidence": evidence[finding.id],
            }
            for finding in findings
        ],
        "signatures": _signatures(session, visit.id),
        "unit_explanation": bool(visit.unit_explanation),
    }


def findings_of(session: Session, visit: bytes) -> list[Finding]:
    """The findings of a visit that stand, by number."""
    query = (
        select(Finding)
        .where(
            Finding.visit_id == visit,
            Finding.deleted_at.is_(None),
            Finding.state != WITHDRAWN,
        )
        .order_by(Finding.number, Finding.id)
    )
    return list(session.execute(query).scalars())


def actions_of(session: Session, visit: bytes) -> list[CorrectiveAction]:
    """The corrective actions of a visit."""
    query = (
        select(CorrectiveAction)
        .where(CorrectiveAction.visit_id == visit, CorrectiveAction.deleted_at.is_(None))
        .order_by(CorrectiveAction.created_at, CorrectiveAction.id)
    )
    return list(session.execute(query).scalars())


def open_actions(session: Session, visit: bytes, finding: bytes | None = None) -> list[str]:
    """What is neither verified nor moved to another visit, of a visit or of one finding."""
    return [
        action.description
        for action in actions_of(session, visit)
        if action.state not in action_rules.SETTLED
        and action.moved_to_id is None
        and (finding is None or finding.hex() in action.finding_ids)
    ]


def finding_facts(session: Session, finding: Finding, visit: Visit, actor: bytes) -> Gathered:
    """What every step of a finding looks at."""
    return {
        "team": _hexes(team_of(session, visit.id)),
        "leader": visit.leader_id.hex(),
        "concerned": actor in concerned_by(session, visit.id),
        "criterion": finding.criterion,
        "answer": finding.answer,
        "answered_by": step_actor(session, "findings", finding.id, "answered"),
        "reviewer": finding.reviewed_by.hex() if finding.reviewed_by else None,
        "open_actions": open_actions(session, visit.id, finding.id),
    }


def action_facts(session: Session, action: CorrectiveAction, actor: bytes, today: date) -> Gathered:
    """What every step of an action looks at."""
    return {
        "concerned": actor in concerned_by(session, action.visit_id),
        "owner": action.owner_id.hex() if action.owner_id else None,
        "owner_post": action.owner_post,
        "due_on": action.due_on.isoformat() if action.due_on else None,
        "proposer": action.created_by.hex(),
        "consent_by": action.consent_by.hex() if action.consent_by else None,
        "consent_on_behalf_of": action.consent_on_behalf_of,
        "claimed_by": step_actor(session, "corrective_actions", action.id, "done_claimed"),
        "evidence": _count_attachments(session, "corrective_actions", action.id),
        "effect_due_on": action.effect_due_on.isoformat() if action.effect_due_on else None,
        "today": today.isoformat(),
        "recurrences": _recurrences(session, action),
    }


def step_actor(session: Session, kind: str, record: bytes, state: str) -> str | None:
    """Who last brought a record into a state."""
    step = _last_step(session, kind, record, state)
    return None if step is None else step.actor.hex()


def _last_step(session: Session, kind: str, record: bytes, state: str) -> Transition | None:
    query = (
        select(Transition)
        .where(
            Transition.record_kind == kind,
            Transition.record_id == record,
            Transition.to_state == state,
        )
        .order_by(Transition.stamps.desc())
        .limit(1)
    )
    return session.execute(query).scalar_one_or_none()


def _hexes(keys: set[bytes]) -> list[str]:
    return sorted(key.hex() for key in keys)


def _checklist(session: Session, visit: Visit, findings: list[Finding]) -> list[Gathered]:
    template = template_of(session, visit.template_code, visit.template_version)
    if template is None:
        return [{"code": "template_missing"}]
    query = select(ChecklistAnswer.item, ChecklistAnswer.value, ChecklistAnswer.note).where(
        ChecklistAnswer.visit_id == visit.id, ChecklistAnswer.deleted_at.is_(None)
    )
    answers = {row.item: row for row in session.execute(query)}
    by_item = {finding.item: finding for finding in reversed(findings) if finding.item}
    missing = checklists.missing(
        template,
        {item: row.value for item, row in answers.items() if row.value},
        _views(session, visit.id, findings),
        by_item.keys(),
        {item: row.note for item, row in answers.items() if row.note},
    )
    return [_gap(template, one, by_item.get(one.question.code)) for one in missing]


def _gap(
    template: checklists.Template, one: checklists.Missing, finding: Finding | None
) -> Gathered:
    gap: Gathered = {
        "code": f"{one.what}_missing",
        "item": one.question.code,
        "question": template.places[one.question.code][1],
    }
    if one.view is not None:
        gap |= {"view": one.view.code, "view_name": str(one.view.name)}
    if finding is not None:
        gap |= {"finding_id": finding.id.hex(), "finding": finding.number}
    return gap


def _views(session: Session, visit: bytes, findings: list[Finding]) -> dict[str, set[str]]:
    items = {finding.id: finding.item for finding in findings if finding.item}
    found: dict[str, set[str]] = {}
    for row in attachments_of(session, "visits", [visit]).get(visit, ()):
        if row.item:
            found.setdefault(row.item, set()).add(row.view)
    for finding, rows in attachments_of(session, "findings", items).items():
        item = items[finding]
        if item:
            found.setdefault(item, set()).update(row.view for row in rows)
    return found


def _evidence(session: Session, visit: bytes, findings: list[Finding]) -> dict[bytes, int]:
    own = attachments_of(session, "findings", [finding.id for finding in findings])
    on_items = [row.item for row in attachments_of(session, "visits", [visit]).get(visit, ())]
    return {
        finding.id: len(own.get(finding.id, ()))
        + (on_items.count(finding.item) if finding.item else 0)
        for finding in findings
    }


def _signatures(session: Session, visit: bytes) -> dict[str, str]:
    query = select(HandOverSignature.side, HandOverSignature.way).where(
        HandOverSignature.visit_id == visit, HandOverSignature.deleted_at.is_(None)
    )
    return {row.side: row.way for row in session.execute(query)}


def _count_attachments(session: Session, kind: str, record: bytes) -> int:
    query = select(func.count()).where(
        Attachment.record_kind == kind,
        Attachment.record_id == record,
        Attachment.deleted_at.is_(None),
    )
    return session.execute(query).scalar_one()


def _recurrences(session: Session, action: CorrectiveAction) -> int:
    """Findings of the same indicator in the same unit on visits since the action was verified."""
    verified = _last_step(session, "corrective_actions", action.id, "verified")
    if verified is None:
        return 0
    own = session.get_one(Visit, action.visit_id)
    keys = [bytes.fromhex(one) for one in action.finding_ids]
    indicators = select(Finding.indicator).where(Finding.id.in_(keys))
    query = (
        select(func.count())
        .select_from(Finding)
        .join(Visit, Visit.id == Finding.visit_id)
        .where(
            Visit.unit_id == own.unit_id,
            Visit.id != own.id,
            Visit.day >= iran_day(verified.at),
            Finding.indicator.in_(indicators),
            Finding.type == "nonconformity",
            Finding.state != WITHDRAWN,
            Finding.deleted_at.is_(None),
        )
    )
    return session.execute(query).scalar_one()
