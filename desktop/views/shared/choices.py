"""Fields to choose in: a list with type-to-search, check boxes, radio buttons."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPoint, QRect, QSize, Qt
from PySide6.QtGui import QFocusEvent, QPainter, QPaintEvent, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import (
    QAbstractButton,
    QButtonGroup,
    QCheckBox,
    QComboBox,
    QCompleter,
    QLineEdit,
    QListView,
    QRadioButton,
    QSizePolicy,
    QStyle,
    QStyleOptionComboBox,
    QStylePainter,
    QVBoxLayout,
    QWidget,
)

from desktop.models.text import fold
from desktop.views.shared import theme
from desktop.views.shared.drawing import Line, box, on_its_side, picture, width_of, write
from desktop.views.shared.fields import Field, start
from desktop.views.shared.icons import icon
from desktop.views.shared.tips import tip

KEY_ROLE = Qt.ItemDataRole.UserRole
FOLDED_ROLE = Qt.ItemDataRole.UserRole + 1
SEARCH_FROM = 8


class _FoldingCompleter(QCompleter):
    """Finds «كرمان» for «کرمان», «میرود» for «می‌رود»."""

    def __init__(self, model: QStandardItemModel, parent: QWidget) -> None:
        super().__init__(parent)
        self.setModel(model)
        self.setCompletionRole(FOLDED_ROLE)
        self.setFilterMode(Qt.MatchFlag.MatchContains)
        self.setCompletionMode(QCompleter.CompletionMode.PopupCompletion)
        self.setMaxVisibleItems(9)
        view = QListView()
        view.setProperty("role", "found")
        self.setPopup(view)

    def splitPath(self, path: str) -> list[str]:
        return [fold(path)]

    def pathFromIndex(self, index: QModelIndex | QPersistentModelIndex) -> str:
        return str(index.data(Qt.ItemDataRole.DisplayRole))


class _Line(QLineEdit):
    """Where the words do not fit they end with «…» until the person writes here."""

    def is_cut(self) -> bool:
        return width_of(self.text(), self.font()) > self._room().width()

    def _room(self) -> QRect:
        return self.rect().adjusted(2, 0, -2, 0)

    def paintEvent(self, event: QPaintEvent) -> None:
        if self.hasFocus() or not self.is_cut():
            super().paintEvent(event)
            return
        painter = theme.painter(self)
        ink = theme.current().colour("text" if self.isEnabled() else "disabled")
        write(painter, self._room(), self.text(), self.font(), ink)
        painter.end()


class ChoiceBox(QComboBox):
    """A list to choose from; a long one is searched by typing."""

    def __init__(self, options: Sequence[tuple[str, str]], *, search: bool, empty: str) -> None:
        super().__init__()
        self._empty = empty
        self._items = QStandardItemModel(self)
        self.setModel(self._items)
        self._ready = False
        self._searching = search
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        if search:
            self._make_searchable()
        self.set_options(options)

    def set_options(self, options: Sequence[tuple[str, str]]) -> None:
        kept = self.value()
        self.blockSignals(True)
        self._items.clear()
        if self._empty:
            self._add("", self._empty)
        for key, words in options:
            self._add(key, words)
        self.set_value(kept)
        self.blockSignals(False)

    def value(self) -> str:
        return str(self.currentData(KEY_ROLE) or "")

    def set_value(self, key: str) -> None:
        found = self.findData(key, KEY_ROLE)
        self.setCurrentIndex(found if found >= 0 else 0 if self._empty else -1)
        line = self.lineEdit()
        if line is not None:
            line.setCursorPosition(0)

    def _add(self, key: str, words: str) -> None:
        item = QStandardItem(words)
        item.setData(key, KEY_ROLE)
        item.setData(fold(words), FOLDED_ROLE)
        self._items.appendRow(item)

    def _make_searchable(self) -> None:
        # Not later: Qt takes box and line for neighbours wherever it moves them for Tab.
        self.setLineEdit(_Line())
        self.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        line = self.lineEdit()
        if line is not None:
            line.setAlignment(start())
            line.editingFinished.connect(self._settle)

    def _make_ready(self) -> None:
        """The lists that open are made when the person comes: most boxes are only seen."""
        if self._ready:
            return
        self._ready = True
        view = QListView()
        view.setProperty("role", "choices")
        self.setView(view)
        if self._searching:
            self.setCompleter(_FoldingCompleter(self._items, self))

    def _settle(self) -> None:
        """What was typed must be one of the choices: the first that fits, or the last choice."""
        typed = fold(self.currentText())
        rows = range(self._items.rowCount())
        folded = [str(self._items.item(row).data(FOLDED_ROLE)) for row in rows]
        fits = [row for row in rows if folded[row] == typed]
        if typed and not fits:
            fits = [row for row in rows if typed in folded[row]]
        row = fits[0] if fits else self.currentIndex()
        if row != self.currentIndex():
            self.setCurrentIndex(row)
        self.setEditText(self.itemText(row) if row >= 0 else "")

    def sizeHint(self) -> QSize:
        # Qt's own hint measures every choice, and its short one makes the list at once.
        now = theme.current()
        return QSize(now.px(88) + 30, now.height("field"))

    def minimumSizeHint(self) -> QSize:
        return QSize(theme.current().px(88), self.sizeHint().height())

    def showPopup(self) -> None:
        self._make_ready()
        super().showPopup()

    def focusInEvent(self, event: QFocusEvent) -> None:
        self._make_ready()
        super().focusInEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        now = theme.current()
        words = self.currentText()
        room = self._room()
        cut = width_of(words, self.font()) > room
        tip(self, words if cut else "")
        if cut and not self.isEditable():
            self._paint_cut(words, room)
        else:
            super().paintEvent(event)
        painter = theme.painter(self)
        line = Line(self.rect())
        line.take_at_end(now.gap(8))
        ink = "text2" if self.isEnabled() else "disabled"
        size = now.icon("inline") + 2
        picture(painter, line.take_at_end(size), icon("chevron-down", size, ink))
        painter.end()

    def _room(self) -> int:
        option = QStyleOptionComboBox()
        self.initStyleOption(option)
        part = QStyle.SubControl.SC_ComboBoxEditField
        control = QStyle.ComplexControl.CC_ComboBox
        field = self.style().subControlRect(control, option, part, self)
        return min(field.width(), self.width() - theme.current().px(36)) - 8

    def _paint_cut(self, words: str, room: int) -> None:
        """As Qt paints it, but for the «…» in place of half a letter."""
        option = QStyleOptionComboBox()
        self.initStyleOption(option)
        elided = self.fontMetrics().elidedText(words, Qt.TextElideMode.ElideRight, room)
        option.currentText = on_its_side(elided)
        painter = QStylePainter(self)
        painter.drawComplexControl(QStyle.ComplexControl.CC_ComboBox, option)
        painter.drawControl(QStyle.ControlElement.CE_ComboBoxLabel, option)
        painter.end()


class ChoiceField(Field):
    """One of many; ``options`` are (key, words); the value is the key, "" for none."""

    control: ChoiceBox

    def __init__(
        self,
        label: str,
        options: Sequence[tuple[str, str]],
        value: str = "",
        *,
        empty: str = "",
        search: bool | None = None,
        hint: str = "",
        required: bool = False,
        pin: bool = False,
        foot: bool = True,
        parent: QWidget | None = None,
    ) -> None:
        """``empty`` are the words of «none chosen» («همه», «—»); without them one is chosen."""
        searchable = len(options) >= SEARCH_FROM if search is None else search
        control = ChoiceBox(options, search=searchable, empty=empty)
        super().__init__(
            label, control, hint=hint, required=required, pin=pin, foot=foot, parent=parent
        )
        control.set_value(value)
        control.currentIndexChanged.connect(self._tell_edited)
        self._silent = False

    def value(self) -> str:
        return self.control.value()

    def set_value(self, key: str) -> None:
        self._silent = True
        self.control.set_value(key)
        self._silent = False

    def set_options(self, options: Sequence[tuple[str, str]]) -> None:
        self._silent = True
        self.control.set_options(options)
        self._silent = False

    def _tell_edited(self) -> None:
        if not self._silent:
            self.edited.emit()


def _mark_size(words: str, detail: str) -> QSize:
    now = theme.current()
    wide = max(width_of(words, now.font()), width_of(detail, now.font("small")))
    height = now.px(42 if detail else 28)
    return QSize(now.height("check") + now.gap(10) + wide + 4, height)


class CheckBox(QCheckBox):
    """Yes or no, with a second line where one word is not enough."""

    def __init__(
        self, words: str, checked: bool = False, *, detail: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(words.replace("&", "&&"), parent)
        self._words, self._detail = words, detail
        self.setAccessibleName(words)
        self.setAccessibleDescription(detail)
        self.setChecked(checked)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return _mark_size(self._words, self._detail)

    def minimumSizeHint(self) -> QSize:
        return QSize(min(self.sizeHint().width(), theme.current().px(96)), self.sizeHint().height())

    def hitButton(self, pos: QPoint) -> bool:
        return True

    def paintEvent(self, _event: QPaintEvent) -> None:
        now = theme.current()
        painter = theme.painter(self)
        line = Line(self.rect().adjusted(1, 0, -1, 0))
        side = now.height("check")
        place = line.take(side, side)
        enabled = self.isEnabled()
        if self.isChecked():
            fill = now.colour("accent" if enabled else "disabled")
            box(painter, place, 4, fill)
            picture(painter, place, icon("check", side - 4, "on"))
        else:
            fill = now.colour("hover" if self.underMouse() and enabled else "surface")
            edge = now.colour("line2" if enabled else "line")
            box(painter, place, 4, fill, edge, max(1.4, now.hairline))
        line.skip(now.gap(10))
        _write_words(painter, line.rest(), self._words, self._detail, enabled)
        painter.end()


class RadioBox(QRadioButton):
    """One of a few; arrows move within its group."""

    def __init__(self, words: str, *, detail: str = "", parent: QWidget | None = None) -> None:
        super().__init__(words.replace("&", "&&"), parent)
        self._words, self._detail = words, detail
        self.setAccessibleName(words)
        self.setAccessibleDescription(detail)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return _mark_size(self._words, self._detail)

    def minimumSizeHint(self) -> QSize:
        return QSize(min(self.sizeHint().width(), theme.current().px(96)), self.sizeHint().height())

    def hitButton(self, pos: QPoint) -> bool:
        return True

    def paintEvent(self, _event: QPaintEvent) -> None:
        now = theme.current()
        painter = theme.painter(self)
        line = Line(self.rect().adjusted(1, 0, -1, 0))
        side = now.height("check")
        place = line.take(side, side)
        enabled = self.isEnabled()
        on = self.isChecked()
        ink = now.colour(("accent" if on else "line2") if enabled else "disabled")
        box(painter, place, side / 2, now.colour("surface"), ink, 2 if on else 1.6)
        if on:
            inset = round(side * 0.28)
            box(painter, place.adjusted(inset, inset, -inset, -inset), side, ink)
        line.skip(now.gap(10))
        _write_words(painter, line.rest(), self._words, self._detail, enabled)
        painter.end()


class RadioField(Field):
    """A few choices below each other; the value is the key."""

    def __init__(
        self,
        label: str,
        options: Sequence[tuple[str, str]],
        value: str = "",
        *,
        hint: str = "",
        required: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        holder = QWidget()
        column = QVBoxLayout(holder)
        theme.pad(column, 2)
        self._group = QButtonGroup(holder)
        self._boxes: dict[str, RadioBox] = {}
        for key, words in options:
            self._boxes[key] = one = RadioBox(words)
            self._group.addButton(one)
            column.addWidget(one)
        super().__init__(label, holder, hint=hint, required=required, parent=parent)
        self.setFocusProxy(next(iter(self._boxes.values())))
        self.set_value(value)
        self._group.buttonToggled.connect(self._tell_edited)

    def value(self) -> str:
        return next((key for key, one in self._boxes.items() if one.isChecked()), "")

    def set_value(self, key: str) -> None:
        self._group.blockSignals(True)
        if key in self._boxes:
            self._boxes[key].setChecked(True)
        self._group.blockSignals(False)

    def allow(self, keys: Collection[str]) -> None:
        """Show these choices alone; where the chosen one is not among them, the first is."""
        for key, one in self._boxes.items():
            one.setVisible(key in keys)
        if self.value() not in keys and keys:
            self.set_value(next(key for key in self._boxes if key in keys))

    def _tell_edited(self, _one: QAbstractButton, checked: bool) -> None:
        if checked:
            self.edited.emit()


def _write_words(painter: QPainter, rect: QRect, words: str, detail: str, enabled: bool) -> None:
    now = theme.current()
    ink = now.colour("text" if enabled else "disabled")
    if not detail:
        write(painter, rect, words, now.font(), ink)
        return
    half = rect.height() // 2
    upper = rect.adjusted(0, 0, 0, -half)
    lower = rect.adjusted(0, half, 0, 0)
    write(painter, upper, words, now.font(), ink)
    write(painter, lower, detail, now.font("small"), now.colour("text3"))
