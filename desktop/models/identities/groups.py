"""Contact groups: who is in them, who could be, and what their newest key does not open yet."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop.models.identities.hands import Candidate, Hands, member_info, newest_group
from desktop.models.identities.records import (
    ContactGroup,
    ContactGroupMember,
    IdentityKey,
    IdentityRecord,
)
from desktop.models.keys import Random
from sync.protocol.identity_seal import new_group_secret, public_of, seal


@dataclass(frozen=True, slots=True)
class MemberRow:
    """A member of the newest generation of a contact group, or somebody who may become one."""

    vault: bytes
    person: bytes
    name: str
    member: bool


@dataclass(frozen=True, slots=True)
class GroupState:
    """A contact group as its custodian sees it; generation 0 where there is none yet.

    ``waiting`` counts the identities that are sealed to older generations alone.
    """

    generation: int
    since: datetime | None
    people: tuple[MemberRow, ...]
    mine: bool
    waiting: int


@dataclass(frozen=True, slots=True, repr=False)
class NewKey:
    """A fresh key of a group; the private part leaves this process sealed alone."""

    secret: bytes
    public: bytes

    def sealed_to(self, member: Candidate, group: bytes) -> bytes:
        """The private part for one member's vault."""
        info = member_info(group, member.vault, member.receiving)
        return seal(member.receiving, self.secret, info)


def new_key(random: Random) -> NewKey:
    """A fresh hybrid key."""
    secret = new_group_secret(random)
    return NewKey(secret, public_of(secret))


def group_state(
    session: Session, hands: Hands, office: bytes, person: bytes, name: str, now: datetime
) -> GroupState:
    """The contact group of an office with those who are in it or could be."""
    group = newest_group(session, office)
    inside: dict[bytes, bytes] = {}
    if group is not None:
        query = select(ContactGroupMember.vault, ContactGroupMember.person_id).where(
            ContactGroupMember.group_id == group.id
        )
        inside = {row.vault: row.person_id for row in session.execute(query)}
    known = hands.candidates(session, office, person, name, now)
    people = [MemberRow(one.vault, one.person, one.name, one.vault in inside) for one in known]
    seen = {one.vault for one in known}
    people += [MemberRow(v, who, "", True) for v, who in inside.items() if v not in seen]
    return GroupState(
        group.generation if group else 0,
        group.created_at if group else None,
        tuple(people),
        hands.vault in inside,
        len(missing(session, hands, group)) if group else 0,
    )


def other_groups(session: Session, office: bytes) -> tuple[tuple[bytes, int], ...]:
    """The offices a case can be referred to: those whose group is known, with its generation."""
    query = select(ContactGroup.holder, ContactGroup.generation).where(
        ContactGroup.holder != office, ContactGroup.deleted_at.is_(None)
    )
    latest: dict[bytes, int] = {}
    for holder, generation in session.execute(query):
        latest[holder] = max(generation, latest.get(holder, 0))
    return tuple(sorted(latest.items()))


def missing(session: Session, hands: Hands, group: ContactGroup) -> dict[bytes, IdentityKey]:
    """The identities of an office without keys for a group, each with the newest that opens it."""
    wrapped = select(IdentityKey.identity_id).where(IdentityKey.group_id == group.id)
    query = (
        select(IdentityKey)
        .join(IdentityRecord, IdentityRecord.id == IdentityKey.identity_id)
        .join(ContactGroup, ContactGroup.id == IdentityKey.group_id)
        .join(ContactGroupMember, ContactGroupMember.group_id == ContactGroup.id)
        .where(
            ContactGroup.holder == group.holder,
            ContactGroupMember.vault == hands.vault,
            IdentityRecord.handler == group.holder,
            IdentityRecord.deleted_at.is_(None),
            IdentityKey.identity_id.not_in(wrapped),
        )
        .order_by(ContactGroup.generation)
    )
    return {key.identity_id: key for key in session.execute(query).scalars()}
