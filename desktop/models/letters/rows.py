"""The frozen lines that screens and paper of letters are made of."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from desktop.models.attachments import AttachmentRow
from desktop.models.history import StepRow
from desktop.models.paging import Paged


@dataclass(frozen=True, slots=True)
class LetterRow:
    """A line of the register, in or out."""

    id: bytes
    direction: str
    number: str | None
    year: int | None
    serial: int | None
    letter_date: date | None
    sender: str
    addressee: str
    subject: str
    record_kind: str | None
    record_id: bytes | None
    in_number: str | None
    in_date: date | None
    issued: bool
    state: str


Key = tuple[int, int, bytes]
"""Where a page of the register ends: year, number, and the id."""

LettersPage = Paged[LetterRow, Key]


@dataclass(frozen=True, slots=True)
class LetterDetail:
    """A letter with everything that its page and its print show.

    ``in_place_of`` is whose delegate its signatory was, by post and name.
    """

    row: LetterRow
    attachment_note: str | None
    copies: tuple[str, ...]
    body: str
    signatory: str | None
    template_code: str | None
    addressee_agency: str | None
    addressee_province: str | None
    answers_id: bytes | None
    pdf_sha256: bytes | None
    issued_at: datetime | None
    void_reason: str | None
    attachments: tuple[AttachmentRow, ...]
    steps: tuple[StepRow, ...]
    in_place_of: str | None
    may: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LetterTemplateRow:
    """A template to choose; ``body`` has subject, body (paragraphs) and fields."""

    id: bytes
    code: str
    version: int
    title_fa: str
    title_en: str | None
    own: bool
    body: Any
