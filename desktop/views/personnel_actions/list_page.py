"""The list of personnel actions: of the cases in which the reader is named, and no others."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import partial

from sqlalchemy.orm import Session

from desktop.models.personnel_actions.misconduct_rules import READERS
from desktop.models.personnel_actions.queries import (
    PersonnelFilter,
    personnel_count,
    personnel_page,
)
from desktop.models.personnel_actions.rows import Key, PersonnelPage, PersonnelRow
from desktop.models.personnel_actions.rules import PROPOSERS, RECORDERS
from desktop.views.navigation import Place, Workplace
from desktop.views.personnel_actions.list_columns import COLUMNS, SETTING, filters, wanted
from desktop.views.shared.buttons import Button
from desktop.views.shared.empty_state import EmptyState
from desktop.views.shared.list_page import PAGE_SIZE, ListPage
from desktop.views.shared.record_table import PageRequest
from resources.words import _, lazy

FORM, RECORDING = "personnel_form", "record"


class PersonnelListPage(ListPage):
    """Enter opens a case, Ctrl+N proposes one, the file of the person is one key away."""

    shows = frozenset({"personnel_actions", "transitions", "case_parties"})

    outside = lazy("{n} پرونده بیرون از فیلتر است")

    def __init__(self, work: Workplace) -> None:
        super().__init__(
            work,
            _("تشویق و تذکر"),
            COLUMNS,
            setting=SETTING,
            sort="happened_on",
            descending=True,
            filters=filters(),
            hint=_("جستجو در نام، سمت، واحد و شرح"),
            name=_("فهرست تشویق و تذکر"),
        )
        role = work.desk().role
        self.person = self.header.add_action(
            Button(_("پروندهٔ شخص"), icon="user", on_click=self.open_person)
        )
        self.header.add_action(
            Button(
                _("شمارش"),
                icon="chart-column",
                on_click=lambda: self.work.go(Place("outcomes")),
            )
        )
        self.register = self.header.add_action(
            Button(
                _("دفتر تخلف"),
                icon="shield-alert",
                on_click=lambda: self.work.go(Place("misconduct_register")),
            )
        )
        self.record = self.header.add_action(
            Button(
                _("ثبت تصمیم مقام دیگر"),
                icon="file-check",
                on_click=lambda: self.work.go(Place(FORM, b"", RECORDING)),
            )
        )
        self.propose = self.header.add_action(
            Button(
                _("پیشنهاد تازه"),
                "primary",
                icon="plus",
                key="Ctrl+N",
                on_click=lambda: self.work.go(Place(FORM)),
            )
        )
        self.register.setVisible(role in READERS)
        self.record.setVisible(role in RECORDERS)
        self.propose.setVisible(role in PROPOSERS)
        self.person.setEnabled(False)

    def reading(
        self, _request: PageRequest, after: Key | None
    ) -> Callable[[Session], PersonnelPage]:
        return partial(_page, self._wanted(), after)

    def counting(self) -> Callable[[Session], tuple[int, int]]:
        return partial(_counts, self._wanted(), self.work.desk().today)

    def nothing_yet(self) -> EmptyState:
        return EmptyState(
            _("پرونده‌ای به نام شما نیست"),
            _("تنها کسانی که در یک پرونده نام دارند آن را می‌بینند."),
            icon="user-check",
        )

    def open_row(self, row: PersonnelRow | None) -> None:
        if row is not None:
            self.work.go(Place("personnel_action", row.id))

    def open_person(self) -> None:
        """Everything linked to the person of the chosen row."""
        row: PersonnelRow | None = self.view.current()
        if row is not None:
            self.work.go(Place("person_file", row.person_id))

    def foot_said(self, chosen: int) -> None:
        self.person.setEnabled(chosen == 1)

    def _wanted(self) -> PersonnelFilter:
        return wanted(self.filters.values(), self.filters.search_text(), self.work.desk().today)


def _page(query: PersonnelFilter, after: Key | None, session: Session) -> PersonnelPage:
    return personnel_page(session, query, after, PAGE_SIZE)


def _counts(query: PersonnelFilter, today: date, session: Session) -> tuple[int, int]:
    return personnel_count(session, query), personnel_count(session, PersonnelFilter(day=today))
