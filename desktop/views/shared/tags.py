"""Small painted marks: indicator tag, count badge, key cap, filter chip."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QEvent, QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QEnterEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop.models.text import ltr_isolate, persian_digits
from desktop.views.shared import theme
from desktop.views.shared.drawing import Line, box, picture, width_of, write
from desktop.views.shared.icons import icon
from desktop.views.shared.pill import pill_colours
from desktop.views.shared.tips import tip
from resources.words import _

_KEY_NAMES: Final = {
    "Return": "Enter",
    "Escape": "Esc",
    "Up": "↑",
    "Down": "↓",
    "Left": "←",
    "Right": "→",
    "Delete": "Del",
}


@dataclass(frozen=True, slots=True)
class Tag:
    """A short code or number in a box: an indicator («F4»), a severity, a count."""

    words: str
    tone: str = "accent"
    outlined: bool = True
    meaning: str = ""


def indicator_tag(code: str, meaning: str = "") -> Tag:
    """Indicators keep their Latin code; the tag is tinted and tall, unlike a key cap."""
    return Tag(code, "accent", True, meaning)


def count_tag(count: int, tone: str, meaning: str = "") -> Tag:
    """«۲» in the colour of its severity; ``meaning`` is read out and shown as tooltip."""
    return Tag(persian_digits(str(count)), tone, False, meaning)


def tag_size(tag: Tag) -> QSize:
    now = theme.current()
    height = now.height("pill") if tag.outlined else now.px(20)
    width = width_of(tag.words, now.font("smallMedium")) + 2 * now.gap(6)
    return QSize(max(width, height), height)


def paint_tag(painter: QPainter, rect: QRect, tag: Tag, lifted: bool = False) -> QRect:
    """Draws at the start of ``rect``; gives back where it lies."""
    now = theme.current()
    size = tag_size(tag)
    place = Line(rect).take(size.width(), size.height())
    ink, ground, line = pill_colours(tag.tone, lifted)
    if tag.outlined:
        line = now.colour(f"{tag.tone}L")
    box(painter, place, 4, ground, line, now.hairline)
    write(painter, place, tag.words, now.font("smallMedium"), ink, "center")
    return place


def key_words(key: str) -> str:
    """«Ctrl+Return» as it stands on the cap: «Ctrl Enter»; digits become Persian."""
    parts = [part for part in key.split("+") if part]
    shown = " ".join(_KEY_NAMES.get(part, part) for part in parts)
    return persian_digits(shown) if shown.isdigit() else shown


def cap_size(key: str) -> QSize:
    now = theme.current()
    height = now.height("cap")
    return QSize(max(height, width_of(key_words(key), now.font("cap")) + now.px(9)), height)


def paint_cap(painter: QPainter, rect: QRect, key: str, ink: QColor, line: QColor) -> None:
    now = theme.current()
    box(painter, rect, 4, None, line, now.hairline if now.name != "contrast" else 1)
    # «Alt ↑» would turn round in a line from the right.
    write(painter, rect, ltr_isolate(key_words(key)), now.font("cap"), ink, "center")


class TagMark(QWidget):
    """A tag on its own."""

    def __init__(self, tag: Tag, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.set_tag(tag)

    def set_tag(self, tag: Tag) -> None:
        self._tag = tag
        self.setAccessibleName(tag.meaning or tag.words)
        tip(self, tag.meaning)
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        return tag_size(self._tag)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = theme.painter(self)
        paint_tag(painter, self.rect(), self._tag)
        painter.end()


class KeyCap(QWidget):
    """The key that works a control, drawn where the control is."""

    def __init__(self, key: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._key = key
        self.setAccessibleName(key_words(key))
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return cap_size(self._key)

    def paintEvent(self, _event: QPaintEvent) -> None:
        now = theme.current()
        painter = theme.painter(self)
        box(painter, self.rect(), 4, now.colour("surface"))
        paint_cap(painter, self.rect(), self._key, now.colour("text3"), now.colour("edge"))
        painter.end()


class Chip(QWidget):
    """Something chosen: «استان: قزوین ×»; Delete, Backspace or × takes it away."""

    removed = Signal()
    clicked = Signal()

    def __init__(self, name: str, value: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._name, self._value = f"{name}:", value
        self._over_cross = False
        self.setAccessibleName(f"{name}: {value}")
        tip(self, _("برداشتن: Delete"))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        now = theme.current()
        words = width_of(self._name, now.font("small"))
        words += width_of(self._value, now.font("smallMedium"))
        width = words + 2 * now.gap(12) + 2 * now.gap(6) + now.icon("inline") + 4
        return QSize(width, now.height("chip"))

    def _cross(self) -> QRect:
        line = Line(self.rect())
        line.take_at_end(theme.current().gap(6))
        return line.take_at_end(theme.current().icon("inline") + 10)

    def paintEvent(self, _event: QPaintEvent) -> None:
        now = theme.current()
        painter = theme.painter(self)
        ink = now.colour("accentT")
        radius = self.height() / 2
        box(
            painter, self.rect(), radius, now.colour("accentS"), now.colour("accentL"), now.hairline
        )
        if self._over_cross:
            box(painter, self._cross().adjusted(0, 4, 0, -4), 8, now.colour("surface"))
        line = Line(self.rect())
        line.skip(now.gap(12))
        font = now.font("small")
        write(painter, line.take(width_of(self._name, font) + 2), self._name, font, ink)
        line.skip(now.gap(6))
        font = now.font("smallMedium")
        write(
            painter,
            line.take(width_of(self._value, font) + 2),
            self._value,
            font,
            now.colour("text"),
        )
        picture(painter, self._cross(), icon("x", now.icon("inline"), "accentT"))
        painter.end()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._over_cross = self._cross().contains(event.position().toPoint())
        self.update()

    def enterEvent(self, event: QEnterEvent) -> None:
        super().enterEvent(event)
        self.update()

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self._over_cross = False
        self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self._cross().contains(event.position().toPoint()):
            self.removed.emit()
        else:
            self.clicked.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.removed.emit()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.clicked.emit()
        else:
            super().keyPressEvent(event)
