"""The certificates by which a vault trusts: its own, headquarters' keys, those of colleagues."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop.models import vault_facts
from desktop.models.people import VaultCertificate
from desktop.models.vault_facts import Enrolment
from desktop.models.verify_report import Trust
from sync.protocol.encoding import decode
from sync.protocol.enrolment import fingerprint, normal_code
from sync.protocol.entry import verified, verified_by_any
from sync.protocol.errors import ProtocolError
from sync.protocol.messages import (
    CERTIFICATE_TAG,
    KEYS_TAG,
    Certificate,
    KeyList,
    KeysAnswer,
    Signed,
)

Checked = tuple[str, bytes | None]
"""What does not hold («» where it does), and the row of the certificate if it has one."""


def certificates(session: Session, trust: Trust) -> Iterator[Checked]:
    """Each certificate here; a vault that was never enrolled has none."""
    known = vault_facts.enrolment(session)
    if known is None or not known.receipt_key:
        return
    yield ("" if _keys_stand(known) else "verify_keys"), None
    yield ("" if _own_stands(known, trust) else "verify_certificate"), None
    query = select(VaultCertificate.id, VaultCertificate.message, VaultCertificate.signature)
    for row in session.execute(query.where(VaultCertificate.message.is_not(None))):
        told = (row.message, row.signature or b"")
        stands = verified_by_any(known.receipt_keys, CERTIFICATE_TAG, *told)
        yield ("" if stands else "verify_certificate_of"), row.id


def _keys_stand(known: Enrolment) -> bool:
    """The root whose fingerprint was on the sheet signed the key that signs everything else."""
    if not known.keys:
        return not known.root  # before the list itself was kept
    try:
        answer = decode(known.keys, KeysAnswer)
        listed = decode(answer.keys.message, KeyList)
        printed = normal_code(known.root.decode())
    except (ProtocolError, UnicodeDecodeError):
        return False
    return (
        verified(answer.root, KEYS_TAG, answer.keys.message, answer.keys.signature)
        and normal_code(fingerprint(answer.root)) == printed
        and listed.receipt_key == known.receipt_key
    )


def _own_stands(known: Enrolment, trust: Trust) -> bool:
    """Headquarters signed it for this vault's key, and it grants what this vault works with."""
    try:
        signed = decode(known.certificate, Signed)
        told = decode(signed.message, Certificate)
    except ProtocolError:
        return False
    granted = {role.role for role in told.roles}
    return (
        verified_by_any(known.receipt_keys, CERTIFICATE_TAG, signed.message, signed.signature)
        and (told.vault, told.signing_key) == (trust.vault, trust.key)
        and (told.person, told.installation) == (known.person, known.installation)
        and set(known.roles) <= granted
    )
