"""The sections of a form, top to bottom: done, here, missing something, still to come."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QButtonGroup, QSizePolicy, QVBoxLayout, QWidget

from desktop.models.text import persian_digits
from desktop.views.shared import theme
from desktop.views.shared.drawing import Line, box, turned, width_of, write
from desktop.views.shared.pill import paint_glyph
from desktop.views.shared.tips import tip

StepState = Literal["todo", "done", "missing"]


@dataclass(frozen=True, slots=True)
class Step:
    """One section; ``note`` is the quiet count at its end («۴ از ۴», «۱ کمبود»)."""

    key: str
    title: str
    note: str = ""
    state: StepState = "todo"


class _StepRow(QAbstractButton):
    def __init__(self, step: Step, number: int, *, last: bool, joined: bool) -> None:
        super().__init__()
        self.step, self._number, self._last, self._joined = step, number, last, joined
        self.setCheckable(True)
        self.setText(step.title.replace("&", "&&"))
        self.setAccessibleName(f"{persian_digits(number)}. {step.title} {step.note}".strip())
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        now = theme.current()
        words = width_of(self.step.title, now.font("strong"))
        words += width_of(self.step.note, now.font("small"))
        return QSize(words + now.px(22) + 4 * now.gap(10), now.px(44))

    def minimumSizeHint(self) -> QSize:
        return QSize(theme.current().px(120), self.sizeHint().height())

    def paintEvent(self, _event: QPaintEvent) -> None:
        now = theme.current()
        painter = theme.painter(self)
        rect = self.rect()
        here, missing = self.isChecked(), self.step.state == "missing"
        if here or self.underMouse():
            fill = now.colour("sel" if here else "hover")
            box(painter, rect.adjusted(2, 1, -4, -1), 6, fill)
        if here:
            bar = QRect(rect.left(), rect.top() + 8, 3, rect.height() - 16)
            painter.fillRect(turned(rect, bar), now.colour("accent"))
        line = Line(rect)
        line.skip(now.gap(12))
        side = now.px(22)
        place = line.take(side, side)
        self._paint_thread(painter, place)
        self._paint_mark(painter, place, here)
        line.skip(now.gap(10))
        line.take_at_end(now.gap(10))
        font = now.font("smallMedium" if missing else "small")
        note = line.take_at_end(width_of(self.step.note, font) + 2)
        write(painter, note, self.step.note, font, now.colour("danger" if missing else "text3"))
        line.take_at_end(now.gap(6))
        font = now.font("strong" if here else "body")
        cut = write(painter, line.rest(), self.step.title, font, now.colour("text"))
        tip(self, self.step.title if cut else "")
        painter.end()

    def _paint_thread(self, painter: QPainter, place: QRect) -> None:
        """The line that joins this section to the one before and after."""
        now = theme.current()
        x = place.center().x()
        done = self.step.state == "done"
        if self._number > 1:
            painter.setPen(QPen(now.colour("success" if self._joined else "line"), 2))
            painter.drawLine(x, 0, x, place.top() - 2)
        if not self._last:
            painter.setPen(QPen(now.colour("success" if done else "line"), 2))
            painter.drawLine(x, place.bottom() + 3, x, self.height())

    def _paint_mark(self, painter: QPainter, place: QRect, here: bool) -> None:
        now = theme.current()
        if self.step.state == "done" and not here:
            paint_glyph(painter, place, "check", now.colour("success"))
            return
        missing = self.step.state == "missing" and not here
        edge = now.colour("danger" if missing else "line2")
        fill = now.colour("accent") if here else now.colour("surface")
        box(painter, place, place.height() / 2, fill, None if here else edge, 1.4)
        ink = now.colour("on" if here else "danger" if missing else "text2")
        number = persian_digits(self._number)
        write(painter, place, number, now.font("smallMedium"), ink, "center")


class StepList(QWidget):
    """Arrows move between sections; ``chosen`` says which one."""

    chosen = Signal(str)

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self._column = QVBoxLayout(self)
        theme.pad(self._column, 0)
        self._column.addStretch(1)
        self._group = QButtonGroup(self)
        self._group.buttonToggled.connect(self._tell_chosen)
        self.rows: list[_StepRow] = []

    def set_steps(self, steps: Sequence[Step], current: str = "") -> None:
        """Shows them anew; the focus stays on the section it was on."""
        focused = next((row.step.key for row in self.rows if row.hasFocus()), "")
        kept = current or self.current()
        for row in self.rows:
            self._group.removeButton(row)
            self._column.removeWidget(row)
            row.hide()
            row.deleteLater()
        self.rows = []
        before_done = False
        for number, step in enumerate(steps, start=1):
            row = _StepRow(step, number, last=number == len(steps), joined=before_done)
            before_done = step.state == "done"
            row.setChecked(step.key == kept)
            self._group.addButton(row)
            self.rows.append(row)
            self._column.insertWidget(number - 1, row)
            if step.key == focused:
                row.setFocus(Qt.FocusReason.OtherFocusReason)

    def current(self) -> str:
        return next((row.step.key for row in self.rows if row.isChecked()), "")

    def set_current(self, key: str) -> None:
        """Without telling: ``chosen`` is for what a person does."""
        self._group.blockSignals(True)
        for row in self.rows:
            if row.step.key == key:
                row.setChecked(True)
        self._group.blockSignals(False)

    def _tell_chosen(self, _row: QAbstractButton, checked: bool) -> None:
        if checked:
            self.chosen.emit(self.current())
