"""Photos of a finding in a row: what is there, what must still come, and a place to add."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QMimeData, QRect, QSize, Qt, Signal
from PySide6.QtGui import (
    QDragEnterEvent,
    QDropEvent,
    QGuiApplication,
    QImage,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPixmap,
)
from PySide6.QtWidgets import QAbstractButton, QFileDialog, QSizePolicy, QVBoxLayout, QWidget

from desktop.views.shared import theme
from desktop.views.shared.drawing import box, picture, write
from desktop.views.shared.flow import Flow
from desktop.views.shared.icons import icon
from desktop.views.shared.pictures import picture_of
from desktop.views.shared.tab_order import order_tabs, stop_before
from desktop.views.shared.tips import tip
from resources.words import _

TILE: Final = (132, 88)
Choose = Callable[[Callable[[list[str]], None]], None]
"""Asks for files in its own time, and hands over those that were chosen."""
SUFFIXES: Final = frozenset({".jpg", ".jpeg", ".png", ".webp", ".heic", ".heif", ".tif", ".tiff"})


@dataclass(frozen=True, slots=True)
class Photo:
    """A photo that is there: its key, a small picture's bytes, what it shows and when."""

    key: str
    thumbnail: bytes
    caption: str = ""


@dataclass(frozen=True, slots=True)
class WantedPhoto:
    """An obligatory photo that is not there yet: its slot and its name («نمای نزدیک»)."""

    slot: str
    name: str


class _Tile(QAbstractButton):
    """Picture or drawing above, one line of words below."""

    def __init__(self, words: str, caption: str) -> None:
        super().__init__()
        self.words, self.caption = words, caption
        self.setAccessibleName(f"{words} {caption}".strip())
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def sheet(self) -> QRect:
        now = theme.current()
        return QRect(0, 0, now.px(TILE[0]), now.px(TILE[1]))

    def sizeHint(self) -> QSize:
        now = theme.current()
        return QSize(now.px(TILE[0]), now.px(TILE[1]) + now.px(20))

    def _write_caption(self, painter: QPainter, tone: str) -> None:
        now = theme.current()
        place = QRect(0, now.px(TILE[1]), self.width(), now.px(20))
        cut = write(painter, place, self.caption, now.font("small"), now.colour(tone), "center")
        words = [self.caption] if cut else []
        tip(self, "\n".join([*words, self.accessibleDescription()]).strip())


class _PhotoTile(_Tile):
    def __init__(self, photo: Photo) -> None:
        super().__init__(_("عکس"), photo.caption)
        self.photo = photo
        self.setAccessibleDescription(_("Enter یا دو کلیک: دیدن در اندازهٔ بزرگ"))
        self._pixmap = QPixmap.fromImage(picture_of(photo.thumbnail))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.setFocus(Qt.FocusReason.MouseFocusReason)
        event.accept()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self.click()
        event.accept()

    def paintEvent(self, _event: QPaintEvent) -> None:
        now = theme.current()
        painter = theme.painter(self)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        sheet = self.sheet()
        box(painter, sheet, 6, now.colour("sunken"))
        if self._pixmap.isNull():
            picture(painter, sheet, icon("image", now.icon("empty"), "text3"))
        else:
            path = QPainterPath()
            path.addRoundedRect(sheet, 6, 6)
            painter.setClipPath(path)
            painter.drawPixmap(sheet, self._pixmap, middle_of(self._pixmap.size()))
            painter.setClipping(False)
        edge = "accent" if self.underMouse() else "line2"
        box(painter, sheet, 6, None, now.colour(edge), now.hairline)
        self._write_caption(painter, "text3")
        painter.end()


class _PlaceTile(_Tile):
    """A dashed place: red and named where a photo is obligatory, plain where one may be added."""

    def __init__(self, slot: str, words: str, drawing: str, caption: str, tone: str) -> None:
        super().__init__(words, caption)
        self.slot, self._drawing, self._tone = slot, drawing, tone

    def paintEvent(self, _event: QPaintEvent) -> None:
        now = theme.current()
        painter = theme.painter(self)
        sheet = self.sheet()
        needed = bool(self._tone)
        over = self.underMouse() or self.isDown()
        fill = now.colour("dangerS") if needed else now.colour("hover") if over else None
        edge = now.colour("danger" if needed else "line2")
        box(painter, sheet, 6, fill, edge, 1.6, dashed=True)
        ink = self._tone or "text"
        size = now.icon("rail")
        middle = sheet.center().y()
        upper = QRect(sheet.x(), middle - now.px(26), sheet.width(), now.px(26))
        lower = QRect(sheet.x() + 4, middle + now.px(2), sheet.width() - 8, now.px(22))
        picture(painter, upper, icon(self._drawing, size, ink))
        write(painter, lower, self.words, now.font("smallMedium"), now.colour(ink), "center")
        self._write_caption(painter, self._tone or "text3")
        painter.end()


class PhotoStrip(QWidget):
    """Shows photos; new ones come as files or as a pasted picture, and are only announced."""

    files_added = Signal(list, str)
    picture_pasted = Signal(bytes, str)
    opened = Signal(str)
    remove_wanted = Signal(str)

    def __init__(
        self,
        name: str = "",
        *,
        choose: Choose | None = None,
        parent: QWidget | None = None,
    ) -> None:
        """``choose`` stands in for the system's dialog. Slot "" is «one more»."""
        super().__init__(parent)
        self.setAccessibleName(name or _("عکس‌ها"))
        self.setAcceptDrops(True)
        self.choose = choose or self._ask_files
        self._holder = QVBoxLayout(self)
        theme.pad(self._holder, 0)
        self._body = QWidget()
        self._holder.addWidget(self._body)
        self.tiles: list[_Tile] = []
        self.show_photos([])

    def show_photos(
        self, photos: Sequence[Photo], wanted: Sequence[WantedPhoto] = (), *, may_add: bool = True
    ) -> None:
        focused = any(tile.hasFocus() for tile in self.tiles)
        before = stop_before(self.tiles[0]) if self.tiles else None
        self._holder.removeWidget(self._body)
        self._body.hide()
        self._body.deleteLater()
        self._body = QWidget()
        flow = Flow(10, 8, parent=self._body)
        self.tiles = []
        for photo in photos:
            self._add_photo(_PhotoTile(photo))
        for one in wanted:
            self._add_place(_PlaceTile(one.slot, one.name, "camera", _("لازم"), "danger"))
        if may_add:
            self._add_place(_PlaceTile("", _("افزودن عکس"), "plus", "F9", ""))
        for tile_ in self.tiles:
            flow.addWidget(tile_)
        self._holder.addWidget(self._body)
        self._body.show()
        if before is not None:
            order_tabs([before, *self.tiles])
        if focused and self.tiles:
            # The keyboard stays in the strip: at the next place, where there is one.
            places = [one for one in self.tiles if isinstance(one, _PlaceTile)]
            (places or self.tiles)[0].setFocus(Qt.FocusReason.OtherFocusReason)

    def add_to(self, slot: str = "") -> None:
        """Ask for files and announce them; F9 of a page comes here."""

        def take(files: list[str]) -> None:
            if files:
                self.files_added.emit(files, slot)

        self.choose(take)

    def next_slot(self) -> str:
        """The first obligatory photo that is missing, or "" for one more."""
        places = [tile for tile in self.tiles if isinstance(tile, _PlaceTile)]
        return places[0].slot if places else ""

    def take(self, mime: QMimeData, slot: str) -> bool:
        """Files or a picture that were dropped or pasted; false when there is neither."""
        files = [url.toLocalFile() for url in mime.urls() if url.isLocalFile()]
        files = [file for file in files if Path(file).suffix.lower() in SUFFIXES]
        if files:
            self.files_added.emit(files, slot)
            return True
        image = mime.imageData() if mime.hasImage() else None
        if isinstance(image, QImage) and not image.isNull():
            self.picture_pasted.emit(_png(image), slot)
            return True
        return False

    def _add_photo(self, tile: _PhotoTile) -> None:
        tile.clicked.connect(lambda: self.opened.emit(tile.photo.key))
        self.tiles.append(tile)

    def _add_place(self, tile: _PlaceTile) -> None:
        tile.clicked.connect(lambda: self.add_to(tile.slot))
        self.tiles.append(tile)

    def _ask_files(self, then: Callable[[list[str]], None]) -> None:
        kinds = " ".join(f"*{suffix}" for suffix in sorted(SUFFIXES))
        words = _("عکس‌ها")
        files, _kind = QFileDialog.getOpenFileNames(self, _("افزودن عکس"), "", f"{words} ({kinds})")
        then(files)

    def _slot_under(self, event: QDropEvent) -> str:
        under = self.childAt(event.position().toPoint())
        return under.slot if isinstance(under, _PlaceTile) else self.next_slot()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if event.mimeData().hasUrls() or event.mimeData().hasImage():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        if self.take(event.mimeData(), self._slot_under(event)):
            event.acceptProposedAction()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        focused = next((tile for tile in self.tiles if tile.hasFocus()), None)
        if event.matches(QKeySequence.StandardKey.Paste):
            slot = focused.slot if isinstance(focused, _PlaceTile) else self.next_slot()
            self.take(QGuiApplication.clipboard().mimeData(), slot)
        elif event.key() == Qt.Key.Key_Delete and isinstance(focused, _PhotoTile):
            self.remove_wanted.emit(focused.photo.key)
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and isinstance(
            focused, _PhotoTile
        ):
            focused.click()
        else:
            super().keyPressEvent(event)


def middle_of(size: QSize) -> QRect:
    """The largest middle part of a picture in the shape of a tile."""
    wanted = QSize(*TILE).scaled(size, Qt.AspectRatioMode.KeepAspectRatio)
    left = (size.width() - wanted.width()) // 2
    return QRect(left, (size.height() - wanted.height()) // 2, wanted.width(), wanted.height())


def _png(image: QImage) -> bytes:
    kept = QByteArray()
    buffer = QBuffer(kept)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")  # type: ignore[call-overload]  # stubs want bytes here
    buffer.close()
    return bytes(kept.data())
