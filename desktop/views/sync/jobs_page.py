"""The longer jobs of this run: how far each is, how it ended, and how to stop it."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop.errors import AppError
from desktop.models.text import persian_digits
from desktop.runtime.jobs import JobRow
from desktop.views.navigation import Page, Workplace
from desktop.views.shared import theme
from desktop.views.shared.buttons import Button
from desktop.views.shared.card import Card, Divider
from desktop.views.shared.empty_state import EmptyState
from desktop.views.shared.labels import Label, elided, label
from desktop.views.shared.page_header import PageHeader, ProgressLine
from desktop.views.shared.page_scroll import page_column, page_scroll
from desktop.views.shared.pill import Glyph, Pill, PillLook
from resources.wording import words_of
from resources.words import Lazy, _, lazy

_LOOKS: Final[dict[str, tuple[Lazy, str, Glyph]]] = {
    "waiting": (lazy("در نوبت"), "neutral", "dash"),
    "running": (lazy("در جریان"), "info", "pie2"),
    "done": (lazy("انجام شد"), "success", "check"),
    "failed": (lazy("نشد"), "danger", "cross"),
    "cancelled": (lazy("متوقف شد"), "neutral", "cross"),
}


def job_look(state: str) -> PillLook:
    """The pill of a job's state."""
    words, tone, glyph = _LOOKS[state]
    return PillLook(str(words), tone, glyph)


class JobLine(QWidget):
    """One job; drawn again in place while it moves."""

    def __init__(self, row: JobRow) -> None:
        super().__init__()
        self.pill = Pill(job_look(row.state))
        self.progress = ProgressLine()
        self.told: Label = label("", "small", "text2", wrap=True)
        self.cancel = Button(_("توقف"), size="row", icon="x")
        top = QHBoxLayout()
        theme.pad(top, 10)
        top.addWidget(elided(row.title, "strong"), 1)
        top.addWidget(self.pill)
        top.addWidget(self.cancel)
        column = QVBoxLayout(self)
        theme.pad(column, 4, (0, 6, 0, 6))
        column.addLayout(top)
        column.addWidget(self.told)
        column.addWidget(self.progress)
        self.cancel.setAccessibleDescription(row.title)
        self.setAccessibleName(row.title)
        self.show_row(row)

    def show_row(self, row: JobRow) -> None:
        """How it stands now."""
        self.pill.set_look(job_look(row.state))
        self.told.set_words(told(row))
        self.told.setVisible(bool(self.told.words()))
        self.progress.set_progress(row.done, row.total)
        self.progress.setVisible(row.active and row.total > 0)
        self.cancel.setVisible(row.active)


class JobsPage(Page):
    """Everything that takes longer: exchange, backup, check, photos."""

    def __init__(self, work: Workplace) -> None:
        super().__init__(work)
        self.lines: dict[int, JobLine] = {}
        self.header = PageHeader(_("کارهای در جریان"))
        self.card = Card()
        self.empty = EmptyState(
            _("کاری در جریان نیست"),
            _("ارسال و دریافت، پشتیبان‌گیری و بررسی درستی اینجا دیده می‌شود."),
            icon="list-checks",
        )

        body = page_column()
        body.addWidget(self.card, 0, Qt.AlignmentFlag.AlignTop)
        body.addWidget(self.empty, 1)
        head = QVBoxLayout()
        theme.pad(head, 0, (24, 4, 24, 4))
        head.addWidget(self.header)
        page = QVBoxLayout(self)
        theme.pad(page, 0)
        page.addLayout(head)
        area = page_scroll(body, _("کارهای در جریان"), arrows=True)
        page.addWidget(area, 1)

        work.tasks.jobs.changed.connect(self.reload)
        self.reload()

    def reload(self) -> None:
        rows = self.work.tasks.jobs.rows()
        active = sum(row.active for row in rows)
        self.header.set_count(_("{n} کار").format(n=persian_digits(active)) if active else "")
        self.card.setVisible(bool(rows))
        self.empty.setVisible(not rows)
        if [row.number for row in rows] != list(self.lines):
            self._draw(rows)
        for row in rows:
            self.lines[row.number].show_row(row)

    def _draw(self, rows: tuple[JobRow, ...]) -> None:
        while (item := self.card.body.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        self.lines = {}
        for number, row in enumerate(rows):
            if number:
                self.card.body.addWidget(Divider())
            line = JobLine(row)
            line.cancel.clicked.connect(
                lambda _checked=False, number=row.number: self.work.tasks.jobs.cancel(number)
            )
            self.lines[row.number] = line
            self.card.body.addWidget(line)


def told(row: JobRow) -> str:
    """How far it is, or why it failed."""
    match row.error:
        case AppError():
            return words_of(row.error.code, row.error.arguments)
        case Exception():
            return _("برنامه به خطا برخورد؛ شرح آن در گزارش برنامه نوشته شد.")
    if row.active and row.total:
        done, total = persian_digits(row.done), persian_digits(row.total)
        return _("{done} از {total}").format(done=done, total=total)
    return ""
