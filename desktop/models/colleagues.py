"""Whose vaults may be addressed without headquarters: the office, and who shares a case."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop.models.inspections.scopes import cases_of
from desktop.models.people import VaultCertificate
from desktop.models.vault_facts import Enrolment
from sync.protocol.encoding import decode
from sync.protocol.entry import verified_by_any
from sync.protocol.errors import ProtocolError
from sync.protocol.messages import CERTIFICATE_TAG, Certificate, Signed

ADMINISTRATOR = "administrator"


@dataclass(frozen=True, slots=True)
class Colleague:
    """A vault that may be addressed, with the certificate that says whose it is."""

    certificate: Certificate
    signed: Signed

    @property
    def vault(self) -> bytes:
        """Its id."""
        return self.certificate.vault

    @property
    def name(self) -> str:
        """The person's name."""
        return self.certificate.person_name


def colleagues(session: Session, own: bytes, receipt_key: bytes, now: int) -> list[Colleague]:
    """All vaults that may be addressed now (milliseconds), by name; our own is not among them."""
    latest: dict[bytes, tuple[bytes | None, bytes | None]] = {}
    query = select(
        VaultCertificate.vault, VaultCertificate.message, VaultCertificate.signature
    ).order_by(VaultCertificate.issued_at, VaultCertificate.message.is_(None))
    for vault, message, signature in session.execute(query):
        latest[vault] = (message, signature)
    found = []
    for vault, (message, signature) in latest.items():
        if vault == own or message is None:
            continue
        certificate = genuine(Signed(message, signature or b""), receipt_key)
        if certificate is not None and certificate.vault == vault and now < certificate.not_after:
            found.append(Colleague(certificate, Signed(message, signature or b"")))
    return sorted(found, key=lambda one: (one.name, one.vault))


def is_shut_out(session: Session, vault: bytes) -> bool:
    """Whether headquarters has told that a vault is shut out."""
    query = select(VaultCertificate.id).where(
        VaultCertificate.vault == vault, VaultCertificate.message.is_(None)
    )
    return session.execute(query).first() is not None


def genuine(signed: Signed, receipt_key: bytes) -> Certificate | None:
    """The certificate, or None where headquarters did not sign it."""
    if not verified_by_any(receipt_key, CERTIFICATE_TAG, signed.message, signed.signature):
        return None
    try:
        return decode(signed.message, Certificate)
    except ProtocolError:
        return None


def shared_scopes(
    session: Session, mine: Enrolment, theirs: Certificate, now: int
) -> frozenset[str]:
    """What two vaults both may hold; nothing where they share neither office nor case."""
    cases = cases_of(session, mine.person) & cases_of(session, theirs.person)
    if mine.office != theirs.office and not cases:
        return frozenset()
    return frozenset(cases | (set(mine.scopes) & _granted(theirs, now)))


def had_role(certificate: Certificate, role: str, at: int) -> bool:
    """Whether a role was held at a moment, as the certificate knows it."""
    return any(
        grant.role == role and grant.starts <= at and (grant.ends is None or at < grant.ends)
        for grant in certificate.roles
    )


def _granted(certificate: Certificate, now: int) -> set[str]:
    """The scopes of today, without those of which an administrator reads the directory alone."""
    return {
        scope
        for grant in certificate.roles
        if grant.role != ADMINISTRATOR
        and grant.starts <= now
        and (grant.ends is None or now < grant.ends)
        for scope in grant.scopes
    }
