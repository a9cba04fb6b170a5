"""The table a person sees: dense rows, sorting heads, selection that survives a reload."""

from __future__ import annotations

from typing import Any, Final, Literal

from PySide6.QtCore import QEvent, QItemSelectionModel, QModelIndex, QRect, QSize, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QFrame, QHeaderView, QTableView, QWidget

from desktop.views.shared import theme
from desktop.views.shared.cells import PADDING, CellDelegate
from desktop.views.shared.drawing import Line, width_of, write
from desktop.views.shared.record_table import RecordTable

RowHeight = Literal["dense", "normal", "two_lines"]
SQUEEZED: Final = 0.6
"""How far columns that may grow give way before the table scrolls sideways."""
HEIGHTS: Final = {"dense": "rowDense", "normal": "row", "two_lines": "rowTwoLines"}


class _Head(QHeaderView):
    """Titles at the start of their column, with an arrow in words' size where it is sorted."""

    def __init__(self, table: RecordTable, parent: QWidget) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self._table = table
        self.setSectionsClickable(True)
        self.setSectionsMovable(True)
        self.setHighlightSections(False)
        self.setMinimumSectionSize(48)
        self.setDefaultAlignment(Qt.AlignmentFlag.AlignLeading | Qt.AlignmentFlag.AlignVCenter)

    def sizeHint(self) -> QSize:
        # A table asks for the height alone, and often; Qt would measure every title each time.
        return QSize(self.minimumSectionSize(), theme.current().height("head"))

    def paintSection(self, painter: QPainter, rect: QRect, logical: int) -> None:
        now = theme.current()
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(rect, now.colour("sunken"))
        bottom = rect.bottom() - now.hairline + 1
        painter.fillRect(rect.left(), bottom, rect.width(), now.hairline, now.colour("line"))
        column = self._table.columns[logical]
        line = Line(rect)
        line.skip(now.gap(PADDING))
        line.take_at_end(now.gap(PADDING // 2))
        sorted_here = column.key == self._table.sort_key
        font = now.font("smallMedium" if sorted_here else "small")
        arrow = ("↓" if self._table.descending else "↑") if sorted_here else ""
        if arrow:
            words = str(column.title)
            room = min(width_of(words, font) + 2, line.left_over - now.gap(16))
            write(painter, line.take(max(room, 0)), words, font, now.colour("text"))
            line.skip(now.gap(6))
            write(painter, line.rest(), arrow, font, now.colour("text"))
        else:
            write(painter, line.rest(), str(column.title), font, now.colour("text2"), column.align)
        painter.restore()


class RecordView(QTableView):
    """``opened`` on Enter or double click, ``picked`` when the selected record changes."""

    opened = Signal(object)
    picked = Signal(object)

    def __init__(self, table: RecordTable, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.table = table
        self._height: RowHeight = "normal"
        self._kept: list[object] = []
        self._current_key: object | None = None
        self._cells = CellDelegate(table, self)
        self._head = _Head(table, self)
        self.setAccessibleName(name)
        self.setHorizontalHeader(self._head)
        self.setModel(table)
        self.setItemDelegate(self._cells)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setMouseTracking(True)
        self.setTabKeyNavigation(False)
        self.setCornerButtonEnabled(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self._head.sectionClicked.connect(self._sort)
        self.doubleClicked.connect(lambda index: self.opened.emit(table.row_at(index.row())))
        self.selectionModel().selectionChanged.connect(lambda *_two: self._tell_picked())
        self.selectionModel().currentRowChanged.connect(lambda *_two: self._tell_picked())
        table.modelAboutToBeReset.connect(self._keep)
        table.modelReset.connect(self._give_back)
        table.loaded.connect(self._tell_picked)
        for place, column in enumerate(table.columns):
            self.setColumnHidden(place, not column.shown)
        theme.follow(self._measure)

    def set_row_height(self, height: RowHeight) -> None:
        self._height = height
        self._measure()

    def row_height(self) -> RowHeight:
        return self._height

    def selected(self) -> list[Any]:
        """The chosen records, in the order they stand."""
        rows = sorted({index.row() for index in self.selectionModel().selectedRows()})
        return [self.table.row_at(row) for row in rows]

    def current(self) -> Any | None:
        index = self.currentIndex()
        return self.table.row_at(index.row()) if index.isValid() else None

    def select(self, key: object) -> bool:
        """Choose a record by its key; ``selectRow`` selects nothing in a table from the right."""
        row = self.table.row_of(key)
        if row < 0:
            return False
        self._select_row(row)
        return True

    def _select_row(self, row: int) -> None:
        flag = QItemSelectionModel.SelectionFlag
        index = self.table.index(row, 0)
        self.selectionModel().setCurrentIndex(index, flag.ClearAndSelect | flag.Rows)
        self.scrollTo(index)

    def saved_state(self) -> dict[str, Any]:
        """Order, widths, hidden columns, sorting and row height, for the settings file."""
        columns = self.table.columns
        order = sorted(range(len(columns)), key=self._head.visualIndex)
        return {
            "order": [columns[place].key for place in order],
            "hidden": [one.key for place, one in enumerate(columns) if self.isColumnHidden(place)],
            "widths": {
                one.key: round(self.columnWidth(place) / theme.current().scale)
                for place, one in enumerate(columns)
                if not one.stretch
            },
            "sort": self.table.sort_key,
            "descending": self.table.descending,
            "height": self._height,
        }

    def restore_state(self, state: dict[str, Any]) -> None:
        """Columns that no longer exist are passed over; new ones keep their place."""
        known = {one.key: place for place, one in enumerate(self.table.columns)}
        order = [key for key in state.get("order", []) if key in known]
        for target, key in enumerate(order):
            self._head.moveSection(self._head.visualIndex(known[key]), target)
        hidden = set(state.get("hidden", []))
        for key, place in known.items():
            self.setColumnHidden(place, key in hidden)
        if state.get("height") in HEIGHTS:
            self._height = state["height"]
        self._measure()
        for key, width in state.get("widths", {}).items():
            if key in known and int(width) > 0 and not self.table.columns[known[key]].stretch:
                self.setColumnWidth(known[key], theme.current().px(int(width)))
        self._stretch()
        sort = state.get("sort")
        if sort in known:
            self.table.sort_by(sort, bool(state.get("descending")))

    def reset_columns(self) -> None:
        """As the list was made."""
        for place, column in enumerate(self.table.columns):
            self._head.moveSection(self._head.visualIndex(place), place)
            self.setColumnHidden(place, not column.shown)
        self._measure()

    def move_column(self, key: str, by: int) -> None:
        place = self._head.visualIndex(self.table.column_of(key))
        target = place + by
        if 0 <= target < self._head.count():
            self._head.moveSection(place, target)

    def columns_in_order(self) -> list[str]:
        order = sorted(range(len(self.table.columns)), key=self._head.visualIndex)
        return [self.table.columns[place].key for place in order]

    def show_column(self, key: str, shown: bool) -> None:
        self.setColumnHidden(self.table.column_of(key), not shown)
        self._stretch()

    def _measure(self) -> None:
        now = theme.current()
        self.verticalHeader().setDefaultSectionSize(now.height(HEIGHTS[self._height]))
        for place, column in enumerate(self.table.columns):
            self.setColumnWidth(place, now.px(column.width))
        self._stretch()

    def _stretch(self) -> None:
        """The columns that may grow share what the others leave, by what they want."""
        columns = self.table.columns
        shown = [place for place in range(len(columns)) if not self.isColumnHidden(place)]
        growing = [place for place in shown if columns[place].stretch]
        if not growing:
            return
        others = sum(self.columnWidth(place) for place in shown if place not in growing)
        wanted = [theme.current().px(columns[place].width) for place in growing]
        left = max(self.viewport().width() - others, round(sum(wanted) * SQUEEZED))
        given = 0
        for place, want in zip(growing[1:], wanted[1:], strict=True):
            share = left * want // sum(wanted)
            self.setColumnWidth(place, share)
            given += share
        self.setColumnWidth(growing[0], left - given)

    def _sort(self, logical: int) -> None:
        column = self.table.columns[logical]
        if column.sortable:
            again = column.key == self.table.sort_key
            self.table.sort_by(column.key, not self.table.descending if again else False)

    def _keep(self) -> None:
        rows = {index.row() for index in self.selectionModel().selectedRows()}
        self._kept = [self.table.key_at(row) for row in rows]

    def _give_back(self) -> None:
        flag = QItemSelectionModel.SelectionFlag
        places = [self.table.row_of(key) for key in self._kept]
        for number, row in enumerate(sorted(place for place in places if place >= 0)):
            how = flag.ClearAndSelect if number == 0 else flag.Select
            index = self.table.index(row, 0)
            self.selectionModel().setCurrentIndex(index, how | flag.Rows)

    @Slot()
    def _tell_picked(self) -> None:
        found = self.selected()
        one = found[0] if len(found) == 1 else None
        key = self.table.key_of(one) if one is not None else None
        if key != self._current_key or one is not None:
            self._current_key = key
            self.picked.emit(one)

    def minimumSizeHint(self) -> QSize:
        return QSize(theme.current().px(200), theme.current().px(120))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        super().mouseMoveEvent(event)
        self._hover(self.indexAt(event.position().toPoint()))

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self._hover(QModelIndex())

    def _hover(self, index: QModelIndex) -> None:
        row = index.row() if index.isValid() else -1
        if row != self._cells.hovered_row:
            self._cells.hovered_row = row
            self.viewport().update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        index = self.currentIndex()
        enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if enter and not event.modifiers() and index.isValid():
            self.opened.emit(self.table.row_at(index.row()))
            return
        super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._stretch()
