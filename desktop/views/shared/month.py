"""One month of the Solar Hijri year, Saturday at the start, Friday in red at the end."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

from PySide6.QtCore import QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from desktop.errors import Refused
from desktop.models.calendar import (
    days_in_month,
    gregorian,
    jalali,
    long_date,
    month_name,
    week_of,
    weekday_name,
)
from desktop.models.text import persian_digits
from desktop.views.shared import theme
from desktop.views.shared.buttons import Button, IconButton
from desktop.views.shared.drawing import box, turned, write
from desktop.views.shared.labels import Label
from desktop.views.shared.popover import Popover
from desktop.views.shared.tips import tip
from resources.words import _

FRIDAY = 6
WEEKS = 6


class MonthGrid(QWidget):
    """Arrows move by day and week, Page Up and Down by month, Home goes to today."""

    chosen = Signal(object)
    turned_to = Signal()

    def __init__(
        self,
        today: date,
        cursor: date | None = None,
        *,
        first: date | None = None,
        last: date | None = None,
        holiday: Callable[[date], str] | None = None,
    ) -> None:
        """``holiday`` gives the occasion of a day off, or "" for a working day."""
        super().__init__()
        self._today, self._first, self._last = today, first, last
        self._holiday = holiday
        self._hovered: date | None = None
        self.cursor_day = cursor or today
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._say()

    def title(self) -> str:
        year, month, _day = jalali(self.cursor_day)
        return f"{month_name(month)} {persian_digits(year)}"

    def allows(self, day: date) -> bool:
        after = self._first is None or day >= self._first
        return after and (self._last is None or day <= self._last)

    def go_to(self, day: date) -> None:
        self.cursor_day = day
        self._say()
        self.turned_to.emit()
        self.update()

    def turn(self, months: int) -> None:
        """Same day some months away; the last day where that month is shorter."""
        year, month, day = jalali(self.cursor_day)
        count = year * 12 + month - 1 + months
        year, month = count // 12, count % 12 + 1
        try:
            self.go_to(gregorian(year, month, min(day, days_in_month(year, month))))
        except Refused:
            # The edge of the calendar: there is nothing further.
            return

    def _say(self) -> None:
        words = long_date(self.cursor_day)
        occasion = self._holiday(self.cursor_day) if self._holiday else ""
        self.setAccessibleName(f"{words} {occasion}".strip())

    def _shown_first(self) -> date:
        year, month, _day = jalali(self.cursor_day)
        return week_of(gregorian(year, month, 1))

    def _cell(self) -> QSize:
        return QSize(self.width() // 7, theme.current().px(32))

    def _rect_of(self, day: date) -> QRect:
        apart = (day - self._shown_first()).days
        cell = self._cell()
        where = QPoint(apart % 7 * cell.width(), (apart // 7) * cell.height() + self._head())
        return turned(self.rect(), QRect(where, cell))

    def _head(self) -> int:
        return theme.current().px(26)

    def day_at(self, point: QPoint) -> date | None:
        first = self._shown_first()
        for apart in range(7 * WEEKS):
            day = first + timedelta(days=apart)
            if self._rect_of(day).contains(point):
                return day
        return None

    def _is_off(self, day: date) -> bool:
        friday = (day.weekday() + 2) % 7 == FRIDAY
        return friday or bool(self._holiday and self._holiday(day))

    def _paint_day(self, painter: QPainter, day: date, month: int) -> None:
        now = theme.current()
        rect = self._rect_of(day).adjusted(2, 1, -2, -1)
        ours = jalali(day)[1] == month
        ink = "text" if ours else "text3"
        if self._is_off(day):
            ink = "danger"
        if not self.allows(day):
            ink = "disabled"
        if day == self.cursor_day:
            box(painter, rect, 6, now.colour("accent"))
            ink = "on"
        elif day == self._hovered:
            box(painter, rect, 6, now.colour("hover"))
        elif day == self._today:
            box(painter, rect, 6, None, now.colour("accent"), 1.4)
        font = now.font("strong" if ours else "body")
        write(painter, rect, persian_digits(jalali(day)[2]), font, now.colour(ink), "center")

    def sizeHint(self) -> QSize:
        return QSize(theme.current().px(240), self._head() + WEEKS * theme.current().px(32))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, _event: QPaintEvent) -> None:
        now = theme.current()
        painter = theme.painter(self)
        first = self._shown_first()
        month = jalali(self.cursor_day)[1]
        for place in range(7):
            day = first + timedelta(days=place)
            where = self._rect_of(day)
            head = QRect(where.x(), 0, where.width(), self._head())
            ink = now.colour("danger" if place == FRIDAY else "text3")
            write(painter, head, weekday_name(day)[:1], now.font("small"), ink, "center")
        for apart in range(7 * WEEKS):
            self._paint_day(painter, first + timedelta(days=apart), month)
        painter.end()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        along = -1 if theme.current().rtl else 1
        steps = {
            Qt.Key.Key_Left: -along,
            Qt.Key.Key_Right: along,
            Qt.Key.Key_Up: -7,
            Qt.Key.Key_Down: 7,
        }
        year = event.modifiers() & Qt.KeyboardModifier.ControlModifier
        if key in steps:
            self.go_to(self.cursor_day + timedelta(days=steps[Qt.Key(key)]))
        elif key in (Qt.Key.Key_PageUp, Qt.Key.Key_PageDown):
            by = 12 if year else 1
            self.turn(-by if key == Qt.Key.Key_PageUp else by)
        elif key == Qt.Key.Key_Home:
            self.go_to(self._today)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self._choose(self.cursor_day)
        else:
            super().keyPressEvent(event)

    def _choose(self, day: date) -> None:
        if self.allows(day):
            self.chosen.emit(day)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._hovered = self.day_at(event.position().toPoint())
        occasion = self._holiday(self._hovered) if self._holiday and self._hovered else ""
        tip(self, occasion)
        self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        day = self.day_at(event.position().toPoint())
        if day is not None and self.allows(day):
            self.go_to(day)
            self._choose(day)


class MonthPopover(Popover):
    """The month under a date field."""

    chosen = Signal(object)

    def __init__(self, grid: MonthGrid, today: date) -> None:
        super().__init__(_("انتخاب روز"), 264)
        self.grid = grid
        head = QHBoxLayout()
        theme.pad(head, 4)
        back = IconButton(_("ماه پیش"), "chevron-left", size="row", on_click=lambda: grid.turn(-1))
        on = IconButton(_("ماه بعد"), "chevron-right", size="row", on_click=lambda: grid.turn(1))
        self._title = Label(grid.title(), "strong")
        head.addWidget(back)
        head.addStretch(1)
        head.addWidget(self._title)
        head.addStretch(1)
        head.addWidget(on)
        self.body.addLayout(head)
        self.body.addWidget(grid)
        foot = QHBoxLayout()
        theme.pad(foot, 8)
        now_words = _("امروز، {day}").format(day=long_date(today))
        foot.addWidget(Button(now_words, "link", size="row", on_click=lambda: self._take(today)))
        foot.addStretch(1)
        self.body.addLayout(foot)
        grid.chosen.connect(self._take)
        grid.turned_to.connect(lambda: self._title.set_words(grid.title()))

    def _take(self, day: date) -> None:
        if self.grid.allows(day):
            self.close_it()
            self.chosen.emit(day)
