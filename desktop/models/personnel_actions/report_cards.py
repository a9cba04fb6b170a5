"""The report card and the appraisal sheet of a person (``domain.md`` 2.13, 11.6, P8.6)."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date
from typing import Final

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session

from desktop.errors import Refused
from desktop.models.directory import Post
from desktop.models.inspections.records import Finding, FindingPerson, Visit
from desktop.models.people import Person, PostAssignment
from desktop.models.personnel_actions.facts import Held, post_on
from desktop.models.personnel_actions.records import (
    AppraisalSheet,
    PersonnelAction,
    ReportCard,
    TrainingRecord,
)
from desktop.models.personnel_actions.rules import COUNTED, PERSONNEL_OFFICE
from desktop.models.personnel_actions.settings import limit
from desktop.models.reader import Reader

GOOD: Final = frozenset({"conformity", "good_practice"})
REWARDS: Final = frozenset({"reward_material", "reward_nonmaterial"})
CAUTIONS: Final = frozenset({"caution"})


@dataclass(frozen=True, slots=True)
class IndicatorLine:
    """Good and weak points of one indicator; ``unit_mean`` only where enough stand behind it."""

    indicator: str
    good: int
    weak: int
    unit_mean: float | None


@dataclass(frozen=True, slots=True)
class CardData:
    """What a report card says."""

    person_id: bytes
    name: str
    post: str | None
    unit_name: str | None
    starts: date
    ends: date
    indicators: tuple[IndicatorLine, ...]
    rewards: int
    cautions: int
    hours: int
    courses: tuple[tuple[date, str, int], ...]
    compared: int | None


@dataclass(frozen=True, slots=True)
class AppraisalData:
    """The card of a period, and how many of the person's findings were closed in it."""

    card: CardData
    closed: int
    findings: int


def card_data(session: Session, person: bytes, starts: date, ends: date) -> CardData:
    """The report card of a person for a period. Raises Refused where he is not here."""
    found = session.get(Person, person)
    if found is None:
        raise Refused("record_not_here")
    if ends < starts:
        raise Refused("period_reversed", field="ends")
    held = post_on(session, found, ends)
    mine = _points(session, {person}, starts, ends)
    colleagues = _colleagues(session, held, ends)
    enough = len(colleagues) >= int(limit(session, "compared_from") or 5)
    theirs = _points(session, colleagues, starts, ends) if enough else Counter()
    codes = sorted({code for code, _good in mine})
    courses = hours_of(session, person, starts, ends)
    return CardData(
        person,
        found.name,
        held.post,
        held.unit_name,
        starts,
        ends,
        tuple(
            IndicatorLine(
                code,
                mine[code, True],
                mine[code, False],
                theirs[code, False] / len(colleagues) if enough else None,
            )
            for code in codes
        ),
        _issued(session, person, REWARDS, starts, ends),
        _issued(session, person, CAUTIONS, starts, ends),
        sum(hours for _day, _title, hours in courses),
        courses,
        len(colleagues) if enough else None,
    )


def appraisal_data(session: Session, person: bytes, starts: date, ends: date) -> AppraisalData:
    """What an appraisal sheet says beside the card of the period. Raises Refused."""
    card = card_data(session, person, starts, ends)
    query = (
        select(Finding.state, func.count())
        .join(FindingPerson, FindingPerson.finding_id == Finding.id)
        .join(Visit, Visit.id == Finding.visit_id)
        .where(
            FindingPerson.person_id == person,
            FindingPerson.deleted_at.is_(None),
            Finding.deleted_at.is_(None),
            Finding.type.not_in(GOOD),
            Finding.state != "withdrawn",
            Visit.day.between(starts, ends),
        )
        .group_by(Finding.state)
    )
    counts: dict[str, int] = {row[0]: row[1] for row in session.execute(query)}
    return AppraisalData(card, counts.get("closed", 0), sum(counts.values()))


def issued_sheets(session: Session, person: bytes) -> tuple[AppraisalSheet, ...]:
    """The appraisal sheets that were issued, the latest first."""
    query = (
        select(AppraisalSheet)
        .where(AppraisalSheet.person_id == person, AppraisalSheet.deleted_at.is_(None))
        .order_by(AppraisalSheet.issued_on.desc(), AppraisalSheet.id)
    )
    return tuple(session.execute(query).scalars())


def check_card(session: Session, reader: Reader, person: bytes, day: date) -> None:
    """A card is for the person, the direct manager, and the personnel office that makes it."""
    if reader.person == person or reader.role == PERSONNEL_OFFICE:
        return
    found, manager = session.get(Person, person), session.get(Person, reader.person)
    if found is not None and manager is not None:
        theirs, mine = post_on(session, found, day), post_on(session, manager, day)
        same = theirs.unit_id is not None and theirs.unit_id == mine.unit_id
        if same and _managerial(session, reader.person, day):
            return
    raise Refused("card_not_for_you")


def direct_managers(session: Session, person: bytes, day: date) -> set[bytes]:
    """Who holds a managerial post of the person's unit on a day."""
    found = session.get(Person, person)
    held = post_on(session, found, day) if found is not None else None
    if held is None or held.unit_id is None:
        return set()
    query = (
        select(PostAssignment.person_id)
        .join(Post, Post.id == PostAssignment.post_id)
        .where(Post.unit_id == held.unit_id, Post.managerial.is_(True), *_current(day))
    )
    return {one for one in session.execute(query).scalars() if one != person}


def issued_cards(session: Session, person: bytes) -> tuple[ReportCard, ...]:
    """The cards that were given, the latest first."""
    query = (
        select(ReportCard)
        .where(ReportCard.person_id == person, ReportCard.deleted_at.is_(None))
        .order_by(ReportCard.issued_on.desc(), ReportCard.id)
    )
    return tuple(session.execute(query).scalars())


def hours_of(
    session: Session, person: bytes, starts: date, ends: date
) -> tuple[tuple[date, str, int], ...]:
    """The courses that are credited to a person in a period: day, title, hours."""
    query = (
        select(TrainingRecord.held_on, TrainingRecord.title, TrainingRecord.hours)
        .where(
            TrainingRecord.person_id == person,
            TrainingRecord.deleted_at.is_(None),
            TrainingRecord.held_on.between(starts, ends),
        )
        .order_by(TrainingRecord.held_on, TrainingRecord.id)
    )
    return tuple((row[0], row[1], row[2]) for row in session.execute(query))


def _points(
    session: Session, people: set[bytes], starts: date, ends: date
) -> Counter[tuple[str, bool]]:
    query = (
        select(Finding.indicator, Finding.type, func.count())
        .join(FindingPerson, FindingPerson.finding_id == Finding.id)
        .join(Visit, Visit.id == Finding.visit_id)
        .where(
            FindingPerson.person_id.in_(people),
            FindingPerson.deleted_at.is_(None),
            Finding.deleted_at.is_(None),
            Finding.indicator.is_not(None),
            Finding.state != "withdrawn",
            Visit.day.between(starts, ends),
        )
        .group_by(Finding.indicator, Finding.type)
    )
    found: Counter[tuple[str, bool]] = Counter()
    for indicator, kind, count in session.execute(query):
        found[indicator or "", kind in GOOD] += count
    return found


def _issued(
    session: Session, person: bytes, kinds: frozenset[str], starts: date, ends: date
) -> int:
    query = select(func.count()).where(
        PersonnelAction.person_id == person,
        PersonnelAction.kind.in_(kinds),
        PersonnelAction.state.in_(COUNTED),
        PersonnelAction.issued_on.between(starts, ends),
        PersonnelAction.deleted_at.is_(None),
        or_(PersonnelAction.visible_until.is_(None), PersonnelAction.visible_until >= ends),
    )
    return session.execute(query).scalar_one()


def _current(day: date) -> tuple[ColumnElement[bool], ...]:
    return (
        PostAssignment.deleted_at.is_(None),
        PostAssignment.starts <= day,
        or_(PostAssignment.ends.is_(None), PostAssignment.ends >= day),
    )


def _colleagues(session: Session, held: Held, day: date) -> set[bytes]:
    if held.unit_id is None:
        return set()
    query = (
        select(PostAssignment.person_id)
        .join(Post, Post.id == PostAssignment.post_id)
        .where(Post.unit_id == held.unit_id, *_current(day))
    )
    return set(session.execute(query).scalars())


def _managerial(session: Session, person: bytes, day: date) -> bool:
    query = (
        select(func.count())
        .select_from(PostAssignment)
        .join(Post, Post.id == PostAssignment.post_id)
        .where(PostAssignment.person_id == person, Post.managerial.is_(True), *_current(day))
    )
    return session.execute(query).scalar_one() > 0
