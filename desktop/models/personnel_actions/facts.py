"""Gathers the facts on which a step of a personnel action is judged, as plain JSON."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from desktop.models.attachments import Attachment
from desktop.models.calendar import iran_day
from desktop.models.directory import Post, Unit
from desktop.models.inspections.facts import step_actor
from desktop.models.inspections.records import Finding, Visit
from desktop.models.people import Person, PostAssignment
from desktop.models.personnel_actions.records import PersonnelAction, PersonStatement
from desktop.models.personnel_actions.rules import COUNTED
from desktop.models.personnel_actions.settings import (
    KindSetting,
    grade_setting,
    kind_setting,
    limit,
    months_later,
)
from desktop.models.text import letter_key
from desktop.models.transitions import Transition

Gathered = dict[str, Any]
KIND = "personnel_actions"
DECIDED = ("approved", "rejected", "returned")


@dataclass(frozen=True, slots=True)
class Held:
    """The post that a person held on a day, with its unit."""

    post: str | None
    unit_id: bytes | None
    unit_name: str | None
    agency: str | None
    province: str | None


def post_on(session: Session, person: Person, day: date) -> Held:
    """The post of that day, not of today; without one, what the person's own row says."""
    query = (
        select(Post.title, Unit.id, Unit.name, Unit.agency, Unit.province)
        .select_from(PostAssignment)
        .join(Post, Post.id == PostAssignment.post_id)
        .join(Unit, Unit.id == Post.unit_id)
        .where(
            PostAssignment.person_id == person.id,
            PostAssignment.deleted_at.is_(None),
            PostAssignment.starts <= day,
            or_(PostAssignment.ends.is_(None), PostAssignment.ends >= day),
        )
        .order_by(PostAssignment.starts.desc())
        .limit(1)
    )
    row = session.execute(query).one_or_none()
    if row is None:
        return Held(None, None, None, person.agency, person.province)
    return Held(row.title, row.id, row.name, row.agency, row.province)


def finding_source(session: Session, finding: Finding) -> Gathered:
    """A finding as a source: what it says and the day it was seen, without its persons."""
    visit = session.get_one(Visit, finding.visit_id)
    day = iran_day(finding.seen_at) if finding.seen_at else visit.day
    return {
        "kind": "findings",
        "id": finding.id.hex(),
        "title": f"{visit.code}/{finding.number} {finding.description}",
        "day": day.isoformat(),
    }


def setting_of(session: Session, action: PersonnelAction) -> KindSetting:
    """The table's row of a kind; one that it does not know takes no road."""
    found = kind_setting(session, action.kind)
    return found or KindSetting(action.kind, "", True, True, False, None, None, (), None)


def action_facts(session: Session, action: PersonnelAction, today: date) -> Gathered:
    """What every step looks at."""
    setting = setting_of(session, action)
    authorities, filed = list(setting.authorities), setting.filed
    if action.grade is not None:
        found, filed = grade_setting(session, action.grade)
        authorities = list(found)
    days = [one["day"] for one in action.sources or () if one.get("day")]
    return {
        "kind": action.kind,
        "road": setting.road,
        "negative": setting.negative,
        "vote": setting.vote,
        "filed": filed,
        "authorities": authorities,
        "grade": action.grade,
        "person": action.person_id.hex(),
        "proposer": action.proposer_id.hex(),
        "reason": bool(action.reason),
        "sources": len(action.sources or ()),
        "happened_on": action.happened_on.isoformat(),
        "since": max([*days, action.happened_on.isoformat()]),
        "today": today.isoformat(),
        "amount": action.amount,
        "intent": action.intent_class,
        "intent_evidence": bool(action.intent_evidence),
        "intent_second": action.intent_confirmed_by.hex() if action.intent_confirmed_by else None,
        "statement": _statement(session, action.id),
        "issued_on": action.issued_on.isoformat() if action.issued_on else None,
        "decided_on": _decided_on(session, action.id),
        "objection_until": action.objection_until.isoformat() if action.objection_until else None,
    }


def letter_facts(
    session: Session,
    action: PersonnelAction,
    *,
    number: str | None,
    day: date | None,
    authority: str | None,
    shared: bool = False,
) -> Gathered:
    """The letter by which something is decided, and whether it stands for another action."""
    used = None if shared or not number or day is None else _used(session, action, number, day)
    return {
        "letter_number": number,
        "letter_date": day.isoformat() if day else None,
        "authority": authority,
        "letter_used": used,
    }


def scans_of(session: Session, letter: bytes | None) -> int:
    """How many files the letter has."""
    if letter is None:
        return 0
    query = select(func.count()).where(
        Attachment.record_kind == "letters",
        Attachment.record_id == letter,
        Attachment.deleted_at.is_(None),
    )
    return session.execute(query).scalar_one()


def earlier_cautions(
    session: Session, person: bytes, indicator: str | None, day: date
) -> list[PersonnelAction]:
    """Cautions for disrespect within the set period before a day: then the board is proposed."""
    if indicator is None or indicator != limit(session, "repeat_indicator"):
        return []
    since = months_later(day, -int(limit(session, "repeat_months") or 0))
    query = (
        select(PersonnelAction)
        .where(
            PersonnelAction.person_id == person,
            PersonnelAction.kind == "caution",
            PersonnelAction.indicator == indicator,
            PersonnelAction.happened_on >= since,
            PersonnelAction.happened_on <= day,
            PersonnelAction.state.in_(COUNTED),
            PersonnelAction.deleted_at.is_(None),
        )
        .order_by(PersonnelAction.happened_on)
    )
    return list(session.execute(query).scalars())


def who_brought(session: Session, action: bytes, state: str) -> str | None:
    """Who last brought an action into a state, in hexadecimal."""
    return step_actor(session, KIND, action, state)


def _statement(session: Session, action: bytes) -> str | None:
    query = select(PersonStatement.what).where(
        PersonStatement.action_id == action,
        PersonStatement.what.in_(("statement", "asked")),
        PersonStatement.deleted_at.is_(None),
    )
    found: Iterable[str] = session.execute(query).scalars()
    return max(found, default=None)


def _decided_on(session: Session, action: bytes) -> str | None:
    query = (
        select(Transition.at)
        .where(
            Transition.record_kind == KIND,
            Transition.record_id == action,
            Transition.to_state == "approved",
        )
        .order_by(Transition.stamps.desc())
        .limit(1)
    )
    at = session.execute(query).scalar_one_or_none()
    return None if at is None else iran_day(at).isoformat()


def _used(session: Session, action: PersonnelAction, number: str, day: date) -> str | None:
    query = select(PersonnelAction.letter_number, PersonnelAction.person_name).where(
        PersonnelAction.letter_date == day,
        PersonnelAction.letter_number.is_not(None),
        PersonnelAction.id != action.id,
        PersonnelAction.deleted_at.is_(None),
    )
    key = letter_key(number)
    rows = session.execute(query)
    return next((row.person_name for row in rows if letter_key(row.letter_number) == key), None)
