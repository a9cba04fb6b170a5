"""Errors of identities in words; a row is ``"code": lazy("جمله با {argument}")``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from resources.words import lazy

if TYPE_CHECKING:
    from resources.wording import Words

WORDS: Final[dict[str, Words]] = {
    "identity_name_missing": lazy("نام را بنویسید."),
    "mobile_wrong": lazy("شمارهٔ همراه درست نیست؛ نمونه: ۰۹۱۲۳۴۵۶۷۸۹."),
    "identity_too_long": lazy("این نوشته بلندتر از آن است که مهر شود؛ کوتاه‌ترش کنید."),
    "identity_text_wrong": lazy("در این نوشته نویسه‌ای نادرست هست؛ دوباره بنویسیدش."),
    "identity_field_missing": lazy("این فیلد برای این هویت ثبت نشده است."),
    "identity_not_for_role": lazy("با این نقش نمی‌توانید این کار را با هویت‌ها انجام دهید."),
    "identity_purpose_missing": lazy("بگویید برای چه کاری می‌گشایید."),
    "identity_reason_missing": lazy("دلیل را دست‌کم با {least} نویسه بنویسید."),
    "identity_reason_has_number": lazy(
        "شماره را در دلیل ننویسید؛ دلیل مهر نمی‌شود و دیگران آن را می‌بینند."
    ),
    "identity_without_consent": lazy(
        "رضایت شهروند برای شناخته‌شدن نزد دستگاه ثبت نشده است؛ هویت گشوده نمی‌شود."
    ),
    "identity_needs_two": lazy("هویت مهروموم‌شده را دو امین سلامت با هم می‌گشایند."),
    "identity_of_another_office": lazy("این هویت نزد این دفتر نیست یا دفتر مقصد همین دفتر است."),
    "identity_seal_broken": lazy(
        "مهر این هویت باز نشد: دست خورده یا جابه‌جا شده است. به ستاد خبر دهید."
    ),
    "identity_key_not_here": lazy(
        "کلید این هویت هنوز روی این رایانه نیست؛ با تبادل بعدی با ستاد می‌رسد."
    ),
    "not_in_contact_group": lazy(
        "این رایانه عضو گروه تماسی نیست که این هویت برایش مهر شده؛ از امین هویت بخواهید."
    ),
    "contact_group_missing": lazy(
        "آن دفتر هنوز گروه تماس ندارد. امین هویتِ همان دفتر باید آن را بسازد."
    ),
    "contact_member_unknown": lazy("گواهی یکی از این افراد روی این رایانه نیست."),
    "custodian_decides": lazy("امینی که هویت این پرونده را گشوده است دربارهٔ آن تصمیم نمی‌گیرد."),
    "opening_over": lazy("زمان دیدن این مقدار گذشته است؛ دوباره با ذکر کار بگشایید."),
    "opening_of_another": lazy("گشودن هویت تنها به نام و نقش خود شما ثبت می‌شود."),
    "not_an_officer": lazy("این رایانه از آنِ هیچ‌یک از سه امین سلامت نیست."),
    "officers_missing": lazy("ستاد هنوز سه امین سلامت را نام نبرده است؛ چیزی برایشان مهر نمی‌شود."),
    "officers_not_three": lazy("باید سه نفر، هر یک با یک رایانه، امین سلامت باشند؛ اکنون {n} است."),
    "record_is_final": lazy("این ثبت دیگر دگرگون نمی‌شود."),
}
