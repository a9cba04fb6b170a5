"""Before a visit begins: the order, the unit with what is known of it, and the button to begin."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop.commands.inspections import StartVisit
from desktop.errors import Refused
from desktop.models.calendar import clock, moment_of, parse_clock
from desktop.models.inspections.rows import VisitDetail
from desktop.models.text import ltr_isolate, persian_digits
from desktop.views.inspections.recorder import Recorder
from desktop.views.inspections.visit_panel import facts_of
from desktop.views.shared import theme
from desktop.views.shared.card import Card
from desktop.views.shared.fields import TextField
from desktop.views.shared.labels import label
from desktop.views.shared.side_panel import Facts
from resources.wording import words_of
from resources.words import _


class StartCards(QWidget):
    """The leader begins on site; the others see that it has not begun."""

    started = Signal()

    def __init__(self, recorder: Recorder, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.recorder = recorder
        detail = recorder.draft.detail
        self.time = TextField(_("ساعت آغاز"), code=True, hint=_("مانند ۰۹:۳۰"))
        self.present_name = TextField(_("چه کسی از واحد حاضر است"))
        self.present_post = TextField(_("سمت او"))
        column = QVBoxLayout(self)
        theme.pad(column, 12)
        order = Card(_("حکم و گروه"))
        order.body.addWidget(Facts([*facts_of(detail), (_("موضوع"), detail.remit)]))
        column.addWidget(order)
        unit = Card(_("واحد"))
        unit.body.addWidget(Facts(unit_facts(detail)))
        column.addWidget(unit)
        begin = Card(_("آغاز بازرسی"))
        if "StartVisit" in detail.may:
            row = QHBoxLayout()
            theme.pad(row, 12)
            row.addWidget(self.time, 1)
            row.addWidget(self.present_name, 2)
            row.addWidget(self.present_post, 2)
            begin.body.addLayout(row)
            self.time.set_value(clock(recorder.work.desk().now))
        else:
            words = _("این بازرسی را سرگروه در محل آغاز می‌کند.")
            begin.body.addWidget(label(words, "body", "text2", wrap=True))
        column.addWidget(begin)
        column.addStretch(1)

    def take_focus(self) -> None:
        self.present_name.control.setFocus(Qt.FocusReason.OtherFocusReason)

    def start(self) -> None:
        """Begin at the time that is written, today."""
        at = self._moment()
        if at is None:
            return
        self.recorder.do(
            StartVisit(
                self.recorder.visit,
                at,
                self.present_name.value().strip() or None,
                self.present_post.value().strip() or None,
            ),
            self.started.emit,
            self._say_problem,
        )

    def _moment(self) -> datetime | None:
        desk = self.recorder.work.desk()
        text = persian_digits(self.time.value())
        if not text or text == clock(desk.now):
            return desk.now
        try:
            return moment_of(desk.today, parse_clock(text))
        except Refused as refusal:
            self.time.set_problem(words_of(refusal.code, refusal.arguments))
            return None

    def _say_problem(self, field: str, words: str) -> None:
        if field in ("", "started_at"):
            self.time.set_problem(words)
        else:
            self.recorder.refused.emit(words)


def unit_facts(detail: VisitDetail) -> list[tuple[str, str]]:
    """Name, agency, place and how to reach it."""
    unit = detail.unit
    if unit is None:
        return [(_("نام"), detail.unit_text or "")]
    facts = [(_("نام"), unit.name)]
    if unit.agency_name:
        facts.append((_("دستگاه"), unit.agency_name))
    facts.append((_("شهرستان"), unit.county or ""))
    facts.append((_("نشانی"), persian_digits(unit.address or "")))
    facts.append((_("تلفن"), ltr_isolate(persian_digits(unit.phone)) if unit.phone else ""))
    if unit.provisional:
        facts.append((_("فهرست واحدها"), _("موقت؛ هنوز در فهرست ستاد نیست")))
    return facts
