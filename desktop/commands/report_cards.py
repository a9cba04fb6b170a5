"""Training credited to a person, and the papers on him: card and appraisal sheet (P8.6, P8.7)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from desktop.commands.base import Desk
from desktop.commands.records import get, required, tidy
from desktop.errors import Refused
from desktop.models.parties import name_parties
from desktop.models.people import Person
from desktop.models.personnel_actions.records import (
    AppraisalSheet,
    ReportCard,
    TrainingRecord,
    credit_id,
)
from desktop.models.personnel_actions.report_cards import check_card, direct_managers
from desktop.models.reader import Reader

MOST_HOURS = 1000
APPRAISED_FOR = ("appointment", "promotion")


@dataclass(frozen=True, slots=True)
class RecordTraining:
    """The personnel office credits the hours of a course.

    ``occurrence`` is that of a programme whose attendance is credited; each counts once.
    """

    person: bytes
    title: str
    held_on: date
    hours: int
    certificate: str | None = None
    occurrence: bytes | None = None
    id: bytes | None = None

    def __call__(self, session: Session, desk: Desk) -> None:
        person = get(session, Person, self.person)
        key = self.id or desk.new_id()
        if self.occurrence is not None:
            key = credit_id(self.occurrence, person.id)
            if session.get(TrainingRecord, key) is not None:
                raise Refused("training_credited_already", field="title")
        if self.held_on > desk.today:
            raise Refused("day_in_future", field="held_on")
        if not 0 < self.hours <= MOST_HOURS:
            raise Refused("hours_out_of_range", field="hours", most=MOST_HOURS)
        session.add(
            TrainingRecord(
                id=key,
                person_id=person.id,
                occurrence_id=self.occurrence,
                title=required(self.title, "title_missing", "title"),
                held_on=self.held_on,
                hours=self.hours,
                certificate=tidy(self.certificate),
                agency=person.agency,
                province=person.province,
            )
        )


@dataclass(frozen=True, slots=True)
class IssueReportCard:
    """Keep a card as it is given; only the person and the direct manager may hold it."""

    person: bytes
    starts: date
    ends: date
    pdf_sha256: bytes
    id: bytes | None = None

    def __call__(self, session: Session, desk: Desk) -> None:
        person = get(session, Person, self.person)
        check_card(session, Reader(desk.person, desk.role), person.id, desk.today)
        card = ReportCard(
            id=self.id or desk.new_id(),
            person_id=person.id,
            starts=self.starts,
            ends=self.ends,
            pdf_sha256=self.pdf_sha256,
            issued_on=desk.today,
            sensitivity="restricted",
        )
        session.add(card)
        duties = {person.id: "person", desk.person: "issuer"}
        duties |= dict.fromkeys(direct_managers(session, person.id, desk.today), "manager")
        name_parties(session, "report_cards", card.id, duties, {desk.person: desk.name})


@dataclass(frozen=True, slots=True)
class IssueAppraisalSheet:
    """Keep a sheet as it goes to a named appointment or promotion case (P8.6).

    ``seen_on`` is the day on which the person saw it, and ``remark`` what he said to it: nobody
    is appraised by a paper that he does not know.
    """

    person: bytes
    case_kind: str
    case_title: str
    starts: date
    ends: date
    seen_on: date
    pdf_sha256: bytes
    case_number: str | None = None
    remark: str | None = None
    id: bytes | None = None

    def __call__(self, session: Session, desk: Desk) -> None:
        person = get(session, Person, self.person)
        if person.id == desk.person:
            raise Refused("person_concerned")
        check_card(session, Reader(desk.person, desk.role), person.id, desk.today)
        if self.case_kind not in APPRAISED_FOR:
            raise Refused("appraisal_case_unknown", field="case_kind")
        if self.ends < self.starts:
            raise Refused("period_reversed", field="ends")
        if self.seen_on > desk.today:
            raise Refused("day_in_future", field="seen_on")
        if self.seen_on < self.ends:
            raise Refused("appraisal_unseen", field="seen_on")
        sheet = AppraisalSheet(
            id=self.id or desk.new_id(),
            person_id=person.id,
            case_kind=self.case_kind,
            case_title=required(self.case_title, "title_missing", "case_title"),
            case_number=tidy(self.case_number),
            starts=self.starts,
            ends=self.ends,
            seen_on=self.seen_on,
            remark=tidy(self.remark),
            pdf_sha256=self.pdf_sha256,
            issued_on=desk.today,
            sensitivity="restricted",
        )
        session.add(sheet)
        duties = {person.id: "person", desk.person: "issuer"}
        duties |= dict.fromkeys(direct_managers(session, person.id, desk.today), "manager")
        name_parties(session, "appraisal_sheets", sheet.id, duties, {desk.person: desk.name})
