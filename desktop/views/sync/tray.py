"""What headquarters did not take: each entry with its reason, and the two ways on."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget
from sqlalchemy.orm import Session

from desktop.models.calendar import clock, in_iran, relative_day
from desktop.models.conflict_queries import ConflictRow, open_conflicts
from desktop.models.conflicts import STATE
from desktop.models.sync_state import RefusedRow, refused_entries
from desktop.models.text import persian_digits
from desktop.views.navigation import Place
from desktop.views.shared import theme
from desktop.views.shared.buttons import Button
from desktop.views.shared.card import Card, Divider
from desktop.views.shared.labels import IconMark, elided, label
from desktop.views.sync.field_words import field_words, is_told
from desktop.views.sync.record_places import place_of, title_of
from resources.wording import words_of
from resources.words import _


@dataclass(frozen=True, slots=True)
class TrayRow:
    """A refused entry with the name and the place of what it is about."""

    refused: RefusedRow
    title: str
    place: Place | None

    @property
    def rewritable(self) -> bool:
        """A step is not written anew but taken again on the record's own page."""
        return any(change.kind != "transitions" for change in self.refused.changes)


@dataclass(frozen=True, slots=True)
class DisputeRow:
    """A record that two wrote apart."""

    conflict: ConflictRow
    title: str


def tray_rows(session: Session) -> tuple[TrayRow, ...]:
    """Everything that headquarters refused and nobody has settled."""
    found = []
    for row in refused_entries(session):
        first = row.changes[0] if row.changes else None
        kind, record = (first.kind, first.record) if first is not None else ("", b"")
        if first is not None and first.kind == "transitions":
            kind = str(first.values.get("record_kind", kind))
            about = first.values.get("record_id")
            record = about if isinstance(about, bytes) else record
        title = title_of(session, kind, record) if kind else ""
        found.append(TrayRow(row, title, place_of(session, kind, record) if kind else None))
    return tuple(found)


def dispute_rows(session: Session) -> tuple[DisputeRow, ...]:
    """Every record that waits for a choice between two values."""
    return tuple(
        DisputeRow(row, title_of(session, row.kind, row.record)) for row in open_conflicts(session)
    )


class Lines(Card):
    """A card of lines with their buttons; hidden where there is none."""

    def __init__(self, title: str) -> None:
        super().__init__(title, note=" ")
        self.buttons: list[Button] = []
        self.hide()

    def clear(self, count: int) -> None:
        """Take the lines out; say how many will come."""
        self.buttons.clear()
        self.set_note(_("{n} مورد").format(n=persian_digits(count)))
        while self.body.count() > 1:
            item = self.body.takeAt(self.body.count() - 1)
            widget = item.widget() if item is not None else None
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        self.setVisible(count > 0)

    def add(self, line: QWidget) -> None:
        """One more line, with a hairline above all but the first."""
        if self.body.count() > 1:
            self.body.addWidget(Divider())
        self.body.addWidget(line)


class RefusedTray(Lines):
    """«ستاد نپذیرفت»: correct and send again, or leave it aside."""

    correct = Signal(object)
    withdraw = Signal(object)

    def __init__(self, go: Callable[[Place], None]) -> None:
        super().__init__(_("ستاد نپذیرفت"))
        self._go = go

    def show_rows(self, rows: Sequence[TrayRow], today: date) -> None:
        """The oldest first."""
        self.clear(len(rows))
        for row in rows:
            self.add(self._line(row, today))

    def _line(self, row: TrayRow, today: date) -> QWidget:
        at = in_iran(row.refused.written_at)
        when = f"{relative_day(at.date(), today)} {clock(at)}"
        words = words_of(row.refused.code, row.refused.arguments)
        written = [one for change in row.refused.changes for one in change.values]
        fields = [field_words(one) for one in written if is_told(one)]
        told = _("نوشته‌شده {when}").format(when=when)
        if row.rewritable and fields:
            told = f"{told} · {'، '.join(dict.fromkeys(fields[:4]))}"
        feet = QHBoxLayout()
        theme.pad(feet, 8)
        if row.rewritable:
            send = Button(_("اصلاح و ارسال دوباره"), size="row", icon="pencil")
            send.clicked.connect(lambda: self.correct.emit(row))
            self._put(feet, send)
        if row.place is not None:
            place = row.place
            open_it = Button(_("رفتن به پرونده"), "quiet", size="row", icon="external-link")
            open_it.clicked.connect(lambda: self._go(place))
            self._put(feet, open_it)
        aside = Button(_("کنار گذاشتن"), "quiet", size="row", icon="x")
        aside.clicked.connect(lambda: self.withdraw.emit(row))
        self._put(feet, aside)
        feet.addStretch(1)
        return _line("triangle-alert", "danger", row.title, words, told, feet)

    def _put(self, feet: QHBoxLayout, button: Button) -> None:
        self.buttons.append(button)
        feet.addWidget(button)


class DisputeList(Lines):
    """«دو ویرایش هم‌زمان»: each leads to where it is decided."""

    def __init__(self, go: Callable[[Place], None]) -> None:
        super().__init__(_("دو ویرایش هم‌زمان"))
        self._go = go

    def show_rows(self, rows: Sequence[DisputeRow], today: date) -> None:
        """The longest waiting first."""
        self.clear(len(rows))
        for row in rows:
            self.add(self._line(row, today))

    def _line(self, row: DisputeRow, today: date) -> QWidget:
        conflict = row.conflict
        names = [
            _("دو مرحلهٔ هم‌زمان") if one == STATE else field_words(one) for one in conflict.fields
        ]
        at = in_iran(conflict.arrived_at)
        when = f"{relative_day(at.date(), today)} {clock(at)}"
        button = Button(_("تصمیم‌گیری"), size="row", icon="git-merge")
        place = Place("conflicts", conflict.record, conflict.kind)
        button.clicked.connect(lambda: self._go(place))
        self.buttons.append(button)
        feet = QHBoxLayout()
        theme.pad(feet, 8)
        feet.addWidget(button)
        feet.addStretch(1)
        told = _("رسیده {when}").format(when=when)
        return _line("git-merge", "warning", row.title, "، ".join(names), told, feet)


def _line(icon: str, tone: str, title: str, words: str, detail: str, feet: QHBoxLayout) -> QWidget:
    holder = QWidget()
    row = QHBoxLayout(holder)
    theme.pad(row, 12, (0, 4, 0, 4))
    row.addWidget(IconMark(icon, tone), 0, Qt.AlignmentFlag.AlignTop)
    column = QVBoxLayout()
    theme.pad(column, 4)
    column.addWidget(elided(title, "strong"))
    column.addWidget(label(words, wrap=True))
    column.addWidget(label(detail, "small", "text3", wrap=True))
    column.addLayout(feet)
    row.addLayout(column, 1)
    return holder
