"""What is not in the directory is typed on the spot, merged later, and both names find it (A28)."""

from __future__ import annotations

from pathlib import Path

import pytest

from desktop.commands.directory import (
    ConfirmProvisional,
    MergeRecord,
    RecordProvisionalPerson,
    RecordProvisionalPost,
    RecordProvisionalUnit,
    TypedUnit,
    UndoMerge,
)
from desktop.commands.inspections import Approve, SendToAgency
from desktop.models.directory import Unit
from desktop.models.directory_queries import (
    family,
    find_persons,
    find_units,
    merging,
    posts_of_unit,
    provisional_count,
    standing,
    unit_card,
)
from desktop.models.inspections.records import Visit
from tests.offices import AGENCY, UNIT, SampleOffice, refusal


@pytest.fixture
def office(tmp_path: Path) -> SampleOffice:
    return SampleOffice(tmp_path)


def typed(office: SampleOffice, name: str = "واحد نمونه ي ب (شعبه)") -> bytes:
    key = office.admin.desk.new_id()
    office.leader.does(RecordProvisionalUnit(TypedUnit(name, "خیابان نمونه", id=key)))
    return key


def test_both_names_find_the_one_unit_that_stands(office: SampleOffice) -> None:
    key = typed(office)
    office.admin.does(MergeRecord("units", key, UNIT))
    with office.session() as session:
        found = {unit.id: unit.stands_as for unit in find_units(session, "نمونهٔ ب")}
        by_old_name = find_units(session, "شعبه")
        card = unit_card(session, key)
    assert found[UNIT] == UNIT
    assert [unit.stands_as for unit in by_old_name] == [UNIT]
    assert card is not None
    assert card.id == UNIT


def test_what_was_typed_stays_and_the_merge_can_be_taken_back(office: SampleOffice) -> None:
    key = typed(office)
    office.admin.does(MergeRecord("units", key, UNIT))
    office.admin.does(UndoMerge("units", key))
    assert refusal(office.admin, UndoMerge("units", key)).code == "not_merged"
    with office.session() as session:
        assert standing(session, "units", key) == key
        assert session.get_one(Unit, key).name == "واحد نمونه ی ب (شعبه)"


def test_a_visit_to_a_merged_unit_goes_to_the_agency_of_the_one_that_stands(
    office: SampleOffice,
) -> None:
    key = typed(office)
    visit, *_ = office.handed_in(unit=key)
    office.admin.does(MergeRecord("units", key, UNIT))
    office.head.does(Approve(visit))
    office.secretariat.does(SendToAgency(visit, office.letter(visit)))
    with office.session() as session:
        kept = session.get_one(Visit, visit)
        assert (kept.unit_id, kept.agency) == (key, AGENCY)


def test_only_an_administrator_merges(office: SampleOffice) -> None:
    key = typed(office)
    for command in (MergeRecord("units", key, UNIT), ConfirmProvisional("units", key)):
        assert refusal(office.head, command).code == "step_not_for_role"


def test_a_unit_is_merged_once_and_not_in_a_circle(office: SampleOffice) -> None:
    key = typed(office)
    assert refusal(office.admin, MergeRecord("units", key, key)).code == "merge_into_itself"
    office.admin.does(MergeRecord("units", key, UNIT))
    assert refusal(office.admin, MergeRecord("units", key, UNIT)).code == "merged_already"
    assert refusal(office.admin, MergeRecord("units", UNIT, key)).code == "merge_into_itself"


def test_merges_follow_one_another(office: SampleOffice) -> None:
    first, second = typed(office), typed(office, "شعبهٔ سه")
    office.admin.does(MergeRecord("units", first, second))
    office.admin.does(MergeRecord("units", second, UNIT))
    with office.session() as session:
        assert standing(session, "units", first) == UNIT
        assert set(family(session, "units", first)) == {UNIT, first, second}


def test_a_merge_is_shown_before_it_is_made(office: SampleOffice) -> None:
    key = typed(office)
    office.order(unit=key)
    office.leader.does(RecordProvisionalPost(key, "رئیس شعبه", managerial=True))
    with office.session() as session:
        preview = merging(session, "units", key, UNIT)
        absent = merging(session, "units", key, bytes(16))
    assert preview is not None
    assert dict(preview.pointing) == {"posts": 1, "visits": 1, "visit_plans": 0}
    assert preview.into_name == "واحد نمونهٔ ب"
    assert absent is None


def test_posts_and_persons_are_typed_too(office: SampleOffice) -> None:
    office.leader.does(RecordProvisionalPost(UNIT, "متصدی باجهٔ ۲"))
    office.leader.does(RecordProvisionalPerson("کارمند نمونهٔ هفت", AGENCY))
    with office.session() as session:
        assert [post.title for post in posts_of_unit(session, UNIT)] == ["متصدی باجهٔ ۲"]
        (person,) = find_persons(session, "هفت")
        counts = provisional_count(session)
    assert person.provisional
    assert counts == {"units": 0, "posts": 1, "persons": 1}


def test_a_confirmed_record_is_no_longer_provisional(office: SampleOffice) -> None:
    key = typed(office)
    office.admin.does(ConfirmProvisional("units", key))
    with office.session() as session:
        assert provisional_count(session)["units"] == 0


def test_a_nameless_unit_is_refused(office: SampleOffice) -> None:
    assert refusal(office.leader, RecordProvisionalUnit(TypedUnit(" "))).code == "name_missing"
