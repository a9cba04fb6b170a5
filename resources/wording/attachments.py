"""Errors of photos and files in words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from resources.words import lazy

if TYPE_CHECKING:
    from resources.wording import Words

WORDS: Final[dict[str, Words]] = {
    "attachment_empty": lazy("«{name}» خالی است. عکس را دوباره از گوشی بردارید."),
    "attachment_too_large": lazy(
        "«{name}» از {most} مگابایت بزرگ‌تر است. عکسی با کیفیت معمولی بردارید."
    ),
    "attachment_kind_unknown": lazy("«{name}» عکس یا PDF نیست. پروندهٔ JPEG، PNG یا PDF بدهید."),
    "attachment_kind_mismatch": lazy(
        "نام «{name}» با محتوای آن نمی‌خواند؛ محتوا {found} است. نام پرونده را درست کنید."
    ),
    "pdf_unreadable": lazy("این PDF خوانا نیست یا بزرگ‌تر از آن است که نشان داده شود."),
    "photo_unreadable": lazy("عکس «{name}» خوانده نشد. پرونده آسیب دیده است؛ عکس دیگری بدهید."),
    "photo_too_many_pixels": lazy(
        "عکس «{name}» بیش از {most} میلیون نقطه دارد. با کیفیت معمولی عکس بگیرید."
    ),
    "photo_too_slow": lazy("باز کردن عکس «{name}» بیش از اندازه طول کشید. عکس دیگری بدهید."),
    "attachment_unreadable": lazy("«{name}» باز نشد. ببینید پرونده یا کارت هنوز وصل است."),
    "photo_folder_unreadable": lazy("پوشهٔ «{name}» باز نشد. ببینید گوشی یا کارت هنوز وصل است."),
    "attachment_not_here": lazy("این پرونده هنوز به این رایانه نرسیده است. همگام کنید."),
    "attachment_damaged": lazy("پروندهٔ پیوست آسیب دیده است. به مدیر سامانه خبر دهید."),
    "attachment_mismatch": lazy("پیوست درست نرسید و از نو خواسته می‌شود. دوباره همگام کنید."),
    "attachment_twice": lazy("«{name}» پیش‌تر در همین بازرسی افزوده شده است."),
    "attachment_too_many": lazy(
        "هر یافته یا پرسش تا {most} پرونده می‌گیرد. یکی را بردارید یا یافتهٔ دیگری ثبت کنید."
    ),
    "file_not_for_elsewhere": lazy(
        "این گونه پرونده تنها نگه داشته می‌شود و از اینجا باز نمی‌شود؛ شاید برنامهٔ زیان‌بار باشد."
    ),
    "attachment_not_wanted": lazy("این پیوست خواسته نشده بود و نگه داشته نشد."),
}
