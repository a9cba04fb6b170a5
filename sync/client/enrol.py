"""A code and the root's fingerprint from the sheet become a certificate (``security.md`` 2.2)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from desktop.errors import Problem
from desktop.models.journal import at
from desktop.models.vault_facts import Enrolment
from sync.client.http import Connect
from sync.client.keys import Trusted, checked_certificate, pinned, trusted_keys
from sync.protocol.encoding import encode
from sync.protocol.enrolment import enrol_proof, normal_code
from sync.protocol.entry import sign
from sync.protocol.ids import HQ_VAULT, new_vault_id
from sync.protocol.messages import (
    PROOF_TAG,
    VERSION,
    Certificate,
    EnrolAnswer,
    EnrolRequest,
    Signed,
)

Sign = Callable[[bytes, bytes], bytes]
"""A signature of the new vault over a tag and a message."""


@dataclass(frozen=True, slots=True)
class NewVault:
    """The keys that a device has made for a vault that headquarters does not know yet."""

    vault: bytes
    signing_key: bytes
    receiving_key: bytes
    sign: Sign


def new_vault(
    key: Ed25519PrivateKey,
    receiving_key: bytes,
    random: Callable[[int], bytes],
    vault: bytes | None = None,
) -> NewVault:
    """A vault with the keys that the device has made for it, under a fresh id or its own."""
    return NewVault(
        vault or new_vault_id(random),
        key.public_key().public_bytes_raw(),
        receiving_key,
        partial(sign, key),
    )


@dataclass(frozen=True, slots=True)
class Enrolled:
    """What the vault keeps of it, and the token of its first exchange."""

    enrolment: Enrolment
    token: bytes


def enrol(
    connect: Connect,
    *,
    url: str,
    code: str,
    root: str,
    vault: NewVault,
    device_name: str,
    now: datetime,
) -> Enrolled:
    """Ask headquarters for a certificate with a one-time code; ``root`` is as typed or scanned.

    Raises Problem: ``server_not_ours``, headquarters' ``code_…``, or what the network did.
    """
    trusted = trusted_keys(connect, url, root)
    request = request_of(vault, code, device_name)
    http = pinned(connect, url, trusted.keys)
    try:
        answer = http.post("/enrol", request, EnrolAnswer)
    finally:
        http.close()
    return Enrolled(enrolment_of(vault, answer.certificate, now, url, trusted), answer.token)


def request_of(vault: NewVault, code: str, device_name: str) -> EnrolRequest:
    """What a new vault asks with: the code, its keys, and proof that it holds them."""
    proof = enrol_proof(code, vault.signing_key, vault.receiving_key)
    return EnrolRequest(
        VERSION,
        normal_code(code),
        vault.vault,
        vault.signing_key,
        vault.receiving_key,
        device_name,
        vault.sign(PROOF_TAG, proof),
    )


def enrolment_of(
    vault: NewVault, signed: Signed, now: datetime, url: str, trusted: Trusted
) -> Enrolment:
    """What the answer certifies. Raises Problem ``certificate_not_genuine``."""
    certificate = checked_certificate(signed, trusted.keys.receipt_key)
    ours = (trusted.keys.installation, vault.vault, vault.signing_key, vault.receiving_key)
    held = (
        certificate.installation,
        certificate.vault,
        certificate.signing_key,
        certificate.receiving_key,
    )
    if ours != held:
        raise Problem("certificate_not_genuine")
    return certified(certificate, signed, now, url, trusted)


def certified(
    certificate: Certificate,
    signed: Signed,
    now: datetime,
    url: str,
    trusted: Trusted,
) -> Enrolment:
    """The certificate as the vault keeps it, with the roles that hold at this moment."""
    keys = trusted.keys
    roles, scopes = held_now(certificate, now)
    return Enrolment(
        installation=certificate.installation,
        person=certificate.person,
        name=certificate.person_name,
        roles=roles,
        scopes=scopes,
        office=certificate.office,
        province=certificate.province,
        server_url=url,
        server=keys.installation,
        root=trusted.root.encode(),
        receipt_key=keys.receipt_key,
        hq_vault=HQ_VAULT,
        tls_pin=keys.tls_certificate,
        certificate=encode(signed),
        issued_at=at(certificate.issued_at),
        receiving_key=keys.receiving_key,
        keys=encode(trusted.answer),
        serial=keys.serial,
        earlier=keys.earlier,
    )


def with_keys(enrolment: Enrolment, trusted: Trusted) -> Enrolment:
    """The enrolment under another list of keys of the same root."""
    keys = trusted.keys
    return msgspec.structs.replace(
        enrolment,
        receipt_key=keys.receipt_key,
        tls_pin=keys.tls_certificate,
        receiving_key=keys.receiving_key,
        keys=encode(trusted.answer),
        serial=keys.serial,
        earlier=keys.earlier,
    )


def held_now(certificate: Certificate, now: datetime) -> tuple[list[str], list[str]]:
    """The roles and scopes that a certificate grants at a moment."""
    moment = int(now.timestamp() * 1000)
    grants = [
        grant
        for grant in certificate.roles
        if grant.starts <= moment and (grant.ends is None or moment < grant.ends)
    ]
    roles = list(dict.fromkeys(grant.role for grant in grants))
    return roles, sorted({scope for grant in grants for scope in grant.scopes})
