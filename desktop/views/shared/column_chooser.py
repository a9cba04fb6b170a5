"""Which columns a list shows and in which order: a popover over the table."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from desktop.models.text import fold
from desktop.views.shared import theme
from desktop.views.shared.buttons import Button
from desktop.views.shared.choices import CheckBox
from desktop.views.shared.drawing import Line, picture
from desktop.views.shared.fields import SearchLine
from desktop.views.shared.icons import icon
from desktop.views.shared.labels import Label
from desktop.views.shared.popover import Popover
from desktop.views.shared.record_view import RecordView
from desktop.views.shared.tags import KeyCap
from resources.words import _


class _ColumnBox(CheckBox):
    """A column's check box; Alt with ↑ or ↓ moves the column."""

    moved = Signal(str, int)

    def __init__(self, key: str, words: str, checked: bool) -> None:
        super().__init__(words, checked)
        self.key = key
        self.setAccessibleDescription(_("جابه‌جایی با Alt و بالا یا پایین"))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        up, down = event.key() == Qt.Key.Key_Up, event.key() == Qt.Key.Key_Down
        if event.modifiers() & Qt.KeyboardModifier.AltModifier and (up or down):
            self.moved.emit(self.key, -1 if up else 1)
        elif up or down:
            self.focusNextPrevChild(down)
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter = theme.painter(self)
        size = theme.current().icon("inline")
        line = Line(self.rect())
        picture(painter, line.take_at_end(size), icon("grip-vertical", size, "text3"))
        painter.end()


class ColumnChooser(Popover):
    """Check, search, move, reset; works on the table at once."""

    changed = Signal()

    def __init__(self, view: RecordView) -> None:
        super().__init__(_("ستون‌های این فهرست"))
        self._view = view
        head = QHBoxLayout()
        head.addWidget(Label(_("ستون‌های این فهرست"), "strong"))
        head.addStretch(1)
        head.addWidget(Button(_("پیش‌فرض"), "link", size="row", on_click=self._reset))
        self.body.addLayout(head)
        self.search = SearchLine(_("نام ستون"))
        self.search.textEdited.connect(lambda _text: self._sift())
        self.body.addWidget(self.search)
        self._scroll = QScrollArea()
        self._scroll.setWidgetResizable(True)
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.body.addWidget(self._scroll, 1)
        self.boxes: list[_ColumnBox] = []
        foot = QHBoxLayout()
        theme.pad(foot, 6)
        foot.addWidget(Label(_("جابه‌جایی"), "small", "text3"))
        foot.addWidget(KeyCap("Alt+Up"))
        foot.addWidget(KeyCap("Alt+Down"))
        foot.addStretch(1)
        self.body.addLayout(foot)
        self._fill()

    def _fill(self) -> None:
        holder = QWidget()
        holder.setProperty("role", "scrolled")
        column = QVBoxLayout(holder)
        theme.pad(column, 4, (6, 2, 6, 2))
        table = self._view.table
        self.boxes = []
        for key in self._view.columns_in_order():
            place = table.column_of(key)
            title = str(table.columns[place].title)
            box = _ColumnBox(key, title, not self._view.isColumnHidden(place))
            box.toggled.connect(lambda shown, key=key: self._show(key, shown))
            box.moved.connect(self._move)
            self.boxes.append(box)
            column.addWidget(box)
        column.addStretch(1)
        self._scroll.setWidget(holder)
        wanted = holder.sizeHint().height() + 4
        self._scroll.setMinimumHeight(min(wanted, theme.current().px(320)))
        self._sift()

    def _sift(self) -> None:
        wanted = fold(self.search.text())
        for box in self.boxes:
            box.setVisible(wanted in fold(box.text()))

    def _show(self, key: str, shown: bool) -> None:
        if not shown and not any(box.isChecked() for box in self.boxes):
            # A table with no column cannot be brought back with the mouse.
            next(box for box in self.boxes if box.key == key).setChecked(True)
            return
        self._view.show_column(key, shown)
        self.changed.emit()

    def _move(self, key: str, by: int) -> None:
        self._view.move_column(key, by)
        self._fill()
        next(box for box in self.boxes if box.key == key).setFocus()
        self.changed.emit()

    def _reset(self) -> None:
        self._view.reset_columns()
        self._fill()
        self.changed.emit()

    def sizeHint(self) -> QSize:
        return QSize(self.width(), super().sizeHint().height())
