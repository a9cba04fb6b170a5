"""Files what the on-site form is told: one command a gesture, and the draft of what is typed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from PySide6.QtCore import QObject, Signal

from desktop.commands.base import Command
from desktop.commands.drafts import DiscardDraft, SaveDraft
from desktop.commands.findings import (
    AmendFinding,
    CorrectOnTheSpot,
    RecordFinding,
    RecordFindingPerson,
    RemoveFinding,
)
from desktop.commands.inspections import AmendVisit
from desktop.commands.on_site import AnswerQuestion, RecordUnitExplanation
from desktop.errors import AppError
from desktop.runtime.autosave import Autosave
from desktop.views.inspections import looks
from desktop.views.inspections.draft import FORM, VisitDraft
from desktop.views.navigation import Workplace
from resources.wording import words_of

Failed = Callable[[str, str], None]
"""Told the field that is wrong ("" when none is named) and the words to show there."""


class Recorder(QObject):
    """Everything the form changes goes through here; ``saved`` follows each filing."""

    saved = Signal()
    refused = Signal(str)

    def __init__(self, work: Workplace, draft: VisitDraft, parent: QObject) -> None:
        super().__init__(parent)
        self.work = work
        self.draft = draft
        self._pending: dict[str, Callable[[], None]] = {}
        self.autosave = Autosave(lambda: dict(draft.typed), self.keep_draft, self)

    @property
    def visit(self) -> bytes:
        return self.draft.visit

    def do(
        self,
        command: Command,
        then: Callable[[], None] | None = None,
        failed: Failed | None = None,
    ) -> None:
        """Carry out a command; a refusal goes to the field it names, or on top of the form."""

        def done(_changes: object) -> None:
            self.saved.emit()
            if then is not None:
                then()

        def wrong(error: AppError) -> None:
            words = words_of(error.code, error.arguments)
            if failed is not None:
                failed(str(error.arguments.get("field", "")), words)
            else:
                self.refused.emit(words)

        self.work.tasks.execute(command, done, owner=self, failed=wrong)

    def answer(self, item: str, value: str | None, failed: Failed | None = None) -> None:
        """Answer a question; the answer before it can be brought back with Ctrl+Z."""
        row = self.draft.answers().get(item)
        if (row.value if row else None) == (value or None):
            return
        self.draft.remember(item)
        note = self.draft.typed.get(f"note/{item}") or (row.note if row else None)
        self.do(AnswerQuestion(self.visit, item, value or None, note), failed=failed)

    def write_again(self, item: str, value: str | None, note: str | None) -> None:
        """What Ctrl+Z does."""
        self.do(AnswerQuestion(self.visit, item, value, note))

    def type(self, key: str, text: str, file: Callable[[], None]) -> None:
        """A field is being typed in: kept as a draft, and ``file`` runs on leaving it."""
        self.draft.type(key, text)
        self._pending[key] = file

    def leave(self, key: str) -> None:
        """The field was left: file what was typed."""
        file = self._pending.pop(key, None)
        if file is not None:
            file()

    def leave_all(self) -> None:
        """The form is being left."""
        for key in list(self._pending):
            self.leave(key)
        self.autosave.now()

    def note(self, item: str, text: str) -> None:
        row = self.draft.answers().get(item)
        command = AnswerQuestion(
            self.visit,
            item,
            row.value if row else None,
            text,
            row.answered_at if row else None,
        )
        self.do(command, lambda: self.filed(f"note/{item}"))

    def visit_field(self, name: str, text: str) -> None:
        """A text of the visit itself."""
        command: Command = AmendVisit(self.visit, {name: text or None})
        if name == "unit_explanation":
            command = RecordUnitExplanation(self.visit, text)
        self.do(command, lambda: self.filed(f"visit/{name}"))

    def record_finding(
        self, command: RecordFinding, keys: tuple[str, ...], failed: Failed | None = None
    ) -> None:
        def filed() -> None:
            for key in keys:
                self.filed(key)

        self.do(command, filed, failed)

    def amend_finding(
        self,
        finding: bytes,
        changes: Mapping[str, Any],
        key: str = "",
        failed: Failed | None = None,
    ) -> None:
        self.do(AmendFinding(finding, dict(changes)), lambda: self.filed(key), failed)

    def remove_finding(self, finding: bytes) -> None:
        self.do(RemoveFinding(finding))

    def correct(self, finding: bytes, text: str, key: str) -> None:
        self.do(CorrectOnTheSpot(finding, text), lambda: self.filed(key))

    def record_person(
        self, command: RecordFindingPerson, then: Callable[[], None], failed: Failed
    ) -> None:
        self.do(command, then, failed)

    def filed(self, key: str) -> None:
        """The vault has it; the draft need not hold it any more."""
        if key and key not in self._pending:
            self.draft.filed(key)
            self.autosave.now()

    def draft_id(self) -> bytes:
        """The form's place among the drafts: a visit has one."""
        return self.visit

    def forget_draft(self) -> None:
        """The form was handed in, or what was kept was thrown away."""
        self.draft.typed.clear()
        self.draft.offered.clear()
        self.work.tasks.execute(DiscardDraft(self.draft_id()))

    def stop(self) -> None:
        self.autosave.stop()

    def keep_draft(self) -> None:
        """Write what is typed, and what is still offered, into the vault's drafts."""
        if not self.draft.typed and not self.draft.offered:
            self.work.tasks.execute(DiscardDraft(self.draft_id()))
            return
        progress = self.draft.progress()
        self.work.tasks.execute(
            SaveDraft(
                self.draft_id(),
                FORM,
                looks.title_words(self.draft.detail.row),
                self.draft.as_fields(),
                self.visit,
                next(reversed(self.draft.as_fields()["typed"])),
                100 * progress.answered // max(1, progress.total),
            )
        )
