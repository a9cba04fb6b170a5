from __future__ import annotations

from dataclasses import fields, replace

from desktop.documents.inspections import InspectionReport, Order, inspection_report
from desktop.documents.page import Letterhead
from desktop.documents.signatures import Signature, Signed
from tests.documents.reading import page_count, text_of
from tests.documents.samples import PRINTED_AT, VERSION, report


def printed(paper: InspectionReport) -> bytes:
    return inspection_report(paper, printed_at=PRINTED_AT, app_version=VERSION)


def test_a_filled_report_has_every_section_in_the_order_of_the_pattern() -> None:
    read = text_of(printed(report()))
    headings = (
        "گزارش بازرسی سرزده",
        "حکم",
        "گستره",
        "معیارها",
        "روش",
        "چک‌لیست",
        "مشاهدات به تفکیک شاخص",
        "یافته‌ها",
        "توضیح واحد",
        "ریشه‌یابی",
        "رفع فوری در محل",
        "پیشنهادها و اقدام‌های اصلاحی",
        "نقاط قوت",
        "پیوست‌ها",
        "از امضا خودداری شد",
    )
    places = [read.index(heading) for heading in headings]
    assert places == sorted(places)


def test_a_finding_stands_with_its_evidence_criterion_and_repetition() -> None:
    read = text_of(printed(report()))
    for words in (
        "صرف صبحانه ساعت ۰۹:۳۰",
        "مستند: عکس‌های ۱ و ۲",
        "شاخص چهارم (کرامت)",
        "تکرار یافتهٔ نامهٔ ۸/۱۲۹۰۰۴",
        "عمده",
    ):
        assert words in read


def test_an_action_stands_with_its_owner_and_date() -> None:
    read = text_of(printed(report()))
    assert "سرپرست واحد" in read
    assert "۱۹ آبان ۱۴۰۴" in read


def test_a_refused_signature_prints_the_witness_the_time_and_the_words() -> None:
    read = text_of(printed(report()))
    for words in (
        "از امضا خودداری شد",
        "۱۱:۲۰",
        "شاهد: بازرس نمونهٔ دو، کارشناس بازرسی",
        "موافق نیستم",
    ):
        assert words in read


def test_the_long_words_of_a_refusal_are_printed_whole() -> None:
    words = " ".join(f"گفته{number}" for number in range(90))
    refused = Signature(
        "سرپرست واحد", "سرپرست نمونه", Signed.REFUSED, PRINTED_AT, witness="شاهد", words=words
    )
    read = text_of(printed(replace(report(), signatures=(refused,))))
    assert "گفتهٔ سرپرست واحد هنگام امضا" in read
    assert read.count("گفته۸۹") == 1


def test_a_report_fits_on_two_pages() -> None:
    pdf = printed(report())
    assert page_count(pdf) == 2


def test_photos_follow_four_a_page_with_their_numbers() -> None:
    pdf = printed(report(photos=5))
    assert page_count(pdf) == 4
    assert [text_of(pdf, page).count("سالن اصلی، ساعت") for page in (2, 3)] == [4, 1]
    assert "عکس :۵" in text_of(pdf, 3) or "عکس ۵:" in text_of(pdf, 3)


def test_empty_parts_leave_no_heading() -> None:
    bare = InspectionReport(
        Letterhead("استانداری نمونه", "دفتر نمونه"),
        "گزارش بازرسی",
        "واحد نمونه",
        Order(""),
        (),
        None,
        None,
    )
    read = text_of(printed(bare))
    assert "واحد نمونه" in read
    for heading in ("چک‌لیست", "یافته‌ها", "حکم", "توضیح واحد", "پیوست‌ها", "امضا"):
        assert heading not in read


def test_a_draft_is_marked_on_every_page_and_a_filed_report_is_not() -> None:
    draft = printed(report(draft=True, number=""))
    assert all("پیش‌نویس" in text_of(draft, page) for page in range(page_count(draft)))
    assert "پیش‌نویس" not in text_of(printed(report()))


def test_invented_data_says_so_on_every_page() -> None:
    pdf = printed(report())
    for page in range(page_count(pdf)):
        assert "داده‌ها نمونه و ساختگی است" in text_of(pdf, page)
    assert "ساختگی" not in text_of(printed(replace(report(), sample=False)))


def test_the_same_report_is_the_same_bytes() -> None:
    assert printed(report(photos=2)) == printed(report(photos=2))


def test_a_report_has_no_room_for_what_concerns_a_person() -> None:
    assert not {name for name in (f.name for f in fields(InspectionReport)) if "person" in name}


def test_a_long_checklist_says_how_many_questions_are_overleaf() -> None:
    read = text_of(printed(report(checklist_repeat=5)), 0)
    assert "از ۴۱ پرسش؛ دنباله در صفحهٔ ۲" in read
