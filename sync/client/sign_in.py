"""A token for a vault that has none: it signs a nonce and gets its certificate of today."""

from __future__ import annotations

from datetime import datetime

import msgspec

from desktop.errors import Problem
from desktop.models.journal import Journal, at
from desktop.models.vault_facts import Enrolment
from sync.client.enrol import held_now
from sync.client.http import Http
from sync.client.keys import checked_certificate
from sync.protocol.encoding import encode
from sync.protocol.enrolment import session_proof
from sync.protocol.messages import (
    PROOF_TAG,
    Certificate,
    NonceAnswer,
    SessionAnswer,
    SessionRequest,
    Signed,
)


def sign_in(
    http: Http, journal: Journal, enrolment: Enrolment, now: datetime
) -> tuple[bytes, Enrolment]:
    """The token and what the certificate grants now. Raises Problem, e.g. ``vault_revoked``."""
    nonce = http.post("/nonce", None, NonceAnswer).nonce
    signature = journal.sign(PROOF_TAG, session_proof(journal.vault, nonce))
    answer = http.post("/session", SessionRequest(journal.vault, nonce, signature), SessionAnswer)
    certificate = checked_certificate(answer.certificate, enrolment.receipt_key)
    if certificate.vault != journal.vault or certificate.installation != enrolment.installation:
        raise Problem("certificate_not_genuine")
    return answer.token, renewed(enrolment, certificate, answer.certificate, now)


def renewed(
    enrolment: Enrolment, certificate: Certificate, signed: Signed, now: datetime
) -> Enrolment:
    """The enrolment with what a later certificate grants at this moment."""
    roles, granted = held_now(certificate, now)
    return msgspec.structs.replace(
        enrolment,
        name=certificate.person_name,
        office=certificate.office,
        province=certificate.province,
        roles=roles,
        scopes=granted,
        certificate=encode(signed),
        issued_at=at(certificate.issued_at),
    )
