"""Several of many: what is chosen stands below as chips that can be taken away again."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.views.shared import theme
from desktop.views.shared.choices import ChoiceBox
from desktop.views.shared.fields import Field
from desktop.views.shared.flow import Flow
from desktop.views.shared.tags import Chip


class _Many(QWidget):
    changed = Signal()

    def __init__(self, name: str, options: Sequence[tuple[str, str]], empty: str) -> None:
        super().__init__()
        self._name, self._words = name, dict(options)
        self.chosen: list[str] = []
        self.box = ChoiceBox(options, search=True, empty=empty)
        self.setFocusProxy(self.box)
        column = QVBoxLayout(self)
        theme.pad(column, 4)
        column.addWidget(self.box)
        self._below = QWidget()
        self._flow = Flow(6, 4, parent=self._below)
        column.addWidget(self._below)
        self._below.hide()
        self._chips: list[Chip] = []
        self.box.currentIndexChanged.connect(self._take)

    def put(self, keys: Iterable[str]) -> None:
        """These and no others."""
        self.chosen = list(dict.fromkeys(keys))
        for chip in self._chips:
            chip.hide()
            chip.deleteLater()
        self._chips = [Chip(self._name, self._words.get(key, key)) for key in self.chosen]
        for key, chip in zip(self.chosen, self._chips, strict=True):
            chip.removed.connect(partial(self._drop, key))
            self._flow.addWidget(chip)
        self._below.setVisible(bool(self._chips))

    def set_options(self, options: Sequence[tuple[str, str]]) -> None:
        """Another list to choose from; what was chosen stays."""
        self._words = dict(options)
        self.box.blockSignals(True)
        self.box.set_options(options)
        self.box.blockSignals(False)
        self.put(self.chosen)

    def _take(self) -> None:
        key = self.box.value()
        if not key:
            return
        self.box.set_value("")
        if key not in self.chosen:
            self.put([*self.chosen, key])
            self.changed.emit()

    def _drop(self, key: str) -> None:
        self.put(one for one in self.chosen if one != key)
        self.box.setFocus()
        self.changed.emit()


class ManyField(Field):
    """``options`` are (key, words); the value is the keys in the order of choosing."""

    control: _Many

    def __init__(
        self,
        label: str,
        options: Sequence[tuple[str, str]],
        *,
        empty: str,
        chip: str,
        hint: str = "",
    ) -> None:
        """``empty`` are the words of «none chosen», ``chip`` what stands before each that is."""
        super().__init__(label, _Many(chip, options, empty), hint=hint)
        self.control.box.setAccessibleName(label)
        self.control.changed.connect(self.edited)

    def value(self) -> tuple[str, ...]:
        return tuple(self.control.chosen)

    def set_value(self, keys: Iterable[str]) -> None:
        self.control.put(keys)

    def set_options(self, options: Sequence[tuple[str, str]]) -> None:
        self.control.set_options(options)
