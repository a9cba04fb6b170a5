"""A backup in words: when, how large, what it holds, and whether it proved."""

from __future__ import annotations

from datetime import date
from typing import Final

from desktop.models.backups import Backup
from desktop.models.calendar import clock, in_iran, long_date
from desktop.models.text import decimal, group_digits, persian_digits
from resources.words import Lazy, _, lazy, listed

_MEBIBYTE: Final = 1 << 20
_HELD: Final[dict[str, Lazy]] = {
    "visits": lazy("{n} بازرسی"),
    "findings": lazy("{n} یافته"),
    "letters": lazy("{n} نامه"),
    "blob_files": lazy("{n} پیوست"),
    "entries": lazy("{n} ثبت"),
}


def when_words(backup: Backup) -> str:
    """«چهارشنبه ۱۲ آبان ۱۴۰۴، ۰۹:۳۰»."""
    at = in_iran(backup.made_at)
    return f"{long_date(at.date())}، {clock(at)}"


def held_words(backup: Backup) -> str:
    """«۱۲ بازرسی، ۳۴ یافته، ۵۶۰ ثبت»; what it has none of is left out."""
    told = [
        str(words).format(n=group_digits(backup.counts[name]))
        for name, words in _HELD.items()
        if backup.counts.get(name)
    ]
    return listed(told) if told else _("خالی")


def size_words(size: int) -> str:
    """A size in megabytes."""
    return _("{n} مگابایت").format(n=decimal(max(size, _MEBIBYTE // 10) / _MEBIBYTE))


def age_words(backup: Backup, today: date) -> str:
    """How many days ago it was made."""
    days = (today - in_iran(backup.made_at).date()).days
    if days <= 0:
        return _("امروز")
    return _("{n} روز پیش").format(n=persian_digits(days))


def proof_words(backup: Backup) -> str:
    """Whether its chain proved when it was made."""
    return _("باز و بررسی شد") if backup.sound else _("باز شد؛ زنجیرهٔ ثبت‌ها نمی‌خواند")
