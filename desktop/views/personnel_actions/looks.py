"""How personnel actions look and read on the window."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from desktop.models import reference
from desktop.models.calendar import short_date
from desktop.models.personnel_actions.rows import PersonnelRow, SourceRow
from desktop.models.personnel_actions.rules import UNDECIDED
from desktop.models.personnel_actions.settings import KINDS
from desktop.models.text import group_digits, ltr_isolate, persian_digits
from desktop.views.shared.pill import Glyph, PillLook
from desktop.views.shared.tags import Tag
from resources.wording.personnel_actions import REGISTER_STATES, STATES
from resources.words import _, listed

_TONES: Final[Mapping[str, tuple[str, Glyph]]] = {
    "draft": ("neutral", "dash"),
    "proposed": ("info", "pie1"),
    "heard": ("info", "pie2"),
    "on_agenda": ("accent", "pie3"),
    "approved": ("accent", "pie4"),
    "rejected": ("neutral", "cross"),
    "returned": ("danger", "back"),
    "issued": ("success", "check"),
    "sent_to_authority": ("warning", "pie3"),
    "answered": ("success", "check"),
    "recorded": ("success", "check"),
    "notified": ("success", "check"),
    "objected": ("warning", "back"),
    "upheld": ("success", "check"),
    "changed": ("warning", "check"),
    "filed": ("success", "check"),
    "done": ("success", "check"),
    "withdrawn": ("neutral", "cross"),
}


_REGISTER_TONES: Final[Mapping[str, tuple[str, Glyph]]] = {
    "entered": ("info", "pie1"),
    "in_prevention": ("accent", "pie2"),
    "prevented": ("success", "check"),
    "referred": ("warning", "pie4"),
    "closed": ("neutral", "check"),
}


def kind_words(kind: str) -> str:
    """«تذکر», «پیشنهاد برکناری از سمت»."""
    row = next((one for one in reference.load(KINDS) if one["code"] == kind), None)
    return kind if row is None else str(reference.name_of(row, "title"))


def kind_options(*roads: str) -> list[tuple[str, str]]:
    """The kinds of these roads, to choose from."""
    return [
        (row["code"], str(reference.name_of(row, "title")))
        for row in reference.load(KINDS)
        if row["road"] in roads
    ]


def authority_options(codes: tuple[str, ...] = ()) -> list[tuple[str, str]]:
    """Who may decide, to choose from; all where no codes are given."""
    return [
        (row["code"], str(reference.name_of(row)))
        for row in reference.load("decision_authorities")
        if not codes or row["code"] in codes
    ]


def authority_words(code: str | None) -> str:
    return dict(authority_options()).get(code or "", code or "")


def grade_options() -> list[tuple[str, str]]:
    """The eleven grades of Article 9."""
    return [
        (row["code"], f"{row['letter_fa']} · {reference.name_of(row, 'title')}")
        for row in reference.load("penalties_art9")
    ]


def grade_words(grade: int | None) -> str:
    return dict(grade_options()).get(str(grade), "") if grade is not None else ""


def indicator_words(code: str | None) -> str:
    """«F4 · احترام، عدالت و کرامت انسانی»."""
    row = next((one for one in reference.load("foad_indicators") if one["code"] == code), None)
    return (code or "") if row is None else f"{code} · {reference.name_of(row, 'short')}"


def indicator_options() -> list[tuple[str, str]]:
    return [
        (row["code"], indicator_words(row["code"])) for row in reference.load("foad_indicators")
    ]


def state_words(state: str) -> str:
    """A state as the history names it."""
    return str(STATES.get(state, state))


def state_look(kind: str, state: str) -> PillLook:
    """A state alone, where several features stand side by side."""
    if kind == "misconduct_records":
        tone, glyph = _REGISTER_TONES.get(state, _TONES["draft"])
        return PillLook(register_words(state), tone, glyph)
    tone, glyph = _TONES.get(state, _TONES["draft"])
    return PillLook(state_words(state), tone, glyph)


def register_words(state: str) -> str:
    """A state of the register of misconduct."""
    return str(REGISTER_STATES.get(state, state))


def row_look(row: PersonnelRow) -> PillLook:
    return state_look("personnel_actions", row.state)


def kind_tag(row: PersonnelRow) -> tuple[Tag, ...]:
    reward = row.kind.startswith("reward")
    return (Tag(kind_words(row.kind), "success" if reward else "neutral", outlined=False),)


def person_words(row: PersonnelRow) -> str:
    return row.person_name


def post_words(row: PersonnelRow) -> str:
    """The post of that day, with its unit."""
    return listed((row.post, row.unit_name))


def title_words(row: PersonnelRow) -> str:
    """«تذکر · کارمند نمونه»."""
    return f"{kind_words(row.kind)} · {row.person_name}"


def is_undecided(state: str) -> bool:
    """Until it is decided, what is said against somebody is «اظهارشده»."""
    return state in UNDECIDED


def reason_heading(row: PersonnelRow, *, negative: bool) -> str:
    """What the reason is called: before the decision it is only said."""
    if negative and is_undecided(row.state):
        return _("شرح (اظهارشده، اثبات‌نشده)")
    return _("شرح")


def amount_words(amount: int | None) -> str:
    return "" if amount is None else _("{n} ریال").format(n=group_digits(amount))


def source_words(title: str) -> str:
    """A source's title; the code that it begins with keeps its own order."""
    code, _space, rest = title.partition(" ")
    if not any(letter.isdigit() for letter in code):
        return persian_digits(title)
    return f"{ltr_isolate(persian_digits(code))} {persian_digits(rest)}".strip()


def source_note(source: SourceRow) -> str:
    """The day of a source, and of a survey how many answered."""
    day = short_date(source.day) if source.day else ""
    if source.n is None:
        return day
    return " · ".join((_("نظرسنجی"), day, _("{n} پاسخ").format(n=group_digits(source.n))))


def number_words(text: str | None) -> str:
    return persian_digits(text or "")
