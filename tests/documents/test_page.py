from __future__ import annotations

import re
from datetime import UTC, datetime
from io import BytesIO

import pytest
from pypdf import PdfReader

from desktop.documents.blocks import Boxed, Footnotes, Passage
from desktop.documents.page import BODY_BOTTOM, Block, Foot, Paper, render
from desktop.documents.sheet import BOTTOM, HEIGHT, LEFT, RIGHT, TOP, Align, Sheet, Style, Tick
from desktop.documents.signatures import Signature, Signatures
from desktop.documents.table import Column, Row, Table
from tests.documents.reading import characters, page_count, text_of
from tests.documents.samples import PRINTED_AT, SEAL, VERSION, letterhead

COLUMNS = (Column("ردیف", 12, Align.CENTRE), Column("شرح"), Column("تیک", 20, Align.CENTRE))


def paper() -> Paper:
    return Paper(letterhead(), Foot(PRINTED_AT, VERSION, SEAL), "گزارش آزمایشی")


def rows(count: int) -> list[Row]:
    return [Row((f"{number}", f"سطر شمارهٔ {number}", Tick.YES)) for number in range(1, count + 1)]


def pages(sheet: Paper) -> list[str]:
    pdf = render([sheet], "آزمون", PRINTED_AT)
    return [text_of(pdf, page) for page in range(page_count(pdf))]


def test_a_letterhead_bears_number_date_attachment_and_the_issuer() -> None:
    first = pages(paper())[0]
    for words in ("به نام خدا", "استانداری استان نمونه", "۸/۱۳۴۰۷۱", "۱۲ آبان ۱۴۰۴", "۵ عکس"):
        assert words in first


def test_a_foot_says_the_seal_how_to_check_it_when_it_was_printed_and_the_page() -> None:
    first = pages(paper())[0]
    for words in ("کد مهر", "بررسی سند", "چاپ: دوشنبه ۱۲ آبان", "۱۱:۲۲", "۰.۱.۰", "صفحهٔ ۱ از ۱"):
        assert words in first


def test_paper_without_a_seal_says_that_it_has_none() -> None:
    unsealed = Paper(letterhead(), Foot(PRINTED_AT, VERSION), "گزارش")
    assert "مهر نشده است" in pages(unsealed)[0]


def test_a_table_repeats_its_head_on_each_page_and_says_where_it_goes_on() -> None:
    sheet = paper()
    sheet.flow([Table(COLUMNS, rows(80), "جدول آزمایشی", counted="سطر")])
    read = pages(sheet)
    assert len(read) == 3
    assert all("ردیف" in page and "شرح" in page for page in read)
    assert "از ۸۰ سطر؛ دنباله در صفحهٔ ۲" in read[0]
    assert all("جدول آزمایشی (دنباله)" in page for page in read[1:])


def test_a_table_keeps_every_row_once_and_in_order() -> None:
    sheet = paper()
    sheet.flow([Table(COLUMNS, rows(80), "جدول")])
    seen = re.findall(r"سطر شمارهٔ ([۰-۹]+)", "\n".join(pages(sheet)))
    assert [int(number) for number in seen] == list(range(1, 81))


@pytest.mark.parametrize("filled", range(0, 46, 3))
def test_no_head_of_a_table_is_left_alone_at_the_foot_of_a_page(filled: int) -> None:
    sheet = paper()
    sheet.flow([Passage("خط پرکننده", gap=0)] * filled)
    sheet.flow([Table(COLUMNS, rows(12), "جدول آزمایشی")])
    for page in pages(sheet):
        if "جدول آزمایشی" in page:
            assert "سطر شمارهٔ" in page


def test_a_section_of_a_table_stays_with_its_first_row() -> None:
    for filled in range(20, 46):
        sheet = paper()
        sheet.flow([Passage("خط پرکننده", gap=0)] * filled)
        sectioned = [*rows(2), Row(section="بخش دوم"), *rows(6)]
        sheet.flow([Table(COLUMNS, sectioned, "جدول")])
        for page in pages(sheet):
            assert "بخش دوم" not in page or page.index("سطر", page.index("بخش دوم"))


def test_a_row_higher_than_a_page_is_split_between_lines() -> None:
    words = " ".join(f"واژه {number}" for number in range(999))
    sheet = paper()
    sheet.flow([Table(COLUMNS, [Row(("۱", words, Tick.NO))], "جدول")])
    seen = re.findall(r"واژه\s+([۰-۹]+)", "\n".join(pages(sheet)))
    assert [int(number) for number in seen] == list(range(999))


@pytest.mark.parametrize("filled", range(28, 52, 2))
def test_signatures_are_never_parted_from_the_last_line_of_text(filled: int) -> None:
    sheet = paper()
    signatures = Signatures([Signature("بازرس", "بازرس نمونهٔ یک")] * 3)
    sheet.flow(
        [Passage("خط پرکننده", gap=0)] * filled + [Passage("متن پایانی گزارش است.")],
        tail=signatures.room(),
    )
    signatures.place(sheet, 0)
    last = next(page for page in pages(sheet) if "امضا و تاریخ" in page)
    assert "متن پایانی" in last
    assert last.count("امضا و تاریخ") == 3


@pytest.mark.parametrize("closing", ["table", "boxed", "long"])
@pytest.mark.parametrize("filled", range(10, 52, 6))
def test_signatures_stay_with_the_end_of_a_table_a_box_and_a_long_text(
    closing: str, filled: int
) -> None:
    blocks: dict[str, Block] = {
        "table": Table(COLUMNS, rows(20), "جدول"),
        "boxed": Boxed("متن کادر " * 300, "کادر"),
        "long": Passage("متن بلند پایانی " * 200, "متن"),
    }
    body = {"table": "سطر شمارهٔ", "boxed": "متن کادر", "long": "متن بلند"}[closing]
    sheet = paper()
    signatures = Signatures([Signature("بازرس", "بازرس نمونهٔ یک")] * 3)
    sheet.flow([Passage("خط پرکننده", gap=0)] * filled)
    sheet.flow([blocks[closing]], tail=signatures.room())
    signatures.place(sheet, 0)
    signed = next(page for page in pages(sheet) if "امضا و تاریخ" in page)
    assert body in signed


def test_nothing_is_written_outside_the_margins() -> None:
    sheet = paper()
    sheet.flow(
        [
            Passage("متن بلند و گسترده در چند خط، با 12,500 kg و «نقل». " * 30, "متن"),
            Boxed("متن کادر «الف» (ب) " * 200, "کادر", note="به گفتهٔ کسی"),
            Table(COLUMNS, rows(40), "جدول", counted="سطر"),
            Footnotes(["پانویس نخست " * 20, "پانویس دوم"]),
        ]
    )
    pdf = render([sheet], "آزمون", PRINTED_AT)
    for page in range(page_count(pdf)):
        for one in characters(pdf, page):
            if one.character.strip() and one.right > one.left:
                assert one.left >= LEFT - 1, one
                assert one.right <= RIGHT + 1, one
                assert HEIGHT - one.bottom <= BOTTOM + 1, one
                assert HEIGHT - one.top >= TOP - 1, one


@pytest.mark.parametrize("filled", range(5, 30, 5))
def test_the_body_ends_above_the_foot(filled: int) -> None:
    sheet = paper()
    sheet.flow([Boxed("متن کادر است. " * 20 * filled, "کادر"), Table(COLUMNS, rows(filled), "ج")])
    pdf = render([sheet], "آزمون", PRINTED_AT)
    for page in range(page_count(pdf)):
        edges = sorted({round(HEIGHT - one.bottom) for one in characters(pdf, page)})
        assert not [edge for edge in edges if BODY_BOTTOM + 2 < edge < BODY_BOTTOM + 10]


def test_type_that_nobody_can_read_is_refused() -> None:
    with pytest.raises(ValueError, match="cannot be read"):
        Sheet().text("ریز", RIGHT, TOP, Style(size=6))


def test_all_type_is_at_least_six_and_a_half_points() -> None:
    sheet = paper()
    signatures = Signatures([Signature("بازرس", note="یادداشت")] * 3)
    sheet.flow([Boxed("متن", "کادر", note="یادداشت"), Table(COLUMNS, rows(3), "جدول")])
    signatures.place(sheet, 0)
    reader = PdfReader(BytesIO(render([sheet], "آزمون", PRINTED_AT)))
    sizes = re.findall(rb"/F\S+ ([\d.]+) Tf", reader.pages[0].get_contents().get_data())  # type: ignore[union-attr]  # a page of ours has contents
    assert sizes
    assert min(map(float, sizes)) >= 6.5


def test_the_same_paper_and_time_give_the_same_bytes() -> None:
    first, second = (render([paper()], "آزمون", PRINTED_AT) for _ in range(2))
    assert first == second
    later = render([paper()], "آزمون", datetime(2025, 11, 3, 8, 0, tzinfo=UTC))
    assert later != first


def test_every_font_is_embedded_and_the_file_names_nobody() -> None:
    reader = PdfReader(BytesIO(render([paper()], "آزمون", PRINTED_AT)))
    fonts = reader.pages[0]["/Resources"]["/Font"]  # type: ignore[index]  # pypdf's objects are maps
    used = [font.get_object() for font in fonts.values()]
    assert used
    for font in used:
        assert "Vazirmatn" in font["/BaseFont"]
        assert "/FontFile2" in font["/FontDescriptor"]
    assert reader.metadata is not None
    assert not reader.metadata.author
    assert not reader.metadata.creator
    assert reader.metadata.title == "آزمون"


def test_every_page_has_a_code_of_its_own() -> None:
    from desktop.documents import qr

    made = [qr.modules(qr.page_payload("BZR:26-0408-0031", page)) for page in (1, 2)]
    assert made[0] != made[1]
    assert {len(row) for row in made[0]} == {len(made[0])}


def test_later_pages_have_one_line_for_a_head() -> None:
    sheet = paper()
    sheet.flow([Table(COLUMNS, rows(80), "جدول")])
    read = pages(sheet)
    for number, page in enumerate(read[1:], start=2):
        assert "به نام خدا" not in page
        assert "گزارش آزمایشی · استانداری استان نمونه" in page
        assert f"صفحهٔ {'۰۱۲۳'[number]} از ۳" in page
