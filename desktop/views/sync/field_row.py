"""A field with several values: take one, keep both texts in turn, or write a third."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from desktop.commands.conflicts import Decision
from desktop.models.calendar import clock, in_iran, relative_day
from desktop.models.conflict_queries import FieldConflict, SideRow
from desktop.models.text import whole_number
from desktop.views.shared import theme
from desktop.views.shared.buttons import Button
from desktop.views.shared.choices import ChoiceField
from desktop.views.shared.date_field import DateField
from desktop.views.shared.fields import MultiLineField, TextField
from desktop.views.sync.choice_row import ChoiceRow
from desktop.views.sync.decisions import marked, other_value
from desktop.views.sync.field_words import choices_of, field_words, value_words
from desktop.views.sync.value_card import ValueCard
from resources.words import _

_BOTH, _EDIT = ("b", "ذ"), ("e", "ث")
"""The letters B and E, and what the same keys write on a Persian keyboard."""

Names = Mapping[bytes, str]
Editor = MultiLineField | TextField | ChoiceField | DateField


class FieldRow(ChoiceRow):
    """``decided`` with what holds, ``opened`` when the field is open again."""

    decided = Signal(object)
    opened = Signal(str)

    def __init__(self, kind: str, conflict: FieldConflict, names: Names, today: date) -> None:
        self.conflict = conflict
        self._kind, self._names, self._today = kind, names, today
        before = value_words(kind, conflict.field, conflict.before, names)
        super().__init__(
            field_words(conflict.field),
            _("پیش از دو ویرایش:\n{value}").format(value=before),
            [self._card(place) for place in range(len(conflict.sides))],
        )
        self.both = Button(
            _("نگه‌داشتن هر دو، پشت هم"), icon="copy-plus", key="B", on_click=self._keep_both
        )
        self.edit = Button(
            _("نوشتن مقدار سوم"), "quiet", icon="pencil", key="E", on_click=self._write
        )
        self.editor = self._make_editor()
        self._tools = QWidget()
        tools = QHBoxLayout(self._tools)
        theme.pad(tools, 8)
        tools.addWidget(self.both)
        tools.addWidget(self.edit)
        tools.addStretch(1)
        self.extra.addWidget(self._tools)
        self._tools.hide()
        self.both.setVisible(conflict.text)
        if self.editor is None:
            self.edit.hide()
        else:
            self.extra.addWidget(self.editor)
            self.editor.hide()
            self.editor.edited.connect(self._edited)
        self.chosen.connect(self._choose)

    def show_decision(self, decision: Decision | None) -> None:
        """Draw what holds."""
        place = None
        sides = self.conflict.sides
        if decision is not None and decision.keep == "side":
            place = next((n for n, one in enumerate(sides) if one.stamp == decision.stamp), None)
        self.show_choice(place, decided=decision is not None)
        self.both.setDown(decision is not None and decision.keep == "both")
        if self.editor is not None and (decision is None or decision.keep != "other"):
            self.editor.hide()

    def show_tools(self, shown: bool) -> None:
        """The two further ways stand below the field that the keyboard is in."""
        self._tools.setVisible(shown and (self.conflict.text or self.editor is not None))

    def _card(self, place: int) -> ValueCard:
        sides = self.conflict.sides
        side = sides[place]
        field = self.conflict.field
        words = value_words(self._kind, field, side.value, self._names)
        other = sides[0] if place else sides[1]
        against = value_words(self._kind, field, other.value, self._names)
        key = ("→" if theme.current().rtl else "←", "←" if theme.current().rtl else "→")
        return ValueCard(marked(words, against), self._meta(side), key[place] if place < 2 else "")

    def _meta(self, side: SideRow) -> str:
        who = _("شما") if side.mine else side.name or _("دیگری")
        if side.written_at is None:
            return who
        at = in_iran(side.written_at)
        day = "" if at.date() == self._today else relative_day(at.date(), self._today)
        return f"{who} · {day} {clock(at)}".replace("  ", " ")

    def _choose(self, place: int) -> None:
        side = self.conflict.sides[place]
        self.decided.emit(Decision(self.conflict.field, "side", side.stamp))

    def _keep_both(self) -> None:
        self.decided.emit(Decision(self.conflict.field, "both"))

    def _write(self) -> None:
        if self.editor is None:
            return
        self.editor.show()
        self.editor.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self._edited()

    def _edited(self) -> None:
        value = self._written()
        if value is None or value == "":
            self.opened.emit(self.conflict.field)
        else:
            self.decided.emit(other_value(self.conflict, value))

    def _written(self) -> Any:
        match self.editor:
            case DateField():
                return self.editor.value()
            case TextField() if self._is_number():
                return whole_number(self.editor.value())
            case TextField() | MultiLineField() | ChoiceField():
                return self.editor.value().strip()
        return None

    def _is_number(self) -> bool:
        return isinstance(self.conflict.sides[0].value, int)

    def _make_editor(self) -> Editor | None:
        name = _("مقدار سوم")
        value = next((one.value for one in self.conflict.sides if one.value is not None), None)
        if isinstance(value, bool | bytes | datetime | list) or value is None:
            return None
        options = choices_of(self._kind, self.conflict.field)
        if options:
            return ChoiceField(name, options, empty=_("انتخاب کنید"))
        if isinstance(value, date):
            return DateField(name, value, today=lambda: self._today)
        if isinstance(value, int):
            return TextField(name, str(value), code=True)
        return MultiLineField(name, str(value), lines=3)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        letter = event.text().lower()
        if letter in _BOTH and self.conflict.text:
            self._keep_both()
        elif letter in _EDIT:
            self._write()
        else:
            super().keyPressEvent(event)
