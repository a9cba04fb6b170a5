"""Joining a record of the directory with the right one: found, previewed, then joined."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Final

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QButtonGroup, QVBoxLayout, QWidget
from sqlalchemy.orm import Session

from desktop.commands.directory import MergeRecord
from desktop.errors import AppError
from desktop.views.navigation import Workplace
from desktop.views.shared import theme
from desktop.views.shared.choices import RadioBox
from desktop.views.shared.dialog import Dialog
from desktop.views.shared.fields import TextField
from desktop.views.shared.labels import label
from resources.wording import words_of
from resources.words import _

MOST_FOUND: Final = 7
TYPING_PAUSE: Final = 250


@dataclass(frozen=True, slots=True)
class Candidate:
    """What a record may be joined with."""

    id: bytes
    name: str
    detail: str


@dataclass(frozen=True, slots=True)
class Merging:
    """A record that may go into another: its kind, and how its like is found and previewed.

    ``find`` and ``preview`` run on the database thread; an empty preview says nothing.
    """

    kind: str
    record: bytes
    name: str
    title: str
    right_one: str
    hint: str
    nothing: str
    find: Callable[[str, Session], Sequence[Candidate]]
    preview: Callable[[bytes, Session], str]


class MergeDialog(Dialog):
    """``merged`` carries the record that went; which one stands is searched and previewed first."""

    merged = Signal(bytes)

    def __init__(self, work: Workplace, merging: Merging) -> None:
        super().__init__(
            merging.title,
            _("نام «{name}» می‌ماند و یافت می‌شود، و به درست می‌برد. هر زمان می‌توان برگرداند.").format(
                name=merging.name
            ),
            primary=_("یکی کن"),
            icon="git-merge",
            on_decided=self._merge,
        )
        self._work, self._merging = work, merging
        self._boxes: dict[bytes, RadioBox] = {}
        self.into: bytes | None = None
        self._shown_for: str | None = None
        self.search = TextField(merging.right_one, merging.name, hint=merging.hint)
        self._group = QButtonGroup(self)
        self._found = QWidget()
        self._lines = QVBoxLayout(self._found)
        theme.pad(self._lines, 2)
        self.preview = label("", "body", "text", wrap=True)
        self.problem = label("", "small", "danger", wrap=True)
        self.reason = TextField(_("دلیل"), hint=_("در تاریخچه می‌ماند"))
        for part in (self.search, self._found, self.preview, self.problem, self.reason):
            self.body.addWidget(part)
        self.problem.hide()
        self.primary.setEnabled(False)
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(TYPING_PAUSE)
        self._pause.timeout.connect(self.look)
        self.search.edited.connect(self._pause.start)

    def boxes(self) -> list[RadioBox]:
        """The records found, in their order."""
        return list(self._boxes.values())

    def look(self) -> None:
        """Read the records that fit what is typed."""
        words = self.search.value()
        finding = partial(self._merging.find, words)
        self._work.tasks.read(self, finding, partial(self._show_found, words))

    def settled(self) -> bool:
        """Whether what is shown was found with the words that stand there now."""
        return self._shown_for == self.search.value()

    def _show_found(self, words: str, found: Sequence[Candidate]) -> None:
        self._shown_for = words
        while (item := self._lines.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        self._boxes = {}
        self._choose(None)
        for one in found:
            if one.id == self._merging.record:
                continue
            box = RadioBox(one.name, detail=one.detail)
            box.toggled.connect(lambda checked, key=one.id: self._choose(key) if checked else None)
            self._group.addButton(box)
            self._boxes[one.id] = box
            self._lines.addWidget(box)
        if not self._boxes:
            self.preview.set_words(self._merging.nothing)

    def _choose(self, key: bytes | None) -> None:
        self.into = key
        self.primary.setEnabled(key is not None)
        self.preview.set_words("")
        self.problem.hide()
        if key is not None:
            reading = partial(self._merging.preview, key)
            self._work.tasks.read(self, reading, self.preview.set_words)

    def _merge(self) -> None:
        if self.into is None:
            return
        reason = self.reason.value().strip() or None
        self._work.tasks.execute(
            MergeRecord(self._merging.kind, self._merging.record, self.into, reason),
            self._done,
            owner=self,
            failed=self._refused,
        )

    def _done(self, _changes: object) -> None:
        self.merged.emit(self._merging.record)
        self.close_it()

    def _refused(self, error: AppError) -> None:
        self.problem.set_words(words_of(error.code, error.arguments))
        self.problem.show()
