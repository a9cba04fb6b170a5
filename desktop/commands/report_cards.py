"""Training that is credited to a person, and the report card that is given (P8.6, P8.7)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from desktop.commands.base import Desk
from desktop.commands.records import get, required, tidy
from desktop.errors import Refused
from desktop.models.parties import name_parties
from desktop.models.people import Person
from desktop.models.personnel_actions.records import ReportCard, TrainingRecord
from desktop.models.personnel_actions.report_cards import check_card, direct_managers
from desktop.models.reader import Reader

MOST_HOURS = 1000


@dataclass(frozen=True, slots=True)
class RecordTraining:
    """The personnel office credits the hours of a course."""

    person: bytes
    title: str
    held_on: date
    hours: int
    certificate: str | None = None
    id: bytes | None = None

    def __call__(self, session: Session, desk: Desk) -> None:
        person = get(session, Person, self.person)
        if self.held_on > desk.today:
            raise Refused("day_in_future", field="held_on")
        if not 0 < self.hours <= MOST_HOURS:
            raise Refused("hours_out_of_range", field="hours", most=MOST_HOURS)
        session.add(
            TrainingRecord(
                id=self.id or desk.new_id(),
                person_id=person.id,
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
