"""Labelled fields: label above, control, one line below for a hint or what is wrong."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QResizeEvent, QTextOption
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLineEdit,
    QPlainTextEdit,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from desktop.models.text import latin_digits, persian_digits
from desktop.views.shared import theme
from desktop.views.shared.buttons import IconButton
from desktop.views.shared.labels import IconMark, Label
from resources.words import _

START = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignAbsolute
START_LTR = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignAbsolute


def start() -> Qt.AlignmentFlag:
    """The side text begins at, stated: fields with digits only would go to the left."""
    return START if theme.current().rtl else START_LTR


class _Foot(QWidget):
    """The line below a control; its place is kept, so nothing jumps when words come."""

    def __init__(self) -> None:
        super().__init__()
        self._icon = IconMark("", size="inline")
        self._words = Label("", "small", "text3", wrap=True)
        row = QHBoxLayout(self)
        theme.pad(row, 6)
        row.addWidget(self._icon, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self._words, 1)
        self._icon.hide()
        theme.follow(self._keep_place)

    def say(self, words: str, tone: str = "text3", drawing: str = "") -> None:
        self._words.set_words(words)
        self._words.set_tone(tone)
        self._icon.set_icon(drawing, tone)
        self._icon.setVisible(bool(drawing))

    def words(self) -> str:
        return self._words.words()

    def _keep_place(self) -> None:
        # A rich label is one pixel taller than its line.
        self.setMinimumHeight(QFontMetrics(theme.current().font("small")).height() + 1)

    def minimumSizeHint(self) -> QSize:
        return QSize(0, super().minimumSizeHint().height())


class Field(QWidget):
    """A labelled control. ``set_problem`` stops the reader, ``set_warning`` asks for a word."""

    edited = Signal()
    pinned = Signal(bool)

    def __init__(
        self,
        label: str,
        control: QWidget,
        *,
        hint: str = "",
        required: bool = False,
        pin: bool = False,
        foot: bool = True,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.control = control
        self._hint, self._label = hint, label
        self._name = Label(label, "smallMedium", "text2", parent=self)
        if not label:
            self._name.hide()
        self._problem: str | None = None
        self._warning: str | None = None
        control.setAccessibleName(label)
        self.setFocusProxy(control)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        column = QVBoxLayout(self)
        theme.pad(column, 4)
        if label:
            column.addLayout(self._head(required, pin))
        column.addWidget(control)
        self._foot = _Foot()
        if not foot:
            self._foot.hide()
        column.addWidget(self._foot)
        self._say()

    def label(self) -> str:
        return self._label

    def set_label(self, words: str) -> None:
        """The same field under another name, where what is asked for changes."""
        self._label = words
        self._name.set_words(words)
        self.control.setAccessibleName(words)

    def value(self) -> object:
        raise NotImplementedError

    def problem(self) -> str | None:
        return self._problem

    def set_problem(self, words: str | None) -> None:
        """What is wrong and why, in words; None takes it away."""
        self._problem = words
        self._say()

    def set_warning(self, words: str | None) -> None:
        self._warning = words
        self._say()

    def set_hint(self, words: str) -> None:
        self._hint = words
        self._say()

    def foot_words(self) -> str:
        return self._foot.words()

    def _head(self, required: bool, pin: bool) -> QHBoxLayout:
        head = QHBoxLayout()
        theme.pad(head, 8)
        self._name.setBuddy(self.control)
        head.addWidget(self._name)
        if required:
            head.addWidget(Label(_("لازم"), "cap", "text3"))
        head.addStretch(1)
        if pin:
            button = IconButton(_("نگه‌داشتن برای ثبت بعد"), "pin", size="label")
            button.setCheckable(True)
            button.toggled.connect(self.pinned)
            head.addWidget(button)
        return head

    def _say(self) -> None:
        if self._problem:
            self._show("problem", self._problem, "danger", "circle-alert")
        elif self._warning:
            self._show("warning", self._warning, "warning", "triangle-alert")
        else:
            self._show("", self._hint, "text3", "")

    def _show(self, state: str, words: str, tone: str, drawing: str) -> None:
        theme.tell(self.control, "state", state)
        self._foot.say(words, tone, drawing)
        self.control.setAccessibleDescription(words)


class LineEdit(QLineEdit):
    """A line that begins at the start; ``code`` holds digits and Latin in their own order."""

    def __init__(self, value: str = "", *, code: bool = False, placeholder: str = "") -> None:
        super().__init__()
        self._code = code
        self._mark: QWidget | None = None
        self._mark_at_end = False
        self.setPlaceholderText(placeholder)
        self.setMinimumWidth(0)
        self.setAlignment(start())
        if code:
            self.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
            self.textEdited.connect(self._write_persian)
        self.set_value(value)

    def value(self) -> str:
        return latin_digits(self.text()).strip() if self._code else self.text()

    def set_value(self, value: str) -> None:
        self.setText(persian_digits(value) if self._code else value)
        self.setCursorPosition(0)

    def put_mark(self, mark: QWidget, *, at_end: bool) -> None:
        """A drawing or small button inside the line; Qt's own actions do not grow with the text."""
        mark.setParent(self)
        self._mark, self._mark_at_end = mark, at_end
        mark.setCursor(Qt.CursorShape.ArrowCursor)
        theme.follow(self._place_mark)

    def _place_mark(self) -> None:
        mark = self._mark
        if mark is None:
            return
        now = theme.current()
        size = mark.sizeHint()
        room = size.width() + now.gap(6)
        at_left = self._mark_at_end == now.rtl
        self.setTextMargins(room if at_left else 0, 0, 0 if at_left else room, 0)
        left = now.gap(8) if at_left else self.width() - now.gap(8) - size.width()
        mark.setGeometry(left, (self.height() - size.height()) // 2, size.width(), size.height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place_mark()

    def minimumSizeHint(self) -> QSize:
        return QSize(theme.current().px(64), super().minimumSizeHint().height())

    def _write_persian(self, text: str) -> None:
        shown = persian_digits(text)
        if shown != text:
            place = self.cursorPosition()
            self.setText(shown)
            self.setCursorPosition(place)


class TextField(Field):
    """One line. ``code=True`` for numbers and codes: typed in any digits, value in Latin."""

    control: LineEdit

    def __init__(
        self,
        label: str,
        value: str = "",
        *,
        hint: str = "",
        placeholder: str = "",
        required: bool = False,
        code: bool = False,
        pin: bool = False,
        foot: bool = True,
        parent: QWidget | None = None,
    ) -> None:
        control = LineEdit(value, code=code, placeholder=placeholder)
        super().__init__(
            label, control, hint=hint, required=required, pin=pin, foot=foot, parent=parent
        )
        control.textEdited.connect(lambda _text: self.edited.emit())

    def value(self) -> str:
        return self.control.value()

    def set_value(self, value: str) -> None:
        self.control.set_value(value)


class TextArea(QPlainTextEdit):
    """Several lines, from the right; Tab leaves."""

    def __init__(self, value: str = "", *, lines: int = 3, placeholder: str = "") -> None:
        super().__init__()
        self._lines = lines
        self.setTabChangesFocus(True)
        self.setPlaceholderText(placeholder)
        # Left to itself Qt puts Persian at the left here.
        option = QTextOption()
        # In an English window too most texts are Persian, so there each line decides.
        rtl = theme.current().rtl
        auto = Qt.LayoutDirection.LayoutDirectionAuto
        option.setTextDirection(Qt.LayoutDirection.RightToLeft if rtl else auto)
        option.setAlignment(start())
        option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        self.document().setDefaultTextOption(option)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setPlainText(value)

    def sizeHint(self) -> QSize:
        line = QFontMetrics(theme.current().font()).lineSpacing()
        return QSize(theme.current().px(240), line * self._lines + theme.current().px(18))

    def minimumSizeHint(self) -> QSize:
        return QSize(theme.current().px(80), self.sizeHint().height())


class MultiLineField(Field):
    """A text of some lines."""

    control: TextArea

    def __init__(
        self,
        label: str,
        value: str = "",
        *,
        lines: int = 3,
        hint: str = "",
        placeholder: str = "",
        required: bool = False,
        pin: bool = False,
        foot: bool = True,
        parent: QWidget | None = None,
    ) -> None:
        control = TextArea(value, lines=lines, placeholder=placeholder)
        super().__init__(
            label, control, hint=hint, required=required, pin=pin, foot=foot, parent=parent
        )
        self._silent = False
        control.textChanged.connect(self._tell_edited)

    def value(self) -> str:
        return self.control.toPlainText()

    def set_value(self, value: str) -> None:
        self._silent = True
        self.control.setPlainText(value)
        self._silent = False

    def _tell_edited(self) -> None:
        if not self._silent:
            self.edited.emit()


class PasswordField(Field):
    """A password, with an eye that shows it while pressed on."""

    control: LineEdit

    def __init__(
        self,
        label: str,
        *,
        hint: str = "",
        tall: bool = False,
        required: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        control = LineEdit()
        control.setProperty("tall", tall)
        control.setEchoMode(QLineEdit.EchoMode.Password)
        control.setInputMethodHints(Qt.InputMethodHint.ImhSensitiveData)
        super().__init__(label, control, hint=hint, required=required, parent=parent)
        self.eye = IconButton(_("دیدن گذرواژه"), "eye", size="label")
        self.eye.setCheckable(True)
        self.eye.toggled.connect(self._show_password)
        control.put_mark(self.eye, at_end=True)
        control.textEdited.connect(lambda _text: self.edited.emit())

    def value(self) -> str:
        return self.control.text()

    def clear(self) -> None:
        self.control.clear()

    def _show_password(self, shown: bool) -> None:
        mode = QLineEdit.EchoMode.Normal if shown else QLineEdit.EchoMode.Password
        self.control.setEchoMode(mode)
        self.eye.set_icon("eye-off" if shown else "eye")
        self.eye.set_words(_("پنهان‌کردن گذرواژه") if shown else _("دیدن گذرواژه"))


class SearchLine(LineEdit):
    """A line for searching, with its glass at the start."""

    def __init__(self, placeholder: str) -> None:
        super().__init__(placeholder=placeholder)
        self.setAccessibleName(placeholder)
        self.put_mark(IconMark("search", "text3"), at_end=False)
