"""The parts a paper is made of besides tables: headings, facts, text, boxes, photos, signatures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from desktop.documents.fonts import Weight
from desktop.documents.page import Paper
from desktop.documents.sheet import (
    BODY,
    FAINT,
    HEADING,
    LABEL,
    LEFT,
    MM,
    RIGHT,
    SMALL,
    STRONG,
    Align,
    Style,
    shape,
    wrapped,
)
from desktop.models.text import persian_digits
from resources.words import _

GAP: Final = 4.4 * MM
_PAD: Final = 3.4 * MM
_HALF: Final = (RIGHT - LEFT) / 2
_LABEL_ROOM: Final = 19 * MM
_BESIDE: Final = 24 * MM
_NAMED: Final = Style(Weight.BOLD)
_HEADING_ROOM: Final = HEADING.leading + 1.2 * MM


def place_heading(paper: Paper, heading: str, note: str = "") -> None:
    """A section's name, with a remark at the other end of its line."""
    if not heading:
        return
    baseline = paper.y + HEADING.size
    paper.sheet.text(heading, RIGHT, baseline, HEADING)
    if note:
        paper.sheet.text(note, LEFT, baseline, SMALL.aligned(Align.LEFT))
    paper.skip(_HEADING_ROOM)


def heading_room(heading: str) -> float:
    return _HEADING_ROOM if heading else 0


@dataclass(frozen=True, slots=True)
class Facts:
    """Names and values in a box of two columns; read across, first right, then left."""

    facts: Sequence[tuple[str, str]]
    least: float = 0

    def place(self, paper: Paper, tail: float) -> None:
        pairs = [self.facts[start : start + 2] for start in range(0, len(self.facts), 2)]
        rows = [self._lay(pair) for pair in pairs]
        heights = [
            max(self.least, max(len(lines) for _name, lines in row) * STRONG.leading + 6)
            for row in rows
        ]
        paper.need(sum(heights) + tail)
        top = paper.y
        for number, (row, height) in enumerate(zip(rows, heights, strict=True)):
            self._draw(paper, row)
            paper.skip(height)
            if number < len(rows) - 1:
                paper.sheet.rule(LEFT + 2 * MM, RIGHT - 2 * MM, paper.y, 0.12 * MM, FAINT)
        paired = top + sum(heights[: len(self.facts) // 2])
        paper.sheet.column_rule(LEFT + _HALF, top + 1.4 * MM, paired - 1.4 * MM)
        paper.sheet.frame(LEFT, RIGHT, top, paper.y)
        paper.skip(GAP)

    def _lay(self, pair: Sequence[tuple[str, str]]) -> list[tuple[str, list[str]]]:
        """A last fact without a partner has the whole line."""
        room = _HALF * (3 - len(pair)) - _LABEL_ROOM - 2 * _PAD - 1 * MM
        return [(name, wrapped(value, STRONG, room)) for name, value in pair]

    def _draw(self, paper: Paper, row: Sequence[tuple[str, list[str]]]) -> None:
        baseline = paper.y + 3 + STRONG.leading * 0.72
        for column, (name, lines) in enumerate(row):
            right = RIGHT - column * _HALF - _PAD
            paper.sheet.text(name, right, baseline, LABEL)
            for place, line in enumerate(lines):
                below = baseline + place * STRONG.leading
                paper.sheet.line(line, right - _LABEL_ROOM, below, STRONG)


@dataclass(frozen=True, slots=True)
class Passage:
    """Running text; at least two lines stay together at each end of a page.

    The heading stands above it, or beside it in a column of its own, for short parts.
    """

    text: str
    heading: str = ""
    style: Style = BODY
    gap: float = GAP
    beside: bool = False

    def height(self) -> float:
        """Points taken when the whole stands on one page."""
        aside = _BESIDE if self.beside else 0
        lines = wrapped(self.text, self.style, RIGHT - LEFT - aside)
        above = 0 if self.beside else heading_room(self.heading)
        return above + len(lines) * self.style.leading + self.gap

    def place(self, paper: Paper, tail: float) -> None:
        aside = _BESIDE if self.beside else 0
        lines = wrapped(self.text, self.style, RIGHT - LEFT - aside)
        above = "" if self.beside else self.heading
        leading = self.style.leading
        first = min(len(lines), 2)
        last_part = tail if len(lines) <= 3 else 0
        kept = len(lines) if len(lines) <= 3 else first
        paper.need(heading_room(above) + kept * leading + last_part)
        place_heading(paper, above)
        if self.beside:
            named = replace(_NAMED, size=min(self.style.size, _NAMED.size))
            paper.sheet.text(self.heading, RIGHT, paper.y + self.style.size, named)
        for place, line in enumerate(lines):
            left = len(lines) - place
            if left == 2 and len(lines) > 3:
                paper.need(2 * leading + tail)
            elif left != 1:
                paper.need(leading)
            paper.sheet.line(line, _edge(self.style) - aside, paper.y + self.style.size, self.style)
            paper.skip(leading)
        paper.skip(self.gap)


def _edge(style: Style) -> float:
    return {Align.RIGHT: RIGHT, Align.CENTRE: (LEFT + RIGHT) / 2, Align.LEFT: LEFT}[style.align]


@dataclass(frozen=True, slots=True)
class Boxed:
    """Text in a frame; a long one goes on in a second frame overleaf."""

    text: str
    heading: str = ""
    least: float = 15 * MM
    note: str = ""

    def place(self, paper: Paper, tail: float) -> None:
        lines = wrapped(self.text, BODY, RIGHT - LEFT - 2 * _PAD)
        whole = self._height(lines)
        paper.need(heading_room(self.heading) + min(whole + tail, 2 * BODY.leading + 2 * _PAD))
        place_heading(paper, self.heading, self.note)
        while self._height(lines) + tail > paper.room:
            fit = int((paper.room - 2 * _PAD) / BODY.leading)
            fit = min(fit, len(lines) - 2)
            if fit >= 2:
                self._frame(paper, lines[:fit], 0)
                lines = lines[fit:]
            paper.turn()
        self._frame(paper, lines, self.least)
        paper.skip(GAP)

    def _height(self, lines: Sequence[str]) -> float:
        return max(self.least, len(lines) * BODY.leading + 2 * _PAD)

    def _frame(self, paper: Paper, lines: Sequence[str], least: float) -> None:
        text = len(lines) * BODY.leading
        height = max(least, text + 2 * _PAD)
        baseline = paper.y + (height - text) / 2 + BODY.leading * 0.72
        paper.sheet.frame(LEFT, RIGHT, paper.y, paper.y + height)
        for place, line in enumerate(lines):
            paper.sheet.line(line, RIGHT - _PAD, baseline + place * BODY.leading, BODY)
        paper.skip(height)


@dataclass(frozen=True, slots=True)
class WritingRoom:
    """Ruled lines to write on by hand."""

    heading: str
    lines: int

    def place(self, paper: Paper, tail: float) -> None:
        step = 8 * MM
        paper.need(heading_room(self.heading) + self.lines * step + tail)
        place_heading(paper, self.heading)
        for number in range(1, self.lines + 1):
            paper.sheet.rule(LEFT, RIGHT, paper.y + number * step, 0.12 * MM, FAINT)
        paper.skip(self.lines * step + GAP)


@dataclass(frozen=True, slots=True)
class Footnotes:
    """Small numbered notes under a short rule."""

    notes: Sequence[str]

    def place(self, paper: Paper, tail: float) -> None:
        room = RIGHT - LEFT - 5 * MM
        notes = [wrapped(note, SMALL, room) for note in self.notes]
        paper.need(sum(len(lines) for lines in notes) * SMALL.leading + 3 * MM + tail)
        paper.sheet.rule(RIGHT - 40 * MM, RIGHT, paper.y, 0.15 * MM, 0.4)
        paper.skip(1.6 * MM)
        for number, lines in enumerate(notes, start=1):
            marker = f"{persian_digits(number)}."
            paper.sheet.text(marker, RIGHT, paper.y + SMALL.size, SMALL)
            for line in lines:
                paper.sheet.line(line, RIGHT - 5 * MM, paper.y + SMALL.size, SMALL)
                paper.skip(SMALL.leading)
        paper.skip(GAP)


@dataclass(frozen=True, slots=True)
class Photo:
    """An annexed photo: shrunk JPEG bytes with what it shows."""

    image: bytes
    caption: str


@dataclass(frozen=True, slots=True)
class PhotoPages:
    """Four photos a page, always from a fresh page; each keeps its shape."""

    photos: Sequence[Photo]
    heading: str

    def place(self, paper: Paper, tail: float) -> None:
        gap = 6 * MM
        wide = (RIGHT - LEFT - gap) / 2
        for start in range(0, len(self.photos), 4):
            paper.turn()
            place_heading(paper, self.heading)
            most = (paper.room - gap) / 2 - 3 * SMALL.leading - 3 * MM
            for row in range(start, min(start + 4, len(self.photos)), 2):
                pair = self.photos[row : row + 2]
                highs = [min(most, wide * shape(photo.image)) for photo in pair]
                told = 0
                for column, photo in enumerate(pair):
                    right = RIGHT - column * (wide + gap)
                    lines = self._draw(paper, photo, row + column + 1, right, wide, max(highs))
                    told = max(told, lines)
                paper.skip(max(highs) + told * SMALL.leading + 3 * MM + gap)

    def _draw(
        self, paper: Paper, photo: Photo, number: int, right: float, wide: float, high: float
    ) -> int:
        """Draws one photo; says how many lines its caption takes."""
        sheet, bottom, left = paper.sheet, paper.y + high, right - wide
        sheet.picture(photo.image, left, right, paper.y, bottom)
        sheet.frame(left, right, paper.y, bottom)
        caption = _("عکس {number}: {caption}").format(
            number=persian_digits(number), caption=photo.caption
        )
        lines = wrapped(caption, SMALL, wide)[:3]
        for row, line in enumerate(lines):
            sheet.line(line, right, bottom + 4.2 * MM + row * SMALL.leading, SMALL)
        return len(lines)
