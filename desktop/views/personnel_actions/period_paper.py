"""The dialog of a paper on a person for a period: looked at before it is issued."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from PySide6.QtCore import Signal
from sqlalchemy.orm import Session

from desktop.commands.base import Command
from desktop.errors import AppError
from desktop.models.blobs import Stored
from desktop.views.navigation import Paper, Workplace
from desktop.views.shared.buttons import Button
from desktop.views.shared.date_field import DateField
from desktop.views.shared.dialog import Dialog
from desktop.views.shared.fields import Field
from desktop.views.shared.printed import Make
from desktop.views.shared.step_dialog import lacking
from resources.wording import words_of
from resources.words import _


@dataclass(frozen=True, slots=True)
class Period:
    """First and last day, both in it."""

    starts: date
    ends: date


class PeriodPaper(Dialog):
    """What is the same of every such paper; a subclass says how it is made and filed."""

    file_name = ""
    filed = Signal(str)
    """Told with the paper's title once it is issued."""

    def __init__(
        self, work: Workplace, title: str, explanation: str, primary: str, period: Period
    ) -> None:
        super().__init__(title, explanation, primary=primary, icon="file-check")
        self.work, self.named = work, title
        self.starts = self.past_day(_("از"), period.starts)
        self.ends = self.past_day(_("تا"), period.ends)
        self.fields: dict[str, Field] = {}
        self.look = Button(_("پیش‌نمایش"), icon="printer", on_click=self.preview)
        self.decided.connect(self.issue)

    def past_day(self, words: str, day: date | None = None) -> DateField:
        """A day up to today."""
        today = self.work.desk().today
        return DateField(
            words, day, today=lambda: self.work.desk().today, last=today, required=True
        )

    def lay(self, fields: Mapping[str, Field]) -> None:
        """The fields by the names that a refusal gives them, and the preview below."""
        self.fields = dict(fields)
        for field in self.fields.values():
            self.body.addWidget(field)
        self.body.addWidget(self.look)

    def period(self) -> Period | None:
        """What was typed, or None after marking what is missing."""
        first, last = self.starts.value(), self.ends.value()
        if first is None or last is None:
            lacking(self.starts if first is None else self.ends, None)
            return None
        if last < first:
            self.ends.set_problem(words_of("period_reversed", {}))
            return None
        return Period(first, last)

    def draft(self) -> Make | None:
        """How the paper is made with «پیش‌نویس» on it; None after marking what is missing."""
        raise NotImplementedError

    def preview(self) -> None:
        """The paper as it would be, for whom it is about to see."""
        making = self.draft()
        if making is not None:
            self.work.preview(Paper(self.named, self.file_name, making))

    def issue(self) -> None:
        """Keep the bytes and file them."""
        raise NotImplementedError

    def keep(
        self, storing: Callable[[Session], Stored], command: Callable[[bytes], Command]
    ) -> None:
        """Store the paper, then carry out the command that names its bytes."""

        def file(stored: Stored) -> None:
            self.work.tasks.execute(
                command(stored.sha256),
                self._filed,
                owner=self,
                failed=self._refused,
            )

        self.primary.setEnabled(False)
        self.work.tasks.write(self, storing, file, failed=self._refused)

    def _filed(self, _changes: object) -> None:
        self.close_it()
        self.filed.emit(self.named)

    def _refused(self, error: AppError) -> None:
        self.primary.setEnabled(True)
        words = words_of(error.code, error.arguments)
        named = self.fields.get(str(error.arguments.get("field", "")))
        if named is None:
            self.set_note(words)
        else:
            named.set_problem(words)
            named.setFocus()
