"""The pages on the desk: white sheets one below the other, and the small ones beside them."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QImage, QKeyEvent, QPaintEvent, QPixmap, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QButtonGroup,
    QFrame,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from desktop.models.text import persian_digits
from desktop.views.shared import theme
from desktop.views.shared.card import Ground
from desktop.views.shared.drawing import box, write
from desktop.views.shared.labels import Label
from resources.words import _

Size = tuple[float, float]
AT_FULL_SIZE: Final = 96 / 72
"""Screen points for a point of paper at 100 %."""
_GAP: Final = 24
_SMALL: Final = 94


class Sheet(QWidget):
    """One page; white until it has been drawn."""

    def __init__(self, number: int, size: Size) -> None:
        super().__init__()
        self.number, self.size_in_points = number, size
        self._picture = QPixmap()
        self.setAccessibleName(_("صفحهٔ {n}").format(n=persian_digits(number + 1)))

    def set_scale(self, scale: float) -> None:
        width, height = self.size_in_points
        self.setFixedSize(round(width * scale), round(height * scale))

    def set_picture(self, image: QImage, ratio: float) -> None:
        image.setDevicePixelRatio(ratio)
        self._picture = QPixmap.fromImage(image)
        self.update()

    def is_drawn(self) -> bool:
        """Whether the page has been drawn in the size that it has now."""
        wide = round(self.width() * self.devicePixelRatioF())
        return abs(self._picture.width() - wide) <= 1

    def paintEvent(self, _event: QPaintEvent) -> None:
        now = theme.current()
        painter = theme.painter(self)
        painter.fillRect(self.rect(), Qt.GlobalColor.white)
        if not self._picture.isNull():
            painter.drawPixmap(self.rect(), self._picture)
        edge = now.colour("line" if now.name == "light" else "line2")
        box(painter, self.rect(), 0, None, edge, now.hairline)
        painter.end()


class Desk(QScrollArea):
    """All pages, scrolled; ``seen`` when others came into sight, ``turned`` to another page."""

    seen = Signal()
    turned = Signal(int)

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setWidgetResizable(True)
        self.sheets: list[Sheet] = []
        self._page = 0
        self._ground = Ground("sunken")
        self._column = QVBoxLayout(self._ground)
        theme.pad(self._column, 16, (_GAP, _GAP, _GAP, _GAP))
        self._column.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self.setWidget(self._ground)
        self.setMinimumWidth(200)
        self.verticalScrollBar().valueChanged.connect(self._scrolled)
        self.verticalScrollBar().rangeChanged.connect(lambda *_range: self.seen.emit())

    def set_sizes(self, sizes: tuple[Size, ...], scale: float) -> None:
        """Lay out the pages of another paper."""
        for sheet in self.sheets:
            self._column.removeWidget(sheet)
            sheet.hide()
            sheet.deleteLater()
        self.sheets = [Sheet(number, size) for number, size in enumerate(sizes)]
        for sheet in self.sheets:
            sheet.set_scale(scale)
            self._column.addWidget(sheet, 0, Qt.AlignmentFlag.AlignHCenter)
        self._page = 0
        self.verticalScrollBar().setValue(0)

    def set_scale(self, scale: float) -> None:
        """Another zoom; what was in the middle stays there."""
        bar = self.verticalScrollBar()
        middle = bar.value() + bar.pageStep() / 2
        share = middle / max(1, bar.maximum() + bar.pageStep())
        for sheet in self.sheets:
            sheet.set_scale(scale)
        layout = self._ground.layout()
        if layout is not None:
            layout.activate()
        self._ground.adjustSize()
        bar.setValue(round(share * (bar.maximum() + bar.pageStep()) - bar.pageStep() / 2))
        self.seen.emit()

    def fitting(self, mode: str) -> float:
        """The scale at which the widest page fills the width, or the highest one the desk."""
        if not self.sheets:
            return AT_FULL_SIZE
        room = self.viewport().size()
        across = max(100, room.width() - 2 * theme.current().gap(_GAP))
        scale = across / max(sheet.size_in_points[0] for sheet in self.sheets)
        if mode == "page":
            down = max(100, room.height() - 2 * theme.current().gap(_GAP))
            high = max(sheet.size_in_points[1] for sheet in self.sheets)
            return min(scale, down / high)
        return scale

    def in_sight(self) -> list[Sheet]:
        """The pages that show, and the one after them."""
        top = self.verticalScrollBar().value()
        bottom = top + self.viewport().height()
        found = [
            sheet
            for sheet in self.sheets
            if sheet.geometry().bottom() >= top and sheet.geometry().top() <= bottom
        ]
        following = found[-1].number + 1 if found else 0
        return found + self.sheets[following : following + 1]

    def page(self) -> int:
        """The page at the upper third of the desk."""
        line = self.verticalScrollBar().value() + self.viewport().height() // 3
        above = [sheet.number for sheet in self.sheets if sheet.geometry().top() <= line]
        return max(above, default=0)

    def turn_to(self, page: int) -> None:
        if self.sheets:
            sheet = self.sheets[max(0, min(page, len(self.sheets) - 1))]
            self.verticalScrollBar().setValue(sheet.geometry().top() - theme.current().gap(12))
            self._tell_page(sheet.number)

    def _scrolled(self) -> None:
        self._tell_page(self.page())
        self.seen.emit()

    def _tell_page(self, page: int) -> None:
        if page != self._page:
            self._page = page
            self.turned.emit(page)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        match event.key():
            case Qt.Key.Key_PageDown:
                self.turn_to(self._page + 1)
            case Qt.Key.Key_PageUp:
                self.turn_to(self._page - 1)
            case Qt.Key.Key_Home:
                self.turn_to(0)
            case Qt.Key.Key_End:
                self.turn_to(len(self.sheets) - 1)
            case _:
                super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.seen.emit()


class _Small(QAbstractButton):
    """A page in small with its number below; the one in sight has an accent frame."""

    def __init__(self, number: int, size: Size) -> None:
        super().__init__()
        self._size = size
        self._picture = QPixmap()
        self.words = _("صفحهٔ {n}").format(n=persian_digits(number + 1))
        self.setText(self.words)
        self.setAccessibleName(self.words)
        self.setCheckable(True)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def scale(self) -> float:
        return theme.current().px(_SMALL) / self._size[0]

    def is_drawn(self, ratio: float) -> bool:
        """Whether the page has been drawn in the size that it has now."""
        return abs(self._picture.width() - theme.current().px(_SMALL) * ratio) <= 1

    def set_picture(self, image: QImage, ratio: float) -> None:
        image.setDevicePixelRatio(ratio)
        self._picture = QPixmap.fromImage(image)
        self.update()

    def sizeHint(self) -> QSize:
        now = theme.current()
        wide = now.px(_SMALL)
        return QSize(wide + 8, round(wide * self._size[1] / self._size[0]) + 8 + now.px(24))

    def paintEvent(self, _event: QPaintEvent) -> None:
        now = theme.current()
        painter = theme.painter(self)
        frame = QRect(0, 0, self.width(), self.height() - now.px(24))
        paper = frame.adjusted(4, 4, -4, -4)
        painter.fillRect(paper, Qt.GlobalColor.white)
        if not self._picture.isNull():
            painter.drawPixmap(paper, self._picture)
        if self.isChecked():
            box(painter, frame, 6, None, now.colour("accent"), 2)
        else:
            box(painter, paper, 0, None, now.colour("line2"), now.hairline)
        words = QRect(0, frame.bottom() + 1, self.width(), now.px(24))
        chosen = self.isChecked()
        font = now.font("smallMedium" if chosen else "small")
        write(painter, words, self.words, font, now.colour("text" if chosen else "text2"), "center")
        painter.end()


class Contents(Ground):
    """The pages in small, at the start; arrows go through them."""

    chosen = Signal(int)

    def __init__(self) -> None:
        super().__init__("surface", "end")
        self.small: list[_Small] = []
        self._group = QButtonGroup(self)
        self._count = Label("", "small", "text2")
        self._column = QVBoxLayout()
        theme.pad(self._column, 12, (0, 4, 0, 12))
        inner = QWidget()
        inner.setProperty("role", "scrolled")
        inner.setLayout(self._column)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setWidget(inner)
        area.viewport().setAutoFillBackground(False)
        self._area = area
        whole = QVBoxLayout(self)
        theme.pad(whole, 4, (14, 14, 4, 0))
        whole.addWidget(self._count)
        whole.addWidget(area, 1)
        self._group.idClicked.connect(self.chosen)
        theme.follow(self._measure)

    def set_sizes(self, sizes: tuple[Size, ...]) -> None:
        for one in self.small:
            self._group.removeButton(one)
            one.hide()
            one.deleteLater()
        while self._column.takeAt(0) is not None:
            continue
        self.small = [_Small(number, size) for number, size in enumerate(sizes)]
        for number, one in enumerate(self.small):
            self._group.addButton(one, number)
            self._column.addWidget(one, 0, Qt.AlignmentFlag.AlignHCenter)
        self._column.addStretch(1)
        self.show_page(0)

    def show_page(self, page: int) -> None:
        """Mark the page in sight."""
        if not self.small:
            self._count.set_words("")
            return
        self.small[page].setChecked(True)
        self._area.ensureWidgetVisible(self.small[page], 0, 12)
        self._count.set_words(
            _("صفحهٔ {page} از {pages}").format(
                page=persian_digits(page + 1), pages=persian_digits(len(self.small))
            )
        )

    def _measure(self) -> None:
        self.setFixedWidth(theme.current().px(_SMALL) + theme.current().gap(50))
