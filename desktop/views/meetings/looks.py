"""How meetings look and read on the window."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from desktop.models import reference
from desktop.models.calendar import clock, in_iran, long_date
from desktop.models.meetings.rows import ItemRow, MeetingRow
from desktop.models.text import ltr_isolate, persian_digits
from desktop.views.shared.pill import Glyph, PillLook
from resources.wording.meetings import OUTCOMES, PURPOSES, STATES, VOTES
from resources.words import _, listed

_TONES: Final[Mapping[str, tuple[str, Glyph]]] = {
    "planned": ("info", "pie1"),
    "held": ("accent", "pie3"),
    "signed": ("success", "check"),
    "cancelled": ("neutral", "cross"),
}
_OUTCOMES: Final[Mapping[str, tuple[str, Glyph]]] = {
    "approved": ("success", "check"),
    "rejected": ("neutral", "cross"),
    "returned": ("danger", "back"),
    "noted": ("info", "check"),
}


def state_words(state: str) -> str:
    return str(STATES.get(state, state))


def state_look(_kind: str, state: str) -> PillLook:
    """A state alone, where several features stand side by side."""
    tone, glyph = _TONES.get(state, _TONES["planned"])
    return PillLook(state_words(state), tone, glyph)


def row_look(row: MeetingRow) -> PillLook:
    return state_look("meetings", row.state)


def outcome_look(item: ItemRow) -> PillLook | None:
    if item.outcome is None:
        return None
    tone, glyph = _OUTCOMES.get(item.outcome, _OUTCOMES["noted"])
    return PillLook(str(OUTCOMES.get(item.outcome, item.outcome)), tone, glyph)


def vote_words(choice: str) -> str:
    return str(VOTES.get(choice, choice))


def purposes_words(row: MeetingRow) -> str:
    """«ستاد صیانت، شورای فرهنگی»."""
    return listed(str(PURPOSES.get(one, one)) for one in row.purposes)


def when_words(row: MeetingRow) -> str:
    """«دوشنبه ۱۲ آبان ۱۴۰۴، ۱۰:۳۰»."""
    local = in_iran(row.planned_at)
    return _("{day}، {time}").format(day=long_date(local.date()), time=clock(row.planned_at))


def title_words(row: MeetingRow) -> str:
    return f"{ltr_isolate(persian_digits(row.number))} · {row.title}"


def item_words(item: ItemRow) -> str:
    """«تذکر · کارمند نمونه», or the words of the item."""
    if not item.kind:
        return item.title
    rows = reference.load("personnel_kinds")
    row = next((one for one in rows if one["code"] == item.kind), None)
    kind = item.kind if row is None else str(reference.name_of(row, "title"))
    return f"{kind} · {item.person}"


def items_words(row: MeetingRow) -> str:
    return persian_digits(row.items)
