"""Who can open what an office's contact group seals: formed, and formed anew for other members."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field

from sqlalchemy.orm import Session

from desktop.commands.base import Desk
from desktop.errors import Problem, Refused
from desktop.models.identities.groups import missing, new_key
from desktop.models.identities.hands import Hands, newest_group
from desktop.models.identities.records import (
    ContactGroup,
    ContactGroupMember,
    IdentityKey,
)
from desktop.models.identities.rules import CUSTODIAN, key_row_id, member_id
from desktop.models.identities.sealing import rewrapped


@dataclass(frozen=True, slots=True)
class FormContactGroup:
    """Give the office's contact group a fresh key, sealed to these vaults and to nobody else.

    What the generation before could open is wrapped for this one. Who is left out opens nothing
    that is sealed from here on; what such a person's vault holds already is taken from it by its
    role, not by this.
    """

    vaults: Collection[bytes]
    hands: Hands = field(repr=False)
    id: bytes | None = None

    def __call__(self, session: Session, desk: Desk) -> None:
        if desk.role != CUSTODIAN:
            raise Refused("identity_not_for_role", role=desk.role)
        wanted = {*self.vaults, self.hands.vault}
        known = {
            one.vault: one
            for one in self.hands.candidates(session, desk.office, desk.person, desk.name, desk.now)
        }
        if not wanted <= known.keys():
            raise Refused("contact_member_unknown")
        before = newest_group(session, desk.office)
        key = new_key(self.hands.random)
        group = ContactGroup(
            id=self.id or desk.new_id(),
            holder=desk.office,
            generation=before.generation + 1 if before else 1,
            public_key=key.public,
        )
        session.add(group)
        for vault in sorted(wanted):
            one = known[vault]
            session.add(
                ContactGroupMember(
                    id=member_id(group.id, vault),
                    group_id=group.id,
                    holder=desk.office,
                    vault=vault,
                    person_id=one.person,
                    wrapped=key.sealed_to(one, group.id),
                )
            )
        session.flush()
        wrap_missing(session, self.hands, group)


@dataclass(frozen=True, slots=True)
class WrapForNewestGroup:
    """Wrap what was sealed to an older generation, by laptops that did not know of this one yet."""

    hands: Hands = field(repr=False)

    def __call__(self, session: Session, desk: Desk) -> None:
        if desk.role != CUSTODIAN:
            raise Refused("identity_not_for_role", role=desk.role)
        group = newest_group(session, desk.office)
        if group is None:
            raise Refused("contact_group_missing")
        wrap_missing(session, self.hands, group)


def wrap_missing(session: Session, hands: Hands, group: ContactGroup) -> None:
    """For every identity without keys for a group: those of the newest generation we can open.

    One whose file of keys has not come yet goes on waiting; it must not keep anybody in.
    """
    secrets: dict[bytes, bytes] = {}
    for key in missing(session, hands, group).values():
        former = key.group_id or b""
        if former not in secrets:
            secrets[former] = hands.group_secret(session, former)
        try:
            sha256 = rewrapped(session, hands, key, secrets[former], group)
        except Problem:
            continue
        session.add(
            IdentityKey(
                id=key_row_id(key.identity_id, group.id),
                identity_id=key.identity_id,
                group_id=group.id,
                holder=group.holder,
                key_sha256=sha256,
            )
        )
