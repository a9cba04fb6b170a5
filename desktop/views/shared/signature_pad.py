"""A signature drawn by hand, with mouse, finger or pen."""

from __future__ import annotations

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QPointF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QImage, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop.views.shared import theme
from desktop.views.shared.drawing import box, write
from resources.words import _

INK = "#14201E"
PAPER = "#FFFFFF"
LEAST_POINTS = 6


class SignaturePad(QWidget):
    """Paper in every theme. ``png()`` is what is kept; Delete clears."""

    changed = Signal()

    def __init__(self, name: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._strokes: list[list[QPointF]] = []
        self.setAccessibleName(name or _("جای امضا"))
        self.setAccessibleDescription(_("با ماوس، انگشت یا قلم امضا کنید؛ Delete پاک می‌کند"))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.CrossCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def is_empty(self) -> bool:
        """A dot is no signature."""
        return sum(len(stroke) for stroke in self._strokes) < LEAST_POINTS

    def clear(self) -> None:
        self._strokes = []
        self.changed.emit()
        self.update()

    def png(self, scale: float = 2.0) -> bytes:
        """Black on white, in the shape of the pad; empty when nothing is drawn."""
        if self.is_empty():
            return b""
        image = QImage(self.size() * scale, QImage.Format.Format_Grayscale8)
        image.fill(QColor(PAPER))
        painter = QPainter(image)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.scale(scale, scale)
        self._draw(painter)
        painter.end()
        kept = QByteArray()
        buffer = QBuffer(kept)
        buffer.open(QIODevice.OpenModeFlag.WriteOnly)
        image.save(buffer, "PNG")  # type: ignore[call-overload]  # stubs want bytes here
        buffer.close()
        return bytes(kept.data())

    def _draw(self, painter: QPainter) -> None:
        pen = QPen(QColor(INK), 2.2)
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
        painter.setPen(pen)
        for stroke in self._strokes:
            if len(stroke) == 1:
                painter.drawPoint(stroke[0])
            else:
                painter.drawPolyline(stroke)

    def sizeHint(self) -> QSize:
        return QSize(theme.current().px(320), theme.current().px(120))

    def minimumSizeHint(self) -> QSize:
        return QSize(theme.current().px(200), theme.current().px(120))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.setFocus(Qt.FocusReason.MouseFocusReason)
        self._strokes.append([event.position()])
        self.update()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._strokes and event.buttons():
            self._strokes[-1].append(event.position())
            self.update()

    def mouseReleaseEvent(self, _event: QMouseEvent) -> None:
        self.changed.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.clear()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        now = theme.current()
        painter = theme.painter(self)
        box(painter, self.rect(), 6, QColor(PAPER), now.colour("line2"), now.hairline)
        base = self.height() - now.px(32)
        painter.setPen(QPen(QColor("#A9B5B2"), 1, Qt.PenStyle.DashLine))
        painter.drawLine(now.px(16), base, self.width() - now.px(16), base)
        if not self._strokes:
            foot = self.rect().adjusted(0, base, 0, 0)
            words = _("اینجا امضا کنید")
            write(painter, foot, words, now.font("small"), QColor("#5F6C69"), "center")
        self._draw(painter)
        painter.end()
