"""Words of the evidence package and its check."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from resources.words import lazy

if TYPE_CHECKING:
    from resources.wording import Words

WORDS: Final[dict[str, Words]] = {
    "package_malformed": lazy("این پرونده بستهٔ ادله نیست یا ناخوانا است."),
    "package_damaged": lazy("بخش «{name}» این بسته خوانده نمی‌شود."),
    "package_too_large": lazy("این بسته بزرگ‌تر از اندازهٔ مجاز است."),
    "package_newer": lazy("این بسته با نسخهٔ تازه‌تری ساخته شده است. برنامه را روزآمد کنید."),
    "package_other_root": lazy("این بسته از ستاد دیگری است: اثر انگشت ریشه {where} است."),
    "package_other_installation": lazy("ثبتی از نصب دیگری در این بسته است. {where}"),
    "package_keys_unsigned": lazy("فهرست کلیدهای ستاد امضای ریشه را ندارد."),
    "package_certificate": lazy("گواهی «{where}» امضای ستاد را ندارد."),
    "package_manifest_unsigned": lazy("فهرست بسته امضای سازندهٔ آن را ندارد."),
    "package_changed": lazy("«{where}» پس از ساخته شدن بسته عوض شده است."),
    "package_slipped_in": lazy("«{where}» در فهرست بسته نیست و بعداً افزوده شده است."),
    "package_batch": lazy("دستهٔ {where} امضای ستاد را ندارد."),
    "package_body": lazy("متن یک ثبت با اثر انگشت آن نمی‌خواند: {where}"),
    "package_entry_hash": lazy("اثر انگشت یک ثبت با سربرگ آن نمی‌خواند: {where}"),
    "package_entry_unsigned": lazy("یک ثبت نه امضای نویسنده را دارد و نه ستاد: {where}"),
    "package_paper_unnamed": lazy("هیچ ثبتی از «{where}» نام نمی‌برد."),
    "package_root_unconfirmed": lazy(
        "اثر انگشت ریشه {root} است؛ آن را با برگ ثبت‌نام ستاد بسنجید یا با ‎--root بدهید."
    ),
    "seal_code_short": lazy(
        "کد مهر {wanted} نویسه دارد و اینجا {count} نویسه نوشته شده است. "
        "هر سه دستهٔ چهارتایی را بنویسید."
    ),
    "seal_code_letter": lazy(
        "«{letter}» در کد مهر به کار نمی‌رود. کد تنها رقم و حرف بزرگ انگلیسی دارد، بی I، L، O و U."
    ),
    "paper_unknown": lazy(
        "هیچ ثبتی در این صندوق کد «{code}» را ندارد. کد را دوباره از روی برگ بخوانید؛ "
        "اگر درست است، برگ از صندوقی است که ثبت آن اینجا نیست، یا ساختگی است."
    ),
    "paper_entry_altered": lazy(
        "ثبت شمارهٔ {counter} که این برگ بر آن مهر شده پس از آن دست خورده است. "
        "به مدیر سامانه خبر دهید."
    ),
    "paper_visit_unknown": lazy(
        "بازرسی با شمارهٔ {number} در این صندوق نیست. شماره را بازبینی کنید."
    ),
    "visit_still_covert": lazy("بازدید پنهان تا پیش از آشکار شدن بسته نمی‌شود."),
}
