"""Who acts for whom: the delegations of the office, those in force first in sight."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import partial
from typing import Final

from sqlalchemy.orm import Session

from desktop.models.delegations.queries import (
    DelegationFilter,
    delegations_count,
    delegations_page,
)
from desktop.models.delegations.rows import DelegationRow, DelegationsPage, Key
from desktop.models.delegations.rules import LENDERS
from desktop.views.delegations import looks
from desktop.views.navigation import Place, Workplace
from desktop.views.shared.buttons import Button
from desktop.views.shared.empty_state import EmptyState
from desktop.views.shared.filter_bar import FilterChoice
from desktop.views.shared.list_page import PAGE_SIZE, ListPage
from desktop.views.shared.record_table import Column, PageRequest
from desktop.views.shared.sections import section_switch
from resources.words import _, lazy

_MINE: Final = "mine"
COLUMNS: Final = (
    Column("from_words", lazy("از طرف"), "text", 170, sortable=False, stretch=True),
    Column("to_name", lazy("جانشین"), "name", 150, sortable=False),
    Column(
        "what", lazy("چه کاری"), "text", 220, value=looks.what_words, sortable=False, stretch=True
    ),
    Column("starts", lazy("از"), "date", 84, sortable=False),
    Column("ends", lazy("تا"), "date", 84, sortable=False),
    Column("standing", lazy("وضعیت"), "pill", 150, value=looks.state_look, sortable=False),
)


class DelegationListPage(ListPage):
    """Enter opens one, Ctrl+N writes one for the role in use."""

    shows = frozenset({"delegations", "transitions"})

    outside = lazy("{n} جانشینی بیرون از فیلتر است")

    def __init__(self, work: Workplace) -> None:
        states = tuple((name, str(one[0])) for name, one in looks.STATES.items())
        super().__init__(
            work,
            _("جانشینی‌ها"),
            COLUMNS,
            setting="delegations.list",
            sort="starts",
            descending=True,
            filters=[
                FilterChoice("standing", _("وضعیت"), states),
                FilterChoice("whose", _("از آنِ"), ((_MINE, _("من")),)),
            ],
            hint=_("جستجو در نام"),
            switch=section_switch(work, "delegations"),
        )
        self.write = self.header.add_action(
            Button(
                _("جانشینیِ تازه"),
                "primary",
                icon="plus",
                key="Ctrl+N",
                on_click=lambda: self.work.go(Place("delegation", b"", "new")),
            )
        )
        desk = work.desk()
        self.write.setVisible(desk.role in LENDERS and desk.acting is None)

    def reading(
        self, _request: PageRequest, after: Key | None
    ) -> Callable[[Session], DelegationsPage]:
        return partial(_page, self._wanted(), after, self.work.desk().today)

    def counting(self) -> Callable[[Session], tuple[int, int]]:
        return partial(_counts, self._wanted(), self.work.desk().today)

    def nothing_yet(self) -> EmptyState:
        return EmptyState(
            _("هنوز جانشینی‌ای نوشته نشده است"),
            _("کسی که به مرخصی یا مأموریت می‌رود، پیش از رفتن کار خود را به دیگری می‌سپارد."),
            icon="users",
        )

    def open_row(self, row: DelegationRow | None) -> None:
        if row is not None:
            self.work.go(Place("delegation", row.id))

    def _wanted(self) -> DelegationFilter:
        values = self.filters.values()
        mine = self.work.desk().person if values.get("whose") == _MINE else None
        return DelegationFilter(values.get("standing") or None, mine, self.filters.search_text())


def _page(
    query: DelegationFilter, after: Key | None, today: date, session: Session
) -> DelegationsPage:
    return delegations_page(session, query, after, PAGE_SIZE, today=today)


def _counts(query: DelegationFilter, today: date, session: Session) -> tuple[int, int]:
    return (
        delegations_count(session, query, today=today),
        delegations_count(session, DelegationFilter(), today=today),
    )
