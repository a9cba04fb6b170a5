"""Buttons, links and segments, painted from the tokens."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Literal

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QKeySequence, QPaintEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QButtonGroup,
    QHBoxLayout,
    QPushButton,
    QSizePolicy,
    QWidget,
)

from desktop.views.shared import theme
from desktop.views.shared.drawing import Line, box, picture, width_of, write
from desktop.views.shared.icons import icon as draw_icon
from desktop.views.shared.tags import cap_size, key_words, paint_cap
from desktop.views.shared.tips import tip

Kind = Literal["primary", "secondary", "quiet", "danger", "link", "chip"]
Size = Literal["label", "row", "normal", "tall"]
_SIZES = {"row": "buttonInRow", "normal": "button", "tall": "signIn", "label": "cap"}


class Button(QPushButton):
    """One action. ``key`` («Ctrl+N») is both drawn on it and works it."""

    def __init__(
        self,
        words: str,
        kind: Kind = "secondary",
        *,
        icon: str = "",
        key: str = "",
        size: Size = "normal",
        menu: bool = False,
        on_click: Callable[[], object] | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._kind, self._icon, self._key, self._size = kind, icon, key, size
        self._menu = menu
        self._worded = True
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.set_words(words)
        if on_click:
            self.clicked.connect(lambda: on_click())

    def words(self) -> str:
        return self._words

    def kind(self) -> Kind:
        return self._kind

    def set_words(self, words: str) -> None:
        self._words = words
        self.setText(words.replace("&", "&&"))
        self.setAccessibleName(words)
        if self._key:
            # setText forgets the shortcut, so it is set again after it.
            self.setShortcut(QKeySequence(self._key))
        self._explain()
        self.updateGeometry()
        self.update()

    def set_icon(self, icon: str) -> None:
        self._icon = icon
        self.update()

    def show_words(self, shown: bool) -> None:
        """Narrow windows keep the icon and the tooltip of a secondary action."""
        if not self._icon or shown == self._worded:
            return
        self._worded = shown
        self._explain()
        self.updateGeometry()
        self.update()

    def _explain(self) -> None:
        hint = f"{self._words} ({key_words(self._key)})" if self._key else self._words
        tip(self, "" if self._worded else hint)

    def sizeHint(self) -> QSize:
        now = theme.current()
        height = now.height(_SIZES[self._size])
        if not self._worded:
            return QSize(height, height)
        if self._kind == "link" and self._size == "label":
            height = now.px(22)
        width = 2 * self._side() + width_of(self._words, self._font()) + 2
        width += self._icon_side() + now.gap(8) if self._icon else 0
        width += cap_size(self._key).width() + now.gap(10) if self._key else 0
        width += now.icon("inline") + now.gap(8) if self._menu else 0
        return QSize(width, height)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def _side(self) -> int:
        """The empty space at either side of what stands inside."""
        if self._kind == "link":
            return theme.current().gap(2)
        return theme.current().gap(10 if self._size == "row" else 12)

    def _font(self) -> QFont:
        return theme.current().font("small" if self._kind == "chip" else "strong")

    def _icon_side(self) -> int:
        small = self._kind == "chip" or self._size == "label"
        return theme.current().icon("inline" if small else "control")

    def paintEvent(self, _event: QPaintEvent) -> None:
        now = theme.current()
        painter = theme.painter(self)
        fill, line, ink, cap = self._colours()
        if fill or line:
            box(
                painter,
                self.rect(),
                self.height() / 2 if self._kind == "chip" else 6,
                now.colour(fill) if fill else None,
                now.colour(line) if line else None,
                now.hairline,
            )
        row = Line(self._content())
        if not self._worded:
            picture(painter, self.rect(), draw_icon(self._icon, self._icon_side(), ink))
        else:
            if self._icon:
                side = self._icon_side()
                picture(painter, row.take(side), draw_icon(self._icon, side, ink))
                row.skip(now.gap(8))
            font = self._font()
            wide = min(width_of(self._words, font) + 2, row.left_over)
            write(painter, row.take(wide), self._words, font, now.colour(ink))
            if self._key:
                row.skip(now.gap(10))
                size = cap_size(self._key)
                where = row.take(size.width(), size.height())
                edge = QColor(now.colour(cap))
                if self._kind in ("primary", "danger"):
                    edge.setAlphaF(0.75)
                cap_ink = cap if self._kind in ("primary", "danger") else "text3"
                paint_cap(
                    painter,
                    where,
                    self._key,
                    now.colour(cap_ink if self.isEnabled() else "disabled"),
                    edge,
                )
            if self._menu:
                row.skip(now.gap(8))
                size_ = now.icon("inline")
                picture(painter, row.take(size_), draw_icon("chevron-down", size_, ink))
        painter.end()

    def _content(self) -> QRect:
        """What stands inside, in the middle of a button wider than it needs to be."""
        hint = self.sizeHint().width()
        side = self._side()
        spare = max(0, self.width() - hint) // 2
        return self.rect().adjusted(side + spare, 0, -side - spare, 0)

    def _colours(self) -> tuple[str, str, str, str]:
        """Tokens of fill, line, ink and the line of the key cap."""
        down, over = self.isDown() or self.isChecked(), self.underMouse()
        if not self.isEnabled():
            plain = self._kind in ("quiet", "link")
            return ("", "", "disabled", "line") if plain else ("sunken", "line", "disabled", "line")
        if self._kind == "primary":
            fill = "accentPress" if down else "accentHover" if over else "accent"
            return fill, "", "on", "on"
        if self._kind == "danger":
            fill = "dangerPress" if down else "dangerHover" if over else "danger"
            return fill, "", "on", "on"
        if self._kind == "link":
            return "hover" if over or down else "", "", "accentT", "edge"
        if self._kind == "quiet":
            return "press" if down else "hover" if over else "", "", "text2", "edge"
        if self.isChecked():
            return "accentS", "accentL", "accentT", "edge"
        fill = "press" if down else "hover" if over else "surface"
        return fill, "edge", "text", "edge"


class IconButton(Button):
    """A square with a drawing; its words are the tooltip and what a reader hears."""

    def __init__(
        self,
        words: str,
        icon: str,
        kind: Kind = "quiet",
        *,
        key: str = "",
        size: Size = "normal",
        on_click: Callable[[], object] | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(
            words, kind, icon=icon, key=key, size=size, on_click=on_click, parent=parent
        )
        self.show_words(False)


class _Segment(QAbstractButton):
    def __init__(self, words: str, icon: str) -> None:
        super().__init__()
        self._words, self._icon = words, icon
        self.setText(words.replace("&", "&&"))
        self.setAccessibleName(words)
        tip(self, words if icon else "")
        self.setCheckable(True)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        now = theme.current()
        height = now.height("button") - 6
        if self._icon:
            return QSize(height + now.gap(6), height)
        return QSize(width_of(self._words, now.font("body")) + 2 * now.gap(11), height)

    def paintEvent(self, _event: QPaintEvent) -> None:
        now = theme.current()
        painter = theme.painter(self)
        ink = "text" if self.isChecked() else "text2"
        if not self.isEnabled():
            ink = "disabled"
        if self.isChecked():
            dark = now.name != "light"
            fill = "sel" if now.name == "contrast" else "raised"
            edge = "accent" if now.name == "contrast" else "line2" if dark else "edge"
            box(painter, self.rect(), 5, now.colour(fill), now.colour(edge), now.hairline)
        elif self.underMouse():
            box(painter, self.rect(), 5, now.colour("press"))
        if self._icon:
            picture(painter, self.rect(), draw_icon(self._icon, None, ink))
        else:
            font = now.font("strong" if self.isChecked() else "body")
            write(painter, self.rect(), self._words, font, QColor(now.hex(ink)), "center")
        painter.end()


class Segments(QWidget):
    """A choice among a few that are all in sight; arrows move, the value is a key."""

    chosen = Signal(str)

    def __init__(
        self,
        options: Sequence[tuple[str, str] | tuple[str, str, str]],
        value: str = "",
        *,
        name: str = "",
        parent: QWidget | None = None,
    ) -> None:
        """``options`` are (key, words) or (key, words, icon)."""
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        row = QHBoxLayout(self)
        row.setContentsMargins(3, 3, 3, 3)
        row.setSpacing(0)
        self._group = QButtonGroup(self)
        self._parts: dict[str, _Segment] = {}
        for option in options:
            part = _Segment(option[1], option[2] if len(option) == 3 else "")
            self._parts[option[0]] = part
            self._group.addButton(part)
            row.addWidget(part)
        self.set_value(value or options[0][0])
        self._group.buttonToggled.connect(self._tell_chosen)

    def value(self) -> str:
        return next((key for key, part in self._parts.items() if part.isChecked()), "")

    def set_value(self, key: str) -> None:
        """Chooses without telling: ``chosen`` is for what a person does."""
        self._group.blockSignals(True)
        self._parts[key].setChecked(True)
        self._group.blockSignals(False)

    def _tell_chosen(self, _part: QAbstractButton, checked: bool) -> None:
        if checked:
            self.chosen.emit(self.value())

    def paintEvent(self, _event: QPaintEvent) -> None:
        now = theme.current()
        painter = theme.painter(self)
        fill = now.colour("neutralS" if now.name == "light" else "sunken")
        box(painter, self.rect(), 7, fill, now.colour("line"), now.hairline)
        painter.end()
