"""Shipped reference data as typed rows: what headquarters starts from and may extend as data."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Mapping
from datetime import date, time
from functools import cache
from types import MappingProxyType
from typing import Any, Final

import resources
from desktop.models import checklists
from desktop.models.working_time import Holiday, WeeklyHours, WorkCalendar
from resources.words import Both, _

Row = Mapping[str, Any]
NO_ROLE: Final = "none"
"""Of a vault whose roles have all ended: it reads what it holds and writes nothing."""

_FOLDER: Final = "reference"
_WEEKDAYS: Final = {"mon": 0, "tue": 1, "wed": 2, "thu": 3, "fri": 4, "sat": 5, "sun": 6}


def _yes(cell: str) -> bool:
    return {"yes": True, "no": False}[cell]


def _items(cell: str) -> tuple[str, ...]:
    return tuple(item.strip() for item in cell.split(";"))


# Columns that are not plain text, by the name they have in every file; codes stay text («00»).
_TYPES: Final[Mapping[str, Callable[[str], Any]]] = {
    "action_count": int,
    "audience": _items,
    "authorities": _items,
    "confirmed": _yes,
    "counties_1399": int,
    "counties_1402": int,
    "criteria": _items,
    "cross_ref": _items,
    "date_iso": date.fromisoformat,
    "day": int,
    "events": _items,
    "filed": _yes,
    "freq_min": int,
    "keywords_fa": _items,
    "levels": _items,
    "list_order": int,
    "match_keywords_fa": _items,
    "citizen_keywords_fa": _items,
    "min_items": int,
    "month": int,
    "negative": _yes,
    "objection_days": int,
    "owner_stated": _yes,
    "rights": _items,
    "row_order": int,
    "sajam_training_group": int,
    "shown_months": int,
    "vote": _yes,
}
_LISTS: Final = frozenset(name for name, convert in _TYPES.items() if convert is _items)


@cache
def load(name: str) -> tuple[Row, ...]:
    """The rows of one table, in its own order; an empty cell is None, an empty list is empty."""
    lines = io.StringIO(resources.text(f"{_FOLDER}/{name}.csv"), newline="")
    return tuple(
        MappingProxyType({column: _cell(column, cell) for column, cell in row.items()})
        for row in csv.DictReader(lines, strict=True)
    )


def _cell(column: str, cell: str) -> object:
    if not cell:
        return () if column in _LISTS else None
    return _TYPES[column](cell) if column in _TYPES else cell


def find(name: str, code: str) -> Row:
    """The row of a table with this code."""
    return next(row for row in load(name) if row["code"] == code)


def role_words(code: str) -> str:
    """A role as people call it, or headquarters' own; its code where no version here knows it."""
    found = next((row for row in load("roles") if row["code"] == code), None)
    if found is not None:
        return str(name_of(found))
    return {NO_ROLE: _("بی‌نقش"), "system": _("ستاد")}.get(code, code)


def name_of(row: Row, column: str = "name") -> Both:
    """A pair of columns ``…_fa`` and ``…_en`` as words that follow the language in use."""
    return Both(row[f"{column}_fa"], row[f"{column}_en"])


@cache
def choices(name: str) -> Mapping[str, Both]:
    """A choice list of ``choices.csv`` in its printed order: code to words."""
    rows = [row for row in load("choices") if row["list"] == name]
    if not rows:
        raise KeyError(name)
    ordered = sorted(rows, key=lambda row: int(row["row_order"]))
    return MappingProxyType({row["code"]: name_of(row) for row in ordered})


def content(name: str) -> Any:
    """A JSON file of the reference data."""
    return json.loads(resources.text(f"{_FOLDER}/{name}.json"))


def checklist_contents() -> list[dict[str, Any]]:
    """Every shipped checklist template as it is stored."""
    return [_json(name) for name in _files("checklists")]


def letter_template_contents() -> list[dict[str, Any]]:
    """Every shipped letter template as it is stored; an office may edit its own copy."""
    return [_json(name) for name in _files("letters")]


def _files(folder: str) -> list[str]:
    found = resources.path(f"{_FOLDER}/{folder}").glob("*.json")
    return sorted(f"{folder}/{file.stem}" for file in found)


def _json(name: str) -> dict[str, Any]:
    loaded: dict[str, Any] = content(name)
    return loaded


def checklist(code: str) -> checklists.Template:
    """The newest shipped version of a checklist."""
    parsed = [checklists.parse(stored) for stored in checklist_contents() if stored["code"] == code]
    return max(parsed, key=lambda template: template.version)


@cache
def holidays() -> tuple[Holiday, ...]:
    """Official holidays of 1403–1406; lunar ones wait for confirmation (domain 8)."""
    return tuple(
        Holiday(row["date_iso"], row["name_fa"], row["confirmed"])
        for row in load("holidays_1403_1406")
    )


def work_calendar(code: str = "province") -> WorkCalendar:
    """A shipped default calendar; offices edit their own copy of it."""
    stored = next(row for row in content("work_calendars") if row["code"] == code)
    return parse_calendar(stored, holidays())


def parse_calendar(stored: Row, days_off: tuple[Holiday, ...]) -> WorkCalendar:
    """A calendar from its file or its record, with the holidays that apply."""
    return WorkCalendar(
        code=stored["code"],
        version=stored["version"],
        patterns=tuple(_pattern(pattern) for pattern in stored["patterns"]),
        holidays=days_off,
        province=stored.get("province"),
        agency_kind=stored.get("agency_kind"),
    )


def _pattern(stored: Row) -> WeeklyHours:
    hours = tuple(
        (time.fromisoformat(begin), time.fromisoformat(end)) for begin, end in stored["hours"]
    )
    until = stored["valid_to"]
    return WeeklyHours(
        valid_from=date.fromisoformat(stored["valid_from"]),
        valid_to=date.fromisoformat(until) if until else None,
        hours=dict.fromkeys((_WEEKDAYS[day] for day in stored["days"]), hours),
        source=stored["source_fa"],
    )
