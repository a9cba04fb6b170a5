"""One value, painted for a short while: nothing to select, to copy or to read by another program.

The words are painted, never put into a label: no text, no accessible name, no tooltip holds them.
"""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QRect, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QHideEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop.models.text import persian_digits
from desktop.views.shared import theme
from desktop.views.shared.countdown import CountdownLook, countdown_size, paint_countdown
from desktop.views.shared.drawing import box, flags_of
from resources.words import _

SECONDS: Final = 30
_WATERMARK_ALPHA: Final = 0.16
_LEAN: Final = -14


class SecretView(QWidget):
    """Shows a value for thirty seconds under the reader's own name; ``over`` when it is gone."""

    over = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._words, self._mark, self._left, self._is_code = "", "", 0, False
        self._timer = QTimer(self)
        self._timer.setInterval(1000)
        self._timer.timeout.connect(self.tick)
        self.hide()

    @property
    def left(self) -> int:
        """Seconds until it hides itself; 0 where nothing is shown."""
        return self._left

    def show_value(self, value: str, mark: str, *, code: bool) -> None:
        """``mark`` says who reads it and when; ``code`` keeps digits in their own order."""
        self._words, self._mark, self._left, self._is_code = value, mark, SECONDS, code
        self.setAccessibleName(_("مقدار گشوده‌شده، تنها روی صفحه"))
        self._timer.start()
        self.show()
        self.update()

    def wipe(self) -> None:
        """Take the value off the screen and out of this widget."""
        shown = bool(self._words)
        self._words, self._mark, self._left = "", "", 0
        self._timer.stop()
        self.hide()
        if shown:
            self.over.emit()

    def tick(self) -> None:
        """One second has gone by."""
        self._left -= 1
        if self._left <= 0:
            self.wipe()
        self.update()

    def sizeHint(self) -> QSize:
        now = theme.current()
        return QSize(now.px(320), now.px(148))

    def minimumSizeHint(self) -> QSize:
        return QSize(theme.current().px(200), self.sizeHint().height())

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        if self._words:
            self.wipe()

    def paintEvent(self, _event: QPaintEvent) -> None:
        if not self._words:
            return
        now = theme.current()
        painter = theme.painter(self)
        box(painter, self.rect(), 8, now.colour("raised"), now.colour("line2"), now.hairline)
        painter.setClipRect(self.rect())
        self._paint_mark(painter)
        inner = self.rect().adjusted(now.gap(16), now.gap(12), -now.gap(16), -now.gap(12))
        look = self._look()
        foot = countdown_size(look).height()
        self._paint_words(painter, inner.adjusted(0, 0, 0, -foot - now.gap(6)))
        below = QRect(inner.left(), inner.bottom() - foot, inner.width(), foot)
        paint_countdown(painter, below, look)
        painter.end()

    def _look(self) -> CountdownLook:
        words = persian_digits(_("{n} ثانیه مانده").format(n=self._left))
        urgency = "urgent" if self._left <= SECONDS // 4 else "enough"
        return CountdownLook(words, self._left / SECONDS, urgency)  # type: ignore[arg-type]  # one of two of its literals

    def _paint_words(self, painter: QPainter, room: QRect) -> None:
        now = theme.current()
        words = persian_digits(self._words)
        if self._is_code:
            words = f"\u2066{words}\u2069"
        painter.setFont(now.font("page" if len(words) < 60 else "section"))
        painter.setPen(now.colour("text"))
        painter.drawText(room, flags_of("start") | Qt.TextFlag.TextWordWrap.value, words)

    def _paint_mark(self, painter: QPainter) -> None:
        """Who reads and when, leaning across: a photo of the screen says whose it was."""
        now = theme.current()
        ink = QColor(now.colour("text2"))
        ink.setAlphaF(_WATERMARK_ALPHA)
        painter.save()
        painter.setPen(ink)
        painter.setFont(now.font("strong"))
        painter.translate(self.rect().center())
        painter.rotate(_LEAN)
        step = now.px(44)
        wide = self.width() * 2
        line = "      ".join([self._mark] * 6)
        for place in range(-5, 6):
            row = QRect(-wide // 2 + (place % 2) * step, place * step - step // 2, wide, step)
            painter.drawText(row, Qt.AlignmentFlag.AlignCenter, line)
        painter.restore()
