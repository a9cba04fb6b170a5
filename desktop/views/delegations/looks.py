"""How delegations look and read on the window and on paper."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Final

from desktop.models.calendar import clock, iran_day, short_date
from desktop.models.delegations.rows import DelegationRow, Lent
from desktop.models.delegations.rules import STEPS
from desktop.views.shared.pill import Glyph, PillLook
from resources.words import Lazy, _, lazy

STATES: Final[Mapping[str, tuple[Lazy, str, Glyph]]] = {
    "draft": (lazy("پیش‌نویس"), "neutral", "ring"),
    "signed": (lazy("آغاز نشده"), "info", "pie2"),
    "active": (lazy("برقرار"), "success", "check"),
    "ended": (lazy("پایان یافت"), "neutral", "out"),
    "revoked": (lazy("پس گرفته شد"), "warning", "cross"),
}
REASONS: Final[Mapping[str, Lazy]] = {
    "leave": lazy("مرخصی"),
    "mission": lazy("مأموریت"),
    "in_team": lazy("عضویت در گروه بازرسی"),
    "other": lazy("دلیل دیگر"),
}
STEP_WORDS: Final[Mapping[str, Lazy]] = {
    "approve_reports": lazy("تأیید یا برگرداندن گزارش بازرسی"),
    "decide_findings": lazy("تصمیم دربارهٔ یافته‌ها"),
    "agree_actions": lazy("پذیرفتن اقدام‌های اصلاحی"),
    "verify_actions": lazy("راستی‌آزمایی اقدام‌های اصلاحی"),
    "close_visits": lazy("بستن پروندهٔ بازرسی"),
    "number_letters": lazy("شماره دادن و فرستادن نامه"),
    "send_reports": lazy("ارسال گزارش به دستگاه"),
}


def state_look(row: DelegationRow) -> PillLook:
    """The state of a line."""
    words, tone, glyph = STATES[row.standing]
    return PillLook(str(words), tone, glyph)


def steps_of_role(role: str) -> list[tuple[str, str]]:
    """The steps of a role that can be lent by name, as (name, words)."""
    return [(name, str(STEP_WORDS[name])) for name, one in STEPS.items() if one.role == role]


def steps_words(steps: Collection[str]) -> str:
    """What is lent: «تأیید یا برگرداندن گزارش بازرسی», or the whole role."""
    if not steps:
        return _("همهٔ کارهای این نقش")
    return "؛ ".join(str(STEP_WORDS[one]) if one in STEP_WORDS else one for one in steps)


def what_words(row: DelegationRow) -> str:
    """The cell of the list."""
    return steps_words(row.steps)


def where_words(lent: Collection[str]) -> str:
    """«دفتر و استان»."""
    whole = any(scope.startswith("province/") for scope in lent)
    return _("دفتر و استان") if whole else _("تنها دفتر")


def days_words(row: DelegationRow) -> str:
    """«از ۱۴۰۴/۰۸/۱۰ تا ۱۴۰۴/۰۸/۱۷»."""
    return _("از {start} تا {end}").format(start=short_date(row.starts), end=short_date(row.ends))


def reason_words(reason: str) -> str:
    """Why somebody is away."""
    return str(REASONS[reason]) if reason in REASONS else reason


def title_words(row: DelegationRow) -> str:
    """«جانشینیِ رئیس بازرسی (…) به …»."""
    return _("جانشینیِ {whom} به {who}").format(whom=row.from_words, who=row.to_name)


def acting_words(lent: Lent) -> str:
    """«به جانشینیِ رئیس بازرسی (…) کار می‌کنید»."""
    return _("به جانشینیِ {whom} کار می‌کنید").format(whom=lent.words)


def acting_line(lent: Lent) -> str:
    """What of it, and until when."""
    return _("{what} · تا {day}").format(what=steps_words(lent.steps), day=short_date(lent.ends))


def step_words(state: str) -> str:
    """What was done: «امضا شد»."""
    return _("امضا شد") if state == "signed" else _("پس گرفته شد")


def moment_words(at: datetime) -> str:
    """«۱۴۰۴/۰۸/۱۲ ۰۹:۳۰»."""
    return f"{short_date(iran_day(at))} {clock(at)}"
