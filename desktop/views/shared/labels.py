"""Text on the window: always plain, always from the right side."""

from __future__ import annotations

from html import escape

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from desktop.views.shared import theme
from desktop.views.shared.drawing import on_its_side, picture, write
from desktop.views.shared.icons import icon
from desktop.views.shared.tips import tip

_MEASURED_ANEW = frozenset(
    {
        QEvent.Type.FontChange,
        QEvent.Type.StyleChange,
        QEvent.Type.ContentsRectChange,
        QEvent.Type.LayoutDirectionChange,
    }
)


class Label(QLabel):
    """One text. ``role`` is a size of ``measures.json``, ``tone`` a colour; never HTML."""

    def __init__(
        self,
        words: str = "",
        role: str = "body",
        tone: str = "text",
        *,
        wrap: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._words = ""
        self._wrap = wrap
        self._heights: dict[int, int] = {}
        self._hints: dict[str, QSize] = {}
        self.setProperty("role", role)
        self.setProperty("tone", tone)
        self.setWordWrap(wrap)
        rich, plain = Qt.TextFormat.RichText, Qt.TextFormat.PlainText
        self.setTextFormat(rich if wrap else plain)
        self.setAlignment(
            Qt.AlignmentFlag.AlignLeading
            | (Qt.AlignmentFlag.AlignTop if wrap else Qt.AlignmentFlag.AlignVCenter)
        )
        if wrap:
            policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
            policy.setHeightForWidth(True)
            self.setSizePolicy(policy)
        self.set_words(words)

    def words(self) -> str:
        """What was given, without the marks that hold it on its side."""
        return self._words

    def set_words(self, words: str) -> None:
        self._words = words
        self.setAccessibleName(words)
        self.setText(self._dressed(words) if words else "")
        self._forget()

    def set_tone(self, tone: str) -> None:
        theme.tell(self, "tone", tone)

    def _forget(self) -> None:
        """The measures of other words, or of another font, count no more."""
        self._heights.clear()
        self._hints.clear()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() in _MEASURED_ANEW:
            self._forget()
        super().changeEvent(event)

    def heightForWidth(self, width: int) -> int:
        # Layouts within layouts ask for the same few widths again and again; each time the
        # paragraph would be laid out anew.
        if width not in self._heights:
            self._heights[width] = super().heightForWidth(width)
        return self._heights[width]

    def sizeHint(self) -> QSize:
        if "best" not in self._hints:
            self._hints["best"] = super().sizeHint()
        return self._hints["best"]

    def minimumSizeHint(self) -> QSize:
        if "least" not in self._hints:
            self._hints["least"] = super().minimumSizeHint()
        return self._hints["least"]

    def _dressed(self, words: str) -> str:
        if not self._wrap:
            return on_its_side(words)
        # Plain wrapped text shifts every line but the last by its trailing space; a paragraph
        # with a stated direction does not.
        side = "rtl" if theme.current().rtl else "ltr"
        lines = "<br>".join(on_its_side(escape(line)) for line in words.split("\n"))
        return f'<p dir="{side}" style="margin:0">{lines}</p>'


class ElidedLabel(QWidget):
    """One line that is cut where it must be, with the whole text as its tooltip."""

    def __init__(
        self,
        words: str = "",
        role: str = "body",
        tone: str = "text",
        *,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._role, self._tone = role, tone
        self._words = ""
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.set_words(words)

    def words(self) -> str:
        return self._words

    def text(self) -> str:
        return self._words

    def set_words(self, words: str) -> None:
        self._words = words
        self.setAccessibleName(words)
        self._say_whole()
        self.updateGeometry()
        self.update()

    def set_tone(self, tone: str) -> None:
        self._tone = tone
        self.update()

    def _say_whole(self) -> None:
        cut = self.sizeHint().width() > self.width()
        tip(self, self._words if cut else "")

    def sizeHint(self) -> QSize:
        metrics = self._metrics()
        return QSize(metrics.horizontalAdvance(on_its_side(self._words)) + 2, metrics.height() + 2)

    def minimumSizeHint(self) -> QSize:
        return QSize(min(self.sizeHint().width(), theme.current().px(48)), self.sizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._say_whole()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = theme.painter(self)
        colour = theme.current().colour(_TOKENS.get(self._tone, self._tone))
        write(painter, self.rect(), self._words, theme.current().font(self._role), colour)
        painter.end()

    def _metrics(self) -> QFontMetrics:
        return QFontMetrics(theme.current().font(self._role))


_TOKENS = {"accent": "accentT"}


def label(
    words: str = "",
    role: str = "body",
    tone: str = "text",
    *,
    wrap: bool = False,
    parent: QWidget | None = None,
) -> Label:
    """The one way to put words on the window."""
    return Label(words, role, tone, wrap=wrap, parent=parent)


def elided(words: str = "", role: str = "body", tone: str = "text") -> ElidedLabel:
    """The same for a line that may have to give way, such as a name in a header."""
    return ElidedLabel(words, role, tone)


class IconMark(QWidget):
    """A drawing beside words; it says nothing to a screen reader, the words do."""

    def __init__(
        self, name: str, tone: str = "text2", size: str = "control", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._name, self._tone, self._size = name, tone, size
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def set_icon(self, name: str, tone: str) -> None:
        self._name, self._tone = name, tone
        self.update()

    def sizeHint(self) -> QSize:
        side = theme.current().icon(self._size)
        return QSize(side, side)

    def paintEvent(self, _event: QPaintEvent) -> None:
        if not self._name:
            return
        painter = theme.painter(self)
        side = theme.current().icon(self._size)
        picture(painter, self.rect(), icon(self._name, side, self._tone))
        painter.end()
