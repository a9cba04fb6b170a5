"""Small strokes the painted widgets and the delegates share."""

from __future__ import annotations

import unicodedata
from functools import lru_cache
from typing import Literal

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QFont, QFontMetrics, QPainter, QPen, QPixmap
from PySide6.QtWidgets import QStyle

from desktop.views.shared import theme

Align = Literal["start", "end", "center"]
DASH = "—"
_RLM, _LRM = "\u200f", "\u200e"


def on_its_side(text: str) -> str:
    """The text with the marks that keep it at the start of its line and in its own order.

    From the right, a label that begins with Latin or digits would jump to the other side; from
    the left, a Persian text keeps its order inside an isolate.
    """
    if theme.current().rtl:
        return _RLM + text
    letter = next((one for one in text if one.isalpha()), " ")
    if unicodedata.bidirectional(letter) in ("R", "AL"):
        return f"{_LRM}\u2067{text}\u2069"
    return _LRM + text


@lru_cache(maxsize=16_384)
def width_of(text: str, font: QFont) -> int:
    return QFontMetrics(font).horizontalAdvance(text)


def flags_of(align: Align) -> int:
    """Alignment as Qt wants it, physical, so that widget and delegate agree."""
    return _flags(align, theme.current().rtl)


@lru_cache
def _flags(align: Align, rtl: bool) -> int:
    side = Qt.AlignmentFlag.AlignHCenter
    if align != "center":
        right = (align == "start") == rtl
        side = Qt.AlignmentFlag.AlignRight if right else Qt.AlignmentFlag.AlignLeft
    along = Qt.TextFlag.TextForceRightToLeft if rtl else Qt.TextFlag.TextForceLeftToRight
    place = side | Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignAbsolute
    return place.value | along.value | Qt.TextFlag.TextSingleLine.value


def write(
    painter: QPainter,
    rect: QRect,
    text: str,
    font: QFont,
    colour: QColor,
    align: Align = "start",
) -> bool:
    """One line of text, cut with «…» where it does not fit; says whether it was cut."""
    painter.setFont(font)
    painter.setPen(colour)
    shown = text
    if width_of(text, font) > rect.width():
        cut = Qt.TextElideMode.ElideRight
        shown = QFontMetrics(font).elidedText(text, cut, rect.width())
    painter.drawText(rect, flags_of(align), on_its_side(shown))
    return shown != text


def box(
    painter: QPainter,
    rect: QRect,
    radius: float,
    fill: QColor | None,
    line: QColor | None = None,
    width: float = 1,
    dashed: bool = False,
) -> None:
    """A rounded rectangle with its line inside the rectangle."""
    inset = width / 2 if line else 0.0
    inside = QRectF(rect).adjusted(inset, inset, -inset, -inset)
    painter.setBrush(QBrush(fill) if fill else Qt.BrushStyle.NoBrush)
    if line:
        pen = QPen(line, width)
        if dashed:
            pen.setDashPattern([4, 3])
        painter.setPen(pen)
    else:
        painter.setPen(Qt.PenStyle.NoPen)
    painter.drawRoundedRect(inside, radius, radius)


def picture(painter: QPainter, rect: QRect, pixmap: QPixmap) -> None:
    """A drawing in the middle of a rectangle."""
    size = pixmap.deviceIndependentSize()
    painter.drawPixmap(
        QPointF(
            rect.x() + (rect.width() - size.width()) / 2,
            rect.y() + (rect.height() - size.height()) / 2,
        ),
        pixmap,
    )


def turned(outer: QRect, inner: QRect) -> QRect:
    """A rectangle given from the start of ``outer``, where it really lies."""
    return QStyle.visualRect(theme.current().direction, outer, inner)


class Line:
    """Hands out pieces of a line, from its start towards its end."""

    def __init__(self, rect: QRect) -> None:
        self._rect = rect
        self._used = 0
        self._used_at_end = 0

    @property
    def left_over(self) -> int:
        return max(0, self._rect.width() - self._used - self._used_at_end)

    def skip(self, width: int) -> None:
        self._used += width

    def take(self, width: int, height: int | None = None) -> QRect:
        piece = self._piece(self._rect.left() + self._used, width, height)
        self._used += width
        return piece

    def take_at_end(self, width: int, height: int | None = None) -> QRect:
        self._used_at_end += width
        left = self._rect.left() + self._rect.width() - self._used_at_end
        return self._piece(left, width, height)

    def rest(self) -> QRect:
        return self.take(self.left_over)

    def _piece(self, left: int, width: int, height: int | None) -> QRect:
        tall = height or self._rect.height()
        top = self._rect.top() + (self._rect.height() - tall) // 2
        return turned(self._rect, QRect(left, top, width, tall))
