"""What headquarters tells of itself in an answer: believed under its signature, then kept."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from desktop.errors import Problem
from desktop.models import hq_witness, lease, vault_facts
from desktop.models.journal import at
from desktop.models.vault_facts import Enrolment
from sync.client.enrol import with_keys
from sync.client.keys import believed, checked_certificate
from sync.client.sign_in import renewed
from sync.protocol import audit
from sync.protocol.messages import Certificate, ExchangeAnswer, KeysAnswer, Signed


def newer_keys(enrolment: Enrolment, answer: KeysAnswer) -> Enrolment:
    """The enrolment under a list of keys that takes the place of its own.

    Raises Problem ``server_not_ours`` for another root, ``keys_older`` where it is not newer.
    """
    trusted = believed(answer, enrolment.root.decode())
    if trusted.keys.installation != enrolment.installation:
        raise Problem("server_not_ours")
    if trusted.keys.serial <= enrolment.serial:
        raise Problem("keys_older")
    return with_keys(enrolment, trusted)


def trusted(enrolment: Enrolment, answer: ExchangeAnswer) -> Enrolment:
    """The enrolment by which the rest of an answer is checked. Raises Problem."""
    told = answer.news
    if told is None or told.keys is None:
        return enrolment
    return newer_keys(enrolment, told.keys)


def check(enrolment: Enrolment, vault: bytes, answer: ExchangeAnswer) -> None:
    """Raises Problem where one part of the news is not headquarters' own word to this vault."""
    told = answer.news
    if told is None:
        return
    key, installation = enrolment.receipt_key, enrolment.installation
    if told.lease is not None:
        given = lease.genuine(told.lease, key)
        if given is None or (given.installation, given.vault) != (installation, vault):
            raise Problem("lease_not_genuine")
    if told.certificate is not None:
        _certificate(enrolment, vault, told.certificate)
    keys = [key, *(one.key for one in enrolment.earlier)]
    if told.audit is not None and not audit.genuine(told.audit, installation, keys):
        raise Problem("audit_head_not_genuine")


def keep(
    session: Session, enrolment: Enrolment, vault: bytes, answer: ExchangeAnswer, now: datetime
) -> None:
    """Take over what was checked; headquarters has let this vault in."""
    lease.note_shut(session, None)
    told = answer.news
    if told is None:
        return
    stored = vault_facts.enrolment(session) or enrolment
    known = stored
    if told.keys is not None and enrolment.serial > known.serial:
        known = newer_keys(known, told.keys)
    if told.certificate is not None:
        certificate = _certificate(enrolment, vault, told.certificate)
        if known.issued_at is None or at(certificate.issued_at) >= known.issued_at:
            known = renewed(known, certificate, told.certificate, now)
    if known != stored:
        vault_facts.write_enrolment(session, known)
    given = None if told.lease is None else lease.genuine(told.lease, enrolment.receipt_key)
    if given is not None:
        lease.keep(session, given)
    if told.audit is not None:
        hq_witness.keep(session, told.audit, now)


def _certificate(enrolment: Enrolment, vault: bytes, signed: Signed) -> Certificate:
    certificate = checked_certificate(signed, enrolment.receipt_key)
    if (certificate.installation, certificate.vault) != (enrolment.installation, vault):
        raise Problem("certificate_not_genuine")
    return certificate
