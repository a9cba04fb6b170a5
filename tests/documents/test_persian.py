from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.documents import persian
from desktop.documents.fonts import MissingGlyph, Weight
from desktop.models.text import ltr_isolate
from tests.documents.reading import poppler_text_of, printed, text_of

SENTENCES = (
    "لا اله الا الله؛ سلام، اسلام، اطلاعات و لأن الآن لإجراء",
    "می‌شود، نامه‌ها، پاسخ‌گویی و آن‌ها با نیم‌فاصله می‌مانند",
    "قبلاً و حتماً مُهر مسئولان مؤثّر است",
    "خانهٔ ما و صفحهٔ سوم و نامهٔ اداره",
    "نامهٔ ۸/۱۳۴۰۷۱ از ساعت ۰۹:۳۰ تا ۱۱:۱۰ و روز ۱۴۰۴/۰۸/۱۲",
    "مبلغ ۱٬۲۵۰٬۰۰۰ ریال و ۳٫۵ متر",
)
TURNED = str.maketrans("()«»[]", ")(»«][")


@pytest.mark.parametrize("sentence", SENTENCES)
def test_pdfium_reads_back_what_was_written(sentence: str) -> None:
    assert sentence in text_of(printed(sentence))


@pytest.mark.needs("poppler")
@pytest.mark.parametrize("sentence", SENTENCES)
def test_pdftotext_reads_back_what_was_written(sentence: str, tmp_path: Path) -> None:
    assert sentence in poppler_text_of(printed(sentence), tmp_path)


def test_pdfium_reads_brackets_the_right_way_round() -> None:
    sentence = "دفتر «نمونه» (شهرستان الوند) [الف] است"
    assert sentence in text_of(printed(sentence))


@pytest.mark.needs("poppler")
def test_pdftotext_finds_every_word_between_brackets(tmp_path: Path) -> None:
    """It names a bracket by its picture, pdfium by its sense; both cannot be served."""
    sentence = "دفتر «نمونه» (شهرستان الوند) [الف] است"
    read = poppler_text_of(printed(sentence), tmp_path)
    assert sentence.translate(TURNED) in read


@pytest.mark.needs("poppler")
def test_codes_names_and_quantities_keep_their_order_among_persian(tmp_path: Path) -> None:
    read = poppler_text_of(
        printed("کد 26-0408-0031 و مهر 7F3A-91C2-08BD-44E0", "وزن 12,500 kg بود و F5 با Foad"),
        tmp_path,
    )
    for whole in ("۲۶-۰۴۰۸-۰۰۳۱", "۷F۳A-۹۱C۲-۰۸BD-۴۴E۰", "۱۲,۵۰۰ kg", "F5", "Foad"):
        assert whole in read


@pytest.mark.parametrize(
    ("logical", "drawn"),
    [
        ("۸/۱۳۴۰۷۱", "۸/۱۳۴۰۷۱"),
        ("26-0408-0031", "۲۶-۰۴۰۸-۰۰۳۱"),
        ("12,500 kg", "۱۲,۵۰۰ kg"),
        ("7F3A-91C2-08BD-44E0", "۷F۳A-۹۱C۲-۰۸BD-۴۴E۰"),
        (ltr_isolate("028-33334444"), "۰۲۸-۳۳۳۳۴۴۴۴"),
        ("Foad (128)", "Foad (۱۲۸)"),
        ("https://example.ir/a/b1", "https://example.ir/a/b1"),
    ],
)
def test_what_reads_from_the_left_is_drawn_so_after_a_persian_word(
    logical: str, drawn: str
) -> None:
    line = persian.prepared(f"شماره {logical} است")
    assert f" {drawn} " in persian.visual(line)


def test_a_number_after_a_guarded_code_is_not_drawn_into_it() -> None:
    line = persian.visual(persian.prepared(f"{ltr_isolate('8/133902')}، ۱۰ آبان"))
    assert line.endswith("۱۰ ،۸/۱۳۳۹۰۲")


def test_brackets_turn_with_their_persian_run_and_not_with_a_latin_one() -> None:
    assert persian.visual("(۳)") == "(۳)"
    assert persian.visual("«ب» <").startswith("> «")
    assert "Foad (x)" in persian.visual("با Foad (x) است")


def test_lines_are_broken_in_reading_order() -> None:
    text = "یک دو سه چهار پنج شش هفت هشت نه ده یازده دوازده سیزده"
    lines = persian.break_lines(text, Weight.REGULAR, 9, 80)
    assert len(lines) > 2
    assert " ".join(lines) == text
    assert all(persian.width(line, Weight.REGULAR, 9) <= 80 for line in lines)


def test_a_word_wider_than_the_line_is_cut_and_nothing_of_it_is_lost() -> None:
    lines = persian.break_lines("ب" * 300, Weight.REGULAR, 9, 100)
    assert "".join(lines) == "ب" * 300
    assert all(persian.width(line, Weight.REGULAR, 9) <= 100 for line in lines)


def test_a_unit_and_an_article_number_stay_with_their_word() -> None:
    for text, kept in (("وزن 12,500 kg بود", "۱۲,۵۰۰ kg"), ("برابر مادهٔ ۸ است", "مادۀ ۸")):
        for room in range(40, 120, 5):
            lines = persian.break_lines(text, Weight.REGULAR, 9, room)
            assert any(
                kept in re.sub("[\u200e\u200f]", "", x).replace("\u00a0", " ") for x in lines
            )


def test_a_character_that_the_font_lacks_is_refused_by_name() -> None:
    with pytest.raises(MissingGlyph) as refusal:
        printed("گزارش 🙂 خوب")
    assert refusal.value.code == "paper_missing_glyph"
    assert refusal.value.arguments["character"] == "🙂"
    assert refusal.value.arguments["codepoint"] == "U+1F642"


PERSIAN = st.text("ابپتجدلامنویهکیآئؤ «»()،.؛ ۰۱۲۳۴/:-\u200cFkg", max_size=60)


@given(PERSIAN)
def test_turning_a_line_round_keeps_every_letter(text: str) -> None:
    line = persian.prepared(text)
    drawn = persian.visual(line.replace("\n", " "))
    kept = sum(1 for letter in line if letter.isdigit())
    assert sum(1 for letter in drawn if letter.isdigit()) == kept


@given(PERSIAN, st.integers(30, 300))
def test_no_broken_line_is_wider_than_its_room(text: str, room: int) -> None:
    for line in persian.break_lines(text, Weight.REGULAR, 9, room):
        assert persian.width(line, Weight.REGULAR, 9) <= room + 0.01
