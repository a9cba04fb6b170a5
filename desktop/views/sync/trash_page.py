"""The trash: what was taken back in the last thirty days, by whom, when, and how to undo it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget
from sqlalchemy.orm import Session

from desktop.commands.base import Desk
from desktop.commands.trash import BringBack
from desktop.errors import AppError
from desktop.models.calendar import clock, in_iran, relative_day
from desktop.models.text import persian_digits
from desktop.models.trash import DAYS, KINDS, TrashRow, trash
from desktop.views.navigation import Page, Place, Workplace
from desktop.views.shared import theme
from desktop.views.shared.buttons import Button
from desktop.views.shared.card import Card, Divider
from desktop.views.shared.empty_state import EmptyState
from desktop.views.shared.labels import IconMark, elided, label
from desktop.views.shared.notice_bar import NoticeBar
from desktop.views.shared.page_header import PageHeader
from desktop.views.shared.page_scroll import page_column, page_scroll
from desktop.views.sync.record_places import owner_of, place_of, title_of
from resources.wording import words_of
from resources.words import _

_ICONS = {"findings": "clipboard-check", "corrective_actions": "wrench", "attachments": "paperclip"}
_SOON = 5
"""So many days before a mark can no longer be undone, that is said louder."""


@dataclass(frozen=True, slots=True)
class Line:
    """A row of the trash with its words and the page of what it belongs to."""

    row: TrashRow
    title: str
    belongs: str
    place: Place | None


class TrashPage(Page):
    """Nothing is destroyed here, and nothing is emptied: a mark is undone, or it stays."""

    shows = frozenset({*KINDS, "visits", "persons"})

    def __init__(self, work: Workplace) -> None:
        super().__init__(work)
        self.header = PageHeader(_("سطل"))
        self.notice = NoticeBar()
        self.card = Card()
        self.buttons: dict[bytes, Button] = {}
        self.lines: tuple[Line, ...] = ()
        self.empty = EmptyState(
            _("سطل خالی است"),
            _("آنچه حذف می‌شود تا {n} روز اینجا می‌ماند و می‌توان آن را برگرداند.").format(
                n=persian_digits(DAYS)
            ),
            icon="trash-2",
        )
        body = page_column()
        body.addWidget(self.card, 0, Qt.AlignmentFlag.AlignTop)
        body.addWidget(self.empty, 1)
        head = QVBoxLayout()
        theme.pad(head, 6, (24, 4, 24, 4))
        head.addWidget(self.header)
        head.addWidget(self.notice)
        page = QVBoxLayout(self)
        theme.pad(page, 0)
        page.addLayout(head)
        area = page_scroll(body, _("سطل"), arrows=True)
        page.addWidget(area, 1)
        self.first = area

    def reload(self) -> None:
        self.work.tasks.read(self, partial(_read, self.work.desk()), self._show)

    def leave(self) -> None:
        self.notice.clear()

    def _show(self, lines: Sequence[Line]) -> None:
        self.lines = tuple(lines)
        count = _("{n} مورد").format(n=persian_digits(len(lines))) if lines else ""
        self.header.set_count(count)
        self.card.setVisible(bool(lines))
        self.empty.setVisible(not lines)
        self._draw()

    def _draw(self) -> None:
        while (item := self.card.body.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        self.buttons = {}
        today = self.work.desk().today
        for number, line in enumerate(self.lines):
            if number:
                self.card.body.addWidget(Divider())
            self.card.body.addWidget(self._line(line, today))

    def _line(self, line: Line, today: date) -> QWidget:
        holder = QWidget()
        row = QHBoxLayout(holder)
        theme.pad(row, 12, (0, 6, 0, 6))
        row.addWidget(IconMark(_ICONS[line.row.kind], "text2"), 0, Qt.AlignmentFlag.AlignTop)
        words = QVBoxLayout()
        theme.pad(words, 2)
        words.addWidget(elided(line.title, "strong"))
        if line.belongs:
            words.addWidget(elided(line.belongs, "small", "text2"))
        words.addWidget(label(told(line.row, today), "small", "text2", wrap=True))
        soon = line.row.days_left <= _SOON
        words.addWidget(label(left_words(line.row), "small", "warning" if soon else "text3"))
        row.addLayout(words, 1)
        back = Button(
            _("برگرداندن"), size="row", icon="undo-2", on_click=lambda: self._bring_back(line)
        )
        back.setAccessibleDescription(line.title)
        self.buttons[line.row.record] = back
        row.addWidget(back, 0, Qt.AlignmentFlag.AlignVCenter)
        return holder

    def _bring_back(self, line: Line) -> None:
        self.work.tasks.execute(
            BringBack(line.row.kind, line.row.record),
            lambda _changes: self._came_back(line),
            owner=self,
            failed=self._say_refused,
        )

    def _came_back(self, line: Line) -> None:
        place = line.place
        self.notice.show_notice(
            _("{title} برگشت").format(title=line.title),
            tone="success",
            action=_("دیدن") if place is not None else "",
            on_action=None if place is None else lambda: self.work.go(place),
        )
        self.reload()

    def _say_refused(self, error: AppError) -> None:
        self.notice.show_notice(words_of(error.code, error.arguments), tone="warning")


def told(row: TrashRow, today: date) -> str:
    """«حذف: زهرا نمونه · دیروز ۱۰:۲۵»."""
    at = in_iran(row.deleted_at)
    who = _("شما") if row.mine else row.name or _("نامعلوم")
    when = f"{relative_day(at.date(), today)} {clock(at)}"
    return _("حذف: {who} · {when}").format(who=who, when=when)


def left_words(row: TrashRow) -> str:
    """How long it can still be brought back."""
    if row.days_left == 1:
        return _("امروز آخرین روز برگرداندن است")
    return _("تا {n} روز دیگر می‌توان برگرداند").format(n=persian_digits(row.days_left))


def _read(desk: Desk, session: Session) -> tuple[Line, ...]:
    return tuple(_named(session, row) for row in trash(session, desk.person, desk.now))


def _named(session: Session, row: TrashRow) -> Line:
    owner = owner_of(session, row.kind, row.record)
    return Line(
        row,
        title_of(session, row.kind, row.record),
        "" if owner is None else title_of(session, *owner),
        place_of(session, row.kind, row.record),
    )
