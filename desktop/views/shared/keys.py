"""Every key of the window, as data: the help page shows this table.

F2–F5 and F7 are left free: the indicators are called F1–F7, and a key cap «F4» beside a tag «F4»
misleads.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from resources.words import Lazy, lazy


@dataclass(frozen=True, slots=True)
class Key:
    """A key, what it does and where it works."""

    key: str
    does: Lazy
    where: Lazy


_EVERYWHERE: Final = lazy("همه‌جا")
_LISTS: Final = lazy("فهرست‌ها")
_FORMS: Final = lazy("فرم‌ها")
_CONFLICTS: Final = lazy("دو ویرایش هم‌زمان")

KEYS: Final = (
    Key("Ctrl+K", lazy("جستجو در همه"), _EVERYWHERE),
    Key("Ctrl+N", lazy("ثبت تازه در همین‌جا"), _EVERYWHERE),
    Key("Ctrl+Return", lazy("کار اصلی صفحه"), _EVERYWHERE),
    Key("Escape", lazy("بازگشت یا بستن"), _EVERYWHERE),
    Key("F1", lazy("راهنما و فهرست کلیدها"), _EVERYWHERE),
    Key("F6", lazy("بخش بعدی پنجره"), _EVERYWHERE),
    Key("Ctrl+P", lazy("پیش‌نمایش و چاپ"), _EVERYWHERE),
    Key("Ctrl+L", lazy("قفل کردن"), _EVERYWHERE),
    Key("Ctrl+F", lazy("جستجو در همین فهرست"), _LISTS),
    Key("Return", lazy("باز کردن"), _LISTS),
    Key("Up", lazy("ردیف پیش"), _LISTS),
    Key("Down", lazy("ردیف بعد"), _LISTS),
    Key("Delete", lazy("برداشتن فیلتر"), _LISTS),
    Key("Alt+Up", lazy("جابه‌جایی به بالا"), _LISTS),
    Key("Alt+Down", lazy("جابه‌جایی به پایین"), _LISTS),
    Key("F8", lazy("کمبود بعدی"), _FORMS),
    Key("F9", lazy("افزودن عکس"), _FORMS),
    Key("F10", lazy("یافتهٔ تازه"), _FORMS),
    Key("Ctrl+Up", lazy("بخش پیش"), _FORMS),
    Key("Ctrl+Down", lazy("بخش بعد"), _FORMS),
    Key("1", lazy("پاسخ نخست؛ ۲ و ۳ پاسخ‌های دیگر"), _FORMS),
    Key("Return", lazy("پرسش بعد"), _FORMS),
    Key("Right", lazy("پذیرفتن ستون راست"), _CONFLICTS),
    Key("Left", lazy("پذیرفتن ستون چپ"), _CONFLICTS),
)


def groups() -> dict[str, list[Key]]:
    """The table by place, in the order of the window."""
    found: dict[str, list[Key]] = {}
    for one in KEYS:
        found.setdefault(str(one.where), []).append(one)
    return found
