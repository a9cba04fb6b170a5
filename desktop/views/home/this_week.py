"""The week from Saturday to Friday, with a dot for each thing due."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

from PySide6.QtCore import QRect, QSize
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop.models.calendar import jalali, long_date, month_name, weekday_name
from desktop.models.text import persian_digits
from desktop.views.shared import theme
from desktop.views.shared.card import Card
from desktop.views.shared.drawing import box, turned, write
from resources.words import _

_FRIDAY = 4


class Week(Card):
    """Seven days; today stands out, Friday says that it is off."""

    def __init__(self) -> None:
        super().__init__(_("این هفته"))
        self.days = _Days()
        self.body.addWidget(self.days)

    def show_week(self, saturday: date, today: date, due: Mapping[date, bool]) -> None:
        """``due`` says of a day whether something of it is late."""
        year, month, _day = jalali(today)
        self.set_note(persian_digits(f"{month_name(month)} {year}"))
        self.days.show_week(saturday, today, due)


class _Days(QWidget):
    def __init__(self) -> None:
        super().__init__()
        self._saturday: date | None = None
        self._today: date | None = None
        self._due: Mapping[date, bool] = {}
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_week(self, saturday: date, today: date, due: Mapping[date, bool]) -> None:
        self._saturday, self._today, self._due = saturday, today, due
        busy = [long_date(day) for day in sorted(due)]
        self.setAccessibleName(_("روزهای دارای سررسید: {days}").format(days="، ".join(busy) or "—"))
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(theme.current().px(200), theme.current().px(72))

    def paintEvent(self, _event: QPaintEvent) -> None:
        if self._saturday is None:
            return
        now = theme.current()
        painter = theme.painter(self)
        width = self.width() // 7
        for number in range(7):
            day = self._saturday + timedelta(days=number)
            cell = turned(self.rect(), QRect(number * width, 0, width, self.height()))
            current = day == self._today
            if current:
                box(painter, cell.adjusted(2, 0, -2, 0), 6, now.colour("sel"))
            off = day.weekday() == _FRIDAY
            tone = "danger" if off else "accentT" if current else "text2"
            line = self.height() // 3
            top = QRect(cell.left(), cell.top() + 2, cell.width(), line)
            write(painter, top, weekday_name(day)[0], now.font("small"), now.colour(tone), "center")
            top.translate(0, line - 2)
            number_words = persian_digits(jalali(day)[2])
            write(painter, top, number_words, now.font("strong"), now.colour(tone), "center")
            top.translate(0, line - 2)
            if day in self._due:
                dot = QRect(0, 0, now.px(5), now.px(5))
                dot.moveCenter(top.center())
                box(painter, dot, 3, now.colour("danger" if self._due[day] else "accent"))
            elif off:
                write(painter, top, _("تعطیل"), now.font("cap"), now.colour("text3"), "center")
        painter.end()
