"""Reference data: complete, typed, consistent, and in both languages."""

from __future__ import annotations

import string
from datetime import date, time
from pathlib import Path

import pytest

import resources
from desktop.models import calendar, reference, text
from desktop.models.text import normalise

TABLES = sorted(file.stem for file in resources.path("reference").glob("*.csv"))


def codes(name: str) -> set[str]:
    return {row["code"] for row in reference.load(name)}


@pytest.mark.parametrize("name", TABLES)
def test_every_table_is_plain_well_formed_and_in_stored_letters(name: str) -> None:
    raw = resources.path(f"reference/{name}.csv").read_bytes()
    assert not raw.startswith(b"\xef\xbb\xbf")
    assert b"\r" not in raw
    for row in reference.load(name):
        assert None not in row, f"{name}: too many cells in {dict(row)}"
        for column, cell in row.items():
            if isinstance(cell, str):
                assert normalise(cell) == cell, f"{name}.{column}: {cell!r}"


@pytest.mark.parametrize("name", TABLES)
def test_codes_are_unique_and_names_stand_in_both_languages(name: str) -> None:
    rows = reference.load(name)
    keys = [
        (row.get("list"), row.get("date_iso"), row.get("code"), row.get("rule_code"))
        for row in rows
    ]
    assert len(keys) == len(set(keys))
    for row in rows:
        for column in row:
            if column.endswith("name_fa") or column.endswith("title_fa"):
                assert row[column]
                partner = column.replace("_fa", "_en")
                assert partner not in row or row[partner]


def test_thirty_one_provinces_keep_their_leading_zeros() -> None:
    provinces = reference.load("provinces")
    assert [row["code"] for row in provinces] == [f"{number:02}" for number in range(31)]
    assert reference.find("provinces", "26")["name_fa"] == "قزوین"
    assert reference.find("provinces", "30")["name_fa"] == "البرز"
    assert reference.find("provinces", "00")["counties_1402"] == 12
    assert sum(row["counties_1402"] for row in provinces) == 482


@pytest.mark.parametrize("province", ["26", "30"])
def test_the_demo_provinces_have_all_their_counties(province: str) -> None:
    counties = [row for row in reference.load("counties") if row["province"] == province]
    assert len(counties) == reference.find("provinces", province)["counties_1402"]
    assert all(row["code"].startswith(f"{province}-") for row in counties)


def test_the_seven_indicators_stand_in_the_official_order() -> None:
    rows = reference.load("foad_indicators")
    assert [row["code"] for row in rows] == [f"F{number}" for number in range(1, 8)]
    assert [row["list_order"] for row in rows] == list(range(1, 8))
    assert "صبحانه" in reference.find("foad_indicators", "F5")["citizen_keywords_fa"]


def test_finding_codes_name_indicators_and_criteria_that_exist() -> None:
    for row in reference.load("finding_codes"):
        assert row["indicator"] is None or row["indicator"] in codes("foad_indicators")
        assert set(row["criteria"]) <= codes("legal_references")
        assert row["severity"] in reference.choices("severity")
        assert row["finding_type"] in reference.choices("finding_type")
    indicators = {row["code"]: row["indicator"] for row in reference.load("finding_codes")}
    assert indicators["K02"] == "F4"
    assert indicators["K03"] == "F5"


def test_agencies_and_criteria_have_kinds_that_are_offered() -> None:
    for row in reference.load("agencies"):
        assert row["kind"] in reference.choices("agency_kind")
        assert row["scope_art5"] in {"yes", "no", "unclear"}
    for row in reference.load("legal_references"):
        assert row["kind"] in reference.choices("legal_kind")
        assert row["clause_fa"]
    assert len(codes("legal_references")) == 44


def test_the_bodies_a_case_is_handed_over_to_are_agencies_or_named() -> None:
    assert set(reference.choices("handed_over_to")) <= codes("agencies")


def test_the_one_role_table_gives_only_known_rights() -> None:
    roles = {row["code"]: row for row in reference.load("roles")}
    assert len(roles) == 31
    assert {right for row in roles.values() for right in row["rights"]} == set("RWDCSNVA")
    assert [code for code, row in roles.items() if "N" in row["rights"]] == ["secretariat"]
    assert [code for code, row in roles.items() if "A" in row["rights"]] == ["administrator"]
    assert roles["volunteer"]["rights"] == ()


def test_five_levels_of_accountability() -> None:
    assert [row["name_fa"] for row in reference.load("accountability_levels")] == [
        "راهبردی", "برنامه‌ای", "عملکردی", "فرایندی", "قانونی و التزامی",
    ]  # fmt: skip


def test_a_choice_list_keeps_its_order_and_an_unknown_one_is_a_fault() -> None:
    assert list(reference.choices("severity")) == ["observation", "minor", "major", "critical"]
    assert str(reference.choices("answer")["na"]) == "موضوعیت ندارد"
    with pytest.raises(KeyError):
        reference.choices("colours")


def test_every_holiday_stands_on_the_solar_day_of_its_rule() -> None:
    rules = {row["code"]: row for row in reference.load("holidays_rules")}
    rows = reference.load("holidays_1403_1406")
    assert len(rows) == 112
    for row in rows:
        year, month, day = calendar.jalali(row["date_iso"])
        assert row["date_jalali"] == f"{year}/{month:02}/{day:02}"
        rule = rules[row["rule_code"]]
        assert row["name_fa"] == rule["title_fa"]
        assert row["confirmed"] is (row["calendar"] == "solar")
        if rule["calendar"] == "solar":
            assert (month, day) == (rule["month"], rule["day"])


def test_a_confirmed_holiday_closes_the_office_and_an_unconfirmed_one_does_not() -> None:
    province = reference.work_calendar()
    assert not province.is_working_day(date(2026, 2, 11))  # 1404/11/22
    assert province.is_working_day(date(2026, 2, 3))  # 1404/11/14, by the moon
    assert not province.is_working_day(date(2026, 2, 6))  # Friday


@pytest.mark.parametrize(
    ("day", "begin", "end"),
    [
        (date(2025, 9, 20), time(7, 30), time(14, 30)),  # 1404/06/29
        (date(2025, 9, 23), time(7, 0), time(14, 0)),  # 1404/07/01
        (date(2025, 12, 22), time(8, 0), time(14, 0)),  # 1404/10/01
        (date(2026, 4, 4), time(8, 0), time(14, 0)),  # 1405/01/15
        (date(2026, 4, 5), time(7, 30), time(14, 30)),  # 1405/01/16
    ],
)
def test_shipped_office_hours_follow_the_decrees(day: date, begin: time, end: time) -> None:
    [(opening, closing)] = reference.work_calendar("province").spans(day)
    assert (opening.time(), closing.time()) == (begin, end)


def test_letter_templates_use_exactly_the_fields_they_declare() -> None:
    templates = reference.letter_template_contents()
    assert {template["code"] for template in templates} == {
        *("report_cover", "chasing", "reward", "caution", "statement_invitation"),
        *("removal_proposal", "notification", "board_referral", "meeting_invitation"),
    }
    for template in templates:
        lines = [template["subject"], *template["body"]]
        used = {part[1] for line in lines for part in string.Formatter().parse(line) if part[1]}
        assert used <= template["fields"].keys()
        frame = {"recipient", "signatory", "signatory_post"}
        assert used | frame == set(template["fields"])
        assert all(told["fa"] and told["en"] for told in template["fields"].values())
        assert all(normalise(line) == line for line in lines)


def test_rows_cannot_be_changed_by_who_reads_them() -> None:
    row = reference.load("provinces")[0]
    with pytest.raises(TypeError):
        row["name_fa"] = "دیگر"  # type: ignore[index]  # what must fail


def test_a_name_follows_the_language_in_use() -> None:
    assert str(reference.name_of(reference.find("roles", "inspector"))) == "بازرس"


def test_no_table_carries_latin_digits_in_persian_text() -> None:
    for file in Path(resources.path("reference")).rglob("*.csv"):
        for row in reference.load(file.stem):
            for column, cell in row.items():
                if column in {"name_fa", "title_fa", "definition_fa", "does_fa"}:
                    assert text.persian_digits(cell) == cell
