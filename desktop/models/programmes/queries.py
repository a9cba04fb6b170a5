"""Reading plans: the list, one plan whole, and what is due for whom."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from desktop.models.directory import Province
from desktop.models.history import StepRow, steps_of
from desktop.models.paging import beyond, paged, words_in
from desktop.models.programmes.assess import Assessed, PlanStanding, assess
from desktop.models.programmes.catalogue import Catalogue, catalogue
from desktop.models.programmes.facts import incomplete, items_of
from desktop.models.programmes.frequency import quarter_span
from desktop.models.programmes.records import (
    ActionOccurrence,
    PlanItem,
    QuarterReport,
    YearPlan,
    report_id,
)
from desktop.models.programmes.rows import (
    ItemRow,
    Key,
    PlanDetail,
    PlanRow,
    PlansPage,
    ProgrammeBlock,
    ReportRow,
    TwinRow,
)
from desktop.models.programmes.rules import EDITABLE, OWNER, PLANS, SECRETARY
from desktop.models.programmes.standing import Share
from desktop.models.reader import Reader

PLACE: Final = "programmes"


@dataclass(frozen=True, slots=True)
class PlanFilter:
    """What the list shows."""

    year: int | None = None
    state: str = ""
    text: str = ""


def plans_page(
    session: Session, wanted: PlanFilter, today: date, after: Key | None = None, size: int = 100
) -> PlansPage:
    """The next plans, the latest year first, agencies by name."""
    order = (YearPlan.year, YearPlan.agency_name, YearPlan.id)
    query = (
        select(YearPlan)
        .where(*_conditions(wanted))
        .order_by(*(column.desc() for column in order))
        .limit(size + 1)
    )
    if after is not None:
        query = query.where(beyond(order, after, descending=True))
    plans = list(session.execute(query).scalars())
    stood = assess(session, [one.id for one in plans], today, catalogue(session))
    names = _provinces(session)
    rows = [_row(one, stood[one.id], names) for one in plans]
    return paged(rows, size, lambda row: (row.year, row.agency_name, row.id))


def plans_count(session: Session, wanted: PlanFilter) -> int:
    """How many the filter lets through."""
    return session.execute(select(func.count()).where(*_conditions(wanted))).scalar_one()


def years(session: Session) -> list[int]:
    """The years that there are plans of, the latest first."""
    query = select(YearPlan.year).where(YearPlan.deleted_at.is_(None)).distinct()
    return sorted(session.execute(query).scalars(), reverse=True)


def _conditions(wanted: PlanFilter) -> list[ColumnElement[bool]]:
    found = [YearPlan.deleted_at.is_(None), *words_in(wanted.text, YearPlan.folded)]
    if wanted.year is not None:
        found.append(YearPlan.year == wanted.year)
    if wanted.state:
        found.append(YearPlan.state == wanted.state)
    return found


def _row(plan: YearPlan, stood: PlanStanding, names: Mapping[str, str]) -> PlanRow:
    return PlanRow(
        plan.id,
        plan.agency,
        plan.agency_name,
        plan.province,
        names.get(plan.province or ""),
        plan.year,
        stood.total,
        plan.sample,
        plan.state,
    )


def plan_row(session: Session, plan: YearPlan, stood: PlanStanding) -> PlanRow:
    """One plan as the list shows it."""
    return _row(plan, stood, _provinces(session))


def _provinces(session: Session) -> dict[str, str]:
    query = select(Province.code, Province.name_fa).where(Province.deleted_at.is_(None))
    return {row.code: row.name_fa for row in session.execute(query)}


def province_shares(session: Session, year: int, today: date) -> dict[str | None, Share]:
    """The share of all plans of a year by province."""
    query = select(YearPlan.id, YearPlan.province).where(
        YearPlan.year == year, YearPlan.deleted_at.is_(None)
    )
    plans = {row.id: row.province for row in session.execute(query)}
    found: dict[str | None, Share] = {}
    for key, stood in assess(session, list(plans), today, catalogue(session)).items():
        place = plans[key]
        found[place] = found.get(place, Share()) + stood.total
    return found


def plan_detail(session: Session, key: bytes, *, reader: Reader, today: date) -> PlanDetail | None:
    """A plan with everything that its page shows."""
    plan = session.get(YearPlan, key)
    if plan is None or plan.deleted_at is not None:
        return None
    known = catalogue(session)
    stood = assess(session, [key], today, known)[key]
    items = {
        one.code: item_row(one, stood.items[one.code], known) for one in _known(session, key, stood)
    }
    waiting = session.execute(
        select(func.count()).where(
            ActionOccurrence.plan_id == key,
            ActionOccurrence.state == "evidence_added",
            ActionOccurrence.merged_into.is_(None),
            ActionOccurrence.deleted_at.is_(None),
        )
    ).scalar_one()
    return PlanDetail(
        row=_row(plan, stood, _provinces(session)),
        blocks=tuple(
            ProgrammeBlock(
                one.code,
                str(one.title),
                stood.of_programme(one.code),
                tuple(
                    row for row in items.values() if known.actions[row.code].programme == one.code
                ),
            )
            for one in known.programmes
        ),
        twins=_twins(session, stood),
        waiting=waiting,
        reports=reports_of(session, plan, known, today),
        copied_from=plan.copied_from,
        steps=steps_of(session, "year_plans", key),
        may=tuple(_may(session, plan, reader, today)),
    )


def _known(session: Session, plan: bytes, stood: PlanStanding) -> list[PlanItem]:
    return [one for one in items_of(session, plan) if one.code in stood.items]


def item_row(item: PlanItem, stood: Assessed, known: Catalogue) -> ItemRow:
    """One item with how it stands."""
    action = stood.action
    return ItemRow(
        id=item.id,
        plan_id=item.plan_id,
        code=item.code,
        title=item.local_title or str(action.title),
        alias_of=action.alias_of,
        owner=item.owner,
        target=item.target,
        target_per=item.target_per,
        due_days=tuple(date.fromisoformat(one) for one in item.due_days or ()),
        managers=tuple(item.managers or ()),
        cost=item.cost,
        fund_source=item.fund_source,
        applicable=item.applicable,
        reason=item.reason,
        local_title=item.local_title,
        coordination_number=item.coordination_number,
        coordination_date=item.coordination_date,
        kind=stood.rule.kind,
        least=stood.rule.least,
        per=stood.rule.per,
        evidence=str(action.evidence),
        measure=str(action.measure),
        standing=stood.standing,
        slots=stood.slots,
    )


def _twins(session: Session, stood: PlanStanding) -> tuple[TwinRow, ...]:
    found = []
    for other, keep in stood.twins.items():
        event = session.get_one(ActionOccurrence, other)
        found.append(TwinRow(keep, other, event.code, event.title, event.day))
    return tuple(sorted(found, key=lambda one: (one.day, one.other)))


def reports_of(
    session: Session, plan: YearPlan, known: Catalogue, today: date
) -> tuple[ReportRow, ...]:
    """The quarters that are over, each with its report or none yet."""
    found = []
    for quarter in range(1, 5):
        last = quarter_span(plan.year, quarter)[1]
        if last >= today:
            continue
        due = last + timedelta(days=known.quarter_due_days)
        report = session.get(QuarterReport, report_id(plan.id, quarter))
        found.append(report_row(plan.id, plan.agency_name, plan.year, quarter, due, report))
    return tuple(found)


def report_row(
    plan: bytes,
    agency_name: str,
    year: int,
    quarter: int,
    due: date,
    report: QuarterReport | None,
    steps: tuple[StepRow, ...] = (),
) -> ReportRow:
    """A quarter with its report, or none yet."""
    head = (report_id(plan, quarter), plan, year, quarter, due)
    if report is None:
        return ReportRow(*head, None, None, None, None, None, agency_name, "open")
    return ReportRow(
        *head,
        report.pdf_sha256,
        report.xlsx_sha256,
        report.manifest_sha256,
        report.letter_number,
        report.letter_date,
        report.agency_name,
        report.state,
        steps,
    )


def _may(session: Session, plan: YearPlan, reader: Reader, today: date) -> list[str]:
    onward = PLANS.onward(plan.state, reader.role)
    found = []
    if plan.state in EDITABLE and reader.role == OWNER:
        found.append("EditPlanItem")
    if "submitted" in onward and not incomplete(session, plan.id):
        found.append("SubmitYearPlan")
    if "approved" in onward and plan.author_id != reader.person:
        found.append("ApproveYearPlan")
    if "returned" in onward:
        found.append("ReturnYearPlan")
    if "closed" in onward and today > quarter_span(plan.year, 4)[1]:
        found.append("CloseYearPlan")
    if reader.role in (OWNER, SECRETARY):
        found.append("ApproveInstructor")
    if plan.state == "approved" and reader.role == OWNER:
        found.append("RecordOccurrence")
    return found
