"""The panel at the end of a list: the chosen record in short, and what can be done with it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from desktop.models.text import ltr_isolate, persian_digits
from desktop.views.shared import theme
from desktop.views.shared.buttons import Button, IconButton
from desktop.views.shared.card import Ground
from desktop.views.shared.labels import Label
from resources.words import _


class Sheet(QWidget):
    """What lies in a scrolled part: as high as its words are at its width.

    A scroll area asks for the least height at no width in particular, where every wrapped line
    counts as two or more; it would scroll where all is in sight.
    """

    def minimumSizeHint(self) -> QSize:
        least = super().minimumSizeHint()
        inside = self.layout()
        flows = inside is not None and inside.hasHeightForWidth()
        return QSize(least.width(), 0) if flows else least


def scrolled(content: QWidget, name: str = "") -> QScrollArea:
    """A page that scrolls, with its ground showing through; what is too wide is never cut off."""
    area = QScrollArea()
    area.setWidgetResizable(True)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    area.setAccessibleName(name)
    content.setProperty("role", "scrolled")
    area.setWidget(content)
    area.viewport().setAutoFillBackground(False)
    return area


class Facts(QWidget):
    """Names at the start, values beside them: «نوع», «سرزده، محسوس»."""

    def __init__(
        self, facts: Sequence[tuple[str, str]] = (), parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._shown: list[tuple[str, str]] = []
        self._grid = QGridLayout(self)
        theme.pad(self._grid, 6)
        self._grid.setColumnStretch(1, 1)
        self.set_facts(facts)

    def set_facts(self, facts: Sequence[tuple[str, str]]) -> None:
        self._grid.setHorizontalSpacing(theme.current().gap(24))
        if list(facts) == self._shown:
            return
        self._shown = list(facts)
        while (item := self._grid.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        top = Qt.AlignmentFlag.AlignTop
        for row, (name, value) in enumerate(facts):
            self._grid.addWidget(Label(name, "small", "text3"), row, 0, top)
            self._grid.addWidget(Label(value or "—", wrap=True), row, 1, top)


class SidePanel(Ground):
    """``body`` scrolls, ``add_action`` puts buttons at the foot; ``closed`` when sent away."""

    closed = Signal()

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__("surface", "start", parent)
        self.setAccessibleName(name)
        self._code = Label("", "small", "text3")
        self.title = Label("", "window", wrap=True)
        hide = IconButton(
            _("بستن این ستون"), "panel-right-close", size="row", on_click=self.closed.emit
        )
        head = QHBoxLayout()
        theme.pad(head, 8)
        head.addWidget(self._code)
        head.addStretch(1)
        head.addWidget(hide)
        content = Sheet()
        self.body = QVBoxLayout(content)
        theme.pad(self.body, 12, (0, 0, 0, 8))
        self._feet = QHBoxLayout()
        theme.pad(self._feet, 8)
        self._feet.addStretch(1)
        column = QVBoxLayout(self)
        theme.pad(column, 10, (16, 12, 16, 14))
        column.addLayout(head)
        column.addWidget(self.title)
        column.addWidget(scrolled(content, name), 1)
        column.addLayout(self._feet)
        theme.follow(self._measure)

    def set_head(self, code: str, title: str) -> None:
        self._code.set_words(ltr_isolate(persian_digits(code)) if code else "")
        self.title.set_words(title)

    def clear_body(self) -> None:
        """Takes everything out of ``body``."""
        while (item := self.body.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()

    def add_action(self, button: Button) -> Button:
        """The primary is added first here: it stands at the start of the foot."""
        self._feet.insertWidget(self._feet.count() - 1, button)
        return button

    def _measure(self) -> None:
        self.setFixedWidth(theme.current().px(theme.measures()["sidePanel"]))

    def sizeHint(self) -> QSize:
        return QSize(self.width(), super().sizeHint().height())
