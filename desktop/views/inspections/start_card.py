"""Before a visit begins: the order, the unit with what is known of it, and the button to begin."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from functools import partial
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QVBoxLayout, QWidget

from desktop.commands.inspections import StartVisit
from desktop.errors import Refused
from desktop.models.calendar import clock, moment_of, parse_clock, relative_day, short_date
from desktop.models.inspections.queries import before_leaving
from desktop.models.inspections.rows import ActionRow, EarlierFinding, VisitDetail, WeekVisit
from desktop.models.text import ltr_isolate, persian_digits
from desktop.views.inspections import looks
from desktop.views.inspections.panel_parts import Heading
from desktop.views.inspections.recorder import Recorder
from desktop.views.inspections.visit_panel import facts_of
from desktop.views.navigation import Place
from desktop.views.shared import theme
from desktop.views.shared.buttons import IconButton
from desktop.views.shared.card import Card
from desktop.views.shared.countdown import Countdown
from desktop.views.shared.fields import TextField
from desktop.views.shared.labels import IconMark, label
from desktop.views.shared.pill import Pill
from desktop.views.shared.side_panel import Facts
from desktop.views.shared.tags import TagMark
from resources.wording import words_of
from resources.words import _

MOST_LINES: Final = 5
SIDE_BY_SIDE_FROM: Final = 760


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
        unit = Card(_("واحد"))
        unit.body.addWidget(Facts(unit_facts(detail)))
        for card in (order, unit):
            card.body.addStretch(1)
        self._pair = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        theme.pad(self._pair, 12)
        self._pair.addWidget(order, 1)
        self._pair.addWidget(unit, 1)
        column.addLayout(self._pair)
        self.known = KnownCard(recorder.work.go)
        column.addWidget(self.known)
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
        desk = recorder.work.desk()
        reading = partial(
            before_leaving,
            visit=recorder.visit,
            reader=desk.reader,
            today=desk.today,
        )
        recorder.work.tasks.read(self, reading, partial(self.known.show_known, today=desk.today))

    def take_focus(self) -> None:
        self.present_name.control.setFocus(Qt.FocusReason.OtherFocusReason)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Side by side where there is room, so that the fields to begin with are in sight."""
        super().resizeEvent(event)
        wide = self.width() >= theme.current().px(SIDE_BY_SIDE_FROM)
        way = QBoxLayout.Direction
        self._pair.setDirection(way.LeftToRight if wide else way.TopToBottom)

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


class KnownCard(Card):
    """What earlier visits left in the unit; everything of it is on this computer."""

    def __init__(self, go: Callable[[Place], None]) -> None:
        super().__init__(_("یافته‌های پیشین و اقدام‌های باز"))
        self._go = go
        self.hide()

    def show_known(self, known: WeekVisit | None, *, today: date) -> None:
        """The latest few, each with its day and its state."""
        if known is None or known.unit is None:
            return
        if not known.findings and not known.actions:
            words = _("از این واحد یافتهٔ پیشین یا اقدام باز نداریم.")
            self.body.addWidget(label(words, "small", "text3", wrap=True))
        if known.findings:
            self.body.addWidget(_counted(_("یافته‌های پیشین"), len(known.findings)))
            for finding in known.findings[:MOST_LINES]:
                self.body.addWidget(self._finding(finding))
        if known.actions:
            self.body.addWidget(_counted(_("اقدام‌های باز"), len(known.actions)))
            for action in known.actions[:MOST_LINES]:
                self.body.addWidget(self._action(action, today))
        self.show()

    def _finding(self, row: EarlierFinding) -> QWidget:
        code = ltr_isolate(persian_digits(row.visit_code))
        line = _Line(row.description, f"{short_date(row.day)} · {code}")
        line.put_first(TagMark(looks.indicator_mark(row.indicator)))
        line.add(Pill(looks.state_look("findings", row.state)))
        line.add(self._opening(row.visit_id, ""))
        return line

    def _action(self, row: ActionRow, today: date) -> QWidget:
        due = _("بی‌سررسید")
        if row.due_on is not None:
            due = _("سررسید {day}").format(day=relative_day(row.due_on, today))
        line = _Line(row.description, " · ".join(one for one in (row.owner_post, due) if one))
        line.put_first(IconMark("wrench", "text2"))
        look = looks.due_look(row, today)
        if look is not None and row.overdue:
            line.add(Countdown(look))
        line.add(Pill(looks.state_look("corrective_actions", row.state)))
        line.add(self._opening(row.visit_id, row.id.hex()))
        return line

    def _opening(self, visit: bytes, part: str) -> IconButton:
        place = Place("visit", visit, part)
        return IconButton(
            _("پروندهٔ آن بازرسی"), "external-link", size="row", on_click=lambda: self._go(place)
        )


class _Line(QWidget):
    """What was seen or is to be done, over one quiet line."""

    def __init__(self, words: str, note: str) -> None:
        super().__init__()
        self.setAccessibleName(words)
        self._row = QHBoxLayout(self)
        theme.pad(self._row, 10)
        column = QVBoxLayout()
        theme.pad(column, 0)
        column.addWidget(label(words, wrap=True))
        column.addWidget(label(note, "small", "text3", wrap=True))
        self._row.addLayout(column, 1)

    def put_first(self, widget: QWidget) -> None:
        self._row.insertWidget(0, widget, 0, Qt.AlignmentFlag.AlignTop)

    def add(self, widget: QWidget) -> None:
        self._row.addWidget(widget, 0, Qt.AlignmentFlag.AlignVCenter)


def _counted(title: str, count: int) -> QWidget:
    shown = persian_digits(min(count, MOST_LINES))
    note = _("{n} از {all}").format(n=shown, all=persian_digits(count))
    return Heading(title, note if count > MOST_LINES else persian_digits(count))


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
