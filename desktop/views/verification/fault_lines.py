"""What a check found wrong, as sentences with the way to each record."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget
from sqlalchemy.orm import Session

from desktop.models.text import persian_digits
from desktop.models.verify_report import Fault
from desktop.views.navigation import Place
from desktop.views.shared import theme
from desktop.views.shared.buttons import Button
from desktop.views.shared.labels import IconMark, label
from desktop.views.sync.field_words import field_words, kind_words
from desktop.views.sync.record_places import place_of, title_of
from resources.wording import words_of
from resources.words import _

SHOWN: Final = 20
"""More are in the report that can be saved."""

READ: Final = 500


@dataclass(frozen=True, slots=True)
class FaultLine:
    """One sentence; ``place`` is None where the window has no page for the record."""

    words: str
    title: str
    place: Place | None


def fault_lines(session: Session, faults: Sequence[Fault]) -> tuple[FaultLine, ...]:
    """The first of them in words; a record whose row is gone goes by its kind."""
    found: dict[FaultLine, None] = {}
    for fault in faults[:READ]:
        kind, record = fault.kind or "", fault.record or b""
        title = title_of(session, kind, record) if kind else ""
        told = fault.arguments | {
            "kind": title or _("بی‌نام"),
            "record": "",
            "field": field_words(fault.field) if fault.field else "",
        }
        words = words_of(fault.code, told).replace(" )", ")")
        words = words.removesuffix(_("به مدیر سامانه خبر دهید.")).rstrip()
        place = place_of(session, kind, record) if kind else None
        found[FaultLine(" ".join(words.split()), title or kind_words(kind), place)] = None
    return tuple(found)


class FaultList(QWidget):
    """The lines below each other; ``wanted`` carries the place of one that was pressed."""

    wanted = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.buttons: list[Button] = []
        self._column = QVBoxLayout(self)
        theme.pad(self._column, 8)
        self.hide()

    def show_lines(self, lines: Sequence[FaultLine]) -> None:
        """Replace what was shown."""
        self.clear()
        for one in lines[:SHOWN]:
            self._column.addWidget(self._line(one))
        rest = len(lines) - SHOWN
        if rest > 0:
            words = _("و {n} مورد دیگر؛ همه در گزارشی است که ذخیره می‌کنید.")
            self._column.addWidget(label(words.format(n=persian_digits(rest)), "small", "text2"))
        self.setVisible(bool(lines))

    def clear(self) -> None:
        """Nothing to show."""
        self.buttons.clear()
        while (item := self._column.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        self.hide()

    def _line(self, one: FaultLine) -> QWidget:
        holder = QWidget()
        row = QHBoxLayout(holder)
        theme.pad(row, 8)
        row.addWidget(IconMark("circle-x", "danger"), 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(label(one.words, wrap=True), 1)
        if one.place is not None:
            button = Button(_("دیدن"), size="row", icon="external-link")
            button.setAccessibleDescription(one.title)
            button.clicked.connect(lambda: self.wanted.emit(one.place))
            self.buttons.append(button)
            row.addWidget(button, 0, Qt.AlignmentFlag.AlignTop)
        return holder
