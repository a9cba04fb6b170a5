"""One thing to decide: what it is and was at the start, and beside it the values to choose from."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QVBoxLayout, QWidget

from desktop.views.shared import theme
from desktop.views.shared.card import Divider
from desktop.views.shared.labels import IconMark, label
from desktop.views.sync.value_card import ValueCard

NAME_WIDTH = 200
_WIDE_FROM = 760
_ANY_WIDTH = 16_777_215


def is_wide(width: int) -> bool:
    """Whether the name has room beside the values."""
    return width >= theme.current().px(_WIDE_FROM)


class ChoiceRow(QWidget):
    """→ and ← take the card on that side; ``chosen`` gives the place of the card."""

    chosen = Signal(int)
    stepped = Signal(int)

    def __init__(self, name: str, before: str, cards: Sequence[ValueCard]) -> None:
        super().__init__()
        self.cards = tuple(cards)
        self.setAccessibleName(name)
        self._mark = IconMark("circle-alert", "warning")
        self._name = QWidget()
        title = QHBoxLayout()
        theme.pad(title, 8)
        title.addWidget(self._mark, 0, Qt.AlignmentFlag.AlignTop)
        title.addWidget(label(name, "strong", wrap=True), 1)
        names = QVBoxLayout(self._name)
        theme.pad(names, 4, (0, 6, 0, 0))
        names.addLayout(title)
        if before:
            names.addWidget(label(before, "small", "text2", wrap=True))
        names.addStretch(1)
        self._values = QHBoxLayout()
        theme.pad(self._values, 14)
        # A third side stands below the second: there are two keys.
        self._values.addWidget(self.cards[0], 1)
        beside = QVBoxLayout()
        theme.pad(beside, 8)
        for card in self.cards[1:]:
            beside.addWidget(card, 1)
        self._values.addLayout(beside, 1)
        self.extra = QVBoxLayout()
        theme.pad(self.extra, 6)
        right = QVBoxLayout()
        theme.pad(right, 8)
        right.addLayout(self._values)
        right.addLayout(self.extra)
        self._row = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        theme.pad(self._row, 14)
        self._row.addWidget(self._name)
        self._row.addLayout(right, 1)
        column = QVBoxLayout(self)
        theme.pad(column, 10)
        column.addLayout(self._row)
        column.addWidget(Divider())
        for place, card in enumerate(self.cards):
            card.clicked.connect(lambda _checked=False, at=place: self.chosen.emit(at))
            card.stepped.connect(self.stepped)
        self.fit(wide=True)

    def fit(self, *, wide: bool) -> None:
        """The name beside the values, or above them."""
        direction = QBoxLayout.Direction
        self._row.setDirection(direction.LeftToRight if wide else direction.TopToBottom)
        if wide:
            self._name.setFixedWidth(theme.current().px(NAME_WIDTH))
        else:
            self._name.setMinimumWidth(0)
            self._name.setMaximumWidth(_ANY_WIDTH)

    def show_choice(self, place: int | None, *, decided: bool) -> None:
        """Which card is taken, and whether this is decided at all."""
        for number, card in enumerate(self.cards):
            card.setChecked(number == place)
        self._mark.set_icon(
            "circle-check" if decided else "circle-alert", "success" if decided else "warning"
        )

    def take_focus(self) -> None:
        """The keyboard goes to the card that is taken, or to the first."""
        taken = next((card for card in self.cards if card.isChecked()), self.cards[0])
        taken.setFocus(Qt.FocusReason.TabFocusReason)

    def has_focus(self) -> bool:
        """Whether the keyboard is somewhere in this row."""
        focus: QWidget | None = self.window().focusWidget()
        return focus is not None and self.isAncestorOf(focus)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() not in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            super().keyPressEvent(event)
            return
        first = (event.key() == Qt.Key.Key_Right) == theme.current().rtl
        card = self.cards[0] if first else self.cards[1]
        if card.isEnabled():
            card.setFocus(Qt.FocusReason.TabFocusReason)
            card.click()
