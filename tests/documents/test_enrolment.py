"""The enrolment sheet: what is on it can be read, compared and found again."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from desktop.documents.enrolment import EnrolmentFacts, enrolment_sheet
from desktop.models.text import persian_digits
from tests.documents.reading import page_count, text_of

WHEN = datetime(2026, 11, 22, 6, 0, tzinfo=UTC)
FACTS = EnrolmentFacts(
    issuer="استانداری قزوین",
    office="دفتر بازرسی نمونهٔ قزوین",
    person="بازرس نمونهٔ یک",
    roles=("بازرس", "دبیرخانه"),
    province="قزوین",
    code="K7Q2M-9XR4D",
    url="https://10.20.30.40:8443",
    root="3FA9-04C1-7Q2N-8XR5-D0ZZ-K8PT",
    good_until=datetime(2026, 11, 25, 6, 0, tzinfo=UTC),
    sample=True,
)


def sheet(facts: EnrolmentFacts = FACTS) -> bytes:
    return enrolment_sheet(facts, printed_at=WHEN, app_version="0.1.0")


def test_everything_a_person_needs_is_on_one_page() -> None:
    assert page_count(sheet()) == 1
    words = text_of(sheet())
    for part in (*FACTS.code.split("-"), *FACTS.root.split("-"), FACTS.url):
        assert part in words, part
    for part in ("بازرس نمونهٔ یک", "دبیرخانه", "قزوین", "کاربر تازه", "درخواست با حافظهٔ جانبی"):
        assert part in words, part
    assert persian_digits("4 آذر 1405") in words
    assert "محرمانه" in words


def test_groups_stand_from_left_to_right() -> None:
    words = text_of(sheet())
    places = [words.index(group) for group in FACTS.root.split("-")]
    assert places == sorted(places)
    assert words.index("K7Q2M") < words.index("9XR4D")


def test_a_sheet_of_invented_data_says_so_and_a_real_one_does_not() -> None:
    assert "نمونه و ساختگی" in text_of(sheet())
    assert "ساختگی" not in text_of(sheet(replace(FACTS, sample=False)))


def test_long_names_stay_on_the_page() -> None:
    long = replace(FACTS, person="بازرس " * 12, roles=("مسئول بازرسی و پاسخگویی",) * 4)
    assert page_count(sheet(long)) == 1


def test_the_same_facts_give_the_same_bytes() -> None:
    assert sheet() == sheet()
