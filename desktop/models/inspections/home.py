"""What inspections bring to the home page, and what to know before leaving for the week."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta

from sqlalchemy import exists, func, select
from sqlalchemy.orm import Session

from desktop.models import guards
from desktop.models.calendar import IRAN, iran_day
from desktop.models.directory_queries import family, unit_card
from desktop.models.inspections import abilities, action_rules, facts
from desktop.models.inspections.action_queries import (
    ActionFilter,
    actions_page,
    open_actions_of_units,
)
from desktop.models.inspections.lists import rows_of
from desktop.models.inspections.records import Finding, Visit, VisitMember, VisitPlan
from desktop.models.inspections.rows import ActionRow, EarlierFinding, MemberRow, WeekVisit
from desktop.models.inspections.scopes import visits_of
from desktop.models.reader import Reader
from desktop.models.transitions import Transition
from desktop.models.waiting import HomePage, HomeRow, by_deadline

PLACE = "inspections"
ACTION_PLACE = "corrective_actions"
_MANY = 200
_EARLIER = 20
_WEEK = timedelta(days=7)

_TASKS = {
    "StartVisit": "start",
    "EndOnSite": "continue",
    "HandIn": "hand_in",
    "Approve": "review",
    "SendToAgency": "send",
    "CloseVisit": "close",
}
"""The command that a state waits for, and what it is called on the home page."""
_ACTION_TASKS = {
    "VerifyAction": "verify",
    "AgreeAction": "agree",
    "JudgeEffect": "judge",
}
_WAITING_STATES = (
    "ordered",
    "in_progress",
    "report_draft",
    "under_review",
    "approved",
    "sent_to_agency",
)


def home(
    session: Session, *, reader: Reader, today: date, seen_until: datetime | None = None
) -> HomePage:
    """What waits for the reader; ``new`` is what others did to his visits after ``seen_until``."""
    tasks = [
        *_visit_tasks(session, reader, today),
        *_action_tasks(session, reader, today),
        *_finding_tasks(session, reader),
    ]
    new = [] if seen_until is None else _new(session, reader, seen_until)
    return by_deadline(tasks, new, today=today)


def week_ahead(session: Session, *, person: bytes, today: date) -> tuple[WeekVisit, ...]:
    """The visits of the next seven days that a person goes on, with what is known of each unit."""
    until = datetime.combine(today + _WEEK, datetime.min.time(), IRAN)
    planned = func.coalesce(VisitPlan.planned_at, Visit.planned_at)
    query = (
        select(Visit, VisitPlan)
        .join(VisitPlan, VisitPlan.visit_id == Visit.id, isouter=True)
        .where(
            Visit.state.in_(("ordered", "in_progress")),
            Visit.deleted_at.is_(None),
            planned < until,
            Visit.id.in_(visits_of(person, team_only=True)),
        )
        .order_by(planned, Visit.id)
    )
    reader = Reader(person, guards.INSPECTOR)
    return tuple(
        _week_visit(session, visit, plan, reader, today) for visit, plan in session.execute(query)
    )


def before_leaving(
    session: Session, visit: bytes, *, reader: Reader, today: date
) -> WeekVisit | None:
    """One visit with what is known of its unit; None where it is not here."""
    query = (
        select(Visit, VisitPlan)
        .join(VisitPlan, VisitPlan.visit_id == Visit.id, isouter=True)
        .where(Visit.id == visit, Visit.deleted_at.is_(None))
    )
    found = session.execute(query).one_or_none()
    return _week_visit(session, found[0], found[1], reader, today) if found is not None else None


def members_of(session: Session, visit: bytes) -> tuple[MemberRow, ...]:
    """The team, its leader first, and last the head who ordered."""
    leads = VisitMember.person_id == Visit.leader_id
    query = (
        select(VisitMember.person_id, VisitMember.name, leads, VisitMember.duty)
        .join(Visit, Visit.id == VisitMember.visit_id)
        .where(VisitMember.visit_id == visit, VisitMember.deleted_at.is_(None))
        .order_by(leads.desc(), VisitMember.duty.desc(), VisitMember.name)
    )
    return tuple(MemberRow(*row) for row in session.execute(query))


def earlier_findings(
    session: Session, unit: bytes, *, before: bytes | None = None
) -> tuple[EarlierFinding, ...]:
    """The latest findings in a unit under all its ids, but for those of one visit."""
    query = (
        select(
            Finding.id,
            Visit.id,
            Visit.code,
            Visit.day,
            Finding.number,
            Finding.indicator,
            Finding.severity,
            Finding.description,
            Finding.state,
        )
        .join(Visit, Visit.id == Finding.visit_id)
        .where(
            Visit.unit_id.in_(family(session, "units", unit)),
            Finding.deleted_at.is_(None),
            Finding.state != facts.WITHDRAWN,
        )
        .order_by(Visit.day.desc(), Finding.number)
        .limit(_EARLIER)
    )
    if before is not None:
        query = query.where(Visit.id != before)
    return tuple(EarlierFinding(*row) for row in session.execute(query))


def _visit_tasks(session: Session, reader: Reader, today: date) -> Iterator[HomeRow]:
    query = (
        select(Visit, VisitPlan)
        .join(VisitPlan, VisitPlan.visit_id == Visit.id, isouter=True)
        .where(Visit.state.in_(_WAITING_STATES), Visit.deleted_at.is_(None))
    )
    if reader.role == guards.INSPECTOR:
        query = query.where(Visit.id.in_(visits_of(reader.person)))
    for visit, plan in session.execute(query.limit(_MANY)):
        may = abilities.of_visit(
            reader,
            visit.state,
            leader=visit.leader_id,
            team=facts.team_of(session, visit.id),
            hidden=visit.hidden,
        )
        task = next((_TASKS[name] for name in may if name in _TASKS), None)
        if task is None or (task == "close" and facts.open_actions(session, visit.id)):
            continue
        if task == "hand_in" and visit.returned_reason:
            task = "mend"
        planned = plan.planned_at if visit.hidden and plan is not None else visit.planned_at
        due = {
            "start": iran_day(planned) if planned else None,
            "mend": visit.return_due,
        }.get(task)
        unit = plan.unit_name if visit.hidden and plan is not None else visit.unit_name
        yield HomeRow(
            PLACE,
            visit.id,
            task,
            unit or visit.code,
            visit.returned_reason or visit.code,
            visit.state,
            due,
            due is not None and due < today,
            visit.updated_at,
        )


def _action_tasks(session: Session, reader: Reader, today: date) -> Iterator[HomeRow]:
    wanted = ActionFilter(
        states=("proposed", "agreed", "in_progress", "reopened", "done_claimed", "verified")
    )
    if reader.role not in guards.FIELD:
        return
    if reader.role == guards.INSPECTOR:
        wanted = replace(wanted, mine=reader.person)
    page = actions_page(session, wanted, size=_MANY, reader=reader, today=today)
    others = ActionFilter(states=("done_claimed",))
    more = actions_page(session, others, size=_MANY, reader=reader, today=today)
    rows = {row.id: row for row in (*page.rows, *more.rows)}
    for row in rows.values():
        task = _action_task(row, today)
        if task is None:
            continue
        due = {"judge": row.effect_due_on, "follow": row.due_on}.get(task)
        yield HomeRow(
            ACTION_PLACE,
            row.id,
            task,
            row.description,
            row.unit or row.visit_code,
            row.state,
            due,
            due is not None and due < today,
            row.since,
        )


def _action_task(row: ActionRow, today: date) -> str | None:
    for name in row.may:
        task = _ACTION_TASKS.get(name)
        if task == "judge" and (row.effect_due_on is None or row.effect_due_on > today):
            continue
        if task is not None:
            return task
    return "follow" if row.state in action_rules.UNDONE and row.due_on is not None else None


def _finding_tasks(session: Session, reader: Reader) -> Iterator[HomeRow]:
    if reader.role not in guards.FIELD:
        return
    query = (
        select(Finding, Visit)
        .join(Visit, Visit.id == Finding.visit_id)
        .where(Finding.state == "answered", Finding.deleted_at.is_(None))
        .limit(_MANY)
    )
    for finding, visit in session.execute(query):
        may = abilities.of_finding(
            reader,
            finding.state,
            visit_state=visit.state,
            answer=finding.answer,
            reviewed=finding.reviewed_by is not None,
            team=facts.team_of(session, visit.id),
        )
        if "DecideFinding" in may:
            task = "decide"
        elif "ReviewFinding" in may and finding.reviewed_by is None:
            task = "second_review"
        else:
            continue
        yield HomeRow(
            PLACE,
            visit.id,
            task,
            finding.description,
            visit.unit_name or visit.code,
            finding.state,
            None,
            False,
            finding.updated_at,
        )


def _new(session: Session, reader: Reader, seen_until: datetime) -> list[HomeRow]:
    later = Transition.__table__.alias("later")
    query = (
        select(Visit, Transition.to_state, Transition.at)
        .join(
            Transition,
            (Transition.record_kind == "visits") & (Transition.record_id == Visit.id),
        )
        .where(
            Transition.at > seen_until,
            Transition.actor != reader.person,
            Visit.deleted_at.is_(None),
            Visit.id.in_(visits_of(reader.person)),
            ~exists().where(later.c.record_id == Visit.id, later.c.stamps > Transition.stamps),
        )
        .limit(_MANY)
    )
    return [
        HomeRow(
            PLACE,
            visit.id,
            "new",
            visit.unit_name or visit.code,
            visit.code,
            state,
            None,
            False,
            at,
        )
        for visit, state, at in session.execute(query)
    ]


def _week_visit(
    session: Session, visit: Visit, plan: VisitPlan | None, reader: Reader, today: date
) -> WeekVisit:
    hidden = plan is not None and visit.revealed_at is None
    unit = plan.unit_id if plan is not None and hidden else visit.unit_id
    known = family(session, "units", unit) if unit is not None else []
    return WeekVisit(
        rows_of(session, Visit.id == visit.id)[0],
        plan.planned_at if plan is not None and hidden else visit.planned_at,
        unit_card(session, unit) if unit is not None else None,
        members_of(session, visit.id),
        earlier_findings(session, unit, before=visit.id) if unit is not None else (),
        open_actions_of_units(session, known, reader=reader, today=today),
    )
