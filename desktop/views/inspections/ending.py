"""The one next step of the on-site form: begin, end on site, hand in."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from desktop.commands.inspections import EndOnSite, HandIn
from desktop.models.inspections.rows import VisitDetail
from desktop.models.text import persian_digits
from desktop.views.inspections.form_pages import FormPages
from desktop.views.inspections.recorder import Recorder
from desktop.views.shared.dialog import Dialog
from resources.words import Lazy, _, lazy

MOST_LINES: Final = 3
STEPS: Final[dict[str, Lazy]] = {
    "StartVisit": lazy("آغاز بازرسی"),
    "EndOnSite": lazy("پایان بازرسی"),
    "HandIn": lazy("تحویل گزارش"),
}


def step_of(detail: VisitDetail) -> str:
    """The command that is next for the reader, or nothing."""
    return next((one for one in STEPS if one in detail.may), "")


def step_words(detail: VisitDetail) -> str:
    step = step_of(detail)
    return str(STEPS[step]) if step else ""


class Ending(QObject):
    """Only handing in asks once more: nobody but the head can take it back."""

    ended = Signal()
    handed_in = Signal()
    refused = Signal(str)

    def __init__(self, recorder: Recorder) -> None:
        super().__init__(recorder)
        self.recorder = recorder
        self.dialog: Dialog | None = None

    def take(self, pages: FormPages, over: QWidget) -> None:
        """What Ctrl+Enter does; what is being typed is filed first."""
        self.recorder.leave_all()
        visit = self.recorder.visit
        match step_of(self.recorder.draft.detail):
            case "StartVisit":
                pages.start()
            case "EndOnSite":
                self.recorder.do(EndOnSite(visit), self.ended.emit, self._refuse)
            case "HandIn" if self.recorder.draft.hard_gaps():
                self._hand_in()
            case "HandIn":
                self._ask(over)

    def _ask(self, over: QWidget) -> None:
        self.dialog = Dialog(
            _("تحویل گزارش"),
            _(
                "گزارش به رئیس بازرسی می‌رود و تا او برنگرداند ویرایش نمی‌شود. "
                "پاسخ‌ها، عکس‌ها و یافته‌ها سر جای خود می‌مانند."
            ),
            primary=_("تحویل گزارش"),
            icon="send",
            on_decided=self._hand_in,
        )
        self.dialog.left.connect(self._forget_dialog)
        self.dialog.open_over(over)

    def _forget_dialog(self) -> None:
        self.dialog = None

    def _hand_in(self) -> None:
        if self.dialog is not None:
            self.dialog.close_it()
            self.dialog = None
        self.recorder.do(HandIn(self.recorder.visit), self._handed_in, self._refuse)

    def _handed_in(self) -> None:
        self.recorder.forget_draft()
        self.handed_in.emit()

    def _refuse(self, _field: str, words: str) -> None:
        self.refused.emit(words)


def in_short(words: str) -> tuple[str, str]:
    """What was refused, and the first lines of why."""
    first, _break, rest = words.partition("\n")
    lines = rest.split("\n") if rest else []
    more = len(lines) - MOST_LINES
    if more > 0:
        lines = [*lines[:MOST_LINES], _("و {n} مورد دیگر").format(n=persian_digits(more))]
    return first, "\n".join(lines)
