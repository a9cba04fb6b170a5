"""The calendar of the programmes: a month by weeks, with what is planned, held, late, missing."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import partial
from itertools import groupby

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget
from sqlalchemy.orm import Session

from desktop.models.calendar import jalali, month_name, short_date, week_of
from desktop.models.programmes.events import month_entries
from desktop.models.programmes.rows import CalendarEntry
from desktop.models.programmes.words import due_words, why_words
from desktop.models.text import persian_digits
from desktop.views.navigation import Page, Place, Workplace
from desktop.views.programmes import looks
from desktop.views.programmes.line import Line
from desktop.views.shared import theme
from desktop.views.shared.buttons import Button, Segments
from desktop.views.shared.card import Card
from desktop.views.shared.empty_state import EmptyState
from desktop.views.shared.labels import Label, label
from desktop.views.shared.page_header import PageHeader
from desktop.views.shared.page_scroll import page_scroll
from desktop.views.shared.record_page import empty
from resources.wording.programmes import SLOT_STATES
from resources.words import _, listed

Entries = tuple[CalendarEntry, ...]


class CalendarPage(Page):
    """Every plan here, or the one that the place names; the months are turned by buttons."""

    shows = frozenset({"year_plans", "plan_items", "action_occurrences", "public_meetings"})

    def __init__(self, work: Workplace) -> None:
        super().__init__(work)
        self.year, self.month = jalali(work.desk().today)[:2]
        self.header = PageHeader(_("تقویم برنامه‌ها"))
        self.header.add_action(
            Button(_("ماه پیش"), icon="chevron-right", on_click=lambda: self.turn(-1))
        )
        self.header.add_action(
            Button(_("ماه بعد"), icon="chevron-left", on_click=lambda: self.turn(1))
        )
        self.header.add_action(
            Button(
                _("همهٔ برنامه‌ها"),
                icon="list-checks",
                on_click=lambda: work.go(Place("programmes")),
            )
        )
        names = [("", _("همه")), *((key, str(words)) for key, words in SLOT_STATES.items())]
        self.states = Segments(names, name=_("وضعیت"))
        self.states.chosen.connect(lambda _key: self._draw())
        self.said: Label = label("", "small", "text2")
        self.entries: Entries = ()
        self.weeks = QVBoxLayout()
        self._assemble()

    def _assemble(self) -> None:
        column = QVBoxLayout(self)
        theme.pad(column, 0)
        head = QVBoxLayout()
        theme.pad(head, 8, (24, 4, 24, 8))
        head.addWidget(self.header)
        bar = QHBoxLayout()
        theme.pad(bar, 12)
        bar.addWidget(self.states)
        bar.addWidget(self.said)
        bar.addStretch(1)
        head.addLayout(bar)
        column.addLayout(head)
        holder = QWidget()
        holder.setLayout(self.weeks)
        theme.pad(self.weeks, 12)
        inside = QVBoxLayout()
        inside.addWidget(holder)
        inside.addStretch(1)
        column.addWidget(page_scroll(inside, _("تقویم برنامه‌ها")), 1)

    def reading(self) -> Callable[[Session], Entries]:
        plan = self.place.record or None
        today = self.work.desk().today
        return partial(month_entries, year=self.year, month=self.month, today=today, plan=plan)

    def reload(self) -> None:
        self.work.tasks.read(self, self.reading(), self._show)

    def turn(self, months: int) -> None:
        """Another month."""
        count = self.year * 12 + self.month - 1 + months
        self.year, self.month = count // 12, count % 12 + 1
        self.reload()

    def _show(self, found: Entries) -> None:
        self.entries = found
        self._draw()

    def _draw(self) -> None:
        self.header.set_title(
            _("تقویم {month} {year}").format(
                month=month_name(self.month), year=persian_digits(self.year)
            )
        )
        counts = {key: sum(one.slot.state == key for one in self.entries) for key in SLOT_STATES}
        self.said.set_words(
            listed(f"{words}: {persian_digits(counts[key])}" for key, words in SLOT_STATES.items())
        )
        empty(self.weeks)
        wanted = self.states.value()
        shown = [one for one in self.entries if wanted in ("", one.slot.state)]
        for saturday, entries in groupby(shown, key=lambda one: week_of(one.day)):
            self.weeks.addWidget(self._week_card(saturday, list(entries)))
        if not shown:
            self.weeks.addWidget(
                EmptyState(
                    _("در این ماه چیزی نیست"),
                    _("ماه دیگری را ببینید یا فیلتر وضعیت را بردارید."),
                    icon="calendar-days",
                )
            )

    def _week_card(self, saturday: date, entries: list[CalendarEntry]) -> Card:
        card = Card(_("هفتهٔ {day}").format(day=short_date(saturday)))
        today = self.work.desk().today
        several = len({one.agency_name for one in self.entries}) > 1
        for one in entries:
            why = " ".join(why_words(one.slot, today))
            agency = one.agency_name if several else None
            detail = " · ".join(part for part in (agency, due_words(one.slot.due), why) if part)
            card.body.addWidget(
                Line(
                    looks.code_words(one.code),
                    one.title,
                    detail,
                    looks.slot_look(one.slot),
                    short_date(one.day, self.year),
                    on_click=partial(self.work.go, Place("programme_item", one.item_id)),
                )
            )
        return card
