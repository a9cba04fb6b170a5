"""Errors of dates, numbers, answers and other plain input in words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from resources.words import lazy

if TYPE_CHECKING:
    from resources.wording import Words

WORDS: Final[dict[str, Words]] = {
    "text_broken": lazy(
        "در متن نویسهٔ شکسته‌ای هست که نوشته نمی‌شود. متن را دوباره بنویسید یا از جای دیگری بچسبانید."
    ),
    "date_unreadable": lazy("تاریخ خوانده نشد. آن را مانند {example} بنویسید."),
    "date_no_such_month": lazy("ماه باید از ۱ تا ۱۲ باشد."),
    "date_no_such_day": lazy("{month} {year}، {days} روز دارد."),
    "date_short_year": lazy("سال را چهاررقمی بنویسید، مانند {year}."),
    "date_out_of_range": lazy("سال باید از {first} تا {last} باشد."),
    "clock_unreadable": lazy("ساعت خوانده نشد. آن را مانند ۰۹:۳۰ بنویسید."),
    "national_id_length": lazy("کد ملی باید ۱۰ رقم باشد."),
    "national_id_leading_zeros": lazy("کد ملی کمتر از ۱۰ رقم دارد. شاید صفرهای اول آن افتاده است."),
    "national_id_repeated": lazy("کد ملی نمی‌تواند ده رقم یکسان باشد."),
    "national_id_check_digit": lazy("کد ملی درست نیست. رقم‌های آن را دوباره ببینید."),
    "mobile_unreadable": lazy("شمارهٔ همراه درست نیست. آن را مانند ۰۹۱۲۳۴۵۶۷۸۹ بنویسید."),
    "postal_code_length": lazy("کد پستی باید ۱۰ رقم باشد."),
    "postal_code_unusual": lazy("این کد پستی با الگوی رایج نمی‌خواند. آن را دوباره ببینید."),
    "calendar_without_hours": lazy("در تقویم کاری، از {start} ساعت کاری تعریف نشده است."),
    "answer_not_offered": lazy("این پاسخ در میان گزینه‌ها نیست."),
    "answer_not_a_number": lazy("پاسخ باید عدد باشد."),
    "answer_too_small": lazy("عدد باید {minimum} یا بیشتر باشد."),
    "answer_too_large": lazy("عدد باید {maximum} یا کمتر باشد."),
    "answer_not_a_date": lazy("پاسخ باید تاریخ باشد."),
    "checklist_damaged": lazy("قالب چک‌لیست ایراد دارد و باز نشد: {why}"),
    "file_not_written": lazy("«{name}» در این جا نوشته نشد. پوشهٔ دیگری را برگزینید."),
    "folder_not_empty": lazy("پوشهٔ «{folder}» خالی نیست. پوشهٔ دیگری را برگزینید."),
    "printer_failed": lazy("چاپگر برگ را نپذیرفت. روشن بودن و کاغذ آن را ببینید."),
    "record_not_in_trash": lazy("این مورد در سطل نیست؛ شاید همین حالا برگردانده شده است."),
    "not_from_trash": lazy("این گونه سند از سطل برنمی‌گردد."),
    "trash_too_old": lazy("بیش از {days} روز از حذف آن گذشته است و از اینجا برنمی‌گردد."),
}
