from __future__ import annotations

from datetime import date
from pathlib import Path

from desktop.models.inspections.queries import visit_detail
from desktop.models.reader import Reader
from desktop.views.letters.draft import (
    LetterDraft,
    coded,
    covering,
    filled,
    named,
    open_blanks,
    restored,
    templates,
    values_of,
)
from desktop.views.letters.looks import in_order, plain
from tests.offices import TODAY, SampleOffice

NAMES = {"unit": "واحد بازرسی‌شونده", "answer_due": "مهلت پاسخ"}


def test_a_blank_that_is_not_filled_shows_its_name_in_brackets() -> None:
    text = filled("از {unit} تا {answer_due}", {"unit": "واحد نمونه"}, NAMES)
    assert text == "از واحد نمونه تا [مهلت پاسخ]"
    assert open_blanks(text) == ["[مهلت پاسخ]"]


def test_a_template_is_edited_by_the_names_of_its_blanks_and_stored_by_their_codes() -> None:
    stored = "پاسخ {unit} تا {answer_due} [نمونه]"
    assert coded(named(stored, NAMES), NAMES) == stored


def test_a_covering_letter_knows_what_the_visit_knows(tmp_path: Path) -> None:
    office = SampleOffice(tmp_path)
    visit, _finding, _action = office.approved()
    with office.secretariat.database.reading() as session:
        reader = Reader(office.secretariat.person, "secretariat")
        detail = visit_detail(session, visit, reader=reader, today=TODAY)
    assert detail is not None
    values = values_of(detail, TODAY)
    assert values["order_number"] == "۸/۱۳۳۹۰۲"
    assert values["finding_count"] == "۱"
    draft = covering(detail, "report_cover", "دفتر نمونه", date(2025, 11, 3))
    assert draft.addressee == "مسئول محترم واحد نمونهٔ ب"
    assert draft.record_id == visit
    text = templates(())["report_cover"].subject
    assert "واحد نمونهٔ ب" in filled(text, draft.blanks, {})


def test_what_must_be_there_is_named_by_field() -> None:
    assert set(LetterDraft(subject="پاسخ").problems()) == {"addressee", "body"}


def test_a_kept_draft_is_read_again_as_it_was() -> None:
    draft = LetterDraft(subject="پاسخ", record_id=b"\1" * 16, blanks={"unit": "واحد نمونه"})
    assert restored(draft.stored()) == draft


def test_codes_inside_a_sentence_are_held_together_and_let_go_again() -> None:
    text = "گزارش ۲۶-۰۴۰۸-NMNH-۰۱ و نامهٔ ۱۴۰۴/۱۲ شاخص F4"
    held = in_order(text)
    assert held.count("\u2066") == 2
    assert plain(held) == text
