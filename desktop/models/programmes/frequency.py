"""What an action asks for in a Solar Hijri year, and how what was held meets it. Pure.

``domain.md`` 1.4. A week runs from Saturday to Friday and belongs to the period of its Saturday.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache
from typing import Final, NamedTuple

from desktop.models.calendar import days_in_month, gregorian, jalali, week_of

MONTHS: Final = range(1, 13)
WEEK: Final = timedelta(days=6)


@dataclass(frozen=True, slots=True)
class Rule:
    """``least`` occurrences, or minutes, in each ``per``: year, quarter, month, week, event.

    ``per`` is empty for what has no period: as needed.
    """

    kind: str
    least: int = 1
    per: str = "year"


class Happening(NamedTuple):
    """An event that took place: when, when it was entered, how long, by whom, about what."""

    id: bytes
    day: date
    entered: date
    minutes: int = 0
    manager: str = ""
    accepted: bool = False
    about: bytes | None = None


@dataclass(frozen=True, slots=True)
class Due:
    """One thing that is due: from ``first`` to ``last``, of whom, about which event.

    ``turn`` counts the turns of a year (the second of four); 0 where a period says which it is.
    """

    code: str
    first: date
    last: date
    needed: int = 1
    turn: int = 0
    manager: str = ""
    about: bytes | None = None


class Slot(NamedTuple):
    """A due thing as it stands: planned, held, late or missing, and why.

    ``reasons`` are of: ``missing``, ``short``, ``held_late``, ``entered_late``. ``day`` and
    ``entered`` are those of the happening that the reasons speak of.
    """

    due: Due
    state: str
    got: int = 0
    accepted: bool = False
    happenings: tuple[bytes, ...] = ()
    reasons: tuple[str, ...] = ()
    day: date | None = None
    entered: date | None = None


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a plan adds to a rule: its own due days, the managers bound, the events to answer.

    ``done_before`` is a day of an earlier plan on which a single thing was done for good.
    """

    due_days: Sequence[date] = ()
    managers: Sequence[str] = ()
    events: Mapping[bytes, date] = field(default_factory=dict)
    event_days: int = 14
    done_before: date | None = None


@cache
def year_span(year: int) -> tuple[date, date]:
    """First and last day of a year; Esfand has 30 days in a leap year."""
    return gregorian(year, 1, 1), month_span(year, 12)[1]


@cache
def month_span(year: int, month: int) -> tuple[date, date]:
    """First and last day of a month."""
    return gregorian(year, month, 1), gregorian(year, month, days_in_month(year, month))


@cache
def quarter_span(year: int, quarter: int) -> tuple[date, date]:
    """First and last day of a quarter."""
    return month_span(year, quarter * 3 - 2)[0], month_span(year, quarter * 3)[1]


def weeks_of(first: date, last: date, working: Collection[date] | None = None) -> list[date]:
    """The Saturdays in a period; of weeks with a working day alone, where those are given."""
    begin = week_of(first)
    begin = begin if begin >= first else begin + timedelta(days=7)
    found = []
    while begin <= last:
        if working is None or any(begin + timedelta(days=n) in working for n in range(7)):
            found.append(begin)
        begin += timedelta(days=7)
    return found


def rule_of(
    kind: str,
    least: int | None,
    per: str | None,
    target: int | None = None,
    target_per: str | None = None,
) -> Rule:
    """What counts: the frequency of the source, above it the plan's own.

    Where the source is silent the plan's target counts; if there is none, one a year
    (``domain.md`` 10.5). «One round» in a plan is one in its year (D29).
    """
    match kind:
        case "as_needed":
            return Rule(kind, 0, "")
        case "minutes":
            return Rule(kind, max(least or 0, target or 0), per or "week")
        case "each_event":
            return Rule(kind, 1, per or "event")
        case "once":
            return Rule(kind)
        case "count":
            stated = "year" if per in (None, "plan") else str(per)
            if target is not None and (target_per or stated) == stated:
                return Rule(kind, max(least or 1, target), stated)
            return Rule(kind, least or 1, stated)
        case _:
            return Rule(kind, target or 1, target_per or "year")


def expected(
    rule: Rule, year: int, wanted: Wanted, working: Collection[date] | None = None
) -> tuple[Due, ...]:
    """Everything that is due in a year, in order."""
    return tuple(_expected(rule, year, wanted, working))


def _expected(
    rule: Rule, year: int, wanted: Wanted, working: Collection[date] | None
) -> Iterator[Due]:
    first, last = year_span(year)
    if rule.kind == "each_event":
        for key, day in sorted(wanted.events.items(), key=lambda one: (one[1], one[0])):
            until = day + timedelta(days=wanted.event_days)
            yield Due(key.hex(), day, until, about=key)
    elif rule.per == "week":
        for saturday in weeks_of(first, last, working):
            for who in wanted.managers or ("",):
                code = saturday.isoformat()
                yield Due(code, saturday, saturday + WEEK, rule.least, manager=who)
    elif rule.per == "month":
        for month in MONTHS:
            yield Due(f"{year}-{month:02}", *month_span(year, month), rule.least)
    elif rule.per == "quarter":
        for quarter in range(1, 5):
            yield Due(f"{year}-Q{quarter}", *quarter_span(year, quarter), rule.least)
    elif rule.per == "year":
        days = due_days(year, rule.least, wanted.due_days)
        for turn, day in enumerate(days, start=1):
            yield Due(f"{year}/{turn}", first, day, turn=turn)


def due_days(year: int, count: int, own: Sequence[date] = ()) -> list[date]:
    """The days by which each turn of a year is due: the plan's own, or equal parts of the year."""
    days = sorted(own)[:count]
    if len(days) == count:
        return days
    first, last = year_span(year)
    if 12 % count == 0:
        spread = [month_span(year, 12 // count * turn)[1] for turn in range(1, count + 1)]
    else:
        length = (last - first).days + 1
        spread = [first + timedelta(days=length * turn // count - 1) for turn in range(1, count)]
        spread.append(last)
    return [*days, *spread[len(days) :]]


def entered_late(one: Happening) -> bool:
    """Whether an event was entered in a month after its own; it counts for its own."""
    return one.entered > one.day and _month(one.entered) > _month(one.day)


@cache
def _month(day: date) -> tuple[int, int]:
    return jalali(day)[:2]


def judge(
    rule: Rule,
    due: Iterable[Due],
    happenings: Iterable[Happening],
    today: date,
    done_before: date | None = None,
) -> tuple[Slot, ...]:
    """How each due thing stands on a day. An event that is over is never unmade by a late entry."""
    ordered = sorted(happenings, key=lambda one: (one.day, one.id))
    turns = iter(ordered)
    by_who: dict[tuple[date, str], list[Happening]] = {}
    by_event: dict[bytes, list[Happening]] = {}
    if rule.per == "week":
        for one in ordered:
            by_who.setdefault((week_of(one.day), one.manager), []).append(one)
    elif rule.kind == "each_event":
        for one in ordered:
            if one.about is not None:
                by_event.setdefault(one.about, []).append(one)
    found = []
    for thing in due:
        if rule.per == "week":
            mine = by_who.get((thing.first, thing.manager), [])
        elif thing.about is not None:
            mine = by_event.get(thing.about, [])
        elif thing.turn:
            taken = next(turns, None)
            mine = [] if taken is None else [taken]
        else:
            mine = [one for one in ordered if thing.first <= one.day <= thing.last]
        slot = _stand(rule, thing, mine, today)
        if rule.kind == "once" and done_before is not None and not mine:
            slot = slot._replace(state="held", got=1, accepted=True, reasons=(), day=done_before)
        found.append(slot)
    return tuple(found)


def _stand(rule: Rule, thing: Due, mine: Sequence[Happening], today: date) -> Slot:
    got = sum(one.minutes for one in mine) if rule.kind == "minutes" else len(mine)
    keys = tuple(one.id for one in mine)
    if got < thing.needed:
        over = thing.last < today
        why = (("short" if got else "missing"),) if over else ()
        return Slot(thing, "missing" if over else "planned", got, False, keys, why)
    reasons = []
    counted = mine[: thing.needed] if rule.kind != "minutes" else mine
    last = counted[-1]
    if last.day > thing.last:
        reasons.append("held_late")
    behind = next((one for one in counted if entered_late(one)), None)
    if behind is not None:
        reasons.append("entered_late")
        last = behind if "held_late" not in reasons else last
    return Slot(
        thing,
        "late" if reasons else "held",
        got,
        all(one.accepted for one in counted),
        keys,
        tuple(reasons),
        last.day,
        last.entered,
    )
