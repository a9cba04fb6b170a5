"""What waits for me, what is due, what is not sent yet, what I left half done."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial
from typing import ClassVar

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QVBoxLayout, QWidget
from sqlalchemy.orm import Session

from desktop.commands.base import Desk
from desktop.models import reference
from desktop.models.calendar import clock, in_iran, long_date, relative_day, week_of
from desktop.models.drafts import DraftRow, drafts
from desktop.models.inspections.queries import home as waiting_inspections
from desktop.models.inspections.queries import week_ahead
from desktop.models.inspections.rows import WeekVisit
from desktop.models.lease import LeaseState
from desktop.models.lease import state as lease_state
from desktop.models.letters.queries import home as waiting_letters
from desktop.models.personnel_actions.queries import home as waiting_personnel
from desktop.models.programmes.home import home as waiting_programmes
from desktop.models.sync_state import SyncState, sync_state
from desktop.models.text import persian_digits
from desktop.models.waiting import HomePage as Waiting
from desktop.models.waiting import HomeRow, by_deadline
from desktop.views.home.task_words import ICONS, detail_of, look_of, place_of, title_of
from desktop.views.home.this_computer import HalfDone, ThisComputer
from desktop.views.home.this_week import Week
from desktop.views.home.week_visits import WeekVisits
from desktop.views.home.work_rows import Work, WorkSection
from desktop.views.navigation import Page, Place, Workplace
from desktop.views.shared import theme
from desktop.views.shared.buttons import Button
from desktop.views.shared.countdown import CountdownLook, days_countdown
from desktop.views.shared.empty_state import EmptyState
from desktop.views.shared.labels import label
from desktop.views.shared.notice_bar import NoticeBar
from desktop.views.shared.page_header import PageHeader
from desktop.views.shared.page_scroll import page_scroll
from desktop.views.shared.tags import KeyCap
from desktop.views.sync.foot import foot_of, headline
from desktop.views.sync.lease_notice import show_lease
from resources.words import _

SEEN = "home/seen"
ORDERS = "head_of_inspection"
_BESIDE_FROM = 760
_SIDE, _SIDE_NARROW = 312, 256
_WIDE = 1040
_MOST_NEW = 5


@dataclass(frozen=True, slots=True)
class _Found:
    waiting: Waiting
    visits: tuple[WeekVisit, ...]
    drafts: tuple[DraftRow, ...]
    sync: SyncState
    lease: LeaseState


class HomePage(Page):
    """Today, this week, fresh from headquarters; beside it this computer and half-done work."""

    shows: ClassVar[frozenset[str]] = frozenset(
        {
            *("visits", "visit_plans", "visit_members", "transitions", "findings"),
            *("corrective_actions", "letters", "units", "drafts", "sync", "personnel_actions"),
            *("year_plans", "plan_items", "action_occurrences", "quarter_reports"),
        }
    )

    def __init__(self, work: Workplace) -> None:
        super().__init__(work)
        self.header = PageHeader(_("سلام"), lined=True)
        self.line = label("", "body", "text2")
        self.order = Button(_("بازرسی تازه"), "primary", icon="plus", key="Ctrl+N")
        self.lease = NoticeBar()
        self.notice = NoticeBar()
        self.today = WorkSection(_("امروز"), work.go)
        self.week = WorkSection(_("همین هفته"), work.go)
        self.visits = WeekVisits(work.go)
        self.new = WorkSection(_("تازه رسیده از ستاد"), work.go)
        self.nothing = EmptyState(
            _("کاری در انتظار شما نیست"),
            _("کار تازه با «ارسال و دریافت» بعدی می‌رسد."),
            icon="circle-check",
        )
        self.computer = ThisComputer(work.sync_now, work.go)
        self.half_done = HalfDone(work.go)
        self.calendar = Week()
        self._sync: SyncState | None = None
        self._begun = False

        self._assemble()

        self.order.clicked.connect(lambda: work.go(Place("visit_order")))

    def reload(self) -> None:
        desk = self.work.desk()
        self.order.setVisible(desk.role == ORDERS and desk.reader.whole)
        seen = self.work.settings.get(SEEN)
        seen_until = datetime.fromisoformat(seen) if seen else None
        self.work.tasks.read(
            self, partial(_read, desk, seen_until), lambda found: self._show(found, desk)
        )

    def leave(self) -> None:
        self.work.settings.put(SEEN, self.work.desk().now.isoformat())

    def _assemble(self) -> None:
        self.header.add_action(self.order)
        main = QVBoxLayout()
        theme.pad(main, 12)
        for section in (self.today, self.week, self.new, self.visits, self.nothing):
            main.addWidget(section)
        main.addStretch(1)
        self._side = QWidget()
        side = QVBoxLayout(self._side)
        theme.pad(side, 12)
        for card in (self.computer, self.half_done, self.calendar):
            side.addWidget(card)
        side.addStretch(1)
        self._columns = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._columns.addLayout(main, 1)
        self._columns.addWidget(self._side, 0, Qt.AlignmentFlag.AlignTop)
        head = QVBoxLayout()
        theme.pad(head, 0, (24, 4, 24, 8))
        head.addWidget(self.header)
        head.addWidget(self.line)
        head.addWidget(self.lease)
        head.addWidget(self.notice)
        page = QVBoxLayout(self)
        theme.pad(page, 0)
        page.addLayout(head)
        page.addWidget(page_scroll(self._columns, _("خانه"), 24, 4), 1)
        page.addWidget(self._key_line())

    def _key_line(self) -> QWidget:
        self._keys = QWidget()
        row = QHBoxLayout(self._keys)
        theme.pad(row, 6, (24, 4, 24, 10))
        for words, caps in (
            (_("جابه‌جایی"), ("Up", "Down")),
            (_("باز کردن"), ("Return",)),
            (_("راهنما و کلیدها"), ("F1",)),
        ):
            row.addWidget(label(words, "small", "text3"))
            for cap in caps:
                row.addWidget(KeyCap(cap))
            row.addSpacing(theme.current().gap(10))
        row.addStretch(1)
        return self._keys

    def _show(self, found: _Found, desk: Desk) -> None:
        today, waiting = desk.today, found.waiting
        self.header.set_title(greeting(len(waiting.waiting)))
        self.line.set_words(_day_line(desk))
        for section, rows, words in (
            (self.today, waiting.waiting, _("{n} کار")),
            (self.week, waiting.week, _("{n} کار")),
            (self.new, waiting.new, _("{n} مورد")),
        ):
            count = words.format(n=persian_digits(len(rows)))
            lines = rows[:_MOST_NEW] if section is self.new else rows
            section.show_work([_work(row, today) for row in lines], count)
        self.visits.show_visits(found.visits, today)
        idle = not (waiting.waiting or waiting.week or waiting.new or found.visits)
        self.nothing.setVisible(idle)
        self._sync = found.sync
        show_lease(self.lease, found.lease, self.work.sync_now)
        self.computer.show_state(found.sync, today)
        self.half_done.show_drafts(found.drafts, today)
        self._show_week(waiting, today)
        self._fit()
        self._begin()

    def _show_week(self, waiting: Waiting, today: date) -> None:
        due: dict[date, tuple[bool, ...]] = {}
        for row in (*waiting.waiting, *waiting.week):
            if row.due is not None:
                due[row.due] = (*due.get(row.due, ()), row.late)
        saturday = week_of(today)
        hours = reference.work_calendar()
        week = [saturday + timedelta(days=number) for number in range(7)]
        off = [day for day in week if not hours.is_working_day(day)]
        self.calendar.show_week(saturday, today, due, off)

    def _begin(self) -> None:
        """At first the keyboard stands on the first thing to do."""
        if self._begun:
            return
        self._begun = True
        rows = [*self.today.rows(), *self.week.rows()]
        if rows:
            rows[0].setFocus(Qt.FocusReason.OtherFocusReason)

    def _fit(self) -> None:
        """Two columns where there is room; else the cards follow the work."""
        now = theme.current()
        beside = self.width() >= now.px(_BESIDE_FROM)
        direction = QBoxLayout.Direction
        self._columns.setDirection(direction.LeftToRight if beside else direction.TopToBottom)
        if beside:
            self._side.setFixedWidth(now.px(_SIDE if self.width() >= _WIDE else _SIDE_NARROW))
        else:
            self._side.setMinimumWidth(0)
            self._side.setMaximumWidth(16_777_215)
        self._columns.setAlignment(
            self._side, Qt.AlignmentFlag.AlignTop if beside else Qt.AlignmentFlag(0)
        )
        self._keys.setVisible(beside and self.height() >= now.px(640))
        self._say_unsent(not beside)

    def _say_unsent(self, on_top: bool) -> None:
        """Without the side column the truth about sync stands on top, where it is not scrolled."""
        state = self._sync
        if state is None or not on_top:
            self.notice.clear()
            return
        foot = foot_of(state, self.work.desk().today)
        if not foot.count:
            self.notice.clear()
            return
        self.notice.show_notice(
            headline(state, self.work.desk().today),
            tone="danger" if foot.tone == "danger" else "warning",
            icon=foot.icon,
            action=_("جزئیات"),
            on_action=lambda: self.work.go(Place("sync")),
        )

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()


def greeting(due: int) -> str:
    """The head of the page: how much waits today."""
    if due == 0:
        return _("سلام؛ امروز کاری در انتظار شما نیست")
    return _("سلام؛ امروز {n} کار در انتظار شماست").format(n=persian_digits(due))


def _read(desk: Desk, seen_until: datetime | None, session: Session) -> _Found:
    reader = desk.reader
    visits = waiting_inspections(session, reader=reader, today=desk.today, seen_until=seen_until)
    letters = waiting_letters(session, reader=reader, today=desk.today)
    persons = waiting_personnel(session, reader=reader, today=desk.today)
    programmes = waiting_programmes(session, reader=reader, today=desk.today)
    both = [*visits.waiting, *visits.week, *letters.waiting, *letters.week, *persons.waiting]
    both += [*programmes.waiting, *programmes.week]
    return _Found(
        by_deadline(both, [*visits.new, *letters.new], today=desk.today),
        week_ahead(session, person=desk.person, today=desk.today),
        drafts(session),
        sync_state(session, desk.journal.vault),
        lease_state(session, desk.journal.vault, desk.journal.clock.wall()),
    )


def _day_line(desk: Desk) -> str:
    """«دوشنبه ۱۲ آبان ۱۴۰۴ · ساعت اداری تا ۱۴:۳۰»."""
    words = long_date(desk.today)
    spans = reference.work_calendar().spans(desk.today)
    if not spans:
        return _("{day} · امروز تعطیل است").format(day=words)
    end = spans[-1][1]
    if desk.now >= end:
        return words
    return _("{day} · ساعت اداری تا {time}").format(day=words, time=clock(in_iran(end)))


def _work(row: HomeRow, today: date) -> Work:
    due: CountdownLook | None = None
    if row.due is not None:
        due = days_countdown((row.due - today).days, relative_day(row.due, today))
    icon = "inbox" if row.task == "new" else ICONS.get(row.place, "clipboard-check")
    at = in_iran(row.since)
    since = f"{relative_day(at.date(), today)} {clock(at)}" if row.task == "new" else ""
    return Work(
        place_of(row),
        icon,
        title_of(row),
        detail_of(row),
        look_of(row),
        due,
        since,
    )
