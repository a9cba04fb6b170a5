"""The state of a record: tone says whose turn it is, glyph how far, word which state."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop.views.shared import theme
from desktop.views.shared.drawing import Line, box, width_of, write
from desktop.views.shared.icons import icon

Glyph = Literal[
    "dash", "ring", "pie1", "pie2", "pie3", "pie4", "check", "cross", "back", "again", "out"
]
GLYPHS: Final[tuple[Glyph, ...]] = (
    "dash",
    "ring",
    "pie1",
    "pie2",
    "pie3",
    "pie4",
    "check",
    "cross",
    "back",
    "again",
    "out",
)
# «back» points to where the line starts, «out» to where it ends; the drawings turn by language.
_ICONS: Final = {"back": "undo-2", "again": "refresh-cw", "out": "redo-2"}


@dataclass(frozen=True, slots=True)
class PillLook:
    """A state as a reader sees it; each feature keeps its own table of these."""

    words: str
    tone: str = "neutral"
    glyph: Glyph = "dash"

    def __post_init__(self) -> None:
        if self.tone not in theme.TONES:
            raise ValueError(f"no such tone: {self.tone}")
        if self.glyph not in GLYPHS:
            raise ValueError(f"no such glyph: {self.glyph}")


def pill_size(look: PillLook) -> QSize:
    now = theme.current()
    words = width_of(look.words, now.font("smallMedium"))
    return QSize(words + now.px(14) + now.gap(6) + 2 * now.gap(9), now.height("pill"))


def pill_colours(tone: str, lifted: bool = False) -> tuple[QColor, QColor, QColor | None]:
    """Ink, ground and line; ``lifted`` on a selected or hovered row, or the pill drowns."""
    now = theme.current()
    ink = now.colour("accentT" if tone == "accent" and now.name != "contrast" else tone)
    line = now.colour(f"{tone}L")
    if lifted:
        return ink, now.colour("surface"), line
    ground = now.colour(f"{tone}S")
    return ink, ground, None if now.name == "light" else line


def paint_pill(painter: QPainter, rect: QRect, look: PillLook, lifted: bool = False) -> QRect:
    """Draws at the start of ``rect``, in its middle line; gives back where it lies."""
    now = theme.current()
    size = pill_size(look)
    width = min(size.width(), rect.width())
    place = Line(rect).take(width, size.height())
    ink, ground, line = pill_colours(look.tone, lifted)
    box(painter, place, size.height() / 2, ground, line, now.hairline)
    inside = Line(place)
    inside.skip(now.gap(9))
    paint_glyph(painter, inside.take(now.px(14), now.px(14)), look.glyph, ink)
    inside.skip(now.gap(6))
    inside.take_at_end(now.gap(7))
    write(painter, inside.rest(), look.words, now.font("smallMedium"), ink)
    return place


def paint_glyph(painter: QPainter, rect: QRect, glyph: str, ink: QColor) -> None:
    """How far a thing has come, in a square; never mirrored."""
    if glyph in _ICONS:
        painter.drawPixmap(rect.topLeft(), icon(_ICONS[glyph], rect.width(), _token_of(ink)))
        return
    side = rect.width()
    stroke = max(1.4, side / 10)
    inset = stroke / 2 + side * 0.04
    ring = QRectF(rect).adjusted(inset, inset, -inset, -inset)
    pen = QPen(ink, stroke)
    painter.setPen(pen)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    if glyph == "dash":
        pen.setDashPattern([1.6, 1.35])
        painter.setPen(pen)
        painter.drawEllipse(ring)
    elif glyph == "ring" or glyph.startswith("pie"):
        painter.drawEllipse(ring)
        quarters = int(glyph[3:]) if glyph != "ring" else 0
        slice_ = ring.adjusted(stroke * 1.1, stroke * 1.1, -stroke * 1.1, -stroke * 1.1)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(ink)
        if quarters == 4:
            painter.drawEllipse(slice_)
        elif quarters:
            painter.drawPie(slice_, 90 * 16, -90 * 16 * quarters)
    else:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(ink)
        painter.drawEllipse(QRectF(rect).adjusted(0.5, 0.5, -0.5, -0.5))
        _paint_stroke(painter, rect, glyph, stroke)


def _paint_stroke(painter: QPainter, rect: QRect, glyph: str, stroke: float) -> None:
    now = theme.current()
    pen = QPen(now.colour("surface"), stroke * 1.1)
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    painter.setPen(pen)

    def at(x: float, y: float) -> QPointF:
        return QPointF(rect.x() + rect.width() * x, rect.y() + rect.height() * y)

    if glyph == "check":
        painter.drawPolyline([at(0.30, 0.52), at(0.45, 0.67), at(0.71, 0.37)])
    else:
        painter.drawLine(at(0.35, 0.35), at(0.65, 0.65))
        painter.drawLine(at(0.65, 0.35), at(0.35, 0.65))


def _token_of(ink: QColor) -> str:
    now = theme.current()
    for token in (*theme.TONES, "accentT", "text", "text2", "text3", "disabled"):
        if now.colour(token) == ink:
            return token
    return "text"


class Pill(QWidget):
    """A state pill on its own; in tables the delegate paints the same."""

    def __init__(self, look: PillLook, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.set_look(look)

    def look(self) -> PillLook:
        return self._look

    def set_look(self, look: PillLook) -> None:
        self._look = look
        self.setAccessibleName(look.words)
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        return pill_size(self._look)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = theme.painter(self)
        paint_pill(painter, self.rect(), self._look)
        painter.end()
