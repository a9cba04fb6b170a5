"""Reading inspections: a function of a session for each page, to frozen rows.

The list of visits is in ``lists``, corrective actions in ``action_queries``, what waits for
somebody in ``home``; this module reads one visit whole and is the door to the others.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop.models.attachments import attachments_of
from desktop.models.directory_queries import UnitCard, unit_card
from desktop.models.history import steps_of
from desktop.models.inspections import abilities, facts, rules
from desktop.models.inspections.action_queries import (
    ActionFilter,
    action_row,
    actions_count,
    actions_of_visit,
    actions_page,
)
from desktop.models.inspections.home import before_leaving, home, members_of, week_ahead
from desktop.models.inspections.lists import (
    VisitFilter,
    rows_of,
    state_counts,
    visits_count,
    visits_page,
)
from desktop.models.inspections.records import (
    ChecklistAnswer,
    Finding,
    FindingPerson,
    HandOverSignature,
    SpecialReport,
    Visit,
    VisitPlan,
)
from desktop.models.inspections.rows import (
    ActionsPage,
    AnswerRow,
    FindingPersonRow,
    FindingRow,
    Gap,
    SignatureRow,
    SpecialReportRow,
    VisitDetail,
)
from desktop.models.reader import Reader
from desktop.models.transitions import Facts

__all__ = [
    "ActionFilter",
    "ActionsPage",
    "Reader",
    "VisitFilter",
    "action_row",
    "actions_count",
    "actions_page",
    "before_leaving",
    "home",
    "members_of",
    "missing_before_end",
    "state_counts",
    "visit_detail",
    "visits_count",
    "visits_page",
    "week_ahead",
]

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_NOBODY = bytes(16)


def visit_detail(
    session: Session, key: bytes, *, reader: Reader, today: date
) -> VisitDetail | None:
    """A visit with everything that its page and its report show."""
    visit = session.get(Visit, key)
    if visit is None or visit.deleted_at is not None:
        return None
    row = rows_of(session, Visit.id == key)[0]
    plan = _plan(session, visit)
    team = facts.team_of(session, key)
    return VisitDetail(
        row=row,
        order_number=visit.order_number,
        order_date=visit.order_date,
        order_issuer=visit.order_issuer,
        covert_reason=visit.covert_reason,
        unit=_unit(session, visit, plan),
        unit_text=row.unit,
        planned_at=plan.planned_at if plan is not None else visit.planned_at,
        started_at=visit.started_at,
        ended_at=visit.ended_at,
        revealed_at=visit.revealed_at,
        remit=visit.remit,
        template=facts.template_of(session, visit.template_code, visit.template_version),
        template_code=visit.template_code,
        template_version=visit.template_version,
        trigger_kind=visit.trigger_kind,
        trigger_id=visit.trigger_id,
        observations=visit.observations,
        unit_explanation=visit.unit_explanation,
        good_practice=visit.good_practice,
        root_cause=visit.root_cause,
        present_name=visit.present_name,
        present_post=visit.present_post,
        return_due=visit.return_due,
        returned_reason=visit.returned_reason,
        letter_id=visit.letter_id,
        members=members_of(session, key),
        answers=_answers(session, key),
        findings=_findings(session, visit, reader, team),
        actions=actions_of_visit(session, key, reader=reader, today=today),
        signatures=_signatures(session, key),
        special_reports=_special_reports(session, key),
        attachments=attachments_of(session, "visits", [key]).get(key, ()),
        steps=steps_of(session, "visits", key),
        may=abilities.of_visit(
            reader,
            visit.state,
            leader=visit.leader_id,
            team=team,
            hidden=visit.hidden,
        ),
    )


def missing_before_end(session: Session, key: bytes) -> tuple[Gap, ...]:
    """What handing in still needs, all at once, with the places to jump to."""
    visit = session.get(Visit, key)
    if visit is None:
        return ()
    gathered: Facts = facts.report_facts(session, visit, _NOBODY, _EPOCH)
    return rules.gaps(gathered)


def _plan(session: Session, visit: Visit) -> VisitPlan | None:
    if not visit.hidden:
        return None
    query = select(VisitPlan).where(VisitPlan.visit_id == visit.id)
    return session.execute(query).scalar_one_or_none()


def _unit(session: Session, visit: Visit, plan: VisitPlan | None) -> UnitCard | None:
    key = plan.unit_id if plan is not None else visit.unit_id
    return unit_card(session, key) if key is not None else None


def _answers(session: Session, visit: bytes) -> tuple[AnswerRow, ...]:
    query = select(
        ChecklistAnswer.id,
        ChecklistAnswer.item,
        ChecklistAnswer.value,
        ChecklistAnswer.note,
        ChecklistAnswer.answered_at,
    ).where(ChecklistAnswer.visit_id == visit, ChecklistAnswer.deleted_at.is_(None))
    return tuple(AnswerRow(*row) for row in session.execute(query.order_by(ChecklistAnswer.item)))


def _signatures(session: Session, visit: bytes) -> tuple[SignatureRow, ...]:
    query = (
        select(*(getattr(HandOverSignature, name) for name in SignatureRow.__slots__))
        .where(HandOverSignature.visit_id == visit, HandOverSignature.deleted_at.is_(None))
        .order_by(HandOverSignature.side)
    )
    return tuple(SignatureRow(*row) for row in session.execute(query))


def _special_reports(session: Session, visit: bytes) -> tuple[SpecialReportRow, ...]:
    query = (
        select(*(getattr(SpecialReport, name) for name in SpecialReportRow.__slots__))
        .where(SpecialReport.visit_id == visit, SpecialReport.deleted_at.is_(None))
        .order_by(SpecialReport.created_at)
    )
    return tuple(SpecialReportRow(*row) for row in session.execute(query))


def _findings(
    session: Session, visit: Visit, reader: Reader, team: set[bytes]
) -> tuple[FindingRow, ...]:
    query = (
        select(Finding)
        .where(Finding.visit_id == visit.id, Finding.deleted_at.is_(None))
        .order_by(Finding.number, Finding.id)
    )
    findings = session.execute(query).scalars().all()
    keys = [finding.id for finding in findings]
    files = attachments_of(session, "findings", keys)
    persons = _persons(session, keys)
    rows = []
    for finding in findings:
        own: dict[str, Any] = {
            "attachments": files.get(finding.id, ()),
            "persons": tuple(row for row in persons if row.finding_id == finding.id),
            "may": abilities.of_finding(
                reader,
                finding.state,
                visit_state=visit.state,
                answer=finding.answer,
                reviewed=finding.reviewed_by is not None,
                team=team,
            ),
        }
        values = {n: getattr(finding, n) for n in FindingRow.__slots__ if n not in own}
        rows.append(FindingRow(**values, **own))
    return tuple(rows)


def _persons(session: Session, findings: Sequence[bytes]) -> tuple[FindingPersonRow, ...]:
    query = (
        select(*(getattr(FindingPerson, name) for name in FindingPersonRow.__slots__))
        .where(FindingPerson.finding_id.in_(findings), FindingPerson.deleted_at.is_(None))
        .order_by(FindingPerson.created_at)
    )
    return tuple(FindingPersonRow(*row) for row in session.execute(query))
