"""What follows a decision about a person: letter, notification, objection, filing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy.orm import Session

from desktop.commands.base import Desk
from desktop.commands.letters import send
from desktop.commands.personnel_actions import record
from desktop.commands.records import get, tidy
from desktop.errors import Refused
from desktop.models.letters.records import Letter
from desktop.models.parties import name_parties, parties_of, party_names
from desktop.models.personnel_actions.facts import (
    KIND,
    action_facts,
    letter_facts,
    setting_of,
)
from desktop.models.personnel_actions.records import PersonnelAction, PersonStatement
from desktop.models.personnel_actions.settings import months_later
from desktop.models.transitions import move


@dataclass(frozen=True, slots=True)
class IssuePersonnelAction:
    """The empowered manager or head issues what was approved, by a numbered letter.

    On the road of the direct manager (guidance, training) no letter is needed. ``shared``: the
    letter names several persons, and may be about the case of another of them.
    """

    action: bytes
    letter: bytes | None = None
    authority: str | None = None
    authority_name: str | None = None
    shared: bool = False

    def __call__(self, session: Session, desk: Desk) -> None:
        action = get(session, PersonnelAction, self.action)
        letter = _letter_of(session, action, self.letter, shared=self.shared)
        number, day = (letter.number, letter.letter_date) if letter else (None, None)
        authority = self.authority or desk.role
        gathered = action_facts(session, action, desk.today) | letter_facts(
            session, action, number=number, day=day, authority=authority, shared=self.shared
        )
        move(session, action, "issued", gathered)
        action.letter_id, action.letter_number = (letter.id if letter else None), number
        action.letter_date, action.issued_on = day, day or desk.today
        action.authority, action.authority_name = authority, tidy(self.authority_name) or desk.name
        _show_until(session, action, desk.today)


@dataclass(frozen=True, slots=True)
class SendToAuthority:
    """The secretariat sends an approved proposal of removal by its issued letter."""

    action: bytes
    letter: bytes
    shared: bool = False

    def __call__(self, session: Session, desk: Desk) -> None:
        action = get(session, PersonnelAction, self.action)
        letter = _letter_of(session, action, self.letter, shared=self.shared)
        number, day = (letter.number, letter.letter_date) if letter else (None, None)
        gathered = action_facts(session, action, desk.today) | letter_facts(
            session, action, number=number, day=day, authority=None, shared=self.shared
        )
        move(session, action, "sent_to_authority", gathered)
        if letter is not None and letter.state == "numbered":
            send(session, letter)
        action.letter_id, action.letter_number, action.letter_date = self.letter, number, day


@dataclass(frozen=True, slots=True)
class RecordAuthorityAnswer:
    """The authority's answer to a proposal of removal, by its letter.

    Accepted, it becomes a removal recorded by the same letter: a person read it so, the program
    does not. The proposal itself counts as nothing.
    """

    action: bytes
    letter: bytes
    answer: str
    reading: str | None = None
    removal_id: bytes | None = None
    shared: bool = False

    def __call__(self, session: Session, desk: Desk) -> None:
        action = get(session, PersonnelAction, self.action)
        letter = get(session, Letter, self.letter)
        if letter.direction != "in":
            raise Refused("letter_not_incoming", field="letter")
        gathered = action_facts(session, action, desk.today) | letter_facts(
            session,
            action,
            number=letter.in_number,
            day=letter.in_date,
            authority=None,
            shared=self.shared,
        )
        gathered["answer"] = self.answer
        move(session, action, "answered", gathered, reason=tidy(self.reading))
        action.answer, action.answer_letter_id = self.answer, letter.id
        if self.answer == "accepted":
            self._remove(session, desk, action, letter)

    def _remove(
        self, session: Session, desk: Desk, proposal: PersonnelAction, letter: Letter
    ) -> None:
        removal = PersonnelAction(
            id=self.removal_id or desk.new_id(),
            kind="removal_recorded",
            proposer_id=desk.person,
            follows_id=proposal.id,
            sensitivity="restricted",
            sources=[
                {
                    "kind": KIND,
                    "id": proposal.id.hex(),
                    "title": letter.subject,
                    "day": proposal.happened_on.isoformat(),
                }
            ],
            **{
                name: getattr(proposal, name)
                for name in (
                    *("person_id", "person_name", "post", "unit_id", "unit_name", "agency"),
                    *("province", "happened_on", "indicator", "reason", "legal_basis", "setad_id"),
                    *("setad_office_id", "sample"),
                )
            },
        )
        session.add(removal)
        parties = parties_of(session, proposal.id)
        name_parties(session, KIND, removal.id, parties, party_names(session, proposal.id))
        session.flush()
        record(session, desk, removal, letter, "appointing_authority", letter.sender, self.shared)
        _show_until(session, removal, desk.today)


@dataclass(frozen=True, slots=True)
class NotifyPerson:
    """The day on which the person was told in writing; his days to object begin."""

    action: bytes
    on: date

    def __call__(self, session: Session, desk: Desk) -> None:
        action = get(session, PersonnelAction, self.action)
        gathered = action_facts(session, action, desk.today) | {"notified_on": self.on.isoformat()}
        gathered["since"] = action.happened_on.isoformat()
        move(session, action, "notified", gathered)
        action.notified_on = self.on
        days = setting_of(session, action).objection_days
        action.objection_until = self.on + timedelta(days=days) if days else None
        _show_until(session, action, self.on)


@dataclass(frozen=True, slots=True)
class RecordObjection:
    """The person objects within the set time."""

    action: bytes
    text: str
    on: date | None = None

    def __call__(self, session: Session, desk: Desk) -> None:
        action = get(session, PersonnelAction, self.action)
        text, day = tidy(self.text), self.on or desk.today
        gathered = action_facts(session, action, desk.today) | {
            "objection": bool(text) or None,
            "objected_on": day.isoformat(),
        }
        move(session, action, "objected", gathered)
        session.add(
            PersonStatement(
                id=desk.new_id(), action_id=action.id, what="objection", text=text, said_on=day
            )
        )


@dataclass(frozen=True, slots=True)
class DecideObjection:
    """The Setad's chair or the head of the body upholds or changes what was decided."""

    action: bytes
    upheld: bool
    reason: str

    def __call__(self, session: Session, desk: Desk) -> None:
        action = get(session, PersonnelAction, self.action)
        gathered = action_facts(session, action, desk.today)
        target = "upheld" if self.upheld else "changed"
        move(session, action, target, gathered, reason=tidy(self.reason))


@dataclass(frozen=True, slots=True)
class FilePersonnelAction:
    """The personnel office files what is to be filed in the record."""

    action: bytes

    def __call__(self, session: Session, desk: Desk) -> None:
        action = get(session, PersonnelAction, self.action)
        move(session, action, "filed", action_facts(session, action, desk.today))


@dataclass(frozen=True, slots=True)
class FinishPersonnelAction:
    """Guidance was given, or the training attended."""

    action: bytes

    def __call__(self, session: Session, desk: Desk) -> None:
        action = get(session, PersonnelAction, self.action)
        move(session, action, "done", action_facts(session, action, desk.today))


def _letter_of(
    session: Session, action: PersonnelAction, key: bytes | None, *, shared: bool
) -> Letter | None:
    """The numbered and issued letter about this very case, or a case of others it names too."""
    if key is None:
        return None
    letter = get(session, Letter, key)
    if letter.record_id != action.id and not (shared and letter.record_kind == KIND):
        raise Refused("letter_of_another_case", field="letter")
    if letter.direction == "out" and letter.number and letter.pdf_sha256 is None:
        raise Refused("letter_not_issued")
    return letter


def _show_until(session: Session, action: PersonnelAction, day: date) -> None:
    months = setting_of(session, action).shown_months
    action.visible_until = months_later(day, months) if months else None
