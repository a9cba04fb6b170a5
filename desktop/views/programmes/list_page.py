"""The list of year plans, with the share of each that is done."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import partial
from typing import Final

from sqlalchemy.orm import Session

from desktop.models.calendar import jalali
from desktop.models.programmes.queries import PlanFilter, plans_count, plans_page
from desktop.models.programmes.rows import Key, PlanRow, PlansPage
from desktop.models.programmes.rules import CENTRAL, OWNER
from desktop.models.text import persian_digits
from desktop.views.navigation import Place, Workplace
from desktop.views.programmes import looks
from desktop.views.programmes.plan_dialogs import Choices, plan_dialog, read_choices
from desktop.views.programmes.variant_dialog import variant_dialog
from desktop.views.shared.buttons import Button
from desktop.views.shared.dialog import Dialog
from desktop.views.shared.empty_state import EmptyState
from desktop.views.shared.filter_bar import FilterChoice
from desktop.views.shared.list_page import PAGE_SIZE, ListPage
from desktop.views.shared.record_table import Column, PageRequest
from resources.wording.programmes import PLAN_STATES
from resources.words import _, lazy

SETTING: Final = "programmes.list"
COLUMNS: Final = (
    Column("agency_name", lazy("دستگاه"), "name", 240, stretch=True, sortable=False),
    Column("place", lazy("جا"), "text", 130, value=looks.place_words, sortable=False),
    Column("year", lazy("سال"), "code", 72, value=looks.year_words, sortable=False),
    Column("share", lazy("انجام‌شده"), "code", 110, value=looks.share_of_row, sortable=False),
    Column("late", lazy("عقب‌افتاده"), "code", 96, value=looks.late_of_row, sortable=False),
    Column("state", lazy("وضعیت"), "pill", 170, value=looks.plan_look, sortable=False),
)


class PlanListPage(ListPage):
    """Enter opens a plan, Ctrl+N makes one."""

    shows = frozenset({"year_plans", "plan_items", "action_occurrences", "transitions"})

    outside = lazy("{n} برنامه بیرون از فیلتر است")

    def __init__(self, work: Workplace) -> None:
        states = tuple((state, str(words)) for state, words in PLAN_STATES.items())
        this_year = jalali(work.desk().today)[0]
        recent = tuple(
            (str(year), persian_digits(year)) for year in range(this_year + 1, this_year - 5, -1)
        )
        super().__init__(
            work,
            _("برنامه‌های نه‌گانه"),
            COLUMNS,
            setting=SETTING,
            sort="year",
            descending=True,
            filters=[
                FilterChoice("year", _("سال"), recent),
                FilterChoice("state", _("وضعیت"), states),
            ],
            hint=_("جستجو در نام دستگاه"),
        )
        self.dialog: Dialog | None = None
        role = work.desk().role
        self.calendar = self.header.add_action(
            Button(
                _("تقویم"),
                icon="calendar-days",
                on_click=lambda: work.go(Place("programme_calendar")),
            )
        )
        self.localise = self.header.add_action(
            Button(_("بومی‌سازی"), icon="map-pin", on_click=self.ask_variant)
        )
        self.make = self.header.add_action(
            Button(_("برنامهٔ سال"), "primary", icon="plus", key="Ctrl+N", on_click=self.ask_plan)
        )
        self.make.setVisible(role == OWNER)
        self.localise.setVisible(role == CENTRAL)

    def reading(self, _request: PageRequest, after: Key | None) -> Callable[[Session], PlansPage]:
        return partial(_page, self._wanted(), self.work.desk().today, after)

    def counting(self) -> Callable[[Session], tuple[int, int]]:
        return partial(_counts, self._wanted())

    def nothing_yet(self) -> EmptyState:
        return EmptyState(
            _("هنوز برنامه‌ای نیست"),
            _("برنامهٔ سال با همهٔ ۵۹ اقدام در یک گام ساخته می‌شود."),
            icon="list-checks",
        )

    def open_row(self, row: PlanRow | None) -> None:
        if row is not None:
            self.work.go(Place("programme_plan", row.id))

    def ask_plan(self) -> None:
        """Agency, place and year of a new plan."""
        self.work.tasks.read(self, read_choices, self._show_plan)

    def ask_variant(self) -> None:
        """How a province words an action."""
        self.work.tasks.read(self, read_choices, self._show_variant)

    def _show_plan(self, found: Choices) -> None:
        self.dialog = plan_dialog(self.work, found)
        self.dialog.open_over(self)

    def _show_variant(self, found: Choices) -> None:
        self.dialog = variant_dialog(self.work, found)
        self.dialog.open_over(self)

    def _wanted(self) -> PlanFilter:
        values = self.filters.values()
        year = values.get("year", "")
        return PlanFilter(
            int(year) if year else None, values.get("state", ""), self.filters.search_text()
        )


def _page(query: PlanFilter, today: date, after: Key | None, session: Session) -> PlansPage:
    return plans_page(session, query, today, after, PAGE_SIZE)


def _counts(query: PlanFilter, session: Session) -> tuple[int, int]:
    return plans_count(session, query), plans_count(session, PlanFilter())
