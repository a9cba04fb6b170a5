"""Who may come to the relay: headquarters' signed policy, laid into the server's own tables."""

from __future__ import annotations

import hashlib
from typing import Any

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from desktop.errors import Problem
from desktop.models import vault_facts
from sync.protocol.encoding import decode, encode
from sync.protocol.entry import GENESIS, verified_by_any
from sync.protocol.messages import CERTIFICATE_TAG, Certificate, Signed
from sync.protocol.relay import POLICY_TAG, Policy
from sync.relay.station import Station
from sync.relay.tables import (
    BLOCKED,
    DISPOSED,
    REFUSED,
    SENT,
    WAITING,
    Brought,
    Certified,
)
from sync.server.hq import encoded
from sync.server.tables import QUARANTINED, REVOKED, Account, Device, Grant

_POLICY = "relay/policy"
_HEADS = "relay/heads"


def known_policy(session: Session) -> bytes:
    """The digest of the policy that is in force."""
    return vault_facts.get(session, _POLICY) or b""


def known_heads(session: Session) -> bytes:
    """The digest of the heads that headquarters last told."""
    return vault_facts.get(session, _HEADS) or b""


def keep_policy(session: Session, station: Station, signed: Signed) -> None:
    """Put a policy into force. Raises Problem ``policy_not_genuine``."""
    if not verified_by_any(station.trusted, POLICY_TAG, signed.message, signed.signature):
        raise Problem("policy_not_genuine")
    policy = decode(signed.message, Policy)
    if (policy.installation, policy.relay) != (station.hq.keys.installation, station.relay):
        raise Problem("policy_not_genuine")
    persons = set()
    named = set()
    for one in policy.vaults:
        certificate = _certificate(station, one.certificate)
        if certificate.person not in persons:
            persons.add(certificate.person)
            _account(session, certificate)
        named.add(certificate.vault)
        _device(session, certificate, one.status)
        session.merge(
            Certified(
                vault=certificate.vault,
                message=one.certificate.message,
                signature=one.certificate.signature,
            )
        )
    # A vault that is no longer named has left the provinces of this relay.
    session.execute(update(Device).where(Device.vault.not_in(sorted(named))).values(status=REVOKED))
    session.execute(update(Brought).where(Brought.forwarded == BLOCKED).values(forwarded=WAITING))
    vault_facts.put(session, _POLICY, policy.digest)


def _certificate(station: Station, signed: Signed) -> Certificate:
    if not verified_by_any(station.trusted, CERTIFICATE_TAG, signed.message, signed.signature):
        raise Problem("policy_not_genuine")
    return decode(signed.message, Certificate)


def _account(session: Session, certificate: Certificate) -> None:
    session.merge(
        Account(
            person=certificate.person,
            name=certificate.person_name,
            office=certificate.office,
            province=certificate.province,
        )
    )
    session.execute(delete(Grant).where(Grant.person == certificate.person))
    for grant in certificate.roles:
        session.add(
            Grant(
                person=certificate.person,
                role=grant.role,
                scopes=encoded(grant.scopes),
                starts=grant.starts,
                ends=grant.ends,
            )
        )


def _device(session: Session, certificate: Certificate, status: str) -> None:
    device = session.get(Device, certificate.vault)
    if device is None:
        device = Device(
            vault=certificate.vault,
            enrolled=certificate.issued_at,
            epoch=1,
            counter=0,
            hash=GENESIS,
            time=0,
            batch=0,
        )
        session.add(device)
    elif device.status == QUARANTINED and status != REVOKED:
        # A fork seen here goes to headquarters first; its word comes back with the policy.
        status = QUARANTINED if _fork_waits(session, device.vault) else status
    device.person, device.name = certificate.person, certificate.device_name
    device.signing_key = certificate.signing_key
    device.receiving_key = certificate.receiving_key
    device.status, device.not_after = status, certificate.not_after
    session.flush()


def _fork_waits(session: Session, vault: bytes) -> bool:
    query = select(Brought.vault).where(Brought.vault == vault, Brought.forwarded != SENT)
    return session.execute(query.limit(1)).first() is not None


def keep_heads(session: Session, heads: list[list[Any]]) -> None:
    """How far headquarters has each vault's chain.

    Where it has less than it once had, it was put back to an older copy: it gets the rest again.
    """
    for head in heads:
        match head:
            case [bytes(vault), int(epoch), int(counter), bytes(digest)]:
                _head(session, vault, (epoch, counter), digest)
    vault_facts.put(session, _HEADS, hashlib.sha256(encode(heads)).digest())


def _head(session: Session, vault: bytes, place: tuple[int, int], digest: bytes) -> None:
    device = session.get(Device, vault)
    if device is None:
        return
    if place > (device.epoch, device.counter):
        device.epoch, device.counter = place
        device.hash = digest
    sent = select(Brought).where(Brought.vault == vault, Brought.forwarded == SENT)
    for brought in session.execute(sent).scalars():
        if (brought.epoch, brought.counter) > place and brought.standing not in (REFUSED, DISPOSED):
            brought.forwarded = WAITING
    session.flush()
