"""The values of a refused entry, to be corrected and written anew."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from PySide6.QtCore import Signal

from desktop.commands.refusals import Correction
from desktop.errors import AppError
from desktop.models.conflict_queries import python_value
from desktop.views.shared.choices import ChoiceField
from desktop.views.shared.date_field import DateField
from desktop.views.shared.dialog import Dialog
from desktop.views.shared.fields import MultiLineField, TextField
from desktop.views.shared.labels import label
from desktop.views.sync.field_words import choices_of, field_words, is_told, value_words
from desktop.views.sync.tray import TrayRow
from resources.wording import words_of
from resources.words import _

_LONG = 60
_MOST_FIELDS = 6
_FIXED = frozenset({"visit_id", "finding_id", "record_id", "record_kind", "number", "item", "code"})

Control = TextField | MultiLineField | ChoiceField | DateField
Key = tuple[str, bytes, str]


class CorrectionDialog(Dialog):
    """``sent`` carries the corrections; fields that nobody types are shown, not asked."""

    sent = Signal(object, object)

    def __init__(self, row: TrayRow, names: Mapping[bytes, str], today: date) -> None:
        super().__init__(
            _("اصلاح و ارسال دوباره"),
            words_of(row.refused.code, row.refused.arguments),
            primary=_("ارسال دوباره"),
            icon="send",
            on_decided=self._send,
        )
        self.row = row
        self.controls: dict[Key, Control] = {}
        self._was: dict[Key, Any] = {}
        self._today = today
        self.body.addWidget(label(row.title, "strong", wrap=True))
        for change in row.refused.changes:
            for name, wire in change.values.items():
                if not is_told(name):
                    continue
                value = python_value(change.kind, name, wire)
                self._add((change.kind, change.record, name), value, names)
        self.problem = label("", "small", "danger", wrap=True)
        self.body.addWidget(self.problem)
        self.problem.hide()

    def refuse(self, error: AppError) -> None:
        """Say it beside the field that it is about, else below all of them."""
        words = words_of(error.code, error.arguments)
        wanted = error.arguments.get("field")
        for (_kind, _record, name), control in self.controls.items():
            if name == wanted:
                control.set_problem(words)
                return
        self.problem.set_words(words)
        self.problem.show()

    def corrections(self) -> tuple[Correction, ...]:
        """The fields that now hold another value."""
        found = []
        for key, control in self.controls.items():
            value = _value_of(control, self._was[key])
            if value != self._was[key]:
                found.append(Correction(*key, value))
        return tuple(found)

    def _add(self, key: Key, value: Any, names: Mapping[bytes, str]) -> None:
        kind, _record, name = key
        control = None
        if name not in _FIXED and len(self.controls) < _MOST_FIELDS:
            control = _control(kind, name, value, self._today)
        if control is not None:
            self.controls[key], self._was[key] = control, value
            self.body.addWidget(control)
        elif name not in _FIXED and value not in (None, "") and not isinstance(value, bytes | list):
            shown = value_words(kind, name, value, names)
            words = _("{field}: {value}").format(field=field_words(name), value=shown)
            self.body.addWidget(label(words, "small", "text2", wrap=True))

    def _send(self) -> None:
        self.sent.emit(self.row, self.corrections())


def _control(kind: str, field: str, value: Any, today: date) -> Control | None:
    name, options = field_words(field), choices_of(kind, field)
    if isinstance(value, str) and options:
        return ChoiceField(name, options, value)
    if isinstance(value, str) and (len(value) > _LONG or "\n" in value):
        return MultiLineField(name, value)
    if isinstance(value, str):
        return TextField(name, value)
    if type(value) is date:
        return DateField(name, value, today=lambda: today)
    return None


def _value_of(control: Control, before: Any) -> Any:
    value = control.value()
    if isinstance(before, date):
        return value if value is not None else before
    return value
