"""The quarter's pack: made, signed, sent, received, sent back or accepted (G4)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop.commands.base import Desk
from desktop.commands.records import get, require, required, tidy
from desktop.errors import Refused
from desktop.models import guards
from desktop.models.attachments import Attachment
from desktop.models.programmes import rules
from desktop.models.programmes.facts import report_facts
from desktop.models.programmes.frequency import quarter_span
from desktop.models.programmes.records import QuarterReport, YearPlan, report_id
from desktop.models.transitions import move

KIND: Final = "quarter_reports"


@dataclass(frozen=True, slots=True)
class PackFile:
    """One file of evidence in a pack: its place there, its type, size and hash."""

    name: str
    media_type: str
    size: int
    sha256: bytes


@dataclass(frozen=True, slots=True)
class DraftQuarterReport:
    """Name the parts of a quarter's pack, whose bytes are kept; made anew when sent back.

    ``files`` go where the report goes; their content is stored once.
    """

    plan: bytes
    quarter: int
    pdf_sha256: bytes | None
    xlsx_sha256: bytes | None
    manifest_sha256: bytes | None
    files: tuple[PackFile, ...] = ()

    def __call__(self, session: Session, desk: Desk) -> None:
        require(guards.for_roles(desk.role, "drafted", rules.OWNER))
        plan = get(session, YearPlan, self.plan)
        if plan.state not in ("approved", "closed"):
            raise Refused("plan_not_approved")
        if not 1 <= self.quarter <= 4 or quarter_span(plan.year, self.quarter)[1] >= desk.today:
            raise Refused("pack_quarter_open")
        key = report_id(plan.id, self.quarter)
        report = session.get(QuarterReport, key)
        if report is None:
            report = QuarterReport(
                id=key,
                plan_id=plan.id,
                agency=plan.agency,
                agency_name=plan.agency_name,
                province=plan.province,
                year=plan.year,
                quarter=self.quarter,
                author_id=desk.person,
            )
            session.add(report)
        report.author_id = desk.person
        report.pdf_sha256, report.xlsx_sha256 = self.pdf_sha256, self.xlsx_sha256
        report.manifest_sha256 = self.manifest_sha256
        report.letter_number = report.letter_date = None
        self._name_files(session, desk, key)
        session.flush()
        move(session, report, "drafted", report_facts(report))

    def _name_files(self, session: Session, desk: Desk, report: bytes) -> None:
        earlier = select(Attachment).where(
            Attachment.record_kind == KIND,
            Attachment.record_id == report,
            Attachment.deleted_at.is_(None),
        )
        for old in session.execute(earlier).scalars():
            old.deleted_at = desk.now
        for one in self.files:
            session.add(
                Attachment(
                    id=desk.new_id(),
                    record_kind=KIND,
                    record_id=report,
                    name=one.name,
                    media_type=one.media_type,
                    size=one.size,
                    sha256=one.sha256,
                )
            )


@dataclass(frozen=True, slots=True)
class SignQuarterReport:
    """The secretary signs the manifest, and with it every part."""

    report: bytes

    def __call__(self, session: Session, desk: Desk) -> None:
        report = get(session, QuarterReport, self.report)
        move(session, report, "signed", report_facts(report))
        report.signed_at = desk.now


@dataclass(frozen=True, slots=True)
class SendQuarterReport:
    """It goes to the central secretariat under a letter's number and date."""

    report: bytes
    letter_number: str
    letter_date: date

    def __call__(self, session: Session, desk: Desk) -> None:
        report = get(session, QuarterReport, self.report)
        report.letter_number = required(
            self.letter_number, "letter_number_missing", "letter_number"
        )
        if self.letter_date > desk.today:
            raise Refused("day_in_future", field="letter_date")
        report.letter_date = self.letter_date
        move(session, report, "sent", report_facts(report))


@dataclass(frozen=True, slots=True)
class ReceiveQuarterReport:
    """The central secretariat has it."""

    report: bytes

    def __call__(self, session: Session, desk: Desk) -> None:
        report = get(session, QuarterReport, self.report)
        move(session, report, "received", report_facts(report))


@dataclass(frozen=True, slots=True)
class AcceptQuarterReport:
    """The central secretariat accepts it."""

    report: bytes

    def __call__(self, session: Session, desk: Desk) -> None:
        report = get(session, QuarterReport, self.report)
        move(session, report, "accepted", report_facts(report))


@dataclass(frozen=True, slots=True)
class ReturnQuarterReport:
    """The central secretariat sends it back with comments; it waits for its author again."""

    report: bytes
    reason: str

    def __call__(self, session: Session, desk: Desk) -> None:
        report = get(session, QuarterReport, self.report)
        move(session, report, "sent_back", report_facts(report), reason=tidy(self.reason))
