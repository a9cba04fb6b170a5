"""Gives a letter its number and stores its PDF: the steps one after the other, each for itself.

A step that fails leaves those before it done; the page then offers what is still to do.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from PySide6.QtCore import QObject, Signal

from desktop.commands.attachments import AttachFile
from desktop.commands.base import Command
from desktop.commands.inspections import SendToAgency
from desktop.commands.letters import NumberLetter, SendLetter, StoreIssuedPdf
from desktop.documents.printing import PDF, report_name
from desktop.errors import AppError
from desktop.models.blobs import Stored
from desktop.models.inspections.rows import VisitDetail
from desktop.models.letters.rows import LetterDetail
from desktop.views.letters import papers
from desktop.views.navigation import Workplace

SENDABLE = "approved"


class Issuing(QObject):
    """The secretariat's work on one letter. ``done`` or ``refused`` ends each piece of it."""

    done = Signal(str)
    refused = Signal(object)

    def __init__(self, work: Workplace, parent: QObject) -> None:
        super().__init__(parent)
        self._work = work

    def number_and_issue(
        self, letter: LetterDetail, visit: VisitDetail | None, day: date | None
    ) -> None:
        """The report goes with it as a file; then the number; then the PDF is kept."""
        key = letter.row.id

        def number(_stored: object = None) -> None:
            self._do(NumberLetter(key, day), lambda: self.issue(letter))

        wanted = visit is not None and visit.row.state == SENDABLE
        if visit is None or not wanted or _has_report(letter, visit):
            number()
            return
        self._write(
            papers.store_report(visit.row.id, self._work),
            lambda made: self._do(_attaching(key, *made), number),
        )

    def issue(self, letter: LetterDetail) -> None:
        """Make and keep the PDF of a numbered letter."""
        key = letter.row.id
        self._write(
            papers.store_letter(key, self._work),
            lambda stored: self._do(
                StoreIssuedPdf(key, stored.sha256), lambda: self.done.emit("issued")
            ),
        )

    def send(self, letter: LetterDetail, visit: VisitDetail | None) -> None:
        """Send it; with the covering letter the approved report goes to the agency."""
        command: Command = SendLetter(letter.row.id)
        if visit is not None and visit.row.state == SENDABLE:
            command = SendToAgency(visit.row.id, letter.row.id)
        self._do(command, lambda: self.done.emit("sent"))

    def _do(self, command: Command, then: Callable[[], None]) -> None:
        self._work.tasks.execute(
            command, lambda _changes: then(), owner=self, failed=self._say_refused
        )

    def _write(self, work: Callable[..., object], then: Callable[..., None]) -> None:
        self._work.tasks.write(self, work, then, failed=self._say_refused)

    def _say_refused(self, error: AppError) -> None:
        self.refused.emit(error)


def _has_report(letter: LetterDetail, visit: VisitDetail) -> bool:
    name = report_name(visit.row.code)
    return any(one.name == name for one in letter.attachments)


def _attaching(letter: bytes, stored: Stored, name: str) -> AttachFile:
    return AttachFile("letters", letter, name, PDF, stored.size, stored.sha256)
