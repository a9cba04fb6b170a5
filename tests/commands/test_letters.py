"""Letters: numbers without gaps and doubles, issued bytes, what may still be changed."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest

from desktop.commands.letters import (
    AmendLetter,
    DraftLetter,
    EditLetterTemplate,
    NumberLetter,
    RegisterIncomingLetter,
    SendLetter,
    StoreIssuedPdf,
    VoidLetter,
)
from desktop.models.letters.queries import letter_templates
from desktop.models.letters.records import Letter
from tests.builders import Seat
from tests.offices import TODAY, SampleOffice, forward, refusal


@pytest.fixture
def office(tmp_path: Path) -> SampleOffice:
    return SampleOffice(tmp_path)


def draft(office: SampleOffice, by: Seat | None = None) -> bytes:
    key = office.admin.desk.new_id()
    (by or office.leader).does(
        DraftLetter("دفتر نمونه", "سازمان نمونه", "ارسال گزارش", "با سلام", id=key)
    )
    return key


def read(office: SampleOffice, letter: bytes) -> Letter:
    with office.session() as session:
        return session.get_one(Letter, letter)


def received(office: SampleOffice, answers: bytes | None = None) -> bytes:
    key = office.admin.desk.new_id()
    office.secretariat.does(
        RegisterIncomingLetter(
            "واحد نمونه", "دفتر نمونه", "پاسخ", "۱۲/۳۴/ب", TODAY, answers=answers, id=key
        )
    )
    return key


def test_a_draft_carries_no_number(office: SampleOffice) -> None:
    letter = read(office, draft(office))
    assert (letter.number, letter.serial, letter.year, letter.letter_date) == (None,) * 4


def test_only_the_secretariat_gives_numbers(office: SampleOffice) -> None:
    letter = draft(office)
    for seat in (office.leader, office.head):
        assert refusal(seat, NumberLetter(letter)).code == "step_not_for_role"


def test_the_register_has_no_gaps_and_no_doubles_and_serves_both_directions(
    office: SampleOffice,
) -> None:
    first, second = draft(office), draft(office)
    office.secretariat.does(NumberLetter(second))
    came = received(office)
    office.secretariat.does(NumberLetter(first))
    office.secretariat.does(VoidLetter(second, "غلط تایپی"))
    third = draft(office)
    office.secretariat.does(NumberLetter(third))

    numbers = [read(office, key).number for key in (second, came, first, third)]
    assert numbers == ["1404/1", "1404/2", "1404/3", "1404/4"]


def test_every_year_begins_its_own_register(office: SampleOffice) -> None:
    received(office)
    forward(office, days=200)
    later = draft(office)
    office.secretariat.does(NumberLetter(later))
    assert read(office, later).number == "1405/1"


def test_a_letter_is_not_dated_ahead(office: SampleOffice) -> None:
    letter = draft(office)
    ahead = NumberLetter(letter, TODAY + timedelta(days=1))
    assert refusal(office.secretariat, ahead).code == "letter_date_in_future"


def test_a_numbered_letter_is_not_changed(office: SampleOffice) -> None:
    letter = draft(office)
    office.head.does(AmendLetter(letter, {"subject": "ارسال گزارش بازرسی"}))
    office.secretariat.does(NumberLetter(letter))
    amend = AmendLetter(letter, {"subject": "چیز دیگر"})
    assert refusal(office.secretariat, amend).code == "letter_numbered_already"


def test_a_letter_says_from_whom_to_whom_and_what(office: SampleOffice) -> None:
    refused = refusal(office.leader, DraftLetter("دفتر", " ", "موضوع", "متن"))
    assert (refused.code, refused.arguments) == ("letter_incomplete", {"field": "addressee"})


def test_what_is_sent_was_issued_and_issued_bytes_stay(office: SampleOffice) -> None:
    letter = draft(office)
    assert refusal(office.secretariat, StoreIssuedPdf(letter, bytes(32))).code == (
        "letter_not_numbered"
    )
    office.secretariat.does(NumberLetter(letter))
    assert refusal(office.secretariat, SendLetter(letter)).code == "letter_not_issued"
    assert refusal(office.head, StoreIssuedPdf(letter, bytes(32))).code == "step_not_for_role"
    office.secretariat.does(StoreIssuedPdf(letter, bytes(32)))
    again = StoreIssuedPdf(letter, b"1" * 32)
    assert refusal(office.secretariat, again).code == "letter_issued_already"
    office.secretariat.does(SendLetter(letter))
    assert read(office, letter).pdf_sha256 == bytes(32)


def test_an_answer_that_came_in_answers_the_letter_that_was_sent(office: SampleOffice) -> None:
    letter = draft(office)
    office.secretariat.does(NumberLetter(letter))
    office.secretariat.does(StoreIssuedPdf(letter, bytes(32)))
    office.secretariat.does(SendLetter(letter))
    answer = received(office, answers=letter)
    assert read(office, letter).state == "answered"
    kept = read(office, answer)
    assert (kept.state, kept.in_number, kept.direction) == ("numbered", "۱۲/۳۴/ب", "in")


def test_what_came_in_is_not_dated_ahead_and_not_entered_by_others(office: SampleOffice) -> None:
    entry = RegisterIncomingLetter("-", "-", "-", "۱", TODAY + timedelta(days=1))
    assert refusal(office.secretariat, entry).code == "letter_date_in_future"
    entry = RegisterIncomingLetter("-", "-", "-", "۱", date(2025, 11, 1))
    assert refusal(office.leader, entry).code == "step_not_for_role"


def test_a_letter_is_voided_with_a_reason(office: SampleOffice) -> None:
    letter = draft(office)
    office.secretariat.does(NumberLetter(letter))
    assert refusal(office.secretariat, VoidLetter(letter, "")).code == "reason_missing"
    assert refusal(office.leader, VoidLetter(letter, "غلط")).code == "step_not_for_role"
    office.secretariat.does(VoidLetter(letter, "غلط تایپی"))
    assert (read(office, letter).state, read(office, letter).number) == ("void", "1404/1")


def test_an_office_keeps_its_own_wording_of_a_template(office: SampleOffice) -> None:
    office.secretariat.does(EditLetterTemplate("cover", "نامهٔ ما", {"body": ["یک"]}))
    office.secretariat.does(EditLetterTemplate("cover", "نامهٔ ما", {"body": ["دو"]}))
    with office.session() as session:
        (row,) = letter_templates(session)
    assert (row.version, row.own, row.body) == (2, True, {"body": ["دو"]})


def test_a_template_asks_only_for_fields_that_it_declares(office: SampleOffice) -> None:
    body = {"subject": "یادآوری {visit_code}", "body": ["{colour}"], "fields": {"visit_code": {}}}
    refused = refusal(office.secretariat, EditLetterTemplate("cover", "نامهٔ ما", body))
    assert (refused.code, refused.arguments["name"]) == ("template_field_unknown", "colour")
