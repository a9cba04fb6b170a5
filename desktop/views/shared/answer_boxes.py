"""Answers of a question as large targets, with the digit that chooses each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QButtonGroup, QHBoxLayout, QSizePolicy, QWidget

from desktop.models.text import latin_digits
from desktop.views.shared import theme
from desktop.views.shared.drawing import Line, box, width_of, write
from desktop.views.shared.pill import Glyph, paint_glyph
from desktop.views.shared.tags import cap_size, paint_cap
from desktop.views.shared.tips import tip
from resources.words import _


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer that may be given, and how it looks when it is."""

    key: str
    words: str
    tone: str = "accent"
    glyph: Glyph = "check"


def yes_no_answers(*, not_applicable: bool = True) -> list[Answer]:
    """«بلی»، «خیر»، «موضوعیت ندارد»"""
    answers = [
        Answer("yes", _("بلی"), "success", "check"),
        Answer("no", _("خیر"), "danger", "cross"),
    ]
    if not_applicable:
        answers.append(Answer("na", _("موضوعیت ندارد"), "neutral", "out"))
    return answers


class _AnswerBox(QAbstractButton):
    def __init__(self, answer: Answer, digit: int) -> None:
        super().__init__()
        self.answer, self._digit = answer, str(digit)
        self.setText(answer.words.replace("&", "&&"))
        self.setAccessibleName(answer.words)
        self.setCheckable(True)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        now = theme.current()
        width = width_of(self.answer.words, now.font("strong")) + now.icon("control")
        width += 2 * now.gap(12) + now.gap(10) + now.gap(12) + cap_size(self._digit).width()
        return QSize(max(width + 4, now.px(148)), now.height("answer"))

    def minimumSizeHint(self) -> QSize:
        return QSize(theme.current().px(84), self.sizeHint().height())

    def paintEvent(self, _event: QPaintEvent) -> None:
        now = theme.current()
        painter = theme.painter(self)
        on, enabled = self.isChecked(), self.isEnabled()
        tone = self.answer.tone
        fill, edge, thick = "surface", "edge", now.hairline
        ink, ring = "text", "line2"
        if on:
            fill, edge, thick = f"{tone}S", tone, 2
            ink = ring = tone
        elif self.underMouse() and enabled:
            fill = "hover"
        if not enabled and not on:
            fill, edge, ink, ring = "sunken", "line", "disabled", "disabled"
        box(painter, self.rect(), 6, now.colour(fill), now.colour(edge), thick)
        line = Line(self.rect())
        line.skip(now.gap(12))
        side = now.icon("control")
        glyph = self.answer.glyph if on else "ring"
        paint_glyph(painter, line.take(side, side), glyph, now.colour(ring))
        line.skip(now.gap(10))
        line.take_at_end(now.gap(10))
        cap = cap_size(self._digit)
        where = line.take_at_end(cap.width(), cap.height())
        box(painter, where, 4, now.colour("surface"))
        cap_ink = now.colour(tone if on else "text3" if enabled else "disabled")
        paint_cap(painter, where, self._digit, cap_ink, now.colour(f"{tone}L" if on else "edge"))
        line.take_at_end(now.gap(6))
        cut = write(painter, line.rest(), self.answer.words, now.font("strong"), now.colour(ink))
        tip(self, self.answer.words if cut else "")
        painter.end()


class AnswerBoxes(QWidget):
    """Click, arrows or ۱ ۲ ۳ (Persian, Arabic or Latin digits); Delete takes the answer back."""

    chosen = Signal(str)

    def __init__(
        self,
        answers: Sequence[Answer],
        value: str = "",
        *,
        name: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self._group = QButtonGroup(self)
        self.boxes: dict[str, _AnswerBox] = {}
        row = QHBoxLayout(self)
        theme.pad(row, 8)
        for digit, answer in enumerate(answers, start=1):
            one = _AnswerBox(answer, digit)
            one.setAccessibleDescription(name)
            self.boxes[answer.key] = one
            self._group.addButton(one)
            row.addWidget(one)
        row.addStretch(1)
        self.setFocusProxy(next(iter(self.boxes.values())))
        self.set_value(value)
        self._group.buttonToggled.connect(self._tell_chosen)

    def value(self) -> str:
        return next((key for key, one in self.boxes.items() if one.isChecked()), "")

    def set_value(self, key: str) -> None:
        """Without telling; "" takes the answer back."""
        self._group.blockSignals(True)
        self._group.setExclusive(False)
        for one_key, one in self.boxes.items():
            one.setChecked(one_key == key)
        self._group.setExclusive(True)
        self._group.blockSignals(False)
        if key in self.boxes:
            self.setFocusProxy(self.boxes[key])

    def choose_digit(self, text: str) -> bool:
        """The answer a digit stands for; a page may send digits here from anywhere."""
        digit = latin_digits(text)
        if len(digit) != 1 or not digit.isdecimal() or not 1 <= int(digit) <= len(self.boxes):
            return False
        one = list(self.boxes.values())[int(digit) - 1]
        one.setFocus(Qt.FocusReason.ShortcutFocusReason)
        one.setChecked(True)
        return True

    def _tell_chosen(self, box_: QAbstractButton, checked: bool) -> None:
        if checked:
            self.setFocusProxy(box_)
            self.chosen.emit(self.value())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace) and self.value():
            self.set_value("")
            self.chosen.emit("")
        elif not self.choose_digit(event.text()):
            super().keyPressEvent(event)
