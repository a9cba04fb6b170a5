"""What the form of a proposal reads of the vault. No Qt."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop.models.calendar import short_date
from desktop.models.drafts import DraftRow, drafts
from desktop.models.inspections.records import Finding, FindingPerson
from desktop.models.letters.queries import LetterFilter, letters_page
from desktop.models.people import Person
from desktop.models.personnel_actions.facts import earlier_cautions, finding_source, post_on
from desktop.models.personnel_actions.misconduct import MisconductRecord
from desktop.models.setads import setads
from desktop.models.text import ltr_isolate, persian_digits
from desktop.views.personnel_actions.draft import PersonnelDraft
from desktop.views.personnel_actions.looks import source_words
from desktop.views.personnel_actions.naming import persons
from resources.words import listed

FORM: Final = "personnel_form"
REGISTER: Final = "misconduct"
"""The part of a place from which a proposal begins at a line of the register."""
Choices = list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Lists:
    """What the form chooses from, what it begins with, and what was left unfinished."""

    persons: Choices
    setads: Choices
    letters: Choices
    findings: Choices
    fresh: PersonnelDraft
    kept: DraftRow | None


@dataclass(frozen=True, slots=True)
class Subject:
    """What is known of the chosen person: the post of that day, earlier cautions."""

    post: str
    cautions: int
    last_caution: str


def read_lists(session: Session, *, record: bytes, part: str, recording: bool) -> Lists:
    """For a proposal from ``record``, a finding, or from nothing."""
    incoming = letters_page(session, LetterFilter(direction="in"), None, 100).rows
    letters = [
        (
            row.id.hex(),
            f"{ltr_isolate(persian_digits(row.in_number or ''))} · {row.subject} · "
            f"{short_date(row.in_date) if row.in_date else ''}",
        )
        for row in incoming
    ]
    kept = [row for row in drafts(session) if row.place == FORM]
    wanted = [row for row in kept if row.id.hex() == part]
    choices = setads(session)
    fresh = PersonnelDraft(recording=recording)
    if len(choices) == 1 and not recording:
        fresh.setad = choices[0][0]
    findings: Choices = []
    if record and part == REGISTER:
        fresh = _from_register(session, record, fresh)
    elif record:
        findings, fresh = _from_finding(session, record, fresh)
    mine = [row for row in kept if bool(row.payload.get("recording")) == recording]
    offered = next(iter(wanted or ([] if record else mine)), None)
    return Lists(persons(session), choices, letters, findings, fresh, offered)


def read_subject(session: Session, person: bytes, day: date, indicator: str | None) -> Subject:
    """The post of that day and whether this is a repetition (P4.6)."""
    found = session.get(Person, person)
    if found is None:
        return Subject("", 0, "")
    held = post_on(session, found, day)
    earlier = earlier_cautions(session, person, indicator, day)
    last = earlier[-1].id.hex() if earlier else ""
    return Subject(listed((held.post, held.unit_name)), len(earlier), last)


def _from_register(session: Session, key: bytes, fresh: PersonnelDraft) -> PersonnelDraft:
    found = session.get(MisconductRecord, key)
    if found is None:
        return fresh
    return replace(
        fresh,
        register=key.hex(),
        indicator=found.indicator or "",
        happened_on=found.happened_on.isoformat(),
        reason=found.description,
        person=found.person_id.hex() if found.person_id else "",
    )


def _from_finding(
    session: Session, key: bytes, fresh: PersonnelDraft
) -> tuple[Choices, PersonnelDraft]:
    finding = session.get(Finding, key)
    if finding is None:
        return [], fresh
    query = (
        select(Finding)
        .where(
            Finding.visit_id == finding.visit_id,
            Finding.deleted_at.is_(None),
            Finding.state != "withdrawn",
        )
        .order_by(Finding.number)
    )
    rows = session.execute(query).scalars().all()
    choices = []
    for one in rows:
        source = finding_source(session, one)
        day = short_date(date.fromisoformat(source["day"]))
        choices.append((one.id.hex(), f"{source_words(source['title'])} · {day}"))
    named = select(FindingPerson).where(
        FindingPerson.finding_id == key, FindingPerson.deleted_at.is_(None)
    )
    about = session.execute(named.limit(1)).scalar_one_or_none()
    return choices, replace(
        fresh,
        findings=[key.hex()],
        indicator=finding.indicator or "",
        happened_on=finding_source(session, finding)["day"],
        reason=about.conduct if about is not None else finding.description,
        person=about.person_id.hex() if about is not None and about.person_id else "",
        legal_basis=finding.criterion or "",
        intent_class=(about.intent_class or "") if about is not None else "",
        intent_evidence=(about.intent_reason or "") if about is not None else "",
    )
