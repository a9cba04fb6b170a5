"""Persian on paper: letters joined, lines broken in reading order, each line then turned round.

Every step in this order, because a paragraph turned round before it is broken comes out with its
first line last.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import cache, lru_cache
from typing import Final

from arabic_reshaper import ArabicReshaper
from bidi import get_display
from bidi.mirror import MIRRORED

from desktop.documents import fonts
from desktop.documents.fonts import Weight
from desktop.models.text import persian_digits

LRM: Final = "\u200e"
RLM: Final = "\u200f"
NBSP: Final = "\u00a0"
# Combining marks of no script that meets Persian, to carry through the ordering of a line.
_FIRST: Final = "\u1ac1"
_SECOND: Final = "\u1ac2"
_REVERSED: Final = re.compile(f"{_SECOND}{_FIRST}(.)")
_UNDRAWN: Final = dict.fromkeys(map(ord, _FIRST + _SECOND + "\u200e\u200f"))

# Marks that neither draw nor order anything here; isolates become LRM below.
_DROPPED: Final = dict.fromkeys(
    map(ord, "\u00ad\u061c\u0640\u2060\u202a\u202b\u202c\u202d\u202e\ufeff")
)
_SPACES: Final = str.maketrans(dict.fromkeys("\t\u2002\u2003\u2009\u202f\u3000", " "))
_LTR_SPAN: Final = re.compile("\u2066([^\u2066-\u2069\n]*)\u2069")
_ISOLATES: Final = re.compile("[\u2066-\u2069]")
# «F5» and «A4» are names and an address is an address: their digits stay as printed in the sources.
_DIGITS: Final = re.compile(
    r"(?P<kept>(?<![\w-])[A-Za-z]+[0-9]+(?![\w-])|[^\s«»()]*(?:@|://)[^\s«»()]*)|[0-9]+"
)
# «12,500 kg» and «26-0408-0031» would turn round after a Persian letter.
_LTR_RUN: Final = re.compile(
    r"\u200e[^\u200e\n]*\u200e|(?<!\w)(?:"
    r"[0-9A-Za-z۰-۹]+(?:-[0-9A-Za-z۰-۹]+){2,}"
    r"|[0-9۰-۹][0-9۰-۹.,٬٫/]* ?[A-Za-z°µ%][A-Za-z0-9²³/]*"
    r")(?!\w)"
)
# «مادهٔ ۸» and «بند ۳» stay on one line.
_COUNTED: Final = re.compile(r"(?<=[^\W\d]) (?=[۰-۹]{1,3}(?:[\s،؛.:»)]|$))")


@cache
def _reshaper() -> ArabicReshaper:
    return ArabicReshaper(
        {
            "delete_harakat": False,
            "delete_tatweel": True,
            "support_zwj": True,
            "ARABIC LIGATURE ALLAH": False,
        }
    )


def isolated(text: str) -> str:
    """A code or quantity that keeps its own order, and its line, inside Persian text.

    The outer marks keep a number that follows it from being drawn into it.
    """
    return f"{RLM}{LRM}{text.replace(' ', NBSP)}{LRM}{RLM}"


def prepared(text: str) -> str:
    """Text as paper wants it: Persian digits, one form of each letter, order guarded by marks."""
    text = unicodedata.normalize("NFC", text).translate(_DROPPED).translate(_SPACES)
    text = text.replace("ه\u0654", "ۀ").replace("\r\n", "\n").replace("\r", "\n")
    text = _LTR_SPAN.sub(lambda span: isolated(span[1]), text)
    text = _ISOLATES.sub("", text)
    text = _LTR_RUN.sub(lambda run: run[0] if LRM in run[0] else isolated(run[0]), text)
    text = _DIGITS.sub(lambda found: found["kept"] or persian_digits(found[0]), text)
    return _COUNTED.sub(NBSP, text)


@lru_cache(maxsize=20_000)
def shaped(word: str) -> str:
    """One word with its letters joined; still in reading order."""
    joined = "".join(_drawable(letter) for letter in _reshaper().reshape(word))
    for letter in joined:
        if not fonts.has(letter):
            raise fonts.MissingGlyph(letter, word)
    return joined


def _drawable(letter: str) -> str:
    """An isolated form that the font keeps only under the letter's own number."""
    if fonts.has(letter) or not "\ufb50" <= letter <= "\ufeff":
        return letter
    return unicodedata.normalize("NFKC", letter)


def _display(line: str) -> str:
    """The line from left to right, its brackets turned where they stand in a Persian run.

    python-bidi orders a line rightly but neither mirrors nor says which way a bracket went, so
    each carries two marks through it: they come out reversed, and before it, in a Persian run.
    """
    carried = "".join(
        letter + _FIRST + _SECOND if letter in MIRRORED else letter for letter in line
    )
    turned = _REVERSED.sub(lambda found: MIRRORED[found[1]], get_display(carried, base_dir="R"))
    return turned.translate(_UNDRAWN)


@lru_cache(maxsize=20_000)
def visual(line: str) -> str:
    """One prepared line as drawn, from left to right."""
    return _display(" ".join(shaped(word) for word in line.replace(NBSP, " ").split(" ")))


@lru_cache(maxsize=50_000)
def _advance(word: str, weight: Weight) -> float:
    return fonts.width(shaped(word), weight, 1)


def width(line: str, weight: Weight, size: float) -> float:
    """Points taken by one prepared line."""
    words = line.split(" ")
    space = _advance(NBSP, weight) * (len(words) - 1)
    return size * (sum(_advance(word, weight) for word in words) + space)


def break_lines(text: str, weight: Weight, size: float, room: float) -> list[str]:
    """Prepared lines no wider than the room; a word wider than it is cut, nothing is lost."""
    return [
        line
        for paragraph in prepared(text).split("\n")
        for line in _filled(paragraph, weight, size, room)
    ]


def _filled(paragraph: str, weight: Weight, size: float, room: float) -> Iterator[str]:
    space = _advance(NBSP, weight) * size
    line: list[str] = []
    used = 0.0
    for word in _fitting(paragraph, weight, size, room):
        needed = _advance(word, weight) * size
        if line and used + space + needed > room:
            yield " ".join(line)
            line, used = [], 0.0
        used += needed + (space if line else 0.0)
        line.append(word)
    yield " ".join(line)


def _fitting(paragraph: str, weight: Weight, size: float, room: float) -> Iterator[str]:
    """The words, with spans opened and words cut only where they are wider than a line."""
    for word in paragraph.split(" "):
        if not word:
            continue
        if _advance(word, weight) * size <= room:
            yield word
        elif NBSP in word:
            guard = isolated if LRM in word else str
            parts = (guard(part.strip(LRM + RLM)) for part in word.split(NBSP))
            yield from _fitting(" ".join(parts), weight, size, room)
        else:
            yield from _cut(word, weight, size, room)


def _cut(word: str, weight: Weight, size: float, room: float) -> Iterator[str]:
    part = ""
    for letter in word:
        if part and _advance(part + letter, weight) * size > room:
            yield part
            part = ""
        part += letter
    yield part
