"""A small sheet above the page, below the control that opened it."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QApplication, QScrollArea, QVBoxLayout, QWidget

from desktop.views.shared import theme
from desktop.views.shared.drawing import box

SHADOW = 14
MARGIN = 12


def paint_shadow(painter: QPainter, sheet: QRect, radius: float) -> None:
    """Sheets that fade: a graphics effect would redraw what it covers and blur its text."""
    now = theme.current()
    if now.name == "contrast":
        return
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(0, 0, 0, 3 if now.name == "light" else 8))
    for step in range(SHADOW, 0, -2):
        # Filled and laid over each other, so that the edge of the sheet is the darkest.
        ring = QRectF(sheet).adjusted(-step, -step, step, step).translated(0, 4)
        painter.drawRoundedRect(ring, radius + step, radius + step)


class Popover(QWidget):
    """Put the content into ``body``; Esc or a click beside it closes; focus goes back."""

    closed = Signal()

    def __init__(self, name: str, width: int = 268) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self._width = width
        self._opener: QWidget | None = None
        self.body = QVBoxLayout(self)
        self.hide()

    def open_below(self, opener: QWidget) -> None:
        window = opener.window()
        self._opener = opener
        self.setParent(window)
        edge = SHADOW
        self.body.setContentsMargins(edge + 12, edge + 10, edge + 12, edge + 12)
        self.body.setSpacing(theme.current().gap(6))
        self.setFixedWidth(min(theme.current().px(self._width), window.width() - 8) + 2 * edge)
        self.body.activate()
        wanted = self.body.totalHeightForWidth(self.width())
        height = max(wanted, self.body.totalSizeHint().height())
        corner = opener.mapTo(window, QPoint(0, opener.height() + 6))
        left = corner.x() - edge
        if theme.current().rtl:
            left = corner.x() + opener.width() - self.width() + edge
        left = max(MARGIN - edge, min(left, window.width() - self.width() + edge - MARGIN))
        height = min(height, window.height() - 8 + 2 * edge)
        top = min(corner.y() - edge, window.height() - height + edge - 4)
        self.setGeometry(left, max(4 - edge, top), self.width(), height)
        self.raise_()
        self.show()
        fields = [one for one in self._stops() if not isinstance(one, QAbstractButton)]
        first = (in_reading_order(self, fields or self._stops()) or [self])[0]
        first.setFocus(Qt.FocusReason.PopupFocusReason)
        app = QApplication.instance()
        if app is not None:
            app.installEventFilter(self)

    def close_it(self) -> None:
        if self.isHidden():
            return
        app = QApplication.instance()
        if app is not None:
            app.removeEventFilter(self)
        self.hide()
        if self._opener is not None:
            self._opener.setFocus(Qt.FocusReason.PopupFocusReason)
        self.closed.emit()

    def _stops(self) -> list[QWidget]:
        return [
            one
            for one in self.findChildren(QWidget)
            if one.focusPolicy() & Qt.FocusPolicy.TabFocus
            and one.isVisibleTo(self)
            and one.isEnabled()
            and one.focusProxy() is None
        ]

    def focusNextPrevChild(self, forward: bool) -> bool:
        return step_focus(self, self._stops(), forward)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.close_it()
        else:
            super().keyPressEvent(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ShortcutOverride and watched is self:
            # While it is open, keys are its own.
            event.accept()
            return True
        if event.type() == QEvent.Type.MouseButtonPress and isinstance(watched, QWidget):
            popup = QApplication.activePopupWidget()
            inside = watched is self or self.isAncestorOf(watched)
            if not inside and popup is None and watched.window() is self.window():
                self.close_it()
        return False

    def paintEvent(self, _event: QPaintEvent) -> None:
        now = theme.current()
        painter = theme.painter(self)
        sheet = self.rect().adjusted(SHADOW, SHADOW, -SHADOW, -SHADOW)
        paint_shadow(painter, sheet, 10)
        box(painter, sheet, 10, now.colour("raised"), now.colour("line"), now.hairline)
        painter.end()


def step_focus(owner: QWidget, stops: list[QWidget], forward: bool) -> bool:
    """Keeps Tab inside: from the last stop to the first and back."""
    if not stops:
        return False
    ordered = in_reading_order(owner, stops)
    focused = QApplication.focusWidget()
    try:
        place = ordered.index(focused) if focused is not None else -1
    except ValueError:
        place = -1
    target = ordered[(place + (1 if forward else -1)) % len(ordered)]
    reason = Qt.FocusReason.TabFocusReason if forward else Qt.FocusReason.BacktabFocusReason
    target.setFocus(reason)
    return True


def in_reading_order(owner: QWidget, stops: list[QWidget]) -> list[QWidget]:
    """From the top, in a line from its start; a scrolled part as a whole, in sight or not."""
    rtl = theme.current().rtl

    def place(one: QWidget) -> list[tuple[int, int]]:
        area = _scrolled_by(one, owner)
        content = area.widget() if area is not None else None
        middle = one.mapTo(content or owner, one.rect().center())
        here = (middle.y() // 8, -middle.x() if rtl else middle.x())
        return [here] if area is None else [*place(area), here]

    return sorted(stops, key=place)


def _scrolled_by(one: QWidget, owner: QWidget) -> QScrollArea | None:
    above = one.parentWidget()
    while above is not None and above is not owner:
        if isinstance(above, QScrollArea):
            return above
        above = above.parentWidget()
    return None
