"""People who may have vaults, the roles they are granted, and one-time codes for their devices."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import bindparam, select, update
from sqlalchemy.orm import Session

from desktop.models.prepared import Prepared
from sync.protocol.audit import CODE_ISSUED, ROLE_ENDED, ROLE_GRANTED
from sync.protocol.encoding import decode
from sync.protocol.enrolment import CODE_LETTERS, new_code, normal_code
from sync.protocol.messages import RoleGrant
from sync.server import audit, system
from sync.server.declined import Declined
from sync.server.hq import Headquarters, encoded
from sync.server.scopes import standard_scopes
from sync.server.tables import Account, EnrolmentCode, Grant

CODE_HOURS = 72
CODE_TRIES = 5
_HOUR = 3_600_000
_LEEWAY = 24 * _HOUR
"""A role counts from a day before it was granted: the clock of a laptop may be behind."""

_HALF = CODE_LETTERS // 2
_RANDOM_BYTES = 7


_GRANTS = Prepared(
    select(Grant.role, Grant.scopes, Grant.starts, Grant.ends)
    .where(Grant.person == bindparam("person"))
    .order_by(Grant.number)
)


_GRANTS_OF_ALL = (
    select(Grant.person, Grant.role, Grant.scopes, Grant.starts, Grant.ends)
    .where(Grant.person.in_(bindparam("persons", expanding=True)))
    .order_by(Grant.number)
)


@dataclass(frozen=True, slots=True)
class Appointment:
    """Who a person is, where, and in which roles.

    ``provinces`` are chosen beside the own one; ``agency`` is that of its own people.
    """

    person: bytes
    name: str
    office: bytes
    province: str | None
    roles: tuple[str, ...]
    provinces: tuple[str, ...] = ()
    agency: str | None = None


def appoint(hq: Headquarters, session: Session, appointment: Appointment) -> None:
    """Open or renew an account with the roles' standard scopes; roles held already stay.

    The person is in the directory from then on. Needs a session of ``system.writing``.
    """
    account = session.get(Account, appointment.person)
    if account is None:
        account = Account(person=appointment.person)
        session.add(account)
    person = appointment.person.hex()
    account.name = appointment.name
    account.office = appointment.office
    account.province = appointment.province
    now = hq.wall()
    for role in appointment.roles:
        scopes = standard_scopes(
            role,
            appointment.office,
            appointment.province,
            appointment.provinces,
            appointment.agency,
        )
        same = [
            grant
            for grant in grants_of(session, appointment.person)
            if (grant.role, grant.scopes, grant.ends) == (role, scopes, None)
        ]
        if not same:
            told = " ".join(scopes)
            audit.note(hq, session, ROLE_GRANTED, person=person, role=role, scopes=told)
            session.add(
                Grant(
                    person=appointment.person,
                    role=role,
                    scopes=encoded(scopes),
                    starts=now - _LEEWAY,
                    ends=None,
                )
            )
    session.flush()
    staff = {
        "id": appointment.person,
        "name": appointment.name,
        "province": appointment.province,
        "agency": appointment.agency,
        "office_id": appointment.office,
    }
    system.enter(session, "persons", [staff])


def end_role(hq: Headquarters, session: Session, person: bytes, role: str) -> int:
    """The person no longer holds a role; what was written in it before stands. Says how many."""
    audit.note(hq, session, ROLE_ENDED, person=person.hex(), role=role)
    held = (Grant.person == person) & (Grant.role == role) & Grant.ends.is_(None)
    number = len(session.execute(select(Grant.number).where(held)).all())
    session.execute(update(Grant).where(held).values(ends=hq.wall()))
    return number


def grants_of(session: Session, person: bytes) -> list[RoleGrant]:
    """All roles that a person was ever granted."""
    session.flush()
    found = _GRANTS.rows(session, person=person)
    return [RoleGrant(role, decode(scopes, list[str]), *times) for role, scopes, *times in found]


def grants_of_all(session: Session, persons: Collection[bytes]) -> dict[bytes, list[RoleGrant]]:
    """All roles that these persons were ever granted."""
    found: dict[bytes, list[RoleGrant]] = {person: [] for person in persons}
    asked = {"persons": list(found)}
    for person, role, scopes, starts, ends in session.execute(_GRANTS_OF_ALL, asked):
        found[person].append(RoleGrant(role, decode(scopes, list[str]), starts, ends))
    return found


def issue_code(hq: Headquarters, session: Session, person: bytes) -> str:
    """A one-time code for one more device of a person; shown once, kept as a hash."""
    audit.note(hq, session, CODE_ISSUED, person=person.hex(), hours=CODE_HOURS)
    taken = set(session.execute(select(EnrolmentCode.first_half)).scalars())
    code = new_code(hq.random(_RANDOM_BYTES))
    while code[:_HALF] in taken:
        code = new_code(hq.random(_RANDOM_BYTES))
    session.add(
        EnrolmentCode(
            first_half=code[:_HALF],
            code_hash=_hash(hq, code),
            person=person,
            expires=hq.wall() + CODE_HOURS * _HOUR,
            tries_left=CODE_TRIES,
            used=None,
        )
    )
    session.flush()
    return code


def spend_try(hq: Headquarters, session: Session, typed: str) -> EnrolmentCode | Declined:
    """The code that was typed, or why it is not taken; a wrong one costs a try of its first half.

    The answer is a value, because the try must be kept where the request is declined.
    """
    code = normal_code(typed)
    found = session.get(EnrolmentCode, code[:_HALF], with_for_update=not hq.embedded)
    known = found.code_hash if found is not None else bytes(32)
    right = hmac.compare_digest(known, _hash(hq, code))
    if found is None:
        return Declined("code_wrong")
    if found.tries_left <= 0:
        return Declined("code_exhausted")
    if not right:
        found.tries_left -= 1
        return Declined("code_wrong")
    if found.used is not None:
        return Declined("code_used")
    if hq.wall() >= found.expires:
        return Declined("code_expired")
    return found


def _hash(hq: Headquarters, code: str) -> bytes:
    return hmac.digest(hq.keys.codes, code.encode(), hashlib.sha256)
