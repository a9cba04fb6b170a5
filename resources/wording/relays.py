"""Words for relays of a province, between laptops and headquarters."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from resources.words import Lazy, lazy

WORDS: Final[Mapping[str, Lazy | Callable[[Mapping[str, object]], str]]] = {
    "relay_unknown": lazy("ستاد این دستگاه را رلهٔ استان نمی‌شناسد. رله را از ستاد دوباره بگیرید."),
    "relay_address_wrong": lazy("نشانی یا گواهی رله پذیرفته نشد. نشانی رله را کوتاه و درست بدهید."),
    "relay_not_joined": lazy("این پوشه رلهٔ استان نیست. نخست «init --relay» را اجرا کنید."),
    "relay_enrols_nobody": lazy("ثبت‌نام فقط در ستاد انجام می‌شود، نه نزد رلهٔ استان."),
    "policy_not_genuine": lazy("فهرست دستگاه‌های استان امضای ستاد را نداشت و پذیرفته نشد."),
    "entry_not_genuine": lazy(
        "ثبتی از رله رسید که امضای نویسنده‌اش درست نبود. هیچ‌چیز از آن پذیرفته نشد. به مدیر سامانه "
        "خبر دهید."
    ),
}
