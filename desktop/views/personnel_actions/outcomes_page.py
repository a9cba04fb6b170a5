"""Counts of what was issued by period, with the running total; a dash is not zero."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Final

from PySide6.QtWidgets import QGridLayout
from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop.commands.base import Command
from desktop.commands.outcomes import ReportOutcomes
from desktop.models import reference
from desktop.models.calendar import gregorian, jalali, short_date
from desktop.models.directory import Agency
from desktop.models.personnel_actions.outcomes import (
    Issued,
    OutcomeLine,
    Total,
    Where,
    issued_between,
    issued_by_place,
    outcome_lines,
    places_told,
)
from desktop.models.text import group_digits, persian_digits
from desktop.views.navigation import Workplace
from desktop.views.personnel_actions.looks import kind_words
from desktop.views.shared import theme
from desktop.views.shared.card import Card
from desktop.views.shared.choices import ChoiceField
from desktop.views.shared.date_field import DateField
from desktop.views.shared.drawing import DASH
from desktop.views.shared.fields import TextField
from desktop.views.shared.labels import label
from desktop.views.shared.record_page import RecordPage
from desktop.views.shared.side_panel import Facts
from desktop.views.shared.step_dialog import Step, StepDialog, lacking
from resources.words import Lazy, _, lazy, listed

NAMES: Final[dict[str, Lazy]] = {
    "reward": lazy("تشویق"),
    "caution": lazy("تذکر"),
    "removal": lazy("برکناری از سمت"),
}
REPORT = Step("ReportOutcomes", lazy("گزارش یک دوره"), "plus")
REPORTERS: Final = frozenset({"head_of_inspection", "setad_secretary"})


@dataclass(frozen=True, slots=True)
class Found:
    """The periods of the chosen place, the places to choose from, and this vault's own cases."""

    lines: tuple[OutcomeLine, ...]
    places: tuple[Where, ...]
    issued: tuple[Issued, ...]
    agencies: tuple[tuple[str, str], ...]


class OutcomesPage(RecordPage):
    """Each period's figures beside the total so far; «دست‌کم» where a period has a dash."""

    home = "personnel_actions"
    home_title = lazy("تشویق و تذکر")
    shows = frozenset({"outcome_reports", "personnel_actions", "transitions"})

    def __init__(self, work: Workplace) -> None:
        super().__init__(work)
        self.where: Where | None = None
        """The chosen place; None: all that reported, together."""

    def reading(self) -> Callable[[Session], Found]:
        return partial(_read, self.where, self.work.desk().today)

    def draw(self, found: Found) -> None:
        may = self.work.desk().role in REPORTERS
        self.set_head(_("شمارش دوره‌ها"), [], REPORT if may else None, self.take)
        agencies = dict(found.agencies)
        card = Card(_("صادرشده در هر دوره و جمع تا آن دوره"))
        if len(found.places) > 1 or self.where is not None:
            card.body.addWidget(self._choice(found, agencies))
        grid = _grid((_("دوره"), *(str(words) for words in NAMES.values())))
        for row, line in enumerate(found.lines, start=1):
            days = f"{short_date(line.starts)} – {short_date(line.ends)}"
            grid.addWidget(label(f"{line.title}\n{days}", "small", wrap=True), row, 0)
            for column, name in enumerate(NAMES, start=1):
                words = f"{figure_words(line.figures[name])}\n{total_words(line.running[name])}"
                grid.addWidget(label(words, "body", wrap=True), row, column)
        card.body.addLayout(grid)
        if not found.lines:
            words = _("هنوز دوره‌ای گزارش نشده است.")
            card.body.addWidget(label(words, "small", "text3", wrap=True))
        words = _(
            "خط تیره یعنی گزارش نشده است، نه صفر؛ جمعی که چنین دوره‌ای دارد «دست‌کم» است. "
            "پیشنهاد برکناری شمرده نمی‌شود."
        )
        card.body.addWidget(label(words, "small", "text2", wrap=True))
        self.main.addWidget(card)
        self.main.addWidget(_issued_card(found, agencies))

    def _choice(self, found: Found, agencies: dict[str, str]) -> ChoiceField:
        options = [(_key(one), place_words(one, agencies)) for one in found.places]
        field = ChoiceField(_("برای"), options, empty=_("همه با هم"), search=True)
        if self.where is not None:
            field.set_value(_key(self.where))
        known = {_key(one): one for one in found.places}

        def choose() -> None:
            self.where = known.get(field.value())
            self.reload()

        field.edited.connect(choose)
        return field

    def take(self, _step: Step) -> None:
        agencies = self.shown.agencies if self.shown is not None else ()
        self.open(report_dialog(self.work, agencies))


def _read(where: Where | None, today: date, session: Session) -> Found:
    starts = gregorian(jalali(today)[0], 1, 1)
    query = select(Agency.code, Agency.name_fa).where(Agency.deleted_at.is_(None))
    return Found(
        outcome_lines(session, where),
        places_told(session),
        issued_by_place(session, starts, today),
        tuple((row.code, row.name_fa) for row in session.execute(query.order_by(Agency.name_fa))),
    )


def _grid(heads: Sequence[str]) -> QGridLayout:
    grid = QGridLayout()
    theme.pad(grid, 8)
    grid.setHorizontalSpacing(theme.current().gap(28))
    grid.setColumnStretch(0, 1)
    for column, words in enumerate(heads):
        grid.addWidget(label(words, "smallMedium", "text2", wrap=True), 0, column)
    return grid


def _issued_card(found: Found, agencies: dict[str, str]) -> Card:
    """This year's own cases by place and kind; kinds are never added to each other."""
    card = Card(_("پرونده‌های همین رایانه از آغاز سال"), note=_("به تفکیک دستگاه، استان و گونه"))
    places: dict[Where, list[Issued]] = {}
    for one in found.issued:
        places.setdefault(one.where, []).append(one)
    for where, several in places.items():
        card.body.addWidget(label(place_words(where, agencies), "smallMedium", "text2"))
        counts = [(kind_words(one.kind), group_digits(one.number)) for one in several]
        card.body.addWidget(Facts(counts))
    if not places:
        words = _("از آغاز سال چیزی در این رایانه صادر یا ثبت نشده است.")
        card.body.addWidget(label(words, "small", "text3", wrap=True))
    return card


def place_words(where: Where, agencies: dict[str, str]) -> str:
    """«سازمان نمونه، قزوین», «کل کشور»."""
    row = next((one for one in reference.load("provinces") if one["code"] == where.province), None)
    province = "" if row is None else str(reference.name_of(row))
    agency = agencies.get(where.agency or "", where.agency or "")
    return listed((agency, province)) or _("کل کشور")


def _key(where: Where) -> str:
    return f"{where.province or ''}/{where.agency or ''}"


def figure_words(figure: Total | None) -> str:
    """A count, at least a count, or a dash where nobody reported."""
    if figure is None:
        return DASH
    number = group_digits(figure.number)
    return _("دست‌کم {n}").format(n=number) if figure.at_least else number


def total_words(total: Total) -> str:
    """«جمع ۱۱۳», «جمع دست‌کم ۵»."""
    told = _("جمع دست‌کم {n}") if total.at_least else _("جمع {n}")
    return told.format(n=group_digits(total.number))


def report_dialog(work: Workplace, agencies: Sequence[tuple[str, str]] = ()) -> StepDialog:
    """The figures of a period; what this vault counts itself is told beside them."""
    desk = work.desk()
    title = TextField(_("نام دوره"), required=True, hint=_("مانند: تابستان ۱۴۰۴"))
    starts = DateField(_("از"), today=lambda: work.desk().today, last=desk.today, required=True)
    ends = DateField(_("تا"), today=lambda: work.desk().today, last=desk.today, required=True)
    figures = {name: TextField(str(words), code=True) for name, words in NAMES.items()}
    provinces = [(row["code"], str(reference.name_of(row))) for row in reference.load("provinces")]
    province = ChoiceField(_("استان"), provinces, empty=_("کل کشور"), search=True)
    province.set_value(desk.province or "")
    agency = ChoiceField(_("دستگاه"), list(agencies), empty=_("همهٔ دستگاه‌ها"), search=True)

    def where() -> Where:
        return Where(province.value() or None, agency.value() or None)

    def make() -> Command | None:
        first, last = starts.value(), ends.value()
        if lacking(title, title.value().strip()) or lacking(starts, first) or lacking(ends, last):
            return None
        if first is None or last is None:
            return None
        typed = {name: field.value() for name, field in figures.items()}
        return ReportOutcomes(title.value(), first, last, typed, where())

    def tell() -> None:
        first, last = starts.value(), ends.value()
        if first is None or last is None:
            return

        def show(found: dict[str, int]) -> None:
            for name, number in found.items():
                words = _("پرونده‌های همین رایانه: {n}").format(n=persian_digits(number))
                figures[name].set_hint(words)

        place = where()
        work.tasks.read(title, lambda session: issued_between(session, first, last, place), show)

    for field in (starts, ends, province, agency):
        field.edited.connect(tell)
    words = _("آنچه گزارش نشده خالی بماند یا خط تیره باشد؛ صفر یعنی گزارش شده و هیچ نبوده است.")
    fields = {
        "title": title,
        "starts": starts,
        "ends": ends,
        "province": province,
        "agency": agency,
        **figures,
    }
    return StepDialog(work, _("گزارش یک دوره"), words, _("ثبت دوره"), fields, make, icon="plus")
