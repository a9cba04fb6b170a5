"""Reads plans with all that was held, and says how each item stands on a day."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import Any

from sqlalchemy import String, func, select, type_coerce
from sqlalchemy.orm import Session
from sqlalchemy.types import TypeDecorator

from desktop.models import reference
from desktop.models.meetings.public import PublicMeeting
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
_NONE = "[]"
"""An empty list as it is stored."""
_MIDNIGHT = "20:30"
"""When a day ends in Iran, in UTC."""


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
        select(YearPlan.id, YearPlan.year, YearPlan.agency, YearPlan.province).where(
            YearPlan.id.in_(plans), YearPlan.deleted_at.is_(None)
        )
    ).all()
    items: dict[bytes, list[Any]] = {row.id: [] for row in heads}
    events: dict[bytes, list[Any]] = {row.id: [] for row in heads}
    for row in session.execute(
        select(*_as_stored(PlanItem, _ITEM))
        .where(PlanItem.plan_id.in_(items), PlanItem.deleted_at.is_(None))
        .order_by(PlanItem.position)
    ):
        items[row[0]].append(row)
    for row in session.execute(
        select(*_as_stored(ActionOccurrence, _EVENT)).where(
            ActionOccurrence.plan_id.in_(events),
            ActionOccurrence.deleted_at.is_(None),
            ActionOccurrence.merged_into.is_(None),
            ActionOccurrence.state.in_(HAPPENED),
        )
    ):
        events[row[0]].append(row)
    single = [one.code for one in known.actions.values() if one.kind == "once"]
    before = _done_before(session, list(items), single)
    public = _public_meetings(session)
    dues: dict[Any, tuple[Due, ...]] = {}
    found = {}
    for key, year, agency, province in heads:
        met = public.get((agency, province), ())
        found[key] = _plan(key, year, items[key], events[key], met, before, today, known, dues)
    return found


def _as_stored(record: type[Any], names: Sequence[str]) -> list[Any]:
    """Columns of a record as text where they are days, moments or lists: thousands are read.

    They stay columns of the record, so that what narrows a reader narrows them too.
    """
    columns = (getattr(record, name) for name in names)
    return [
        type_coerce(one, String).label(one.key) if isinstance(one.type, TypeDecorator) else one
        for one in columns
    ]


@cache
def _day(text: str) -> date:
    return date.fromisoformat(text)


def _entered(text: str) -> date:
    """The day in Iran of a stored moment."""
    day = _day(text[:10])
    return day + timedelta(days=1) if text[11:16] >= _MIDNIGHT else day


def _repeated(events: Sequence[Any], within: int) -> dict[bytes, bytes]:
    """Twins among events; those that stand alone on their day are not looked at further."""
    groups: dict[tuple[str, str, str | None], list[Any]] = {}
    for row in events:
        groups.setdefault((row[2], row[4], row[7]), []).append(row)
    found: dict[bytes, bytes] = {}
    for group in groups.values():
        if len(group) > 1:
            found |= twins.twins(map(_stored_session, group), within)
    return found


def _stored_session(row: Any) -> twins.Session:
    return twins.Session(
        row.id,
        row.code,
        row.day,
        row.manager or "",
        twins.minutes_of(row.starts_at),
        row.meeting_id,
        tuple(bytes.fromhex(one) for one in json.loads(row.apart)),
    )


def _plan(
    plan: bytes,
    year: int,
    items: Iterable[Any],
    events: Sequence[Any],
    public: Sequence[Happening],
    before: Mapping[tuple[bytes, str], date],
    today: date,
    known: Catalogue,
    dues: dict[Any, tuple[Due, ...]],
) -> PlanStanding:
    repeated = _repeated(events, known.twin_minutes)
    by_code: dict[str, list[Happening]] = {}
    by_event: dict[str, dict[bytes, date]] = {}
    # Names of columns would be looked up a dozen times for each of thousands of rows.
    for _plan_id, key, code, also, day, created, minutes, manager, state, about, *_rest in events:
        if key in repeated:
            continue
        happening = Happening(
            key,
            _day(day),
            _entered(created),
            minutes or 0,
            manager or "",
            state == "accepted",
            about,
        )
        codes = {known.origin(code)}
        if also != _NONE:
            codes.update(map(known.origin, json.loads(also)))
        for code in codes:
            by_code.setdefault(code, []).append(happening)
            action = known.actions.get(code)
            for kind in () if action is None else action.events:
                by_event.setdefault(kind, {})[key] = happening.day
    first, last = year_span(year)
    over = today > last
    _count_public([one for one in public if first <= one.day <= last], by_code, known)
    found: dict[str, Assessed] = {}
    for row in items:
        action = known.actions.get(row.code)
        if action is None:
            continue  # a newer action than this vault's tables know
        rule = rule_of(action.kind, action.least, action.per, row.target, row.target_per)
        days = tuple(map(_day, _listed(row.due_days)))
        wanted = Wanted(
            days,
            tuple(_listed(row.managers)) if rule.per == "week" else (),
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


def _count_public(
    public: Sequence[Happening], by_code: dict[str, list[Happening]], known: Catalogue
) -> None:
    if not public:
        return
    for code, action in known.actions.items():
        if action.per == "week":
            mine = by_code.setdefault(code, [])
            told = {(one.day, one.manager) for one in mine}
            mine += [one for one in public if (one.day, one.manager) not in told]


def _public_meetings(session: Session) -> dict[tuple[str, str | None], list[Happening]]:
    """The public meetings of managers by place; their requests document them (P5.2).

    A day of a manager that an occurrence tells of as well counts by the occurrence alone.
    """
    query = select(
        PublicMeeting.id,
        PublicMeeting.agency,
        PublicMeeting.province,
        type_coerce(PublicMeeting.day, String),
        type_coerce(PublicMeeting.created_at, String),
        PublicMeeting.minutes,
        PublicMeeting.manager_name,
    ).where(PublicMeeting.deleted_at.is_(None), PublicMeeting.agency.is_not(None))
    found: dict[tuple[str, str | None], list[Happening]] = {}
    for key, agency, province, day, created, minutes, manager in session.execute(query):
        one = Happening(key, _day(day), _entered(created), minutes, manager, accepted=True)
        found.setdefault((agency or "", province), []).append(one)
    return found


def _listed(text: str) -> list[str]:
    found: list[str] = [] if text == _NONE else json.loads(text)
    return found


def as_session(row: ActionOccurrence) -> twins.Session:
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


def _done_before(
    session: Session, plans: Sequence[bytes], single: Sequence[str]
) -> dict[tuple[bytes, str], date]:
    """On which day of an earlier year's plan of the agency each single action was accepted."""
    heads = session.execute(
        select(YearPlan.id, YearPlan.agency, YearPlan.province, YearPlan.year).where(
            YearPlan.deleted_at.is_(None)
        )
    ).all()
    accepted = session.execute(
        select(
            ActionOccurrence.plan_id,
            ActionOccurrence.code,
            func.min(type_coerce(ActionOccurrence.day, String)),
        )
        .where(
            ActionOccurrence.code.in_(single),
            ActionOccurrence.state == "accepted",
            ActionOccurrence.deleted_at.is_(None),
            ActionOccurrence.merged_into.is_(None),
        )
        .group_by(ActionOccurrence.plan_id, ActionOccurrence.code)
    )
    done: dict[bytes, list[tuple[str, date]]] = {}
    for plan, code, day in accepted:
        done.setdefault(plan, []).append((code, _day(day)))
    of_place: dict[tuple[str, str | None], list[tuple[int, bytes]]] = {}
    for key, agency, province, year in heads:
        of_place.setdefault((agency, province), []).append((year, key))
    wanted, found = set(plans), dict[tuple[bytes, str], date]()
    for places in of_place.values():
        earlier: dict[str, date] = {}
        for _year, key in sorted(places):
            if key in wanted:
                found |= {(key, code): on for code, on in earlier.items()}
            for code, on in done.get(key, ()):
                earlier[code] = min(on, earlier.get(code, on))
    return found
