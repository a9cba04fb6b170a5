"""What the list of visits can show and be narrowed by: data."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Final

from desktop.models.calendar import gregorian, jalali, week_of
from desktop.models.inspections.queries import VisitFilter
from desktop.views.inspections import looks
from desktop.views.shared.filter_bar import FilterChoice
from desktop.views.shared.record_table import Column
from resources.words import _, language, lazy

COLUMNS: Final = (
    Column("code", lazy("شماره"), "code", 132),
    Column(
        "unit",
        lazy("واحد بازرسی‌شونده"),
        "name",
        118,
        value=looks.unit_words,
        detail=looks.nature_words,
        stretch=True,
        sortable=False,
    ),
    Column("county", lazy("شهرستان"), "text", 78, sortable=False),
    Column("kind", lazy("نوع"), "text", 74, value=looks.kind_words, sortable=False),
    Column("day", lazy("تاریخ"), "date", 76),
    Column(
        "findings",
        lazy("یافته‌ها"),
        "tags",
        92,
        value=looks.severity_counts,
        sortable=False,
    ),
    Column("state", lazy("وضعیت"), "pill", 154, value=looks.visit_look, sortable=False),
    Column(
        "nature",
        lazy("گونه"),
        "text",
        180,
        value=looks.nature_words,
        sortable=False,
        shown=False,
    ),
)

_IN_ENGLISH: Final = {"kind": 106, "county": 92}
"""Widths where the words are longer than the Persian ones."""

SETTING: Final = "inspections.list"


def columns() -> tuple[Column, ...]:
    """The columns, with room for the words of the language in use."""
    if language() != "en":
        return COLUMNS
    return tuple(replace(one, width=_IN_ENGLISH.get(one.key, one.width)) for one in COLUMNS)


def filters(counties: Sequence[tuple[str, str]]) -> list[FilterChoice]:
    """Everything the list knows to narrow by; counties are those of the vault's province."""
    states = tuple((state, looks.visit_state_look(state).words) for state in looks.VISITS)
    return [
        FilterChoice("state", _("وضعیت"), (("open", _("همه جز بسته و لغوشده")), *states)),
        FilterChoice("when", _("تاریخ"), _whens()),
        FilterChoice("kind", _("نوع"), tuple(looks.options("inspection_kind"))),
        FilterChoice("county", _("شهرستان"), tuple(counties)),
        FilterChoice("mine", _("گروه"), (("me", _("خودم در گروه هستم")),)),
    ]


def _whens() -> tuple[tuple[str, str], ...]:
    return (
        ("today", _("امروز")),
        ("week", _("این هفته")),
        ("month", _("این ماه")),
        ("last_month", _("ماه گذشته")),
        ("year", _("امسال")),
    )


def span_of(when: str, today: date) -> tuple[date | None, date | None]:
    """First and last day of a named span."""
    year, month, _day = jalali(today)
    match when:
        case "today":
            return today, today
        case "week":
            saturday = week_of(today)
            return saturday, saturday + timedelta(days=6)
        case "month":
            return gregorian(year, month, 1), _month_end(year, month)
        case "last_month":
            year, month = (year, month - 1) if month > 1 else (year - 1, 12)
            return gregorian(year, month, 1), _month_end(year, month)
        case "year":
            return gregorian(year, 1, 1), gregorian(year + 1, 1, 1) - timedelta(days=1)
    return None, None


def _month_end(year: int, month: int) -> date:
    after = (year, month + 1) if month < 12 else (year + 1, 1)
    return gregorian(*after, 1) - timedelta(days=1)


def wanted(
    values: Mapping[str, str],
    text: str,
    *,
    today: date,
    person: bytes,
    sort: str = "day",
    descending: bool = True,
) -> VisitFilter:
    """The query that the filter bar asks for."""
    state = values.get("state", "")
    open_ones = tuple(one for one in looks.VISITS if one not in ("closed", "cancelled"))
    states = open_ones if state == "open" else (state,) if state else ()
    since, until = span_of(values.get("when", ""), today)
    county = values.get("county")
    return VisitFilter(
        states=states,
        kinds=(values["kind"],) if values.get("kind") else (),
        county_id=bytes.fromhex(county) if county else None,
        text=text,
        since=since,
        until=until,
        mine=person if values.get("mine") else None,
        sort="code" if sort == "code" else "day",
        descending=descending,
    )
