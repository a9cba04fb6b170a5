"""One of the values to choose between: its words, who wrote it when, and the key that takes it."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from PySide6.QtCore import QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPaintEvent, QTextDocument, QTextOption
from PySide6.QtWidgets import QAbstractButton, QSizePolicy

from desktop.views.shared import theme
from desktop.views.shared.drawing import box, on_its_side, turned, write
from desktop.views.shared.tags import cap_size, paint_cap

Pieces = Sequence[tuple[str, bool]]
_PAD = 14


class ValueCard(QAbstractButton):
    """A radio button as large as its value; ``stepped`` asks for another one by arrow keys."""

    stepped = Signal(int)

    def __init__(self, pieces: Pieces, meta: str, key: str = "") -> None:
        super().__init__()
        self._pieces, self._meta, self._key = tuple(pieces), meta, key
        self._document = QTextDocument(self)
        self.setCheckable(True)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.setAccessibleName(f"{self.words()}، {meta}")
        self.toggled.connect(lambda _checked: self.update())
        theme.follow(self._write)

    def words(self) -> str:
        """The value without marks."""
        return "".join(words for words, _changed in self._pieces)

    def marked_words(self) -> list[str]:
        """What differs from the other value."""
        return [words.strip() for words, changed in self._pieces if changed and words.strip()]

    def _write(self) -> None:
        now = theme.current()
        option = QTextOption()
        option.setTextDirection(now.direction)
        option.setAlignment(Qt.AlignmentFlag.AlignLeading)
        option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        self._document.setDefaultTextOption(option)
        self._document.setDocumentMargin(0)
        self._document.setDefaultFont(now.font())
        side = "rtl" if now.rtl else "ltr"
        parts = "".join(self._span(words, changed) for words, changed in self._pieces)
        ink = now.hex("text" if self.isEnabled() else "disabled")
        self._document.setHtml(
            f'<p dir="{side}" style="margin:0;color:{ink}">{on_its_side("")}{parts}</p>'
        )
        self.updateGeometry()
        self.update()

    def _span(self, words: str, changed: bool) -> str:
        shown = escape(words).replace("\n", "<br>")
        if not changed:
            return shown
        return f'<span style="background-color:{theme.current().hex("mark")}">{shown}</span>'

    def _room(self, width: int) -> int:
        now = theme.current()
        cap = cap_size(self._key).width() + now.gap(8) if self._key else 0
        return max(40, width - 2 * now.gap(_PAD) - now.height("check") - now.gap(10) - cap)

    def _meta_height(self) -> int:
        return theme.current().px(22)

    def heightForWidth(self, width: int) -> int:
        self._document.setTextWidth(self._room(width))
        text = round(self._document.size().height())
        return text + self._meta_height() + 2 * theme.current().gap(10) + 4

    def hasHeightForWidth(self) -> bool:
        return True

    def sizeHint(self) -> QSize:
        width = theme.current().px(300)
        return QSize(width, self.heightForWidth(width))

    def minimumSizeHint(self) -> QSize:
        return QSize(theme.current().px(150), theme.current().px(64))

    def paintEvent(self, _event: QPaintEvent) -> None:
        now = theme.current()
        painter = theme.painter(self)
        rect, chosen = self.rect(), self.isChecked()
        fill = "sel" if chosen else "hover" if self.underMouse() and self.isEnabled() else "surface"
        edge = "accent" if chosen else "edge"
        box(painter, rect, 8, now.colour(fill), now.colour(edge), 2 if chosen else now.hairline)
        pad, side = now.gap(_PAD), now.height("check")
        mark = turned(rect, QRect(pad, now.gap(10), side, side))
        ink = now.colour("accent" if chosen else "line2" if self.isEnabled() else "disabled")
        box(painter, mark, side / 2, now.colour("surface"), ink, 2 if chosen else 1.6)
        if chosen:
            inset = round(side * 0.28)
            box(painter, mark.adjusted(inset, inset, -inset, -inset), side, ink)
        room = self._room(rect.width())
        used = pad + side + now.gap(10)
        words = turned(rect, QRect(used, now.gap(10), room, rect.height()))
        self._document.setTextWidth(room)
        painter.save()
        painter.translate(words.topLeft())
        self._document.drawContents(painter, QRectF(0, 0, room, rect.height()))
        painter.restore()
        low = rect.height() - self._meta_height() - now.gap(6)
        meta = turned(rect, QRect(used, low, room, self._meta_height()))
        write(painter, meta, self._meta, now.font("small"), now.colour("text3"))
        if self._key:
            size = cap_size(self._key)
            at = rect.width() - pad + now.gap(4) - size.width()
            cap = turned(rect, QRect(at, now.gap(10), size.width(), size.height()))
            box(painter, cap, 4, now.colour("surface"))
            paint_cap(painter, cap, self._key, now.colour("text3"), now.colour("edge"))
        painter.end()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}.get(Qt.Key(event.key()))
        if step is not None:
            self.stepped.emit(step)
        elif event.key() in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            event.ignore()
        else:
            super().keyPressEvent(event)
