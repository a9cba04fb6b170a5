from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from desktop.commands.contact_groups import WrapForNewestGroup
from desktop.commands.identities import NoteConsent, ReferIdentity
from desktop.errors import Refused
from desktop.models.identities.queries import identities, openings
from desktop.models.identities.records import IdentityRecord
from tests.models.identities.canaries import found_in, found_in_rows
from tests.models.identities.people import (
    CUSTODIAN,
    OPERATOR,
    VALUES,
    Person,
    all_meet,
    at_headquarters,
)
from tests.sync.laptops import ALBORZ_OFFICE, Hq, headquarters


@pytest.fixture
def hq(tmp_path: Path) -> Iterator[Hq]:
    with headquarters(tmp_path / "hq") as running:
        yield running


@pytest.fixture
def office(hq: Hq, tmp_path: Path) -> tuple[Person, Person]:
    """A custodian and an operator of one office, both in its contact group."""
    keeper = at_headquarters(hq, tmp_path / "keeper", "امین نمونه", CUSTODIAN)
    clerk = at_headquarters(hq, tmp_path / "clerk", "کارشناس دریافت نمونه", OPERATOR)
    all_meet(keeper, clerk)
    keeper.forms_group(clerk)
    all_meet(keeper, clerk)
    return keeper, clerk


def refusal(by: Person, identity: bytes) -> str:
    """The code of why somebody may not open it."""
    with pytest.raises(Refused) as raised:
        by.opens(identity)
    return raised.value.code


def test_what_one_member_seals_another_opens_field_by_field_and_finds_again(
    office: tuple[Person, Person],
) -> None:
    keeper, clerk = office
    identity = clerk.records()
    all_meet(clerk, keeper)
    assert {field: keeper.opens(identity, field) for field in VALUES} == VALUES
    found = keeper.looks(lambda s: identities(s, keeper.hands, "26", "۰۹۱۲۳۴۵۶۷۸۹"))
    assert [row.id for row in found] == [identity]
    all_meet(keeper, clerk)


def test_who_leaves_the_group_opens_nothing_sealed_later_and_who_comes_opens_all(
    hq: Hq, office: tuple[Person, Person], tmp_path: Path
) -> None:
    keeper, clerk = office
    before = keeper.records()
    fresh = at_headquarters(hq, tmp_path / "fresh", "کارشناس تازهٔ نمونه", OPERATOR)
    all_meet(keeper, clerk, fresh)
    assert clerk.opens(before) == VALUES["name"]
    assert refusal(fresh, before) == "not_in_contact_group"
    keeper.forms_group(fresh)
    later = keeper.records()
    astray = clerk.records()
    all_meet(keeper, clerk, fresh)
    assert refusal(fresh, astray) == "not_in_contact_group"
    keeper.does(WrapForNewestGroup(keeper.hands))
    all_meet(keeper, fresh)
    assert fresh.opens(astray) == VALUES["name"]
    assert refusal(clerk, later) == "not_in_contact_group"
    assert keeper.opens(later) == keeper.opens(before) == VALUES["name"]
    assert fresh.opens(before) == fresh.opens(later) == VALUES["name"]
    all_meet(keeper, clerk, fresh)


def test_a_referral_wraps_the_identity_for_the_next_office_and_takes_it_from_this_one(
    hq: Hq, office: tuple[Person, Person], tmp_path: Path
) -> None:
    keeper, clerk = office
    where: dict[str, Any] = {"office": ALBORZ_OFFICE, "province": "30"}
    theirs = at_headquarters(hq, tmp_path / "alborz", "امین نمونهٔ البرز", CUSTODIAN, **where)
    theirs.forms_group()
    all_meet(theirs, keeper, clerk)
    identity = clerk.records()
    all_meet(clerk, keeper, theirs)
    assert theirs.looks(lambda s: s.get(IdentityRecord, identity)) is None
    keeper.does(ReferIdentity(identity, ALBORZ_OFFICE, keeper.hands))
    all_meet(keeper, theirs, clerk)
    assert theirs.opens(identity) == VALUES["name"]
    for former in (keeper, clerk):
        assert former.looks(lambda s: s.get(IdentityRecord, identity)) is None
        assert refusal(former, identity) == "record_not_here"
    all_meet(keeper, theirs, clerk)
    assert not keeper.laptop.state.queued_blobs


def test_no_value_is_anywhere_but_under_a_seal_and_the_auditor_sees_who_opened(
    hq: Hq, office: tuple[Person, Person], tmp_path: Path
) -> None:
    keeper, clerk = office
    colleague = at_headquarters(hq, tmp_path / "inspector", "بازرس نمونهٔ یک", "inspector")
    where: dict[str, Any] = {"province": None}
    auditor = at_headquarters(hq, tmp_path / "auditor", "ناظر نمونه", "auditor", **where)
    identity = clerk.records()
    clerk.opens(identity, "mobile", "call")
    all_meet(clerk, keeper, colleague, auditor)
    listed = auditor.looks(openings)
    assert [(row.person_name, row.field, row.purpose) for row in listed] == [
        ("کارشناس دریافت نمونه", "mobile", "call")
    ]
    for outside in (colleague, auditor):
        assert outside.looks(lambda s: s.get(IdentityRecord, identity)) is None
    values = VALUES.values()
    for person in (keeper, clerk, colleague, auditor):
        assert not found_in_rows(person.seat.database, *values)
    assert not found_in_rows(hq.server.database, *values)
    assert not found_in(tmp_path, *values)


def test_the_search_for_values_would_find_one(
    hq: Hq, office: tuple[Person, Person], tmp_path: Path
) -> None:
    """The fault that the search before is for: a value in a field that is not sealed."""
    _keeper, clerk = office
    identity = clerk.records()
    (tmp_path / "spilt").write_bytes(b"x" + VALUES["name"].encode("utf-16-le"))
    assert found_in(tmp_path, VALUES["name"]) == [("spilt", VALUES["name"])]
    clerk.does(NoteConsent(identity, VALUES["mobile"]))
    clerk.laptop.syncs()
    assert found_in_rows(clerk.seat.database, VALUES["mobile"])
    assert found_in_rows(hq.server.database, VALUES["mobile"])
