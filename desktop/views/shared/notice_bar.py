"""One thing the reader must know, at the top of the page: a sentence, a line, a button."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from desktop.views.shared import theme
from desktop.views.shared.buttons import Button
from desktop.views.shared.drawing import box, turned
from desktop.views.shared.labels import IconMark, Label

ICONS: Final = {
    "danger": "circle-alert",
    "warning": "triangle-alert",
    "success": "circle-check",
    "info": "info",
    "neutral": "info",
}


class NoticeBar(QWidget):
    """At most one on a page; hidden until ``show_notice``."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tone = "info"
        self._action: Callable[[], object] | None = None
        self._said: tuple[str, ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        self._icon = IconMark("info", "info")
        self._sentence = Label("", "strong", wrap=True)
        self._line = Label("", "small", "text2", wrap=True)
        self.button: Button | None = None
        words = QVBoxLayout()
        theme.pad(words, 2)
        words.addWidget(self._sentence)
        words.addWidget(self._line)
        self._row = QHBoxLayout(self)
        theme.pad(self._row, 12, (14, 9, 12, 9))
        self._row.addWidget(self._icon)
        self._row.addLayout(words, 1)
        self.hide()

    def sentence(self) -> str:
        return self._sentence.words()

    def tone(self) -> str:
        return self._tone

    def show_notice(
        self,
        sentence: str,
        line: str = "",
        *,
        tone: str = "info",
        icon: str = "",
        action: str = "",
        key: str = "",
        on_action: Callable[[], object] | None = None,
    ) -> None:
        """Replaces what was shown. ``action`` are the words of the one button.

        The same again leaves the button, and the keyboard that may stand on it, alone.
        """
        said = sentence, line, tone, icon, action, key
        self._action = on_action
        if said == self._said and not self.isHidden():
            return
        self._said = said
        self._tone = tone
        self._icon.set_icon(icon or ICONS[tone], tone)
        self._sentence.set_words(sentence)
        self._line.set_words(line)
        self._line.setVisible(bool(line))
        self.setAccessibleName(f"{sentence} {line}".strip())
        if self.button is not None:
            self._row.removeWidget(self.button)
            self.button.hide()
            self.button.deleteLater()
            self.button = None
        if action:
            self.button = Button(action, "secondary", key=key, on_click=self._act)
            self._row.addWidget(self.button, 0, Qt.AlignmentFlag.AlignVCenter)
        self.show()
        self.update()

    def clear(self) -> None:
        self.hide()

    def _act(self) -> None:
        if self._action is not None:
            self._action()

    def paintEvent(self, _event: QPaintEvent) -> None:
        now = theme.current()
        painter = theme.painter(self)
        rect = self.rect()
        box(
            painter,
            rect,
            8,
            now.colour(f"{self._tone}S"),
            now.colour(f"{self._tone}L"),
            now.hairline,
        )
        painter.setClipRect(turned(rect, QRect(rect.left(), rect.top(), 4, rect.height())))
        box(painter, rect, 8, now.colour(self._tone))
        painter.end()
