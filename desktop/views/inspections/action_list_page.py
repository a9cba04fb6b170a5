"""Corrective actions of all visits, the soonest deadline first, with the chosen one beside."""

from __future__ import annotations

from datetime import date
from functools import partial
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout
from sqlalchemy.orm import Session

from desktop.models.calendar import jalali
from desktop.models.inspections.queries import (
    ActionFilter,
    ActionsPage,
    Reader,
    actions_count,
    actions_page,
)
from desktop.models.inspections.rows import ActionRow, Key
from desktop.models.text import group_digits, persian_digits
from desktop.views.inspections import action_steps, looks
from desktop.views.inspections.action_panel import ActionPanel
from desktop.views.inspections.finding_card import action_note
from desktop.views.inspections.visit_steps import Step
from desktop.views.navigation import Page, Place, Workplace
from desktop.views.shared import theme
from desktop.views.shared.dialog import Dialog
from desktop.views.shared.empty_state import EmptyState
from desktop.views.shared.filter_bar import FilterBar, FilterChoice
from desktop.views.shared.notice_bar import NoticeBar
from desktop.views.shared.page_header import PageHeader
from desktop.views.shared.record_sheet import RecordSheet
from desktop.views.shared.record_table import Column, PageRequest, RecordTable
from desktop.views.shared.record_view import RecordView
from desktop.views.shared.saved_views import SavedViews
from resources.words import _, lazy

PAGE_SIZE: Final = 200
PANEL_FROM: Final = 1000
SETTING: Final = "corrective_actions.list"


class ActionListPage(Page):
    """What was promised, who does it, and how much time is left."""

    shows = frozenset({"corrective_actions", "findings", "visits", "transitions", "attachments"})

    def __init__(self, work: Workplace) -> None:
        super().__init__(work)
        desk = work.desk()
        self._reader = Reader(desk.person, desk.role)
        self._after: Key | None = None
        self._shown_count, self._whole_count = 0, 0
        self._panel_wanted = True
        self.dialog: Dialog | None = None
        self._build()
        self._assemble()
        self._connect()

    def _columns(self) -> list[Column]:
        today = self.work.desk().today
        return [
            Column(
                "description",
                lazy("اقدام"),
                "name",
                176,
                detail=action_note,
                stretch=True,
                sortable=False,
            ),
            Column("unit", lazy("واحد"), "text", 130, sortable=False),
            Column("visit_code", lazy("بازرسی"), "code", 132, sortable=False),
            Column("owner_post", lazy("مسئول انجام"), "text", 120, sortable=False, shown=False),
            Column("state", lazy("وضعیت"), "pill", 150, value=looks.action_look, sortable=False),
            Column(
                "due_on",
                lazy("مهلت"),
                "countdown",
                140,
                value=lambda row: looks.due_look(row, today) or row.due_on,
                sortable=False,
            ),
        ]

    def _build(self) -> None:
        self.table = RecordTable(
            self._columns(),
            self._read_page,
            sort="due_on",
            this_year=jalali(self.work.desk().today)[0],
        )
        self.view = RecordView(self.table, _("اقدام‌های اصلاحی"))
        states = tuple(
            (state, looks.state_words("corrective_actions", state)) for state in looks.ACTIONS
        )
        self.filters = FilterBar(
            _("جستجو در همین فهرست، Ctrl+F"),
            [
                FilterChoice("state", _("وضعیت"), (("open", _("همهٔ بازها")), *states)),
                FilterChoice("late", _("مهلت"), (("late", _("دیر شده")),)),
                FilterChoice("mine", _("بازرسی"), (("me", _("بازرسی‌های خودم")),)),
            ],
            view=self.view,
            saved_views=[],
        )
        self.saved = SavedViews(SETTING, self.work.settings, self.view, self.filters)
        self.header = PageHeader(_("اقدام‌های اصلاحی"))
        self.notice = NoticeBar()
        self.sheet = RecordSheet(self.view)
        self.panel = ActionPanel(self._take)
        self.panel.hide()
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
        self.filters.changed.connect(self._read_again)
        self.view.opened.connect(self._open)
        self.view.picked.connect(self._picked)
        self.table.loaded.connect(self._say_foot)
        self.panel.closed.connect(self._hide_panel)
        self.panel.opened.connect(lambda: self._open(self.view.current()))
        self._search_key.activated.connect(self.filters.search.setFocus)

    def reload(self) -> None:
        self.saved.restore_once()
        self._read_again()

    def visit(self, place: Place) -> None:
        super().visit(place)
        self.view.setFocus(Qt.FocusReason.OtherFocusReason)

    def leave(self) -> None:
        self.saved.keep()

    def _read_again(self) -> None:
        self.table.reload()
        today = self.work.desk().today
        counting = partial(_counts, self._wanted(), today)
        self.work.tasks.read(self, counting, self._show_counts)

    def _wanted(self) -> ActionFilter:
        values = self.filters.values()
        state = values.get("state", "")
        states = looks.OPEN_ACTIONS if state == "open" else (state,) if state else ()
        return ActionFilter(
            states=states,
            text=self.filters.search_text(),
            overdue=values.get("late") == "late",
            mine=self.work.desk().person if values.get("mine") else None,
        )

    def _read_page(self, request: PageRequest) -> None:
        after = None if request.after is None else self._after
        reading = partial(_page, self._wanted(), after, self._reader, self.work.desk().today)
        self.work.tasks.read(self, reading, partial(self._show_page, request))

    def _show_page(self, request: PageRequest, page: ActionsPage) -> None:
        self._after = page.after
        self.table.add_page(page.rows, page.after is not None, request)
        row = self.view.current()
        if row is not None:
            self._picked(row)

    def _show_counts(self, counts: tuple[int, int]) -> None:
        self._shown_count, self._whole_count = counts
        self.header.set_count(looks.count_words(*counts))
        self._say_empty()
        self._say_foot()

    def _say_empty(self) -> None:
        if self.filters.is_narrowed() and self._whole_count:
            line = _("{n} اقدام بیرون از فیلتر است").format(n=group_digits(self._whole_count))
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
                _("هنوز اقدام اصلاحی‌ای پیشنهاد نشده است"),
                _("اقدام در فرم بازرسی، کنار یافته‌اش پیشنهاد می‌شود."),
                icon="wrench",
                action=_("بازرسی‌ها"),
                on_action=lambda: self.work.go(Place("inspections")),
            )
        )

    def _say_foot(self) -> None:
        rows = self.table.rows()
        late = sum(row.overdue for row in rows)
        total = ""
        if rows and len(rows) == self._shown_count:
            total = _("دیرشده: {n}").format(n=persian_digits(late))
        self.sheet.set_foot("", total, "")

    def _open(self, row: ActionRow | None) -> None:
        if row is not None:
            self.work.go(Place("visit", row.visit_id, row.id.hex()))

    def _picked(self, row: ActionRow | None) -> None:
        if row is not None:
            self.panel.show_action(row, self.work.desk().today)
        self._fit_panel()

    def _take(self, step: Step, action: ActionRow) -> None:
        self.dialog = action_steps.dialog_for(step, action, self.work)
        self.dialog.open_over(self)

    def _hide_panel(self) -> None:
        self._panel_wanted = False
        self.panel.hide()
        self.view.setFocus(Qt.FocusReason.OtherFocusReason)

    def _fit_panel(self) -> None:
        room = self.width() >= theme.current().px(PANEL_FROM)
        shown = room and self._panel_wanted and len(self.view.selected()) == 1
        self.panel.setVisible(shown)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_panel()


def _page(
    query: ActionFilter, after: Key | None, reader: Reader, today: date, session: Session
) -> ActionsPage:
    return actions_page(session, query, after, PAGE_SIZE, reader=reader, today=today)


def _counts(query: ActionFilter, today: date, session: Session) -> tuple[int, int]:
    return (
        actions_count(session, query, today=today),
        actions_count(session, ActionFilter(), today=today),
    )
