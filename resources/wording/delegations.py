"""Errors of delegations in words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from resources.words import lazy

if TYPE_CHECKING:
    from resources.wording import Words

WORDS: Final[dict[str, Words]] = {
    "delegation_unknown": lazy("این جانشینی شناخته نیست یا هنوز امضا نشده است."),
    "delegation_of_another": lazy("این جانشینی برای شخص یا نقش دیگری است."),
    "delegation_not_begun": lazy("این جانشینی از {starts} آغاز می‌شود."),
    "delegation_over": lazy("این جانشینی در پایان {ends} تمام شد."),
    "delegation_revoked": lazy("این جانشینی پس گرفته شده است."),
    "delegation_passed_on": lazy("جانشین نمی‌تواند جانشینی را به دیگری بسپارد."),
    "delegation_step_not_lent": lazy("این کار در جانشینیِ شما نیست."),
    "delegation_not_yours": lazy("تنها خودِ صاحب نقش جانشینی را می‌نویسد، امضا می‌کند و پس می‌گیرد."),
    "delegation_beyond": lazy("بیش از آنچه دارید نمی‌توانید بسپارید."),
    "delegation_to_oneself": lazy("جانشین باید شخص دیگری باشد."),
    "delegate_missing": lazy("جانشین را از فهرست کارکنان انتخاب کنید."),
    "delegation_post_missing": lazy("سمت خود را بنویسید."),
    "delegation_past": lazy("روزهای این جانشینی گذشته است."),
    "delegation_days_wrong": lazy("روز پایان پیش از روز آغاز است."),
    "delegation_too_long": lazy("جانشینی بیش از {most} روز نمی‌شود."),
    "delegation_step_unknown": lazy("یکی از این کارها از نقش شما نیست."),
    "delegation_scope_missing": lazy("جای جانشینی را انتخاب کنید."),
    "delegation_reason_missing": lazy("دلیل جانشینی را انتخاب کنید."),
    "delegation_signed": lazy("جانشینیِ امضاشده دیگر تغییر نمی‌کند؛ آن را پس بگیرید و تازه بنویسید."),
    "delegation_changed": lazy(
        "آنچه امضا شد با آنچه نوشته شده یکی نیست. دوباره بنویسید و امضا کنید."
    ),
    "field_not_for_role": lazy("این بخش را نقش شما نمی‌نویسد."),
}
