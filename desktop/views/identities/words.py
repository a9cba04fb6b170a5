"""Identities in words: fields, purposes, what they belong to. No Qt."""

from __future__ import annotations

from typing import Final

from desktop.models import reference
from desktop.models.calendar import clock, in_iran, short_date
from desktop.models.identities.queries import IdentityRow, OpeningRow
from desktop.models.text import ltr_isolate, persian_digits
from resources.words import Lazy, _, lazy, listed

FIELDS: Final[dict[str, Lazy]] = {
    "name": lazy("نام"),
    "mobile": lazy("شمارهٔ همراه"),
    "address": lazy("نشانی"),
    "national_id": lazy("کد ملی"),
}
PURPOSES: Final[dict[str, Lazy]] = {
    "call": lazy("تماس تلفنی"),
    "sms": lazy("پیامک"),
    "letter": lazy("نامه"),
    "in_person": lazy("دیدار حضوری"),
    "seal_first": lazy("گشودن مهر نخست"),
    "seal_second": lazy("گشودن مهر دوم"),
}
SUBJECTS: Final[dict[str, Lazy]] = {
    "meeting_requests": lazy("درخواست ملاقات مردمی"),
    "complaints": lazy("شکایت"),
    "corruption_reports": lazy("گزارش فساد"),
    "volunteer_reports": lazy("گزارش داوطلب"),
    "volunteers": lazy("داوطلب"),
}
MASK: Final = "•••••••"


def field_words(field: str) -> str:
    """A field as people call it."""
    return str(FIELDS.get(field, field))


def purpose_words(purpose: str) -> str:
    """What it was opened for."""
    return str(PURPOSES.get(purpose, purpose))


def subject_words(kind: str) -> str:
    """What an identity belongs to."""
    return str(SUBJECTS.get(kind, kind))


def code_words(code: str) -> str:
    """The code of an identity in its own order."""
    return ltr_isolate(persian_digits(code))


def title_words(row: IdentityRow) -> str:
    """«هویت ۳F2K-۹QX۱»"""
    return _("هویت {code}").format(code=code_words(row.code))


def row_words(row: IdentityRow) -> str:
    """What it belongs to, of when, and which fields it has; names nobody."""
    when = in_iran(row.created_at)
    sealed = _("مهروموم‌شده") if row.identity_class == "sealed" else ""
    given = listed(field_words(field) for field in row.given)
    return " · ".join(
        part
        for part in (subject_words(row.subject_kind), sealed, short_date(when.date()), given)
        if part
    )


def opening_words(row: OpeningRow) -> str:
    """Who, in which role, when."""
    when = in_iran(row.created_at)
    role = str(reference.name_of(reference.find("roles", row.role)))
    moment = f"{short_date(when.date())}، {clock(when)}"
    return " · ".join(part for part in (f"{row.person_name} ({role})", moment) if part)


def what_words(row: OpeningRow) -> str:
    """Which field of which identity for which purpose."""
    return _("{field} از هویت {code} برای {purpose}").format(
        field=field_words(row.field), code=code_words(row.code), purpose=purpose_words(row.purpose)
    )
