"""The list of visits: narrowed, sorted, read page by page, with the chosen one beside it."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import Any, Final

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout
from sqlalchemy.orm import Session

from desktop.models.calendar import clock, iran_day, jalali
from desktop.models.inspections.queries import (
    Reader,
    VisitFilter,
    visit_detail,
    visits_count,
    visits_page,
)
from desktop.models.inspections.rows import Key, VisitDetail, VisitRow, VisitsPage
from desktop.models.text import group_digits, persian_digits
from desktop.views.inspections import looks, papers
from desktop.views.inspections.blank_forms_dialog import BlankFormsDialog
from desktop.views.inspections.choices_of_directory import counties
from desktop.views.inspections.list_columns import COLUMNS, SETTING, filters, wanted
from desktop.views.inspections.saved_views import SavedViews
from desktop.views.inspections.visit_panel import VisitPanel
from desktop.views.navigation import Page, Paper, Place, Workplace
from desktop.views.shared import theme
from desktop.views.shared.buttons import Button
from desktop.views.shared.empty_state import EmptyState
from desktop.views.shared.filter_bar import FilterBar
from desktop.views.shared.notice_bar import NoticeBar
from desktop.views.shared.page_header import PageHeader
from desktop.views.shared.record_sheet import RecordSheet
from desktop.views.shared.record_table import PageRequest, RecordTable
from desktop.views.shared.record_view import RecordView
from resources.words import _

PAGE_SIZE: Final = 200
PANEL_FROM: Final = 1000
PICK_PAUSE: Final = 120
GIVING_WAY: Final = ("county", "kind", "findings")


class VisitListPage(Page):
    """Visits of this vault; Enter opens one, Ctrl+N orders one."""

    shows = frozenset(
        {"visits", "visit_plans", "findings", "transitions", "units", "visit_members"}
    )

    def __init__(self, work: Workplace) -> None:
        super().__init__(work)
        desk = work.desk()
        self._reader = Reader(desk.person, desk.role)
        self._after: Key | None = None
        self._shown_count, self._whole_count = 0, 0
        self._panel_wanted = True
        self._set_aside: set[str] = set()
        self.dialog: BlankFormsDialog | None = None
        self._build()
        self._assemble()
        self._connect()

    def _build(self) -> None:
        self.table = RecordTable(
            COLUMNS,
            self._read_page,
            sort="day",
            descending=True,
            this_year=jalali(self.work.desk().today)[0],
        )
        self.view = RecordView(self.table, _("بازرسی‌ها"))
        self.filters = FilterBar(
            _("جستجو در همین فهرست، Ctrl+F"), filters(()), view=self.view, saved_views=[]
        )
        self.saved = SavedViews(SETTING, self.work.settings, self.view, self.filters)
        self.header = PageHeader(_("بازرسی‌ها"))
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
        self.order_button.setVisible(self.work.desk().role == "head_of_inspection")
        self.notice = NoticeBar()
        self.sheet = RecordSheet(self.view)
        self.panel = VisitPanel()
        self.panel.hide()
        self._pick_pause = QTimer(self)
        self._pick_pause.setSingleShot(True)
        self._pick_pause.setInterval(PICK_PAUSE)
        self._column_pause = QTimer(self)
        self._column_pause.setSingleShot(True)
        self._column_pause.setInterval(0)
        self._search_key = QShortcut(QKeySequence(QKeySequence.StandardKey.Find), self)

    def _assemble(self) -> None:
        row = QHBoxLayout(self)
        theme.pad(row, 0)
        column = QVBoxLayout()
        theme.pad(column, 8, (24, 8, 16, 16))
        for part in (self.header, self.filters, self.notice):
            column.addWidget(part)
        column.addWidget(self.sheet, 1)
        row.addLayout(column, 1)
        row.addWidget(self.panel)

    def _connect(self) -> None:
        self.filters.changed.connect(self._narrow)
        self.view.opened.connect(self._open)
        self.view.picked.connect(self._picked)
        self.view.selectionModel().selectionChanged.connect(lambda *_two: self._say_foot())
        self.table.loaded.connect(self._say_foot)
        self._pick_pause.timeout.connect(self._read_detail)
        self._column_pause.timeout.connect(self.fit_columns)
        self.panel.opened.connect(lambda: self._open(self.view.current()))
        self.panel.printed.connect(self.print_selected)
        self.panel.closed.connect(self._hide_panel)
        self._search_key.activated.connect(self.filters.search.setFocus)

    def reload(self) -> None:
        self.work.tasks.read(self, self._read_counties, self._show_counties)
        self._read_again()

    def visit(self, place: Place) -> None:
        super().visit(place)
        self.view.setFocus(Qt.FocusReason.OtherFocusReason)

    def leave(self) -> None:
        for key in self._set_aside:
            self.view.show_column(key, True)
        self._set_aside.clear()
        self.saved.keep()

    def _read_again(self) -> None:
        self.table.reload()
        counting = partial(_counts, self._wanted())
        self.work.tasks.read(self, counting, self._show_counts)

    def _narrow(self) -> None:
        self.notice.clear()
        self._read_again()

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

    def _read_page(self, request: PageRequest) -> None:
        after = None if request.after is None else self._after
        query = replace(self._wanted(), descending=request.descending)
        reading = partial(_page, query, after)
        self.work.tasks.read(self, reading, partial(self._show_page, request))

    def _show_page(self, request: PageRequest, page: VisitsPage) -> None:
        self._after = page.after
        self.table.add_page(page.rows, page.after is not None, request)

    def _show_counts(self, counts: tuple[int, int]) -> None:
        self._shown_count, self._whole_count = counts
        self.header.set_count(looks.count_words(*counts))
        self._say_empty()
        self._say_foot()

    def _say_empty(self) -> None:
        if self.filters.is_narrowed() and self._whole_count:
            line = _("{n} بازرسی بیرون از فیلتر است").format(n=group_digits(self._whole_count))
            self.sheet.set_empty(
                EmptyState(
                    _("با این فیلترها چیزی نیست"),
                    line,
                    action=_("پاک کردن فیلترها"),
                    on_action=self.filters.clear,
                )
            )
            return
        self.sheet.set_empty(
            EmptyState(
                _("هنوز بازرسی‌ای اینجا نیست"),
                _("بازرسی با حکم رئیس بازرسی آغاز می‌شود و با ارسال و دریافت می‌رسد."),
                icon="clipboard-check",
                action=_("ارسال و دریافت"),
                on_action=self.work.sync_now,
            )
        )

    def _say_foot(self) -> None:
        rows = self.table.rows()
        chosen = len(self.view.selected())
        words = _("{n} انتخاب").format(n=persian_digits(chosen)) if chosen else ""
        total = ""
        if rows and len(rows) == self._shown_count:
            found = sum(row.observation + row.minor + row.major + row.critical for row in rows)
            total = _("مجموع یافته‌ها: {n}").format(n=group_digits(found))
        fresh = _("تازه در {time}").format(time=clock(self.work.desk().now))
        self.sheet.set_foot(words, total, fresh if rows else "")
        self.print_button.setEnabled(chosen > 0)

    def _read_counties(self, session: Session) -> list[tuple[str, str]]:
        return counties(session, self.work.desk().province)

    def _show_counties(self, found: list[tuple[str, str]]) -> None:
        self.filters.set_filters(filters(found))
        self.saved.restore_once()

    def _open(self, row: VisitRow | None) -> None:
        if row is not None:
            self.work.go(Place("visit", row.id))

    def _picked(self, row: VisitRow | None) -> None:
        if row is None:
            self.panel.hide()
            return
        self.panel.show_row(row)
        self._fit_panel()
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

    def _hide_panel(self) -> None:
        self._panel_wanted = False
        self.panel.hide()
        self.view.setFocus()

    def _fit_panel(self) -> None:
        room = self.width() >= theme.current().px(PANEL_FROM)
        shown = room and self._panel_wanted and len(self.view.selected()) == 1
        self.panel.setVisible(shown)
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

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_panel()


def _page(query: VisitFilter, after: Key | None, session: Session) -> VisitsPage:
    return visits_page(session, query, after, PAGE_SIZE)


def _counts(query: VisitFilter, session: Session) -> tuple[int, int]:
    return visits_count(session, query), visits_count(session, VisitFilter())


def _detail(visit: bytes, reader: Reader, today: Any, session: Session) -> VisitDetail | None:
    return visit_detail(session, visit, reader=reader, today=today)
