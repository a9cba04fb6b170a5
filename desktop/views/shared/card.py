"""White sheets: surface, hairline, radius 8; never inside each other."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from desktop.views.shared import theme
from desktop.views.shared.drawing import box
from desktop.views.shared.labels import Label


class Card(QWidget):
    """A sheet with an optional head. Put the content into ``body``."""

    def __init__(
        self,
        title: str = "",
        *,
        note: str = "",
        sunken: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        """``sunken`` is the one card that may lie on another: the finding in its question."""
        super().__init__(parent)
        self._sunken = sunken
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        self.body = QVBoxLayout(self)
        theme.pad(self.body, 8, (16, 14, 16, 14))
        self._title = Label(title, "section", parent=self)
        self._note = Label(note, "small", "text3", parent=self)
        self._title.setVisible(bool(title))
        self._note.setVisible(bool(title))
        self.head = QHBoxLayout()
        theme.pad(self.head, 8)
        if title:
            self.setAccessibleName(title)
            self.head.addWidget(self._title)
            self.head.addWidget(self._note, 0, Qt.AlignmentFlag.AlignBottom)
            self.head.addStretch(1)
            self.body.addLayout(self.head)

    def set_title(self, words: str) -> None:
        self._title.set_words(words)

    def set_note(self, words: str) -> None:
        self._note.set_words(words)

    def paintEvent(self, _event: QPaintEvent) -> None:
        now = theme.current()
        painter = theme.painter(self)
        fill = now.colour("sunken" if self._sunken else "surface")
        lined = not self._sunken or now.name == "contrast"
        box(painter, self.rect(), 8, fill, now.colour("line") if lined else None, now.hairline)
        painter.end()


class Divider(QWidget):
    """A hairline across."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme.follow(self._measure)

    def _measure(self) -> None:
        self.setFixedHeight(theme.current().hairline)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = theme.painter(self)
        painter.fillRect(self.rect(), theme.current().colour("line"))
        painter.end()


class Ground(QWidget):
    """A plain area of one ground: canvas, surface, sunken, rail, raised; hairline at its sides."""

    def __init__(
        self, ground: str = "canvas", line: str = "", parent: QWidget | None = None
    ) -> None:
        """``line`` names the side with a hairline: start, end, top or bottom."""
        super().__init__(parent)
        self._ground, self._line = ground, line

    def paintEvent(self, _event: QPaintEvent) -> None:
        now = theme.current()
        painter = theme.painter(self)
        painter.fillRect(self.rect(), now.colour(self._ground))
        thick = now.hairline
        rect = self.rect()
        at_right = (self._line == "start") == now.rtl
        if self._line in ("start", "end"):
            rect.setLeft(rect.right() - thick + 1) if at_right else rect.setWidth(thick)
        elif self._line == "top":
            rect.setHeight(thick)
        elif self._line == "bottom":
            rect.setTop(rect.bottom() - thick + 1)
        if self._line:
            painter.fillRect(rect, now.colour("line"))
        painter.end()
