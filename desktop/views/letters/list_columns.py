"""What the register of letters shows and is narrowed by: data."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from desktop.models.letters.queries import LetterFilter
from desktop.models.text import persian_digits
from desktop.views.letters import looks
from desktop.views.shared.filter_bar import FilterChoice
from desktop.views.shared.record_table import Column
from resources.words import _, lazy

SETTING: Final = "letters.list"

COLUMNS: Final = (
    Column("number", lazy("شماره"), "code", 104, value=looks.number_words, sortable=False),
    Column("direction", lazy("گونه"), "tags", 76, value=looks.direction_tag, sortable=False),
    Column("letter_date", lazy("تاریخ"), "date", 84, sortable=False),
    Column(
        "subject",
        lazy("موضوع"),
        "name",
        230,
        value=looks.subject_words,
        detail=looks.side_words,
        stretch=True,
        sortable=False,
    ),
    Column(
        "side",
        lazy("گیرنده یا فرستنده"),
        "text",
        150,
        value=looks.other_side,
        sortable=False,
        stretch=True,
    ),
    Column("in_number", lazy("شمارهٔ فرستنده"), "code", 116, sortable=False),
    Column("state", lazy("وضعیت"), "pill", 132, value=looks.letter_look, sortable=False),
)


def filters(this_year: int) -> list[FilterChoice]:
    """Way, state and year of the register."""
    states = tuple((state, looks.state_words(state)) for state in looks.STATES)
    years = tuple((str(year), persian_digits(year)) for year in range(this_year, this_year - 4, -1))
    ways = tuple((way, str(words)) for way, words in looks.DIRECTIONS.items())
    return [
        FilterChoice("direction", _("گونه"), ways),
        FilterChoice("state", _("وضعیت"), states),
        FilterChoice("year", _("سال"), years),
    ]


def wanted(values: Mapping[str, str], text: str) -> LetterFilter:
    """The query that the filter bar asks for."""
    state, year = values.get("state", ""), values.get("year", "")
    return LetterFilter(
        direction=values.get("direction") or None,
        states=(state,) if state else (),
        year=int(year) if year else None,
        text=text,
    )
