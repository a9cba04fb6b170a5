"""What the list of personnel actions shows and is narrowed by: data."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Final

from desktop.models.personnel_actions.queries import PersonnelFilter
from desktop.views.personnel_actions import looks
from desktop.views.shared.filter_bar import FilterChoice
from desktop.views.shared.record_table import Column
from resources.wording.personnel_actions import STATES
from resources.words import _, lazy

SETTING: Final = "personnel_actions.list"

COLUMNS: Final = (
    Column(
        "person_name",
        lazy("شخص"),
        "name",
        200,
        value=looks.person_words,
        detail=looks.post_words,
        stretch=True,
        sortable=False,
    ),
    Column("kind", lazy("گونه"), "tags", 170, value=looks.kind_tag, sortable=False),
    Column("indicator", lazy("شاخص"), "code", 72, sortable=False),
    Column("happened_on", lazy("تاریخ رویداد"), "date", 104, sortable=False),
    Column("letter_number", lazy("شمارهٔ نامه"), "code", 116, sortable=False),
    Column("state", lazy("وضعیت"), "pill", 168, value=looks.row_look, sortable=False),
)


def filters() -> list[FilterChoice]:
    """Kind and state."""
    states = tuple((state, str(words)) for state, words in STATES.items() if state != "draft")
    kinds = tuple(looks.kind_options("setad", "direct", "elsewhere"))
    return [
        FilterChoice("kind", _("گونه"), kinds),
        FilterChoice("state", _("وضعیت"), states),
    ]


def wanted(values: Mapping[str, str], text: str, today: date) -> PersonnelFilter:
    """The query that the filter bar asks for; what is past its time is left out."""
    kind, state = values.get("kind", ""), values.get("state", "")
    return PersonnelFilter(
        kinds=(kind,) if kind else (),
        states=(state,) if state else (),
        text=text,
        day=today,
    )
