"""The week from Saturday to Friday, with a dot for each thing due."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date, timedelta

from PySide6.QtCore import QRect, QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop.models.calendar import jalali, long_date, month_name, weekday_name
from desktop.models.text import persian_digits
from desktop.views.shared import theme
from desktop.views.shared.card import Card
from desktop.views.shared.drawing import box, turned, width_of, write
from resources.words import _, listed

_MOST_DOTS = 3


class Week(Card):
    """Seven days; today stands out, a day off says that it is."""

    def __init__(self) -> None:
        super().__init__(_("این هفته"), note="")
        self.days = _Days()
        self.body.addWidget(self.days)

    def show_week(
        self,
        saturday: date,
        today: date,
        due: Mapping[date, tuple[bool, ...]],
        days_off: Collection[date],
    ) -> None:
        """``due`` says of a day for each thing that is due on it whether it is late."""
        year, month, _day = jalali(today)
        self.set_note(persian_digits(f"{month_name(month)} {year}"))
        self.days.show_week(saturday, today, due, days_off)


class _Days(QWidget):
    def __init__(self) -> None:
        super().__init__()
        self._saturday: date | None = None
        self._today: date | None = None
        self._due: Mapping[date, tuple[bool, ...]] = {}
        self._off: Collection[date] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_week(
        self,
        saturday: date,
        today: date,
        due: Mapping[date, tuple[bool, ...]],
        days_off: Collection[date],
    ) -> None:
        self._saturday, self._today, self._due, self._off = saturday, today, due, days_off
        busy = [long_date(day) for day in sorted(due)]
        self.setAccessibleName(_("روزهای دارای سررسید: {days}").format(days=listed(busy) or "—"))
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(theme.current().px(200), theme.current().px(76))

    def paintEvent(self, _event: QPaintEvent) -> None:
        if self._saturday is None:
            return
        painter = theme.painter(self)
        width = self.width() // 7
        for number in range(7):
            cell = turned(self.rect(), QRect(number * width, 0, width, self.height()))
            self._paint_day(painter, cell, self._saturday + timedelta(days=number))
        painter.end()

    def _paint_day(self, painter: QPainter, cell: QRect, day: date) -> None:
        now = theme.current()
        current, off = day == self._today, day in self._off
        if current:
            box(painter, cell.adjusted(1, 0, -1, 0), 6, now.colour("sel"))
        quiet = "text3" if off else "accentT" if current else "text2"
        line = self.height() // 3
        top = QRect(cell.left(), cell.top() + 2, cell.width(), line)
        write(painter, top, weekday_name(day)[0], now.font("small"), now.colour(quiet), "center")
        top.translate(0, line - 2)
        ink = "text3" if off else "accentT" if current else "text"
        number = persian_digits(jalali(day)[2])
        write(painter, top, number, now.font("strong"), now.colour(ink), "center")
        top.translate(0, line - 2)
        if day in self._due:
            self._paint_dots(painter, top, self._due[day])
        elif off and width_of(_("تعطیل"), now.font("cap")) < cell.width() - now.gap(4):
            write(painter, top, _("تعطیل"), now.font("cap"), now.colour("text3"), "center")

    def _paint_dots(self, painter: QPainter, line: QRect, late: tuple[bool, ...]) -> None:
        now = theme.current()
        side, step = now.px(5), now.px(8)
        shown = sorted(late, reverse=True)[:_MOST_DOTS]
        left = line.center().x() - (step * (len(shown) - 1) + side) // 2
        for number, one in enumerate(shown):
            dot = QRect(left + number * step, line.center().y() - side // 2, side, side)
            box(painter, dot, side / 2, now.colour("danger" if one else "accent"))
