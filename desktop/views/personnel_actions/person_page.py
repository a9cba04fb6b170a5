"""The file of a person: everything that this vault holds of him over time, and the report card."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget
from sqlalchemy.orm import Session

from desktop.commands.base import Command
from desktop.commands.report_cards import RecordTraining
from desktop.errors import Refused
from desktop.models.calendar import short_date
from desktop.models.personnel_actions.person_files import FileLine, PersonFile, person_file
from desktop.models.personnel_actions.report_cards import (
    check_card,
    issued_cards,
    issued_sheets,
)
from desktop.models.personnel_actions.rules import PERSONNEL_OFFICE
from desktop.models.reader import Reader
from desktop.models.text import persian_digits, whole_number
from desktop.views.navigation import Paper, Place, Workplace
from desktop.views.personnel_actions import looks, papers
from desktop.views.personnel_actions.appraisal import AppraisalDialog
from desktop.views.personnel_actions.period_paper import Period, PeriodPaper
from desktop.views.personnel_actions.report_card import ReportCardDialog
from desktop.views.shared import theme
from desktop.views.shared.buttons import Button
from desktop.views.shared.card import Card
from desktop.views.shared.date_field import DateField
from desktop.views.shared.fields import TextField
from desktop.views.shared.labels import label
from desktop.views.shared.pill import Pill
from desktop.views.shared.record_page import RecordPage
from desktop.views.shared.step_dialog import Step, StepDialog, lacking
from desktop.views.shared.turns import Turns
from desktop.views.states import state_look
from resources.wording.personnel_actions import APPRAISED_FOR, REGISTER_KINDS
from resources.words import Lazy, _, lazy, listed

YEAR = timedelta(days=365)
FIRST: Final = 6
"""Lines that are drawn with the page: those that can be seen. Further ones follow in turns."""
AT_ONCE: Final = 40
"""Lines after which a button asks whether to go on; a file may have hundreds."""
_WHAT: dict[str, Lazy] = {
    "findings": lazy("یافته"),
    "corrective_actions": lazy("اقدام اصلاحی"),
    "post_assignments": lazy("سمت"),
    "training_records": lazy("آموزش"),
}


@dataclass(frozen=True, slots=True)
class Given:
    """A paper that was given: what it is, its period, the day it was issued, its bytes."""

    title: str
    starts: date
    ends: date
    issued_on: date
    sha256: bytes


@dataclass(frozen=True, slots=True)
class Found:
    """The file, and the cards that were given, where the reader may hold them."""

    file: PersonFile
    cards: tuple[Given, ...]
    may_card: bool
    may_train: bool


class PersonPage(RecordPage):
    """The latest first; the card is for the person and the direct manager alone."""

    home = "personnel_actions"
    home_title = lazy("تشویق و تذکر")
    shows = frozenset(
        {
            *("personnel_actions", "findings", "finding_persons", "corrective_actions"),
            *("training_records", "report_cards", "appraisal_sheets", "transitions", "persons"),
            "misconduct_records",
        }
    )

    def __init__(self, work: Workplace) -> None:
        super().__init__(work)
        today = work.desk().today
        self.period = Period(today - YEAR, today)
        self._lines: QVBoxLayout | None = None
        self._turns = Turns(self)

    def reading(self) -> Callable[[Session], Found | None]:
        desk = self.work.desk()
        reader = Reader(desk.person, desk.role)
        return partial(_read, self.place.record, reader, desk.today)

    def draw(self, found: Found) -> None:
        steps = []
        if found.may_train:
            steps.append(Step("RecordTraining", lazy("ثبت آموزش"), "plus"))
        if found.may_card:
            steps.append(Step("AppraisalSheet", lazy("برگهٔ ارزیابی"), "file-text"))
        primary = Step("IssueReportCard", lazy("صدور کارنامه"), "file-check")
        title = _("پروندهٔ {name}").format(name=found.file.name)
        self.set_head(title, steps, primary if found.may_card else None, self.take)
        self._draw_lines(found.file)
        self._draw_cards(found)

    def _draw_lines(self, file: PersonFile) -> None:
        post = listed((file.post, file.unit_name)) or _("سمت ثبت نشده")
        hours = _("{n} ساعت آموزش").format(n=persian_digits(file.hours))
        self.main.addWidget(label(f"{post} · {hours}", "body", "text2", wrap=True))
        count = _("{n} مورد").format(n=persian_digits(len(file.lines)))
        card = Card(_("در گذر زمان"), note=count)
        self._lines = QVBoxLayout()
        theme.pad(self._lines, 8)
        card.body.addLayout(self._lines)
        self._draw_more(file, 0)
        if not file.lines:
            words = _("این رایانه چیزی دربارهٔ این شخص ندارد.")
            card.body.addWidget(label(words, "small", "text3", wrap=True))
        self.main.addWidget(card)

    def _draw_more(self, file: PersonFile, after: int) -> None:
        if self._lines is None:
            return
        lines = self._lines
        wanted = file.lines[after : after + AT_ONCE]
        for one in wanted[:FIRST]:
            lines.addWidget(self._line(one))
        rest = [partial(self._add_line, lines, one) for one in wanted[FIRST:]]
        self._turns.later([*rest, partial(self._add_more, lines, file, after)])

    def _add_line(self, lines: QVBoxLayout, one: FileLine) -> None:
        lines.addWidget(self._line(one))

    def _add_more(self, lines: QVBoxLayout, file: PersonFile, after: int) -> None:
        left = len(file.lines) - after - AT_ONCE
        if left <= 0:
            return
        words = _("{n} مورد دیگر").format(n=persian_digits(left))
        more = Button(words, icon="chevron-down")
        more.clicked.connect(lambda: self._go_on(more, file, after + AT_ONCE))
        lines.addWidget(more, 0, Qt.AlignmentFlag.AlignLeading)

    def _go_on(self, more: Button, file: PersonFile, after: int) -> None:
        more.hide()
        more.deleteLater()
        self._draw_more(file, after)

    def _line(self, line: FileLine) -> QWidget:
        holder = QWidget()
        row = QHBoxLayout(holder)
        theme.pad(row, 10)
        top = Qt.AlignmentFlag.AlignTop
        day = label(short_date(line.day), "small", "text3")
        day.setFixedWidth(theme.current().px(92))
        row.addWidget(day, 0, top)
        column = QVBoxLayout()
        theme.pad(column, 1)
        what = str(_WHAT.get(line.what, ""))
        if line.what == "personnel_actions":
            what = looks.kind_words(line.code)
        elif line.what == "findings":
            what = " · ".join(part for part in (what, line.code) if part)
        elif line.what == "training_records":
            what = _("آموزش · {n} ساعت").format(n=persian_digits(line.code))
        elif line.what == "misconduct_records":
            what = _("دفتر تخلف · {kind}").format(kind=REGISTER_KINDS.get(line.code, line.code))
        column.addWidget(label(what, "smallMedium", "text2"))
        column.addWidget(label(line.title, "body", wrap=True))
        if line.detail:
            column.addWidget(label(line.detail, "small", "text3", wrap=True))
        row.addLayout(column, 1)
        if line.state:
            row.addWidget(Pill(state_look(line.what, line.state)), 0, top)
        if line.page:
            place = Place(line.page, line.record)
            open_it = Button(
                _("باز کردن"), "link", size="row", on_click=partial(self.work.go, place)
            )
            row.addWidget(open_it, 0, top)
        return holder

    def _draw_cards(self, found: Found) -> None:
        card = Card(_("کارنامه و برگهٔ ارزیابی"), note=_("برای شخص و مدیر مستقیم"))
        if not found.may_card:
            words = _("کارنامه تنها برای خود شخص و مدیر مستقیم اوست.")
            card.body.addWidget(label(words, "small", "text2", wrap=True))
        elif not found.cards:
            words = _("هنوز کارنامه‌ای داده نشده است.")
            card.body.addWidget(label(words, "small", "text2", wrap=True))
        for one in found.cards if found.may_card else ():
            card.body.addWidget(label(one.title, "smallMedium", "text2", wrap=True))
            words = _("{first} تا {last}، صادر شده در {day}").format(
                first=short_date(one.starts),
                last=short_date(one.ends),
                day=short_date(one.issued_on),
            )
            card.body.addWidget(label(words, "body", wrap=True))
            card.body.addWidget(
                Button(
                    _("چاپ دوباره"),
                    icon="printer",
                    size="row",
                    on_click=partial(self.reprint, one.sha256),
                ),
                0,
                Qt.AlignmentFlag.AlignLeading,
            )
        self.side.addWidget(card)

    def take(self, step: Step) -> None:
        if step.name == "IssueReportCard":
            self._paper(ReportCardDialog(self.work, self.place.record, self.period))
        elif step.name == "AppraisalSheet":
            self._paper(AppraisalDialog(self.work, self.place.record, self.period.ends))
        else:
            self.open(_training(self.place.record, self.work))

    def _paper(self, dialog: PeriodPaper) -> None:
        dialog.filed.connect(self._say_filed)
        self.open(dialog)

    def _say_filed(self, title: str) -> None:
        words = _("{title} صادر و ذخیره شد").format(title=title)
        self.notice.show_notice(words, _("چاپ دوباره همین نسخه است."), tone="success")

    def reprint(self, sha256: bytes) -> None:
        """The bytes that were given, once more."""
        self.work.preview(Paper(_("کارنامه"), "report-card.pdf", papers.stored(sha256, self.work)))


def _read(person: bytes, reader: Reader, today: date, session: Session) -> Found | None:
    file = person_file(session, person, day=today)
    if file is None:
        return None
    try:
        check_card(session, reader, person, today)
    except Refused:
        return Found(file, (), may_card=False, may_train=False)
    given = [
        Given(_("کارنامه"), one.starts, one.ends, one.issued_on, one.pdf_sha256)
        for one in issued_cards(session, person)
    ]
    given += [
        Given(
            f"{APPRAISED_FOR.get(one.case_kind, one.case_kind)} · {one.case_title}",
            one.starts,
            one.ends,
            one.issued_on,
            one.pdf_sha256,
        )
        for one in issued_sheets(session, person)
    ]
    given.sort(key=lambda one: one.issued_on, reverse=True)
    return Found(file, tuple(given), may_card=True, may_train=reader.role == PERSONNEL_OFFICE)


def _training(person: bytes, work: Workplace) -> StepDialog:
    today = work.desk().today
    title = TextField(_("دوره"), required=True)
    day = DateField(_("تاریخ"), today, today=lambda: work.desk().today, last=today, required=True)
    hours = TextField(_("ساعت"), code=True, required=True)

    def make() -> Command | None:
        on, count = day.value(), whole_number(hours.value())
        if lacking(title, title.value().strip()) or on is None:
            return None
        if count is None:
            hours.set_problem(_("ساعت را با عدد بنویسید."))
            return None
        return RecordTraining(person, title.value(), on, count)

    return StepDialog(
        work,
        _("ثبت آموزش"),
        _("ساعت دوره در سابقهٔ آموزشی شخص می‌ماند."),
        _("ثبت"),
        {"title": title, "held_on": day, "hours": hours},
        make,
        icon="plus",
    )
