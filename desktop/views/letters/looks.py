"""How letters look and read on the window."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from desktop.models.letters.rows import LetterRow
from desktop.models.text import ltr_isolate, persian_digits
from desktop.views.shared.pill import Glyph, PillLook
from desktop.views.shared.tags import Tag
from resources.words import Lazy, _, lazy

_CODE: Final = re.compile(r"(?<!\w)[0-9۰-۹A-Z]+(?:[-/][0-9۰-۹A-Z]+)+(?!\w)")
_ISOLATES: Final = re.compile("[\u2066-\u2069]")
_Look = tuple[Lazy, str, Glyph]
STATES: Final[Mapping[str, _Look]] = {
    "draft": (lazy("پیش‌نویس"), "neutral", "dash"),
    "numbered": (lazy("شماره خورد"), "accent", "pie2"),
    "sent": (lazy("ارسال شد"), "info", "pie4"),
    "answered": (lazy("پاسخ رسید"), "success", "check"),
    "void": (lazy("باطل شد"), "neutral", "cross"),
}
ISSUED: Final[_Look] = (lazy("صادر شد"), "accent", "pie3")
REGISTERED: Final[_Look] = (lazy("ثبت شد"), "success", "check")
DIRECTIONS: Final[Mapping[str, Lazy]] = {"out": lazy("صادره"), "in": lazy("وارده")}


def letter_look(row: LetterRow) -> PillLook:
    """An outgoing letter with its stored PDF is issued; one that came in is registered."""
    words, tone, glyph = STATES.get(row.state, STATES["draft"])
    if row.state == "numbered":
        words, tone, glyph = (
            REGISTERED if row.direction == "in" else ISSUED if row.issued else (words, tone, glyph)
        )
    return PillLook(str(words), tone, glyph)


def state_words(state: str) -> str:
    """A state as filters and the history name it."""
    found = STATES.get(state)
    return str(found[0]) if found else state


def direction_words(row: LetterRow) -> str:
    return str(DIRECTIONS.get(row.direction, row.direction))


def direction_tag(row: LetterRow) -> tuple[Tag, ...]:
    tone = "info" if row.direction == "in" else "neutral"
    return (Tag(direction_words(row), tone, outlined=False),)


def subject_words(row: LetterRow) -> str:
    return shown(row.subject)


def number_words(row: LetterRow) -> str:
    """The number of the register; a draft has none."""
    return row.number or ""


def shown_number(number: str) -> str:
    """A number inside a sentence."""
    return ltr_isolate(persian_digits(number))


def other_side(row: LetterRow) -> str:
    """Who it goes to, or who it came from."""
    whole = row.addressee if row.direction == "out" else row.sender
    return shown("، ".join(line.strip() for line in whole.splitlines() if line.strip()))


def side_words(row: LetterRow) -> str:
    """«به: …» or «از: …»."""
    told = _("به: {who}") if row.direction == "out" else _("از: {who}")
    return told.format(who=other_side(row))


def shown(text: str) -> str:
    """Text as it is shown: every digit Persian, codes and numbers in their own order."""
    return in_order(persian_digits(text))


def in_order(text: str) -> str:
    """The text with every code in it held together from the left: «۲۶-۰۴۰۸-NMNH-۰۱»."""
    return _CODE.sub(lambda code: ltr_isolate(code[0]), plain(text))


def plain(text: str) -> str:
    """The same without the marks that hold codes together."""
    return _ISOLATES.sub("", text)


def title_words(row: LetterRow) -> str:
    """«نامهٔ ۱۴۰۴/۱۲ · ارسال گزارش»."""
    if not row.number:
        return _("پیش‌نویس نامه · {subject}").format(subject=shown(row.subject))
    return _("نامهٔ {number} · {subject}").format(
        number=shown_number(row.number), subject=shown(row.subject)
    )


def state_look(_kind: str, state: str) -> PillLook:
    """A state alone, where several features stand side by side."""
    words, tone, glyph = STATES.get(state, STATES["draft"])
    return PillLook(str(words), tone, glyph)
