"""Headquarters' own chain in words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from resources.words import lazy

if TYPE_CHECKING:
    from resources.wording import Words

WORDS: Final[dict[str, Words]] = {
    "audit_link_missing": lazy("پیش از ثبت شمارهٔ {number} دفتر ستاد، ثبتی کم است."),
    "audit_link_altered": lazy("ثبت شمارهٔ {number} دفتر ستاد همان نیست که نوشته شده بود."),
    "audit_signature_wrong": lazy("امضای ثبت شمارهٔ {number} دفتر ستاد از ستاد نیست."),
    "hq_chain_cut": lazy(
        "دفتر ستاد از آنچه این رایانه دیده بود کوتاه‌تر است: ثبت‌هایی از پایان آن برداشته شده است."
    ),
    "hq_chain_rewritten": lazy(
        "دفتر ستاد از آنچه این رایانه دیده بود ادامه نمی‌یابد: ثبت‌های آن از نو نوشته شده است."
    ),
    "hq_chain_contradicts": lazy(
        "ستاد پیش‌تر نشانی از دفتر خود فرستاد که با نشان نگه‌داشته در این رایانه نمی‌خواند."
    ),
    "hq_chain_unsigned": lazy("نشان دفتر ستاد امضای ستاد را ندارد."),
    "audit_unsound": lazy("دفتر ستاد درست نیست: {faults} ایراد. آن را به مسئول حراست نشان دهید."),
}
