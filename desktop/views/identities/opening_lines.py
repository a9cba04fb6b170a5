"""Lines of openings: who opened what, when and for what; never what stood there."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop.models.identities.queries import OpeningRow
from desktop.views.identities.words import opening_words, what_words
from desktop.views.shared import theme
from desktop.views.shared.labels import IconMark, label


class OpeningLines(QWidget):
    """All of them below each other."""

    def __init__(self, nothing: str) -> None:
        super().__init__()
        self._nothing = nothing
        self.rows: tuple[OpeningRow, ...] = ()
        self._column = QVBoxLayout(self)
        theme.pad(self._column, 8)

    def show_rows(self, rows: Iterable[OpeningRow]) -> None:
        """Replace what was shown."""
        self.rows = tuple(rows)
        clear(self._column)
        if not self.rows:
            self._column.addWidget(label(self._nothing, "body", "text2", wrap=True))
        for row in self.rows:
            self._column.addWidget(_line(row))


def clear(column: QVBoxLayout) -> None:
    """Take every widget out of a column."""
    while (item := column.takeAt(0)) is not None:
        widget = item.widget()
        if widget is not None:
            widget.hide()
            widget.deleteLater()


def _line(row: OpeningRow) -> QWidget:
    holder = QWidget()
    line = QHBoxLayout(holder)
    theme.pad(line, 10, (0, 2, 0, 2))
    line.addWidget(IconMark("eye", "text2"))
    words = QVBoxLayout()
    theme.pad(words, 2)
    words.addWidget(label(what_words(row), "strong", wrap=True))
    words.addWidget(label(opening_words(row), "small", "text2", wrap=True))
    if row.reason:
        words.addWidget(label(row.reason, "small", "text2", wrap=True))
    line.addLayout(words, 1)
    return holder
