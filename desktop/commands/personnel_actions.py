"""What people do with personnel actions before and in the Setad (``domain.md`` 10.4).

What follows a decision (letters, notification, objection, filing) is in ``personnel_letters``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from sqlalchemy.orm import Session

from desktop.commands.base import Desk
from desktop.commands.personnel_sources import SurveySource, letter_source, sources_from
from desktop.commands.records import change, get, require, required, tidy
from desktop.errors import Refused
from desktop.models import guards
from desktop.models.amounts import parse_rials
from desktop.models.letters.records import Letter
from desktop.models.parties import name_parties, parties_of
from desktop.models.people import Person
from desktop.models.personnel_actions import fairness, rules
from desktop.models.personnel_actions.facts import (
    KIND,
    Gathered,
    action_facts,
    letter_facts,
    post_on,
    scans_of,
    setting_of,
)
from desktop.models.personnel_actions.misconduct import KIND as REGISTER
from desktop.models.personnel_actions.misconduct import MisconductRecord
from desktop.models.personnel_actions.records import PersonnelAction, PersonStatement
from desktop.models.personnel_actions.settings import kind_setting
from desktop.models.setads import Setad, duties_of, seats_of
from desktop.models.transitions import Asked, move

FIELDS: Final = frozenset(
    {"reason", "indicator", "legal_basis", "form", "intent_class", "intent_evidence"}
)


@dataclass(frozen=True, slots=True)
class ProposePersonnelAction:
    """Propose something for or about a person, from findings or by itself.

    ``amount`` is as typed, in Rial or Toman. ``proposal`` is the text of a source that is no
    record here, ``register`` are lines of the register of misconduct; one source must be there.
    The Setad's persons are named on the case, the person concerned never.
    """

    kind: str
    person: bytes
    reason: str
    happened_on: date
    findings: tuple[bytes, ...] = ()
    proposal: str | None = None
    setad: bytes | None = None
    indicator: str | None = None
    legal_basis: str | None = None
    amount: str | None = None
    form: str | None = None
    intent_class: str | None = None
    intent_evidence: str | None = None
    follows: bytes | None = None
    survey: SurveySource | None = None
    register: tuple[bytes, ...] = ()
    sample: bool = False
    id: bytes | None = None

    def __call__(self, session: Session, desk: Desk) -> None:
        action = _begin(session, desk, self.kind, self.person, self.happened_on, self.id)
        change(action, {name: getattr(self, name) for name in FIELDS}, FIELDS)
        action.reason = required(self.reason, "reason_missing", "reason")
        action.amount = parse_rials(self.amount) if self.amount and tidy(self.amount) else None
        action.sources = sources_from(
            session,
            self.findings,
            tidy(self.proposal),
            self.happened_on,
            survey=self.survey,
            register=self.register,
        )
        action.follows_id, action.sample = self.follows, self.sample
        session.add(action)
        if setting_of(session, action).road == "setad":
            _bring_before(session, desk, action, self.setad)
        name_parties(session, KIND, action.id, {desk.person: "proposer"}, {desk.person: desk.name})
        session.flush()
        move(session, action, "proposed", action_facts(session, action, desk.today))


@dataclass(frozen=True, slots=True)
class RecordPersonnelAction:
    """Record a removal or an Article 9 penalty that an authority decided, with its letter.

    ``letter`` is the authority's letter in the register, with its scan. The program decides
    nothing here. ``shared``: the letter names several persons.
    """

    kind: str
    person: bytes
    reason: str
    happened_on: date
    letter: bytes
    authority: str
    authority_name: str | None = None
    grade: int | None = None
    follows: bytes | None = None
    shared: bool = False
    sample: bool = False
    id: bytes | None = None

    def __call__(self, session: Session, desk: Desk) -> None:
        require(guards.for_roles(desk.role, "recorded", *rules.RECORDERS))
        letter = get(session, Letter, self.letter)
        action = _begin(session, desk, self.kind, self.person, self.happened_on, self.id)
        action.reason = required(self.reason, "reason_missing", "reason")
        action.grade, action.follows_id, action.sample = self.grade, self.follows, self.sample
        action.sources = [letter_source(letter)]
        session.add(action)
        name_parties(session, KIND, action.id, {desk.person: "recorder"}, {desk.person: desk.name})
        session.flush()
        record(
            session, desk, action, letter, self.authority, tidy(self.authority_name), self.shared
        )


@dataclass(frozen=True, slots=True)
class HearPerson:
    """The Setad's secretary records what the person said, or that he was asked and when."""

    action: bytes
    said: str | None = None
    asked: bool = False
    on: date | None = None

    def __call__(self, session: Session, desk: Desk) -> None:
        action = get(session, PersonnelAction, self.action)
        said, day = tidy(self.said), self.on or desk.today
        if not said and not self.asked:
            raise Refused("statement_missing", field="statement")
        if day > desk.today:
            raise Refused("day_in_future", field="on")
        if day < action.happened_on:
            raise Refused("before_the_finding", field="on", day=action.happened_on)
        session.add(
            PersonStatement(
                id=desk.new_id(),
                action_id=action.id,
                what="statement" if said else "asked",
                text=said,
                said_on=day,
            )
        )
        session.flush()
        if action.state == "proposed":
            move(session, action, "heard", action_facts(session, action, desk.today))


@dataclass(frozen=True, slots=True)
class ConfirmIntent:
    """A second person confirms the class of intent by its evidence (``domain.md`` P9.3)."""

    action: bytes

    def __call__(self, session: Session, desk: Desk) -> None:
        action = get(session, PersonnelAction, self.action)
        if not action.intent_class:
            raise Refused("intent_not_claimed")
        if action.state not in rules.UNDECIDED:
            raise Refused("personnel_action_decided", state=action.state)
        action.intent_confirmed_by = desk.person
        facts = action_facts(session, action, desk.today)
        facts["intent_second"] = desk.person.hex()
        asked = Asked(KIND, action.state, action.state, desk.person, desk.role, None, None)
        require(fairness.intent_confirmed(asked, facts))


@dataclass(frozen=True, slots=True)
class WithdrawPersonnelAction:
    """Who proposed it takes it back before it is decided, and says why."""

    action: bytes
    reason: str

    def __call__(self, session: Session, desk: Desk) -> None:
        action = get(session, PersonnelAction, self.action)
        facts = action_facts(session, action, desk.today)
        move(session, action, "withdrawn", facts, reason=tidy(self.reason))


@dataclass(frozen=True, slots=True)
class ResubmitPersonnelAction:
    """Bring a returned proposal before the Setad again, with what it lacked."""

    action: bytes
    changes: Mapping[str, Any]
    reason: str | None = None

    def __call__(self, session: Session, desk: Desk) -> None:
        action = get(session, PersonnelAction, self.action)
        if action.state not in rules.CHANGEABLE:
            raise Refused("personnel_action_decided", state=action.state)
        change(action, self.changes, FIELDS)
        required(action.reason, "reason_missing", "reason")
        action.intent_confirmed_by = None
        move(session, action, "proposed", action_facts(session, action, desk.today))


@dataclass(frozen=True, slots=True)
class NameParty:
    """Name who is to carry out what was decided; the person concerned is never named.

    ``kind`` is the kind of the record: a personnel action, or a line of the register.
    """

    record: bytes
    person: bytes
    duty: str = "issuer"
    kind: str = KIND

    def __call__(self, session: Session, desk: Desk) -> None:
        table: type[PersonnelAction] | type[MisconductRecord]
        table = MisconductRecord if self.kind == REGISTER else PersonnelAction
        found = get(session, table, self.record)
        if desk.person not in parties_of(session, found.id):
            raise Refused("not_of_the_case")
        if self.person == found.person_id:
            raise Refused("person_concerned", field="person")
        get(session, Person, self.person)
        if self.person in parties_of(session, found.id):
            raise Refused("named_already", field="person")
        name_parties(session, found.__tablename__, found.id, {self.person: self.duty})


def record(
    session: Session,
    desk: Desk,
    action: PersonnelAction,
    letter: Letter,
    authority: str,
    authority_name: str | None,
    shared: bool,
) -> None:
    """Move a decision of elsewhere to ``recorded`` by the authority's letter; counts from then."""
    number, day = letter.in_number, letter.in_date
    gathered: Gathered = action_facts(session, action, desk.today) | letter_facts(
        session, action, number=number, day=day, authority=authority, shared=shared
    )
    gathered["since"] = action.happened_on.isoformat()
    gathered["scans"] = scans_of(session, letter.id)
    move(session, action, "recorded", gathered)
    action.letter_id, action.letter_number, action.letter_date = letter.id, number, day
    action.authority, action.authority_name = authority, authority_name
    action.issued_on = day


def _begin(
    session: Session, desk: Desk, kind: str, person: bytes, day: date, key: bytes | None
) -> PersonnelAction:
    setting = kind_setting(session, kind)
    if setting is None:
        raise Refused("personnel_kind_unknown", field="kind")
    if day > desk.today:
        raise Refused("day_in_future", field="happened_on")
    concerned = get(session, Person, person)
    held = post_on(session, concerned, day)
    return PersonnelAction(
        id=key or desk.new_id(),
        kind=kind,
        person_id=concerned.id,
        person_name=concerned.name,
        post=held.post,
        unit_id=held.unit_id,
        unit_name=held.unit_name,
        agency=held.agency,
        province=held.province,
        happened_on=day,
        proposer_id=desk.person,
        sensitivity="restricted",
    )


def _bring_before(
    session: Session, desk: Desk, action: PersonnelAction, setad: bytes | None
) -> None:
    if setad is None:
        raise Refused("setad_missing", field="setad")
    found = get(session, Setad, setad)
    action.setad_id = found.id
    if found.office_id != desk.office:
        action.setad_office_id = found.office_id
    duties = {key: duty for key, duty in duties_of(found).items() if key != action.person_id}
    names = {one.person_id: one.name for one in seats_of(found)}
    name_parties(session, KIND, action.id, duties, names)
