"""Photos of a folder as small pictures under their days; several are chosen at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from PySide6.QtCore import (
    QAbstractListModel,
    QEvent,
    QItemSelection,
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    QRect,
    QSize,
    Qt,
    QTimer,
    Signal,
)
from PySide6.QtGui import QKeyEvent, QPainter, QPainterPath, QPixmap, QPixmapCache, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from desktop.models.text import persian_digits
from desktop.views.shared import theme
from desktop.views.shared.drawing import box, picture, turned, write
from desktop.views.shared.icons import icon
from desktop.views.shared.photo_strip import TILE, middle_of
from desktop.views.shared.pictures import picture_of
from desktop.views.shared.tips import plain
from resources.words import _, listed

Index = QModelIndex | QPersistentModelIndex
_CAPTION: Final = 22
_ROLE: Final = Qt.ItemDataRole.UserRole
_SIDEWAYS: Final = {
    Qt.Key.Key_Left: Qt.Key.Key_Right,
    Qt.Key.Key_Right: Qt.Key.Key_Left,
}


@dataclass(frozen=True, slots=True)
class Heading:
    """The day above its photos."""

    words: str


@dataclass(frozen=True, slots=True)
class GridPhoto:
    """A photo that may be chosen; ``note`` says why it may not, once that is known."""

    key: str
    caption: str
    thumbnail: bytes = b""
    note: str = ""
    looked: bool = False


class PhotoModel(QAbstractListModel):
    """Headings and photos, in their order."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.rows: list[Heading | GridPhoto] = []
        self._places: dict[str, int] = {}

    def show_rows(self, rows: Sequence[Heading | GridPhoto]) -> None:
        self.beginResetModel()
        self.rows = list(rows)
        self._places = {
            row.key: place for place, row in enumerate(rows) if isinstance(row, GridPhoto)
        }
        self.endResetModel()

    def index_of(self, key: str) -> QModelIndex:
        return self.index(self._places[key])

    def put(self, key: str, thumbnail: bytes, note: str) -> None:
        """The picture of a photo came, or why there is none."""
        place = self._places.get(key)
        row = self.rows[place] if place is not None else None
        if place is not None and isinstance(row, GridPhoto):
            self.rows[place] = replace(row, thumbnail=thumbnail, note=note, looked=True)
            here = self.index(place)
            self.dataChanged.emit(here, here)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # as Qt calls it
        return 0 if parent.isValid() else len(self.rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        row = self.rows[index.row()]
        if role == _ROLE:
            return row
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            if isinstance(row, Heading):
                return row.words
            return listed((_("عکس"), row.caption, row.note))
        if role == Qt.ItemDataRole.ToolTipRole and isinstance(row, GridPhoto):
            return plain(row.note) or None
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        row = self.rows[index.row()]
        if isinstance(row, Heading):
            return Qt.ItemFlag.NoItemFlags
        may = Qt.ItemFlag.NoItemFlags if row.note else Qt.ItemFlag.ItemIsSelectable
        return Qt.ItemFlag.ItemIsEnabled | may


class _Cells(QStyledItemDelegate):
    def __init__(self, view: PhotoGrid) -> None:
        super().__init__(view)
        self._view = view

    def sizeHint(self, _option: QStyleOptionViewItem, index: Index) -> QSize:
        now = theme.current()
        if isinstance(index.data(_ROLE), Heading):
            return QSize(max(1, self._view.viewport().width() - 1), now.px(34))
        return QSize(
            now.px(TILE[0]) + now.gap(14), now.px(TILE[1]) + now.px(_CAPTION) + now.gap(12)
        )

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        row = index.data(_ROLE)
        now = theme.current()
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        rect: QRect = option.rect
        state: QStyle.StateFlag = option.state
        if isinstance(row, Heading):
            write(
                painter,
                rect.adjusted(4, 0, -4, 0),
                row.words,
                now.font("section"),
                now.colour("text2"),
            )
        else:
            self._paint_photo(painter, rect, state, row)
        painter.restore()

    def _paint_photo(
        self, painter: QPainter, rect: QRect, state: QStyle.StateFlag, row: GridPhoto
    ) -> None:
        now = theme.current()
        chosen = bool(state & QStyle.StateFlag.State_Selected)
        here = bool(state & QStyle.StateFlag.State_HasFocus) and self._view.hasFocus()
        over = bool(state & QStyle.StateFlag.State_MouseOver)
        cell = rect.adjusted(2, 2, -2, -2)
        if chosen:
            box(painter, cell, 8, now.colour("sel"))
        elif over:
            box(painter, cell, 8, now.colour("hover"))
        wide, tall = now.px(TILE[0]), now.px(TILE[1])
        sheet = QRect(rect.x() + (rect.width() - wide) // 2, rect.y() + now.gap(6), wide, tall)
        self._paint_picture(painter, sheet, row)
        edge, thick = ("accent", 2) if chosen else ("line2", now.hairline)
        box(painter, sheet, 6, None, now.colour(edge), thick)
        if chosen:
            side = now.px(22)
            mark = turned(sheet, QRect(sheet.left() + 6, sheet.top() + 6, side, side))
            box(painter, mark, side / 2, now.colour("accent"))
            number = persian_digits(self._view.number_of(row.key))
            write(painter, mark, number, now.font("smallMedium"), now.colour("on"), "center")
        if row.note:
            self._paint_note(painter, sheet, row.note)
        below = QRect(rect.x() + 4, sheet.bottom() + 1, rect.width() - 8, now.px(_CAPTION))
        tone = "text" if chosen else "text2"
        write(painter, below, row.caption, now.font("small"), now.colour(tone), "center")
        if here:
            box(painter, cell, 8, None, now.colour("accent"), now.ring)

    def _paint_picture(self, painter: QPainter, sheet: QRect, row: GridPhoto) -> None:
        now = theme.current()
        box(painter, sheet, 6, now.colour("sunken"))
        shown = self._pixmap(row, sheet.size()) if row.thumbnail else QPixmap()
        if shown.isNull():
            picture(painter, sheet, icon("image", now.icon("empty"), "text3"))
            return
        if row.note:
            painter.setOpacity(0.45)
        path = QPainterPath()
        path.addRoundedRect(sheet, 6, 6)
        painter.setClipPath(path, Qt.ClipOperation.IntersectClip)
        painter.drawPixmap(sheet, shown)
        painter.setClipping(False)
        painter.setOpacity(1)

    def _paint_note(self, painter: QPainter, sheet: QRect, note: str) -> None:
        now = theme.current()
        tall = now.px(24)
        strip = QRect(sheet.x(), sheet.bottom() + 1 - tall, sheet.width(), tall)
        box(painter, strip, 6, now.colour("raised"), now.colour("line2"), now.hairline)
        inside = strip.adjusted(4, 0, -4, 0)
        write(painter, inside, note, now.font("small"), now.colour("text"), "center")

    @staticmethod
    def _pixmap(row: GridPhoto, size: QSize) -> QPixmap:
        """The picture in the tile's size; Qt's own cache forgets the ones long unseen."""
        name = f"photo-grid/{row.key}/{size.width()}"
        found = QPixmap()
        if QPixmapCache.find(name, found):
            return found
        whole = QPixmap.fromImage(picture_of(row.thumbnail))
        if whole.isNull():
            return whole
        made = whole.copy(middle_of(whole.size())).scaled(
            size, Qt.AspectRatioMode.IgnoreAspectRatio, Qt.TransformationMode.SmoothTransformation
        )
        QPixmapCache.insert(name, made)
        return made


class PhotoGrid(QListView):
    """Arrows move, Space chooses, Ctrl+A all; ``wanted`` asks for the pictures in sight."""

    chosen = Signal(list)
    taken = Signal()
    wanted = Signal(list)

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.photos = PhotoModel(self)
        self.setAccessibleName(name)
        self.setModel(self.photos)
        self.setItemDelegate(_Cells(self))
        self.setFlow(QListView.Flow.LeftToRight)
        self.setWrapping(True)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setLayoutMode(QListView.LayoutMode.Batched)
        self.setBatchSize(120)
        self.setSelectionMode(QAbstractItemView.SelectionMode.MultiSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setMouseTracking(True)
        self.setProperty("role", "photos")
        self._order: list[str] = []
        self._asking = QTimer(self)
        self._asking.setSingleShot(True)
        self._asking.timeout.connect(self._ask)
        self.verticalScrollBar().valueChanged.connect(self.look)
        self.verticalScrollBar().rangeChanged.connect(self.look)
        self.doubleClicked.connect(self._take)
        self.selectionModel().selectionChanged.connect(self._order_changed)

    def show_rows(self, rows: Sequence[Heading | GridPhoto]) -> None:
        """Another folder; the first photo has the keyboard."""
        self._order = []
        self.photos.show_rows(rows)
        self._go_to_first()
        self.chosen.emit([])
        self.look()

    def _go_to_first(self) -> None:
        rows = enumerate(self.photos.rows)
        first = next((place for place, row in rows if isinstance(row, GridPhoto)), -1)
        if first >= 0:
            here = self.photos.index(first)
            self.selectionModel().setCurrentIndex(here, QItemSelectionModel.SelectionFlag.NoUpdate)
        self.scrollToTop()

    def put(self, key: str, thumbnail: bytes, note: str) -> None:
        """A picture came; one that cannot be taken is not chosen any more."""
        self.photos.put(key, thumbnail, note)
        if note and key in self._order:
            here = self.photos.index_of(key)
            self.selectionModel().select(here, QItemSelectionModel.SelectionFlag.Deselect)

    def keys(self) -> list[str]:
        """What is chosen, in the order of choosing."""
        return list(self._order)

    def number_of(self, key: str) -> int:
        """Which one a chosen photo is, from 1."""
        return self._order.index(key) + 1 if key in self._order else 0

    def look(self, *_range: int) -> None:
        """Ask for the pictures in sight, once scrolling rests for a moment."""
        self._asking.start(30)

    def _ask(self) -> None:
        seen = self.viewport().rect()
        found = []
        for place, row in enumerate(self.photos.rows):
            if isinstance(row, GridPhoto) and not row.looked:
                rect = self.visualRect(self.photos.index(place))
                if rect.top() > seen.bottom():
                    break
                if rect.isValid() and rect.intersects(seen):
                    found.append(row.key)
        self.wanted.emit(found)

    def _take(self, index: QModelIndex) -> None:
        """A double click takes this one along with what is chosen."""
        self.selectionModel().select(index, QItemSelectionModel.SelectionFlag.Select)
        if self.keys():
            self.taken.emit()

    def _order_changed(self, selected: QItemSelection, deselected: QItemSelection) -> None:
        for key in self._keys_of(deselected):
            if key in self._order:
                self._order.remove(key)
        self._order += [key for key in self._keys_of(selected) if key not in self._order]
        self.viewport().update()
        self.chosen.emit(self.keys())

    def _keys_of(self, selection: QItemSelection) -> list[str]:
        rows = sorted(index.row() for index in selection.indexes())
        found = [self.photos.rows[row] for row in rows]
        return [row.key for row in found if isinstance(row, GridPhoto)]

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.look()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        plain = not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and plain:
            self._take(self.currentIndex())
        elif event.key() == Qt.Key.Key_Home:
            self._go_to_first()
        elif event.key() in _SIDEWAYS and theme.current().rtl:
            # Qt counts from the left here, whichever way the list runs.
            other, kind = _SIDEWAYS[Qt.Key(event.key())], QEvent.Type.KeyPress
            super().keyPressEvent(QKeyEvent(kind, other, event.modifiers()))
        else:
            super().keyPressEvent(event)
