from __future__ import annotations

from desktop.documents.special_reports import SpecialReport, Statement, special_report
from tests.documents.reading import page_count, text_of
from tests.documents.samples import PRINTED_AT, VERSION, special


def printed(paper: SpecialReport) -> bytes:
    return special_report(paper, printed_at=PRINTED_AT, app_version=VERSION)


def test_it_presumes_innocence_and_names_rule_and_evidence() -> None:
    read = text_of(printed(special()))
    for words in (
        "«اظهارشده»",
        "«اثبات‌نشده»",
        "برائت",
        "کارمند نمونهٔ ج",
        "قانون رسیدگی به تخلفات اداری",
        "عکس ۲",
        "هیأت رسیدگی به تخلفات اداری",
    ):
        assert words in read


def test_it_says_when_the_statement_was_asked_for_and_that_it_has_not_come() -> None:
    read = text_of(printed(special()))
    assert "خواسته شد (نامهٔ ۸/۱۳۴۰۷۲)" in read


def test_it_prints_the_persons_own_words_when_they_were_given() -> None:
    given = Statement(words="درخواست ناقص بود.", given_at=PRINTED_AT)
    read = text_of(printed(special(given)))
    assert "«درخواست ناقص بود.»" in read
    assert "ثبت‌شده در دوشنبه ۱۲ آبان" in read


def test_it_says_so_when_nobody_asked_the_person() -> None:
    assert "هنوز خواسته نشده است" in text_of(printed(special(Statement())))


def test_who_printed_it_and_when_stands_across_every_page() -> None:
    pdf = printed(special())
    for page in range(page_count(pdf)):
        read = text_of(pdf, page)
        assert "محرمانه" in read
        assert "بازرس نمونهٔ یک" in read
