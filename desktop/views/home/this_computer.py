"""The cards beside the work: what this computer has not sent yet, and what was left half done."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop.models.calendar import clock, in_iran, relative_day
from desktop.models.drafts import DraftRow
from desktop.models.sync_state import SyncState
from desktop.models.text import persian_digits
from desktop.views.navigation import Place
from desktop.views.shared import theme
from desktop.views.shared.buttons import Button
from desktop.views.shared.card import Card
from desktop.views.shared.labels import IconMark, elided, label
from desktop.views.shared.page_header import ProgressLine
from desktop.views.shared.pill import Pill, PillLook
from desktop.views.sync.foot import foot_of, headline, is_away
from resources.words import _


class ThisComputer(Card):
    """What is unsent, when headquarters last said that it has something, and one more try."""

    def __init__(self, sync_now: Callable[[], None], go: Callable[[Place], None]) -> None:
        super().__init__(_("این رایانه"))
        self.words = label("", "strong", wrap=True)
        self.line = label("", "small", "text2", wrap=True)
        self.hint = label("", "small", "text2", wrap=True)
        self.mark = IconMark("cloud", "text2")
        self.away = Pill(PillLook(_("بدون شبکه"), "warning", "dash"))
        self.button = Button(_("ارسال و دریافت"), icon="refresh-cw", on_click=sync_now)
        self.more = Button(_("جزئیات"), "link", on_click=lambda: go(Place("sync")))
        self._assemble()

    def _assemble(self) -> None:
        self.head.addWidget(self.away)
        words = QVBoxLayout()
        theme.pad(words, 2)
        words.addWidget(self.words)
        words.addWidget(self.line)
        row = QHBoxLayout()
        theme.pad(row, 10)
        row.addWidget(self.mark, 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(words, 1)
        feet = QHBoxLayout()
        theme.pad(feet, 12)
        feet.addWidget(self.button)
        feet.addWidget(self.more)
        feet.addStretch(1)
        self.body.addLayout(row)
        self.body.addWidget(self.hint)
        self.body.addLayout(feet)

    def show_state(self, state: SyncState, today: date) -> None:
        """The truth as receipts tell it."""
        foot = foot_of(state, today)
        self.words.set_words(headline(state, today))
        self.line.set_words(foot.line)
        self.mark.set_icon(foot.icon, foot.tone)
        self.hint.set_words(foot.hint)
        self.hint.setVisible(bool(foot.hint))
        self.away.setVisible(is_away(state) and not state.running)
        self.button.setVisible(state.enrolled)
        self.button.setEnabled(not state.running)


class HalfDone(Card):
    """«کارهای نیمه‌تمام»: each with how far it came, and the way back into it."""

    def __init__(self, go: Callable[[Place], None]) -> None:
        super().__init__(_("کارهای نیمه‌تمام"))
        self._go = go
        self._lines = QVBoxLayout()
        theme.pad(self._lines, 10)
        self.body.addLayout(self._lines)
        self.buttons: list[Button] = []
        self._shown: tuple[DraftRow, ...] = ()
        self.hide()

    def show_drafts(self, rows: Sequence[DraftRow], today: date) -> None:
        """The latest first; hidden where nothing was left."""
        self.setVisible(bool(rows))
        if tuple(rows) == self._shown:
            return
        self._shown = tuple(rows)
        self.buttons.clear()
        while (item := self._lines.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        for row in rows:
            self._lines.addWidget(self._line(row, today))

    def _line(self, row: DraftRow, today: date) -> QWidget:
        saved = in_iran(row.updated_at)
        day = "" if saved.date() == today else relative_day(saved.date(), today)
        percent = _("{n}٪ پر شده").format(n=persian_digits(row.progress))
        when = f"{day} {clock(saved)}".strip()
        button = Button(_("ادامه"), size="row", on_click=lambda: self._go(place_of(row)))
        button.setAccessibleDescription(row.title)
        self.buttons.append(button)
        words = QVBoxLayout()
        theme.pad(words, 0)
        words.addWidget(elided(row.title, "strong"))
        words.addWidget(elided(f"{when} · {percent}", "small", "text2"))
        top = QHBoxLayout()
        theme.pad(top, 8)
        top.addLayout(words, 1)
        top.addWidget(button)
        bar = ProgressLine()
        bar.set_progress(row.progress, 100)
        holder = QWidget()
        column = QVBoxLayout(holder)
        theme.pad(column, 4)
        column.addLayout(top)
        column.addWidget(bar)
        return holder


def place_of(row: DraftRow) -> Place:
    """The form of a record, or a form that has none yet by the draft itself."""
    if row.record_id is not None:
        return Place(row.place, row.record_id)
    return Place(row.place, b"", row.id.hex())
