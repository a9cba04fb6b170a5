"""Before leaving: the visits of the week, each with what is known of its unit."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from desktop.models.calendar import clock, in_iran, relative_day, short_date
from desktop.models.inspections.rows import ActionRow, EarlierFinding, WeekVisit
from desktop.models.text import ltr_isolate, persian_digits
from desktop.views.home.work_rows import SectionHead
from desktop.views.navigation import Place
from desktop.views.shared import theme
from desktop.views.shared.buttons import Button
from desktop.views.shared.card import Card, Divider
from desktop.views.shared.drawing import box, picture, turned, width_of, write
from desktop.views.shared.icons import icon
from desktop.views.shared.labels import label
from desktop.views.shared.side_panel import Facts
from desktop.views.shared.tags import TagMark, indicator_tag
from desktop.views.shared.tips import tip
from desktop.views.states import state_look
from resources.words import _, listed

_MOST_LINES = 4
_COUNTS_FROM = 520


class Fold(QAbstractButton):
    """One visit in a line; Enter or Space opens what is known below it."""

    def __init__(self, title: str, detail: str, counts: str) -> None:
        super().__init__()
        self._title, self._detail, self._counts = title, detail, counts
        self.setCheckable(True)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(listed((title, detail, counts)))

    def sizeHint(self) -> QSize:
        return QSize(theme.current().px(320), theme.current().height("homeRow"))

    def minimumSizeHint(self) -> QSize:
        return QSize(theme.current().px(240), theme.current().height("homeRow"))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        now = theme.current()
        painter = theme.painter(self)
        rect = self.rect().adjusted(2, 2, -2, -2)
        if self.underMouse() or self.hasFocus():
            box(painter, rect, 6, now.colour("sel" if self.hasFocus() else "hover"))
        side = now.icon("rail")
        lead = turned(rect, QRect(rect.left() + now.gap(10), rect.top(), side, rect.height()))
        picture(painter, lead, icon("map-pin", side, "text2"))
        small = now.icon("control")
        at = rect.width() - small - now.gap(10)
        arrow = "chevron-up" if self.isChecked() else "chevron-down"
        where = turned(rect, QRect(rect.left() + at, rect.top(), small, rect.height()))
        picture(painter, where, icon(arrow, small, "text2"))
        if self.width() >= now.px(_COUNTS_FROM):
            wide = width_of(self._counts, now.font("small")) + 4
            at -= wide + now.gap(10)
            where = turned(rect, QRect(rect.left() + at, rect.top(), wide, rect.height()))
            write(painter, where, self._counts, now.font("small"), now.colour("text2"))
        used = now.gap(10) + side + now.gap(14)
        width = max(0, at - used - now.gap(10))
        half = rect.height() // 2
        top = turned(rect, QRect(rect.left() + used, rect.top() + now.px(3), width, half))
        low = turned(rect, QRect(rect.left() + used, rect.top() + half - now.px(2), width, half))
        cut = write(painter, top, self._title, now.font("strong"), now.colour("text"))
        cut |= write(painter, low, self._detail, now.font("small"), now.colour("text2"))
        painter.end()
        tip(self, f"{self._title}\n{self._detail}" if cut else "")


class VisitCard(QWidget):
    """A fold and, where it is open, address, phone, earlier findings and open actions."""

    folded = Signal(bool)

    def __init__(self, row: WeekVisit, today: date, go: Callable[[Place], None]) -> None:
        super().__init__()
        self.row, self._today, self._go = row, today, go
        self.fold = Fold(_name(row), _when(row, today), _counts(row))
        self.known = QWidget()
        column = QVBoxLayout(self)
        theme.pad(column, 2)
        column.addWidget(self.fold)
        inside = QVBoxLayout(self.known)
        theme.pad(inside, 10, (46, 2, 14, 12))
        inside.addWidget(Facts(list(_facts(row))))
        self._add_findings(inside)
        self._add_actions(inside)
        open_it = Button(_("پروندهٔ بازرسی"), size="row", icon="clipboard-check")
        open_it.clicked.connect(lambda: go(Place("visit", row.visit.id)))
        inside.addWidget(open_it, 0, Qt.AlignmentFlag.AlignLeading)
        column.addWidget(self.known)
        self.known.hide()
        self.fold.toggled.connect(self._open)

    def _open(self, shown: bool) -> None:
        self.known.setVisible(shown)
        self.folded.emit(shown)

    def _add_findings(self, inside: QVBoxLayout) -> None:
        if not self.row.findings:
            inside.addWidget(label(_("از این واحد یافتهٔ پیشین نداریم."), "small", "text3"))
            return
        inside.addWidget(label(_("یافته‌های پیشین"), "smallMedium", "text2"))
        for one in self.row.findings[:_MOST_LINES]:
            inside.addWidget(_line(_finding_tag(one), one.description, _finding_line(one)))
        self._add_rest(inside, len(self.row.findings))

    def _add_actions(self, inside: QVBoxLayout) -> None:
        if not self.row.actions:
            return
        inside.addWidget(label(_("اقدام‌های باز"), "smallMedium", "text2"))
        for one in self.row.actions[:_MOST_LINES]:
            inside.addWidget(_line(None, one.description, _action_line(one, self._today)))
        self._add_rest(inside, len(self.row.actions))

    def _add_rest(self, inside: QVBoxLayout, whole: int) -> None:
        if whole > _MOST_LINES:
            rest = persian_digits(whole - _MOST_LINES)
            inside.addWidget(label(_("و {n} مورد دیگر").format(n=rest), "small", "text3"))


class WeekVisits(QWidget):
    """«بازرسی‌های این هفته»; hidden where there is none."""

    def __init__(self, go: Callable[[Place], None]) -> None:
        super().__init__()
        self._go = go
        self._shown: tuple[tuple[WeekVisit, ...], date] | None = None
        self._open: set[bytes] = set()
        self.head = SectionHead(_("بازرسی‌های این هفته"))
        self._card = Card()
        self._card.setAccessibleName(_("بازرسی‌های این هفته"))
        theme.pad(self._card.body, 0, (6, 6, 6, 6))
        column = QVBoxLayout(self)
        theme.pad(column, 6)
        column.addWidget(self.head)
        column.addWidget(self._card)
        self.hide()

    def cards(self) -> list[VisitCard]:
        """The visits in the order of the week."""
        return self._card.findChildren(VisitCard)

    def show_visits(self, rows: Sequence[WeekVisit], today: date) -> None:
        """These visits; what was unfolded stays so."""
        self.head.set_count(_("{n} بازرسی").format(n=persian_digits(len(rows))))
        self.setVisible(bool(rows))
        if self._shown == (tuple(rows), today):
            return
        self._shown = (tuple(rows), today)
        while (item := self._card.body.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.setParent(None)
                widget.deleteLater()
        for number, row in enumerate(rows):
            if number:
                self._card.body.addWidget(Divider())
            card = VisitCard(row, today, self._go)
            card.fold.setChecked(row.visit.id in self._open)
            card.folded.connect(lambda shown, key=row.visit.id: self._remember(key, shown))
            self._card.body.addWidget(card)

    def _remember(self, visit: bytes, shown: bool) -> None:
        (self._open.add if shown else self._open.discard)(visit)


def _name(row: WeekVisit) -> str:
    if row.unit is not None:
        return row.unit.name
    return row.visit.unit or ltr_isolate(persian_digits(row.visit.code))


def _when(row: WeekVisit, today: date) -> str:
    parts = []
    if row.planned_at is not None:
        at = in_iran(row.planned_at)
        parts.append(f"{relative_day(at.date(), today)} {clock(at)}")
    if row.unit is not None and row.unit.county:
        parts.append(row.unit.county)
    if not row.visit.announced:
        parts.append(_("سرزده"))
    return " · ".join(parts)


def _counts(row: WeekVisit) -> str:
    parts = []
    if row.findings:
        parts.append(_("{n} یافتهٔ پیشین").format(n=persian_digits(len(row.findings))))
    if row.actions:
        parts.append(_("{n} اقدام باز").format(n=persian_digits(len(row.actions))))
    return " · ".join(parts)


def _facts(row: WeekVisit) -> Iterator[tuple[str, str]]:
    unit = row.unit
    if unit is not None:
        yield (
            _("نشانی"),
            persian_digits(listed((unit.county, unit.address))),
        )
        yield _("تلفن"), ltr_isolate(persian_digits(unit.phone)) if unit.phone else ""
    team = [one.name for one in row.members if one.duty == "team"]
    yield _("گروه"), listed(team)


def _finding_tag(one: EarlierFinding) -> TagMark | None:
    return TagMark(indicator_tag(one.indicator)) if one.indicator else None


def _finding_line(one: EarlierFinding) -> str:
    return f"{short_date(one.day)} · {state_look('findings', one.state).words}"


def _action_line(one: ActionRow, today: date) -> str:
    words = state_look("corrective_actions", one.state).words
    if one.due_on is None:
        return words
    return _("{state} · سررسید {day}").format(state=words, day=relative_day(one.due_on, today))


def _line(tag: QWidget | None, words: str, detail: str) -> QWidget:
    holder = QWidget()
    row = QHBoxLayout(holder)
    theme.pad(row, 10)
    if tag is not None:
        row.addWidget(tag, 0, Qt.AlignmentFlag.AlignTop)
    column = QVBoxLayout()
    theme.pad(column, 0)
    column.addWidget(label(words, wrap=True))
    column.addWidget(label(detail, "small", "text3", wrap=True))
    row.addLayout(column, 1)
    return holder
