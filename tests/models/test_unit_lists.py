"""The directory of units is read page by page, and a unit knows its other names and visits."""

from __future__ import annotations

from pathlib import Path

import pytest

from desktop.commands.directory import MergeRecord, RecordProvisionalUnit, TypedUnit
from desktop.models.unit_lists import (
    UnitFilter,
    merge_preview,
    unit_detail,
    units_count,
    units_page,
)
from tests.offices import COUNTY, TODAY, UNIT, SampleOffice


@pytest.fixture
def office(tmp_path: Path) -> SampleOffice:
    return SampleOffice(tmp_path)


def typed(office: SampleOffice, name: str) -> bytes:
    key = office.admin.desk.new_id()
    office.leader.does(RecordProvisionalUnit(TypedUnit(name, id=key)))
    return key


@pytest.mark.parametrize("descending", [False, True])
@pytest.mark.parametrize("sort", ["name", "county"])
def test_pages_follow_each_other_without_gap_or_double(
    office: SampleOffice, sort: str, descending: bool
) -> None:
    for number in range(7):
        typed(office, f"واحد نمونهٔ {number % 3}")
    wanted = UnitFilter(sort="county" if sort == "county" else "name", descending=descending)
    with office.session() as session:
        found, after = [], None
        for _turn in range(8):
            page = units_page(session, wanted, after, 2)
            found += [row.id for row in page.rows]
            after = page.after
            if after is None:
                break
        assert len(found) == len(set(found)) == units_count(session, wanted) == 8


def test_words_are_found_however_they_are_written(office: SampleOffice) -> None:
    typed(office, "مرکز درمانی کیان")
    with office.session() as session:
        found = units_page(session, UnitFilter("مركز كيان")).rows
    assert [row.name for row in found] == ["مرکز درمانی کیان"]


def test_filters_narrow_to_a_county_and_to_what_is_provisional(office: SampleOffice) -> None:
    key = typed(office, "شعبهٔ نمونه")
    with office.session() as session:
        in_county = units_page(session, UnitFilter(county=COUNTY)).rows
        provisional = units_page(session, UnitFilter(kept="provisional")).rows
    assert [row.id for row in in_county] == [UNIT]
    assert [row.id for row in provisional] == [key]


def test_a_merged_unit_leaves_the_list_and_is_still_found_by_its_name(
    office: SampleOffice,
) -> None:
    key = typed(office, "شعبهٔ نمونه")
    office.admin.does(MergeRecord("units", key, UNIT))
    with office.session() as session:
        assert key not in [row.id for row in units_page(session, UnitFilter()).rows]
        (row,) = units_page(session, UnitFilter("شعبه")).rows
        assert (row.id, row.into) == (key, "واحد نمونهٔ ب")
        assert [r.id for r in units_page(session, UnitFilter(kept="merged")).rows] == [key]
        detail = unit_detail(session, key)
    assert detail is not None
    assert (detail.name, detail.merged, detail.card.id) == ("شعبهٔ نمونه", True, UNIT)


def test_a_unit_counts_the_visits_of_all_its_names(office: SampleOffice) -> None:
    key = typed(office, "شعبهٔ نمونه")
    office.order(unit=key)
    office.order()
    with office.session() as session:
        preview = merge_preview(session, key, UNIT)
    assert preview is not None
    assert (preview.from_name, preview.into_name) == ("شعبهٔ نمونه", "واحد نمونهٔ ب")
    assert preview.visits == 1
    office.admin.does(MergeRecord("units", key, UNIT))
    with office.session() as session:
        detail = unit_detail(session, UNIT)
    assert detail is not None
    assert (detail.visits, detail.last_visit) == (2, TODAY)
    assert [one.name for one in detail.others] == ["شعبهٔ نمونه"]
