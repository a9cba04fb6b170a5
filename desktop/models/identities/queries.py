"""Reading identities: masked lines, who may open which, openings for the auditor, repeats."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from desktop.models.identities.hands import Hands
from desktop.models.identities.records import (
    ContactGroup,
    ContactGroupMember,
    IdentityKey,
    IdentityOpening,
    IdentityRecord,
    SealRequest,
)
from desktop.models.identities.rules import CONTACT, CUSTODIAN, OFFICER, member_id
from desktop.models.identities.sealing import LAST_DIGITS
from desktop.models.text import latin_digits, normal_mobile
from sync.protocol.enrolment import ALPHABET
from sync.protocol.identity_seal import FIELDS, blind

MOST: Final = 200
OPENINGS: Final = IdentityOpening.__tablename__
NAMERS: Final = (CUSTODIAN, OFFICER)
"""Who names the callers of a case, or opens what is sealed, and so decides nothing in it."""

_CODE_LETTERS: Final = 8


@dataclass(frozen=True, slots=True)
class IdentityRow:
    """A line that names nobody: a code, what it belongs to, and which fields there are."""

    id: bytes
    code: str
    identity_class: str
    subject_kind: str
    subject_id: bytes
    given: tuple[str, ...]
    consent_agency: str | None
    created_at: datetime
    repeats: int = 0


@dataclass(frozen=True, slots=True)
class IdentityCard:
    """What the page of one identity shows; ``group`` is the one through which this vault opens."""

    row: IdentityRow
    group: bytes | None
    openings: tuple[OpeningRow, ...]
    waiting: tuple[WaitingSeal, ...]


@dataclass(frozen=True, slots=True)
class OpeningRow:
    """A line of the auditor's list."""

    id: bytes
    code: str
    identity_class: str
    subject_kind: str
    field: str
    purpose: str
    reason: str | None
    person: bytes
    person_name: str
    role: str
    created_at: datetime


@dataclass(frozen=True, slots=True)
class WaitingSeal:
    """A request of a first officer that this vault can answer as the second."""

    id: bytes
    field: str
    reason: str
    first_name: str
    created_at: datetime


def code_of(identity: bytes) -> str:
    """What people call an identity by; follows from its random id and tells nothing else."""
    number = int.from_bytes(identity[-5:], "big")
    letters = [ALPHABET[(number >> (5 * place)) & 31] for place in range(_CODE_LETTERS)]
    return "".join(letters[:4]) + "-" + "".join(letters[4:])


def identities(
    session: Session, hands: Hands, province: str | None, typed: str = ""
) -> tuple[IdentityRow, ...]:
    """The latest first; with ``typed`` those of a whole number, its last four digits, or a code.

    Nothing is searched by a part of a name or number: there is no index of them.
    """
    query = select(IdentityRecord).where(IdentityRecord.deleted_at.is_(None))
    wanted = typed.strip()
    if wanted:
        tokens = _tokens(hands.index_key(session, province), wanted)
        found = [column == token for column, token in tokens]
        if not found:
            return tuple(row for row in _newest(session, query) if _is_code(row, wanted))
        query = query.where(or_(*found))
    return _newest(session, query)


def repeats(session: Session, identity: IdentityRecord) -> tuple[bytes, ...]:
    """The other identities here with the same mobile or national number."""
    same = [
        column == token
        for column, token in (
            (IdentityRecord.mobile_index, identity.mobile_index),
            (IdentityRecord.national_id_index, identity.national_id_index),
        )
        if token is not None
    ]
    if not same:
        return ()
    query = select(IdentityRecord.id).where(
        or_(*same), IdentityRecord.id != identity.id, IdentityRecord.deleted_at.is_(None)
    )
    return tuple(session.execute(query.order_by(IdentityRecord.created_at)).scalars())


def identity_card(session: Session, hands: Hands, key: bytes) -> IdentityCard | None:
    """One identity, or None where it is not here any more."""
    found = session.get(IdentityRecord, key)
    if found is None or found.deleted_at is not None:
        return None
    history = openings(session, identity=key)
    waiting = _waiting(session, hands, key)
    row = _row(found, len(repeats(session, found)))
    return IdentityCard(row, group_of(session, hands, found), history, waiting)


def group_of(session: Session, hands: Hands, identity: IdentityRecord) -> bytes | None:
    """The newest group through which this vault opens an identity."""
    if identity.identity_class != CONTACT:
        return None
    query = (
        select(ContactGroup.id)
        .join(IdentityKey, IdentityKey.group_id == ContactGroup.id)
        .where(IdentityKey.identity_id == identity.id, IdentityKey.holder == identity.handler)
        .order_by(ContactGroup.generation.desc(), ContactGroup.id.desc())
    )
    for group in session.execute(query).scalars():
        if session.get(ContactGroupMember, member_id(group, hands.vault)) is not None:
            return group
    return None


def openings(
    session: Session, *, identity: bytes | None = None, most: int = MOST
) -> tuple[OpeningRow, ...]:
    """Who opened what, the latest first."""
    query = select(IdentityOpening).order_by(
        IdentityOpening.created_at.desc(), IdentityOpening.id.desc()
    )
    if identity is not None:
        query = query.where(IdentityOpening.identity_id == identity)
    return tuple(
        OpeningRow(
            row.id,
            code_of(row.identity_id),
            row.identity_class,
            row.subject_kind,
            row.field,
            row.purpose,
            row.reason,
            row.person,
            row.person_name,
            row.role,
            row.created_at,
        )
        for row in session.execute(query.limit(most)).scalars()
    )


def who_named(session: Session, subject_kind: str, subject_id: bytes) -> frozenset[bytes]:
    """The persons who may not decide a case: its custodians and officers (``check_decider``)."""
    query = select(IdentityOpening.person).where(
        IdentityOpening.subject_kind == subject_kind,
        IdentityOpening.subject_id == subject_id,
        IdentityOpening.role.in_(NAMERS),
    )
    return frozenset(session.execute(query).scalars())


def _tokens(index_key: bytes | None, typed: str) -> list[tuple[Any, bytes]]:
    if index_key is None:
        return []
    digits = latin_digits(typed).replace(" ", "").replace("-", "")
    found: list[tuple[Any, bytes]] = []
    mobile = normal_mobile(typed)
    if mobile is not None:
        found.append((IdentityRecord.mobile_index, blind(index_key, "mobile", mobile)))
    if digits.isascii() and digits.isdigit():
        if len(digits) == LAST_DIGITS:
            token = blind(index_key, "last_four", digits)
            found.append((IdentityRecord.last_four_index, token))
        found.append((IdentityRecord.national_id_index, blind(index_key, "national_id", digits)))
    return found


def _is_code(row: IdentityRow, typed: str) -> bool:
    return row.code.replace("-", "") == latin_digits(typed).replace("-", "").upper()


def _newest(session: Session, query: Any) -> tuple[IdentityRow, ...]:
    ordered = query.order_by(IdentityRecord.created_at.desc(), IdentityRecord.id.desc())
    found: Iterable[IdentityRecord] = session.execute(ordered.limit(MOST)).scalars()
    return tuple(_row(one, 0) for one in found)


def _row(found: IdentityRecord, repeated: int) -> IdentityRow:
    return IdentityRow(
        found.id,
        code_of(found.id),
        found.identity_class,
        found.subject_kind,
        found.subject_id,
        tuple(field for field in FIELDS if getattr(found, field) is not None),
        found.consent_agency,
        found.created_at,
        repeated,
    )


def _waiting(session: Session, hands: Hands, identity: bytes) -> tuple[WaitingSeal, ...]:
    answered = select(IdentityOpening.request_id).where(IdentityOpening.request_id.is_not(None))
    query = (
        select(SealRequest)
        .where(
            SealRequest.identity_id == identity,
            SealRequest.second_key == hands.key_id,
            SealRequest.id.not_in(answered),
        )
        .order_by(SealRequest.created_at)
    )
    return tuple(
        WaitingSeal(one.id, one.field, one.reason, one.first_name, one.created_at)
        for one in session.execute(query).scalars()
    )
