"""The sheet a table lies on: rounded edge, foot line, and what is said when it is empty."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QStackedWidget, QVBoxLayout, QWidget

from desktop.views.shared import theme
from desktop.views.shared.drawing import box
from desktop.views.shared.empty_state import EmptyState
from desktop.views.shared.labels import ElidedLabel, Label
from desktop.views.shared.record_view import RecordView


class RecordSheet(QWidget):
    """``set_foot`` tells selection, sum and freshness; ``set_empty`` what no rows mean."""

    def __init__(self, view: RecordView, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.view = view
        self._empty: EmptyState | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self._stack = QStackedWidget()
        self._stack.addWidget(view)
        self._chosen = Label("", "smallMedium", "text2")
        self._sum = ElidedLabel("", "small", "text3")
        self._fresh = Label("", "small", "text3")
        self._foot = QWidget()
        foot = QHBoxLayout(self._foot)
        theme.pad(foot, 12, (12, 8, 12, 8))
        foot.addWidget(self._chosen)
        foot.addWidget(self._sum, 1)
        foot.addWidget(self._fresh, 0, Qt.AlignmentFlag.AlignVCenter)
        self._foot.hide()
        column = QVBoxLayout(self)
        theme.pad(column, 0, (2, 2, 2, 2))
        column.addWidget(self._stack, 1)
        column.addWidget(self._foot)
        view.table.loaded.connect(self._choose)

    def set_foot(self, chosen: str, total: str = "", fresh: str = "") -> None:
        """«۱ انتخاب», «مجموع یافته‌ها: ۱۶۴», «تازه در ۰۹:۴۸»"""
        self._chosen.set_words(chosen)
        self._sum.set_words(total)
        self._fresh.set_words(fresh)
        self._foot.setVisible(bool(chosen or total or fresh))

    def set_empty(self, empty: EmptyState) -> None:
        """Shown in place of the rows when a page came and it was empty."""
        if self._empty is not None:
            self._stack.removeWidget(self._empty)
            self._empty.deleteLater()
        self._empty = empty
        self._stack.addWidget(empty)
        self._choose()

    def _choose(self) -> None:
        none = self.view.table.rowCount() == 0 and self.view.table.has_answer()
        shown = self._empty if none and self._empty is not None else self.view
        self._stack.setCurrentWidget(shown)

    def paintEvent(self, _event: QPaintEvent) -> None:
        now = theme.current()
        painter = theme.painter(self)
        box(painter, self.rect(), 8, now.colour("surface"), now.colour("line"), now.hairline)
        if self._foot.isVisible():
            top = self._foot.y()
            painter.fillRect(1, top, self.width() - 2, now.hairline, now.colour("line"))
        painter.end()
