"""The Solar Hijri calendar and the clock of Iran, as shown to people.

Storage is ISO and UTC; everything here is for screen, paper and what people type.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta, timezone
from functools import lru_cache
from typing import Final

import jdatetime

from desktop.errors import Refused
from desktop.models.text import ZWNJ, fold, latin_digits, normalise, persian_digits
from resources.words import _, lazy

# No daylight saving since 1402 (domain 7, «Dates»).
IRAN: Final = timezone(timedelta(hours=3, minutes=30), "Iran")

FIRST_YEAR: Final = 1300
LAST_YEAR: Final = 1499

_MONTHS: Final = (
    lazy("فروردین"),
    lazy("اردیبهشت"),
    lazy("خرداد"),
    lazy("تیر"),
    lazy("مرداد"),
    lazy("شهریور"),
    lazy("مهر"),
    lazy("آبان"),
    lazy("آذر"),
    lazy("دی"),
    lazy("بهمن"),
    lazy("اسفند"),
)
# By date.weekday(): Monday is 0.
_WEEKDAYS: Final = (
    lazy("دوشنبه"),
    lazy("سه‌شنبه"),
    lazy("چهارشنبه"),
    lazy("پنجشنبه"),
    lazy("جمعه"),
    lazy("شنبه"),
    lazy("یکشنبه"),
)


@lru_cache(maxsize=4096)
def jalali(day: date) -> tuple[int, int, int]:
    """Solar Hijri year, month, day."""
    solar = jdatetime.date.fromgregorian(date=day)
    return solar.year, solar.month, solar.day


def gregorian(year: int, month: int, day: int) -> date:
    """The date of a Solar Hijri day; refuses days that do not exist."""
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise Refused("date_out_of_range", first=FIRST_YEAR, last=LAST_YEAR)
    if not 1 <= month <= 12:
        raise Refused("date_no_such_month")
    days = days_in_month(year, month)
    if not 1 <= day <= days:
        raise Refused("date_no_such_day", month=month_name(month), year=year, days=days)
    found: date = jdatetime.date(year, month, day).togregorian()
    return found


def is_leap(year: int) -> bool:
    """Whether Esfand of this year has 30 days."""
    return bool(jdatetime.date(year, 1, 1).isleap())


def days_in_month(year: int, month: int) -> int:
    if month <= 6:
        return 31
    return 30 if month < 12 or is_leap(year) else 29


def month_name(month: int) -> str:
    """«فروردین» for 1."""
    return str(_MONTHS[month - 1])


def weekday_name(day: date) -> str:
    """«دوشنبه»."""
    return str(_WEEKDAYS[day.weekday()])


def long_date(day: date) -> str:
    """«دوشنبه ۱۲ آبان ۱۴۰۴»."""
    year, month, number = jalali(day)
    return (
        f"{weekday_name(day)} {persian_digits(number)} {month_name(month)} {persian_digits(year)}"
    )


def short_date(day: date, this_year: int | None = None) -> str:
    """«۱۲ آبان ۱۴۰۴»; the year is left out when it is this Solar Hijri year."""
    year, month, number = jalali(day)
    shown = f"{persian_digits(number)} {month_name(month)}"
    return shown if year == this_year else f"{shown} {persian_digits(year)}"


def numeric_date(day: date) -> str:
    """«۱۴۰۴/۰۸/۱۲»."""
    year, month, number = jalali(day)
    return persian_digits(f"{year:04}/{month:02}/{number:02}")


def clock(moment: datetime | time) -> str:
    """«۰۹:۳۰» in Iran; a bare time is taken as Iran's."""
    if isinstance(moment, datetime):
        moment = in_iran(moment).time()
    return persian_digits(f"{moment:%H:%M}")


def in_iran(moment: datetime) -> datetime:
    """An instant by Iran's clock; a moment without a zone is a fault of the program."""
    if moment.tzinfo is None:
        raise ValueError("a moment needs a time zone")
    return moment.astimezone(IRAN)


def iran_day(moment: datetime) -> date:
    """The day in Iran on which this instant falls."""
    return in_iran(moment).date()


def moment_of(day: date, at: time) -> datetime:
    """The instant of a clock time in Iran, in UTC as it is stored."""
    return datetime.combine(day, at, IRAN).astimezone(UTC)


def parse_clock(text: str) -> time:
    """Reads «۹:۳۰», «0930» or «9»."""
    found = re.fullmatch(r"(\d{1,2})(?:[:٫.]?(\d{2}))?", latin_digits(text).strip(), re.ASCII)
    if not found or int(found[1]) > 23 or int(found[2] or 0) > 59:
        raise Refused("clock_unreadable")
    return time(int(found[1]), int(found[2] or 0))


def parse_date(text: str, today: date) -> date:
    """Reads «۱۴۰۴/۸/۱۲», «14040812», «۱۲ آبان ۱۴۰۴», «۱۲ آبان», «8/12», «امروز».

    A year of two digits is refused with the full year it may mean (domain 7): the person decides.
    """
    plain = " ".join(latin_digits(normalise(text)).replace(ZWNJ, " ").split())
    named = {"امروز": 0, "دیروز": -1, "فردا": 1, "پریروز": -2, "پس فردا": 2, "پسفردا": 2}
    if plain in named:
        return today + timedelta(days=named[plain])
    year_now = jalali(today)[0]
    words = re.fullmatch(
        rf"(?:{_weekday_pattern()})?(\d{{1,2}}) ?([^\d\s/]+)(?: (\d{{4}}))?", plain
    )
    if words:
        month = _month_named(words[2])
        if month is None:
            raise _unreadable(today)
        return gregorian(int(words[3] or year_now), month, int(words[1]))
    digits = re.fullmatch(r"(\d{4})(\d{2})(\d{2})", plain, re.ASCII)
    parts = list(digits.groups()) if digits else re.split(r" ?[/\-.] ?| ", plain)
    if not all(re.fullmatch(r"\d{1,4}", part, re.ASCII) for part in parts):
        raise _unreadable(today)
    numbers = [int(part) for part in parts]
    if len(numbers) == 2:
        return gregorian(year_now, numbers[0], numbers[1])
    if len(numbers) != 3:
        raise _unreadable(today)
    if len(parts[0]) < 4:
        raise Refused("date_short_year", year=_full_year(numbers[0], year_now))
    return gregorian(*numbers)


def _weekday_pattern() -> str:
    """Every weekday's name as a person may type it before the day, in both languages."""
    names = {shown for day in _WEEKDAYS for shown in (day.text.replace(ZWNJ, " "), str(day))}
    return "|".join(f"{name},? " for name in sorted(names))


def _month_named(name: str) -> int | None:
    for number, month in enumerate(_MONTHS, start=1):
        if fold(name) in (fold(month.text), fold(str(month))):
            return number
    return None


def _unreadable(today: date) -> Refused:
    return Refused("date_unreadable", example=numeric_date(today))


def _full_year(short: int, year_now: int) -> int:
    """The year nearest to now that ends in these two digits."""
    candidates = [century + short % 100 for century in (1300, 1400, 1500)]
    return min(candidates, key=lambda year: abs(year - year_now))


def quarter(day: date) -> int:
    """Q1 Farvardin–Khordad … Q4 Dey–Esfand (domain 7)."""
    return (jalali(day)[1] - 1) // 3 + 1


def week_of(day: date) -> date:
    """The Saturday that begins this day's week."""
    return day - timedelta(days=(day.weekday() + 2) % 7)


def relative_day(day: date, today: date) -> str:
    """«امروز», «دیروز», «فردا»; otherwise the short date, with the weekday when within a week."""
    apart = (day - today).days
    match apart:
        case 0:
            return _("امروز")
        case -1:
            return _("دیروز")
        case 1:
            return _("فردا")
    shown = short_date(day, jalali(today)[0])
    return f"{weekday_name(day)} {shown}" if abs(apart) < 7 else shown
