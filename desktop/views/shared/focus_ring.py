"""The ring around what has the focus: one overlay a window, never part of the layout."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QRectF, Qt
from PySide6.QtGui import QPaintEvent, QPen
from PySide6.QtWidgets import (
    QAbstractScrollArea,
    QApplication,
    QComboBox,
    QLineEdit,
    QPlainTextEdit,
    QScrollArea,
    QWidget,
)
from shiboken6 import isValid

from desktop.views.shared import theme

_MOVES = frozenset(
    {
        QEvent.Type.Move,
        QEvent.Type.Resize,
        QEvent.Type.Show,
        QEvent.Type.Hide,
        QEvent.Type.EnabledChange,
        QEvent.Type.DynamicPropertyChange,
    }
)
REACH = 5


class FocusRing(QWidget):
    """Put one on each window: ``FocusRing(window)``. Fields turn their own border instead.

    A sheet that scrolls is as large as its page: the ring is around its bar, which the keys move.
    """

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self._around: QWidget | None = None
        self._watched: list[QWidget] = []
        self._clip = QRect()
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.hide()
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.focusChanged.connect(self._follow)
            self._follow(None, app.focusWidget())

    def around(self) -> QWidget | None:
        """The widget the ring is drawn around, if one is."""
        return self._around

    def _follow(self, _old: QWidget | None, new: QWidget | None) -> None:
        for one in self._watched:
            if isValid(one):
                one.removeEventFilter(self)
        self._watched = []
        self._around = None
        window = self._window
        if new is None or new.window() is not window or new is window:
            self.hide()
            return
        if isinstance(new, QLineEdit) and isinstance(new.parentWidget(), QComboBox):
            new = new.parentWidget()
        self._around = new
        step: QWidget | None = new
        while step is not None and step is not window:
            step.installEventFilter(self)
            self._watched.append(step)
            step = step.parentWidget()
        self._place()

    def _place(self) -> None:
        window, around = self._window, self._around
        if around is None or not isValid(around) or not around.isVisible() or _rings_itself(around):
            self.hide()
            return
        if isinstance(around, QScrollArea):
            around = around.verticalScrollBar()
            if not around.isVisible():
                self.hide()
                return
        rect = QRect(around.mapTo(window, QPoint(0, 0)), around.size())
        clip = window.rect()
        for step in filter(isValid, self._watched):
            above = step.parentWidget()
            if isinstance(above, QAbstractScrollArea) and above.viewport() is step:
                clip = clip.intersected(QRect(step.mapTo(window, QPoint(0, 0)), step.size()))
        reach = rect.adjusted(-REACH, -REACH, REACH, REACH)
        self._clip = clip.translated(-reach.topLeft())
        if not clip.intersects(rect):
            self.hide()
            return
        self.setGeometry(reach)
        self.raise_()
        self.show()
        self.update()

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        if event.type() in _MOVES:
            self._place()
        return False

    def paintEvent(self, _event: QPaintEvent) -> None:
        now = theme.current()
        painter = theme.painter(self)
        painter.setClipRect(self._clip)
        thick = now.ring
        painter.setPen(QPen(now.colour("accent"), thick))
        inset = thick / 2 + (0.5 if thick > 2 else 1)
        around = self._around if self._around is not None and isValid(self._around) else None
        radius = float(around.property("radius") or 6) if around else 6.0
        painter.drawRoundedRect(
            QRectF(self.rect()).adjusted(inset, inset, -inset, -inset), radius + 2, radius + 2
        )
        painter.end()


def _rings_itself(widget: QWidget) -> bool:
    """A field's own border says so, unless that border already says something is wrong."""
    field = isinstance(widget, QLineEdit | QPlainTextEdit | QComboBox)
    return bool(widget.property("ringless")) or (field and not widget.property("state"))
