"""Who can open what an office's contact group seals: formed, and formed anew for other members."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field

from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop.commands.base import Desk
from desktop.errors import Refused
from desktop.models.identities.hands import Hands, member_info, newest_group
from desktop.models.identities.records import (
    ContactGroup,
    ContactGroupMember,
    IdentityKey,
    IdentityRecord,
)
from desktop.models.identities.rules import CUSTODIAN, key_row_id, member_id
from desktop.models.identities.sealing import rewrapped
from sync.protocol.identity_seal import new_group_secret, public_of, seal


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
            for one in self.hands.candidates(
                session, desk.office, desk.person, desk.name, desk.now
            )
        }
        if not wanted <= known.keys():
            raise Refused("contact_member_unknown")
        before = newest_group(session, desk.office)
        secret = new_group_secret(self.hands.random)
        group = ContactGroup(
            id=self.id or desk.new_id(),
            holder=desk.office,
            generation=before.generation + 1 if before else 1,
            public_key=public_of(secret),
        )
        session.add(group)
        for vault in sorted(wanted):
            one = known[vault]
            info = member_info(group.id, vault, one.receiving)
            session.add(
                ContactGroupMember(
                    id=member_id(group.id, vault),
                    group_id=group.id,
                    holder=desk.office,
                    vault=vault,
                    person_id=one.person,
                    wrapped=seal(one.receiving, secret, info),
                )
            )
        if before is not None:
            self._wrap_again(session, before, group)

    def _wrap_again(self, session: Session, before: ContactGroup, group: ContactGroup) -> None:
        secret = self.hands.group_secret(session, before.id)
        query = (
            select(IdentityKey)
            .join(IdentityRecord, IdentityRecord.id == IdentityKey.identity_id)
            .where(
                IdentityKey.group_id == before.id,
                IdentityRecord.handler == group.holder,
                IdentityRecord.deleted_at.is_(None),
            )
        )
        for key in session.execute(query).scalars().all():
            session.add(
                IdentityKey(
                    id=key_row_id(key.identity_id, group.id),
                    identity_id=key.identity_id,
                    group_id=group.id,
                    holder=group.holder,
                    key_sha256=rewrapped(session, self.hands, key, secret, group),
                )
            )
