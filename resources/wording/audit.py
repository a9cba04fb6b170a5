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
    "audit_unsound": lazy("دفتر ستاد درست نیست: {faults} ایراد. آن را به مسئول حراست نشان دهید."),
}
