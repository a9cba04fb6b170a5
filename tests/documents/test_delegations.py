from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from desktop.documents.delegations import Wording, delegation_paper
from desktop.documents.visit_papers import Origin
from desktop.models.delegations.rows import DelegationDetail, DelegationRow
from tests.documents.reading import page_count, text_of
from tests.documents.samples import PRINTED_AT, VERSION

HEAD = "رئیس بازرسی (رئیس نمونهٔ یک)"
ROW = DelegationRow(
    bytes(16),
    bytes(16),
    HEAD,
    bytes(16),
    "بازرس نمونهٔ دو",
    "head_of_inspection",
    ("approve_reports",),
    ("province/26",),
    date(2025, 11, 1),
    date(2025, 11, 8),
    "leave",
    "active",
)
DETAIL = DelegationDetail(
    ROW, "رئیس بازرسی", "سفر نمونه", "1404/12", None, PRINTED_AT, None, (), (), ()
)
WORDS = Wording("تأیید یا برگرداندن گزارش بازرسی", "دفتر و استان", "مرخصی")
ORIGIN = Origin("سازمان نمونه", "دفتر نمونه", PRINTED_AT, VERSION, seal="NMNH-1234-ABCD")


def printed(detail: DelegationDetail = DETAIL) -> str:
    return text_of(delegation_paper(detail, WORDS, ORIGIN))


def test_it_says_who_acts_for_whom_in_what_and_until_when() -> None:
    read = printed()
    for words in (
        HEAD,
        "بازرس نمونهٔ دو",
        "تأیید یا برگرداندن گزارش بازرسی",
        "۱۰ آبان ۱۴۰۴",
        "۱۷ آبان ۱۴۰۴",
        "مرخصی",
        "سفر نمونه",
        "به جانشینیِ",
    ):
        assert words in read, words
    assert page_count(delegation_paper(DETAIL, WORDS, ORIGIN)) == 1


def test_one_that_is_not_signed_is_a_draft() -> None:
    assert "پیش‌نویس" in printed(replace(DETAIL, signed_at=None))
    assert "پیش‌نویس" not in printed()


def test_it_says_when_it_was_taken_back_and_who_else_acts() -> None:
    other = replace(ROW, to_name="بازرس نمونهٔ سه")
    read = printed(replace(DETAIL, revoked_at=PRINTED_AT + timedelta(days=1), beside=(other,)))
    assert "پس گرفته شد" in read
    assert "بازرس نمونهٔ سه" in read


def test_the_same_rows_give_the_same_bytes() -> None:
    assert delegation_paper(DETAIL, WORDS, ORIGIN) == delegation_paper(DETAIL, WORDS, ORIGIN)
