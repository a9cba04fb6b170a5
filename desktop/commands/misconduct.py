"""What people do with the register of misconduct: enter, prevent, refer, close (P4.2, P4.3)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from desktop.commands.base import Desk
from desktop.commands.personnel_sources import sources_from
from desktop.commands.records import get, require, required, tidy
from desktop.errors import Refused
from desktop.models import guards
from desktop.models.directory import Unit
from desktop.models.parties import name_parties, parties_of
from desktop.models.people import Person
from desktop.models.personnel_actions.facts import Gathered, post_on
from desktop.models.personnel_actions.misconduct import (
    KIND,
    KINDS,
    MEASURES,
    MisconductRecord,
    PreventiveMeasure,
)
from desktop.models.personnel_actions.misconduct_rules import KEEPERS, LEADERS, OPEN
from desktop.models.personnel_actions.records import PersonnelAction
from desktop.models.setads import Setad, duties_of, seats_of
from desktop.models.transitions import move

READERS = ("chair", "secretary")
"""Duties in a Setad that a line is open to; its members see a case once there is one."""


@dataclass(frozen=True, slots=True)
class RecordMisconduct:
    """Enter what was reported, with the day it happened; the entry's own day is kept beside it.

    ``source`` is text where no finding is linked. Only who enters it, and chair and secretary of
    the Setad, hold it; the person concerned never does.
    """

    kind: str
    description: str
    happened_on: date
    person: bytes | None = None
    unit: bytes | None = None
    indicator: str | None = None
    findings: tuple[bytes, ...] = ()
    source: str | None = None
    setad: bytes | None = None
    sample: bool = False
    id: bytes | None = None

    def __call__(self, session: Session, desk: Desk) -> None:
        require(guards.for_roles(desk.role, "entered", *KEEPERS))
        if self.kind not in KINDS:
            raise Refused("misconduct_kind_unknown", field="kind")
        if self.happened_on > desk.today:
            raise Refused("day_in_future", field="happened_on")
        if self.person == desk.person:
            raise Refused("person_concerned")
        sources = sources_from(session, self.findings, tidy(self.source), self.happened_on)
        if not sources:
            raise Refused("source_missing", field="source")
        record = MisconductRecord(
            id=self.id or desk.new_id(),
            kind=self.kind,
            indicator=self.indicator,
            happened_on=self.happened_on,
            entered_on=desk.today,
            description=required(self.description, "description_missing", "description"),
            sources=sources,
            sample=self.sample,
            sensitivity="restricted",
        )
        self._put_down(session, record)
        session.add(record)
        self._name(session, desk, record)

    def _put_down(self, session: Session, record: MisconductRecord) -> None:
        if self.person is not None:
            person = get(session, Person, self.person)
            held = post_on(session, person, self.happened_on)
            record.person_id, record.person_name = person.id, person.name
            record.post, record.unit_id, record.unit_name = held.post, held.unit_id, held.unit_name
            record.agency, record.province = held.agency, held.province
        elif self.unit is not None:
            unit = get(session, Unit, self.unit)
            record.unit_id, record.unit_name = unit.id, unit.name
            record.agency, record.province = unit.agency, unit.province
        else:
            raise Refused("person_or_unit_missing", field="person")

    def _name(self, session: Session, desk: Desk, record: MisconductRecord) -> None:
        duties, names = {desk.person: "recorder"}, {desk.person: desk.name}
        if self.setad is not None:
            setad = get(session, Setad, self.setad)
            if setad.office_id != desk.office:
                record.setad_office_id = setad.office_id
            names = {one.person_id: one.name for one in seats_of(setad)} | names
            duties = {k: duty for k, duty in duties_of(setad).items() if duty in READERS} | duties
        duties.pop(record.person_id or b"", None)
        name_parties(session, KIND, record.id, duties, names)


@dataclass(frozen=True, slots=True)
class TakePreventiveMeasure:
    """Training, caution or counselling before any board case; the preventive path begins."""

    record: bytes
    kind: str
    taken_on: date
    note: str | None = None
    action: bytes | None = None
    id: bytes | None = None

    def __call__(self, session: Session, desk: Desk) -> None:
        record = _open(session, desk, self.record)
        if self.kind not in MEASURES:
            raise Refused("measure_unknown", field="kind")
        if self.taken_on > desk.today:
            raise Refused("day_in_future", field="taken_on")
        if self.taken_on < record.happened_on:
            raise Refused("before_the_finding", field="taken_on", day=record.happened_on)
        if self.action is not None:
            get(session, PersonnelAction, self.action)
        session.add(
            PreventiveMeasure(
                id=self.id or desk.new_id(),
                misconduct_id=record.id,
                kind=self.kind,
                taken_on=self.taken_on,
                note=tidy(self.note),
                action_id=self.action,
                sensitivity="restricted",
            )
        )
        session.flush()
        if record.state == "entered":
            move(session, record, "in_prevention", _facts(session, record))


@dataclass(frozen=True, slots=True)
class CloseMisconduct:
    """Prevention sufficed, or there was nothing to prevent: closed without a board case."""

    record: bytes
    reason: str

    def __call__(self, session: Session, desk: Desk) -> None:
        record = _open(session, desk, self.record)
        target = "prevented" if record.state == "in_prevention" else "closed"
        move(session, record, target, _facts(session, record), reason=tidy(self.reason))


@dataclass(frozen=True, slots=True)
class ReferMisconduct:
    """It became a case before the board: the personnel action by which it was referred."""

    record: bytes
    action: bytes

    def __call__(self, session: Session, desk: Desk) -> None:
        record = _open(session, desk, self.record)
        action = get(session, PersonnelAction, self.action)
        if action.kind != "board_referral" or action.person_id != record.person_id:
            raise Refused("referral_of_another", field="action")
        facts = _facts(session, record) | {"referral": action.id.hex()}
        move(session, record, "referred", facts)
        record.referral_id = action.id


def _open(session: Session, desk: Desk, key: bytes) -> MisconductRecord:
    require(guards.for_roles(desk.role, "in_prevention", *LEADERS))
    record = get(session, MisconductRecord, key)
    if desk.person not in parties_of(session, key):
        raise Refused("not_of_the_case")
    if record.person_id == desk.person:
        raise Refused("person_concerned")
    if record.state not in OPEN:
        raise Refused("misconduct_closed", state=record.state)
    return record


def _facts(session: Session, record: MisconductRecord) -> Gathered:
    measures = select(func.count()).where(
        PreventiveMeasure.misconduct_id == record.id, PreventiveMeasure.deleted_at.is_(None)
    )
    return {
        "person": record.person_id.hex() if record.person_id else None,
        "measures": session.execute(measures).scalar_one(),
    }
