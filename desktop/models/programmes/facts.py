"""Gathers the facts on which the steps of plans, occurrences and quarter reports are judged."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop.errors import Refused
from desktop.models.programmes.catalogue import catalogue
from desktop.models.programmes.frequency import year_span
from desktop.models.programmes.records import (
    ActionOccurrence,
    PlanItem,
    ProgrammeEvidence,
    QuarterReport,
    YearPlan,
)

Gathered = dict[str, Any]


def items_of(session: Session, plan: bytes) -> list[PlanItem]:
    """The items of a plan in their order."""
    query = (
        select(PlanItem)
        .where(PlanItem.plan_id == plan, PlanItem.deleted_at.is_(None))
        .order_by(PlanItem.position, PlanItem.id)
    )
    return list(session.execute(query).scalars())


def incomplete(session: Session, plan: bytes) -> list[str]:
    """Codes of items that lack an owner, managers of a weekly duty, or the reason of an absence."""
    known = catalogue(session)
    found = []
    for one in items_of(session, plan):
        action = known.actions.get(one.code)
        if action is None or action.alias_of is not None:
            continue
        if not one.applicable:
            lacks = not one.reason
        else:
            lacks = not one.owner or (action.per == "week" and not one.managers)
        if lacks:
            found.append(one.code)
    return found


def plan_facts(session: Session, plan: YearPlan, today: date) -> Gathered:
    """What every step of a plan looks at."""
    return {
        "author": plan.author_id.hex(),
        "incomplete": incomplete(session, plan.id),
        "ended": today > year_span(plan.year)[1],
    }


def evidence_of(session: Session, plan: bytes) -> list[ProgrammeEvidence]:
    """The evidence of a plan, the oldest day first."""
    query = (
        select(ProgrammeEvidence)
        .where(ProgrammeEvidence.plan_id == plan, ProgrammeEvidence.deleted_at.is_(None))
        .order_by(ProgrammeEvidence.dated_on, ProgrammeEvidence.id)
    )
    return list(session.execute(query).scalars())


def occurrence_facts(session: Session, occurrence: ActionOccurrence) -> Gathered:
    """What every step of an occurrence looks at; ``evidence`` is how many pieces, or nothing."""
    mine = occurrence.id.hex()
    count = sum(
        mine in (one.occurrence_ids or ()) for one in evidence_of(session, occurrence.plan_id)
    )
    return {
        "day": occurrence.day.isoformat(),
        "recorder": occurrence.recorder_id.hex(),
        "evidence": count or None,
    }


def report_facts(report: QuarterReport) -> Gathered:
    """What every step of a quarter report looks at; ``missing`` are its obligatory parts."""
    parts = {
        "pdf": report.pdf_sha256,
        "xlsx": report.xlsx_sha256,
        "manifest": report.manifest_sha256,
    }
    return {
        "author": report.author_id.hex(),
        "missing": [name for name, part in parts.items() if part is None],
        "letter_number": report.letter_number,
        "letter_date": None if report.letter_date is None else report.letter_date.isoformat(),
    }


def open_plan(plan: YearPlan) -> YearPlan:
    """A plan that is approved and not closed: what takes place is entered in it."""
    if plan.state != "approved":
        raise Refused("plan_not_approved")
    return plan
