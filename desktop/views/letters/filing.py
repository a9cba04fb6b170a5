"""Files what the letter form holds, and keeps it meanwhile so that a crash loses nothing."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal

from desktop.commands.base import Command
from desktop.commands.drafts import DiscardDraft, SaveDraft
from desktop.errors import AppError
from desktop.models.letters.rows import LetterDetail
from desktop.runtime.autosave import Autosave
from desktop.views.letters.draft import LetterDraft
from desktop.views.letters.form import WriteForm
from desktop.views.navigation import Workplace
from resources.words import _

PLACE = "letter"


class Filing(QObject):
    """One letter being written; ``kept`` after each saving of what is not filed yet."""

    kept = Signal()
    refused = Signal(object)

    def __init__(self, work: Workplace, form: WriteForm, parent: QObject) -> None:
        super().__init__(parent)
        self._work, self._form = work, form
        self.key = b""
        self.letter: LetterDetail | None = None
        self._filed: LetterDraft | None = None
        self._autosave = Autosave(self._typed, self._keep, self)

    def begin(self, key: bytes, letter: LetterDetail | None, *, fresh: bool = True) -> None:
        """The form shows this letter now; not ``fresh`` where it shows more than was filed."""
        self.key, self.letter = key, letter
        self._filed = self._form.draft() if fresh else LetterDraft()
        self._autosave.now()

    def end(self) -> None:
        """The form shows no letter any more."""
        self._filed = None

    def is_dirty(self) -> bool:
        """Whether something is typed that was not filed."""
        return self._filed is not None and self._form.draft() != self._filed

    def keep_now(self) -> None:
        """On leaving a field or the page."""
        self._autosave.now()

    def save(self, then: Callable[[], None]) -> None:
        """File the draft, or bring the filed one up to date; what is missing is marked."""
        draft = self._form.draft()
        problems = draft.problems()
        self._form.show_problems(problems)
        if problems:
            return
        command: Command | None = draft.filing(self.key)
        if self.letter is not None:
            command = draft.amending(self.letter)
        if command is None:
            then()
            return

        def done(_changes: object) -> None:
            self._filed = draft
            self._work.tasks.execute(DiscardDraft(self.key), lambda _changes: then(), owner=self)

        self._work.tasks.execute(command, done, owner=self, failed=self._say_refused)

    def _typed(self) -> object:
        return self._form.draft().stored() if self._filed is not None else None

    def _keep(self) -> None:
        if not self.is_dirty():
            return
        draft = self._form.draft()
        record = self.letter.row.id if self.letter else None
        title = draft.subject.strip() or _("نامهٔ بی‌موضوع")
        self._work.tasks.execute(
            SaveDraft(self.key, PLACE, title, draft.stored(), record),
            lambda _changes: self.kept.emit(),
            owner=self,
        )

    def _say_refused(self, error: AppError) -> None:
        self.refused.emit(error)
