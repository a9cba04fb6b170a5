"""One photo, as large as there is room: zoomed with + and −, moved by hand or with Shift."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QImage, QKeyEvent, QMouseEvent, QPaintEvent, QWheelEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop.views.shared import theme
from desktop.views.shared.drawing import box, picture, write
from desktop.views.shared.icons import icon

MOST: Final = 8.0
STEP: Final = 1.25
_PUSH: Final = 60
_ZOOM_IN: Final = frozenset({Qt.Key.Key_Plus, Qt.Key.Key_Equal})
_MOVES: Final = {
    Qt.Key.Key_Left: (1, 0),
    Qt.Key.Key_Right: (-1, 0),
    Qt.Key.Key_Up: (0, 1),
    Qt.Key.Key_Down: (0, -1),
}


class PhotoCanvas(QWidget):
    """``stepped`` carries +1 for the next photo and -1 for the one before; 1.0 is all in sight."""

    stepped = Signal(int)
    zoomed = Signal(float)

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setProperty("radius", 8)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.zoom = 1.0
        self._image = QImage()
        self._words = ""
        self._moved = QPointF()
        self._held: QPointF | None = None

    def show_image(self, image: QImage, words: str = "") -> None:
        """Another photo, all in sight; ``words`` stand where there is no picture."""
        self._image, self._words = image, words
        self.fit()

    def has_image(self) -> bool:
        return not self._image.isNull()

    def fit(self) -> None:
        """All of it in sight."""
        self._moved = QPointF()
        self._set_zoom(1.0)

    def zoom_by(self, factor: float) -> None:
        """Nearer or farther, between all in sight and eight times that."""
        if self.has_image():
            self._set_zoom(min(MOST, max(1.0, self.zoom * factor)))

    def minimumSizeHint(self) -> QSize:
        return QSize(160, 120)

    def _set_zoom(self, zoom: float) -> None:
        self._moved *= zoom / self.zoom
        self.zoom = zoom
        self._move(QPointF())
        self.setCursor(Qt.CursorShape.OpenHandCursor if zoom > 1 else Qt.CursorShape.ArrowCursor)
        self.zoomed.emit(zoom)

    def _move(self, by: QPointF) -> None:
        """Never farther than an edge of the photo."""
        shown = self._shown_size()
        wide = max(0.0, (shown.width() - self.width()) / 2)
        tall = max(0.0, (shown.height() - self.height()) / 2)
        to = self._moved + by
        self._moved = QPointF(min(wide, max(-wide, to.x())), min(tall, max(-tall, to.y())))
        self.update()

    def _shown_size(self) -> QSize:
        if self._image.isNull():
            return QSize()
        fitting = self._image.size().scaled(self.size(), Qt.AspectRatioMode.KeepAspectRatio)
        if fitting.width() > self._image.width():
            fitting = self._image.size()
        return QSize(round(fitting.width() * self.zoom), round(fitting.height() * self.zoom))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        shift = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        forward = Qt.Key.Key_Left if theme.current().rtl else Qt.Key.Key_Right
        if key in _ZOOM_IN:
            self.zoom_by(STEP)
        elif key in (Qt.Key.Key_Minus, Qt.Key.Key_Underscore):
            self.zoom_by(1 / STEP)
        elif event.text() in ("0", "۰"):
            self.fit()
        elif key in _MOVES and (shift or key in (Qt.Key.Key_Up, Qt.Key.Key_Down)):
            across, down = _MOVES[key]
            self._move(QPointF(across * _PUSH, down * _PUSH))
        elif key in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            self.stepped.emit(1 if key == forward else -1)
        else:
            super().keyPressEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        self.zoom_by(STEP if event.angleDelta().y() > 0 else 1 / STEP)
        event.accept()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        super().mousePressEvent(event)
        self.setFocus(Qt.FocusReason.MouseFocusReason)
        self._held = event.position()
        event.accept()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._held is not None:
            self._move(event.position() - self._held)
            self._held = event.position()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        self._held = None

    def mouseDoubleClickEvent(self, _event: QMouseEvent) -> None:
        if self.zoom > 1:
            self.fit()
        else:
            self.zoom_by(STEP**3)

    def paintEvent(self, _event: QPaintEvent) -> None:
        now = theme.current()
        painter = theme.painter(self)
        box(painter, self.rect(), 8, now.colour("sunken"), now.colour("line"), now.hairline)
        if self._image.isNull():
            upper = self.rect().adjusted(0, 0, 0, -self.height() // 2)
            lower = self.rect().adjusted(12, self.height() // 2, -12, 0)
            lower.setHeight(now.px(28))
            picture(painter, upper, icon("image", now.icon("empty"), "text3"))
            write(painter, lower, self._words, now.font(), now.colour("text2"), "center")
        else:
            size = self._shown_size()
            left = (self.width() - size.width()) / 2 + self._moved.x()
            top = (self.height() - size.height()) / 2 + self._moved.y()
            painter.setRenderHint(painter.RenderHint.SmoothPixmapTransform)
            painter.setClipRect(self.rect().adjusted(1, 1, -1, -1))
            painter.drawImage(QRectF(left, top, size.width(), size.height()), self._image)
        painter.end()
