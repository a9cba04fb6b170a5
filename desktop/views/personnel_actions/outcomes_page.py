"""Counts of what was issued by period, with the running total; a dash is not zero."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from PySide6.QtWidgets import QGridLayout
from sqlalchemy.orm import Session

from desktop.commands.base import Command
from desktop.commands.outcomes import ReportOutcomes
from desktop.models.calendar import short_date
from desktop.models.personnel_actions.outcomes import (
    OutcomeLine,
    Total,
    issued_between,
    outcome_lines,
)
from desktop.models.text import group_digits, persian_digits
from desktop.views.navigation import Workplace
from desktop.views.shared import theme
from desktop.views.shared.card import Card
from desktop.views.shared.date_field import DateField
from desktop.views.shared.drawing import DASH
from desktop.views.shared.fields import TextField
from desktop.views.shared.labels import label
from desktop.views.shared.record_page import RecordPage
from desktop.views.shared.step_dialog import Step, StepDialog, lacking
from resources.words import Lazy, _, lazy

NAMES: Final[dict[str, Lazy]] = {
    "reward": lazy("تشویق"),
    "caution": lazy("تذکر"),
    "removal": lazy("برکناری از سمت"),
}
REPORT = Step("ReportOutcomes", lazy("گزارش یک دوره"), "plus")
REPORTERS: Final = frozenset({"head_of_inspection", "setad_secretary"})


class OutcomesPage(RecordPage):
    """Each period's figures beside the total so far; «دست‌کم» where a period has a dash."""

    home = "personnel_actions"
    home_title = lazy("تشویق و تذکر")
    shows = frozenset({"outcome_reports", "personnel_actions", "transitions"})

    def reading(self) -> Callable[[Session], tuple[OutcomeLine, ...]]:
        return outcome_lines

    def draw(self, found: tuple[OutcomeLine, ...]) -> None:
        may = self.work.desk().role in REPORTERS
        self.set_head(_("شمارش دوره‌ها"), [], REPORT if may else None, self.take)
        card = Card(_("صادرشده در هر دوره و جمع تا آن دوره"))
        grid = QGridLayout()
        theme.pad(grid, 8)
        grid.setHorizontalSpacing(theme.current().gap(28))
        grid.setColumnStretch(0, 1)
        heads = (_("دوره"), *(str(words) for words in NAMES.values()))
        for column, words in enumerate(heads):
            grid.addWidget(label(words, "smallMedium", "text2"), 0, column)
        for row, line in enumerate(found, start=1):
            days = f"{short_date(line.starts)} – {short_date(line.ends)}"
            grid.addWidget(label(f"{line.title}\n{days}", "small", wrap=True), row, 0)
            for column, name in enumerate(NAMES, start=1):
                words = f"{figure_words(line.figures[name])}\n{total_words(line.running[name])}"
                grid.addWidget(label(words, "body", wrap=True), row, column)
        card.body.addLayout(grid)
        if not found:
            words = _("هنوز دوره‌ای گزارش نشده است.")
            card.body.addWidget(label(words, "small", "text3", wrap=True))
        words = _(
            "خط تیره یعنی گزارش نشده است، نه صفر؛ جمعی که چنین دوره‌ای دارد «دست‌کم» است. "
            "پیشنهاد برکناری شمرده نمی‌شود."
        )
        card.body.addWidget(label(words, "small", "text2", wrap=True))
        self.main.addWidget(card)

    def take(self, _step: Step) -> None:
        self.open(report_dialog(self.work))


def figure_words(number: int | None) -> str:
    """A count, or a dash where none was reported."""
    return DASH if number is None else group_digits(number)


def total_words(total: Total) -> str:
    """«جمع ۱۱۳», «جمع دست‌کم ۵»."""
    told = _("جمع دست‌کم {n}") if total.at_least else _("جمع {n}")
    return told.format(n=group_digits(total.number))


def report_dialog(work: Workplace) -> StepDialog:
    """The figures of a period; what this vault counts itself is told beside them."""
    desk = work.desk()
    title = TextField(_("نام دوره"), required=True, hint=_("مانند: تابستان ۱۴۰۴"))
    starts = DateField(_("از"), today=lambda: work.desk().today, last=desk.today, required=True)
    ends = DateField(_("تا"), today=lambda: work.desk().today, last=desk.today, required=True)
    figures = {name: TextField(str(words), code=True) for name, words in NAMES.items()}

    def make() -> Command | None:
        first, last = starts.value(), ends.value()
        if lacking(title, title.value().strip()) or lacking(starts, first) or lacking(ends, last):
            return None
        if first is None or last is None:
            return None
        typed = {name: field.value() for name, field in figures.items()}
        return ReportOutcomes(title.value(), first, last, typed)

    def tell() -> None:
        first, last = starts.value(), ends.value()
        if first is None or last is None:
            return

        def show(found: dict[str, int]) -> None:
            for name, number in found.items():
                words = _("پرونده‌های همین رایانه: {n}").format(n=persian_digits(number))
                figures[name].set_hint(words)

        work.tasks.read(title, lambda session: issued_between(session, first, last), show)

    for field in (starts, ends):
        field.edited.connect(tell)
    words = _("آنچه گزارش نشده خالی بماند یا خط تیره باشد؛ صفر یعنی گزارش شده و هیچ نبوده است.")
    fields = {"title": title, "starts": starts, "ends": ends, **figures}
    return StepDialog(work, _("گزارش یک دوره"), words, _("ثبت دوره"), fields, make, icon="plus")
