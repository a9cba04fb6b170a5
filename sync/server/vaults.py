"""Vaults: how one is enrolled, how it shows who it is, and how it is shut out.

Tokens only spare a signature for each request: authority rests on the signed entries.
"""

from __future__ import annotations

import hashlib

from sqlalchemy import bindparam, delete, or_, select
from sqlalchemy.orm import Session

from desktop.models.subscriptions import FOLLOWERS
from sync.protocol.audit import CERTIFICATE_RENEWED, ENROLLED, VAULT_REVOKED
from sync.protocol.encoding import encode
from sync.protocol.enrolment import enrol_proof, session_proof
from sync.protocol.entry import GENESIS, sign, verified
from sync.protocol.ids import HQ_VAULT, VAULT_BYTES
from sync.protocol.messages import (
    CERTIFICATE_TAG,
    PROOF_TAG,
    VERSION,
    Certificate,
    EnrolAnswer,
    EnrolRequest,
    NonceAnswer,
    RoleGrant,
    SessionAnswer,
    SessionRequest,
    Signed,
)
from sync.server import accounts, audit, colleagues, identities, lasting, scopes
from sync.server.declined import Declined
from sync.server.hq import Headquarters, encoded
from sync.server.tables import ACTIVE, QUARANTINED, REVOKED, Account, Alert, Device, Nonce

NONCE_SECONDS = 60
CERTIFICATE_DAYS = 365
_SECOND = 1000
_HOUR = 3600 * _SECOND
TOKEN_MS = 24 * _HOUR
_KEY_BYTES = 32
_NAME_LETTERS = 120
_BY_TOKEN = select(Device).where(
    or_(Device.token == bindparam("hashed"), Device.next_token == bindparam("hashed"))
)


def enrol(hq: Headquarters, session: Session, request: EnrolRequest) -> EnrolAnswer | Declined:
    """A certificate and the first token for a new vault, or why not; tries are kept either way."""
    if request.version != VERSION:
        return Declined("version_unsupported", version=VERSION)
    code = accounts.spend_try(hq, session, request.code)
    if isinstance(code, Declined):
        return code
    proof = enrol_proof(request.code, request.signing_key, request.receiving_key)
    if not verified(request.signing_key, PROOF_TAG, proof, request.proof):
        return Declined("proof_wrong")
    if len(request.vault) != VAULT_BYTES or len(request.receiving_key) != _KEY_BYTES:
        return Declined("proof_wrong")
    if request.vault == HQ_VAULT or session.get(Device, request.vault) is not None:
        return Declined("vault_taken")
    now = hq.wall()
    told = {"vault": request.vault.hex(), "person": code.person.hex()}
    audit.note(hq, session, ENROLLED, **told, device=request.device_name[:_NAME_LETTERS])
    code.used = now
    device = Device(
        vault=request.vault,
        person=code.person,
        name=request.device_name[:_NAME_LETTERS],
        signing_key=request.signing_key,
        receiving_key=request.receiving_key,
        status=ACTIVE,
        enrolled=now,
        seen=now,
        not_after=now + CERTIFICATE_DAYS * 24 * _HOUR,
        epoch=1,
        counter=0,
        hash=GENESIS,
        time=0,
        batch=0,
    )
    session.add(device)
    session.flush()
    certificate = certify(hq, session, device)
    colleagues.publish(hq, session, device, certificate)
    identities.give_index_key(hq, session, device)
    return EnrolAnswer(certificate, next_token(hq, device))


def certify(hq: Headquarters, session: Session, device: Device) -> Signed:
    """The vault's certificate as its person's roles stand now."""
    account = session.get_one(Account, device.person)
    certificate = Certificate(
        hq.keys.installation,
        device.vault,
        device.person,
        account.name,
        account.office,
        account.province,
        device.name,
        device.signing_key,
        device.receiving_key,
        accounts.grants_of(session, device.person),
        hq.wall(),
        device.not_after,
    )
    message = encode(certificate)
    return Signed(message, sign(hq.keys.receipt, CERTIFICATE_TAG, message))


def give_nonce(hq: Headquarters, session: Session) -> NonceAnswer:
    """A fresh nonce; old ones are swept."""
    now = hq.wall()
    session.execute(delete(Nonce).where(Nonce.expires <= now))
    nonce = hq.random(_KEY_BYTES)
    session.add(Nonce(nonce=nonce, expires=now + NONCE_SECONDS * _SECOND))
    return NonceAnswer(nonce)


def open_session(
    hq: Headquarters, session: Session, request: SessionRequest
) -> SessionAnswer | Declined:
    """A token for a vault that signed a fresh nonce; the nonce is used up either way."""
    nonce = session.get(Nonce, request.nonce, with_for_update=not hq.embedded)
    if nonce is None:
        return Declined("nonce_invalid")
    session.delete(nonce)
    if nonce.expires <= hq.wall():
        return Declined("nonce_invalid")
    device = session.get(Device, request.vault)
    if device is None:
        return Declined("vault_unknown")
    proof = session_proof(request.vault, request.nonce)
    if not verified(device.signing_key, PROOF_TAG, proof, request.signature):
        return Declined("proof_wrong")
    shut = shut_out(hq, device)
    if shut is not None:
        return shut
    return SessionAnswer(next_token(hq, device), certify(hq, session, device))


def shut_out(hq: Headquarters, device: Device) -> Declined | None:
    """Why a vault that is who it says may still not go on."""
    if device.status == REVOKED:
        return Declined("vault_revoked")
    if device.status == QUARANTINED:
        return Declined("vault_quarantined")
    return Declined("certificate_expired") if hq.wall() >= device.not_after else None


def next_token(hq: Headquarters, device: Device) -> bytes:
    """A fresh token, kept as a hash; the one in use stays good until this one is used."""
    token = hq.random(_KEY_BYTES)
    device.next_token = token_hash(token)
    device.next_token_ends = hq.wall() + TOKEN_MS
    return token


def device_of(hq: Headquarters, session: Session, token: bytes) -> Device:
    """The vault that a token was given to, shut out or not. Raises Declined ``token_invalid``."""
    device = session.execute(_BY_TOKEN, {"hashed": token_hash(token)}).scalar_one_or_none()
    if device is None:
        raise Declined("token_invalid")
    check_token(hq, device, token)
    return device


def check_token(hq: Headquarters, device: Device, token: bytes) -> None:
    """Raises Declined ``token_invalid`` where a token is not, or no longer, good for a vault."""
    hashed = token_hash(token)
    if device.token == hashed:
        ends = device.token_ends
    else:
        ends = device.next_token_ends if device.next_token == hashed else None
    if ends is None or hq.wall() >= ends:
        raise Declined("token_invalid")


def use_token(device: Device, token: bytes) -> None:
    """The next token comes into use; the one before it is good no more."""
    if device.next_token == token_hash(token):
        device.token, device.token_ends = device.next_token, device.next_token_ends
        device.certified = device.certifying
        device.next_token = device.next_token_ends = None


def held(
    hq: Headquarters,
    session: Session,
    device: Device,
    grants: list[RoleGrant] | None = None,
) -> scopes.Held:
    """What the vault's person may hold now; ``grants`` are all of his, where they are known."""
    if grants is None:
        grants = accounts.grants_of(session, device.person)
    now = hq.wall()
    held = scopes.held_by(session, device.person, grants, now)
    if not any(grant.role in FOLLOWERS for grant in scopes.current(grants, now)):
        return held
    province = session.get_one(Account, device.person).province
    return scopes.with_followed(held, session, device.vault, province, now)


def revoke(hq: Headquarters, session: Session, vault: bytes) -> None:
    """Shut a vault out for good. Raises Declined ``vault_unknown``."""
    device = session.get(Device, vault)
    if device is None:
        raise Declined("vault_unknown")
    audit.note(hq, session, VAULT_REVOKED, vault=vault.hex(), person=device.person.hex())
    device.status = REVOKED
    lasting.note(hq.config.folder, lasting.REVOCATION, vault, {})
    alert(hq, session, vault, "vault_revoked")
    colleagues.publish(hq, session, device, None)


def renew(hq: Headquarters, session: Session, vault: bytes) -> None:
    """Let a vault's certificate hold for another year. Raises Declined ``vault_unknown`` …"""
    device = session.get(Device, vault)
    if device is None:
        raise Declined("vault_unknown")
    if device.status == REVOKED:
        raise Declined("vault_revoked")
    told = {"vault": device.vault.hex(), "person": device.person.hex()}
    audit.note(hq, session, CERTIFICATE_RENEWED, **told)
    device.not_after = hq.wall() + CERTIFICATE_DAYS * 24 * _HOUR
    session.flush()
    colleagues.publish(hq, session, device, certify(hq, session, device))


def aside_reason(device: Device) -> str:
    """Why what a vault that is shut out brings is set aside."""
    return {REVOKED: "revoked", ACTIVE: "expired"}.get(device.status, device.status)


def alert(hq: Headquarters, session: Session, vault: bytes, code: str, **told: object) -> None:
    """Leave word for the people at headquarters."""
    session.add(Alert(vault=vault, code=code, arguments=encoded(told), raised=hq.wall()))


def token_hash(token: bytes) -> bytes:
    """What is kept of a token."""
    return hashlib.sha256(token).digest()
