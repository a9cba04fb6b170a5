"""How each kind of cell is painted; one delegate for a whole table."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QRect, QSize, Slot
from PySide6.QtGui import QHelpEvent, QPainter, QPixmap
from PySide6.QtWidgets import (
    QAbstractItemView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QToolTip,
)

from desktop.models.text import ltr_isolate
from desktop.views.shared import theme
from desktop.views.shared.countdown import CountdownLook, countdown_size, paint_countdown
from desktop.views.shared.drawing import DASH, Line, turned, width_of, write
from desktop.views.shared.pill import PillLook, paint_pill, pill_size
from desktop.views.shared.record_table import Column, RecordTable
from desktop.views.shared.tags import paint_tag, tag_size
from desktop.views.shared.tips import show_tip

PADDING: Final = 12
KEPT: Final = 600
"""Pictures of cells that are kept: a screen of rows at rest, passed over and chosen."""
AnyIndex = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True, slots=True)
class _Cell:
    """All that the picture of a cell hangs on."""

    place: int
    shown: Hashable
    detail: str
    width: int
    height: int
    sharpness: float
    selected: bool
    lifted: bool
    marked: bool


class CellDelegate(QStyledItemDelegate):
    """Text, name, code, date, number, pill, tags, countdown: by the column's kind.

    A cell is drawn once and kept as a picture, for all rows that show the same: a table is painted
    again for every row that is passed over and every page that is come back to, and words take
    many times as long as their picture.
    """

    def __init__(self, table: RecordTable, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.hovered_row = -1
        self._table = table
        self._drawn: dict[_Cell, QPixmap] = {}
        theme.notice.themed.connect(self._forget)

    @Slot()
    def _forget(self) -> None:
        self._drawn.clear()

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: AnyIndex) -> None:
        rect: QRect = option.rect
        row = index.row()
        selected = bool(option.state & QStyle.StateFlag.State_Selected)
        cell = _Cell(
            index.column(),
            self._table.shown(row, index.column()),
            self._table.detail_of(row, index.column()),
            rect.width(),
            rect.height(),
            painter.device().devicePixelRatio(),
            selected,
            selected or row == self.hovered_row,
            selected and self._is_first(option, index),
        )
        drawn = self._drawn.get(cell)
        if drawn is None:
            drawn = self._draw(cell)
            if len(self._drawn) >= KEPT:
                del self._drawn[next(iter(self._drawn))]
            self._drawn[cell] = drawn
        painter.drawPixmap(rect.topLeft(), drawn)

    def _draw(self, cell: _Cell) -> QPixmap:
        now = theme.current()
        drawn = QPixmap(round(cell.width * cell.sharpness), round(cell.height * cell.sharpness))
        drawn.setDevicePixelRatio(cell.sharpness)
        drawn.fill(now.colour("sel" if cell.selected else "hover" if cell.lifted else "surface"))
        painter = QPainter(drawn)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setLayoutDirection(now.direction)
        rect = QRect(0, 0, cell.width, cell.height)
        bottom = rect.bottom() - now.hairline + 1
        painter.fillRect(0, bottom, rect.width(), now.hairline, now.colour("line"))
        if cell.marked:
            bar = QRect(2, 4, 3, rect.height() - 9)
            painter.fillRect(turned(rect, bar), now.colour("accent"))
        inside = rect.adjusted(now.gap(PADDING), 0, -now.gap(PADDING // 2), 0)
        if now.rtl:
            inside = rect.adjusted(now.gap(PADDING // 2), 0, -now.gap(PADDING), 0)
        self._paint_shown(painter, inside, cell)
        painter.end()
        return drawn

    def _paint_shown(self, painter: QPainter, rect: QRect, cell: _Cell) -> None:
        now = theme.current()
        column = self._table.columns[cell.place]
        match cell.shown:
            case PillLook() as look:
                paint_pill(painter, rect, look, cell.lifted)
            case CountdownLook() as look:
                paint_countdown(painter, rect, look)
            case tuple() as tags:
                line = Line(rect)
                for tag in tags:
                    paint_tag(painter, line.take(tag_size(tag).width()), tag, cell.lifted)
                    line.skip(now.gap(4))
            case words if column.kind == "name":
                _paint_name(painter, rect, str(words), cell.detail)
            case words:
                _paint_words(painter, rect, str(words), column, cell.selected)

    def _is_first(self, option: QStyleOptionViewItem, index: AnyIndex) -> bool:
        view = option.widget
        if isinstance(view, QAbstractItemView):
            edge = option.rect.right() if theme.current().rtl else option.rect.left()
            port = view.viewport().rect()
            return edge >= port.right() - 1 if theme.current().rtl else edge <= port.left() + 1
        return index.column() == 0

    def wanted_width(self, index: AnyIndex) -> int:
        """What a cell needs to show all it holds."""
        now = theme.current()
        match self._table.shown(index.row(), index.column()):
            case PillLook() as look:
                return pill_size(look).width()
            case CountdownLook() as look:
                return countdown_size(look).width()
            case tuple() as tags:
                return sum(tag_size(tag).width() + now.gap(4) for tag in tags)
            case words:
                name = self._table.columns[index.column()].kind == "name"
                return width_of(str(words), now.font("strong" if name else "body"))

    def sizeHint(self, option: QStyleOptionViewItem, index: AnyIndex) -> QSize:
        padding = theme.current().gap(PADDING) + theme.current().gap(PADDING // 2)
        return QSize(self.wanted_width(index) + padding + 2, theme.current().height("row"))

    def helpEvent(
        self,
        event: QHelpEvent,
        view: QAbstractItemView,
        option: QStyleOptionViewItem,
        index: AnyIndex,
    ) -> bool:
        room = option.rect.width() - theme.current().gap(PADDING) - theme.current().gap(6)
        tags = self._table.columns[index.column()].kind == "tags"
        if index.isValid() and (tags or self.wanted_width(index) > room):
            words = self._table.text_of(index.row(), index.column())
            if words != DASH:
                show_tip(event.globalPos(), words, view)
                return True
        QToolTip.hideText()
        return True


def _paint_words(
    painter: QPainter, rect: QRect, words: str, column: Column, selected: bool
) -> None:
    now = theme.current()
    ink = "text2" if column.kind in ("code", "date", "text") and not selected else "text"
    if words == DASH:
        ink = "text3"
    elif column.kind == "code":
        words = ltr_isolate(words)
    write(painter, rect, words, now.font(), now.colour(ink), column.align)


def _paint_name(painter: QPainter, rect: QRect, name: str, detail: str) -> None:
    now = theme.current()
    if not detail or rect.height() < now.height("rowTwoLines"):
        write(painter, rect, name, now.font("strong"), now.colour("text"))
        return
    middle = rect.height() // 2
    upper = rect.adjusted(0, now.px(3), 0, -middle)
    lower = rect.adjusted(0, middle, 0, -now.px(4))
    write(painter, upper, name, now.font("strong"), now.colour("text"))
    write(painter, lower, detail, now.font("small"), now.colour("text3"))
