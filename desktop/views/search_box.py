"""Ctrl+K: find anything from anywhere, and go there."""

from __future__ import annotations

from PySide6.QtCore import QRect, QSize, Qt, QTimer
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QVBoxLayout, QWidget

from desktop.models.search import Found, search
from desktop.models.text import find_folded, ltr_isolate, persian_digits
from desktop.views.navigation import Place, Workplace
from desktop.views.shared import theme
from desktop.views.shared.drawing import box, picture, turned, width_of, write
from desktop.views.shared.fields import SearchLine
from desktop.views.shared.icons import icon
from desktop.views.shared.labels import label
from desktop.views.shared.pill import paint_pill, pill_size
from desktop.views.shared.popover import Popover
from desktop.views.states import state_look
from resources.words import _, listed

_PAUSE_MS = 150
_PLACES = {"visits": "visit", "letters": "letter", "units": "directory"}
_ICONS = {"visits": "clipboard-check", "letters": "mail", "units": "building-2"}
_CODES = frozenset({"visits", "letters"})


class Hit(QAbstractButton):
    """One line found, with the sought words marked."""

    def __init__(self, found: Found, sought: str) -> None:
        super().__init__()
        self.found = found
        self._sought = sought
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        state = state_look(found.kind, found.state).words if found.state else ""
        self.setAccessibleName(listed((found.title, found.line, state)))

    def sizeHint(self) -> QSize:
        return QSize(theme.current().px(320), theme.current().px(46))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        elif event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Up):
            self.focusNextPrevChild(event.key() == Qt.Key.Key_Down)
        else:
            super().keyPressEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        now = theme.current()
        painter = theme.painter(self)
        rect = self.rect()
        lit = self.hasFocus() or self.underMouse()
        if lit:
            box(painter, rect, 6, now.colour("sel" if self.hasFocus() else "hover"))
        side = now.icon("control")
        mark = QRect(now.gap(8), 0, side, rect.height())
        picture(painter, turned(rect, mark), icon(_ICONS[self.found.kind], side, "text2"))
        used = now.gap(8) + side + now.gap(10)
        end = now.gap(8)
        if self.found.state:
            look = state_look(self.found.kind, self.found.state)
            width = pill_size(look).width()
            spot = QRect(rect.width() - width - end, 0, width, rect.height())
            paint_pill(painter, turned(rect, spot), look, lit)
            end += width + now.gap(8)
        half = rect.height() // 2
        title = turned(rect, QRect(used, now.px(3), rect.width() - used - end, half))
        self._mark_words(painter, title)
        write(painter, title, self.found.title, now.font("strong"), now.colour("text"))
        line = turned(rect, QRect(used, half - now.px(2), rect.width() - used - end, half))
        words = persian_digits(self.found.line)
        words = ltr_isolate(words) if self.found.kind in _CODES else words
        write(painter, line, words, now.font("small"), now.colour("text2"))
        painter.end()

    def _mark_words(self, painter: QPainter, rect: QRect) -> None:
        now = theme.current()
        font = now.font("strong")
        for start, stop in find_folded(self.found.title, self._sought):
            before = width_of(self.found.title[:start], font)
            wide = width_of(self.found.title[start:stop], font)
            if before + wide > rect.width():
                return
            left = rect.right() - before - wide if now.rtl else rect.left() + before
            spot = QRect(left, rect.top() + 2, wide, rect.height() - 4)
            box(painter, spot, 3, now.colour("mark"))


class SearchBox(Popover):
    """A line to type in and what it finds, a moment after the last key."""

    def __init__(self, work: Workplace) -> None:
        super().__init__(_("جستجو در همه"), 420)
        self._work = work
        self.line = SearchLine(_("شماره، واحد، موضوع نامه …"))
        self.hits: list[Hit] = []
        self._list = QVBoxLayout()
        theme.pad(self._list, 2)
        self.note = label("", "small", "text3")
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_PAUSE_MS)
        self.body.addWidget(self.line)
        self.body.addLayout(self._list)
        self.body.addWidget(self.note)
        self.line.textEdited.connect(lambda _text: self._pause.start())
        self._pause.timeout.connect(self._look)
        self._opened_at: QWidget | None = None

    def open_below(self, opener: QWidget) -> None:
        """Below the item of the rail, with the line in focus."""
        self._opened_at = opener
        super().open_below(opener)
        self.line.selectAll()

    def _look(self) -> None:
        sought = self.line.text()
        self._work.tasks.read(
            self, lambda session: search(session, sought), lambda hits: self._show(sought, hits)
        )

    def _show(self, sought: str, hits: tuple[Found, ...]) -> None:
        if sought != self.line.text():
            return
        for hit in self.hits:
            self._list.removeWidget(hit)
            hit.deleteLater()
        self.hits = [Hit(found, sought) for found in hits]
        for hit in self.hits:
            hit.clicked.connect(lambda _checked=False, found=hit.found: self._go(found))
            self._list.addWidget(hit)
        nothing = _("چیزی با «{text}» پیدا نشد").format(text=sought.strip())
        self.note.set_words("" if hits or not sought.strip() else nothing)
        if self._opened_at is not None and self.isVisible():
            position = self.line.cursorPosition()
            super().open_below(self._opened_at)
            self.line.setFocus()
            self.line.setCursorPosition(position)

    def _go(self, found: Found) -> None:
        self.close_it()
        self._work.go(Place(_PLACES[found.kind], found.record))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Return) and self.hits:
            self.hits[0].setFocus(Qt.FocusReason.TabFocusReason)
        else:
            super().keyPressEvent(event)
