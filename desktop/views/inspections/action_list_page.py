"""Corrective actions of all visits, the soonest deadline first, with the chosen one beside."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import partial
from typing import Final

from sqlalchemy.orm import Session

from desktop.models.inspections.queries import (
    ActionFilter,
    Reader,
    actions_count,
    actions_page,
)
from desktop.models.inspections.rows import ActionRow, ActionsPage, Key
from desktop.models.text import persian_digits
from desktop.views.inspections import action_steps, looks
from desktop.views.inspections.action_panel import ActionPanel
from desktop.views.inspections.finding_card import action_note
from desktop.views.navigation import Place, Workplace
from desktop.views.shared.dialog import Dialog
from desktop.views.shared.empty_state import EmptyState
from desktop.views.shared.filter_bar import FilterChoice
from desktop.views.shared.list_page import PAGE_SIZE, ListPage
from desktop.views.shared.record_table import Column, PageRequest
from desktop.views.shared.step_dialog import Step
from resources.words import _, lazy

SETTING: Final = "corrective_actions.list"


class ActionListPage(ListPage):
    """What was promised, who does it, and how much time is left."""

    shows = frozenset({"corrective_actions", "findings", "visits", "transitions", "attachments"})

    outside = lazy("{n} اقدام بیرون از فیلتر است")

    def __init__(self, work: Workplace) -> None:
        panel = ActionPanel(self._take)
        super().__init__(
            work,
            _("اقدام‌های اصلاحی"),
            _columns(work.desk().today),
            setting=SETTING,
            sort="due_on",
            filters=_filters(),
            panel=panel,
        )
        self.panel = panel
        desk = work.desk()
        self._reader = desk.reader
        self.dialog: Dialog | None = None
        self.panel.opened.connect(lambda: self.open_row(self.view.current()))

    def reading(self, _request: PageRequest, after: Key | None) -> Callable[[Session], ActionsPage]:
        return partial(_page, self._wanted(), after, self._reader, self.work.desk().today)

    def counting(self) -> Callable[[Session], tuple[int, int]]:
        return partial(_counts, self._wanted(), self.work.desk().today)

    def nothing_yet(self) -> EmptyState:
        return EmptyState(
            _("هنوز اقدام اصلاحی‌ای پیشنهاد نشده است"),
            _("اقدام در فرم بازرسی، کنار یافته‌اش پیشنهاد می‌شود."),
            icon="wrench",
            action=_("بازرسی‌ها"),
            on_action=lambda: self.work.go(Place("inspections")),
        )

    def total(self, rows: tuple[ActionRow, ...]) -> str:
        return _("دیرشده: {n}").format(n=persian_digits(sum(row.overdue for row in rows)))

    def open_row(self, row: ActionRow | None) -> None:
        if row is not None:
            self.work.go(Place("visit", row.visit_id, row.id.hex()))

    def picked(self, row: ActionRow | None) -> None:
        if row is not None:
            self.panel.show_action(row, self.work.desk().today)
        self.fit_panel()

    def page_shown(self) -> None:
        self.picked(self.view.current())

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

    def _take(self, step: Step, action: ActionRow) -> None:
        self.dialog = action_steps.dialog_for(step, action, self.work)
        self.dialog.open_over(self)


def _columns(today: date) -> list[Column]:
    return [
        Column(
            "description",
            lazy("اقدام"),
            "name",
            240,
            detail=action_note,
            stretch=True,
            sortable=False,
        ),
        Column("unit", lazy("واحد"), "text", 150, stretch=True, sortable=False),
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


def _filters() -> list[FilterChoice]:
    states = tuple(
        (state, looks.state_words("corrective_actions", state)) for state in looks.ACTIONS
    )
    return [
        FilterChoice("state", _("وضعیت"), (("open", _("همهٔ بازها")), *states)),
        FilterChoice("late", _("مهلت"), (("late", _("دیر شده")),)),
        FilterChoice("mine", _("بازرسی"), (("me", _("بازرسی‌های خودم")),)),
    ]


def _page(
    query: ActionFilter, after: Key | None, reader: Reader, today: date, session: Session
) -> ActionsPage:
    return actions_page(session, query, after, PAGE_SIZE, reader=reader, today=today)


def _counts(query: ActionFilter, today: date, session: Session) -> tuple[int, int]:
    return (
        actions_count(session, query, today=today),
        actions_count(session, ActionFilter(), today=today),
    )
