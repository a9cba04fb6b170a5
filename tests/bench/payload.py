"""The payload of all figures of exchange: findings of twelve fields, about 485 bytes as JSON.

The words are drawn by a seeded hand from what inspectors write, so that rows resemble each other
as real ones do and no more; the peers get the same values.
"""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from typing import Any

from desktop.commands.inspections import OrderVisit
from desktop.models.text import persian_digits
from tests.bench.laptops import UNIT, Laptop, now

_PHRASES = (
    "اطلاعیه‌ای کنار باجه نصب است که مراجعان معترض را تهدید می‌کند",
    "صندلی کافی برای سالمندان و مراجعان کم‌توان در سالن نیست",
    "شمارهٔ نوبت از دستگاه گرفته می‌شود ولی باجه‌ها به آن توجه نمی‌کنند",
    "برگهٔ راهنمای مدارک لازم در تابلوی اعلانات دیده نشد",
    "دو باجه از پنج باجه در ساعت شلوغی بسته بود",
    "شناسنامهٔ خدمت با مدت اعلام‌شده در سامانه فرق دارد",
    "از مراجعان رونوشت مدرکی خواسته شد که در پرونده موجود است",
    "کارمند باجه کارت شناسایی نصب نکرده بود",
    "پاسخ کتبی به درخواست تا پایان مهلت قانونی داده نشده است",
    "سامانهٔ نوبت‌دهی اینترنتی از صبح در دسترس نبود",
    "سطح شیب‌دار ورودی برای صندلی چرخ‌دار مناسب نیست",
    "صندوق شکایات باز نشده و کلید آن در دسترس نیست",
    "هزینهٔ خدمت بیش از تعرفهٔ مصوب دریافت شده است",
    "پرونده میان دو اتاق بی‌ثبت در دبیرخانه دست‌به‌دست می‌شود",
)
_ADDED = (
    "در بازدید بعد دوباره دیده شود",
    "مسئول واحد وعدهٔ رفع آن را داد",
    "از آن عکس گرفته شد",
)
_PLACES = (
    "سالن انتظار، کنار باجهٔ ۲",
    "ورودی اصلی ساختمان",
    "طبقهٔ دوم، اتاق بایگانی",
    "باجهٔ پاسخ‌گویی",
    "دبیرخانه",
    "پارکینگ مراجعان",
)
_CODES = ("K01", "K02", "K07", "K11", "K15")
_CRITERIA = ("C19-42", "C25-3", "C27-11", "C91-7")
_TYPES = ("nonconformity", "nonconformity", "observation")
_SEVERITIES = ("minor", "minor", "minor", "major")
_ITEMS = ("f5.counters", "f2.signs", "f3.access", "f1.notice", "f6.fees")
_SPOT = ("تذکر داده شد", "مسئول باجه آگاه شد", "")


def findings(count: int, visit: bytes, start: int = 0) -> Iterator[dict[str, Any]]:
    """The rows from a number on; the same number gives the same row."""
    for number in range(start, start + count):
        draw = random.Random(number)
        said = f"{draw.choice(_PHRASES)}؛ {draw.choice(_ADDED)}"
        yield {
            "visit_id": visit,
            "number": number + 1,
            "indicator": f"F{number % 7 + 1}",
            "code": draw.choice(_CODES),
            "criterion": draw.choice(_CRITERIA),
            "type": draw.choice(_TYPES),
            "severity": draw.choice(_SEVERITIES),
            "description": f"{said}. نوبت {persian_digits(number)}.",
            "place": draw.choice(_PLACES),
            "item": draw.choice(_ITEMS),
            "about_person": draw.random() < 0.1,
            "corrected_on_spot": draw.choice(_SPOT),
        }


def order(at: Laptop) -> bytes:
    """A visit for the findings to hang on."""
    key = at.vault.journal.new_id()
    at.does(
        OrderVisit(
            kind="case_based",
            order_number="۸/۱۳۳۹۰۲",
            order_date=now().date(),
            order_issuer="رئیس دفتر بازرسی نمونه",
            remit="شاخص‌های هفتگانه",
            unit=UNIT,
            planned_at=now(),
            leader=at.vault.person,
            template_code="foad_seven",
            template_version=3,
            sample=True,
            id=key,
        )
    )
    return key


def json_size(count: int) -> int:
    """Bytes of so many rows as JSON."""
    rows = ({**row, "visit_id": row["visit_id"].hex()} for row in findings(count, bytes(16)))
    return sum(len(json.dumps(row, ensure_ascii=False).encode()) for row in rows)


def plain(row: dict[str, Any]) -> list[str]:
    """The same row as twelve texts, for peers that know no other type."""
    return [value.hex() if isinstance(value, bytes) else str(value) for value in row.values()]
