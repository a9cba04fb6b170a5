"""Small parts that the side panels and the record page share."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLayout,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from desktop.models.inspections.rows import FindingRow
from desktop.models.text import persian_digits
from desktop.views.inspections import looks
from desktop.views.shared import theme
from desktop.views.shared.drawing import DASH
from desktop.views.shared.labels import label
from desktop.views.shared.side_panel import Sheet
from desktop.views.shared.tags import TagMark
from resources.words import _


class Heading(QWidget):
    """The head of a part, with a quiet count beside it."""

    def __init__(self, title: str, note: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        row = QHBoxLayout(self)
        theme.pad(row, 8)
        row.addWidget(label(title, "section"))
        row.addWidget(label(note, "small", "text3"), 1, Qt.AlignmentFlag.AlignBottom)


class FindingLine(QWidget):
    """A finding in a narrow place: indicator, what was seen, one quiet line, severity."""

    def __init__(self, finding: FindingRow, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        row = QHBoxLayout(self)
        theme.pad(row, 8)
        top = Qt.AlignmentFlag.AlignTop
        words = QVBoxLayout()
        theme.pad(words, 2)
        words.addWidget(label(finding.description or DASH, "body", wrap=True))
        words.addWidget(label(finding_note(finding), "small", "text3", wrap=True))
        row.addWidget(TagMark(looks.indicator_mark(finding.indicator)), 0, top)
        row.addLayout(words, 1)
        row.addWidget(TagMark(looks.severity_tag(finding.severity)), 0, top)
        self.setAccessibleName(f"{looks.number_words(finding.number)}: {finding.description}")


def finding_note(finding: FindingRow) -> str:
    """«۲ عکس · رفع شد در محل»."""
    parts = [photos_words(len(finding.attachments))]
    if finding.corrected_on_spot:
        parts.append(_("رفع شد در محل"))
    if not finding.criterion:
        parts.append(_("معیار ندارد"))
    if finding.state not in ("draft", "confirmed"):
        parts.append(looks.finding_look(finding).words)
    return " · ".join(parts)


def photos_words(count: int) -> str:
    """«۲ عکس», «بدون عکس»."""
    return _("{n} عکس").format(n=persian_digits(count)) if count else _("بدون عکس")


def empty_layout(layout: QLayout) -> None:
    """Take everything out of a layout and let it go."""
    while (item := layout.takeAt(0)) is not None:
        widget = item.widget()
        inner = item.layout()
        if widget is not None:
            widget.hide()
            widget.deleteLater()
        elif inner is not None:
            empty_layout(inner)


class Scrolled(QScrollArea):
    """A part that scrolls up and down only; put the content into ``column``."""

    def __init__(
        self, margins: tuple[float, float, float, float] = (0, 0, 10, 0), gap: float = 12
    ) -> None:
        super().__init__()
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.holder = Sheet()
        self.holder.setProperty("role", "scrolled")
        self.column = QVBoxLayout(self.holder)
        theme.pad(self.column, gap, margins)
        self.setWidget(self.holder)

    def go_to(self, widget: QWidget) -> None:
        """Bring a part into sight, with some air around it."""
        self.ensureWidgetVisible(widget, 0, theme.current().px(40))
