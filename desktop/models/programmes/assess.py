"""Reads plans with all that was held, and says how each item stands on a day."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased

from desktop.models import reference
from desktop.models.calendar import iran_day
from desktop.models.programmes import twins
from desktop.models.programmes.catalogue import Action, Catalogue
from desktop.models.programmes.frequency import (
    Due,
    Happening,
    Rule,
    Slot,
    Wanted,
    expected,
    judge,
    rule_of,
    year_span,
)
from desktop.models.programmes.records import ActionOccurrence, PlanItem, YearPlan
from desktop.models.programmes.rules import HAPPENED
from desktop.models.programmes.standing import Share, Standing, share, standing

_ITEM = ("plan_id", "id", "code", "target", "target_per", "due_days", "managers", "applicable")
_EVENT = (
    *("plan_id", "id", "code", "also", "day", "created_at", "minutes", "manager", "state"),
    *("about_id", "starts_at", "meeting_id", "apart"),
)


@dataclass(frozen=True, slots=True)
class Assessed:
    """One item of a plan with what was due of it; an alias shows what stands for its original."""

    item: bytes
    code: str
    action: Action
    rule: Rule
    slots: tuple[Slot, ...]
    standing: Standing
    counted: bool


@dataclass(frozen=True, slots=True)
class PlanStanding:
    """A plan on a day: its items, and the shares by programme and in total."""

    plan: bytes
    items: Mapping[str, Assessed]
    twins: Mapping[bytes, bytes]

    def of_programme(self, code: str) -> Share:
        """The share of one programme."""
        return share(
            one.standing.state
            for one in self.items.values()
            if one.counted and one.action.programme == code
        )

    @property
    def total(self) -> Share:
        """The share of all of them."""
        return share(one.standing.state for one in self.items.values() if one.counted)


@cache
def working_days(year: int) -> frozenset[date]:
    """The days of a year, and of the week that leaves it, on which offices work."""
    calendar = reference.work_calendar()
    first, last = year_span(year)
    days = (first + timedelta(days=n) for n in range((last - first).days + 8))
    return frozenset(day for day in days if calendar.spans(day))


def assess(
    session: Session, plans: Sequence[bytes], today: date, known: Catalogue
) -> dict[bytes, PlanStanding]:
    """How these plans stand."""
    heads = session.execute(
        select(YearPlan.id, YearPlan.year).where(
            YearPlan.id.in_(plans), YearPlan.deleted_at.is_(None)
        )
    ).all()
    items: dict[bytes, list[Any]] = {row.id: [] for row in heads}
    events: dict[bytes, list[Any]] = {row.id: [] for row in heads}
    for row in session.execute(
        select(*(getattr(PlanItem, name) for name in _ITEM))
        .where(PlanItem.plan_id.in_(items), PlanItem.deleted_at.is_(None))
        .order_by(PlanItem.position)
    ):
        items[row.plan_id].append(row)
    for row in session.execute(
        select(*(getattr(ActionOccurrence, name) for name in _EVENT)).where(
            ActionOccurrence.plan_id.in_(events),
            ActionOccurrence.deleted_at.is_(None),
            ActionOccurrence.merged_into.is_(None),
            ActionOccurrence.state.in_(HAPPENED),
        )
    ):
        events[row.plan_id].append(row)
    before = _done_before(session, list(items))
    dues: dict[Any, tuple[Due, ...]] = {}
    return {
        head.id: _plan(
            head.id, head.year, items[head.id], events[head.id], before, today, known, dues
        )
        for head in heads
    }


def _plan(
    plan: bytes,
    year: int,
    items: Iterable[Any],
    events: Sequence[Any],
    before: Mapping[tuple[bytes, str], date],
    today: date,
    known: Catalogue,
    dues: dict[Any, tuple[Due, ...]],
) -> PlanStanding:
    repeated = twins.twins(map(as_session, events), known.twin_minutes)
    by_code: dict[str, list[Happening]] = {}
    by_event: dict[str, dict[bytes, date]] = {}
    for row in events:
        if row.id in repeated:
            continue
        happening = Happening(
            row.id,
            row.day,
            iran_day(row.created_at),
            row.minutes or 0,
            row.manager or "",
            row.state == "accepted",
            row.about_id,
        )
        for code in {known.origin(code) for code in (row.code, *(row.also or ()))}:
            by_code.setdefault(code, []).append(happening)
            action = known.actions.get(code)
            for kind in () if action is None else action.events:
                by_event.setdefault(kind, {})[row.id] = row.day
    over = today > year_span(year)[1]
    found: dict[str, Assessed] = {}
    for row in items:
        action = known.actions.get(row.code)
        if action is None:
            continue  # a newer action than this vault's tables know
        rule = rule_of(action.kind, action.least, action.per, row.target, row.target_per)
        days = tuple(date.fromisoformat(day) for day in row.due_days or ())
        wanted = Wanted(
            days,
            tuple(row.managers or ()) if rule.per == "week" else (),
            by_event.get(rule.per, {}) if rule.kind == "each_event" else {},
            known.event_days,
            before.get((plan, row.code)),
        )
        mine = by_code.get(row.code, [])
        if rule.kind == "each_event":
            due = expected(rule, year, wanted)
        else:
            key = (rule, year, days, tuple(wanted.managers))
            if key not in dues:
                dues[key] = expected(rule, year, wanted, working_days(year))
            due = dues[key]
        slots = judge(rule, due, mine, today, wanted.done_before)
        state = standing(rule, slots, applicable=row.applicable, held=len(mine), over=over)
        found[row.code] = Assessed(
            row.id, row.code, action, rule, slots, state, action.alias_of is None
        )
    for code, one in list(found.items()):
        original = found.get(one.action.alias_of or "")
        if original is not None:
            found[code] = Assessed(
                one.item,
                code,
                one.action,
                original.rule,
                original.slots,
                original.standing,
                counted=False,
            )
    return PlanStanding(plan, found, repeated)


def as_session(row: Any) -> twins.Session:
    """What of an occurrence is compared with others."""
    return twins.Session(
        row.id,
        row.code,
        row.day.isoformat(),
        row.manager or "",
        twins.minutes_of(row.starts_at),
        row.meeting_id,
        tuple(bytes.fromhex(one) for one in row.apart or ()),
    )


def _done_before(session: Session, plans: Sequence[bytes]) -> dict[tuple[bytes, str], date]:
    """On which day of an earlier year's plan of the same agency each action was accepted."""
    now, then = aliased(YearPlan), aliased(YearPlan)
    query = (
        select(now.id, ActionOccurrence.code, func.min(ActionOccurrence.day).label("day"))
        .join(then, ActionOccurrence.plan_id == then.id)
        .join(
            now,
            (now.agency == then.agency)
            & (func.coalesce(now.province, "") == func.coalesce(then.province, ""))
            & (then.year < now.year),
        )
        .where(
            now.id.in_(plans),
            ActionOccurrence.deleted_at.is_(None),
            ActionOccurrence.merged_into.is_(None),
            ActionOccurrence.state == "accepted",
        )
        .group_by(now.id, ActionOccurrence.code)
    )
    return {(row.id, row.code): row.day for row in session.execute(query)}
