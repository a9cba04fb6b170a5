"""The frozen lines that screens and paper of inspections are made of."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from desktop.models.attachments import AttachmentRow
from desktop.models.checklists import Template
from desktop.models.directory_queries import UnitCard
from desktop.models.history import StepRow
from desktop.models.paging import Paged

Key = tuple[str, bytes]
"""Where a page of a list ends: the sorted value as stored, and the id."""


@dataclass(frozen=True, slots=True)
class VisitRow:
    """A line of the list of visits. ``returned``: the head sent the report back."""

    id: bytes
    code: str
    unit: str | None
    county: str | None
    kind: str
    announced: bool
    covert: bool
    day: date
    state: str
    returned: bool
    observation: int
    minor: int
    major: int
    critical: int
    leader_id: bytes
    sample: bool


VisitsPage = Paged[VisitRow, Key]


@dataclass(frozen=True, slots=True)
class MemberRow:
    """One of the team (``duty`` team), or the head who gave the order (``duty`` head)."""

    person_id: bytes
    name: str
    leader: bool
    duty: str


@dataclass(frozen=True, slots=True)
class AnswerRow:
    """The answer to one question; ``value`` as ``checklists`` stores it."""

    id: bytes
    item: str
    value: str | None
    note: str | None
    answered_at: datetime | None


@dataclass(frozen=True, slots=True)
class FindingPersonRow:
    """The part of a finding about a person; only holders of the case have it."""

    id: bytes
    finding_id: bytes
    person_id: bytes | None
    name: str
    post: str | None
    conduct: str
    intent_class: str | None
    intent_reason: str | None
    statement: str | None
    statement_asked_at: datetime | None


@dataclass(frozen=True, slots=True)
class FindingRow:
    """A finding with its evidence. ``may``: the commands open to the reader of the row."""

    id: bytes
    visit_id: bytes
    number: int
    indicator: str | None
    sub_reason: str | None
    code: str | None
    criterion: str | None
    accountability_level: str | None
    type: str
    severity: str
    description: str
    place: str | None
    seen_at: datetime | None
    item: str | None
    about_person: bool
    corrected_on_spot: str | None
    corrected_at: datetime | None
    repeat_of: bytes | None
    state: str
    answer: str | None
    answer_text: str | None
    answer_letter_id: bytes | None
    review: str | None
    attachments: tuple[AttachmentRow, ...]
    persons: tuple[FindingPersonRow, ...]
    may: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ActionRow:
    """A corrective action; ``overdue`` is computed. ``consent``: who of the agency agreed."""

    id: bytes
    visit_id: bytes
    visit_code: str
    unit: str | None
    finding_ids: tuple[bytes, ...]
    finding_numbers: tuple[int, ...]
    kind: str
    description: str
    root_cause: str | None
    owner_post: str | None
    owner_id: bytes | None
    due_on: date | None
    overdue: bool
    result: str | None
    cost: int | None
    consent: str | None
    moved_to_id: bytes | None
    effect_due_on: date | None
    since: datetime
    state: str
    attachments: tuple[AttachmentRow, ...]
    may: tuple[str, ...]


ActionsPage = Paged[ActionRow, Key]


@dataclass(frozen=True, slots=True)
class SignatureRow:
    """One side of the hand-over; ``way`` is drawn, paper or refused."""

    id: bytes
    side: str
    way: str
    name: str
    post: str | None
    signed_at: datetime
    words: str | None
    witness_name: str | None
    witness_post: str | None
    image_sha256: bytes | None


@dataclass(frozen=True, slots=True)
class SpecialReportRow:
    """The separate report about a person (``domain.md`` 6.5)."""

    id: bytes
    visit_id: bytes
    number: str | None
    title: str
    details: str
    rule: str | None
    evidence: str | None
    statement: str | None
    state: str


@dataclass(frozen=True, slots=True)
class Gap:
    """One thing without which a report is not handed in, and where it is mended.

    ``code`` is that of its wording; ``hard`` ones refuse the handing in.
    """

    code: str
    item: str | None = None
    question: str | None = None
    view: str | None = None
    view_name: str | None = None
    finding_id: bytes | None = None
    finding: int | None = None
    hard: bool = True


@dataclass(frozen=True, slots=True)
class VisitDetail:
    """A visit with everything that its page and its report show."""

    row: VisitRow
    order_number: str
    order_date: date
    order_issuer: str
    covert_reason: str | None
    unit: UnitCard | None
    unit_text: str | None
    planned_at: datetime | None
    started_at: datetime | None
    ended_at: datetime | None
    revealed_at: datetime | None
    remit: str
    template: Template | None
    template_code: str
    template_version: int
    trigger_kind: str | None
    trigger_id: bytes | None
    observations: str | None
    unit_explanation: str | None
    good_practice: str | None
    root_cause: str | None
    present_name: str | None
    present_post: str | None
    return_due: date | None
    returned_reason: str | None
    letter_id: bytes | None
    members: tuple[MemberRow, ...]
    answers: tuple[AnswerRow, ...]
    findings: tuple[FindingRow, ...]
    actions: tuple[ActionRow, ...]
    signatures: tuple[SignatureRow, ...]
    special_reports: tuple[SpecialReportRow, ...]
    attachments: tuple[AttachmentRow, ...]
    steps: tuple[StepRow, ...]
    may: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class EarlierFinding:
    """A finding of an earlier visit to the same unit."""

    id: bytes
    visit_id: bytes
    visit_code: str
    day: date
    number: int
    indicator: str | None
    severity: str
    description: str
    state: str


@dataclass(frozen=True, slots=True)
class WeekVisit:
    """A visit of the coming week with what to know of its unit before leaving."""

    visit: VisitRow
    planned_at: datetime | None
    unit: UnitCard | None
    members: tuple[MemberRow, ...]
    findings: tuple[EarlierFinding, ...]
    actions: tuple[ActionRow, ...]
