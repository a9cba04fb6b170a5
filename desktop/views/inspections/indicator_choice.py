"""The indicator of a finding: tag, name and a menu of the seven."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QMenu, QSizePolicy, QWidget

from desktop.models import reference
from desktop.views.inspections import looks
from desktop.views.shared import theme
from desktop.views.shared.drawing import Line, box, picture, width_of, write
from desktop.views.shared.icons import icon
from desktop.views.shared.tags import paint_tag, tag_size
from desktop.views.shared.tips import tip
from resources.words import _


class IndicatorChoice(QAbstractButton):
    """Space or a click opens the menu; the value is F1–F7 or empty."""

    chosen = Signal(str)

    def __init__(self, value: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._value = ""
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.clicked.connect(self._open)
        self.set_value(value)

    def value(self) -> str:
        return self._value

    def set_value(self, code: str) -> None:
        """Without telling."""
        self._value = code
        words = looks.indicator_words(code) or _("شاخص برگزیده نشده")
        self.setText(words)
        self.setAccessibleName(_("شاخص: {words}").format(words=f"{code} {words}".strip()))
        self.updateGeometry()
        self.update()

    def _open(self) -> None:
        menu = QMenu(self)
        for row in reference.load("foad_indicators"):
            code = row["code"]
            words = f"{reference.name_of(row, 'short')}  {code}"
            menu.addAction(words).triggered.connect(lambda _on=False, code=code: self._choose(code))
        menu.addSeparator()
        menu.addAction(_("شاخص ویژهٔ دیگر")).triggered.connect(lambda: self._choose(""))
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(self.mapToGlobal(self.rect().bottomLeft()))

    def _choose(self, code: str) -> None:
        self.set_value(code)
        self.chosen.emit(code)

    def _tag_width(self) -> int:
        return tag_size(looks.indicator_mark(self._value)).width()

    def sizeHint(self) -> QSize:
        now = theme.current()
        words = width_of(self.text(), now.font("small"))
        width = self._tag_width() + words + now.icon("inline") + now.gap(36)
        return QSize(min(width, now.px(300)), now.height("buttonInRow"))

    def minimumSizeHint(self) -> QSize:
        return QSize(theme.current().px(96), self.sizeHint().height())

    def paintEvent(self, _event: QPaintEvent) -> None:
        now = theme.current()
        painter = theme.painter(self)
        if self.underMouse() and self.isEnabled():
            box(painter, self.rect(), 6, now.colour("hover"))
        line = Line(self.rect())
        line.skip(now.gap(4))
        paint_tag(painter, line.take(self._tag_width()), looks.indicator_mark(self._value))
        line.skip(now.gap(8))
        line.take_at_end(now.gap(6))
        side = now.icon("inline")
        picture(painter, line.take_at_end(side), icon("chevron-down", side, "text2"))
        line.take_at_end(now.gap(6))
        cut = write(painter, line.rest(), self.text(), now.font("small"), now.colour("text2"))
        tip(self, self.text() if cut else "")
        painter.end()
