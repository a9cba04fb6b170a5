"""One side of A4 as a list of strokes, measured in points from the upper left corner."""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import Enum
from io import BytesIO
from typing import Final

from PIL import Image
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from desktop.documents import fonts, marks, persian, qr
from desktop.documents.fonts import Weight

MM: Final = 72 / 25.4
WIDTH: Final = 210 * MM
HEIGHT: Final = 297 * MM
LEFT: Final = 15 * MM
RIGHT: Final = WIDTH - 15 * MM
TOP: Final = 12 * MM
BOTTOM: Final = HEIGHT - 14 * MM
SMALLEST: Final = 6.5

INK: Final = 0.07
QUIET: Final = 0.36
FAINT: Final = 0.62
TINT: Final = 0.94

Stroke = Callable[[Canvas], None]


class Align(Enum):
    RIGHT = "right"
    CENTRE = "centre"
    LEFT = "left"


class Tick(Enum):
    """What stands in a box to tick."""

    EMPTY = "empty"
    YES = "yes"
    NO = "no"


@dataclass(frozen=True, slots=True)
class Style:
    """How a line looks; ``leading`` is the distance to the next one."""

    weight: Weight = Weight.REGULAR
    size: float = 9
    leading: float = 14.2
    grey: float = INK
    align: Align = Align.RIGHT

    def aligned(self, align: Align) -> Style:
        return replace(self, align=align)


TITLE: Final = Style(Weight.BOLD, 14, 20, align=Align.CENTRE)
SUBTITLE: Final = Style(size=8, leading=12, grey=QUIET, align=Align.CENTRE)
HEADING: Final = Style(Weight.BOLD, 10, 15)
BODY: Final = Style()
STRONG: Final = Style(Weight.MEDIUM)
LABEL: Final = Style(size=8.4, grey=QUIET)
SMALL: Final = Style(size=7.6, leading=11.6, grey=QUIET)
FOOT: Final = Style(size=6.8, leading=11, grey=QUIET)


def wrapped(text: str, style: Style, room: float) -> list[str]:
    """The prepared lines of a text in this style."""
    return persian.break_lines(text, style.weight, style.size, room)


def shape(image: bytes) -> float:
    """Height of a picture for a width of 1."""
    with Image.open(BytesIO(image), formats=("JPEG", "PNG")) as opened:
        return opened.height / opened.width


class Sheet:
    """Collects strokes; nothing is drawn before the number of pages is known."""

    def __init__(self) -> None:
        self._strokes: list[Stroke] = []

    def draw(self, canvas: Canvas) -> None:
        for stroke in self._strokes:
            stroke(canvas)

    def line(self, text: str, x: float, baseline: float, style: Style) -> None:
        """One prepared line; ``x`` is its right edge, middle or left edge as the style aligns."""
        if style.size < SMALLEST:
            raise ValueError(f"type of {style.size} pt cannot be read on paper")
        if not text.strip():
            return
        taken = persian.width(text, style.weight, style.size)
        share = {Align.RIGHT: 1.0, Align.CENTRE: 0.5, Align.LEFT: 0.0}[style.align]
        left = x - taken * share
        drawn = persian.visual(text)
        self._strokes.append(
            lambda canvas: _draw_text(canvas, left, HEIGHT - baseline, drawn, style)
        )

    def text(self, text: str, x: float, baseline: float, style: Style) -> None:
        """One line that is known to fit, such as a label."""
        self.line(persian.prepared(text), x, baseline, style)

    def fitted(self, text: str, x: float, baseline: float, style: Style, room: float) -> None:
        """One line; what does not fit gives way to «…»."""
        lines = wrapped(text, style, room)
        if len(lines) > 1:
            lines = wrapped(text, style, room - fonts.width("…", style.weight, style.size))
            lines[0] += "…"
        self.line(lines[0], x, baseline, style)

    def rule(
        self, left: float, right: float, y: float, thickness: float = 0.3, grey: float = INK
    ) -> None:
        def stroke(canvas: Canvas) -> None:
            canvas.setLineWidth(thickness)
            canvas.setStrokeGray(grey)
            canvas.line(left, HEIGHT - y, right, HEIGHT - y)

        self._strokes.append(stroke)

    def column_rule(self, x: float, top: float, bottom: float, grey: float = FAINT) -> None:
        def stroke(canvas: Canvas) -> None:
            canvas.setLineWidth(0.12 * MM)
            canvas.setStrokeGray(grey)
            canvas.line(x, HEIGHT - top, x, HEIGHT - bottom)

        self._strokes.append(stroke)

    def tint(self, left: float, right: float, top: float, bottom: float) -> None:
        def stroke(canvas: Canvas) -> None:
            canvas.setFillGray(TINT)
            canvas.rect(left, HEIGHT - bottom, right - left, bottom - top, stroke=0, fill=1)

        self._strokes.append(stroke)

    def frame(
        self, left: float, right: float, top: float, bottom: float, grey: float = FAINT
    ) -> None:
        def stroke(canvas: Canvas) -> None:
            canvas.setLineWidth(0.25 * MM)
            canvas.setStrokeGray(grey)
            canvas.roundRect(left, HEIGHT - bottom, right - left, bottom - top, 1 * MM)

        self._strokes.append(stroke)

    def tick(self, x: float, y: float, mark: Tick, side: float = 3.6 * MM) -> None:
        """A box around a middle point, with ✓ or ✗ drawn in it, so that it needs no font."""

        def stroke(canvas: Canvas) -> None:
            half = side / 2
            base = HEIGHT - y
            canvas.setLineCap(1)
            canvas.setLineJoin(1)
            canvas.setStrokeGray(INK if mark is not Tick.EMPTY else 0.3)
            canvas.setLineWidth(0.28 * MM if mark is not Tick.EMPTY else 0.2 * MM)
            canvas.roundRect(x - half, base - half, side, side, 0.55 * MM)
            canvas.setLineWidth(0.5 * MM)
            arm = half * 0.5
            if mark is Tick.YES:
                path = canvas.beginPath()
                path.moveTo(x - arm * 1.15, base + arm * 0.05)
                path.lineTo(x - arm * 0.3, base - arm * 0.85)
                path.lineTo(x + arm * 1.25, base + arm)
                canvas.drawPath(path)
            elif mark is Tick.NO:
                canvas.line(x - arm, base - arm, x + arm, base + arm)
                canvas.line(x - arm, base + arm, x + arm, base - arm)

        self._strokes.append(stroke)

    def code(self, payload: str, left: float, top: float, side: float) -> None:
        """A QR code, each run of dark modules as one rectangle."""
        rows = qr.modules(payload)
        step = side / len(rows)

        def stroke(canvas: Canvas) -> None:
            path = canvas.beginPath()
            for row, dark in enumerate(rows):
                base = HEIGHT - top - (row + 1) * step
                for start, length in _runs(dark):
                    path.rect(left + start * step, base, length * step, step)
            canvas.setFillGray(0)
            canvas.drawPath(path, stroke=0, fill=1)

        self._strokes.append(stroke)

    def star(self, x: float, y: float, radius: float) -> None:
        """The mark: two eight-pointed stars."""

        def stroke(canvas: Canvas) -> None:
            canvas.setStrokeGray(INK)
            canvas.setLineJoin(1)
            for reach, waist, thickness in ((radius, 0.8, 0.3), (radius * 0.56, 0.8, 0.24)):
                path = canvas.beginPath()
                for point in range(16):
                    angle = math.pi * point / 8 + math.pi / 8
                    length = reach if point % 2 == 0 else reach * waist
                    move = path.lineTo if point else path.moveTo
                    move(x + length * math.sin(angle), HEIGHT - y + length * math.cos(angle))
                path.close()
                canvas.setLineWidth(thickness * MM)
                canvas.drawPath(path)

        self._strokes.append(stroke)

    def picture(self, image: bytes, left: float, right: float, top: float, bottom: float) -> None:
        """A photo or a signature, whole and centred in its place."""
        with Image.open(BytesIO(image), formats=("JPEG", "PNG")) as opened:
            wide, high = opened.size
        scale = min((right - left) / wide, (bottom - top) / high)
        x = (left + right - wide * scale) / 2
        y = HEIGHT - (top + bottom + high * scale) / 2

        def stroke(canvas: Canvas) -> None:
            reader = ImageReader(BytesIO(image))
            canvas.drawImage(reader, x, y, wide * scale, high * scale, mask="auto")

        self._strokes.append(stroke)

    def watermark(self, text: str, size: float = 84, above: float = 0) -> None:
        """Large words across the sheet, under everything else; ``above`` moves them up it."""
        drawn = persian.visual(persian.prepared(text))
        taken = fonts.width(drawn, Weight.BOLD, size)

        def stroke(canvas: Canvas) -> None:
            canvas.saveState()
            canvas.translate(WIDTH / 2, HEIGHT / 2 + above)
            canvas.rotate(45)
            canvas.setFillGray(0.9)
            canvas.setFont(fonts.font(Weight.BOLD).fontName, size)
            canvas.drawString(-taken / 2, -size / 3, drawn)
            canvas.restoreState()

        self._strokes.insert(0, stroke)


def _runs(dark: tuple[bool, ...]) -> list[tuple[int, int]]:
    """(start, length) of each run of dark modules."""
    found: list[tuple[int, int]] = []
    for place, module in enumerate(dark):
        if not module:
            continue
        if found and sum(found[-1]) == place:
            found[-1] = (found[-1][0], found[-1][1] + 1)
        else:
            found.append((place, 1))
    return found


def _draw_text(canvas: Canvas, x: float, y: float, drawn: str, style: Style) -> None:
    text = canvas.beginText(x, y)
    text.setFont(fonts.font(style.weight).fontName, style.size)
    text.setFillGray(style.grey)
    if any(unicodedata.combining(letter) for letter in drawn):
        marks.write(text, drawn)
        canvas.drawText(text)
        marks.draw(canvas, x, y, drawn, style.weight, style.size)
    else:
        text.textOut(drawn)
        canvas.drawText(text)
