"""The quiet side of the sign-in window: a woven pattern and what the program promises."""

from __future__ import annotations

import math

from PySide6.QtCore import QPointF, QRect, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop.views.shared import theme
from desktop.views.shared.drawing import picture, width_of, write
from desktop.views.shared.icons import icon
from resources.words import _

_CELL = 96
_GROUND = {"light": "#0A5A61", "dark": "#0C2E31", "contrast": "#000000"}
_CHECK = {"light": "on", "dark": "accentT", "contrast": "accent"}
_INK = {"light": "#FFFFFF", "dark": "#CFE9E8", "contrast": "#6CF3F3"}


class Pattern(QWidget):
    """Eight-pointed stars in hairlines, with three promises at the foot."""

    def __init__(self) -> None:
        super().__init__()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumWidth(0)
        theme.follow(self.update)

    def paintEvent(self, _event: QPaintEvent) -> None:
        now = theme.current()
        painter = theme.painter(self)
        painter.fillRect(self.rect(), QColor(_GROUND[now.name]))
        self._weave(painter, QColor(_INK[now.name]))
        self._promise(painter, QColor(_INK[now.name]))
        painter.end()

    def _weave(self, painter: QPainter, ink: QColor) -> None:
        faint = QColor(ink)
        faint.setAlpha(34)
        painter.setPen(QPen(faint, 1))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for top in range(-_CELL, self.height() + _CELL, _CELL):
            for left in range(-_CELL, self.width() + _CELL, _CELL):
                centre = QPointF(left + _CELL / 2, top + _CELL / 2)
                painter.drawPolygon(_star(centre, _CELL * 0.27, _CELL * 0.21))
                painter.drawPolygon(_star(centre, _CELL * 0.66, _CELL * 0.50))

    def _promise(self, painter: QPainter, ink: QColor) -> None:
        now = theme.current()
        quiet = QColor(ink)
        quiet.setAlpha(225)
        margin = now.gap(56)
        width = max(0, self.width() - 2 * margin)
        top = self.height() - now.px(200)
        head = QRect(margin, top, width, now.px(44))
        title = _("هر بازرسی، با مدرک و تا پایان")
        write(painter, head, title, now.font(_largest(title, width, ("hero", "page"))), ink)
        top += now.px(60)
        lines = (
            _("بی‌شبکه کار می‌کند؛ هیچ نوشته‌ای گم نمی‌شود"),
            _("هر تغییر امضا و زنجیره می‌شود"),
            _("فرستادن، با رسید ستاد تمام می‌شود"),
        )
        side = now.icon("control")
        room = width - side - now.gap(10)
        role = _largest(max(lines, key=len), room, ("section", "body", "small"))
        for line in lines:
            right = margin + width - side if now.rtl else margin
            picture(
                painter, QRect(right, top, side, now.px(28)), icon("check", side, _CHECK[now.name])
            )
            words = QRect(margin, top, room, now.px(28))
            if not now.rtl:
                words.translate(side + now.gap(10), 0)
            write(painter, words, line, now.font(role), quiet)
            top += now.px(28)


def _largest(words: str, room: int, roles: tuple[str, ...]) -> str:
    """The largest type that shows all the words."""
    now = theme.current()
    return next((one for one in roles if width_of(words, now.font(one)) <= room), roles[-1])


def _star(centre: QPointF, outer: float, inner: float) -> QPolygonF:
    points = []
    for step in range(16):
        radius = outer if step % 2 == 0 else inner
        angle = math.pi / 8 * step + math.pi / 8
        points.append(
            QPointF(centre.x() + radius * math.cos(angle), centre.y() + radius * math.sin(angle))
        )
    return QPolygonF(points)
