"""Invented rows for the gallery and its tests («نمونه»)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from desktop.views.shared.pill import PillLook
from desktop.views.shared.record_table import Column
from desktop.views.shared.tags import Tag, count_tag

PILLS: Final = {
    "وضعیت بازرسی": [
        PillLook("پیش‌نویس", "neutral", "dash"),
        PillLook("حکم صادر شد", "info", "ring"),
        PillLook("در حال بازرسی", "accent", "pie1"),
        PillLook("نگارش گزارش", "accent", "pie2"),
        PillLook("در بررسی رئیس", "warning", "pie3"),
        PillLook("بازگشته برای اصلاح", "danger", "back"),
        PillLook("تأیید شد", "success", "pie4"),
        PillLook("ارسال به دستگاه", "info", "pie4"),
        PillLook("بسته", "neutral", "check"),
        PillLook("لغو شد", "neutral", "cross"),
    ],
    "دیگر نشان‌ها": [
        PillLook("بررسی مجدد", "violet", "again"),
        PillLook("هدایت به خط دیگر", "neutral", "out"),
        PillLook("بسته با رضایت", "success", "check"),
    ],
}


@dataclass(frozen=True, slots=True)
class SampleRow:
    id: int
    number: str
    unit: str
    county: str
    nature: str
    day: date
    findings: tuple[Tag, ...]
    state: PillLook


COLUMNS: Final = (
    Column("number", "شماره", "code", 116),
    Column("unit", "واحد بازرسی‌شونده", "name", 150, stretch=True, detail=lambda row: row.county),
    Column("county", "شهرستان", "text", 90),
    Column("nature", "نوع", "text", 84),
    Column("day", "تاریخ", "date", 84),
    Column("findings", "یافته‌ها", "tags", 90, sortable=False),
    Column("state", "وضعیت", "pill", 150),
    Column("team", "سرگروه", "text", 110, value=lambda _row: None, shown=False),
)
_COUNTIES: Final = ("الوند", "تاکستان", "قزوین", "بوئین‌زهرا", "آبیک")
_UNITS: Final = ("واحد نمونهٔ ب", "ادارهٔ نمونهٔ ت", "شعبهٔ نمونهٔ ۱۱ بانک نمونهٔ مرکز استان")
ROWS: Final = tuple(
    SampleRow(
        number,
        f"26-0408-{31 - number:04}",
        _UNITS[number % 3],
        _COUNTIES[number % 5],
        ("سرزده", "برنامه‌ای", "موردی")[number % 3],
        date(2025, 11, 3) - timedelta(days=number),
        tuple(
            count_tag(number % 3 + place, tone, "یافته")
            for place, tone in enumerate(("danger", "warning", "info")[: number % 4])
        ),
        PILLS["وضعیت بازرسی"][number % 10],
    )
    for number in range(28)
)
