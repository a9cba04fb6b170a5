"""A sheet over the window, for a decision that cannot be undone or needs a reason."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QRect, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent, QPaintEvent
from PySide6.QtWidgets import QApplication, QHBoxLayout, QVBoxLayout, QWidget

from desktop.views.shared import theme
from desktop.views.shared.buttons import Button, IconButton, Kind
from desktop.views.shared.drawing import box
from desktop.views.shared.labels import Label
from desktop.views.shared.popover import in_reading_order, paint_shadow, step_focus
from desktop.views.shared.side_panel import Sheet, scrolled
from resources.words import _

WIDTH = 480
_REACH = 6
"""What the fields keep free at their sides, so that the ring around one is not cut."""


class _Sheet(QWidget):
    def paintEvent(self, _event: QPaintEvent) -> None:
        now = theme.current()
        painter = theme.painter(self)
        lined = now.name != "light"
        line = now.colour("line") if lined else None
        box(painter, self.rect(), 12, now.colour("raised"), line, now.hairline)
        painter.end()


class Dialog(QWidget):
    """Lies inside its window. Content goes into ``body``; Esc leaves, Ctrl+Enter decides."""

    decided = Signal()
    left = Signal()

    def __init__(
        self,
        title: str,
        explanation: str = "",
        *,
        primary: str = "",
        icon: str = "",
        kind: Kind = "primary",
        secondary: str = "",
        width: int = WIDTH,
        on_decided: Callable[[], object] | None = None,
    ) -> None:
        """``explanation`` says what happens and what will not be lost; no primary, no decision."""
        super().__init__()
        self._wide = width
        self._before: QWidget | None = None
        self.setAccessibleName(title)
        self.setAccessibleDescription(explanation)
        self.hide()
        self.sheet = _Sheet(self)
        column = QVBoxLayout(self.sheet)
        theme.pad(column, 12, (20 - _REACH, 16, 20 - _REACH, 16))
        head = QHBoxLayout()
        theme.pad(head, 8, (_REACH, 0, _REACH, 0))
        head.addWidget(Label(title, "window", wrap=True), 1)
        self._close = IconButton(_("بستن"), "x", size="row", on_click=self.leave)
        head.addWidget(self._close, 0, Qt.AlignmentFlag.AlignTop)
        column.addLayout(head)
        if explanation:
            told = QHBoxLayout()
            theme.pad(told, 0, (_REACH, 0, _REACH, 0))
            told.addWidget(Label(explanation, "body", "text2", wrap=True))
            column.addLayout(told)
        content = Sheet()
        self.body = QVBoxLayout(content)
        theme.pad(self.body, 4, (_REACH, 2, _REACH, 2))
        self._area = scrolled(content, title)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        content.installEventFilter(self)
        # A filter, not an ``event`` of its own, which would be running while the dialog is deleted.
        self.installEventFilter(self)
        column.addWidget(self._area)
        column.addStretch(1)
        self._note = Label("", "small", "text3")
        self.secondary = Button(
            secondary or (_("انصراف") if primary else _("بستن")), key="Esc", on_click=self.leave
        )
        self.primary = Button(
            primary, kind, icon=icon, key="Ctrl+Return", on_click=self.decided.emit
        )
        feet = QHBoxLayout()
        theme.pad(feet, 8, (_REACH, 0, _REACH, 0))
        feet.addWidget(self._note)
        feet.addStretch(1)
        feet.addWidget(self.secondary)
        feet.addWidget(self.primary)
        if not primary:
            self.primary.hide()
        column.addLayout(feet)
        if on_decided:
            self.decided.connect(lambda: on_decided())

    def open_over(self, anywhere: QWidget) -> None:
        """Show over the window that ``anywhere`` is in, and take the keys."""
        window = anywhere.window()
        self._before = window.focusWidget()
        self.setParent(window)
        window.installEventFilter(self)
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.focusChanged.connect(self._keep_in_sight)
        self.setGeometry(window.rect())
        self._place()
        self.raise_()
        self.show()
        self._place()
        stops = in_reading_order(self, [one for one in self._stops() if one is not self._close])
        fields = [one for one in stops if one not in (self.primary, self.secondary)]
        (fields or [self.secondary])[0].setFocus(Qt.FocusReason.PopupFocusReason)

    def set_note(self, words: str) -> None:
        """The quiet words at the foot, such as a count of letters."""
        self._note.set_words(words)

    def close_it(self) -> None:
        """Close after the decision; focus goes back to where it was."""
        window = self.parentWidget()
        if window is not None:
            window.removeEventFilter(self)
        self.hide()
        if self._before is not None:
            self._before.setFocus(Qt.FocusReason.PopupFocusReason)
        self.setParent(None)
        self.deleteLater()

    def leave(self) -> None:
        """Close without a decision."""
        self.left.emit()
        self.close_it()

    def _decide(self) -> None:
        if self.primary.isVisible() and self.primary.isEnabled():
            self.primary.click()

    def _place(self) -> None:
        width = min(theme.current().px(self._wide), self.width() - 32)
        self.sheet.setFixedWidth(width)
        layout = self.sheet.layout()
        if layout is None:
            return
        room = self.height() - 32
        margins = layout.contentsMargins()
        whole = self.body.totalHeightForWidth(width - margins.left() - margins.right())
        if whole < 0:
            whole = self.body.totalSizeHint().height()
        self._area.setVisible(self.body.count() > 0)
        self._area.setFixedHeight(whole)
        layout.activate()
        height = layout.totalHeightForWidth(width)
        if height > room:  # the fields scroll; what is decided stays in sight
            self._area.setFixedHeight(max(theme.current().px(64), whole - (height - room)))
            layout.activate()
            height = min(layout.totalHeightForWidth(width), room)
        top = max(16, round((self.height() - height) * 0.45))
        self.sheet.setGeometry((self.width() - width) // 2, top, width, height)

    @Slot(QWidget, QWidget)
    def _keep_in_sight(self, _old: QWidget | None, new: QWidget | None) -> None:
        if new is not None and self._area.isAncestorOf(new):
            self._area.ensureWidgetVisible(new, 0, theme.current().px(24))

    def _stops(self) -> list[QWidget]:
        return [
            one
            for one in self.sheet.findChildren(QWidget)
            if one.focusPolicy() & Qt.FocusPolicy.TabFocus
            and one.isVisibleTo(self)
            and one.isEnabled()
            and one.focusProxy() is None
        ]

    def focusNextPrevChild(self, forward: bool) -> bool:
        return step_focus(self, self._stops(), forward)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if event.key() == Qt.Key.Key_Escape:
            self.leave()
        elif enter and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self._decide()
        # Nothing goes on to the page below.
        event.accept()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        window = self.parentWidget()
        if event.type() == QEvent.Type.ShortcutOverride and watched is self:
            # The page below must not hear its shortcuts while a decision is open.
            event.accept()
            return True
        if event.type() == QEvent.Type.Resize and window is not None and watched is window:
            self.setGeometry(window.rect())
            self._place()
        if event.type() == QEvent.Type.LayoutRequest:
            self._place()
        return False

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = theme.painter(self)
        painter.fillRect(self.rect(), theme.current().colour("scrim"))
        paint_shadow(painter, QRect(self.sheet.geometry()), 12)
        painter.end()
