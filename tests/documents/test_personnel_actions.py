"""The report card: one page, a draft until it is given, no comparison without enough persons."""

from __future__ import annotations

from datetime import date

from desktop.documents.personnel_papers import card_paper
from desktop.documents.visit_papers import Origin
from desktop.models.personnel_actions.report_cards import CardData, IndicatorLine
from tests.documents.reading import page_count, text_of
from tests.documents.samples import PRINTED_AT, VERSION

ORIGIN = Origin("سازمان نمونه", "دفتر نمونه", PRINTED_AT, VERSION, "مدیر نمونه", "مهر")


def card(compared: int | None, mean: float | None) -> CardData:
    return CardData(
        person_id=b"p" * 16,
        name="کارمند نمونهٔ الف",
        post="متصدی پذیرش",
        unit_name="واحد نمونهٔ ب",
        starts=date(2025, 3, 21),
        ends=date(2025, 11, 3),
        indicators=(
            IndicatorLine("F4", 0, 2, mean),
            IndicatorLine("F1", 1, 0, mean),
        ),
        rewards=1,
        cautions=0,
        hours=14,
        courses=((date(2025, 9, 1), "اخلاق اداری", 14),),
        compared=compared,
    )


def test_it_is_one_page_with_findings_rewards_and_hours() -> None:
    pdf = card_paper(card(None, None), ORIGIN, issued=True)
    assert page_count(pdf) == 1
    read = text_of(pdf)
    for words in ("کارنامه", "کارمند نمونهٔ الف", "کرامت انسانی", "اخلاق اداری", "۱۴", "محرمانه"):
        assert words in read
    assert "پیش‌نویس" not in read


def test_a_preview_says_that_it_is_a_draft() -> None:
    assert "پیش‌نویس" in text_of(card_paper(card(None, None), ORIGIN))


def test_the_unit_is_told_only_with_how_many_stand_behind_it() -> None:
    assert "سنجیده نشده" in text_of(card_paper(card(None, None), ORIGIN))
    told = text_of(card_paper(card(7, 0.5), ORIGIN))
    assert "از ۷ نفر" in told
    assert "۰٫۵" in told


def test_the_same_card_at_the_same_time_is_the_same_bytes() -> None:
    assert card_paper(card(7, 0.5), ORIGIN) == card_paper(card(7, 0.5), ORIGIN)
