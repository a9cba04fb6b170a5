"""The list of visits: narrowed, sorted, read page by page, with the chosen one beside it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from functools import partial
from typing import Final

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QWidget
from sqlalchemy.orm import Session

from desktop.commands.subscriptions import FollowCase
from desktop.models.calendar import iran_day
from desktop.models.directory_choices import counties
from desktop.models.guards import HEAD
from desktop.models.inspections.queries import (
    Reader,
    VisitFilter,
    visit_detail,
    visits_count,
    visits_page,
)
from desktop.models.inspections.records import Visit
from desktop.models.inspections.rows import Key, VisitDetail, VisitRow, VisitsPage
from desktop.models.listings import VISITS
from desktop.models.text import group_digits, persian_digits
from desktop.views.inspections import looks, papers
from desktop.views.inspections.blank_forms_dialog import BlankFormsDialog
from desktop.views.inspections.list_columns import COLUMNS, SETTING, columns, filters, wanted
from desktop.views.inspections.visit_panel import VisitPanel
from desktop.views.navigation import Paper, Place, Workplace
from desktop.views.shared import theme
from desktop.views.shared.buttons import Button
from desktop.views.shared.empty_state import EmptyState
from desktop.views.shared.list_page import PAGE_SIZE, ListPage
from desktop.views.shared.online_list import OnlineList
from desktop.views.shared.record_table import PageRequest
from resources.wording import words_of
from resources.words import _, lazy

PICK_PAUSE: Final = 120
GIVING_WAY: Final = ("county", "kind", "findings")


class VisitListPage(ListPage):
    """Visits of this vault; Enter opens one, Ctrl+N orders one."""

    shows = frozenset(
        {"visits", "visit_plans", "findings", "transitions", "units", "visit_members"}
    )

    outside = lazy("{n} بازرسی بیرون از فیلتر است")

    def __init__(self, work: Workplace) -> None:
        panel = VisitPanel()
        super().__init__(
            work,
            _("بازرسی‌ها"),
            columns(),
            setting=SETTING,
            sort="day",
            descending=True,
            filters=filters(()),
            panel=panel,
        )
        self.panel = panel
        desk = work.desk()
        self._reader = desk.reader
        self._set_aside: set[str] = set()
        self.dialog: BlankFormsDialog | None = None
        self._add_actions()
        self.online = OnlineList.offered(self, VISITS, self._asked)
        self._pick_pause = _pause(self, PICK_PAUSE, self._read_detail)
        self._column_pause = _pause(self, 0, self.fit_columns)
        self.panel.opened.connect(lambda: self.open_row(self.view.current()))
        self.panel.printed.connect(self.print_selected)

    def _add_actions(self) -> None:
        self.blank = self.header.add_action(
            Button(_("فرم خام"), icon="copy-plus", on_click=self._ask_blank_forms)
        )
        self.print_button = self.header.add_action(
            Button(_("چاپ"), icon="printer", key="Ctrl+P", on_click=self.print_selected)
        )
        self.order_button = self.header.add_action(
            Button(
                _("بازرسی تازه"),
                "primary",
                icon="plus",
                key="Ctrl+N",
                on_click=lambda: self.work.go(Place("visit_order")),
            )
        )
        self.order_button.setVisible(self._reader.role == HEAD and self._reader.whole)

    def _asked(self, request: PageRequest) -> VisitFilter:
        return replace(self._wanted(), descending=request.descending)

    def reload(self) -> None:
        self.work.tasks.read(self, self._read_counties, self._show_counties)
        self._read_again()

    def leave(self) -> None:
        for key in self._set_aside:
            self.view.show_column(key, True)
        self._set_aside.clear()
        super().leave()

    def _wanted(self) -> VisitFilter:
        desk = self.work.desk()
        return wanted(
            self.filters.values(),
            self.filters.search_text(),
            today=desk.today,
            person=desk.person,
            sort=self.table.sort_key,
            descending=self.table.descending,
        )

    def reading(self, request: PageRequest, after: Key | None) -> Callable[[Session], VisitsPage]:
        return partial(_page, self._asked(request), after)

    def counting(self) -> Callable[[Session], tuple[int, int]]:
        return partial(_counts, self._wanted())

    def nothing_yet(self) -> EmptyState:
        return EmptyState(
            _("هنوز بازرسی‌ای اینجا نیست"),
            _("بازرسی با حکم رئیس بازرسی آغاز می‌شود و با ارسال و دریافت می‌رسد."),
            icon="clipboard-check",
            action=_("ارسال و دریافت"),
            on_action=self.work.sync_now,
        )

    def total(self, rows: tuple[VisitRow, ...]) -> str:
        found = sum(row.observation + row.minor + row.major + row.critical for row in rows)
        return _("مجموع یافته‌ها: {n}").format(n=group_digits(found))

    def foot_said(self, chosen: int) -> None:
        self.print_button.setEnabled(chosen > 0 and not self._is_online)

    def _read_counties(self, session: Session) -> list[tuple[str, str]]:
        return counties(session, self.work.desk().province)

    def _show_counties(self, found: list[tuple[str, str]]) -> None:
        self.filters.set_filters(filters(found))
        self.saved.restore_once()

    def open_row(self, row: VisitRow | None) -> None:
        if row is None:
            return
        if self._is_online:
            self.work.tasks.read(self, partial(_is_held, row.id), partial(self._open_if_held, row))
        else:
            self.work.go(Place("visit", row.id))

    @property
    def _is_online(self) -> bool:
        return self.online is not None and self.online.on

    def _open_if_held(self, row: VisitRow, held: bool) -> None:
        """Of what is not held nothing is known beyond its line."""
        if held:
            self.work.go(Place("visit", row.id))
            return
        self.notice.show_notice(
            _("{title} در این رایانه نیست").format(title=looks.title_words(row)),
            _("جز آنچه در فهرست است دیده نمی‌شود. اگر دنبالش کنید، با تبادل بعدی می‌رسد."),
            icon="cloud",
            action=_("دنبال کردن این بازدید"),
            on_action=lambda: self._follow(row),
        )

    def _follow(self, row: VisitRow) -> None:
        self.notice.clear()
        self.work.tasks.execute(
            FollowCase(row.id),
            lambda _changes: self.work.sync_now(),
            owner=self,
            failed=lambda error: self.notice.show_notice(
                words_of(error.code, error.arguments), tone="warning"
            ),
        )

    def picked(self, row: VisitRow | None) -> None:
        if row is None:
            self.panel.hide()
            return
        self.panel.show_row(row)
        self.fit_panel()
        self._pick_pause.start()

    def _read_detail(self) -> None:
        row = self.view.current()
        if row is None or not self.panel.isVisible():
            return
        today = self.work.desk().today
        reading = partial(_detail, row.id, self._reader, today)
        self.work.tasks.read(self, reading, self._show_detail)

    def _show_detail(self, visit: VisitDetail | None) -> None:
        row = self.view.current()
        if visit is None or row is None or visit.row.id != row.id:
            return
        days = None
        if visit.steps:
            days = (self.work.desk().today - iran_day(visit.steps[-1].at)).days
        self.panel.show_detail(visit, days)

    def fit_panel(self) -> None:
        super().fit_panel()
        self._column_pause.start()

    def fit_columns(self) -> None:
        """Where not all columns fit, county and kind give way: the state must stay in sight."""
        shown = [
            (place, one)
            for place, one in enumerate(COLUMNS)
            if not self.view.isColumnHidden(place) or one.key in self._set_aside
        ]
        needed = sum(theme.current().px(one.width) for _place, one in shown)
        room = self.view.viewport().width()
        for key in GIVING_WAY:
            here = next((place for place, one in shown if one.key == key), None)
            if here is None:
                continue
            gives_way = needed > room
            if gives_way:
                needed -= theme.current().px(COLUMNS[here].width)
                self._set_aside.add(key)
            else:
                self._set_aside.discard(key)
            self.view.show_column(key, not gives_way)

    def print_selected(self) -> None:
        """Preview the reports of the chosen visits, one after the other in one paper."""
        chosen: list[VisitRow] = self.view.selected()
        if not chosen:
            return
        title = looks.title_words(chosen[0])
        if len(chosen) > 1:
            title = _("{n} گزارش بازرسی").format(n=persian_digits(len(chosen)))
        name = f"{chosen[0].code}.pdf" if len(chosen) == 1 else "reports.pdf"
        making = papers.reports([row.id for row in chosen], self.work)
        self.work.preview(Paper(title, name, making))

    def _ask_blank_forms(self) -> None:
        self.dialog = BlankFormsDialog(self.work, self.view.current())
        self.dialog.open_over(self)


def _pause(page: QWidget, milliseconds: int, then: Callable[[], None]) -> QTimer:
    pause = QTimer(page)
    pause.setSingleShot(True)
    pause.setInterval(milliseconds)
    pause.timeout.connect(then)
    return pause


def _page(query: VisitFilter, after: Key | None, session: Session) -> VisitsPage:
    return visits_page(session, query, after, PAGE_SIZE)


def _is_held(visit: bytes, session: Session) -> bool:
    return session.get(Visit, visit) is not None


def _counts(query: VisitFilter, session: Session) -> tuple[int, int]:
    return visits_count(session, query), visits_count(session, VisitFilter())


def _detail(visit: bytes, reader: Reader, today: date, session: Session) -> VisitDetail | None:
    return visit_detail(session, visit, reader=reader, today=today)
