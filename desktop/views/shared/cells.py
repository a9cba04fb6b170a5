"""How each kind of cell is painted; one delegate for a whole table."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QHelpEvent, QPainter
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
from desktop.views.shared.record_table import ALIGN_ROLE, DETAIL_ROLE, KIND_ROLE, VALUE_ROLE
from desktop.views.shared.tags import Tag, paint_tag, tag_size
from desktop.views.shared.tips import show_tip

PADDING: Final = 12
AnyIndex = QModelIndex | QPersistentModelIndex


class CellDelegate(QStyledItemDelegate):
    """Text, name, code, date, number, pill, tags, countdown: by the column's kind."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.hovered_row = -1

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: AnyIndex) -> None:
        now = theme.current()
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setLayoutDirection(now.direction)
        selected = bool(option.state & QStyle.StateFlag.State_Selected)
        lifted = selected or index.row() == self.hovered_row
        rect = option.rect
        if selected:
            painter.fillRect(rect, now.colour("sel"))
        elif lifted:
            painter.fillRect(rect, now.colour("hover"))
        bottom = rect.bottom() - now.hairline + 1
        painter.fillRect(rect.left(), bottom, rect.width(), now.hairline, now.colour("line"))
        if selected and self._is_first(option, index):
            bar = QRect(rect.left() + 2, rect.top() + 4, 3, rect.height() - 9)
            painter.fillRect(turned(rect, bar), now.colour("accent"))
        inside = rect.adjusted(now.gap(PADDING), 0, -now.gap(PADDING // 2), 0)
        if now.rtl:
            inside = rect.adjusted(now.gap(PADDING // 2), 0, -now.gap(PADDING), 0)
        self._paint_value(painter, inside, index, lifted, selected)
        painter.restore()

    def _paint_value(
        self, painter: QPainter, rect: QRect, index: AnyIndex, lifted: bool, selected: bool
    ) -> None:
        now = theme.current()
        value = index.data(VALUE_ROLE)
        kind = index.data(KIND_ROLE)
        if isinstance(value, PillLook):
            paint_pill(painter, rect, value, lifted)
        elif isinstance(value, CountdownLook):
            paint_countdown(painter, rect, value)
        elif kind == "tags" and isinstance(value, list | tuple) and value:
            line = Line(rect)
            for tag in value:
                if isinstance(tag, Tag):
                    paint_tag(painter, line.take(tag_size(tag).width()), tag, lifted)
                    line.skip(now.gap(4))
        elif kind == "name":
            self._paint_name(painter, rect, index)
        else:
            words = _words(index)
            ink = "text2" if kind in ("code", "date", "text") and not selected else "text"
            if words == DASH:
                ink = "text3"
            write(painter, rect, words, now.font(), now.colour(ink), index.data(ALIGN_ROLE))

    def _paint_name(self, painter: QPainter, rect: QRect, index: AnyIndex) -> None:
        now = theme.current()
        name = index.data(Qt.ItemDataRole.DisplayRole)
        detail = index.data(DETAIL_ROLE)
        if not detail or rect.height() < now.height("rowTwoLines"):
            write(painter, rect, name, now.font("strong"), now.colour("text"))
            return
        middle = rect.height() // 2
        upper = rect.adjusted(0, now.px(3), 0, -middle)
        lower = rect.adjusted(0, middle, 0, -now.px(4))
        write(painter, upper, name, now.font("strong"), now.colour("text"))
        write(painter, lower, detail, now.font("small"), now.colour("text3"))

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
        value = index.data(VALUE_ROLE)
        if isinstance(value, PillLook):
            return pill_size(value).width()
        if isinstance(value, CountdownLook):
            return countdown_size(value).width()
        if index.data(KIND_ROLE) == "tags" and isinstance(value, list | tuple):
            return sum(tag_size(tag).width() + now.gap(4) for tag in value if isinstance(tag, Tag))
        font = now.font("strong" if index.data(KIND_ROLE) == "name" else "body")
        return width_of(str(index.data(Qt.ItemDataRole.DisplayRole)), font)

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
        tags = index.data(KIND_ROLE) == "tags"
        if index.isValid() and (tags or self.wanted_width(index) > room):
            words = index.data(Qt.ItemDataRole.DisplayRole)
            if words != DASH:
                show_tip(event.globalPos(), words, view)
                return True
        QToolTip.hideText()
        return True


def _words(index: AnyIndex) -> str:
    words = str(index.data(Qt.ItemDataRole.DisplayRole))
    code = index.data(KIND_ROLE) == "code" and words != DASH
    return ltr_isolate(words) if code else words
