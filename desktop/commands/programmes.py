"""Year plans of the nine programmes: made in one step, filled, handed in, approved."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop.commands.base import Desk
from desktop.commands.records import get, require, required, tidy
from desktop.errors import Refused
from desktop.models import guards
from desktop.models.amounts import parse_rials
from desktop.models.calendar import FIRST_YEAR, LAST_YEAR
from desktop.models.directory import Agency, Province
from desktop.models.programmes import rules
from desktop.models.programmes.catalogue import Action, catalogue
from desktop.models.programmes.facts import items_of, plan_facts
from desktop.models.programmes.frequency import year_span
from desktop.models.programmes.records import (
    Instructor,
    PlanItem,
    ProgrammeVariant,
    YearPlan,
    item_id,
    plan_id,
    variant_id,
)
from desktop.models.transitions import move

PERIODS = ("year", "quarter", "month")
APPROVERS = ("seminary", "university")
CARRIED = ("owner", "target", "target_per", "managers", "cost", "fund_source", "applicable")
"""What the plan of last year hands on; its due days move to the new year."""
MOST_TARGET = 366


@dataclass(frozen=True, slots=True)
class MakeYearPlan:
    """The plan of a year with all actions in one step; ``copy_last`` takes last year's with it."""

    agency: str
    year: int
    province: str | None = None
    copy_last: bool = False
    sample: bool = False

    def __call__(self, session: Session, desk: Desk) -> None:
        require(guards.for_roles(desk.role, "draft", rules.OWNER))
        if not FIRST_YEAR <= self.year <= LAST_YEAR:
            raise Refused("year_unknown", field="year")
        agency = _agency(session, self.agency)
        if self.province is not None:
            _province(session, self.province)
        key = plan_id(self.agency, self.province, self.year)
        if session.get(YearPlan, key) is not None:
            raise Refused("plan_exists", field="year", year=self.year)
        last = plan_id(self.agency, self.province, self.year - 1) if self.copy_last else None
        if last is not None:
            found = session.get(YearPlan, last)
            if found is None or found.deleted_at is not None:
                raise Refused("plan_of_last_year_missing", field="copy_last", year=self.year - 1)
        session.add(
            YearPlan(
                id=key,
                agency=self.agency,
                agency_name=agency.name_fa,
                province=self.province,
                year=self.year,
                author_id=desk.person,
                copied_from=last,
                sample=self.sample,
            )
        )
        before = {} if last is None else {one.code: one for one in items_of(session, last)}
        variants = _variants(session, self.province)
        for action in catalogue(session).actions.values():
            session.add(self._item(key, action, before.get(action.code), variants))

    def _item(
        self,
        plan: bytes,
        action: Action,
        before: PlanItem | None,
        variants: dict[str, ProgrammeVariant],
    ) -> PlanItem:
        item = PlanItem(
            id=item_id(plan, action.code),
            plan_id=plan,
            agency=self.agency,
            province=self.province,
            code=action.code,
            position=action.position,
            owner=action.owner.fa,
            due_days=[],
            managers=[],
        )
        if before is not None:
            for name in CARRIED:
                setattr(item, name, getattr(before, name))
            item.reason = before.reason
        variant = variants.get(action.code)
        if variant is not None:
            item.local_title = variant.title
            item.coordination_number = variant.letter_number
            item.coordination_date = variant.letter_date
        return item


@dataclass(frozen=True, slots=True)
class EditPlanItem:
    """Owner, target, due days, cost and fund of an action; or that it does not apply, and why.

    ``cost`` is what was typed, in rials. A code that repeats another one is filled there.
    """

    item: bytes
    owner: str | None = None
    target: int | None = None
    target_per: str | None = None
    due_days: tuple[date, ...] = ()
    managers: tuple[str, ...] = ()
    cost: str | None = None
    fund_source: str | None = None
    applicable: bool = True
    reason: str | None = None

    def __call__(self, session: Session, desk: Desk) -> None:
        require(guards.for_roles(desk.role, "draft", rules.OWNER))
        item = get(session, PlanItem, self.item)
        plan = get(session, YearPlan, item.plan_id)
        if plan.state not in rules.EDITABLE:
            raise Refused("plan_not_editable")
        known = catalogue(session)
        action = known.actions.get(item.code)
        if action is not None and action.alias_of is not None:
            raise Refused("item_is_alias", action=item.code, of=action.alias_of)
        if not self.applicable:
            item.applicable, item.reason = False, required(self.reason, "reason_missing", "reason")
            return
        item.applicable, item.reason = True, None
        item.owner = required(self.owner, "owner_missing", "owner")
        item.target, item.target_per = self._target(action)
        item.due_days = self._days(plan.year)
        item.managers = list(dict.fromkeys(filter(None, map(tidy, self.managers))))
        item.cost = rials(self.cost)
        item.fund_source = tidy(self.fund_source)

    def _target(self, action: Action | None) -> tuple[int | None, str | None]:
        if self.target_per not in (None, *PERIODS):
            raise Refused("period_unknown", field="target_per")
        if self.target is None:
            return None, None
        if not 1 <= self.target <= MOST_TARGET:
            raise Refused("target_impossible", field="target", most=MOST_TARGET)
        least = None if action is None or action.kind != "count" else action.least
        if least is not None and self.target < least:
            raise Refused("target_below_source", field="target", least=least)
        return self.target, self.target_per

    def _days(self, year: int) -> list[str]:
        first, last = year_span(year)
        for day in self.due_days:
            if not first <= day <= last:
                raise Refused("day_outside_year", field="due_days", day=day, year=year)
        return [day.isoformat() for day in sorted(set(self.due_days))]


@dataclass(frozen=True, slots=True)
class SubmitYearPlan:
    """Hand the plan in to the secretary."""

    plan: bytes

    def __call__(self, session: Session, desk: Desk) -> None:
        plan = get(session, YearPlan, self.plan)
        move(session, plan, "submitted", plan_facts(session, plan, desk.today))


@dataclass(frozen=True, slots=True)
class ApproveYearPlan:
    """The secretary approves what somebody else wrote."""

    plan: bytes

    def __call__(self, session: Session, desk: Desk) -> None:
        plan = get(session, YearPlan, self.plan)
        move(session, plan, "approved", plan_facts(session, plan, desk.today))


@dataclass(frozen=True, slots=True)
class ReturnYearPlan:
    """Send it back, with a reason; an approved plan is opened again the same way."""

    plan: bytes
    reason: str

    def __call__(self, session: Session, desk: Desk) -> None:
        plan = get(session, YearPlan, self.plan)
        facts = plan_facts(session, plan, desk.today)
        move(session, plan, "returned", facts, reason=tidy(self.reason))


@dataclass(frozen=True, slots=True)
class CloseYearPlan:
    """The year is over and nothing more is entered."""

    plan: bytes

    def __call__(self, session: Session, desk: Desk) -> None:
        plan = get(session, YearPlan, self.plan)
        move(session, plan, "closed", plan_facts(session, plan, desk.today))


@dataclass(frozen=True, slots=True)
class LocaliseAction:
    """How a province words an action, by a coordination letter; its code stays (G9)."""

    province: str
    code: str
    title: str
    letter_number: str
    letter_date: date

    def __call__(self, session: Session, desk: Desk) -> None:
        require(guards.for_roles(desk.role, "localised", rules.CENTRAL))
        _province(session, self.province)
        if self.code not in catalogue(session).actions:
            raise Refused("action_unknown", field="code")
        key = variant_id(self.province, self.code)
        variant = session.get(ProgrammeVariant, key)
        if variant is None:
            variant = ProgrammeVariant(id=key, province=self.province, code=self.code)
        variant.title = required(self.title, "title_missing", "title")
        variant.letter_number = required(
            self.letter_number, "coordination_missing", "letter_number"
        )
        if self.letter_date > desk.today:
            raise Refused("day_in_future", field="letter_date")
        variant.letter_date, variant.deleted_at = self.letter_date, None
        session.add(variant)


@dataclass(frozen=True, slots=True)
class ApproveInstructor:
    """Put a teacher on the agency's list, with who approved and by which letter (G6)."""

    agency: str
    name: str
    approved_by: str
    approval_reference: str
    province: str | None = None
    id: bytes | None = None

    def __call__(self, session: Session, desk: Desk) -> None:
        require(guards.for_roles(desk.role, "approved", rules.OWNER, rules.SECRETARY))
        if self.approved_by not in APPROVERS:
            raise Refused("approver_unknown", field="approved_by")
        session.add(
            Instructor(
                id=self.id or desk.new_id(),
                agency=_agency(session, self.agency).code,
                province=self.province,
                name=required(self.name, "name_missing", "name"),
                approved_by=self.approved_by,
                approval_reference=required(
                    self.approval_reference, "approval_reference_missing", "approval_reference"
                ),
            )
        )


def rials(typed: str | None) -> int | None:
    """A cost as it was typed, in rials; None where nothing was."""
    if not typed or not tidy(typed):
        return None
    try:
        return parse_rials(typed)
    except Refused as refused:
        raise Refused(refused.code, **{**refused.arguments, "field": "cost"}) from None


def _agency(session: Session, code: str) -> Agency:
    query = select(Agency).where(Agency.code == code, Agency.deleted_at.is_(None)).limit(1)
    found = session.execute(query).scalar_one_or_none()
    if found is None:
        raise Refused("agency_unknown", field="agency")
    return found


def _province(session: Session, code: str) -> None:
    query = select(Province.id).where(Province.code == code, Province.deleted_at.is_(None))
    if session.execute(query.limit(1)).scalar_one_or_none() is None:
        raise Refused("province_unknown", field="province")


def _variants(session: Session, province: str | None) -> dict[str, ProgrammeVariant]:
    if province is None:
        return {}
    query = select(ProgrammeVariant).where(
        ProgrammeVariant.province == province, ProgrammeVariant.deleted_at.is_(None)
    )
    found: Iterable[ProgrammeVariant] = session.execute(query).scalars()
    return {one.code: one for one in found}
