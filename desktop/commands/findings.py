"""What people do with findings: record, answer, review, decide (``domain.md`` 10.2)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from desktop.commands.base import Desk
from desktop.commands.inspections import check_team
from desktop.commands.letters import document_of
from desktop.commands.records import change, get, require, required, tidy
from desktop.errors import Refused
from desktop.models.inspections import facts, finding_rules
from desktop.models.inspections.records import Finding, FindingPerson, SpecialReport, Visit
from desktop.models.transitions import move

FIELDS: Final = frozenset(
    {"indicator", "sub_reason", "code", "criterion", "accountability_level", "type", "severity"}
    | {"description", "place", "seen_at", "item", "repeat_of"}
)
OBLIGATORY: Final = ("title", "details", "rule", "evidence")
REPORT_FIELDS: Final = frozenset({*OBLIGATORY, "statement"})


@dataclass(frozen=True, slots=True)
class RecordFinding:
    """Record what was seen; the criterion and the evidence may follow before handing in."""

    visit: bytes
    description: str
    indicator: str | None = None
    sub_reason: str | None = None
    code: str | None = None
    criterion: str | None = None
    accountability_level: str | None = None
    type: str = "nonconformity"
    severity: str = "minor"
    place: str | None = None
    seen_at: datetime | None = None
    item: str | None = None
    repeat_of: bytes | None = None
    id: bytes | None = None

    def __call__(self, session: Session, desk: Desk) -> None:
        visit = get(session, Visit, self.visit)
        check_team(session, desk, visit)
        finding = Finding(
            id=self.id or desk.new_id(),
            visit_id=visit.id,
            number=_next_number(session, visit.id),
        )
        change(finding, {name: getattr(self, name) for name in FIELDS}, FIELDS)
        _check(finding, desk.now)
        session.add(finding)


@dataclass(frozen=True, slots=True)
class AmendFinding:
    """Change fields of a finding while the team writes its report."""

    finding: bytes
    changes: Mapping[str, Any]
    reason: str | None = None

    def __call__(self, session: Session, desk: Desk) -> None:
        finding = _editable(session, desk, self.finding)
        change(finding, self.changes, FIELDS)
        _check(finding, desk.now)


@dataclass(frozen=True, slots=True)
class RemoveFinding:
    """Take back a finding that was not yet confirmed; a confirmed one is withdrawn by the head."""

    finding: bytes
    reason: str | None = None

    def __call__(self, session: Session, desk: Desk) -> None:
        finding = _editable(session, desk, self.finding)
        if finding.state != "draft":
            raise Refused("finding_confirmed_already")
        finding.deleted_at = desk.now


@dataclass(frozen=True, slots=True)
class RecordFindingPerson:
    """Record the part of a finding that is about a person, for holders of the case alone.

    A class of intent needs its evidence; the person is heard, or was asked to be.
    """

    finding: bytes
    name: str
    conduct: str
    person: bytes | None = None
    post: str | None = None
    intent_class: str | None = None
    intent_reason: str | None = None
    statement: str | None = None
    statement_asked_at: datetime | None = None
    id: bytes | None = None

    def __call__(self, session: Session, desk: Desk) -> None:
        finding = _editable(session, desk, self.finding)
        if self.intent_class and not tidy(self.intent_reason):
            raise Refused("intent_reason_missing", field="intent_reason")
        if not tidy(self.statement) and self.statement_asked_at is None:
            raise Refused("statement_missing", field="statement")
        finding.about_person = True
        session.add(
            FindingPerson(
                id=self.id or desk.new_id(),
                finding_id=finding.id,
                person_id=self.person,
                name=required(self.name, "name_missing", "name"),
                post=tidy(self.post),
                conduct=required(self.conduct, "conduct_missing", "conduct"),
                intent_class=self.intent_class,
                intent_reason=tidy(self.intent_reason),
                statement=tidy(self.statement),
                statement_asked_at=self.statement_asked_at,
            )
        )


@dataclass(frozen=True, slots=True)
class CorrectOnTheSpot:
    """Note that the nonconformity itself was removed while the team was there."""

    finding: bytes
    text: str
    corrected_at: datetime | None = None

    def __call__(self, session: Session, desk: Desk) -> None:
        finding = _editable(session, desk, self.finding)
        finding.corrected_on_spot = required(self.text, "description_missing", "text")
        finding.corrected_at = self.corrected_at or desk.now


@dataclass(frozen=True, slots=True)
class RecordAnswer:
    """The agency accepts or contests a finding; without a vault, on behalf of it by a document."""

    finding: bytes
    answer: str
    text: str
    document: bytes | None = None
    on_behalf_of: str | None = None

    def __call__(self, session: Session, desk: Desk) -> None:
        finding, visit = _with_visit(session, self.finding)
        document = document_of(session, self.document)
        gathered = facts.finding_facts(session, finding, visit, desk.person) | {
            "answer": self.answer,
            "text": tidy(self.text),
            "document": document,
        }
        move(session, finding, "answered", gathered)
        finding.answer, finding.answer_text = self.answer, tidy(self.text)
        finding.answer_letter_id = self.document


@dataclass(frozen=True, slots=True)
class ReviewFinding:
    """A second person from outside the team looks at a contested finding."""

    finding: bytes
    opinion: str

    def __call__(self, session: Session, desk: Desk) -> None:
        finding, visit = _with_visit(session, self.finding)
        team = facts.team_of(session, visit.id)
        concerned = facts.concerned_by(session, visit.id)
        require(
            finding_rules.check_review(finding.state, finding.answer, desk.person, team, concerned)
        )
        finding.review = required(self.opinion, "opinion_missing", "opinion")
        finding.reviewed_by, finding.reviewed_at = desk.person, desk.now


@dataclass(frozen=True, slots=True)
class DecideFinding:
    """The head decides whether an answered finding needs action, and says why."""

    finding: bytes
    action_required: bool
    reason: str

    def __call__(self, session: Session, desk: Desk) -> None:
        finding, visit = _with_visit(session, self.finding)
        target = "action_required" if self.action_required else "no_action"
        gathered = facts.finding_facts(session, finding, visit, desk.person)
        move(session, finding, target, gathered, reason=tidy(self.reason))


@dataclass(frozen=True, slots=True)
class CloseFinding:
    """The head closes a decided finding whose actions are verified or moved."""

    finding: bytes

    def __call__(self, session: Session, desk: Desk) -> None:
        finding, visit = _with_visit(session, self.finding)
        gathered = facts.finding_facts(session, finding, visit, desk.person)
        move(session, finding, "closed", gathered)


@dataclass(frozen=True, slots=True)
class WithdrawFinding:
    """The head withdraws a confirmed finding, and says why."""

    finding: bytes
    reason: str

    def __call__(self, session: Session, desk: Desk) -> None:
        finding, visit = _with_visit(session, self.finding)
        gathered = facts.finding_facts(session, finding, visit, desk.person)
        move(session, finding, "withdrawn", gathered, reason=tidy(self.reason))


@dataclass(frozen=True, slots=True)
class WriteSpecialReport:
    """Begin or change the separate report about a person (6.5)."""

    visit: bytes
    title: str
    details: str
    rule: str | None = None
    evidence: str | None = None
    statement: str | None = None
    id: bytes | None = None

    def __call__(self, session: Session, desk: Desk) -> None:
        visit = get(session, Visit, self.visit)
        check_team(session, desk, visit)
        report = session.get(SpecialReport, self.id) if self.id else None
        if report is None:
            report = SpecialReport(id=self.id or desk.new_id(), visit_id=visit.id)
            session.add(report)
        elif report.state != "draft":
            raise Refused("special_report_final")
        change(report, {name: getattr(self, name) for name in REPORT_FIELDS}, REPORT_FIELDS)
        required(report.title, "title_missing", "title")
        required(report.details, "description_missing", "details")


@dataclass(frozen=True, slots=True)
class FinishSpecialReport:
    """The leader makes a special report final."""

    report: bytes

    def __call__(self, session: Session, desk: Desk) -> None:
        report = get(session, SpecialReport, self.report)
        visit = get(session, Visit, report.visit_id)
        gathered = facts.visit_facts(session, visit, desk.person, desk.now) | {
            name: bool(getattr(report, name)) or None for name in OBLIGATORY
        }
        move(session, report, "final", gathered)


def _editable(session: Session, desk: Desk, key: bytes) -> Finding:
    finding, visit = _with_visit(session, key)
    check_team(session, desk, visit)
    return finding


def _with_visit(session: Session, key: bytes) -> tuple[Finding, Visit]:
    finding = get(session, Finding, key)
    return finding, get(session, Visit, finding.visit_id)


def _next_number(session: Session, visit: bytes) -> int:
    query = select(func.max(Finding.number)).where(Finding.visit_id == visit)
    return (session.execute(query).scalar_one() or 0) + 1


def _check(finding: Finding, now: datetime) -> None:
    require(finding_rules.check_shape(finding.type, finding.severity, finding.description))
    if finding.seen_at is not None and finding.seen_at > now:
        raise Refused("seen_in_future", field="seen_at")
