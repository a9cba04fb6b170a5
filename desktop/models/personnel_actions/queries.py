"""Reading personnel actions: the list, one action whole, a person's file, what waits."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session

from desktop.models.attachments import attachments_of
from desktop.models.history import steps_of
from desktop.models.inspections.records import Finding
from desktop.models.letters.records import Letter
from desktop.models.paging import beyond, paged, words_in
from desktop.models.parties import CaseParty, named_steps, party_names
from desktop.models.people import Person
from desktop.models.personnel_actions import abilities, rules
from desktop.models.personnel_actions.chains import chain_links
from desktop.models.personnel_actions.facts import KIND, setting_of
from desktop.models.personnel_actions.records import PersonnelAction, PersonStatement
from desktop.models.personnel_actions.rows import (
    Key,
    LetterLine,
    PartyRow,
    PersonnelDetail,
    PersonnelPage,
    PersonnelRow,
    SourceRow,
    StatementRow,
)
from desktop.models.personnel_actions.settings import grade_setting
from desktop.models.reader import Reader
from desktop.models.setads import Setad
from desktop.models.waiting import HomePage, HomeRow, by_deadline

PLACE: Final = "personnel_actions"
COLUMNS: Final[tuple[Any, ...]] = tuple(
    getattr(PersonnelAction, name) for name in PersonnelRow.__slots__
)
_LONGEST_CHAIN: Final = 12
_MANY: Final = 200
_WAITING: Final = {
    rules.SETAD_SECRETARY: ("proposed", "heard"),
    rules.SETAD_CHAIR: ("on_agenda", "objected"),
    "head_of_inspection": ("returned", "approved"),
    rules.MANAGER: ("returned", "approved"),
    rules.HEAD_OF_BODY: ("approved", "objected"),
    "secretariat": ("sent_to_authority", "issued", "recorded"),
    rules.PERSONNEL_OFFICE: ("notified", "upheld", "changed"),
}


@dataclass(frozen=True, slots=True)
class PersonnelFilter:
    """What the list shows; what is past its time of being seen is left out unless asked for."""

    kinds: tuple[str, ...] = ()
    states: tuple[str, ...] = ()
    text: str = ""
    person: bytes | None = None
    day: date | None = None


def personnel_page(
    session: Session, wanted: PersonnelFilter, after: Key | None = None, size: int = 100
) -> PersonnelPage:
    """The next lines, the latest day first."""
    order = (PersonnelAction.happened_on, PersonnelAction.id)
    query = (
        select(*COLUMNS)
        .where(*_conditions(wanted))
        .order_by(*(column.desc() for column in order))
        .limit(size + 1)
    )
    if after is not None:
        query = query.where(
            beyond(order, (date.fromisoformat(after[0]), after[1]), descending=True)
        )
    rows = [PersonnelRow(*row) for row in session.execute(query)]
    return paged(rows, size, lambda row: (row.happened_on.isoformat(), row.id))


def personnel_count(session: Session, wanted: PersonnelFilter) -> int:
    """How many the filter lets through."""
    return session.execute(select(func.count()).where(*_conditions(wanted))).scalar_one()


def _conditions(wanted: PersonnelFilter) -> list[ColumnElement[bool]]:
    found = [PersonnelAction.deleted_at.is_(None), *words_in(wanted.text, PersonnelAction.folded)]
    if wanted.kinds:
        found.append(PersonnelAction.kind.in_(wanted.kinds))
    if wanted.states:
        found.append(PersonnelAction.state.in_(wanted.states))
    if wanted.person is not None:
        found.append(PersonnelAction.person_id == wanted.person)
    if wanted.day is not None:
        found.append(_still_shown(wanted.day))
    return found


def _still_shown(day: date) -> ColumnElement[bool]:
    return or_(PersonnelAction.visible_until.is_(None), PersonnelAction.visible_until >= day)


def personnel_detail(session: Session, key: bytes, *, reader: Reader) -> PersonnelDetail | None:
    """An action with everything that its page shows."""
    action = session.get(PersonnelAction, key)
    if action is None or action.deleted_at is not None:
        return None
    setting = setting_of(session, action)
    filed = setting.filed if action.grade is None else grade_setting(session, action.grade)[1]
    told = _names(session, {action.proposer_id, action.intent_confirmed_by})
    names = told | party_names(session, key)
    chain = chain_of(session, action)
    copied = {
        name: getattr(action, name)
        for name in (
            *("agency", "province", "reason", "legal_basis", "amount", "form", "intent_class"),
            *("intent_evidence", "proposer_id", "setad_id", "meeting_id", "follows_id", "grade"),
            *("authority", "authority_name", "letter_id", "letter_date", "answer"),
            *("answer_letter_id", "notified_on", "objection_until"),
        )
    }
    return PersonnelDetail(
        row=PersonnelRow(*(getattr(action, name) for name in PersonnelRow.__slots__)),
        sources=sources_of(session, action.sources),
        intent_confirmed_by=names.get(action.intent_confirmed_by or b""),
        proposer=names.get(action.proposer_id),
        setad=_setad_name(session, action.setad_id),
        statements=_statements(session, key),
        parties=parties_on(session, key),
        letters=letters_about(session, key),
        chain=chain,
        links=chain_links(session, [one.id for one in chain] or [key]),
        attachments=attachments_of(session, KIND, [key]).get(key, ()),
        steps=named_steps(steps_of(session, KIND, key), names),
        setting=setting,
        may=abilities.of_action(
            reader,
            action.state,
            kind=action.kind,
            setting=setting,
            filed=filed,
            person=action.person_id,
            proposer=action.proposer_id,
            intent=action.intent_class,
            intent_confirmed=action.intent_confirmed_by is not None,
            objects=action.objection_until is not None,
        ),
        **copied,
    )


def letters_about(session: Session, record: bytes) -> tuple[LetterLine, ...]:
    """The letters of a case that this vault holds, the first one first."""
    query = (
        select(Letter)
        .where(Letter.record_id == record, Letter.deleted_at.is_(None))
        .order_by(Letter.created_at, Letter.id)
    )
    return tuple(
        LetterLine(
            one.id,
            one.direction,
            one.number if one.direction == "out" else one.in_number,
            one.letter_date if one.direction == "out" else one.in_date,
            one.subject,
            one.template_code,
            one.pdf_sha256 is not None,
            one.state,
        )
        for one in session.execute(query).scalars()
    )


def chain_of(session: Session, action: PersonnelAction) -> tuple[PersonnelRow, ...]:
    """The actions that lead here and follow from it, as one line (``domain.md`` 2.13 no. 10)."""
    first = action
    for _ in range(_LONGEST_CHAIN):
        before = session.get(PersonnelAction, first.follows_id) if first.follows_id else None
        if before is None or before.deleted_at is not None:
            break
        first = before
    found, front = {first.id: first}, [first.id]
    for _ in range(_LONGEST_CHAIN):
        query = select(PersonnelAction).where(
            PersonnelAction.follows_id.in_(front), PersonnelAction.deleted_at.is_(None)
        )
        rows = [one for one in session.execute(query).scalars() if one.id not in found]
        if not rows:
            break
        found |= {one.id: one for one in rows}
        front = [one.id for one in rows]
    if len(found) == 1:
        return ()
    ordered = sorted(found.values(), key=lambda one: (one.created_at, one.id))
    return tuple(
        PersonnelRow(*(getattr(one, name) for name in PersonnelRow.__slots__)) for one in ordered
    )


def home(session: Session, *, reader: Reader, today: date) -> HomePage:
    """The actions that wait for the role of the reader, by the cases in which he is named."""
    states = _WAITING.get(reader.role, ())
    if not states:
        return by_deadline((), (), today=today)
    mine = select(CaseParty.record_id).where(
        CaseParty.person_id == reader.person, CaseParty.deleted_at.is_(None)
    )
    query = (
        select(PersonnelAction)
        .where(
            PersonnelAction.state.in_(states),
            PersonnelAction.id.in_(mine),
            PersonnelAction.person_id != reader.person,
            PersonnelAction.deleted_at.is_(None),
        )
        .limit(_MANY)
    )
    rows = [
        HomeRow(
            PLACE,
            one.id,
            one.kind,
            one.person_name,
            one.post or "",
            one.state,
            None,
            False,
            one.updated_at,
        )
        for one in session.execute(query).scalars()
    ]
    return by_deadline(rows, (), today=today)


def _names(session: Session, people: set[bytes | None]) -> dict[bytes, str]:
    query = select(Person.id, Person.name).where(Person.id.in_([one for one in people if one]))
    return {row.id: row.name for row in session.execute(query)}


def _setad_name(session: Session, key: bytes | None) -> str | None:
    found = session.get(Setad, key) if key is not None else None
    return None if found is None else found.name


def _statements(session: Session, action: bytes) -> tuple[StatementRow, ...]:
    query = (
        select(*(getattr(PersonStatement, name) for name in StatementRow.__slots__))
        .where(PersonStatement.action_id == action, PersonStatement.deleted_at.is_(None))
        .order_by(PersonStatement.created_at, PersonStatement.id)
    )
    return tuple(StatementRow(*row) for row in session.execute(query))


def parties_on(session: Session, record: bytes) -> tuple[PartyRow, ...]:
    """Who holds a case, by duty."""
    query = (
        select(CaseParty.person_id, CaseParty.name, CaseParty.duty)
        .where(CaseParty.record_id == record, CaseParty.deleted_at.is_(None))
        .order_by(CaseParty.duty, CaseParty.name)
    )
    return tuple(PartyRow(*row) for row in session.execute(query))


def sources_of(session: Session, sources: Any) -> tuple[SourceRow, ...]:
    """What a record follows from, with the visit of each finding that this vault holds."""
    found = []
    for one in sources or ():
        key = bytes.fromhex(one.get("id") or "")
        finding = session.get(Finding, key) if one["kind"] == "findings" and key else None
        day = one.get("day")
        found.append(
            SourceRow(
                one["kind"],
                key,
                one["title"],
                date.fromisoformat(day) if day else None,
                None if finding is None else finding.visit_id,
                one.get("n"),
            )
        )
    return tuple(found)
