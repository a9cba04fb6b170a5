"""The register of misconduct and infringements: the lines on which the reader is named."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Final

from sqlalchemy.orm import Session

from desktop.models.personnel_actions.misconduct_queries import (
    Freshness,
    Key,
    MisconductFilter,
    MisconductPage,
    MisconductRow,
    freshness,
    misconduct_count,
    misconduct_page,
)
from desktop.models.personnel_actions.misconduct_rules import KEEPERS
from desktop.models.text import decimal, persian_digits
from desktop.views.navigation import Place, Workplace
from desktop.views.personnel_actions import looks
from desktop.views.shared.buttons import Button
from desktop.views.shared.empty_state import EmptyState
from desktop.views.shared.filter_bar import FilterChoice
from desktop.views.shared.labels import Label
from desktop.views.shared.list_page import PAGE_SIZE, ListPage
from desktop.views.shared.pill import PillLook
from desktop.views.shared.record_table import Column, PageRequest
from resources.wording.personnel_actions import REGISTER_KINDS, REGISTER_STATES
from resources.words import _, lazy, listed

SETTING: Final = "misconduct.list"
YEAR: Final = timedelta(days=365)


def who_words(row: MisconductRow) -> str:
    """The person, or the unit where nobody is named."""
    return row.person_name or row.unit_name or ""


def _below(row: MisconductRow) -> str:
    return listed((row.post, row.unit_name)) if row.person_name else ""


def _kind(row: MisconductRow) -> str:
    return str(REGISTER_KINDS.get(row.kind, row.kind))


def _days(row: MisconductRow) -> str:
    return persian_digits(row.days)


def _look(row: MisconductRow) -> PillLook:
    return looks.state_look("misconduct_records", row.state)


COLUMNS: Final = (
    Column(
        *("person_name", lazy("شخص یا واحد"), "name", 190),
        value=who_words,
        detail=_below,
        stretch=True,
        sortable=False,
    ),
    Column("kind", lazy("گونه"), "text", 110, value=_kind, sortable=False),
    Column("indicator", lazy("شاخص"), "code", 72, sortable=False),
    Column("happened_on", lazy("تاریخ رویداد"), "date", 104, sortable=False),
    Column("days", lazy("روز تا ثبت"), "code", 84, value=_days, sortable=False),
    Column("state", lazy("وضعیت"), "pill", 168, value=_look, sortable=False),
)


class MisconductListPage(ListPage):
    """Enter opens a line, Ctrl+N enters one; above the list stands how fresh it is kept."""

    shows = frozenset({"misconduct_records", "preventive_measures", "transitions", "case_parties"})

    outside = lazy("{n} مورد بیرون از فیلتر است")

    def __init__(self, work: Workplace) -> None:
        self.fresh = Label("", "small", "text2", wrap=True)
        kinds = tuple((code, str(words)) for code, words in REGISTER_KINDS.items())
        states = tuple((code, str(words)) for code, words in REGISTER_STATES.items())
        super().__init__(
            work,
            _("دفتر تخلف و تضییع حقوق"),
            COLUMNS,
            setting=SETTING,
            sort="happened_on",
            descending=True,
            filters=[
                FilterChoice("kind", _("گونه"), kinds),
                FilterChoice("state", _("وضعیت"), states),
            ],
            hint=_("جستجو در نام، سمت، واحد و شرح"),
            switch=self.fresh,
        )
        self.write = self.header.add_action(
            Button(
                _("مورد تازه"),
                "primary",
                icon="plus",
                key="Ctrl+N",
                on_click=lambda: self.work.go(Place("misconduct_form")),
            )
        )
        self.write.setVisible(work.desk().role in KEEPERS)

    def reload(self) -> None:
        super().reload()
        today = self.work.desk().today
        self.work.tasks.read(
            self, partial(freshness, starts=today - YEAR, ends=today), self._say_fresh
        )

    def _say_fresh(self, found: Freshness) -> None:
        self.fresh.set_words(fresh_words(found))

    def reading(
        self, _request: PageRequest, after: Key | None
    ) -> Callable[[Session], MisconductPage]:
        return partial(_page, self._wanted(), after)

    def counting(self) -> Callable[[Session], tuple[int, int]]:
        return partial(_counts, self._wanted())

    def nothing_yet(self) -> EmptyState:
        return EmptyState(
            _("موردی به نام شما نیست"),
            _("این دفتر محرمانه است: تنها ثبت‌کننده و رئیس و دبیر ستاد هر مورد را می‌بینند."),
            icon="lock",
        )

    def open_row(self, row: MisconductRow | None) -> None:
        if row is not None:
            self.work.go(Place("misconduct", row.id))

    def _wanted(self) -> MisconductFilter:
        values = self.filters.values()
        kind, state = values.get("kind", ""), values.get("state", "")
        return MisconductFilter(
            (kind,) if kind else (), (state,) if state else (), self.filters.search_text()
        )


def fresh_words(found: Freshness) -> str:
    """«میانهٔ روز از رویداد تا ثبت: ۳ …»; a dash where nothing was entered."""
    days = "—" if found.days is None else decimal(found.days, 0 if found.days % 1 == 0 else 1)
    words = _("یک سال گذشته: {n} مورد، میانهٔ روز از رویداد تا ثبت {days}").format(
        n=persian_digits(found.entered), days=days
    )
    share = _("پیشگیریِ بسته‌شده بی معرفی به هیأت: {n} از {all}").format(
        n=persian_digits(found.prevented), all=persian_digits(found.preventive)
    )
    return f"{words} · {share}"


def _page(query: MisconductFilter, after: Key | None, session: Session) -> MisconductPage:
    return misconduct_page(session, query, after, PAGE_SIZE)


def _counts(query: MisconductFilter, session: Session) -> tuple[int, int]:
    return misconduct_count(session, query), misconduct_count(session, MisconductFilter())
