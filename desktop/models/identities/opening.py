"""Showing one value, once, to who has just written down why.

A value is opened only behind an opening that is in the journal already: the command that writes
it is one transaction, the value is read in another one after it.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from sqlalchemy.orm import Session

from desktop.errors import Problem, Refused
from desktop.models.identities.hands import Hands, ask_again
from desktop.models.identities.records import (
    ContactGroup,
    IdentityKey,
    IdentityOpening,
    IdentityRecord,
    SealRequest,
)
from desktop.models.identities.rules import CONTACT, SECOND, key_row_id
from desktop.models.identities.sealing import unwrap
from sync.protocol.encoding import decode
from sync.protocol.identity_seal import open_inner, unseal_field

GOOD_FOR: Final = timedelta(minutes=2)
"""How long after it was written an opening still shows its value."""


def opened(session: Session, hands: Hands, opening: bytes, person: bytes, now: datetime) -> str:
    """The value of one opening. Raises Refused ``opening_over``, Problem, ProtocolError."""
    row = session.get(IdentityOpening, opening)
    if row is None or row.person != person or not _is_fresh(row, now):
        raise Refused("opening_over")
    identity = session.get(IdentityRecord, row.identity_id)
    if identity is None:
        raise Refused("record_not_here")
    if row.identity_class == CONTACT:
        key = _contact_key(session, hands, row)
    elif row.purpose == SECOND:
        key = _sealed_key(session, hands, row)
    else:
        raise Refused("identity_needs_two")
    commitments = decode(identity.commitments, dict[str, bytes])
    sealed = getattr(identity, row.field) or b""
    return unseal_field(key, identity.id, row.field, sealed, commitments.get(row.field))


def fetch_again(session: Session, opening: bytes, now: datetime) -> None:
    """Where an opening found no file of keys: ask for it with the next exchange."""
    row = session.get(IdentityOpening, opening)
    if row is None:
        return
    key = session.get(IdentityKey, key_row_id(row.identity_id, row.group_id))
    asked = session.get(SealRequest, row.request_id) if row.request_id else None
    for named in (key, asked):
        if named is not None:
            ask_again(session, named.key_sha256, now)


def keys_of(session: Session, identity: bytes, group: bytes | None) -> IdentityKey:
    """The keys of an identity for a group. Raises Problem ``identity_key_not_here``."""
    found = session.get(IdentityKey, key_row_id(identity, group))
    if found is None:
        raise Problem("identity_key_not_here")
    return found


def _contact_key(session: Session, hands: Hands, row: IdentityOpening) -> bytes:
    group = session.get_one(ContactGroup, row.group_id)
    wrapped = hands.read_file(session, keys_of(session, row.identity_id, group.id).key_sha256)
    secret = hands.group_secret(session, group.id)
    return unwrap(row.identity_id, row.field, wrapped, secret, group.public_key)


def _sealed_key(session: Session, hands: Hands, row: IdentityOpening) -> bytes:
    asked = session.get_one(SealRequest, row.request_id)
    inner = hands.read_file(session, asked.key_sha256).get(row.field, b"")
    return open_inner(hands.secret, row.identity_id, row.field, inner)


def _is_fresh(row: IdentityOpening, now: datetime) -> bool:
    return timedelta(minutes=-1) <= now - row.created_at <= GOOD_FOR
