"""Tables that break well: the head again on each page, rows whole, the last row with its tail."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from desktop.documents.blocks import GAP, heading_room, place_heading
from desktop.documents.fonts import Weight
from desktop.documents.page import Paper
from desktop.documents.sheet import (
    FAINT,
    LEFT,
    MM,
    QUIET,
    RIGHT,
    Align,
    Style,
    Tick,
    wrapped,
)
from desktop.models.text import persian_digits
from resources.words import _

_HEAD: Final = Style(size=8.2, leading=12, grey=0.28)
CELL: Final = Style(size=8.7, leading=13.4)
ASIDE: Final = Style(size=7.6, leading=11.6, grey=QUIET)
_SECTION: Final = Style(Weight.BOLD, 8.4, 12.4)
_HEAD_HEIGHT: Final = 6.6 * MM
_PAD: Final = 1.6 * MM
_KEPT_WHOLE: Final = 3
# A row up to this high is never split; a higher one shows at least a few lines before it is.
_SPLIT_OVER: Final = 80 * MM
_SPLIT_LEAST: Final = 30 * MM
_BREATH: Final = 1.5 * MM


@dataclass(frozen=True, slots=True)
class Column:
    """``wide`` in millimetres; the columns with 0 share what is left."""

    title: str
    wide: float = 0
    align: Align = Align.RIGHT


@dataclass(frozen=True, slots=True)
class Aside:
    """Quiet small text under the main text of a cell."""

    text: str


Cell = str | Tick | tuple[str | Aside, ...]


@dataclass(frozen=True, slots=True)
class Row:
    """Cells from the right; a section row has only its name and stays with the next row."""

    cells: tuple[Cell, ...] = ()
    section: str = ""
    least: float = 0


_Line = tuple[str, Style]


@dataclass(frozen=True, slots=True)
class _Laid:
    """A row broken into lines for the widths of the table."""

    cells: tuple[tuple[_Line, ...] | Tick, ...]
    section: str
    height: float

    def cut(self, lines: int) -> tuple[_Laid, _Laid]:
        """The first lines of every cell, and the rest; boxes to tick stay above."""
        upper = tuple(cell if isinstance(cell, Tick) else cell[:lines] for cell in self.cells)
        lower = tuple(() if isinstance(cell, Tick) else cell[lines:] for cell in self.cells)
        return _laid(upper), _laid(lower)


def _laid(cells: tuple[tuple[_Line, ...] | Tick, ...], least: float = 0) -> _Laid:
    tallest = max(map(_tall, cells), default=0)
    return _Laid(cells, "", max(tallest + 2 * _BREATH, least, 7.2 * MM))


@dataclass(frozen=True, slots=True)
class Table:
    """``counted`` gives the remark beside the heading when the table goes on overleaf."""

    columns: Sequence[Column]
    rows: Sequence[Row]
    heading: str = ""
    counted: str = ""

    def place(self, paper: Paper, tail: float) -> None:
        wides = self._wides()
        laid = [self._lay(row, wides) for row in self.rows]
        paper.need(heading_room(self.heading) + _HEAD_HEIGHT + self._start(laid, tail))
        first, heading_y = paper.sheet, paper.y
        place_heading(paper, self.heading)
        self._head(paper, wides)
        shown = 0
        for place, row in enumerate(laid):
            if self._wanted(laid, place, tail) > paper.room:
                if paper.sheet is first:
                    self._remark(paper, heading_y, shown)
                self._turn(paper, wides)
            self._draw_whole(paper, row, wides, self._tail(laid, place, tail), row is laid[-1])
            shown += not row.section
        paper.sheet.rule(LEFT, RIGHT, paper.y, 0.35 * MM)
        paper.skip(GAP)

    def _start(self, laid: Sequence[_Laid], tail: float) -> float:
        """What must follow the head on its page: the first row, or all of a small table."""
        whole = sum(row.height for row in laid) + tail + GAP
        if len(laid) <= _KEPT_WHOLE and whole <= _SPLIT_OVER + tail:
            return whole
        return self._wanted(laid, 0, tail) if laid else 0

    def _wides(self) -> list[float]:
        fixed = sum(column.wide for column in self.columns) * MM
        sharing = sum(1 for column in self.columns if not column.wide)
        share = (RIGHT - LEFT - fixed) / sharing if sharing else 0
        return [column.wide * MM or share for column in self.columns]

    def _lay(self, row: Row, wides: Sequence[float]) -> _Laid:
        if row.section:
            return _Laid((), row.section, 6 * MM)
        cells = tuple(
            cell if isinstance(cell, Tick) else tuple(_lines(cell, wide - 2 * _PAD))
            for cell, wide in zip(row.cells, wides, strict=True)
        )
        return _laid(cells, row.least)

    def _wanted(self, laid: Sequence[_Laid], place: int, tail: float) -> float:
        """The room a row asks for before it begins: all of it, or some lines of a very tall one.

        A section's name asks for the row under it as well.
        """
        row = laid[place]
        below = self._tail(laid, place, tail)
        if row.section and place + 1 < len(laid):
            return row.height + self._wanted(laid, place + 1, tail)
        return row.height + below if row.height <= _SPLIT_OVER else _SPLIT_LEAST

    def _tail(self, laid: Sequence[_Laid], place: int, tail: float) -> float:
        return tail + GAP if place == len(laid) - 1 else 0

    def _draw_whole(
        self, paper: Paper, row: _Laid, wides: Sequence[float], tail: float, last: bool
    ) -> None:
        """A row; where no page would hold it, in pieces of whole lines."""
        while row.height + tail > paper.room:
            lines = max(len(cell) for cell in row.cells if not isinstance(cell, Tick))
            fit = min(int((paper.room - 2 * _BREATH) / CELL.leading), lines - 2)
            if fit >= 2:
                upper, row = row.cut(fit)
                self._draw(paper, upper, wides, last=True)
            self._turn(paper, wides)
        self._draw(paper, row, wides, last=last)

    def _turn(self, paper: Paper, wides: Sequence[float]) -> None:
        paper.sheet.rule(LEFT, RIGHT, paper.y, 0.35 * MM)
        paper.turn()
        if self.heading:
            place_heading(paper, _("{heading} (دنباله)").format(heading=self.heading))
        self._head(paper, wides)

    def _remark(self, paper: Paper, heading_y: float, shown: int) -> None:
        """«۶ از ۱۹ پرسش؛ دنباله در صفحهٔ ۲», beside the heading already drawn."""
        if not (self.heading and self.counted):
            return
        total = sum(1 for row in self.rows if not row.section)
        words = _("{shown} از {total} {things}؛ دنباله در صفحهٔ {page}").format(
            shown=persian_digits(shown),
            total=persian_digits(total),
            things=self.counted,
            page=persian_digits(paper.page + 1),
        )
        paper.sheet.text(words, LEFT, heading_y + 10, ASIDE.aligned(Align.LEFT))

    def _head(self, paper: Paper, wides: Sequence[float]) -> None:
        sheet, bottom = paper.sheet, paper.y + _HEAD_HEIGHT
        sheet.tint(LEFT, RIGHT, paper.y, bottom)
        sheet.rule(LEFT, RIGHT, paper.y, 0.35 * MM)
        right = RIGHT
        for column, wide in zip(self.columns, wides, strict=True):
            style = _HEAD.aligned(column.align)
            baseline = paper.y + 4.3 * MM
            sheet.fitted(
                column.title, _edge(column.align, right, wide), baseline, style, wide - _PAD
            )
            right -= wide
        paper.skip(_HEAD_HEIGHT)

    def _draw(self, paper: Paper, row: _Laid, wides: Sequence[float], *, last: bool) -> None:
        sheet, middle = paper.sheet, paper.y + row.height / 2
        if row.section:
            sheet.text(row.section, RIGHT - _PAD, middle + 3, _SECTION)
        right = RIGHT
        for column, cell, wide in zip(self.columns, row.cells, wides, strict=False):
            edge = _edge(column.align, right, wide)
            if isinstance(cell, Tick):
                sheet.tick(right - wide / 2, middle, cell)
            else:
                y = middle - _tall(cell) / 2
                for line, style in cell:
                    sheet.line(line, edge, y + style.leading * 0.72, style.aligned(column.align))
                    y += style.leading
            right -= wide
        paper.skip(row.height)
        if not last:
            sheet.rule(LEFT, RIGHT, paper.y, 0.12 * MM, FAINT)


def _lines(cell: str | tuple[str | Aside, ...], room: float) -> list[_Line]:
    parts = (cell,) if isinstance(cell, str) else cell
    lines: list[_Line] = []
    for part in parts:
        text, style = (part.text, ASIDE) if isinstance(part, Aside) else (part, CELL)
        if text:
            lines += [(line, style) for line in wrapped(text, style, room)]
    return lines


def _tall(cell: tuple[_Line, ...] | Tick) -> float:
    return 4 * MM if isinstance(cell, Tick) else sum(style.leading for _line, style in cell)


def _edge(align: Align, right: float, wide: float) -> float:
    return {
        Align.RIGHT: right - _PAD,
        Align.CENTRE: right - wide / 2,
        Align.LEFT: right - wide + _PAD,
    }[align]
