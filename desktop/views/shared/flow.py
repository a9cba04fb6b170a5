"""A row that goes on in the next line where it does not fit."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtWidgets import QLayout, QLayoutItem, QWidget

from desktop.views.shared import theme


class Flow(QLayout):
    """Chips, tags, answers: as many in a line as fit, from the start."""

    def __init__(self, spacing: int = 8, line_spacing: int = 8, parent: QWidget | None = None):
        super().__init__(parent)
        self._items: list[QLayoutItem] = []
        self._gap, self._line_gap = spacing, line_spacing

    def addItem(self, item: QLayoutItem) -> None:
        self._items.append(item)

    def count(self) -> int:
        return len(self._items)

    def itemAt(self, index: int) -> QLayoutItem | None:
        return self._items[index] if 0 <= index < len(self._items) else None

    def takeAt(self, index: int) -> QLayoutItem | None:
        return self._items.pop(index) if 0 <= index < len(self._items) else None

    def expandingDirections(self) -> Qt.Orientation:
        return Qt.Orientation(0)

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return self._lay(QRect(0, 0, width, 0), move=False)

    def setGeometry(self, rect: QRect) -> None:
        super().setGeometry(rect)
        self._lay(rect, move=True)

    def sizeHint(self) -> QSize:
        now = theme.current()
        shown = [item.sizeHint() for item in self._items if not item.isEmpty()]
        width = sum(one.width() for one in shown) + now.gap(self._gap) * max(0, len(shown) - 1)
        return QSize(width, max((one.height() for one in shown), default=0))

    def minimumSize(self) -> QSize:
        size = QSize(0, 0)
        for item in self._items:
            if not item.isEmpty():
                size = size.expandedTo(item.minimumSize())
        return size

    def _lay(self, rect: QRect, *, move: bool) -> int:
        now = theme.current()
        gap, line_gap = now.gap(self._gap), now.gap(self._line_gap)
        x, y = 0, 0
        line: list[tuple[QLayoutItem, int, QSize]] = []
        for item in self._items:
            if item.isEmpty():
                continue
            size = item.sizeHint()
            size.setWidth(min(size.width(), rect.width()))
            if x and x + size.width() > rect.width():
                y += self._settle(line, rect, y, move) + line_gap
                x, line = 0, []
            line.append((item, x, size))
            x += size.width() + gap
        return y + self._settle(line, rect, y, move)

    @staticmethod
    def _settle(line: list[tuple[QLayoutItem, int, QSize]], rect: QRect, y: int, move: bool) -> int:
        """Places one line, each item in its middle; gives back the height of the line."""
        tallest = max((size.height() for _item, _x, size in line), default=0)
        for item, x, size in line if move else []:
            left = rect.left() + x
            if theme.current().rtl:
                left = rect.left() + rect.width() - x - size.width()
            top = rect.top() + y + (tallest - size.height()) // 2
            item.setGeometry(QRect(QPoint(left, top), size))
        return tallest
