"""What a vault can open: the keys of its contact groups, its index key, its part as an officer.

Nothing here is kept: a key is opened for one use and forgotten with it.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from desktop.errors import Problem, Refused
from desktop.models.blobs import WANTED, BlobFile, BlobStore
from desktop.models.colleagues import colleagues
from desktop.models.identities.records import ContactGroup, ContactGroupMember, IndexKey
from desktop.models.identities.rules import MEMBERS, member_id
from desktop.models.keys import Random
from desktop.models.sync_state import FETCH, BlobTransfer
from sync.protocol.encoding import decode, encode
from sync.protocol.identity_seal import after, bound, key_id, open_outer, unseal

KEY_MEDIA = "application/x-bazresyar-identity-key"


@dataclass(frozen=True, slots=True)
class Candidate:
    """A vault that may be given a group's key, with its certified receiving key."""

    vault: bytes
    person: bytes
    name: str
    receiving: bytes


@dataclass(frozen=True, slots=True, repr=False)
class Hands:
    """A vault's private receiving key and its files; ``officers`` are the three public keys.

    ``receipt_key`` is headquarters', by which certificates of colleagues are checked.
    """

    vault: bytes
    receive: X25519PrivateKey
    blobs: BlobStore
    receipt_key: bytes = b""
    officers: tuple[bytes, ...] = ()
    random: Random = os.urandom

    @property
    def secret(self) -> bytes:
        """The private scalar."""
        return self.receive.private_bytes_raw()

    @property
    def public(self) -> bytes:
        """The certified receiving key."""
        return self.receive.public_key().public_bytes_raw()

    @property
    def key_id(self) -> bytes:
        """By which a seal names this vault's key."""
        return key_id(self.public)

    def group_secret(self, session: Session, group: bytes) -> bytes:
        """The private part of a group's key. Raises Refused ``not_in_contact_group``."""
        member = session.get(ContactGroupMember, member_id(group, self.vault))
        if member is None:
            raise Refused("not_in_contact_group")
        info = member_info(group, self.vault, self.public)
        return unseal(self.secret, member.wrapped, info)

    def index_key(self, session: Session, province: str | None) -> bytes | None:
        """The key of the province's blind index, or None where headquarters gave us none."""
        query = select(IndexKey.wrapped).where(
            IndexKey.vault == self.vault, IndexKey.province == (province or "")
        )
        wrapped = session.execute(query.limit(1)).scalar_one_or_none()
        if wrapped is None:
            return None
        return unseal(self.secret, wrapped, index_info(province or "", self.vault, self.public))

    def outer_opened(
        self, record: bytes, field: str, wrapped: Mapping[str, bytes]
    ) -> tuple[bytes, bytes]:
        """What this officer hands on of a sealed key, and the id of the key that opens it.

        Raises Refused ``not_an_officer``, ProtocolError.
        """
        if self.public not in self.officers:
            raise Refused("not_an_officer")
        place = self.officers.index(self.public)
        pairs = decode(wrapped.get(field, b""), list[bytes])
        inner = open_outer(self.secret, record, field, pairs[place])
        return inner, key_id(self.officers[after(place)])

    def candidates(
        self, session: Session, office: bytes, person: bytes, name: str, now: datetime
    ) -> list[Candidate]:
        """The vaults of an office that may be members, this one first."""
        own = Candidate(self.vault, person, name, self.public)
        found = colleagues(session, self.vault, self.receipt_key, int(now.timestamp() * 1000))
        moment = int(now.timestamp() * 1000)
        others = [
            Candidate(one.vault, one.certificate.person, one.name, one.certificate.receiving_key)
            for one in found
            if one.certificate.office == office
            and any(
                grant.role in MEMBERS
                and grant.starts <= moment
                and (grant.ends is None or moment < grant.ends)
                for grant in one.certificate.roles
            )
        ]
        return [own, *others]

    def keep_file(self, session: Session, wrapped: Mapping[str, bytes]) -> bytes:
        """Keep wrapped keys by field in a file of their own; its SHA-256."""
        return self.blobs.add(session, encode(dict(wrapped)), KEY_MEDIA).sha256

    def read_file(self, session: Session, sha256: bytes) -> dict[str, bytes]:
        """The wrapped keys by field. Raises Problem ``identity_key_not_here``."""
        try:
            return decode(self.blobs.read(session, sha256), dict[str, bytes])
        except Problem:
            raise Problem("identity_key_not_here") from None


def ask_again(session: Session, sha256: bytes, now: datetime) -> None:
    """Let the next exchange fetch a file of keys that is not here, e.g. after a restore."""
    row = session.get(BlobFile, sha256)
    if row is not None and row.state != WANTED:
        session.delete(row)
        session.flush()
    if session.get(BlobTransfer, (sha256, FETCH)) is None:
        wanted = {"sha256": sha256, "direction": FETCH, "place": 0, "asked_at": now}
        session.execute(insert(BlobTransfer).values(**wanted))


def newest_group(session: Session, office: bytes) -> ContactGroup | None:
    """The generation of an office's group that new identities are sealed to."""
    query = (
        select(ContactGroup)
        .where(ContactGroup.holder == office, ContactGroup.deleted_at.is_(None))
        .order_by(ContactGroup.generation.desc(), ContactGroup.id.desc())
        .limit(1)
    )
    return session.execute(query).scalar_one_or_none()


def member_info(group: bytes, vault: bytes, public: bytes) -> bytes:
    """What a group's private part is bound to."""
    return bound("contact_groups", group, vault.hex(), key_id(public))


def index_info(province: str, vault: bytes, public: bytes) -> bytes:
    """What an index key is bound to."""
    return bound("index_keys", vault, province, key_id(public))
