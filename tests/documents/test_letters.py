from __future__ import annotations

from dataclasses import replace

import pytest

from desktop.documents.letters import LetterPaper, letter
from tests.documents.reading import page_count, text_of
from tests.documents.samples import PRINTED_AT, VERSION, drawn_signature, office_letter


def printed(paper: LetterPaper) -> bytes:
    return letter(paper, printed_at=PRINTED_AT, app_version=VERSION)


def test_a_letter_has_all_its_parts_in_order() -> None:
    read = text_of(printed(office_letter()))
    parts = (
        "۸/۱۳۴۰۷۵",
        "جناب آقای مدیر نمونه",
        "موضوع: ارسال گزارش بازرسی سرزده",
        "با سلام و احترام،",
        "پیرو بازرسی ۱۲ آبان ۱۴۰۴",
        "رئیس نمونه",
        "رئیس دفتر بازرسی و پاسخ‌گویی",
        "پیوست:",
        "رونوشت:",
    )
    places = [read.rindex(part) for part in parts]
    assert places[1:] == sorted(places[1:])


def test_a_letter_without_a_number_is_marked_as_a_draft() -> None:
    assert "پیش‌نویس" in text_of(printed(office_letter("")))
    assert "پیش‌نویس" not in text_of(printed(office_letter()))


@pytest.mark.parametrize("paragraphs", range(6, 16))
def test_the_signatory_never_stands_without_text_above(paragraphs: int) -> None:
    pdf = printed(office_letter(paragraphs=paragraphs))
    signed = [
        text_of(pdf, page) for page in range(page_count(pdf)) if "رئیس نمونه" in text_of(pdf, page)
    ]
    assert len(signed) == 1
    assert "پیرو بازرسی" in signed[0] or "برسد." in signed[0]


def test_a_delegate_signs_in_his_own_name_for_the_one_he_stands_in_for() -> None:
    behalf = replace(office_letter(), on_behalf_of="رئیس بازرسی", signature=drawn_signature())
    assert "به جانشینیِ رئیس بازرسی" in text_of(printed(behalf))


def test_the_same_letter_is_the_same_bytes() -> None:
    assert printed(office_letter()) == printed(office_letter())
