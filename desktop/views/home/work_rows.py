"""A line of work on the home page: icon, what and where, state, time left at the end."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from desktop.views.navigation import Place
from desktop.views.shared import theme
from desktop.views.shared.card import Card, Divider
from desktop.views.shared.countdown import CountdownLook, countdown_size, paint_countdown
from desktop.views.shared.drawing import box, picture, turned, write
from desktop.views.shared.icons import icon
from desktop.views.shared.labels import label
from desktop.views.shared.pill import PillLook, paint_pill, pill_size
from desktop.views.shared.tips import tip
from resources.words import _, listed

_PILL_FROM = 600


@dataclass(frozen=True, slots=True)
class Work:
    """One line of work as it is drawn, and where it leads; ``since`` stands in for a deadline."""

    place: Place
    icon: str
    title: str
    detail: str
    pill: PillLook
    due: CountdownLook | None
    since: str = ""

    @property
    def time(self) -> str:
        """The words of the end side."""
        return self.due.words if self.due is not None else self.since or _("بدون مهلت")


class WorkRow(QAbstractButton):
    """Opens its place by click or Enter; arrows go on to the next one of the page."""

    def __init__(self, work: Work) -> None:
        super().__init__()
        self.work = work
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(listed((work.title, work.detail, work.pill.words, work.time)))

    def sizeHint(self) -> QSize:
        return QSize(theme.current().px(320), theme.current().height("homeRow"))

    def minimumSizeHint(self) -> QSize:
        return QSize(theme.current().px(240), theme.current().height("homeRow"))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        elif event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Up):
            self._step(1 if event.key() == Qt.Key.Key_Down else -1)
        else:
            super().keyPressEvent(event)

    def _step(self, by: int) -> None:
        window = self.window()
        rows = [row for row in window.findChildren(WorkRow) if row.isVisible()]
        rows.sort(key=lambda row: row.mapTo(window, QPoint(0, 0)).y())
        at = rows.index(self) + by
        if 0 <= at < len(rows):
            rows[at].setFocus(Qt.FocusReason.TabFocusReason)

    def paintEvent(self, _event: QPaintEvent) -> None:
        now = theme.current()
        painter = theme.painter(self)
        rect = self.rect().adjusted(2, 2, -2, -2)
        lifted = self.underMouse() or self.hasFocus()
        if lifted:
            box(painter, rect, 6, now.colour("sel" if self.hasFocus() else "hover"))
        side = now.icon("rail")
        lead = turned(rect, QRect(rect.left() + now.gap(10), rect.top(), side, rect.height()))
        picture(painter, lead, icon(self.work.icon, side, "text2"))
        ends = self._paint_ends(painter, rect, lifted)
        used = now.gap(10) + side + now.gap(14)
        width = max(0, rect.width() - used - ends)
        half = rect.height() // 2
        top = turned(rect, QRect(rect.left() + used, rect.top() + now.px(3), width, half))
        low = turned(rect, QRect(rect.left() + used, rect.top() + half - now.px(2), width, half))
        cut = write(painter, top, self.work.title, now.font("strong"), now.colour("text"))
        cut |= write(painter, low, self.work.detail, now.font("small"), now.colour("text2"))
        painter.end()
        self._explain(cut)

    def _explain(self, cut: bool) -> None:
        lines = [self.work.title, self.work.detail] if cut else []
        if not self._has_room_for_pill():
            lines.append(self.work.pill.words)
        tip(self, "\n".join(lines))

    def _has_room_for_pill(self) -> bool:
        """Where it is narrow the time stays, and the state is on the record's own page."""
        return self.width() >= theme.current().px(_PILL_FROM)

    def _paint_ends(self, painter: QPainter, rect: QRect, lifted: bool) -> int:
        """State and time at fixed places of the end side; returns the width they take."""
        now = theme.current()
        time_width = now.px(150)
        at = rect.width() - time_width - now.gap(8)
        if self.work.due is not None:
            size = countdown_size(self.work.due)
            where = QRect(
                rect.left() + at, rect.top(), max(time_width, size.width()), rect.height()
            )
            paint_countdown(painter, turned(rect, where), self.work.due)
        else:
            where = turned(rect, QRect(rect.left() + at, rect.top(), time_width, rect.height()))
            write(painter, where, self.work.time, now.font("body"), now.colour("text3"))
        if not self._has_room_for_pill():
            return rect.width() - at + now.gap(10)
        size = pill_size(self.work.pill)
        width = max(now.px(140), size.width())
        begin = at - width - now.gap(12)
        spot = turned(rect, QRect(rect.left() + begin, rect.top(), width, rect.height()))
        paint_pill(painter, spot, self.work.pill, lifted)
        return rect.width() - begin + now.gap(10)


class SectionHead(QWidget):
    """A name and a quiet count above a sheet."""

    def __init__(self, title: str) -> None:
        super().__init__()
        self._count = label("", "small", "text3")
        line = QHBoxLayout(self)
        theme.pad(line, 8)
        line.addWidget(label(title, "section"))
        line.addWidget(self._count)
        line.addStretch(1)

    def set_count(self, words: str) -> None:
        """«۳ کار»."""
        self._count.set_words(words)


class WorkSection(QWidget):
    """A head with a count, and a sheet of lines; hidden where there is nothing."""

    def __init__(self, title: str, go: Callable[[Place], None]) -> None:
        super().__init__()
        self._go = go
        self._shown: tuple[Work, ...] = ()
        self.head = SectionHead(title)
        self._card = Card()
        self._card.setAccessibleName(title)
        theme.pad(self._card.body, 0, (6, 6, 6, 6))
        column = QVBoxLayout(self)
        theme.pad(column, 6)
        column.addWidget(self.head)
        column.addWidget(self._card)
        self.hide()

    def rows(self) -> list[WorkRow]:
        """The lines in their order."""
        found = (self._card.body.itemAt(place) for place in range(self._card.body.count()))
        widgets = (item.widget() for item in found if item is not None)
        return [widget for widget in widgets if isinstance(widget, WorkRow)]

    def show_work(self, rows: Sequence[Work], count: str) -> None:
        """These lines instead of what was there; the focus stays on the same work."""
        self.head.set_count(count)
        self.setVisible(bool(rows))
        if tuple(rows) == self._shown:
            return
        self._shown = tuple(rows)
        focused = next((row.work.place for row in self.rows() if row.hasFocus()), None)
        while (item := self._card.body.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        for number, work in enumerate(rows):
            if number:
                self._card.body.addWidget(Divider())
            row = WorkRow(work)
            row.clicked.connect(lambda _checked=False, to=work.place: self._go(to))
            self._card.body.addWidget(row)
            if work.place == focused:
                row.show()
                row.setFocus(Qt.FocusReason.OtherFocusReason)
