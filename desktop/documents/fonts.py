"""Vazirmatn in a PDF: widths, marks, and text that can be searched and copied as plain letters."""

from __future__ import annotations

import struct
import unicodedata
from enum import StrEnum
from functools import cache
from typing import Final, NamedTuple

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont

import resources
from desktop.errors import Problem

_FIRST_FORM: Final = 0xFB50
_LAST_FORM: Final = 0xFEFF
# «هٔ» as people type it, though the font draws it as one letter.
_HEH_HAMZA: Final = {0x06C0: "ه\u0654", 0xFBA4: "ه\u0654", 0xFBA5: "ه\u0654"}


class Weight(StrEnum):
    """The three cuts that are shipped."""

    REGULAR = "Vazirmatn-Regular"
    MEDIUM = "Vazirmatn-Medium"
    BOLD = "Vazirmatn-Bold"


class MissingGlyph(Problem):
    """The font has no picture of this character, and a box in its place would be a lie."""

    def __init__(self, character: str, text: str) -> None:
        super().__init__(
            "paper_missing_glyph",
            character=character,
            codepoint=f"U+{ord(character):04X}",
            text=text,
        )


class Extent(NamedTuple):
    """The ink of a glyph, in thousandths of the type size."""

    left: float
    bottom: float
    right: float
    top: float


def plain(code: int) -> str:
    """What a drawn character says: presentation forms become letters, in visual order.

    Readers of PDF turn a right-to-left run round letter by letter, so a glyph that stands
    for two letters gives them reversed.
    """
    if code in _HEH_HAMZA:
        return _HEH_HAMZA[code][::-1]
    if _FIRST_FORM <= code <= _LAST_FORM:
        return unicodedata.normalize("NFKC", chr(code))[::-1]
    return chr(code)


class SearchableFont(TTFont):  # type: ignore[misc]  # reportlab is published without types
    """Writes its own ToUnicode table; reportlab's would give back presentation forms."""

    def addObjects(self, doc: object) -> None:  # noqa: N802 — reportlab's name
        subsets = [list(subset) for subset in self.state[doc].subsets]
        names = [self.getSubsetInternalName(number, doc)[1:] for number in range(len(subsets))]
        super().addObjects(doc)
        objects = doc.idToObject  # type: ignore[attr-defined]  # reportlab's document
        for name, subset in zip(names, subsets, strict=True):
            drawn = objects["BasicFonts"].dict[name]
            objects[drawn.ToUnicode.name].content = _to_unicode(name, subset)


def _to_unicode(name: str, subset: list[int]) -> str:
    """A CMap of the PDF reference, section 9.10.3."""
    lines = [
        f"<{place:02X}> <{plain(code).encode('utf-16-be').hex().upper()}>"
        for place, code in enumerate(subset)
        if code
    ]
    chunks = [lines[start : start + 100] for start in range(0, len(lines), 100)]
    maps = "\n".join(
        "\n".join([f"{len(chunk)} beginbfchar", *chunk, "endbfchar"]) for chunk in chunks
    )
    return "\n".join(
        [
            "/CIDInit /ProcSet findresource begin",
            "12 dict begin",
            "begincmap",
            "/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def",
            f"/CMapName /{name} def",
            "/CMapType 2 def",
            "1 begincodespacerange",
            "<00> <FF>",
            "endcodespacerange",
            maps,
            "endcmap",
            "CMapName currentdict /CMap defineresource pop",
            "end",
            "end",
        ]
    )


@cache
def font(weight: Weight) -> SearchableFont:
    """The font of a weight, read and registered once."""
    file = resources.path(f"fonts/{weight.value}.ttf")
    made = SearchableFont(weight.value, str(file), asciiReadable=False, shapable=False)
    pdfmetrics.registerFont(made)
    return made


@cache
def _widths(weight: Weight) -> dict[int, float]:
    face = font(weight).face
    return {code: face.charWidths[code] / 1000 for code in face.charToGlyph}


def has(character: str) -> bool:
    """Whether the font can draw this character; the three cuts hold the same ones."""
    return ord(character) in _widths(Weight.REGULAR)


def width(drawn: str, weight: Weight, size: float) -> float:
    """Points taken by a run of drawn characters; marks over letters take none."""
    widths = _widths(weight)
    try:
        return size * sum(widths[ord(character)] for character in drawn)
    except KeyError as missing:
        raise MissingGlyph(chr(missing.args[0]), drawn) from missing


@cache
def glyph_data(weight: Weight, glyph: int) -> bytes:
    """The record of one glyph in the font's own table; empty for a blank one."""
    face = font(weight).face
    face.seek_table("head")
    face.skip(50)
    offsets = face.get_table("loca")
    if face.read_ushort():
        start, end = struct.unpack_from(">2L", offsets, glyph * 4)
    else:
        start, end = (2 * short for short in struct.unpack_from(">2H", offsets, glyph * 2))
    return bytes(face.get_table("glyf")[start:end])


@cache
def extent(character: str, weight: Weight) -> Extent:
    """The ink box of one glyph, for placing a mark over its letter."""
    face = font(weight).face
    data = glyph_data(weight, face.charToGlyph[ord(character)])
    if not data:
        return Extent(0, 0, 0, 0)
    box = struct.unpack_from(">4h", data, 2)
    return Extent(*(units * 1000 / face.unitsPerEm for units in box))
