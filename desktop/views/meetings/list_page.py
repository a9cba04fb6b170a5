"""The list of meetings; the administrator keeps the composition of the Setads here."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Final

from sqlalchemy.orm import Session

from desktop.models.meetings.queries import MeetingFilter, meetings_count, meetings_page
from desktop.models.meetings.rows import Key, MeetingRow, MeetingsPage
from desktop.models.meetings.rules import CALLERS
from desktop.views.meetings import looks
from desktop.views.meetings.setad_dialog import Composition, SetadDialog, read_composition
from desktop.views.navigation import Place, Workplace
from desktop.views.shared.buttons import Button
from desktop.views.shared.dialog import Dialog
from desktop.views.shared.empty_state import EmptyState
from desktop.views.shared.filter_bar import FilterChoice
from desktop.views.shared.list_page import PAGE_SIZE, ListPage
from desktop.views.shared.record_table import Column, PageRequest
from resources.wording.meetings import STATES
from resources.words import _, lazy

SETTING: Final = "meetings.list"
COLUMNS: Final = (
    Column("number", lazy("شماره"), "code", 96, sortable=False),
    Column(
        "title",
        lazy("عنوان"),
        "name",
        240,
        detail=looks.purposes_words,
        stretch=True,
        sortable=False,
    ),
    Column("day", lazy("تاریخ"), "date", 104, sortable=False),
    Column("place", lazy("جا"), "text", 150, sortable=False),
    Column("items", lazy("بندها"), "code", 72, value=looks.items_words, sortable=False),
    Column("state", lazy("وضعیت"), "pill", 160, value=looks.row_look, sortable=False),
)


class MeetingListPage(ListPage):
    """Enter opens a meeting, Ctrl+N calls one."""

    shows = frozenset({"meetings", "agenda_items", "transitions"})

    outside = lazy("{n} جلسه بیرون از فیلتر است")

    def __init__(self, work: Workplace) -> None:
        states = tuple((state, str(words)) for state, words in STATES.items())
        super().__init__(
            work,
            _("جلسه‌ها"),
            COLUMNS,
            setting=SETTING,
            sort="day",
            descending=True,
            filters=[FilterChoice("state", _("وضعیت"), states)],
            hint=_("جستجو در شماره، عنوان و جا"),
        )
        self.dialog: Dialog | None = None
        role = work.desk().role
        self.setad = self.header.add_action(
            Button(_("ترکیب ستاد"), icon="users", on_click=self.ask_setad)
        )
        self.public = self.header.add_action(
            Button(
                _("ملاقات‌های عمومی"),
                icon="users",
                on_click=lambda: self.work.go(Place("public_meetings")),
            )
        )
        self.call = self.header.add_action(
            Button(
                _("جلسهٔ تازه"),
                "primary",
                icon="plus",
                key="Ctrl+N",
                on_click=lambda: self.work.go(Place("meeting_form")),
            )
        )
        self.setad.setVisible(role == "administrator")
        self.call.setVisible(role in CALLERS)

    def reading(
        self, _request: PageRequest, after: Key | None
    ) -> Callable[[Session], MeetingsPage]:
        return partial(_page, self._wanted(), after)

    def counting(self) -> Callable[[Session], tuple[int, int]]:
        return partial(_counts, self._wanted())

    def nothing_yet(self) -> EmptyState:
        return EmptyState(
            _("هنوز جلسه‌ای نیست"),
            _("دستور جلسه از پرونده‌هایی پر می‌شود که در انتظار ستادند."),
            icon="calendar-days",
        )

    def open_row(self, row: MeetingRow | None) -> None:
        if row is not None:
            self.work.go(Place("meeting", row.id))

    def ask_setad(self) -> None:
        """The composition of the Setad, as it stands."""
        self.work.tasks.read(self, read_composition, self._show_setad)

    def _show_setad(self, found: Composition) -> None:
        self.dialog = SetadDialog(self.work, found)
        self.dialog.open_over(self)

    def _wanted(self) -> MeetingFilter:
        state = self.filters.values().get("state", "")
        return MeetingFilter((state,) if state else (), self.filters.search_text())


def _page(query: MeetingFilter, after: Key | None, session: Session) -> MeetingsPage:
    return meetings_page(session, query, after, PAGE_SIZE)


def _counts(query: MeetingFilter, session: Session) -> tuple[int, int]:
    return meetings_count(session, query), meetings_count(session, MeetingFilter())
