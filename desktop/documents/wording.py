"""Codes of records in the words that paper shows; both languages come from reference data."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from desktop.models import reference
from desktop.models.calendar import short_date
from desktop.models.checklists import Question
from desktop.models.text import persian_digits
from resources.words import _


def choice_words(name: str, code: str | None) -> str:
    """A code of a choice list; one that is unknown here stands as it is."""
    if not code:
        return ""
    words = reference.choices(name).get(code)
    return str(words) if words is not None else code


def criterion_words(code: str | None) -> str:
    """Title and clause of a legal reference; a criterion that was typed stands as typed."""
    if not code:
        return _("ثبت نشده")
    for row in reference.load("legal_references"):
        if row["code"] == code:
            title, clause = reference.name_of(row, "title"), reference.name_of(row, "clause")
            return _("{title}؛ {clause}").format(title=title, clause=clause)
    return code


def indicator_title(code: str) -> str:
    """The short name of one of the seven indicators."""
    for row in reference.load("foad_indicators"):
        if row["code"] == code:
            return str(reference.name_of(row, "short"))
    return code


def personnel_kind(code: str) -> str:
    """«تذکر», «پیشنهاد برکناری از سمت»: never one in place of another."""
    for row in reference.load("personnel_kinds"):
        if row["code"] == code:
            return str(reference.name_of(row, "title"))
    return code


def nature_words(kind: str, announced: bool, covert: bool) -> str:
    """«برنامه‌ای، سرزده، محسوس»."""
    return "، ".join(
        (
            choice_words("inspection_kind", kind),
            choice_words("notice", "announced" if announced else "unannounced"),
            choice_words("visibility", "covert" if covert else "overt"),
        )
    )


def answer_words(question: Question, value: str) -> str:
    """A stored answer that is not yes or no, as people read it."""
    match question.type:
        case "choice":
            return next((str(one.name) for one in question.choices if one.code == value), value)
        case "number":
            measure = f" {question.measure}" if question.measure else ""
            return persian_digits(value) + measure
        case "date":
            return short_date(date.fromisoformat(value))
    return value


def spoken(numbers: list[int]) -> str:
    """«۱، ۲ و ۵»."""
    shown = [persian_digits(number) for number in numbers]
    if len(shown) < 2:
        return "".join(shown)
    return _("{some} و {last}").format(some="، ".join(shown[:-1]), last=shown[-1])


def joined(parts: Iterable[str]) -> str:
    """«نام، سمت»: what is there, each once."""
    return "، ".join(dict.fromkeys(part for part in parts if part))
