"""What headquarters refuses of identities, whatever a laptop's own program would have let pass."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from sqlalchemy import select

from desktop.commands.contact_groups import FormContactGroup
from desktop.commands.identities import OpenIdentity, RecordIdentity
from desktop.commands.public_meetings import AddMeetingRequest, RecordPublicMeeting
from desktop.models import policy
from desktop.models.blobs import BlobStore
from desktop.models.identities.hands import Hands
from desktop.models.identities.records import (
    ContactGroup,
    ContactGroupMember,
    IdentityKey,
    IdentityOpening,
    IdentityRecord,
    IndexKey,
    SealRequest,
)
from desktop.models.identities.rules import key_row_id, member_id
from desktop.models.identities.sealing import Particulars
from desktop.models.meetings.public import MeetingRequest
from sync.protocol.identity_seal import GROUP_PUBLIC_BYTES
from sync.protocol.ids import derived_id
from tests.builders import OFFICE
from tests.hq import Hq
from tests.offices import TODAY
from tests.sync.server.commands import Edit, add
from tests.sync.server.forgery import refused
from tests.sync.server.laptop import Laptop, laptop

OTHER_OFFICE = derived_id("office", "alborz")
SUBJECT = bytes(15) + b"\x09"


def with_index_key(hq: Hq) -> list[bytes]:
    """The vaults that headquarters sealed an index key to."""
    with hq.server.database.reading() as session:
        return list(session.execute(select(IndexKey.vault)).scalars())


class Desk:
    """A custodian with a contact group and one identity, known to headquarters."""

    def __init__(self, hq: Hq, folder: Path) -> None:
        self.hq, self.folder = hq, folder
        self.keeper = laptop(hq, folder / "keeper", "امین نمونه", "identity_custodian")
        blobs = BlobStore(folder / "keeper" / "blobs", os.urandom(32))
        self.hands = Hands(self.keeper.vault, X25519PrivateKey.generate(), blobs)
        self.group, self.identity = derived_id("group"), derived_id("identity")
        self.keeper.does(FormContactGroup([], self.hands, self.group))
        citizen = Particulars("شهروند نمونه", "09123456789")
        self.keeper.does(
            RecordIdentity("meeting_requests", SUBJECT, citizen, self.hands, id=self.identity)
        )
        assert not refused(self.keeper)

    def opening(self, by: Laptop, **changed: Any) -> IdentityOpening:
        """An opening as a program without scruples would write it."""
        given: dict[str, Any] = {
            "id": os.urandom(16),
            "identity_id": self.identity,
            "identity_class": "contact",
            "subject_kind": "meeting_requests",
            "subject_id": SUBJECT,
            "field": "name",
            "purpose": "call",
            "person": by.seat.person,
            "person_name": by.seat.name,
            "role": by.seat.role,
            "group_id": self.group,
        }
        return IdentityOpening(**given | changed)

    def other(self, role: str, **where: Any) -> Laptop:
        """Somebody else's laptop."""
        return laptop(self.hq, self.folder / role, f"نمونه {role}", role, **where)


@pytest.fixture
def desk(hq: Hq, tmp_path: Path) -> Desk:
    return Desk(hq, tmp_path)


def test_an_honest_opening_is_taken(desk: Desk) -> None:
    desk.keeper.does(OpenIdentity(desk.identity, "mobile", "sms", desk.hands))
    assert not refused(desk.keeper)


FALSE: dict[str, list[dict[str, Any]]] = {
    "opening_of_another": [{"person": bytes(16)}, {"role": "intake_operator"}],
    "identity_purpose_missing": [{"purpose": "curiosity"}],
    "identity_field_missing": [{"field": "address"}, {"field": "commitments"}],
    "record_unknown": [{"identity_id": bytes(16)}],
    "scope_not_held": [{"identity_class": "sealed"}],
    "value_wrong": [{"subject_id": bytes(16)}],
    "not_in_contact_group": [{"group_id": bytes(16)}, {"group_id": None}],
    "identity_reason_has_number": [{"reason": "09123456789"}],
}


def test_a_false_opening_is_refused(desk: Desk) -> None:
    codes = []
    for code, ways in FALSE.items():
        for changed in ways:
            desk.keeper.does(add(desk.opening(desk.keeper, **changed)))
            codes.append(code)
    assert refused(desk.keeper) == codes


def test_who_is_not_in_the_group_or_has_no_consent_writes_no_opening(desk: Desk) -> None:
    clerk = desk.other("intake_operator")
    clerk.does(add(desk.opening(clerk)))
    assert refused(clerk) == ["not_in_contact_group"]
    agency = desk.other("agency_responder", agency="نمونه")
    agency.does(add(desk.opening(agency)))
    assert refused(agency)[0] in {"identity_without_consent", "scope_not_held"}


def test_an_opening_is_never_changed_and_a_sealed_value_never_swapped(desk: Desk) -> None:
    row = desk.opening(desk.keeper)
    key = row.id
    desk.keeper.does(add(row))
    assert not refused(desk.keeper)
    desk.keeper.does(Edit(IdentityOpening, key, {"purpose": "letter"}))
    desk.keeper.does(Edit(IdentityRecord, desk.identity, {"name": bytes(1052)}))
    desk.keeper.does(Edit(IdentityRecord, desk.identity, {"subject_id": bytes(16)}))
    assert refused(desk.keeper) == ["record_is_final"] * 3


def test_a_value_that_is_not_sealed_is_refused(desk: Desk) -> None:
    plain = IdentityRecord(
        id=derived_id("plain"),
        identity_class="contact",
        handler=OFFICE,
        subject_kind="meeting_requests",
        subject_id=SUBJECT,
        name="شهروند نمونه".encode(),
        commitments=bytes(64),
    )
    desk.keeper.does(add(plain))
    assert refused(desk.keeper) == ["value_wrong"]


def test_who_opened_the_name_of_a_citizen_does_not_answer_his_request(hq: Hq, desk: Desk) -> None:
    """``domain.md`` 10: a person is one person in two roles."""
    hq.code(desk.keeper.seat.person, "امین نمونه", "setad_secretary")
    desk.keeper.sign_in()
    meeting = derived_id("public meeting")
    desk.keeper.seat.role = "setad_secretary"
    desk.keeper.does(RecordPublicMeeting(desk.keeper.seat.person, TODAY, "60", id=meeting))
    desk.keeper.does(AddMeetingRequest(meeting, "request", "نوبت", id=SUBJECT))
    desk.keeper.does(Edit(MeetingRequest, SUBJECT, {"answer": "پیش از گشودن"}))
    assert not refused(desk.keeper)
    desk.keeper.seat.role = "identity_custodian"
    desk.keeper.does(OpenIdentity(desk.identity, "mobile", "sms", desk.hands))
    desk.keeper.seat.role = "setad_secretary"
    desk.keeper.does(Edit(MeetingRequest, SUBJECT, {"answer": "پس از گشودن"}))
    assert refused(desk.keeper) == ["custodian_decides"]


def test_another_office_forms_no_group_here_and_gives_itself_no_key(desk: Desk) -> None:
    theirs = desk.other("identity_custodian", office=OTHER_OFFICE, province="30")
    group = ContactGroup(
        id=derived_id("false"), holder=OFFICE, generation=2, public_key=bytes(GROUP_PUBLIC_BYTES)
    )
    theirs.does(add(group))
    assert refused(theirs) == ["scope_not_held"]
    vault = theirs.vault
    member = ContactGroupMember(
        id=member_id(desk.group, vault),
        group_id=desk.group,
        holder=OTHER_OFFICE,
        vault=vault,
        person_id=theirs.seat.person,
        wrapped=b"x",
    )
    theirs.does(add(member))
    assert refused(theirs) == ["record_unknown"]


def test_a_key_for_a_group_that_does_not_handle_the_case_is_refused(desk: Desk) -> None:
    theirs = desk.other("identity_custodian", office=OTHER_OFFICE, province="30")
    blobs = BlobStore(desk.folder / "theirs", os.urandom(32))
    hands = Hands(theirs.vault, X25519PrivateKey.generate(), blobs)
    group = derived_id("alborz group")
    theirs.does(FormContactGroup([], hands, group))
    assert not refused(theirs)
    key = IdentityKey(
        id=key_row_id(desk.identity, group),
        identity_id=desk.identity,
        group_id=group,
        holder=OTHER_OFFICE,
        key_sha256=bytes(32),
    )
    desk.keeper.does(add(key))
    assert refused(desk.keeper) == ["value_wrong"]


def test_only_a_custodian_takes_a_case_to_another_office(desk: Desk) -> None:
    desk.keeper.seat.role = "intake_operator"
    desk.keeper.does(Edit(IdentityRecord, desk.identity, {"handler": OTHER_OFFICE}))
    assert refused(desk.keeper) == ["role_not_held"]


def test_nobody_but_headquarters_gives_index_keys(hq: Hq, desk: Desk) -> None:
    assert not policy.KINDS["index_keys"].writers
    assert with_index_key(hq) == [desk.keeper.vault]


def test_who_handles_identities_later_gets_the_index_key_at_the_next_sign_in(
    hq: Hq, tmp_path: Path
) -> None:
    name = "کارشناس نمونه"
    later = laptop(hq, tmp_path / "later", name, "inspector")
    later.sign_in()
    assert with_index_key(hq) == []
    hq.code(later.seat.person, name, "intake_operator")
    for _again in range(2):
        later.sign_in()
        assert with_index_key(hq) == [later.vault]


def test_a_second_officer_is_another_person_who_was_asked(desk: Desk) -> None:
    officer = desk.other("integrity_officer", province=None)
    sealer = desk.other("corruption_desk", province=None)
    sealed = IdentityRecord(
        id=derived_id("sealed"),
        identity_class="sealed",
        subject_kind="corruption_reports",
        subject_id=SUBJECT,
        name=bytes(1052),
        commitments=bytes(64),
    )
    sealer.does(add(sealed))
    assert not refused(sealer)
    same = {
        "identity_id": derived_id("sealed"),
        "identity_class": "sealed",
        "subject_kind": "corruption_reports",
        "group_id": None,
        "reason": "دستور قضایی نمونه",
    }
    first = desk.opening(officer, purpose="seal_first", **same)
    opening = first.id
    officer.does(add(first))
    assert not refused(officer)
    asked = SealRequest(
        id=derived_id("asked"),
        identity_id=derived_id("sealed"),
        opening_id=opening,
        field="name",
        reason="دستور قضایی نمونه",
        first=officer.seat.person,
        first_name=officer.seat.name,
        second_key=bytes(16),
        key_sha256=bytes(32),
    )
    officer.does(add(asked))
    assert not refused(officer)
    second = {"purpose": "seal_second", **same}
    officer.does(add(desk.opening(officer, request_id=derived_id("asked"), **second)))
    officer.does(add(desk.opening(officer, **second)))
    officer.does(add(desk.opening(officer, **same)))
    assert refused(officer) == ["identity_needs_two"] * 3
