"""One line of a plan or a month: code, what, a second line, figures, state at the end."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QKeyEvent, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from desktop.views.shared import theme
from desktop.views.shared.drawing import box, turned, width_of, write
from desktop.views.shared.pill import PillLook, paint_pill, pill_size
from desktop.views.shared.tips import tip
from resources.words import listed

_FIGURES_FROM = 560


class Line(QAbstractButton):
    """Opens what it stands for by click or Enter."""

    def __init__(
        self,
        code: str,
        title: str,
        detail: str,
        look: PillLook,
        figures: str = "",
        *,
        on_click: Callable[[], object] | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.code, self.title, self.detail = code, title, detail
        self.look, self.figures = look, figures
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setAccessibleName(listed((code, title, detail, figures, look.words)))
        if on_click is not None:
            self.setCursor(Qt.CursorShape.PointingHandCursor)
            self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
            self.clicked.connect(lambda _checked=False: on_click())
        else:
            self.setFocusPolicy(Qt.FocusPolicy.NoFocus)

    def sizeHint(self) -> QSize:
        return QSize(theme.current().px(320), theme.current().px(46))

    def minimumSizeHint(self) -> QSize:
        return QSize(theme.current().px(220), theme.current().px(46))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        now = theme.current()
        painter = theme.painter(self)
        rect = self.rect().adjusted(1, 1, -1, -1)
        opens = self.focusPolicy() != Qt.FocusPolicy.NoFocus
        lifted = opens and (self.underMouse() or self.hasFocus())
        if lifted:
            box(painter, rect, 6, now.colour("sel" if self.hasFocus() else "hover"))
        lead = now.px(48) if self.code else now.px(6)
        small, strong = now.font("small"), now.font("strong")
        if self.code:
            head = turned(
                rect, QRect(rect.left() + now.px(4), rect.top(), lead - now.px(6), rect.height())
            )
            write(painter, head, self.code, small, now.colour("text2"))
        pill = pill_size(self.look)
        ends = pill.width() + now.px(8)
        where = turned(rect, QRect(rect.right() - ends, rect.top(), pill.width(), rect.height()))
        paint_pill(painter, where, self.look, lifted)
        if self.figures and rect.width() >= now.px(_FIGURES_FROM):
            wide = max(now.px(96), width_of(self.figures, small) + now.px(12))
            at = rect.right() - ends - wide
            write(
                painter,
                turned(rect, QRect(at, rect.top(), wide - now.px(10), rect.height())),
                self.figures,
                small,
                now.colour("text2"),
                "end",
            )
            ends += wide
        room = max(0, rect.width() - lead - ends - now.px(8))
        half = rect.height() // 2
        top = rect.top() + (now.px(3) if self.detail else half // 2)
        upper = turned(rect, QRect(rect.left() + lead, top, room, half))
        cut = write(painter, upper, self.title, strong, now.colour("text"))
        if self.detail:
            low = turned(rect, QRect(rect.left() + lead, rect.top() + half - now.px(1), room, half))
            cut |= write(painter, low, self.detail, small, now.colour("text2"))
        painter.end()
        tip(self, f"{self.title}\n{self.detail}".strip() if cut else "")
