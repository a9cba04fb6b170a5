"""Nothing here: why, how many are elsewhere, and one way on."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.views.shared import theme
from desktop.views.shared.buttons import Button
from desktop.views.shared.labels import IconMark, Label


class EmptyState(QWidget):
    """Icon, sentence, line, one button; in the middle of the place it fills."""

    def __init__(
        self,
        sentence: str,
        line: str = "",
        *,
        icon: str = "search-x",
        action: str = "",
        key: str = "",
        on_action: Callable[[], object] | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        middle = Qt.AlignmentFlag.AlignHCenter
        column = QVBoxLayout(self)
        theme.pad(column, 8, (16, 16, 16, 16))
        column.addStretch(1)
        column.addWidget(IconMark(icon, "text3", "empty"), 0, middle)
        self._sentence = Label(sentence, "section")
        column.addWidget(self._sentence, 0, middle)
        self._line = Label(line, "small", "text3")
        if not line:
            self._line.hide()
        column.addWidget(self._line, 0, middle)
        self.button: Button | None = None
        if action:
            self.button = Button(action, key=key, on_click=on_action)
            column.addWidget(self.button, 0, middle)
        column.addStretch(1)

    def set_words(self, sentence: str, line: str = "") -> None:
        self._sentence.set_words(sentence)
        self._line.set_words(line)
        self._line.setVisible(bool(line))
