"""What waits for me, what is due, what is not sent yet, what I left half done."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QVBoxLayout, QWidget
from sqlalchemy.orm import Session

from desktop.models.calendar import (
    clock,
    in_iran,
    long_date,
    relative_day,
    week_of,
)
from desktop.models.drafts import DraftRow, drafts
from desktop.models.inspections.queries import home
from desktop.models.reader import Reader
from desktop.models.sync_state import SyncState, sync_state
from desktop.models.text import persian_digits
from desktop.models.waiting import HomePage as Waiting
from desktop.models.waiting import HomeRow
from desktop.views.home.this_week import Week
from desktop.views.home.work_rows import Work, WorkSection
from desktop.views.navigation import Page, Place, Workplace
from desktop.views.shared import theme
from desktop.views.shared.buttons import Button
from desktop.views.shared.card import Card
from desktop.views.shared.countdown import CountdownLook, days_countdown
from desktop.views.shared.empty_state import EmptyState
from desktop.views.shared.labels import IconMark, elided, label
from desktop.views.shared.page_header import PageHeader
from desktop.views.states import state_look
from desktop.views.sync.foot import foot_of
from resources.words import _

_ICONS = {"visit": "clipboard-check", "corrective_actions": "wrench", "letter": "mail"}
_KINDS = {"visit": "visits", "corrective_actions": "corrective_actions", "letter": "letters"}
_SEEN = "home/seen"
_NARROW = 1000


@dataclass(frozen=True, slots=True)
class _Found:
    waiting: Waiting
    drafts: tuple[DraftRow, ...]
    sync: SyncState


class HomePage(Page):
    """Today, this week, fresh from headquarters; beside it this computer and half-done work."""

    shows: ClassVar[frozenset[str]] = frozenset(
        {"visits", "transitions", "findings", "corrective_actions", "letters", "visit_members"}
    )

    def __init__(self, work: Workplace) -> None:
        super().__init__(work)
        self.header = PageHeader(_("سلام"))
        self.line = label("", "small", "text2")
        self.order = Button(_("بازرسی تازه"), "primary", icon="plus", key="Ctrl+N")
        self.today = WorkSection(_("امروز"), work.go)
        self.week = WorkSection(_("همین هفته"), work.go)
        self.new = WorkSection(_("تازه رسیده از ستاد"), work.go)
        self.nothing = EmptyState(
            _("کاری در انتظار شما نیست"),
            _("بازرسی‌های تازه با همگام‌سازی بعدی می‌رسد."),
            icon="circle-check",
        )
        self.computer = Card(_("این رایانه"))
        self.sync_words = label("", "strong")
        self.sync_line = label("", "small", "text2")
        self.sync_hint = label("", "small", "text2", wrap=True)
        self.sync_mark = IconMark("cloud", "text2")
        self.sync_now = Button(_("ارسال و دریافت"), icon="refresh-cw", on_click=work.sync_now)
        self.half_done = Card(_("کارهای نیمه‌تمام"))
        self.calendar = Week()

        self._assemble()

        self.order.clicked.connect(lambda: work.go(Place("visit_order")))

    def reload(self) -> None:
        desk = self.work.desk()
        reader = Reader(desk.person, desk.role)
        seen = self.work.settings.get(_SEEN)
        seen_until = datetime.fromisoformat(seen) if seen else None

        def read(session: Session) -> _Found:
            return _Found(
                home(session, reader=reader, today=desk.today, seen_until=seen_until),
                drafts(session),
                sync_state(session, desk.journal.vault),
            )

        self.order.setVisible(desk.role == "head_of_inspection")
        self.work.tasks.read(self, read, lambda found: self._show(found, desk.today, desk.now))

    def leave(self) -> None:
        self.work.settings.put(_SEEN, self.work.desk().now.isoformat())

    def _assemble(self) -> None:
        self.header.add_action(self.order)
        main = QVBoxLayout()
        theme.pad(main, 12)
        for section in (self.today, self.week, self.new, self.nothing):
            main.addWidget(section)
        main.addStretch(1)
        self._side = QWidget()
        self._side.setFixedWidth(theme.current().px(theme.measures()["sidePanel"]))
        side = QVBoxLayout(self._side)
        theme.pad(side, 12)
        side.addWidget(self._computer_card())
        side.addWidget(self.half_done)
        side.addWidget(self.calendar)
        side.addStretch(1)
        self._columns = QHBoxLayout()
        theme.pad(self._columns, 24, (24, 8, 24, 16))
        self._columns.addLayout(main, 1)
        self._columns.addWidget(self._side)
        inner = QWidget()
        inner.setLayout(self._columns)
        scroll = QScrollArea()
        scroll.setWidget(inner)
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QScrollArea.Shape.NoFrame)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        head = QVBoxLayout()
        theme.pad(head, 0, (24, 12, 24, 4))
        head.addWidget(self.header)
        head.addWidget(self.line)
        page = QVBoxLayout(self)
        theme.pad(page, 0)
        page.addLayout(head)
        page.addWidget(scroll, 1)

    def _computer_card(self) -> Card:
        words = QVBoxLayout()
        theme.pad(words, 2)
        words.addWidget(self.sync_words)
        words.addWidget(self.sync_line)
        row = QHBoxLayout()
        theme.pad(row, 10)
        row.addWidget(self.sync_mark, 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(words, 1)
        self.computer.body.addLayout(row)
        self.computer.body.addWidget(self.sync_hint)
        self.computer.body.addWidget(self.sync_now, 0, Qt.AlignmentFlag.AlignLeading)
        return self.computer

    def _show(self, found: _Found, today: date, now: datetime) -> None:
        waiting = found.waiting
        due_now = [row for row in waiting.waiting if row.due is None or row.due <= today]
        later = [row for row in waiting.waiting if row not in due_now]
        ids = {row.record_id for row in waiting.waiting}
        later += [row for row in waiting.week if row.record_id not in ids]
        self.header.set_title(greeting(len(due_now)))
        self.line.set_words(long_date(today))
        self.today.show_work([_work(row, today) for row in due_now], _count(len(due_now)))
        self.week.show_work([_work(row, today) for row in later], _count(len(later)))
        self.new.show_work([_work(row, today) for row in waiting.new], _count(len(waiting.new)))
        self.nothing.setVisible(not (due_now or later or waiting.new))
        self._show_sync(found.sync, today)
        self._show_drafts(found.drafts, today)
        busy = {row.due: row.late for row in (*due_now, *later) if row.due}
        self.calendar.show_week(week_of(today), today, busy)

    def _show_sync(self, state: SyncState, today: date) -> None:
        foot = foot_of(state, today)
        self.sync_words.set_words(foot.words)
        self.sync_line.set_words(foot.line)
        self.sync_mark.set_icon(foot.icon, foot.tone)
        self.sync_hint.set_words(foot.hint)
        self.sync_hint.setVisible(bool(foot.hint))
        self.sync_now.setVisible(state.enrolled)

    def _show_drafts(self, rows: tuple[DraftRow, ...], today: date) -> None:
        body = self.half_done.body
        while body.count() > 1:
            item = body.takeAt(body.count() - 1)
            widget = item.widget() if item is not None else None
            if widget is not None:
                widget.deleteLater()
        for row in rows:
            body.addWidget(self._draft_line(row, today))
        self.half_done.setVisible(bool(rows))

    def _draft_line(self, row: DraftRow, today: date) -> QWidget:
        holder = QWidget()
        line = QHBoxLayout(holder)
        theme.pad(line, 8, (0, 4, 0, 4))
        words = QVBoxLayout()
        theme.pad(words, 0)
        words.addWidget(elided(row.title, "strong"))
        saved = in_iran(row.saved_at)
        when = f"{relative_day(saved.date(), today)} {clock(saved)}"
        words.addWidget(label(when, "small", "text2"))
        line.addLayout(words, 1)
        place = Place(row.form, row.record_id or b"", row.id.hex())
        button = Button(_("ادامه"), size="row", on_click=lambda: self.work.go(place))
        line.addWidget(button)
        return holder

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        narrow = self.width() < theme.current().px(_NARROW * 0.8)
        self.calendar.setVisible(not narrow)
        self._side.setFixedWidth(theme.current().px(260 if narrow else 312))


def greeting(due: int) -> str:
    """The head of the page: how much is due today."""
    if due == 0:
        return _("سلام؛ امروز کاری سررسید ندارد")
    return _("سلام؛ امروز {n} کار در انتظار شماست").format(n=persian_digits(due))


def _count(number: int) -> str:
    return _("{n} کار").format(n=persian_digits(number))


def _work(row: HomeRow, today: date) -> Work:
    due: CountdownLook | None = None
    if row.due is not None:
        due = days_countdown((row.due - today).days, relative_day(row.due, today))
    kind = _KINDS.get(row.place, "visits")
    return Work(
        Place(row.place, row.record_id),
        _ICONS.get(row.place, "clipboard-check"),
        row.title,
        row.detail,
        state_look(kind, row.state),
        due,
    )
