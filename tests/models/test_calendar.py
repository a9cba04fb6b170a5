"""Solar Hijri dates and Iran's clock, as shown and as typed."""

from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, date, datetime, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.errors import Refused
from desktop.models import calendar
from resources import words

MONDAY = date(2025, 11, 3)  # 1404/08/12
DAYS = st.dates(date(1921, 3, 21), date(2121, 3, 20))


@pytest.fixture(autouse=True)
def persian() -> Iterator[None]:
    words.use("fa")
    yield
    words.use("fa")


def test_a_day_is_shown_long_short_and_in_numbers() -> None:
    assert calendar.long_date(MONDAY) == "دوشنبه ۱۲ آبان ۱۴۰۴"
    assert calendar.short_date(MONDAY) == "۱۲ آبان ۱۴۰۴"
    assert calendar.numeric_date(MONDAY) == "۱۴۰۴/۰۸/۱۲"


def test_the_year_is_left_out_of_dates_of_this_year() -> None:
    assert calendar.short_date(MONDAY, 1404) == "۱۲ آبان"
    assert calendar.short_date(MONDAY, 1405) == "۱۲ آبان ۱۴۰۴"


def test_in_english_the_names_are_english() -> None:
    words.use("en")
    assert calendar.month_name(8) == "Aban"
    assert calendar.weekday_name(MONDAY) == "Monday"


@pytest.mark.parametrize(
    ("day", "shown"),
    [
        (MONDAY, "امروز"),
        (date(2025, 11, 2), "دیروز"),
        (date(2025, 11, 4), "فردا"),
        (date(2025, 11, 6), "پنجشنبه ۱۵ آبان"),
        (date(2025, 10, 28), "سه‌شنبه ۶ آبان"),
        (date(2025, 11, 10), "۱۹ آبان"),
        (date(2024, 11, 2), "۱۲ آبان ۱۴۰۳"),
    ],
)
def test_near_days_are_told_in_words(day: date, shown: str) -> None:
    assert calendar.relative_day(day, MONDAY) == shown


@pytest.mark.parametrize(
    "typed",
    [
        "1404/8/12", "۱۴۰۴/۰۸/۱۲", "۱۴۰۴-۸-۱۲", "14040812", "۱۲ آبان", "12 ابان",
        "۱۲ آبان ۱۴۰۴", "دوشنبه ۱۲ آبان ۱۴۰۴", "8/12", "امروز", "١٤٠٤/٨/١٢", " 1404 / 8 / 12 ",
    ],
)  # fmt: skip
def test_a_date_is_read_however_it_is_typed(typed: str) -> None:
    assert calendar.parse_date(typed, MONDAY) == MONDAY


def test_words_for_near_days_are_read() -> None:
    assert calendar.parse_date("دیروز", MONDAY) == date(2025, 11, 2)
    assert calendar.parse_date("پس‌فردا", MONDAY) == date(2025, 11, 5)
    assert calendar.parse_date("۱۲ فروردين", MONDAY) == date(2025, 4, 1)


@pytest.mark.parametrize(
    ("typed", "code", "arguments"),
    [
        ("1404/8/31", "date_no_such_day", {"month": "آبان", "year": 1404, "days": 30}),
        ("1404/12/30", "date_no_such_day", {"month": "اسفند", "year": 1404, "days": 29}),
        ("1404/8/0", "date_no_such_day", {"month": "آبان", "year": 1404, "days": 30}),
        ("1404/13/1", "date_no_such_month", {}),
        ("04/8/12", "date_short_year", {"year": 1404}),
        ("98/8/12", "date_short_year", {"year": 1398}),
        ("2025/11/03", "date_out_of_range", {"first": 1300, "last": 1499}),
        ("", "date_unreadable", {"example": "۱۴۰۴/۰۸/۱۲"}),
        ("سلام", "date_unreadable", {"example": "۱۴۰۴/۰۸/۱۲"}),
        ("۱۲ نامه", "date_unreadable", {"example": "۱۴۰۴/۰۸/۱۲"}),
        ("1404/8/12/1", "date_unreadable", {"example": "۱۴۰۴/۰۸/۱۲"}),
        ("1404//12", "date_unreadable", {"example": "۱۴۰۴/۰۸/۱۲"}),
    ],
)
def test_a_date_that_cannot_be_is_refused_with_the_reason(
    typed: str, code: str, arguments: dict[str, object]
) -> None:
    with pytest.raises(Refused) as refused:
        calendar.parse_date(typed, MONDAY)
    assert refused.value.code == code
    assert refused.value.arguments == arguments


def test_leap_esfand_has_thirty_days() -> None:
    assert calendar.is_leap(1403)
    assert calendar.parse_date("1403/12/30", MONDAY) == date(2025, 3, 20)
    assert [year for year in range(1403, 1407) if calendar.is_leap(year)] == [1403]


@given(DAYS)
def test_what_is_shown_is_read_back(day: date) -> None:
    for shown in (calendar.long_date(day), calendar.short_date(day), calendar.numeric_date(day)):
        assert calendar.parse_date(shown, MONDAY) == day
    assert calendar.gregorian(*calendar.jalali(day)) == day


@given(st.text(max_size=20))
def test_any_text_is_read_or_refused_and_never_fails(typed: str) -> None:
    with suppress(Refused):
        assert isinstance(calendar.parse_date(typed, MONDAY), date)


def test_the_clock_is_irans_whatever_the_season() -> None:
    assert calendar.clock(datetime(2025, 11, 3, 6, 0, tzinfo=UTC)) == "۰۹:۳۰"
    assert calendar.clock(datetime(2025, 7, 3, 6, 0, tzinfo=UTC)) == "۰۹:۳۰"
    assert calendar.clock(time(9, 5)) == "۰۹:۰۵"
    assert calendar.iran_day(datetime(2025, 11, 2, 20, 30, tzinfo=UTC)) == MONDAY
    assert calendar.moment_of(MONDAY, time(9, 30)) == datetime(2025, 11, 3, 6, 0, tzinfo=UTC)


def test_a_moment_without_a_zone_is_never_guessed() -> None:
    with pytest.raises(ValueError, match="time zone"):
        calendar.clock(datetime(2025, 11, 3, 6, 0))


@pytest.mark.parametrize("typed", ["۹:۳۰", "09:30", "0930", "9٫30", "9.30"])
def test_a_clock_time_is_read(typed: str) -> None:
    assert calendar.parse_clock(typed) == time(9, 30)


@pytest.mark.parametrize("typed", ["", "24:00", "9:60", "صبح", "9:3"])
def test_a_clock_time_that_cannot_be_is_refused(typed: str) -> None:
    with pytest.raises(Refused, match="clock_unreadable"):
        calendar.parse_clock(typed)


@pytest.mark.parametrize(
    ("month", "quarter"), [(1, 1), (3, 1), (4, 2), (6, 2), (7, 3), (9, 3), (10, 4), (12, 4)]
)
def test_quarters_follow_the_solar_year(month: int, quarter: int) -> None:
    assert calendar.quarter(calendar.gregorian(1404, month, 1)) == quarter


@given(DAYS)
def test_a_week_begins_on_saturday(day: date) -> None:
    saturday = calendar.week_of(day)
    assert calendar.weekday_name(saturday) == "شنبه"
    assert 0 <= (day - saturday).days < 7
