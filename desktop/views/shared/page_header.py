"""The head of a page: its name, a quiet count, its actions; and the head of a form."""

from __future__ import annotations

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop.models.text import persian_digits
from desktop.views.shared import theme
from desktop.views.shared.buttons import Button, IconButton
from desktop.views.shared.drawing import box, turned
from desktop.views.shared.labels import ElidedLabel, IconMark, Label
from resources.words import _


class _Actions:
    """Actions at the end of a head; secondary ones lose their words where it is narrow."""

    def __init__(self, row: QHBoxLayout) -> None:
        self._row = row
        self._buttons: list[Button] = []

    def add(self, button: Button) -> Button:
        self._buttons.append(button)
        self._row.addWidget(button, 0, Qt.AlignmentFlag.AlignVCenter)
        return button

    def fit(self, room: int) -> None:
        for button in self._buttons:
            if not isinstance(button, IconButton):
                button.show_words(True)
        spacing = self._row.spacing()
        for button in self._buttons:
            shown = [one for one in self._buttons if not one.isHidden()]
            if sum(one.sizeHint().width() + spacing for one in shown) <= room:
                return
            if button.kind() not in ("primary", "danger"):
                button.show_words(False)


class PageHeader(QWidget):
    """One line: title, count or scope, then actions; add the primary last.

    ``lined``: a line of words stands close below the title.
    """

    def __init__(
        self, title: str, count: str = "", parent: QWidget | None = None, *, lined: bool = False
    ) -> None:
        super().__init__(parent)
        self._title = ElidedLabel(title, "page")
        self._count = ElidedLabel(count, "body", "text2")
        self.setAccessibleName(title)
        row = QHBoxLayout(self)
        theme.pad(row, 8, (0, 8, 0, 0 if lined else 8))
        row.addWidget(self._title)
        row.addWidget(self._count)
        row.addStretch(1)
        self._actions = _Actions(row)

    def set_title(self, words: str) -> None:
        self._title.set_words(words)
        self._fit()

    def set_count(self, words: str) -> None:
        """«۸۶ از ۱٬۲۴۸»"""
        self._count.set_words(words)
        self._fit()

    def add_action(self, button: Button) -> Button:
        found = self._actions.add(button)
        self._fit()
        return found

    def _fit(self) -> None:
        taken = self._title.sizeHint().width() + self._count.sizeHint().width()
        self._actions.fit(self.width() - taken - theme.current().gap(32))

    def minimumSizeHint(self) -> QSize:
        return QSize(theme.current().px(280), super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()


class ProgressLine(QWidget):
    """A thin bar that grows from the start."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._done, self._all = 0, 0

    def set_progress(self, done: int, of: int) -> None:
        self._done, self._all = done, of
        self.setAccessibleName(persian_digits(_("{done} از {of}").format(done=done, of=of)))
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(theme.current().px(120), 6)

    def minimumSizeHint(self) -> QSize:
        return QSize(theme.current().px(60), 6)

    def paintEvent(self, _event: QPaintEvent) -> None:
        now = theme.current()
        painter = theme.painter(self)
        bar = self.rect()
        bar.setHeight(5)
        bar.moveCenter(self.rect().center())
        box(painter, bar, 2, now.colour("neutralL" if now.name != "contrast" else "sunken"))
        if now.name == "contrast":
            box(painter, bar, 2, None, now.colour("line"))
        if self._all:
            long = round(bar.width() * min(1.0, self._done / self._all))
            done = turned(bar, QRect(bar.left(), bar.top(), long, bar.height()))
            box(painter, done, 2, now.colour("accent"))
        painter.end()


class FormHeader(QWidget):
    """The head of a form: crumb over title, autosave, progress, undo, primary."""

    back = Signal()

    def __init__(self, crumb: str, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(title)
        self._crumb = Button(crumb, "link", size="label", on_click=self.back.emit)
        self._title = ElidedLabel(title, "window")
        names = QVBoxLayout()
        theme.pad(names, 3)
        names.addWidget(self._crumb)
        names.addWidget(self._title)
        row = QHBoxLayout(self)
        theme.pad(row, 10, (24, 6, 20, 7))
        row.addLayout(names, 1)
        self._saved_mark = IconMark("circle-check", "success")
        self._saved = Label("", "small", "text2")
        self._progress_words = Label("", "small", "text2")
        self._progress = ProgressLine()
        for part in (self._saved_mark, self._saved, self._progress_words, self._progress):
            row.addWidget(part, 0, Qt.AlignmentFlag.AlignVCenter)
            part.hide()
        self._actions = _Actions(row)

    def set_title(self, words: str) -> None:
        self._title.set_words(words)

    def set_saved(self, words: str, ok: bool = True) -> None:
        """«ذخیره شد ۰۹:۴۸»; not ok turns it to a warning."""
        self._saved.set_words(words)
        self._saved.set_tone("text2" if ok else "warning")
        self._saved_mark.set_icon(
            "circle-check" if ok else "triangle-alert", "success" if ok else "warning"
        )
        self._saved.setVisible(bool(words))
        self._saved_mark.setVisible(bool(words))

    def set_progress(self, words: str, done: int, of: int) -> None:
        """«۱۱ از ۱۹ پاسخ»"""
        self._progress_words.set_words(words)
        self._progress.set_progress(done, of)
        self._progress_words.setVisible(of > 0)
        self._progress.setVisible(of > 0)

    def add_action(self, button: Button) -> Button:
        return self._actions.add(button)

    def minimumSizeHint(self) -> QSize:
        return QSize(theme.current().px(300), super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        narrow = self.width() < theme.current().px(760)
        self._actions.fit(0 if narrow else self.width())

    def paintEvent(self, _event: QPaintEvent) -> None:
        now = theme.current()
        painter = theme.painter(self)
        painter.fillRect(self.rect(), now.colour("canvas"))
        bottom = self.height() - now.hairline
        painter.fillRect(0, bottom, self.width(), now.hairline, now.colour("line"))
        painter.end()
