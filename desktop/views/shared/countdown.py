"""Time that is left: a ring that empties clockwise, and words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Final, Literal

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop.models.text import persian_digits
from desktop.views.shared import theme
from desktop.views.shared.drawing import Line, picture, width_of, write
from desktop.views.shared.icons import icon
from desktop.views.shared.tips import tip
from resources.words import _

Urgency = Literal["enough", "soon", "urgent", "late", "paused", "calm"]
TONES: Final = {
    "enough": "success",
    "soon": "warning",
    "urgent": "danger",
    "late": "danger",
    "paused": "text3",
    "calm": "text2",
}
WARNING_MARK: Final = 0.8


@dataclass(frozen=True, slots=True)
class CountdownLook:
    """What is left of a time limit: words, how much of the ring is full, how urgent."""

    words: str
    left: float = 1.0
    urgency: Urgency = "calm"


def span_words(span: timedelta) -> str:
    """«۱ ساعت و ۰۵ دقیقه», «۲۵ دقیقه», «۳ روز»; never 00:42:10."""
    minutes = max(0, int(span.total_seconds()) // 60)
    if minutes >= 2 * 24 * 60:
        return persian_digits(_("{n} روز").format(n=minutes // (24 * 60)))
    hours, rest = divmod(minutes, 60)
    if not hours:
        return persian_digits(_("{n} دقیقه").format(n=minutes))
    if not rest:
        return persian_digits(_("{n} ساعت").format(n=hours))
    return persian_digits(_("{h} ساعت و {m} دقیقه").format(h=hours, m=f"{rest:02}"))


def countdown_of(used: timedelta, limit: timedelta, mark: float = WARNING_MARK) -> CountdownLook:
    """Green while more than half is left, then amber, red from the policy's warning mark."""
    if used >= limit:
        return CountdownLook(_("{span} دیر").format(span=span_words(used - limit)), 0.0, "late")
    share = used / limit
    rest = span_words(limit - used)
    if share >= mark:
        return CountdownLook(_("{span} مانده").format(span=rest), 1 - share, "urgent")
    return CountdownLook(rest, 1 - share, "soon" if share > 0.5 else "enough")


def days_countdown(days_left: int, words: str, whole: int = 7) -> CountdownLook:
    """For limits of whole days: amber on the day itself, late after it. ``words`` name the day."""
    if days_left < 0:
        late = persian_digits(_("{n} روز دیر").format(n=-days_left))
        return CountdownLook(late, 0.0, "late")
    if days_left == 0:
        return CountdownLook(_("تا پایان امروز"), 0.5, "soon")
    return CountdownLook(words, min(1.0, days_left / whole), "calm")


def paused(reason: str, left: float = 0.5) -> CountdownLook:
    """The clock stands, and says why."""
    return CountdownLook(reason, left, "paused")


def countdown_size(look: CountdownLook) -> QSize:
    now = theme.current()
    width = width_of(look.words, now.font("strong")) + now.icon("control") + now.gap(8) + 4
    return QSize(width, now.height("pill"))


def paint_countdown(painter: QPainter, rect: QRect, look: CountdownLook) -> bool:
    """Draws at the start of ``rect``; says whether the words were cut."""
    now = theme.current()
    tone = TONES[look.urgency]
    line = Line(rect)
    side = now.icon("control")
    where = line.take(side, side)
    if look.urgency == "late":
        picture(painter, where, icon("alarm-clock", side, tone))
    else:
        _paint_ring(painter, where, look, tone)
    line.skip(now.gap(8))
    font = now.font("body" if look.urgency in ("paused", "calm") else "strong")
    return write(painter, line.rest(), look.words, font, now.colour(tone))


def _paint_ring(painter: QPainter, where: QRect, look: CountdownLook, tone: str) -> None:
    now = theme.current()
    thick = max(2.4, where.width() / 7)
    inset = thick / 2 + where.width() * 0.08
    ring = QRectF(where).adjusted(inset, inset, -inset, -inset)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    faint = QColor(now.colour(tone))
    faint.setAlphaF(0.35)
    painter.setPen(QPen(faint, thick))
    painter.drawEllipse(ring)
    pen = QPen(now.colour(tone), thick)
    pen.setCapStyle(Qt.PenCapStyle.FlatCap)
    painter.setPen(pen)
    # Empties clockwise from the top, like a clock: what is left ends at twelve.
    painter.drawArc(ring, 90 * 16, round(360 * 16 * look.left))


class Countdown(QWidget):
    """Ring and words on their own; ``set_look`` each minute."""

    def __init__(self, look: CountdownLook, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.set_look(look)

    def set_look(self, look: CountdownLook) -> None:
        self._look = look
        self.setAccessibleName(look.words)
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        return countdown_size(self._look)

    def minimumSizeHint(self) -> QSize:
        return QSize(theme.current().px(64), self.sizeHint().height())

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = theme.painter(self)
        cut = paint_countdown(painter, self.rect(), self._look)
        painter.end()
        tip(self, self._look.words if cut else "")
