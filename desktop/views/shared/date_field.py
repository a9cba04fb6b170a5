"""A day of the Solar Hijri calendar, typed in any digits or picked from its month."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from desktop.errors import Refused
from desktop.models.calendar import long_date, numeric_date, parse_date
from desktop.views.shared.buttons import IconButton
from desktop.views.shared.fields import Field, LineEdit
from desktop.views.shared.month import MonthGrid, MonthPopover
from resources.wording import words_of
from resources.words import _


class DateField(Field):
    """The value is a ``date``; what cannot be read is said below the field, in words."""

    control: LineEdit

    def __init__(
        self,
        label: str,
        value: date | None = None,
        *,
        today: Callable[[], date],
        first: date | None = None,
        last: date | None = None,
        holiday: Callable[[date], str] | None = None,
        hint: str = "",
        required: bool = False,
        pin: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        """``first`` and ``last`` bound what may be chosen; ``holiday`` names a day off."""
        control = LineEdit(code=True)
        super().__init__(label, control, hint=hint, required=required, pin=pin, parent=parent)
        self._own_hint = hint
        self._today, self._first, self._last = today, first, last
        self._holiday = holiday
        self._refusal = ""
        self._popover: MonthPopover | None = None
        control.setPlaceholderText(numeric_date(today()))
        month = IconButton(
            _("باز کردن تقویم"), "calendar-days", size="label", on_click=self.open_month
        )
        # Down opens the month from the line, so Tab need not stop here.
        month.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        control.put_mark(month, at_end=True)
        control.textEdited.connect(lambda _text: self._typed())
        control.editingFinished.connect(self._settle)
        control.installEventFilter(self)
        self.set_value(value)

    def value(self) -> date | None:
        """None when empty or not a date."""
        return self._read()[0]

    def set_value(self, value: date | None) -> None:
        self.control.set_value(numeric_date(value) if value else "")
        self._explain()

    def is_readable(self) -> bool:
        """False when something is written that is no allowed date."""
        return not self._read()[1]

    def open_month(self) -> None:
        today = self._today()
        grid = MonthGrid(
            today,
            self.value() or today,
            first=self._first,
            last=self._last,
            holiday=self._holiday,
        )
        popover = MonthPopover(grid, today)
        popover.chosen.connect(self._take)
        popover.closed.connect(popover.deleteLater)
        self._popover = popover
        popover.open_below(self.control)
        grid.setFocus(Qt.FocusReason.PopupFocusReason)

    def _take(self, day: date) -> None:
        self.set_value(day)
        self.edited.emit()

    def _read(self) -> tuple[date | None, str]:
        """The day that is written, or why it cannot be taken."""
        text = self.control.text().strip()
        if not text:
            return None, ""
        try:
            day = parse_date(text, self._today())
        except Refused as refusal:
            return None, words_of(refusal.code, refusal.arguments)
        if self._first is not None and day < self._first:
            return None, _("نمی‌تواند پیش از {day} باشد").format(day=long_date(self._first))
        if self._last is not None and day > self._last:
            return None, _("نمی‌تواند پس از {day} باشد").format(day=long_date(self._last))
        return day, ""

    def _typed(self) -> None:
        if self._refusal:
            self._explain()
        self.edited.emit()

    def _settle(self) -> None:
        day, _refusal = self._read()
        if day is not None:
            self.control.set_value(numeric_date(day))
        self._explain()

    def _explain(self) -> None:
        day, refusal = self._read()
        if refusal or self._refusal:
            self.set_problem(refusal or None)
        self._refusal = refusal
        occasion = self._holiday(day) if day and self._holiday else ""
        named = long_date(day) if day else ""
        self.set_hint(self._own_hint or " · ".join(part for part in (named, occasion) if part))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if (
            watched is self.control
            and isinstance(event, QKeyEvent)
            and event.type() == QEvent.Type.KeyPress
            and event.key() == Qt.Key.Key_Down
        ):
            self.open_month()
            return True
        return False
