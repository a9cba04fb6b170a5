"""Enrolment: what a code is good for, and what it is not."""

from __future__ import annotations

import os

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from msgspec.structs import replace
from sqlalchemy import select

from desktop.models.people import Person
from sync.protocol.encoding import decode
from sync.protocol.enrolment import fingerprint, shown_code
from sync.protocol.entry import verified
from sync.protocol.messages import CERTIFICATE_TAG, KEYS_TAG, Certificate, KeyList, KeysAnswer
from sync.server.accounts import CODE_TRIES
from tests.builders import OFFICE
from tests.hq import Hq
from tests.sync.server.laptop import Failed, enrol, enrol_request, opened

PERSON = bytes(15) + b"\1"


@pytest.fixture
def code(hq: Hq) -> str:
    return hq.code(PERSON, "بازرس نمونهٔ یک", "inspector")


def wrong(code: str) -> str:
    """Another code with the same first half."""
    return code[:-1] + ("0" if code[-1] != "0" else "1")


def test_a_code_brings_a_certificate_that_binds_person_office_roles_and_scopes(
    hq: Hq, code: str
) -> None:
    request = enrol_request(shown_code(code).lower())
    signed = enrol(hq, request).certificate
    assert verified(
        hq.server.keys.receipt_public, CERTIFICATE_TAG, signed.message, signed.signature
    )
    certificate = decode(signed.message, Certificate)
    assert (certificate.person, certificate.office, certificate.province) == (PERSON, OFFICE, "26")
    assert (certificate.vault, certificate.signing_key) == (request.vault, request.signing_key)
    assert [(grant.role, grant.scopes) for grant in certificate.roles] == [
        ("inspector", ["national", f"office/{OFFICE.hex()}", "province/26", "reference"])
    ]


def test_the_person_of_a_code_is_in_the_directory(hq: Hq, code: str) -> None:
    with hq.server.database.reading() as session:
        found = session.execute(select(Person.name, Person.province)).one()
    assert tuple(found) == ("بازرس نمونهٔ یک", "26")


def test_the_list_of_keys_is_signed_by_the_root_on_the_sheet(hq: Hq) -> None:
    answer = opened(hq.http.get("/keys"), KeysAnswer)
    assert fingerprint(answer.root) == hq.root
    assert verified(answer.root, KEYS_TAG, answer.keys.message, answer.keys.signature)
    listed = decode(answer.keys.message, KeyList)
    assert listed.receipt_key == hq.server.keys.receipt_public
    assert listed.installation == hq.server.keys.installation


def test_a_wrong_code_is_declined_without_saying_what_was_wrong(hq: Hq, code: str) -> None:
    for typed in (wrong(code), "0000000000"):
        with pytest.raises(Failed) as failed:
            enrol(hq, enrol_request(typed))
        assert (failed.value.status, failed.value.code) == (403, "code_wrong")
        assert failed.value.arguments == {}


def test_a_code_is_good_once(hq: Hq, code: str) -> None:
    enrol(hq, enrol_request(code))
    with pytest.raises(Failed, match="code_used"):
        enrol(hq, enrol_request(code))


def test_a_code_is_good_for_72_hours(hq: Hq, code: str) -> None:
    hq.wall.forward(minutes=72 * 60)
    with pytest.raises(Failed, match="code_expired"):
        enrol(hq, enrol_request(code))


def test_a_code_still_works_just_before_its_end(hq: Hq, code: str) -> None:
    hq.wall.forward(minutes=72 * 60 - 1)
    assert enrol(hq, enrol_request(code)).token


def test_after_five_wrong_tries_the_sixth_fails_even_with_the_right_code(hq: Hq, code: str) -> None:
    for _ in range(CODE_TRIES):
        with pytest.raises(Failed, match="code_wrong"):
            enrol(hq, enrol_request(wrong(code)))
    with pytest.raises(Failed, match="code_exhausted"):
        enrol(hq, enrol_request(code))


def test_four_wrong_tries_leave_the_fifth(hq: Hq, code: str) -> None:
    for _ in range(CODE_TRIES - 1):
        with pytest.raises(Failed, match="code_wrong"):
            enrol(hq, enrol_request(wrong(code)))
    assert enrol(hq, enrol_request(code)).token


def test_a_key_that_its_sender_does_not_hold_is_declined_and_the_code_is_kept(
    hq: Hq, code: str
) -> None:
    other = Ed25519PrivateKey.generate().public_key().public_bytes_raw()
    with pytest.raises(Failed, match="proof_wrong"):
        enrol(hq, replace(enrol_request(code), signing_key=other))
    assert enrol(hq, enrol_request(code)).token


def test_a_vault_id_that_is_taken_is_declined(hq: Hq, code: str) -> None:
    vault = os.urandom(8)
    enrol(hq, enrol_request(code, vault=vault))
    second = hq.code(PERSON, "بازرس نمونهٔ یک", "inspector")
    with pytest.raises(Failed, match="vault_taken"):
        enrol(hq, enrol_request(second, vault=vault))
    with pytest.raises(Failed, match="vault_taken"):
        enrol(hq, enrol_request(second, vault=bytes(8)))


def test_the_code_itself_is_nowhere_in_the_database(hq: Hq, code: str) -> None:
    from sync.server.tables import EnrolmentCode

    with hq.server.database.reading() as session:
        kept = session.execute(select(EnrolmentCode)).scalar_one()
        assert kept.first_half == code[:5]
        assert code.encode() not in kept.code_hash
        assert len(kept.code_hash) == 32
