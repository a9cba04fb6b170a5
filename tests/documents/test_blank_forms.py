from __future__ import annotations

from desktop.documents.blank_forms import blank_forms
from tests.documents.reading import page_count, text_of
from tests.documents.samples import PRINTED_AT, VERSION, blanks


def printed(count: int) -> bytes:
    return blank_forms(blanks(count), printed_at=PRINTED_AT, app_version=VERSION)


def test_a_batch_of_ten_numbers_the_pages_of_each_form_by_itself() -> None:
    pdf = printed(10)
    assert page_count(pdf) == 20
    for page in range(20):
        read = text_of(pdf, page)
        assert f"صفحهٔ {'۱۲'[page % 2]} از ۲" in read


def test_each_form_bears_its_own_code_on_every_page() -> None:
    pdf = printed(3)
    codes = ["۲۶-۰۴۰۸-۰۰۴۰", "۲۶-۰۴۰۸-۰۰۴۱", "۲۶-۰۴۰۸-۰۰۴۲"]
    for page in range(6):
        read = text_of(pdf, page)
        assert [code for code in codes if code in read] == [codes[page // 2]]


def test_a_blank_form_asks_everything_and_answers_nothing() -> None:
    read = text_of(printed(1))
    for words in ("راهنمای مدارک لازم", "مسئول حاضر", "توضیح واحد", "امضا و تاریخ"):
        assert words in read
    assert "کد مهر" not in read
    assert "یافتهٔ ۱" not in read
