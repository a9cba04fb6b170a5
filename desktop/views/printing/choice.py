"""What is to be printed and how; no Qt."""

from __future__ import annotations

import re
from dataclasses import dataclass

from desktop.models.text import latin_digits, persian_digits
from resources.words import _

MOST_COPIES = 99
_SPAN = re.compile(r"(\d+)\s*(?:-|–|—|تا)\s*(\d+)")


@dataclass(frozen=True, slots=True)
class PrintChoice:
    """Copies, pages counted from 0, both sides of the sheet, one ink."""

    copies: int
    pages: tuple[int, ...]
    both_sides: bool
    grey: bool


def pages_of(typed: str, count: int) -> tuple[int, ...] | None:
    """«۱ تا ۳، ۵» as pages counted from 0; empty or «همه» is all; None where it makes no sense."""
    text = latin_digits(typed).strip()
    if not text or text == _("همه"):
        return tuple(range(count))
    found: list[int] = []
    for part in re.split(r"[،,؛;]+|\s+و\s+", text):
        span = _SPAN.fullmatch(part.strip())
        if span:
            first, last = int(span[1]), int(span[2])
        elif part.strip().isdecimal():
            first = last = int(part)
        else:
            return None
        if not 1 <= first <= last <= count:
            return None
        found.extend(range(first - 1, last))
    return tuple(dict.fromkeys(found))


def copies_of(typed: str) -> int | None:
    """A count of copies, or None where it makes no sense."""
    text = latin_digits(typed).strip()
    if not text.isdecimal() or not 1 <= int(text) <= MOST_COPIES:
        return None
    return int(text)


def count_words(pages: int) -> str:
    """«۳ صفحه»."""
    return _("{n} صفحه").format(n=persian_digits(pages))
