"""Persian text: what is stored, what is found, and the numbers people carry (domain 7)."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.models import text

PERSIAN_TEXT = st.text(
    alphabet=st.sampled_from("ابپتکكيی‌هٔةءئآأؤۀ ‌َّـ‏۱۲٣4Fa/-\u2066\u2069\n"), max_size=40
)


def test_every_kind_of_digit_is_shown_persian_and_stored_latin() -> None:
    assert text.persian_digits("12٣۴") == "۱۲۳۴"
    assert text.latin_digits("۱۲٣4") == "1234"


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("علي كريمي", "علی کریمی"),
        ("بـــازرسی", "بازرسی"),
        ("\u200fنامه\u200e ۱۲\u202c", "نامه ۱۲"),
        ("می\u200c\u200cرود", "می‌رود"),
        ("می\u200c رود \u200cاو", "می رود او"),
        ("  دو\u00a0\u00a0فاصله ", "دو فاصله"),
        ("خط یک \r\n خط دو", "خط یک\nخط دو"),
        ("كَرَج ۱۲ مسئول", "کَرَج ۱۲ مسئول"),
    ],
)
def test_storage_keeps_one_form_of_each_letter(typed: str, stored: str) -> None:
    assert text.normalise(typed) == stored


@given(PERSIAN_TEXT)
def test_normalising_and_folding_settle_at_once(typed: str) -> None:
    assert text.normalise(text.normalise(typed)) == text.normalise(typed)
    assert text.fold(text.fold(typed)) == text.fold(typed)


@given(PERSIAN_TEXT)
def test_what_was_normalised_is_found_by_what_was_typed(typed: str) -> None:
    assert text.fold(text.normalise(typed)).replace(" ", "") == text.fold(typed).replace(" ", "")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("علي", "علی"),
        ("كرج", "کرج"),
        ("کَرَج", "کرج"),
        ("بـازرس", "بازرس"),
        ("می‌رود", "میرود"),
        ("آیین", "ائین"),
        ("مسئول", "مسیول"),
        ("مؤسسه", "موسسه"),
        ("نمونهٔ", "نمونه"),
        ("نمونۀ", "نمونه"),
        ("رأی", "رای"),
        ("اجزاء", "اجزا"),
        ("فاطمة", "فاطمه"),
        ("۱۴۰۴", "1404"),
        ("٤٥", "45"),
        ("Foad", "FOAD"),
        ("\u2066۸/۱۳۴\u2069", "8/134"),
        ("ﻻﻟﻪ", "لاله"),
        ("دو   فاصله", "دو فاصله"),
    ],
)
def test_people_find_a_word_however_it_was_typed(one: str, other: str) -> None:
    assert text.fold(one) == text.fold(other)


def test_a_word_with_a_half_space_is_indexed_whole_and_in_parts() -> None:
    assert text.index_words("او می‌رود") == "او میرود می رود"


@pytest.mark.parametrize(
    ("shown", "query", "marked"),
    [
        ("شهر كَرَج و کرج", "کرج", ["كَرَج", "کرج"]),
        ("او می‌رود", "میرود", ["می‌رود"]),
        ("او می‌رود", "می رود", ["می‌رود"]),
        ("شمارهٔ ۱۲/۱۴۰۴", "12/1404", ["۱۲/۱۴۰۴"]),
        ("نمونهٔ الف", "نمونه", ["نمونهٔ"]),
        ("دو\n  خط", "دو خط", ["دو\n  خط"]),
        ("هیچ", "نیست", []),
        ("هیچ", "  ", []),
    ],
)
def test_the_words_found_are_marked_as_they_are_shown(
    shown: str, query: str, marked: list[str]
) -> None:
    assert [shown[start:end] for start, end in text.find_folded(shown, query)] == marked


@given(PERSIAN_TEXT, PERSIAN_TEXT)
def test_marks_lie_inside_the_text_and_do_not_overlap(shown: str, query: str) -> None:
    edges = [edge for span in text.find_folded(shown, query) for edge in span]
    assert edges == sorted(edges)
    assert all(0 <= edge <= len(shown) for edge in edges)


@pytest.mark.parametrize(
    "valid", ["0123456789", "0013542419", "3974017844", "7730942860", "1234567891", "۰۱۲۳۴۵۶۷۸۹"]
)
def test_a_national_id_with_its_check_digit_is_taken(valid: str) -> None:
    assert text.is_national_id(valid)
    assert text.national_id_problem(valid) is None


@pytest.mark.parametrize(
    ("typed", "problem"),
    [
        ("1234567890", "national_id_check_digit"),
        ("1111111111", "national_id_repeated"),
        ("0000000000", "national_id_repeated"),
        ("13542419", "national_id_leading_zeros"),
        ("123456789", "national_id_leading_zeros"),
        ("1234567", "national_id_length"),
        ("01234567890", "national_id_length"),
        ("01234a6789", "national_id_length"),
        ("0123²56789", "national_id_length"),
    ],
)
def test_a_wrong_national_id_is_told_why(typed: str, problem: str) -> None:
    assert text.national_id_problem(typed) == problem
    assert not text.is_national_id(typed)


def test_an_empty_national_id_is_no_error_and_no_id() -> None:
    assert text.national_id_problem(" ") is None
    assert not text.is_national_id(" ")


def test_zeros_lost_in_a_spreadsheet_can_be_put_back() -> None:
    assert text.padded_national_id("13542419") == "0013542419"
    assert text.is_national_id(text.padded_national_id("۱۳۵۴۲۴۱۹"))


@pytest.mark.parametrize(
    "typed",
    ["09121234567", "9121234567", "+989121234567", "00989121234567", "989121234567",
     "۰۹۱۲ ۱۲۳ ۴۵۶۷", "0912-123-4567"],
)  # fmt: skip
def test_every_way_of_writing_a_mobile_is_stored_alike(typed: str) -> None:
    assert text.normal_mobile(typed) == "09121234567"


@pytest.mark.parametrize("typed", ["", "0912123456", "02833221100", "091212345678", "0912123456x"])
def test_what_is_no_mobile_is_not_stored(typed: str) -> None:
    assert text.normal_mobile(typed) is None


def test_a_mobile_is_masked_in_lists() -> None:
    assert text.mask_mobile("09121234567") == "0912•••4567"


def test_ten_digits_are_a_postal_code_and_an_odd_one_is_only_remarked_on() -> None:
    assert text.postal_code("۱۳۴۵۶-۱۳۴۵۶") == text.PostalCode("1345613456")
    assert text.postal_code("3400000000").warning == "postal_code_unusual"
    assert text.postal_code("3400000000").error is None
    assert text.postal_code("34149").error == "postal_code_length"


@pytest.mark.parametrize("typed", ["14505/ق/م/ب/1402", "\u2066۱۴۵۰۵ / ق / م / ب / ۱۴۰۲\u2069"])
def test_a_letter_number_is_found_however_it_is_spaced(typed: str) -> None:
    assert text.letter_key(typed) == "14505/ق/م/ب/1402"


def test_a_code_is_isolated_from_the_persian_around_it() -> None:
    assert text.ltr_isolate("۸/۱۳۴۰۷۱") == "\u2066۸/۱۳۴۰۷۱\u2069"


def test_numbers_are_shown_as_persian_books_print_them() -> None:
    assert text.group_digits(1248) == "۱٬۲۴۸"
    assert text.group_digits(-5) == "−۵"
    assert text.decimal(10.4) == "۱۰٫۴"
    assert text.decimal(Decimal("1234.25")) == "۱٬۲۳۴٫۳"
    assert text.decimal(-0.5) == "−۰٫۵"
    assert text.percent(Decimal(535 * 100) / 1975) == "۲۷٫۱٪"


def test_a_tracking_code_ends_in_its_luhn_digit() -> None:
    assert text.check_digit("7992739871") == "3"
    assert text.has_check_digit("26-0408-00031-" + text.check_digit("26-0408-00031"))


@given(st.from_regex(r"\d{11}", fullmatch=True), st.integers(0, 11), st.integers(1, 9))
def test_one_wrong_digit_in_a_code_is_noticed(digits: str, place: int, change: int) -> None:
    code = digits + text.check_digit(digits)
    wrong = code[:place] + str((int(code[place]) + change) % 10) + code[place + 1 :]
    if digits.isascii():
        assert text.has_check_digit(code)
        assert not text.has_check_digit(wrong)


@pytest.mark.parametrize("odd", ["\u0651\u0640\u064e", " \u200c ", "a \u200c b"])
def test_storing_a_text_twice_changes_nothing(odd: str) -> None:
    assert text.normalise(text.normalise(odd)) == text.normalise(odd)


@pytest.mark.parametrize(
    ("typed", "number"),
    [("۱٬۲۵۰", 1250), (" 7 ", 7), ("٣", 3), ("0", 0), ("999999999999999", 999999999999999)],
)
def test_a_count_is_read_in_any_digits_with_its_separators(typed: str, number: int) -> None:
    assert text.whole_number(typed) == number


@pytest.mark.parametrize("typed", ["", "²", "1.5", "-1", "۱ و ۲", "\x85", "9" * 5000, "1" * 16])
def test_what_is_no_count_is_none(typed: str) -> None:
    assert text.whole_number(typed) is None
