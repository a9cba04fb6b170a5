"""Working time: office hours as dated data, and deadlines counted in them (domain 8).

Hours are by Iran's clock; every instant that goes in has a zone, every one that comes out is UTC.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property
from typing import Final

from desktop.errors import Problem
from desktop.models.calendar import IRAN, in_iran

# A calendar without one working minute in so many days is broken data, not a long holiday.
_HORIZON: Final = 400

Hours = tuple[tuple[time, time], ...]
Span = tuple[datetime, datetime]


@dataclass(frozen=True, slots=True)
class WeeklyHours:
    """Opening hours by ``date.weekday()`` from one day to another, both included."""

    valid_from: date
    valid_to: date | None
    hours: Mapping[int, Hours]
    source: str = ""

    def __post_init__(self) -> None:
        if self.valid_to is not None and self.valid_to < self.valid_from:
            raise ValueError("hours end before they begin")
        for spans in self.hours.values():
            edges = [edge for span in spans for edge in span]
            if edges != sorted(set(edges)):
                raise ValueError("hours of a day overlap or are out of order")

    def covers(self, day: date) -> bool:
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)


@dataclass(frozen=True, slots=True)
class Holiday:
    """An official holiday; one that waits for the moon's sighting is a working day until then."""

    day: date
    name: str
    confirmed: bool = True


@dataclass(frozen=True, slots=True)
class Closure:
    """An announced closing of a whole day, or of a part of it (a late start, an early end)."""

    day: date
    reason: str
    source: str = ""
    begin: time = time.min
    end: time = time.max


@dataclass(frozen=True)
class WorkCalendar:
    """When the offices of a place work; a later pattern stands before an earlier one."""

    code: str
    version: int
    patterns: tuple[WeeklyHours, ...]
    holidays: tuple[Holiday, ...] = ()
    closures: tuple[Closure, ...] = ()
    province: str | None = None
    agency_kind: str | None = None
    _spans: dict[date, tuple[Span, ...]] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )

    @cached_property
    def _days_off(self) -> frozenset[date]:
        return frozenset(holiday.day for holiday in self.holidays if holiday.confirmed)

    def spans(self, day: date) -> tuple[Span, ...]:
        """The open spans of a day in order; none on a day off."""
        if day not in self._spans:
            self._spans[day] = tuple(self._open(day))
        return self._spans[day]

    def is_working_day(self, day: date) -> bool:
        return bool(self.spans(day))

    def _open(self, day: date) -> Iterator[Span]:
        if day in self._days_off:
            return
        valid = [pattern for pattern in self.patterns if pattern.covers(day)]
        if not valid:
            return
        hours = max(valid, key=lambda pattern: pattern.valid_from).hours.get(day.weekday(), ())
        spans = list(hours)
        for closure in self.closures:
            if closure.day == day:
                spans = [part for span in spans for part in _without(span, closure)]
        for begin, end in spans:
            yield datetime.combine(day, begin, IRAN), datetime.combine(day, end, IRAN)


def _without(span: tuple[time, time], closure: Closure) -> Iterator[tuple[time, time]]:
    begin, end = span
    if begin < min(end, closure.begin):
        yield begin, min(end, closure.begin)
    if max(begin, closure.end) < end:
        yield max(begin, closure.end), end


def add_working_minutes(start: datetime, minutes: int, calendar: WorkCalendar) -> datetime:
    """The instant when so many working minutes have passed.

    Exactly at closing time it is that closing time, not the opening of the next day (8 no. 4).
    """
    if minutes < 0:
        raise ValueError("working time runs forward")
    left = timedelta(minutes=minutes)
    if not left:
        return start.astimezone(UTC)
    for begin, end in _open_after(in_iran(start), calendar):
        if left <= end - begin:
            return (begin + left).astimezone(UTC)
        left -= end - begin
    raise AssertionError("spans never run out without a problem raised")


def working_minutes_between(begin: datetime, end: datetime, calendar: WorkCalendar) -> int:
    """Whole working minutes from one instant to another; negative when they are reversed."""
    if end < begin:
        return -working_minutes_between(end, begin, calendar)
    first, last = in_iran(begin), in_iran(end)
    worked = timedelta()
    day = first.date()
    while day <= last.date():
        for opening, closing in calendar.spans(day):
            worked += max(min(closing, last) - max(opening, first), timedelta())
        day += timedelta(days=1)
    return worked // timedelta(minutes=1)


def add_working_days(start: datetime, days: int, calendar: WorkCalendar) -> datetime:
    """The same clock time so many working days on, with the edges of domain 8 no. 4.

    From outside hours or from the opening, a day lasts to the closing time of the next day worked;
    where the day reached is too short for the clock time, to its closing time.
    """
    if days < 0:
        raise ValueError("working time runs forward")
    moment = in_iran(start)
    for _day in range(days):
        moment = _one_day_on(moment, calendar)
    return moment.astimezone(UTC)


def _one_day_on(moment: datetime, calendar: WorkCalendar) -> datetime:
    today = calendar.spans(moment.date())
    if today and today[0][0] < moment <= today[-1][1]:
        return _at_clock_of(moment, _next_day_worked(moment.date(), calendar))
    if today and moment <= today[0][0]:
        return today[-1][1]
    return _next_day_worked(moment.date(), calendar)[-1][1]


def _at_clock_of(moment: datetime, spans: tuple[Span, ...]) -> datetime:
    """The same clock time on another day, or the last closing before it."""
    wanted = datetime.combine(spans[0][0].date(), moment.timetz())
    reached = spans[0][0]
    for begin, end in spans:
        if wanted > begin:
            reached = min(wanted, end)
    return reached


def _next_day_worked(day: date, calendar: WorkCalendar) -> tuple[Span, ...]:
    for ahead in range(1, _HORIZON):
        spans = calendar.spans(day + timedelta(days=ahead))
        if spans:
            return spans
    raise Problem("calendar_without_hours", start=day)


def _open_after(moment: datetime, calendar: WorkCalendar) -> Iterator[Span]:
    """What is left of today's spans, then those of the days that follow."""
    for begin, end in calendar.spans(moment.date()):
        if moment < end:
            yield max(begin, moment), end
    day = moment.date()
    while True:
        spans = _next_day_worked(day, calendar)
        yield from spans
        day = spans[0][0].date()
