"""The page of one year plan: nine programmes, 59 actions, what is late, what waits."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Final

from PySide6.QtWidgets import QWidget
from sqlalchemy.orm import Session

from desktop.commands.base import Command
from desktop.commands.programme_occurrences import KeepApart, MergeOccurrences
from desktop.commands.programmes import ApproveYearPlan, CloseYearPlan, SubmitYearPlan
from desktop.errors import AppError
from desktop.models.calendar import short_date
from desktop.models.programmes.queries import plan_detail
from desktop.models.programmes.rows import ItemRow, PlanDetail, ProgrammeBlock, TwinRow
from desktop.models.text import persian_digits
from desktop.views.navigation import Place
from desktop.views.programmes import looks, plan_dialogs
from desktop.views.programmes.line import Line
from desktop.views.shared.buttons import Button
from desktop.views.shared.card import Card
from desktop.views.shared.flow import Flow
from desktop.views.shared.labels import label
from desktop.views.shared.record_page import RecordPage, steps_card
from desktop.views.shared.side_panel import Facts
from desktop.views.shared.step_dialog import Step, open_steps
from resources.wording import words_of
from resources.words import _, lazy, listed

PRIMARY: Final = (
    Step("SubmitYearPlan", lazy("تحویل به دبیر"), "send"),
    Step("ApproveYearPlan", lazy("تصویب"), "badge-check"),
    Step("CloseYearPlan", lazy("بستن سال"), "check"),
)
SECONDARY: Final = (
    Step("ReturnYearPlan", lazy("بازگرداندن"), "undo-2"),
    Step("ApproveInstructor", lazy("استاد تأییدشده"), "user-check"),
)
CALENDAR: Final = Step("Calendar", lazy("تقویم"), "calendar-days")


class PlanPage(RecordPage):
    """Ctrl+Enter hands the plan in, or approves it."""

    home = "programmes"
    home_title = lazy("برنامه‌های نه‌گانه")
    shows = frozenset(
        {
            *(
                "year_plans",
                "plan_items",
                "action_occurrences",
                "programme_evidence",
                "public_meetings",
            ),
            *("quarter_reports", "transitions", "instructors", "public_meetings"),
        }
    )

    def reading(self) -> Callable[[Session], PlanDetail | None]:
        desk = self.work.desk()
        return partial(plan_detail, key=self.place.record, reader=desk.reader, today=desk.today)

    def draw(self, found: PlanDetail) -> None:
        primary = next(iter(open_steps(PRIMARY, found.may)), None)
        secondary = [*open_steps(SECONDARY, found.may), CALENDAR]
        self.set_head(looks.title_words(found.row), secondary, primary, self.take)
        self._say_waiting(found)
        for twin in found.twins:
            self.main.addWidget(self._twin_card(twin))
        self.lines: dict[str, Line] = {}
        for block in found.blocks:
            self.main.addWidget(self._block_card(block))
        self._draw_share(found)
        self._draw_reports(found)
        self.side.addWidget(steps_card(found.steps, looks.plan_state_words))

    def _say_waiting(self, found: PlanDetail) -> None:
        if found.waiting:
            words = _("{n} نوبت در انتظار پذیرش دبیر است").format(n=persian_digits(found.waiting))
            self.notice.show_notice(words, tone="info", icon="inbox")
        else:
            self.notice.clear()

    def _block_card(self, block: ProgrammeBlock) -> Card:
        code = looks.code_words(block.code)
        note = f"{looks.percent_words(block.share)} · {looks.share_words(block.share)}"
        card = Card(f"{code} · {block.title}", note=note)
        for row in block.items:
            line = Line(
                looks.code_words(row.code),
                row.title,
                _detail_words(row),
                looks.item_look(row),
                looks.met_words(row),
                on_click=partial(self.work.go, Place("programme_item", row.id)),
            )
            self.lines[row.code] = line
            card.body.addWidget(line)
        return card

    def _twin_card(self, twin: TwinRow) -> Card:
        card = Card(_("دو ثبت از یک نوبت؟"))
        words = _("{title}، {day}: دو بار ثبت شده است و تا تصمیم شما یک بار شمرده می‌شود.").format(
            title=twin.title, day=short_date(twin.day)
        )
        card.body.addWidget(label(words, "body", wrap=True))
        merge = Button(
            _("یکی هستند"),
            icon="git-merge",
            on_click=lambda: self.decide_twin(twin, same=True),
        )
        apart = Button(
            _("دو نوبت جدا هستند"),
            on_click=lambda: self.decide_twin(twin, same=False),
        )
        holder = QWidget()
        flow = Flow(8, 4, parent=holder)
        flow.addWidget(merge)
        flow.addWidget(apart)
        card.body.addWidget(holder)
        return card

    def decide_twin(self, twin: TwinRow, *, same: bool) -> None:
        """One session, or two."""
        kind = MergeOccurrences if same else KeepApart
        self._do(kind(twin.keep, twin.other))

    def _draw_share(self, found: PlanDetail) -> None:
        card = Card(_("انجام برنامه"), note=looks.plan_look(found.row).words)
        card.body.addWidget(label(looks.percent_words(found.row.share), "figure"))
        words = looks.share_words(found.row.share)
        card.body.addWidget(label(words, "small", "text2", wrap=True))
        explained = _(
            "اقدام انجام‌شده ÷ اقدام‌های مربوط. تکراری‌ها (P۲.۸ و P۹.۷) یک بار شمرده می‌شوند و "
            "اقدام نامربوط یا بی‌مورد در شمار نیست."
        )
        card.body.addWidget(label(explained, "small", "text3", wrap=True))
        facts = [(_("دستگاه"), found.row.agency_name), (_("جا"), looks.place_words(found.row))]
        card.body.addWidget(Facts(facts))
        self.side.addWidget(card)

    def _draw_reports(self, found: PlanDetail) -> None:
        if not found.reports:
            return
        card = Card(_("گزارش‌های سه‌ماهه"))
        for row in found.reports:
            due = _("مهلت {day}").format(day=short_date(row.due))
            number = (
                _("نامهٔ {number}").format(number=persian_digits(row.letter_number or ""))
                if row.letter_number
                else None
            )
            card.body.addWidget(
                Line(
                    "",
                    _("فصل {n}").format(n=persian_digits(row.quarter)),
                    listed((due, number)),
                    looks.report_look(row),
                    on_click=partial(self.work.go, Place("programme_report", row.id)),
                )
            )
        self.side.addWidget(card)

    def take(self, step: Step) -> None:
        """Open what a step asks for, or do it at once."""
        found: PlanDetail | None = self.shown
        if found is None:
            return
        key = found.row.id
        match step.name:
            case "SubmitYearPlan":
                self._do(SubmitYearPlan(key))
            case "ApproveYearPlan":
                self._do(ApproveYearPlan(key))
            case "CloseYearPlan":
                self._do(CloseYearPlan(key))
            case "ReturnYearPlan":
                self.open(plan_dialogs.return_dialog(found, self.work))
            case "ApproveInstructor":
                self.open(plan_dialogs.instructor_dialog(found, self.work))
            case "Calendar":
                self.work.go(Place("programme_calendar", key))

    def _do(self, command: Command) -> None:
        self.work.tasks.execute(command, owner=self, failed=self._say_refused)

    def _say_refused(self, error: AppError) -> None:
        self.notice.show_notice(words_of(error.code, error.arguments), tone="danger")


def _detail_words(row: ItemRow) -> str:
    if row.alias_of is not None:
        return _("با {code} پر و شمرده می‌شود").format(code=looks.code_words(row.alias_of))
    if not row.applicable:
        return row.reason or ""
    local = _("بومی‌شده با نامهٔ {number}").format(
        number=persian_digits(row.coordination_number or "")
    )
    return listed((row.owner, local if row.coordination_number else None))
