"""The head of the preview: what it is, zoom, save, print."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QVBoxLayout, QWidget

from desktop.models.text import percent
from desktop.views.shared import theme
from desktop.views.shared.buttons import Button, IconButton, Segments
from desktop.views.shared.labels import ElidedLabel, Label
from resources.words import _

NARROW = 980


class PreviewHead(QWidget):
    """Signals what was asked for; the page does it."""

    back = Signal()
    zoomed = Signal(int)
    fitted = Signal(str)
    panel_wanted = Signal(bool)

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName(_("پیش‌نمایش چاپ"))
        self._crumb = Button(_("بازگشت"), "link", size="label", on_click=self.back.emit)
        self._title = ElidedLabel(_("پیش‌نمایش چاپ"), "window")
        self.smaller = IconButton(
            _("کوچک‌تر"), "zoom-out", key="Ctrl+-", on_click=lambda: self.zoomed.emit(-1)
        )
        self.larger = IconButton(
            _("بزرگ‌تر"), "zoom-in", key="Ctrl++", on_click=lambda: self.zoomed.emit(1)
        )
        self.zoom = Label("", "body", "text2")
        self.zoom.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.fit = Segments(
            [("width", _("هم‌عرض")), ("page", _("تمام صفحه"))], "width", name=_("اندازه")
        )
        self.panel = IconButton(_("تنظیم چاپ"), "settings")
        self.panel.setCheckable(True)
        self.save = Button(_("ذخیرهٔ PDF"), icon="file-down", key="Ctrl+S")
        self.print = Button(_("چاپ"), "primary", icon="printer", key="Ctrl+P")
        self._assemble()
        self.fit.chosen.connect(self.fitted)
        self.panel.toggled.connect(self.panel_wanted)
        theme.follow(self._measure)

    def _assemble(self) -> None:
        names = QVBoxLayout()
        theme.pad(names, 0)
        names.addWidget(self._crumb)
        names.addWidget(self._title)
        row = QHBoxLayout(self)
        theme.pad(row, 8, (24, 8, 20, 8))
        row.addLayout(names, 1)
        for part in (self.smaller, self.zoom, self.larger, self.fit, self.panel, self.save):
            row.addWidget(part, 0, Qt.AlignmentFlag.AlignVCenter)
        row.addWidget(self.print, 0, Qt.AlignmentFlag.AlignVCenter)

    def set_paper(self, title: str) -> None:
        self._crumb.set_words(title or _("بازگشت"))

    def set_zoom(self, share: float, mode: str) -> None:
        """«۹۰٪», and which fit it is: width, page or neither."""
        self.zoom.set_words(percent(share * 100, 0))
        if mode:
            self.fit.set_value(mode)
            return
        for group in self.fit.findChildren(QButtonGroup):
            group.setExclusive(False)
            for part in group.buttons():
                part.setChecked(False)
            group.setExclusive(True)

    def set_ready(self, ready: bool) -> None:
        """Whether there is a paper to zoom, save and print."""
        for part in (self.smaller, self.larger, self.fit, self.save, self.print):
            part.setEnabled(ready)

    def _measure(self) -> None:
        self.zoom.setFixedWidth(theme.current().px(44))

    def minimumSizeHint(self) -> QSize:
        return QSize(theme.current().px(420), super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        now = theme.current()
        narrow = self.width() < now.px(NARROW)
        self.save.show_words(not narrow)
        self.panel.setVisible(narrow)
        self.fit.setVisible(self.width() >= now.px(640))

    def paintEvent(self, _event: QPaintEvent) -> None:
        now = theme.current()
        painter = theme.painter(self)
        painter.fillRect(self.rect(), now.colour("canvas"))
        bottom = self.height() - now.hairline
        painter.fillRect(0, bottom, self.width(), now.hairline, now.colour("line"))
        painter.end()
