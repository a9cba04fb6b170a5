"""The log of public meetings: which manager was there for people, when, for how long (P5.2)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import partial
from typing import Final

from sqlalchemy.orm import Session

from desktop.commands.base import Command
from desktop.commands.public_meetings import RecordPublicMeeting
from desktop.models import reference
from desktop.models.calendar import gregorian, jalali, month_name
from desktop.models.directory_queries import find_persons
from desktop.models.meetings.public_queries import (
    KEEPERS,
    Key,
    PublicFilter,
    PublicMeetingRow,
    PublicPage,
    WeekLine,
    minutes_wanted,
    public_count,
    public_page,
    weeks_kept,
)
from desktop.models.text import persian_digits
from desktop.views.navigation import Place, Workplace
from desktop.views.shared.buttons import Button
from desktop.views.shared.choices import ChoiceField
from desktop.views.shared.date_field import DateField
from desktop.views.shared.dialog import Dialog
from desktop.views.shared.empty_state import EmptyState
from desktop.views.shared.fields import MultiLineField, TextField
from desktop.views.shared.labels import Label
from desktop.views.shared.list_page import PAGE_SIZE, ListPage
from desktop.views.shared.record_table import Column, PageRequest
from desktop.views.shared.step_dialog import StepDialog, lacking
from resources.words import _, lazy, listed

SETTING: Final = "public_meetings.list"
MOST: Final = 2000


def _post(row: PublicMeetingRow) -> str:
    return listed((row.post, row.unit_name))


def _minutes(row: PublicMeetingRow) -> str:
    return persian_digits(row.minutes)


def week_words(row: PublicMeetingRow) -> str:
    """The minutes of the manager's whole week."""
    return persian_digits(row.week)


def answered_words(row: PublicMeetingRow) -> str:
    """«۳ از ۵»; a dash where nobody asked for anything."""
    if not row.requests:
        return "—"
    return _("{n} از {all}").format(
        n=persian_digits(row.answered), all=persian_digits(row.requests)
    )


COLUMNS: Final = (
    Column(
        *("manager_name", lazy("مدیر"), "name", 200), detail=_post, stretch=True, sortable=False
    ),
    Column("day", lazy("روز"), "date", 104, sortable=False),
    Column("minutes", lazy("دقیقه"), "code", 76, value=_minutes, sortable=False),
    Column("week", lazy("دقیقه در هفته"), "code", 112, value=week_words, sortable=False),
    Column("requests", lazy("پاسخ درخواست‌ها"), "text", 124, value=answered_words, sortable=False),
    Column("place", lazy("جا"), "text", 130, sortable=False),
)


class PublicMeetingListPage(ListPage):
    """Enter opens one, Ctrl+N notes one; above the list stand this month's weeks by manager."""

    shows = frozenset({"public_meetings", "meeting_requests"})

    outside = lazy("{n} ملاقات بیرون از فیلتر است")

    def __init__(self, work: Workplace) -> None:
        self.weeks = Label("", "small", "text2", wrap=True)
        super().__init__(
            work,
            _("ملاقات‌های عمومی"),
            COLUMNS,
            setting=SETTING,
            sort="day",
            descending=True,
            hint=_("جستجو در نام مدیر، سمت، واحد و جا"),
            switch=self.weeks,
        )
        self.dialog: Dialog | None = None
        self.write = self.header.add_action(
            Button(_("ملاقات تازه"), "primary", icon="plus", key="Ctrl+N", on_click=self.ask)
        )
        self.write.setVisible(work.desk().role in KEEPERS)

    def reload(self) -> None:
        super().reload()
        today = self.work.desk().today
        year, month, _day = jalali(today)
        starts = gregorian(year, month, 1)

        def read(session: Session) -> tuple[tuple[WeekLine, ...], int]:
            return weeks_kept(session, starts, today, _days_off()), minutes_wanted(session)

        def show(found: tuple[tuple[WeekLine, ...], int]) -> None:
            self.weeks.set_words(weeks_words(*found, month_name(month)))

        self.work.tasks.read(self, read, show)

    def reading(self, _request: PageRequest, after: Key | None) -> Callable[[Session], PublicPage]:
        return partial(_page, self._wanted(), after)

    def counting(self) -> Callable[[Session], tuple[int, int]]:
        return partial(_counts, self._wanted())

    def nothing_yet(self) -> EmptyState:
        return EmptyState(
            _("هنوز ملاقاتی ثبت نشده است"),
            _("دقیقه‌هایی که مدیر برای مردم نشست و درخواست‌هایشان با پاسخ، اینجا می‌ماند."),
            icon="users",
        )

    def open_row(self, row: PublicMeetingRow | None) -> None:
        if row is not None:
            self.work.go(Place("public_meeting", row.id))

    def ask(self) -> None:
        """Who, when, how many minutes."""
        key = self.work.desk().new_id()
        self.dialog = meeting_dialog(self.work, key)
        self.dialog.open_over(self)

    def _wanted(self) -> PublicFilter:
        return PublicFilter(self.filters.search_text())


def weeks_words(lines: tuple[WeekLine, ...], wanted: int, month: str) -> str:
    """«مدیر نمونه ۳ از ۴ هفته …» for each manager of this month."""
    each = [
        _("{name}: {n} از {all} هفته").format(
            name=one.manager_name, n=persian_digits(one.enough), all=persian_digits(one.weeks)
        )
        for one in lines
    ]
    head = _("هفته‌های {month} با دست‌کم {minutes} دقیقه").format(
        month=month, minutes=persian_digits(wanted)
    )
    return f"{head} · {listed(each) or '—'}"


def meeting_dialog(work: Workplace, key: bytes) -> StepDialog:
    """Note a meeting; its requests are written on its page."""
    today = work.desk().today
    manager = ChoiceField(_("مدیر"), [], empty=_("برگزینید"), search=True, required=True)
    day = DateField(_("روز"), today, today=lambda: work.desk().today, last=today, required=True)
    minutes = TextField(_("دقیقه"), code=True, required=True)
    place = TextField(_("جا"))
    note = MultiLineField(_("یادداشت"), lines=2)
    work.tasks.read(manager, _managers, manager.set_options)

    def make() -> Command | None:
        on = day.value()
        if lacking(manager, manager.value()) or on is None:
            return None
        return RecordPublicMeeting(
            bytes.fromhex(manager.value()),
            on,
            minutes.value(),
            place.value().strip() or None,
            note.value().strip() or None,
            id=key,
        )

    fields = {"manager": manager, "day": day, "minutes": minutes, "place": place, "note": note}
    return StepDialog(
        work,
        _("ملاقات عمومی"),
        _("درخواست‌های مردم در صفحهٔ همین ملاقات نوشته می‌شود."),
        _("ثبت"),
        fields,
        make,
        icon="plus",
        then=lambda: work.go(Place("public_meeting", key)),
    )


def _managers(session: Session) -> list[tuple[str, str]]:
    return [
        (one.id.hex(), listed((one.name, persian_digits(one.personnel_no or ""))))
        for one in find_persons(session, "", limit=MOST)
        if one.stands_as == one.id
    ]


def _days_off() -> frozenset[date]:
    return frozenset(one.day for one in reference.holidays())


def _page(query: PublicFilter, after: Key | None, session: Session) -> PublicPage:
    return public_page(session, query, after, PAGE_SIZE)


def _counts(query: PublicFilter, session: Session) -> tuple[int, int]:
    return public_count(session, query), public_count(session, PublicFilter())
