"""Vowel marks over and under their letters.

Nothing here reads the font's anchors, and a mark moved as text would be a line of its own to
whoever searches the paper. So it stands in the text unseen, and its shape is drawn over it.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from itertools import groupby
from typing import Any, Final

from reportlab.pdfgen.canvas import Canvas

from desktop.documents import fonts
from desktop.documents.fonts import Weight
from desktop.documents.outlines import Contour, Point, outline

_UNSEEN: Final = 3
_FILLED: Final = 0
_CLEAR: Final = 55


def write(text: Any, drawn: str) -> None:
    """The line as text; marks take no width, so they keep their place without being seen."""
    for combining, run in groupby(drawn, lambda letter: bool(unicodedata.combining(letter))):
        text.setTextRenderMode(_UNSEEN if combining else _FILLED)
        text.textOut("".join(run))
    text.setTextRenderMode(_FILLED)


def draw(canvas: Canvas, x: float, y: float, drawn: str, weight: Weight, size: float) -> None:
    """The marks themselves. In a line that was turned round a mark stands before its letter."""
    unit = size / 1000
    path = canvas.beginPath()
    for mark, aside, rise in _placed(drawn, weight):
        for contour in outline(mark, weight):
            _trace(path, contour, x + aside * unit, y + rise * unit, unit)
    canvas.drawPath(path, stroke=0, fill=1, fillMode=1)


def _placed(drawn: str, weight: Weight) -> Iterator[tuple[str, float, float]]:
    """Each mark with how far it goes right of the line's start and above its own place."""
    waiting: list[str] = []
    reached = 0.0
    for letter in drawn:
        if unicodedata.combining(letter):
            waiting.insert(0, letter)
            continue
        base = fonts.extent(letter, weight)
        top, bottom = base.top + _CLEAR, base.bottom - _CLEAR
        for mark in waiting:
            ink = fonts.extent(mark, weight)
            middle = (base.left + base.right - ink.left - ink.right) / 2
            if ink.bottom > 0:
                rise = max(0.0, top - ink.bottom)
                top = ink.top + rise + _CLEAR
            else:
                rise = min(0.0, bottom - ink.top)
                bottom = ink.bottom + rise - _CLEAR
            yield mark, reached + middle, rise
        waiting = []
        reached += fonts.width(letter, weight, 1000)


def _trace(path: Any, contour: Contour, x: float, y: float, unit: float) -> None:
    """One closed contour; between two points off the curve lies one on it."""
    points: list[Point] = []
    for place, point in enumerate(contour):
        before = contour[place - 1]
        if not (point.on_curve or before.on_curve):
            points.append(Point((point.x + before.x) / 2, (point.y + before.y) / 2, True))
        points.append(point)
    start = next(place for place, point in enumerate(points) if point.on_curve)
    points = points[start:] + points[: start + 1]
    here = points[0]
    path.moveTo(x + here.x * unit, y + here.y * unit)
    bend: Point | None = None
    for point in points[1:]:
        if not point.on_curve:
            bend = point
            continue
        if bend is None:
            path.lineTo(x + point.x * unit, y + point.y * unit)
        else:
            path.curveTo(
                x + (here.x + 2 * bend.x) / 3 * unit,
                y + (here.y + 2 * bend.y) / 3 * unit,
                x + (point.x + 2 * bend.x) / 3 * unit,
                y + (point.y + 2 * bend.y) / 3 * unit,
                x + point.x * unit,
                y + point.y * unit,
            )
        here, bend = point, None
    path.close()
