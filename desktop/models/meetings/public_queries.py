"""Reading public meetings: the list, one whole, and whether each week had its two hours (P5.2)."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from desktop.models.calendar import week_of
from desktop.models.identities.queries import code_of
from desktop.models.identities.records import IdentityRecord
from desktop.models.meetings.public import REQUESTS, MeetingRequest, PublicMeeting
from desktop.models.paging import Paged, beyond, paged, words_in
from desktop.models.personnel_actions.settings import limit

KEEPERS: Final = ("manager", "setad_secretary", "head_of_inspection", "secretariat")
"""Roles that keep the log."""
Key = tuple[str, bytes]


@dataclass(frozen=True, slots=True)
class PublicMeetingRow:
    """A line of the log; ``week`` are the manager's minutes from Saturday to Friday."""

    id: bytes
    manager_name: str
    post: str | None
    unit_name: str | None
    day: date
    minutes: int
    place: str | None
    requests: int
    answered: int
    week: int
    sample: bool


@dataclass(frozen=True, slots=True)
class RequestRow:
    """One request; ``identities`` are who asked: id and code, never a name."""

    id: bytes
    position: int
    type: str
    text: str
    due_on: date | None
    answer: str | None
    answered_on: date | None
    identities: tuple[tuple[bytes, str], ...] = ()


@dataclass(frozen=True, slots=True)
class PublicMeetingDetail:
    """A public meeting with its requests."""

    row: PublicMeetingRow
    note: str | None
    wanted: int
    requests: tuple[RequestRow, ...]


@dataclass(frozen=True, slots=True)
class WeekLine:
    """The weeks of one manager in a period: with enough minutes, of all; requests answered."""

    manager_id: bytes
    manager_name: str
    enough: int
    weeks: int
    answered: int
    requests: int


@dataclass(frozen=True, slots=True)
class PublicFilter:
    """What the log shows."""

    text: str = ""
    manager: bytes | None = None


PublicPage = Paged[PublicMeetingRow, Key]


def public_page(
    session: Session, wanted: PublicFilter, after: Key | None = None, size: int = 100
) -> PublicPage:
    """The next meetings, the latest day first."""
    order = (PublicMeeting.day, PublicMeeting.id)
    query = (
        select(PublicMeeting)
        .where(*_conditions(wanted))
        .order_by(*(column.desc() for column in order))
        .limit(size + 1)
    )
    if after is not None:
        query = query.where(
            beyond(order, (date.fromisoformat(after[0]), after[1]), descending=True)
        )
    found = list(session.execute(query).scalars())
    rows = _rows(session, found)
    return paged(rows, size, lambda row: (row.day.isoformat(), row.id))


def public_count(session: Session, wanted: PublicFilter) -> int:
    """How many the filter lets through."""
    return session.execute(select(func.count()).where(*_conditions(wanted))).scalar_one()


def public_detail(session: Session, key: bytes) -> PublicMeetingDetail | None:
    """A public meeting with everything that its page shows."""
    found = session.get(PublicMeeting, key)
    if found is None or found.deleted_at is not None:
        return None
    query = (
        select(MeetingRequest)
        .where(MeetingRequest.public_meeting_id == key, MeetingRequest.deleted_at.is_(None))
        .order_by(MeetingRequest.position, MeetingRequest.id)
    )
    requests = list(session.execute(query).scalars())
    named = _identities(session, [one.id for one in requests])
    (row,) = _rows(session, [found])
    return PublicMeetingDetail(
        row,
        found.note,
        minutes_wanted(session),
        tuple(
            RequestRow(
                one.id,
                one.position,
                one.type,
                one.text,
                one.due_on,
                one.answer,
                one.answered_on,
                tuple(named.get(one.id, ())),
            )
            for one in requests
        ),
    )


def minutes_wanted(session: Session) -> int:
    """How many minutes a week a manager is to be there: a setting, 120 where none is set."""
    return int(limit(session, "public_minutes_weekly") or 120)


def weeks_kept(
    session: Session, starts: date, ends: date, holidays: frozenset[date] = frozenset()
) -> tuple[WeekLine, ...]:
    """By manager: weeks of a period, by their Saturday, with a working day, that had enough."""
    weeks = [
        week
        for week in _saturdays(starts, ends)
        if any(week + timedelta(days=n) not in holidays for n in range(6))
    ]
    query = select(PublicMeeting).where(
        PublicMeeting.day.between(starts, ends + timedelta(days=6)),
        PublicMeeting.deleted_at.is_(None),
    )
    minutes: dict[bytes, dict[date, int]] = defaultdict(lambda: defaultdict(int))
    asked: dict[bytes, list[int]] = defaultdict(lambda: [0, 0])
    names: dict[bytes, str] = {}
    found = [one for one in session.execute(query).scalars() if week_of(one.day) in weeks]
    for one, row in zip(found, _rows(session, found), strict=True):
        names[one.manager_id] = one.manager_name
        minutes[one.manager_id][week_of(one.day)] += one.minutes
        asked[one.manager_id][0] += row.answered
        asked[one.manager_id][1] += row.requests
    wanted = minutes_wanted(session)
    return tuple(
        WeekLine(
            key,
            name,
            sum(total >= wanted for total in minutes[key].values()),
            len(weeks),
            *asked[key],
        )
        for key, name in sorted(names.items(), key=lambda one: one[1])
    )


def _saturdays(starts: date, ends: date) -> list[date]:
    first = week_of(starts)
    first = first if first >= starts else first + timedelta(days=7)
    return [first + timedelta(days=7 * n) for n in range(max(0, (ends - first).days // 7 + 1))]


def _conditions(wanted: PublicFilter) -> list[ColumnElement[bool]]:
    found = [PublicMeeting.deleted_at.is_(None), *words_in(wanted.text, PublicMeeting.folded)]
    if wanted.manager is not None:
        found.append(PublicMeeting.manager_id == wanted.manager)
    return found


def _rows(session: Session, found: list[PublicMeeting]) -> list[PublicMeetingRow]:
    keys = [one.id for one in found]
    counts: dict[bytes, Any] = {
        row[0]: row
        for row in session.execute(
            select(
                MeetingRequest.public_meeting_id,
                func.count(),
                func.count(MeetingRequest.answered_on),
            )
            .where(MeetingRequest.public_meeting_id.in_(keys), MeetingRequest.deleted_at.is_(None))
            .group_by(MeetingRequest.public_meeting_id)
        )
    }
    weeks = _minutes_by_week(session, found)
    return [
        PublicMeetingRow(
            one.id,
            one.manager_name,
            one.post,
            one.unit_name,
            one.day,
            one.minutes,
            one.place,
            counts[one.id][1] if one.id in counts else 0,
            counts[one.id][2] if one.id in counts else 0,
            weeks[one.manager_id, week_of(one.day)],
            one.sample,
        )
        for one in found
    ]


def _minutes_by_week(session: Session, found: list[PublicMeeting]) -> dict[tuple[bytes, date], int]:
    totals: dict[tuple[bytes, date], int] = defaultdict(int)
    if not found:
        return totals
    days = [week_of(one.day) for one in found]
    query = select(PublicMeeting.manager_id, PublicMeeting.day, PublicMeeting.minutes).where(
        PublicMeeting.manager_id.in_({one.manager_id for one in found}),
        PublicMeeting.day.between(min(days), max(days) + timedelta(days=6)),
        PublicMeeting.deleted_at.is_(None),
    )
    for row in session.execute(query):
        totals[row.manager_id, week_of(row.day)] += row.minutes
    return totals


def _identities(session: Session, requests: list[bytes]) -> dict[bytes, list[tuple[bytes, str]]]:
    query = (
        select(IdentityRecord.subject_id, IdentityRecord.id)
        .where(
            IdentityRecord.subject_kind == REQUESTS,
            IdentityRecord.subject_id.in_(requests),
            IdentityRecord.deleted_at.is_(None),
        )
        .order_by(IdentityRecord.created_at, IdentityRecord.id)
    )
    named: dict[bytes, list[tuple[bytes, str]]] = defaultdict(list)
    for subject, key in session.execute(query):
        named[subject].append((key, code_of(key)))
    return named
