"""What people do with a visit: order it, go, hand in, decide, send, close (``domain.md`` 10.1)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop.commands.base import Desk
from desktop.commands.directory import TypedUnit, provisional_unit
from desktop.commands.letters import send
from desktop.commands.records import change, get, require, required, tidy
from desktop.errors import Refused
from desktop.models.calendar import iran_day
from desktop.models.directory import Unit
from desktop.models.directory_queries import current_unit
from desktop.models.inspections import action_rules, facts, rules
from desktop.models.inspections.codes import next_visit_code
from desktop.models.inspections.records import Visit, VisitMember, VisitPlan, member_id, plan_id
from desktop.models.letters.records import Letter
from desktop.models.people import Person
from desktop.models.transitions import move

KINDS: Final = frozenset({"programmed", "extraordinary", "case_based"})
VISIBILITIES: Final = frozenset({"overt", "covert"})
ORDER_FIELDS: Final = frozenset(
    {"order_number", "order_date", "order_issuer", "remit", "planned_at", "announced", "kind"}
)
SITE_FIELDS: Final = frozenset(
    {"observations", "good_practice", "root_cause", "present_name", "present_post"}
    | {"unit_explanation", "started_at", "ended_at"}
)


@dataclass(frozen=True, slots=True)
class OrderVisit:
    """Order a visit. Of a covert one, unit and time are kept apart until the reveal.

    ``unit`` is an id of the directory, or a unit as typed where it is not in it; never of a
    covert visit, because everybody reads the directory.
    """

    kind: str
    order_number: str
    order_date: date
    order_issuer: str
    remit: str
    unit: bytes | TypedUnit
    planned_at: datetime
    leader: bytes
    template_code: str
    template_version: int
    members: tuple[bytes, ...] = ()
    announced: bool = False
    visibility: str = "overt"
    covert_reason: str | None = None
    trigger_kind: str | None = None
    trigger_id: bytes | None = None
    sample: bool = False
    id: bytes | None = None

    def __call__(self, session: Session, desk: Desk) -> None:
        if self.kind not in KINDS or self.visibility not in VISIBILITIES:
            raise Refused("visit_kind_unknown", field="kind")
        if facts.template_of(session, self.template_code, self.template_version) is None:
            raise Refused("template_missing", field="template_code")
        unit = self._unit(session, desk)
        province = desk.province or unit.province
        visit = Visit(
            id=self.id or desk.new_id(),
            code=next_visit_code(session, province, desk.today, desk.journal.vault),
            kind=self.kind,
            announced=self.announced,
            visibility=self.visibility,
            order_number=tidy(self.order_number) or "",
            order_date=self.order_date,
            order_issuer=tidy(self.order_issuer) or "",
            covert_reason=tidy(self.covert_reason),
            province=province,
            day=self.order_date,
            remit=required(self.remit, "remit_missing", "remit"),
            template_code=self.template_code,
            template_version=self.template_version,
            trigger_kind=self.trigger_kind,
            trigger_id=self.trigger_id,
            leader_id=self.leader,
            sample=self.sample,
        )
        session.add(visit)
        if self.visibility == "covert":
            session.add(
                VisitPlan(
                    id=plan_id(visit.id),
                    visit_id=visit.id,
                    unit_id=unit.id,
                    unit_name=unit.name,
                    planned_at=self.planned_at,
                )
            )
        else:
            place(visit, unit, unit.name, self.planned_at)
        self._name_team(session, desk, visit)
        session.flush()
        move(session, visit, "ordered", facts.order_facts(session, visit, desk.person, desk.now))

    def _unit(self, session: Session, desk: Desk) -> Unit:
        if isinstance(self.unit, TypedUnit):
            if self.visibility == "covert":
                raise Refused("covert_unit_typed", field="unit")
            return provisional_unit(session, desk, self.unit)
        return get(session, Unit, self.unit)

    def _name_team(self, session: Session, desk: Desk, visit: Visit) -> None:
        team = dict.fromkeys((self.leader, *self.members))
        for person in team:
            session.add(_member(visit, person, name_of(session, person), "team"))
        if desk.person not in team:
            session.add(_member(visit, desk.person, desk.name, "head"))


@dataclass(frozen=True, slots=True)
class AmendVisit:
    """Change fields of a visit: the head those of the order, the team those of the report."""

    visit: bytes
    changes: Mapping[str, Any]
    reason: str | None = None

    def __call__(self, session: Session, desk: Desk) -> None:
        visit = get(session, Visit, self.visit)
        if self.changes.keys() & ORDER_FIELDS:
            require(rules.check_order_edit(visit.state, desk.role))
        if self.changes.keys() - ORDER_FIELDS:
            check_team(session, desk, visit)
        change(visit, self.changes, ORDER_FIELDS | SITE_FIELDS)
        require(rules.check_order(visit.order_number, visit.order_issuer, visit.remit))
        require(rules.check_times(visit.started_at, visit.ended_at, desk.now))
        if "planned_at" in self.changes and visit.planned_at is not None:
            self._replan(session, visit, visit.planned_at)

    def _replan(self, session: Session, visit: Visit, planned_at: datetime) -> None:
        plan = session.get(VisitPlan, plan_id(visit.id))
        if visit.hidden and plan is not None:
            plan.planned_at, visit.planned_at = planned_at, None
        else:
            visit.day = iran_day(planned_at)


@dataclass(frozen=True, slots=True)
class ChangeTeam:
    """Name another team before the visit begins."""

    visit: bytes
    leader: bytes
    members: tuple[bytes, ...] = ()
    reason: str | None = None

    def __call__(self, session: Session, desk: Desk) -> None:
        visit = get(session, Visit, self.visit)
        require(rules.check_order_edit(visit.state, desk.role))
        team = dict.fromkeys((self.leader, *self.members))
        known = select(VisitMember).where(VisitMember.visit_id == visit.id)
        there = {row.person_id: row for row in session.execute(known).scalars()}
        for person, row in there.items():
            if person in team:
                row.duty, row.deleted_at = "team", None
            elif row.duty == "team":
                row.deleted_at = desk.now
        for person in team:
            if person not in there:
                session.add(_member(visit, person, name_of(session, person), "team"))
        visit.leader_id = self.leader


@dataclass(frozen=True, slots=True)
class StartVisit:
    """The leader begins on site."""

    visit: bytes
    started_at: datetime | None = None
    present_name: str | None = None
    present_post: str | None = None

    def __call__(self, session: Session, desk: Desk) -> None:
        visit = get(session, Visit, self.visit)
        visit.started_at = self.started_at or desk.now
        visit.present_name = tidy(self.present_name) or visit.present_name
        visit.present_post = tidy(self.present_post) or visit.present_post
        if visit.visibility == "overt":
            visit.day = iran_day(visit.started_at)
        gathered = facts.visit_facts(session, visit, desk.person, desk.now)
        move(session, visit, "in_progress", gathered)


@dataclass(frozen=True, slots=True)
class EndOnSite:
    """The leader leaves the unit; the report may still be written."""

    visit: bytes
    ended_at: datetime | None = None

    def __call__(self, session: Session, desk: Desk) -> None:
        visit = get(session, Visit, self.visit)
        visit.ended_at = self.ended_at or desk.now
        gathered = facts.report_facts(session, visit, desk.person, desk.now)
        move(session, visit, "report_draft", gathered)


@dataclass(frozen=True, slots=True)
class HandIn:
    """The leader hands the report in and confirms its findings."""

    visit: bytes

    def __call__(self, session: Session, desk: Desk) -> None:
        visit = get(session, Visit, self.visit)
        gathered = facts.report_facts(session, visit, desk.person, desk.now)
        move(session, visit, "under_review", gathered)
        visit.returned_reason, visit.return_due = None, None
        for finding in facts.findings_of(session, visit.id):
            if finding.state == "draft":
                seen = facts.finding_facts(session, finding, visit, desk.person)
                move(session, finding, "confirmed", seen)


@dataclass(frozen=True, slots=True)
class ReturnReport:
    """The head sends the report back with what is to be mended, and until when."""

    visit: bytes
    reason: str
    return_due: date | None = None

    def __call__(self, session: Session, desk: Desk) -> None:
        visit = get(session, Visit, self.visit)
        if self.return_due is not None:
            require(action_rules.check_due(self.return_due, desk.today, "return_due"))
        gathered = facts.visit_facts(session, visit, desk.person, desk.now)
        move(session, visit, "report_draft", gathered, reason=tidy(self.reason))
        visit.returned_reason, visit.return_due = tidy(self.reason), self.return_due


@dataclass(frozen=True, slots=True)
class Approve:
    """A head from outside the team approves the report."""

    visit: bytes

    def __call__(self, session: Session, desk: Desk) -> None:
        visit = get(session, Visit, self.visit)
        gathered = facts.visit_facts(session, visit, desk.person, desk.now)
        move(session, visit, "approved", gathered)


@dataclass(frozen=True, slots=True)
class RevealVisit:
    """The head opens a covert visit that is over to its office and province."""

    visit: bytes
    reason: str | None = None

    def __call__(self, session: Session, desk: Desk) -> None:
        visit = get(session, Visit, self.visit)
        require(rules.check_reveal(visit.state, visit.visibility, visit.revealed_at, desk.role))
        plan = get(session, VisitPlan, plan_id(visit.id))
        visit.revealed_at = desk.now
        unit = get(session, Unit, plan.unit_id)
        place(visit, unit, plan.unit_name, visit.started_at or plan.planned_at)
        visit.planned_at = plan.planned_at


@dataclass(frozen=True, slots=True)
class CancelVisit:
    """The head calls a visit off."""

    visit: bytes
    reason: str

    def __call__(self, session: Session, desk: Desk) -> None:
        visit = get(session, Visit, self.visit)
        gathered = facts.visit_facts(session, visit, desk.person, desk.now)
        move(session, visit, "cancelled", gathered, reason=tidy(self.reason))


@dataclass(frozen=True, slots=True)
class SendToAgency:
    """The secretariat sends the approved report with its issued letter; findings go with it."""

    visit: bytes
    letter: bytes

    def __call__(self, session: Session, desk: Desk) -> None:
        visit, letter = get(session, Visit, self.visit), get(session, Letter, self.letter)
        if letter.record_id != visit.id:
            raise Refused("letter_of_another_record", field="letter")
        sent = {
            "letter": letter.id.hex(),
            "letter_number": letter.number,
            "letter_date": letter.letter_date.isoformat() if letter.letter_date else None,
        }
        if letter.state == "numbered":
            send(session, letter)
        elif letter.state != "sent":
            raise Refused("letter_not_numbered", field="letter")
        gathered = facts.visit_facts(session, visit, desk.person, desk.now) | sent
        move(session, visit, "sent_to_agency", gathered)
        unit = current_unit(session, visit.unit_id) if visit.unit_id else None
        visit.letter_id = letter.id
        visit.agency = unit.agency if unit is not None else visit.agency
        for finding in facts.findings_of(session, visit.id):
            if finding.state == "confirmed":
                seen = facts.finding_facts(session, finding, visit, desk.person) | sent
                move(session, finding, "communicated", seen)


@dataclass(frozen=True, slots=True)
class CloseVisit:
    """The head closes a visit whose actions are verified or moved, and its decided findings."""

    visit: bytes

    def __call__(self, session: Session, desk: Desk) -> None:
        visit = get(session, Visit, self.visit)
        gathered = facts.visit_facts(session, visit, desk.person, desk.now)
        gathered["open_actions"] = facts.open_actions(session, visit.id)
        move(session, visit, "closed", gathered)
        for finding in facts.findings_of(session, visit.id):
            if finding.state in {"action_required", "no_action"}:
                seen = facts.finding_facts(session, finding, visit, desk.person)
                move(session, finding, "closed", seen)


def check_team(session: Session, desk: Desk, visit: Visit) -> None:
    """Raise Refused unless the actor is of the team and the visit is being written."""
    team = facts.team_of(session, visit.id)
    require(rules.check_team_edit(visit.state, desk.person, team))


def place(visit: Visit, unit: Unit, name: str, when: datetime) -> None:
    """Write the unit and the day on a visit that everybody of the office may see."""
    visit.unit_id = unit.id
    visit.unit_name = name
    visit.county_id = unit.county_id
    visit.agency = unit.agency
    visit.planned_at = when
    visit.day = iran_day(when)


def name_of(session: Session, person: bytes) -> str:
    """A person's name as it stands on orders and reports."""
    found = session.get(Person, person)
    if found is None:
        raise Refused("person_unknown", field="members")
    return found.name


def _member(visit: Visit, person: bytes, name: str, duty: str) -> VisitMember:
    key = member_id(visit.id, person)
    return VisitMember(id=key, visit_id=visit.id, person_id=person, name=name, duty=duty)
