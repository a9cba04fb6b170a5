from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from desktop.commands.identities import NoteConsent, OpenIdentity, RecordIdentity, ReferIdentity
from desktop.commands.public_meetings import (
    AddMeetingRequest,
    AnswerMeetingRequest,
    RecordPublicMeeting,
)
from desktop.errors import AppError, Refused
from desktop.models.database import open_encrypted
from desktop.models.identities.queries import identities, openings, repeats, who_named
from desktop.models.identities.records import IdentityRecord
from desktop.models.identities.rules import check_decider
from desktop.models.identities.sealing import Particulars
from tests.models.identities.doomed import DIED, KEY
from tests.models.identities.people import SUBJECT, VALUES, Person, alone
from tests.sync.laptops import ALBORZ_OFFICE


@pytest.fixture
def person(tmp_path: Path) -> Person:
    return alone(tmp_path / "vault")


def refusal(person: Person, identity: bytes, purpose: str = "call", role: str = "") -> str:
    """The code of why it may not be opened in a role."""
    usual = person.seat.role
    person.seat.role = role or usual
    try:
        with pytest.raises(Refused) as raised:
            person.opens(identity, purpose=purpose)
    finally:
        person.seat.role = usual
    return raised.value.code


def test_a_repeat_is_found_however_the_number_is_written(person: Person) -> None:
    first = person.records()
    other = person.records(Particulars("دیگری نمونه", "09351112233"))

    def found(typed: str) -> list[bytes]:
        return [row.id for row in person.looks(lambda s: identities(s, person.hands, "26", typed))]

    for typed in ("09123456789", "+98 912 345 6789", "۹۱۲-۳۴۵-۶۷۸۹", "٠٩١٢٣٤٥٦٧٨٩", "۰۴۹۹۳۷۰۸۹۹"):
        assert found(typed) == [first], typed
    assert found("۲۲۳۳") == [other]
    assert found("345678") == []
    assert found("قناری") == []


def test_a_repeated_citizen_is_told_when_recorded_again(person: Person) -> None:
    first = person.records()
    again = person.records(Particulars("همان شهروند نمونه", "", "", "۰۴۹۹-۳۷۰-۸۹۹"))
    stranger = person.records(Particulars("دیگری نمونه", "09351112233"))

    def of(key: bytes) -> tuple[bytes, ...]:
        return person.looks(lambda s: repeats(s, s.get_one(IdentityRecord, key)))

    assert of(again) == (first,)
    assert of(stranger) == ()


def test_an_agency_opens_nothing_without_recorded_consent(person: Person) -> None:
    identity = person.records()
    for role in ("agency_responder", "lead_l2", "lead_l3", "lead_l4"):
        assert refusal(person, identity, role=role) == "identity_without_consent"
    person.does(NoteConsent(identity, "نمونه"))
    person.seat.role = "agency_responder"
    assert person.opens(identity) == VALUES["name"]


@pytest.mark.parametrize(
    "role", ["inspector", "administrator", "auditor", "manager", "analyst", "integrity_officer"]
)
def test_other_roles_open_nothing(person: Person, role: str) -> None:
    assert refusal(person, person.records(), role=role) == "identity_not_for_role"


def test_only_a_custodian_refers(person: Person) -> None:
    identity = person.records()
    person.seat.role = "intake_operator"
    with pytest.raises(Refused, match="identity_not_for_role"):
        person.does(ReferIdentity(identity, ALBORZ_OFFICE, person.hands))


def test_who_named_the_callers_does_not_decide(person: Person) -> None:
    person.opens(person.records())
    named = person.looks(lambda s: who_named(s, "meeting_requests", SUBJECT))
    refused = check_decider(person.seat.person, named)
    assert refused is not None
    assert refused.code == "custodian_decides"
    assert check_decider(bytes(16), named) is None


def test_who_opened_the_identity_of_a_citizen_does_not_answer_his_request(person: Person) -> None:
    keeper, meeting = person.seat.person, person.seat.desk.new_id()
    person.seat.role = "setad_secretary"
    person.does(RecordPublicMeeting(keeper, person.seat.desk.today, "60", id=meeting))
    person.does(AddMeetingRequest(meeting, "request", "نوبت", id=SUBJECT))
    person.does(AnswerMeetingRequest(SUBJECT, "پیش از گشودن"))
    person.seat.role = "identity_custodian"
    person.opens(person.records())
    person.seat.role = "setad_secretary"
    with pytest.raises(Refused, match="custodian_decides"):
        person.does(AnswerMeetingRequest(SUBJECT, "پس از گشودن"))


def test_an_opening_without_a_purpose_is_refused(person: Person) -> None:
    identity = person.records()
    assert refusal(person, identity, "") == "identity_purpose_missing"
    assert refusal(person, identity, "curiosity") == "identity_purpose_missing"


def test_a_number_typed_as_the_reason_is_refused_for_it_would_not_be_sealed(person: Person) -> None:
    identity = person.records()
    command = OpenIdentity(identity, "name", "call", person.hands, reason="تماس با ۰۹۱۲ ۳۴۵ ۶۷۸۹")
    with pytest.raises(Refused, match="identity_reason_has_number"):
        person.does(command)
    assert not person.looks(openings)


def test_a_value_is_shown_for_its_own_opening_and_only_while_it_is_fresh(person: Person) -> None:
    identity, opening = person.records(), b"\7" * 16
    with pytest.raises(Refused, match="opening_over"):
        person.reads(opening)
    person.does(OpenIdentity(identity, "name", "call", person.hands, id=opening))
    assert person.reads(opening) == VALUES["name"]
    me = person.seat.person
    person.seat.person = b"\1" * 16
    with pytest.raises(Refused, match="opening_over"):
        person.reads(opening)
    person.seat.person = me
    person.seat.wall.forward(minutes=3)
    with pytest.raises(Refused, match="opening_over"):
        person.reads(opening)


def test_the_opening_stands_even_where_the_process_dies_before_the_value_is_shown(
    tmp_path: Path,
) -> None:
    line = [sys.executable, "-m", "tests.models.identities.doomed", str(tmp_path / "vault")]
    died = subprocess.run(line, capture_output=True, text=True, check=False, timeout=60)
    assert died.returncode == DIED, died.stderr
    opened = open_encrypted(tmp_path / "vault" / "vault.db", KEY)
    try:
        with opened.reading() as session:
            assert [(row.field, row.purpose) for row in openings(session)] == [("mobile", "sms")]
    finally:
        opened.close()


@pytest.mark.parametrize(
    ("citizen", "code"),
    [
        (Particulars(""), "identity_name_missing"),
        (Particulars("نمونه", "0912"), "mobile_wrong"),
        (Particulars("نمونه", "", "", "1234567890"), "national_id_check_digit"),
        (Particulars("نمونه", "", "م" * 2100), "identity_too_long"),
    ],
)
def test_wrong_particulars_are_refused_and_nothing_is_kept(
    person: Person, citizen: Particulars, code: str
) -> None:
    with pytest.raises(AppError, match=code):
        person.records(citizen)
    assert not person.looks(lambda s: identities(s, person.hands, "26"))


def test_nothing_that_carries_values_says_them_when_written_down(person: Person) -> None:
    citizen = Particulars(**VALUES)
    command = RecordIdentity("meeting_requests", SUBJECT, citizen, person.hands)
    for written in (repr(command), repr(citizen), repr(person.hands), str(command)):
        assert not [value for value in VALUES.values() if value in written]
