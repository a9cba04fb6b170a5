"""Who receives which row of inspections: pure functions of raw rows (``domain.md`` 10)."""

from __future__ import annotations

import json
from collections.abc import Collection
from functools import lru_cache

from sqlalchemy import BindParameter, Select, bindparam, select
from sqlalchemy.orm import Session

from desktop.models.inspections.records import VisitMember
from desktop.models.people import Person
from desktop.models.prepared import Prepared
from desktop.models.registry import Lookup, Row
from desktop.models.scopes import Scopes, agency, case, office, opened, province
from desktop.models.scopes import person as person_scope

COMMUNICATED = frozenset({"communicated", "answered", "action_required", "no_action", "closed"})
"""States of a finding in which its agency has it."""
AGREED_OR_LATER = frozenset(
    {"agreed", "in_progress", "done_claimed", "reopened", "verified", "effective", "ineffective"}
)
"""States of an action in which the agency has agreed to it."""


def visits_of(person: bytes | BindParameter[bytes], *, team_only: bool = False) -> Select[bytes]:
    """The ids of the visits that a person is named on: of the team, or as the head who ordered."""
    named = select(VisitMember.visit_id).where(
        VisitMember.person_id == person, VisitMember.deleted_at.is_(None)
    )
    return named.where(VisitMember.duty == "team") if team_only else named


_visits = visits_of(bindparam("person"))
_office = select(Person.office_id).where(Person.id == bindparam("person")).scalar_subquery()
_VISITS = Prepared(_visits)
_ELSEWHERE = Prepared(
    select(VisitMember.person_id)
    .join(Person, Person.id == VisitMember.person_id)
    .where(
        VisitMember.visit_id.in_(_visits),
        VisitMember.deleted_at.is_(None),
        Person.office_id != _office,
    )
    .distinct()
)


def cases_of(session: Session, person: bytes) -> set[str]:
    """The case scopes that a person holds by being named on visits."""
    return {case(visit) for visit in _VISITS.values(session, person=person)}


def teammates_of(session: Session, person: bytes) -> set[str]:
    """The scopes of who is named on the same visits and works for another office."""
    return {person_scope(other) for other in _ELSEWHERE.values(session, person=person)}


def hidden(visit: Row) -> bool:
    """A covert visit before its reveal is for its case alone."""
    return visit["visibility"] == "covert" and not visit["revealed_at"]


def visit_scopes(row: Row, _find: Lookup) -> Scopes:
    """The office and its province, the case for members from elsewhere, and who follows it."""
    if hidden(row):
        return frozenset({case(row["id"])})
    return _open_scopes(row["id"], row["office_id"], row["province"])


@lru_cache(maxsize=512)
def _open_scopes(key: bytes, office_id: bytes | None, province_code: str | None) -> Scopes:
    """Asked for each part of a visit, with the same answer."""
    found = {case(key), opened(key)}
    if office_id:
        found.add(office(office_id))
    if province_code:
        found.add(province(province_code))
    return frozenset(found)


def part_scopes(row: Row, find: Lookup) -> Scopes:
    """As the visit."""
    visit = find("visits", row["visit_id"])
    return frozenset() if visit is None else visit_scopes(visit, find)


def case_part_scopes(row: Row, _find: Lookup) -> Scopes:
    """The case alone, for ever: special reports, and the plan of a covert visit."""
    return frozenset({case(row["visit_id"])})


def finding_scopes(row: Row, find: Lookup) -> Scopes:
    """As the visit, and the agency's from ``communicated`` on."""
    return _with_agency(row, find, shared=row["state"] in COMMUNICATED)


def person_part_scopes(row: Row, find: Lookup) -> Scopes:
    """The case of the finding's visit alone."""
    finding = find("findings", row["finding_id"])
    return frozenset() if finding is None else frozenset({case(finding["visit_id"])})


def action_scopes(row: Row, find: Lookup) -> Scopes:
    """As its findings, and the agency's from ``agreed`` on."""
    shared = row["state"] in AGREED_OR_LATER or _any_communicated(
        [bytes.fromhex(one) for one in json.loads(row["finding_ids"])], find
    )
    return _with_agency(row, find, shared=shared)


def _any_communicated(findings: Collection[bytes], find: Lookup) -> bool:
    rows = (find("findings", one) for one in findings)
    return any(row is not None and row["state"] in COMMUNICATED for row in rows)


def _with_agency(row: Row, find: Lookup, *, shared: bool) -> Scopes:
    visit = find("visits", row["visit_id"])
    if visit is None:
        return frozenset()
    found = visit_scopes(visit, find)
    if not shared or hidden(visit) or not visit["agency"] or not visit["province"]:
        return found
    return found | {agency(visit["agency"], visit["province"])}
