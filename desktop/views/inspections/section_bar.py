"""Where the sections do not fit beside the form: the one the person is at, in a line."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QMenu, QWidget

from desktop.models.text import persian_digits
from desktop.views.inspections.draft import HANDOVER, VisitDraft
from desktop.views.shared import theme
from desktop.views.shared.buttons import Button, IconButton
from desktop.views.shared.labels import label
from desktop.views.shared.steps import Step, StepState
from desktop.views.shared.tags import KeyCap
from resources.words import _


class UndoButton(IconButton):
    """Stays a drawing, however wide the head is."""

    def show_words(self, _shown: bool) -> None:
        super().show_words(False)


class SectionBar(QWidget):
    """«بخش ۳ از ۷  احترام و کرامت», a menu of all, and the keys that move."""

    chosen = Signal(str)
    before_end_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._steps: Sequence[Step] = ()
        self._place = label("", "small", "text2")
        self.menu = Button("", "quiet", menu=True, size="row", on_click=self._open)
        self.before_end = Button(
            _("پیش از پایان"), size="row", icon="list-checks", on_click=self.before_end_wanted.emit
        )
        row = QHBoxLayout(self)
        theme.pad(row, 8)
        row.addWidget(self._place)
        row.addWidget(self.menu)
        row.addStretch(1)
        row.addWidget(self.before_end)
        row.addWidget(KeyCap("Ctrl+Up"))
        row.addWidget(KeyCap("Ctrl+Down"))

    def set_steps(self, steps: Sequence[Step], current: str) -> None:
        self._steps = steps
        for number, step in enumerate(steps, start=1):
            if step.key == current:
                words = _("بخش {n} از {all}").format(
                    n=persian_digits(number), all=persian_digits(len(steps))
                )
                self._place.set_words(words)
                self.menu.set_words(step.title)

    def _open(self) -> None:
        menu = QMenu(self)
        for step in self._steps:
            words = f"{step.title}   {step.note}".strip()
            menu.addAction(words).triggered.connect(
                lambda _on=False, key=step.key: self.chosen.emit(key)
            )
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(self.menu.mapToGlobal(self.menu.rect().bottomLeft()))


def steps_of(draft: VisitDraft | None) -> list[Step]:
    """The sections as steps, with what is missing in them; none before the visit began."""
    if draft is None or draft.detail.started_at is None:
        return []
    found = []
    for one in draft.sections():
        note = _("{n} از {all}").format(
            n=persian_digits(one.answered), all=persian_digits(one.total)
        )
        if one.gaps:
            note = _("{n} کمبود").format(n=persian_digits(one.gaps))
        state: StepState = "missing" if one.gaps else "done" if one.done else "todo"
        title = one.title if one.code != HANDOVER else _("توضیح واحد و امضا")
        found.append(Step(one.code, title, note, state))
    return found
