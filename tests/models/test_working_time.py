"""Deadlines in working time: the examples of domain 8, story A5, and what must always hold."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.errors import Problem
from desktop.models.calendar import IRAN
from desktop.models.working_time import (
    Closure,
    Holiday,
    WeeklyHours,
    WorkCalendar,
    add_working_days,
    add_working_minutes,
    working_minutes_between,
)

SATURDAY_TO_WEDNESDAY = (5, 6, 0, 1, 2)
DAY = ((time(7, 30), time(14, 30)),)
WEEK = WeeklyHours(date(2020, 1, 1), None, dict.fromkeys(SATURDAY_TO_WEDNESDAY, DAY))
OFFICE = WorkCalendar("office", 1, (WEEK,))

SATURDAY, SUNDAY, WEDNESDAY = date(2025, 11, 8), date(2025, 11, 9), date(2025, 11, 5)
THURSDAY, FRIDAY = date(2025, 11, 6), date(2025, 11, 7)


def at(day: date, clock: str) -> datetime:
    return datetime.combine(day, time.fromisoformat(clock), IRAN)


def office(**changes: object) -> WorkCalendar:
    return WorkCalendar("office", 2, (WEEK,), **changes)  # type: ignore[arg-type]  # test builder


def test_three_hours_from_wednesday_afternoon_end_on_saturday_morning() -> None:
    due = add_working_minutes(at(WEDNESDAY, "13:30"), 180, OFFICE)
    assert due == at(SATURDAY, "09:30")
    assert due.tzinfo is UTC


def test_a_holiday_added_later_moves_the_deadline() -> None:
    holiday = Holiday(SATURDAY, "تعطیلی")
    due = add_working_minutes(at(WEDNESDAY, "13:30"), 180, office(holidays=(holiday,)))
    assert due == at(SUNDAY, "09:30")


def test_a_holiday_that_waits_for_the_moon_is_not_counted_yet() -> None:
    holiday = Holiday(SATURDAY, "عید فطر", confirmed=False)
    due = add_working_minutes(at(WEDNESDAY, "13:30"), 180, office(holidays=(holiday,)))
    assert due == at(SATURDAY, "09:30")


def test_under_the_policy_of_one_working_day_the_same_case_is_due_at_its_clock_time() -> None:
    assert add_working_days(at(WEDNESDAY, "13:30"), 1, OFFICE) == at(SATURDAY, "13:30")


def test_a_deadline_exactly_at_closing_time_is_that_closing_time() -> None:
    assert add_working_minutes(at(SATURDAY, "11:30"), 180, OFFICE) == at(SATURDAY, "14:30")
    assert add_working_days(at(SATURDAY, "07:30"), 1, OFFICE) == at(SATURDAY, "14:30")
    assert add_working_days(at(SATURDAY, "14:30"), 1, OFFICE) == at(SUNDAY, "14:30")


@pytest.mark.parametrize(
    ("start", "due"),
    [
        (at(SATURDAY, "20:00"), at(SUNDAY, "14:30")),
        (at(FRIDAY, "10:00"), at(SATURDAY, "14:30")),
        (at(SATURDAY, "06:00"), at(SATURDAY, "14:30")),
        (at(WEDNESDAY, "14:31"), at(SATURDAY, "14:30")),
    ],
)
def test_one_working_day_from_outside_hours_is_the_end_of_the_next_working_day(
    start: datetime, due: datetime
) -> None:
    assert add_working_days(start, 1, OFFICE) == due


def test_a_shorter_next_day_ends_the_wait_at_its_closing_time() -> None:
    early = office(closures=(Closure(SUNDAY, "گرما", begin=time(11)),))
    assert add_working_days(at(SATURDAY, "13:30"), 1, early) == at(SUNDAY, "11:00")
    assert add_working_days(at(SATURDAY, "10:30"), 1, early) == at(SUNDAY, "10:30")


def test_a_late_start_of_the_next_day_is_not_a_deadline_before_the_doors_open() -> None:
    late = office(closures=(Closure(SUNDAY, "شب قدر", end=time(9, 30)),))
    assert add_working_days(at(SATURDAY, "08:00"), 1, late) == at(SUNDAY, "09:30")
    assert add_working_minutes(at(SATURDAY, "14:00"), 60, late) == at(SUNDAY, "10:00")


def test_a_closing_in_the_middle_of_the_day_splits_it() -> None:
    noon = office(closures=(Closure(SATURDAY, "سوگواری", begin=time(10), end=time(12)),))
    assert add_working_minutes(at(SATURDAY, "09:30"), 60, noon) == at(SATURDAY, "12:30")
    assert add_working_days(at(THURSDAY, "11:00"), 1, noon) == at(SATURDAY, "14:30")
    assert add_working_days(at(WEDNESDAY, "11:00"), 1, noon) == at(SATURDAY, "10:00")
    assert working_minutes_between(at(SATURDAY, "07:30"), at(SATURDAY, "14:30"), noon) == 300


def test_a_whole_closed_day_is_no_working_day() -> None:
    closed = office(closures=(Closure(SUNDAY, "آلودگی هوا", "نامهٔ نمونه"),))
    assert not closed.is_working_day(SUNDAY)
    assert add_working_days(at(SATURDAY, "10:00"), 1, closed) == at(date(2025, 11, 10), "10:00")


def test_hours_change_on_the_day_the_decree_names() -> None:
    later = WeeklyHours(
        SUNDAY, None, dict.fromkeys(SATURDAY_TO_WEDNESDAY, ((time(8), time(14)),)), "مصوبه"
    )
    calendar = WorkCalendar("office", 2, (WEEK, later))
    assert add_working_minutes(at(SATURDAY, "14:00"), 60, calendar) == at(SUNDAY, "08:30")
    assert working_minutes_between(at(SATURDAY, "00:00"), at(SUNDAY, "23:59"), calendar) == 780


def test_hours_that_ended_give_way_to_the_standing_ones() -> None:
    winter = WeeklyHours(SATURDAY, SATURDAY, {5: ((time(8), time(14)),)})
    calendar = WorkCalendar("office", 2, (WEEK, winter))
    assert calendar.spans(SATURDAY) == ((at(SATURDAY, "08:00"), at(SATURDAY, "14:00")),)
    assert calendar.spans(SUNDAY) == ((at(SUNDAY, "07:30"), at(SUNDAY, "14:30")),)


def test_each_step_of_escalation_is_one_more_limit_later() -> None:
    start = at(WEDNESDAY, "13:30")
    steps = [add_working_minutes(start, 180 * step, OFFICE) for step in (1, 2, 3)]
    assert steps == [at(SATURDAY, "09:30"), at(SATURDAY, "12:30"), at(SUNDAY, "08:30")]


def test_warning_comes_at_eighty_per_cent_of_the_target() -> None:
    assert add_working_minutes(at(WEDNESDAY, "13:30"), 144, OFFICE) == at(SATURDAY, "08:54")


def test_no_time_at_all_is_the_moment_itself() -> None:
    assert add_working_minutes(at(FRIDAY, "10:00"), 0, OFFICE) == at(FRIDAY, "10:00")


def test_a_calendar_without_hours_is_told_and_not_searched_for_ever() -> None:
    empty = WorkCalendar("office", 1, ())
    with pytest.raises(Problem, match="calendar_without_hours"):
        add_working_minutes(at(SATURDAY, "10:00"), 1, empty)
    with pytest.raises(Problem, match="calendar_without_hours"):
        add_working_days(at(SATURDAY, "10:00"), 1, empty)


def test_hours_that_overlap_are_not_accepted() -> None:
    with pytest.raises(ValueError, match="overlap"):
        WeeklyHours(SATURDAY, None, {5: ((time(8), time(12)), (time(11), time(14)))})
    with pytest.raises(ValueError, match="end before"):
        WeeklyHours(SUNDAY, SATURDAY, {})


MOMENTS = st.datetimes(
    datetime(2025, 9, 1), datetime(2026, 3, 1), timezones=st.just(UTC)
)  # any second
CALENDARS = st.builds(
    lambda off, early, late: office(
        holidays=tuple(Holiday(day, "تعطیل", confirmed) for day, confirmed in off),
        closures=tuple(
            Closure(day, "تعطیلی", begin=begin, end=end)
            for day, begin, end in [(d, time(11), time.max) for d in early]
            + [(d, time.min, time(9, 30)) for d in late]
        ),
    ),
    st.lists(st.tuples(st.dates(date(2025, 9, 1), date(2026, 3, 1)), st.booleans()), max_size=9),
    st.lists(st.dates(date(2025, 9, 1), date(2026, 3, 1)), max_size=9),
    st.lists(st.dates(date(2025, 9, 1), date(2026, 3, 1)), max_size=9),
)
MINUTES = st.integers(0, 5_000)


@given(MOMENTS, MINUTES, CALENDARS)
def test_the_minutes_added_are_the_minutes_between(
    start: datetime, minutes: int, calendar: WorkCalendar
) -> None:
    due = add_working_minutes(start, minutes, calendar)
    assert working_minutes_between(start, due, calendar) == minutes
    assert working_minutes_between(due, start, calendar) == -minutes


@given(MOMENTS, MINUTES, MINUTES, CALENDARS)
def test_more_minutes_never_end_sooner_and_a_later_start_neither(
    start: datetime, minutes: int, more: int, calendar: WorkCalendar
) -> None:
    due = add_working_minutes(start, minutes, calendar)
    assert due <= add_working_minutes(start, minutes + more, calendar)
    if minutes:
        later = start + timedelta(minutes=more)
        assert due <= add_working_minutes(later, minutes, calendar)


@given(MOMENTS, st.integers(1, 5), st.integers(0, 5_000), CALENDARS)
def test_working_days_end_within_hours_and_never_run_backwards(
    start: datetime, days: int, more: int, calendar: WorkCalendar
) -> None:
    due = add_working_days(start, days, calendar)
    assert due > start
    assert due <= add_working_days(start + timedelta(minutes=more), days, calendar)
    local = due.astimezone(IRAN)
    assert any(begin <= local <= end for begin, end in calendar.spans(local.date()))
