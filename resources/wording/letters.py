"""Errors of letters in words; a row is ``"code": lazy("جمله با {argument}")``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from resources.words import lazy

if TYPE_CHECKING:
    from resources.wording import Words

WORDS: Final[dict[str, Words]] = {
    "letter_incomplete": lazy("فرستنده، گیرنده، موضوع و متن نامه را کامل کنید."),
    "letter_not_numbered": lazy("نامه هنوز شماره ندارد. دبیرخانه باید آن را شماره کند."),
    "letter_numbered_already": lazy("نامه شماره گرفته است و دیگر ویرایش نمی‌شود."),
    "letter_issued_already": lazy("نسخهٔ صادرشدهٔ این نامه پیش‌تر ذخیره شده است."),
    "letter_not_issued": lazy("پیش از ارسال، نسخهٔ صادرشدهٔ نامه را ذخیره کنید."),
    "letter_date_in_future": lazy("تاریخ نامه هنوز نرسیده است."),
    "answer_letter_missing": lazy("نامه‌ای را انتخاب کنید که پاسخ این نامه است."),
    "letter_of_hidden_case": lazy(
        "این پرونده هنوز از دفتر پنهان است؛ نامه‌ای که همهٔ دفتر می‌خواند از آن نام نمی‌برد."
    ),
}
