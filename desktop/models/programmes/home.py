"""What the programmes bring to the home page: what is due for me, what waits for my word."""

from __future__ import annotations

from datetime import date
from typing import Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from desktop.models.programmes.assess import Assessed, assess
from desktop.models.programmes.catalogue import catalogue
from desktop.models.programmes.records import ActionOccurrence, QuarterReport, YearPlan
from desktop.models.programmes.rules import CENTRAL, OWNER, SECRETARY
from desktop.models.programmes.words import due_words
from desktop.models.reader import Reader
from desktop.models.waiting import HomePage, HomeRow, by_deadline

PLACE: Final = "programmes"


def home(session: Session, *, reader: Reader, today: date) -> HomePage:
    """The owner's due actions, the secretary's decisions, the packs of the central secretariat."""
    rows: list[HomeRow] = []
    if reader.role == OWNER:
        rows = _due(session, today) + _returned(session)
    elif reader.role == SECRETARY:
        rows = _to_decide(session)
    elif reader.role == CENTRAL:
        rows = _packs(session, ("sent", "received"), "pack_judge")
    return by_deadline(rows, (), today=today)


def _due(session: Session, today: date) -> list[HomeRow]:
    """One line for each action with something missing, or due next."""
    query = select(YearPlan).where(YearPlan.state == "approved", YearPlan.deleted_at.is_(None))
    plans = {one.id: one for one in session.execute(query).scalars()}
    found = []
    for key, stood in assess(session, list(plans), today, catalogue(session)).items():
        for one in stood.items.values():
            row = _line(plans[key], one, today)
            if row is not None:
                found.append(row)
    return found


def _line(plan: YearPlan, one: Assessed, today: date) -> HomeRow | None:
    if not one.counted or one.standing.state in ("not_applicable", "done"):
        return None
    missing = [slot for slot in one.slots if slot.state == "missing"]
    slot = next(iter(missing), None) or next(
        (slot for slot in one.slots if slot.state == "planned" and slot.due.first <= today), None
    )
    if slot is None:
        return None
    return HomeRow(
        PLACE,
        one.item,
        "programme_due",
        f"{one.code} · {one.action.title}",
        f"{plan.agency_name} · {due_words(slot.due)}",
        "late" if missing else "in_progress",
        slot.due.last,
        bool(missing),
        plan.updated_at,
    )


def _returned(session: Session) -> list[HomeRow]:
    query = select(YearPlan).where(YearPlan.state == "returned", YearPlan.deleted_at.is_(None))
    plans = [_plan(one, "plan_mend") for one in session.execute(query).scalars()]
    return plans + _packs(session, ("sent_back",), "pack_mend")


def _to_decide(session: Session) -> list[HomeRow]:
    query = select(YearPlan).where(YearPlan.state == "submitted", YearPlan.deleted_at.is_(None))
    rows = [_plan(one, "plan_approve") for one in session.execute(query).scalars()]
    waiting = (
        select(YearPlan, func.count().label("n"))
        .join(ActionOccurrence, ActionOccurrence.plan_id == YearPlan.id)
        .where(
            ActionOccurrence.state == "evidence_added",
            ActionOccurrence.merged_into.is_(None),
            ActionOccurrence.deleted_at.is_(None),
            YearPlan.deleted_at.is_(None),
        )
        .group_by(YearPlan.id)
    )
    rows += [_plan(plan, "evidence_accept", count) for plan, count in session.execute(waiting)]
    return rows + _packs(session, ("drafted", "signed"), "pack_sign")


def _plan(plan: YearPlan, task: str, count: int | None = None) -> HomeRow:
    detail = str(plan.year) if count is None else f"{plan.year} · {count}"
    return HomeRow(
        PLACE, plan.id, task, plan.agency_name, detail, plan.state, None, False, plan.updated_at
    )


def _packs(session: Session, states: tuple[str, ...], task: str) -> list[HomeRow]:
    query = select(QuarterReport).where(
        QuarterReport.state.in_(states), QuarterReport.deleted_at.is_(None)
    )
    return [
        HomeRow(
            PLACE,
            one.id,
            task,
            one.agency_name,
            f"{one.year} · {one.quarter}",
            one.state,
            None,
            False,
            one.updated_at,
        )
        for one in session.execute(query).scalars()
    ]
