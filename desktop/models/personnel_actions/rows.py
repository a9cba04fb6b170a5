"""The frozen lines that screens and papers of personnel actions are made of."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from desktop.models.attachments import AttachmentRow
from desktop.models.history import StepRow
from desktop.models.paging import Paged
from desktop.models.personnel_actions.chains import Link


@dataclass(frozen=True, slots=True)
class PersonnelRow:
    """A line of the list: who, what, for what, and where it stands."""

    id: bytes
    kind: str
    person_id: bytes
    person_name: str
    post: str | None
    unit_name: str | None
    indicator: str | None
    happened_on: date
    issued_on: date | None
    letter_number: str | None
    visible_until: date | None
    sample: bool
    state: str


Key = tuple[str, bytes]
"""Where a page of the list ends: the day as stored, and the id."""

PersonnelPage = Paged[PersonnelRow, Key]


@dataclass(frozen=True, slots=True)
class StatementRow:
    """What the person said, or that he was asked; an objection."""

    id: bytes
    what: str
    text: str | None
    said_on: date


@dataclass(frozen=True, slots=True)
class SourceRow:
    """What an action follows from; ``record`` is empty where it is no record here.

    ``n``: of how many answers the result of a survey is.
    """

    kind: str
    record: bytes
    title: str
    day: date | None
    visit_id: bytes | None = None
    n: int | None = None


@dataclass(frozen=True, slots=True)
class PartyRow:
    """Who holds the case."""

    person_id: bytes
    name: str
    duty: str


@dataclass(frozen=True, slots=True)
class LetterLine:
    """A letter about the case."""

    id: bytes
    direction: str
    number: str | None
    day: date | None
    subject: str
    template_code: str | None
    issued: bool
    state: str


@dataclass(frozen=True, slots=True)
class PersonnelDetail:
    """An action with everything that its page and its letters show."""

    row: PersonnelRow
    agency: str | None
    province: str | None
    reason: str
    legal_basis: str | None
    sources: tuple[SourceRow, ...]
    amount: int | None
    form: str | None
    intent_class: str | None
    intent_evidence: str | None
    intent_confirmed_by: str | None
    proposer_id: bytes
    proposer: str | None
    setad_id: bytes | None
    setad: str | None
    meeting_id: bytes | None
    follows_id: bytes | None
    grade: int | None
    authority: str | None
    authority_name: str | None
    letter_id: bytes | None
    letter_date: date | None
    answer: str | None
    answer_letter_id: bytes | None
    notified_on: date | None
    objection_until: date | None
    statements: tuple[StatementRow, ...]
    parties: tuple[PartyRow, ...]
    letters: tuple[LetterLine, ...]
    chain: tuple[PersonnelRow, ...]
    links: tuple[Link, ...]
    attachments: tuple[AttachmentRow, ...]
    steps: tuple[StepRow, ...]
    setting: Any
    may: tuple[str, ...]
