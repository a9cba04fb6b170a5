"""The navigation rail at the start: mark, search, places, unsent state, me."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from desktop.models.text import persian_digits
from desktop.views.navigation import Place
from desktop.views.page_entry import PageEntry
from desktop.views.shared import theme
from desktop.views.shared.card import Divider
from desktop.views.shared.drawing import box, picture, turned, width_of, write
from desktop.views.shared.icons import icon
from desktop.views.shared.side_panel import Sheet, scrolled
from desktop.views.shared.tags import cap_size, paint_cap
from desktop.views.shared.tips import tip
from resources.words import _, listed

WIDE_FROM = 1200
WIDE_SCALE = 1.2


@dataclass(frozen=True, slots=True)
class FootState:
    """What is said of sync: words, a second line, what to do, its look, and what is unsent."""

    words: str
    line: str
    hint: str
    icon: str
    tone: str
    count: int


class RailItem(QAbstractButton):
    """One place: icon, name, count; narrow it keeps the icon, and the name as tooltip."""

    def __init__(self, words: str, icon_name: str, *, line: str = "", key: str = "") -> None:
        super().__init__()
        self._icon, self._line, self._key = icon_name, line, key
        self._count = 0
        self._tone = "text2"
        self._current = False
        self._wide = True
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.say(words, line)

    def say(self, words: str, line: str = "") -> None:
        """Name the place again."""
        self._words, self._line = words, line
        self._explain()
        self.updateGeometry()
        self.update()

    def mark_as(self, icon_name: str, tone: str, count: int) -> None:
        """Icon, tone and count as the state now is."""
        self._icon, self._tone, self._count = icon_name, tone, count
        self._explain()
        self.update()

    def set_count(self, count: int) -> None:
        """The number beside the name; none for zero."""
        self.mark_as(self._icon, self._tone, count)

    def set_current(self, current: bool) -> None:
        """Whether the window is here."""
        self._current = current
        self.update()

    def current(self) -> bool:
        """Whether the window is here."""
        return self._current

    def set_wide(self, wide: bool) -> None:
        """Whether there is room for the name."""
        self._wide = wide
        self._explain()
        self.updateGeometry()

    def _explain(self) -> None:
        name = listed((self._words, self._line))
        if self._count:
            name = _("{name}، {n} مورد").format(name=name, n=persian_digits(self._count))
        self.setAccessibleName(name)
        tip(self, "" if self._wide else name)

    def _height(self) -> int:
        return theme.current().px(46 if self._line and self._wide else 36)

    def _paint_ground(self, painter: QPainter, rect: QRect) -> None:
        now = theme.current()
        if self._key and self._wide:
            box(painter, rect, now.px(6), now.colour("surface"), now.colour("line"))
        elif self._current:
            selected = now.colour("surface" if now.name == "light" else "sel")
            box(painter, rect, now.px(6), selected, now.colour("line"))
        elif self.isDown() or self.underMouse():
            box(painter, rect, now.px(6), now.colour("press" if self.isDown() else "hover"))

    def sizeHint(self) -> QSize:
        return QSize(theme.current().px(40), self._height())

    def minimumSizeHint(self) -> QSize:
        """Room for the icon: at large text the rail does not grow with it."""
        return QSize(theme.current().icon("rail") + 4, self._height())

    def paintEvent(self, _event: QPaintEvent) -> None:
        now = theme.current()
        painter = theme.painter(self)
        rect = self.rect().adjusted(0, 1, 0, -1)
        self._paint_ground(painter, rect)
        side = now.icon("rail")
        ink = "text" if self._current else self._tone
        start, down = (now.gap(10) if self._wide else (self.width() - side) // 2), 0
        if self._count and not self._wide:  # out from under the badge
            start, down = start - now.px(3), now.px(2)
        where = turned(rect, QRect(start, rect.top() + down, side, rect.height()))
        picture(painter, where, icon(self._icon, side, ink))
        if self._wide:
            self._paint_words(painter, rect, start + side + now.gap(8))
        elif self._count:
            self._paint_badge(painter, rect)
        painter.end()

    def _paint_words(self, painter: QPainter, rect: QRect, used: int) -> None:
        now = theme.current()
        taken = now.gap(8)
        if self._count and not self._line:
            taken += self._paint_count(painter, rect) + now.gap(6)
        if self._key:
            size = cap_size(self._key)
            cap = QRect(rect.width() - size.width() - now.gap(8), 0, size.width(), size.height())
            cap.moveTop(rect.top() + (rect.height() - size.height()) // 2)
            paint_cap(
                painter, turned(rect, cap), self._key, now.colour("text3"), now.colour("line")
            )
            taken += size.width() + now.gap(6)
        width = max(0, rect.width() - used - taken)
        role = "strong" if self._current or self._line else "body"
        tone = "text3" if self._key else "text" if self._current or self._line else "text2"
        half = rect.height() // 2 if self._line else rect.height()
        first = turned(rect, QRect(used, rect.top() + (2 if self._line else 0), width, half))
        write(painter, first, self._words, now.font(role), now.colour(tone))
        if self._line:
            second = turned(rect, QRect(used, rect.top() + half - 2, width, half))
            write(painter, second, self._line, now.font("small"), now.colour("text3"))

    def _paint_count(self, painter: QPainter, rect: QRect) -> int:
        now = theme.current()
        words = persian_digits(self._count)
        width = max(now.px(20), width_of(words, now.font("small")) + now.gap(10))
        pill = QRect(rect.width() - width - now.gap(8), 0, width, now.px(18))
        pill.moveTop(rect.top() + (rect.height() - pill.height()) // 2)
        pill = turned(rect, pill)
        box(painter, pill, pill.height() / 2, now.colour("press"))
        write(painter, pill, words, now.font("small"), now.colour("text2"), "center")
        return width

    def _paint_badge(self, painter: QPainter, rect: QRect) -> None:
        now = theme.current()
        words = persian_digits(min(self._count, 99))
        side = now.px(16)
        width = max(side, width_of(words, now.font("cap")) + now.gap(6))
        badge = turned(rect, QRect(rect.width() - width - 1, rect.top(), width, side))
        box(painter, badge, side / 2, now.colour("accent"))
        write(painter, badge, words, now.font("cap"), now.colour("on"), "center")


class Brand(QWidget):
    """The mark, the program's name and the office."""

    def __init__(self, office: str) -> None:
        super().__init__()
        self._office = office
        self._wide = True
        self.setAccessibleName(_("بازرس‌یار، {office}").format(office=office))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def set_wide(self, wide: bool) -> None:
        """Whether there is room for words."""
        self._wide = wide
        tip(self, "" if wide else self._office)
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(theme.current().px(40), theme.current().px(44))

    def paintEvent(self, _event: QPaintEvent) -> None:
        now = theme.current()
        painter = theme.painter(self)
        side = now.px(32)
        start = now.gap(2) if self._wide else (self.width() - side) // 2
        square = turned(self.rect(), QRect(start, (self.height() - side) // 2, side, side))
        box(painter, square, now.px(7), now.colour("accent"))
        picture(painter, square, icon("badge-check", now.px(22), "on"))
        if self._wide:
            used = start + side + now.gap(10)
            width = self.width() - used
            top = turned(self.rect(), QRect(used, 2, width, self.height() // 2))
            line = turned(self.rect(), QRect(used, self.height() // 2, width, self.height() // 2))
            write(painter, top, _("بازرس‌یار"), now.font("window"), now.colour("text"))
            write(painter, line, self._office, now.font("small"), now.colour("text3"))
        painter.end()


class Rail(QWidget):
    """Where I am, where I can go, what is not sent yet, and who I am."""

    chosen = Signal(object)
    search = Signal()

    def __init__(self, entries: Sequence[PageEntry], office: str, person: str, role: str) -> None:
        super().__init__()
        self.setAccessibleName(_("بخش‌های برنامه"))
        self.brand = Brand(office)
        self.search_item = RailItem(_("جستجو در همه"), "search", key="Ctrl+K")
        self.items = {one.name: RailItem(str(one.title), one.icon) for one in entries}
        self.sync_item = RailItem(_("ارسال و دریافت"), "cloud")
        self.me_item = RailItem(person, "user", line=role)
        column = QVBoxLayout(self)
        theme.pad(column, 2, (8, 8, 8, 8))
        column.addWidget(self.brand)
        column.addWidget(self.search_item)
        column.addSpacing(theme.current().gap(6))
        column.addWidget(self._scrolled_places(), 1)
        column.addWidget(Divider())
        column.addWidget(self.sync_item)
        column.addWidget(Divider())
        column.addWidget(self.me_item)
        for name, item in self.items.items():
            item.clicked.connect(lambda _checked=False, to=name: self.chosen.emit(Place(to)))
        self.search_item.clicked.connect(lambda: self.search.emit())
        self.sync_item.clicked.connect(lambda: self.chosen.emit(Place("sync")))
        self.me_item.clicked.connect(lambda: self.chosen.emit(Place("settings")))
        theme.follow(self._measure)

    def _scrolled_places(self) -> QScrollArea:
        """The places; at large text on a low screen they scroll between the head and the foot."""
        places = Sheet()
        column = QVBoxLayout(places)
        theme.pad(column, 2)
        for item in self.items.values():
            column.addWidget(item)
        column.addStretch(1)
        self._area = scrolled(places)
        # Its own hint has room for two scroll bars, more than the rail is wide.
        self._area.setMinimumSize(self.items["home"].minimumSizeHint())
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._area.verticalScrollBar().valueChanged.connect(lambda _value: self.update())
        return self._area

    def stand_at(self, page: str) -> None:
        """Mark where the window is."""
        for name, item in self.items.items():
            item.set_current(name == page)
            if name == page:
                self._area.ensureWidgetVisible(item)
        self.sync_item.set_current(page == "sync")
        self.me_item.set_current(page == "settings")
        self.update()

    def set_counts(self, counts: dict[str, int]) -> None:
        """The numbers beside the names, by page."""
        for name, item in self.items.items():
            item.set_count(counts.get(name, 0))

    def set_sync(self, state: FootState) -> None:
        """The truth at the foot: unsent and last receipt."""
        self.sync_item.say(state.words, state.line)
        self.sync_item.mark_as(state.icon, state.tone, state.count)

    def fit(self, window_width: int) -> None:
        """Wide where there is room, icons alone where there is none."""
        self._window_width = window_width
        self._measure()

    def give_room(self, roomy: bool) -> None:
        """Icons alone while a page needs the width."""
        if roomy != self._roomy:
            self._roomy = roomy
            self._measure()

    _window_width = WIDE_FROM
    _roomy = False

    def _measure(self) -> None:
        now = theme.current()
        wide = self._window_width >= WIDE_FROM and now.scale <= WIDE_SCALE and not self._roomy
        large = now.scale >= 1.5
        size = theme.measures()["rail"]["wide" if wide else "large" if large else "narrow"]
        self.setFixedWidth(now.px(size) if wide else size)
        for item in (self.search_item, *self.items.values(), self.sync_item, self.me_item):
            item.set_wide(wide)
        self.brand.set_wide(wide)

    def paintEvent(self, _event: QPaintEvent) -> None:
        now = theme.current()
        painter = theme.painter(self)
        painter.fillRect(self.rect(), now.colour("rail"))
        edge = turned(self.rect(), QRect(self.width() - 1, 0, 1, self.height()))
        painter.fillRect(edge, now.colour("line"))
        for item in (*self.items.values(), self.sync_item, self.me_item):
            if item.current():
                at = QRect(item.mapTo(self, QPoint()), item.size())
                if self._area.isAncestorOf(item):
                    at &= self._area.geometry()
                bar = QRect(0, at.top() + now.px(7), 3, at.height() - now.px(14))
                painter.fillRect(turned(self.rect(), bar), now.colour("accent"))
        painter.end()
