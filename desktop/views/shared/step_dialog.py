"""A step of a record that needs words first: fields in a dialog, then one command."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass

from PySide6.QtWidgets import QWidget

from desktop.commands.base import Command
from desktop.errors import AppError
from desktop.views.navigation import Workplace
from desktop.views.shared.buttons import Kind
from desktop.views.shared.dialog import Dialog
from desktop.views.shared.fields import Field
from resources.wording import words_of
from resources.words import Lazy, _

Make = Callable[[], Command | None]


@dataclass(frozen=True, slots=True)
class Step:
    """One thing to do: the command it stands for, its words and its drawing."""

    name: str
    words: Lazy
    icon: str


def open_steps(steps: Sequence[Step], may: Collection[str]) -> list[Step]:
    """The steps whose commands are open to the reader of a row, in the order of the table."""
    return [step for step in steps if step.name in may]


class StepDialog(Dialog):
    """``make`` builds the command from the fields, or gives None after marking what is wrong.

    A refusal is shown beside the field it names, else below the last one; nothing typed is lost.
    """

    def __init__(
        self,
        work: Workplace,
        title: str,
        explanation: str,
        primary: str,
        fields: Mapping[str, QWidget],
        make: Make,
        *,
        icon: str = "",
        kind: Kind = "primary",
        then: Callable[[], object] | None = None,
    ) -> None:
        super().__init__(title, explanation, primary=primary, icon=icon, kind=kind)
        self.work = work
        self.fields = dict(fields)
        self._make = make
        self._then = then
        for field in self.fields.values():
            self.body.addWidget(field)
        self.decided.connect(self._decide)

    def _decide(self) -> None:
        for field in self.fields.values():
            if isinstance(field, Field):
                field.set_problem(None)
        command = self._make()
        if command is not None:
            self.primary.setEnabled(False)
            self.work.tasks.execute(command, self._done, owner=self, failed=self._failed)

    def _done(self, _changes: object) -> None:
        self.close_it()
        if self._then is not None:
            self._then()

    def _failed(self, error: AppError) -> None:
        self.primary.setEnabled(True)
        words = words_of(error.code, error.arguments)
        named = self.fields.get(str(error.arguments.get("field", "")))
        marked = [one for one in self.fields.values() if isinstance(one, Field)]
        if isinstance(named, Field):
            named.set_problem(words)
            named.setFocus()
        elif marked:
            marked[-1].set_problem(words)
        else:
            self.set_note(words)


def lacking(field: Field, value: object) -> bool:
    """Marks a field that must not be empty."""
    if value:
        return False
    field.set_problem(_("این را بنویسید"))
    field.setFocus()
    return True
