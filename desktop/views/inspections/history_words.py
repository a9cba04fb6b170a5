"""The history of a visit in words: who, when, what, and what stood there before. No Qt."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Final

from desktop.models import reference
from desktop.models.behalf import delegator_words
from desktop.models.calendar import clock, in_iran, short_date
from desktop.models.history import ChangeRow, StepRow
from desktop.models.text import persian_digits
from resources.words import Lazy, _, lazy, listed

FIELDS: Final[dict[str, Lazy]] = {
    "order_number": lazy("شمارهٔ حکم"),
    "order_date": lazy("تاریخ حکم"),
    "order_issuer": lazy("صادرکنندهٔ حکم"),
    "remit": lazy("موضوع بازرسی"),
    "planned_at": lazy("زمان برنامه"),
    "started_at": lazy("آغاز"),
    "ended_at": lazy("پایان"),
    "kind": lazy("نوع"),
    "announced": lazy("با اطلاع قبلی"),
    "present_name": lazy("حاضر از واحد"),
    "present_post": lazy("سمت حاضر"),
    "observations": lazy("مشاهدات"),
    "unit_explanation": lazy("توضیح واحد"),
    "good_practice": lazy("نقطهٔ قوت"),
    "root_cause": lazy("ریشهٔ مشکل"),
    "returned_reason": lazy("دلیل بازگشت"),
    "return_due": lazy("مهلت اصلاح"),
    "description": lazy("شرح"),
    "severity": lazy("شدت"),
    "indicator": lazy("شاخص"),
    "criterion": lazy("معیار"),
    "code": lazy("کد"),
    "place": lazy("جا"),
    "corrected_on_spot": lazy("رفع در محل"),
    "answer_text": lazy("پاسخ واحد"),
    "due_on": lazy("مهلت"),
    "owner_post": lazy("مسئول انجام"),
    "result": lazy("نتیجه"),
}
"""Fields worth a line; ids, folded text and the like are left out."""

_LISTS: Final = {"kind": ("inspection_kind", "action_kind"), "severity": ("severity",)}
_CODES: Final = frozenset({"indicator", "criterion", "code"})


@dataclass(frozen=True, slots=True)
class Told:
    """One line of the history."""

    at: datetime
    who: str
    what: str
    detail: str = ""
    reason: str = ""


def who_words(name: str | None, role: str, on_behalf_of: str | None) -> str:
    """«رئیس نمونه، رئیس بازرسی، به نیابت از …»."""
    words = listed((name or _("ناشناس در این رایانه"), reference.role_words(role)))
    whom = delegator_words(on_behalf_of)
    if whom:
        words += " · " + _("به جانشینیِ {whom}").format(whom=whom)
    elif on_behalf_of:
        words += " · " + _("به نیابت از {who}").format(who=on_behalf_of)
    return words


def step_told(step: StepRow, words: str) -> Told:
    return Told(
        step.at,
        who_words(step.actor_name, step.role, step.on_behalf_of),
        words,
        reason=step.reason or "",
    )


def changes_told(rows: Iterable[ChangeRow], subject: str = "") -> list[Told]:
    """Each changed field with its earlier value; the birth of a record is one line."""
    found = []
    for number, row in enumerate(rows):
        who = who_words(row.actor_name, row.role, row.on_behalf_of)
        if number == 0:
            first = next((one.after for one in row.fields if one.field == "description"), None)
            born = _("{subject}: ثبت شد").format(subject=subject) if subject else _("ثبت شد")
            found.append(Told(row.at, who, born, f"«{first}»" if isinstance(first, str) else ""))
            continue
        for change in row.fields:
            if change.field not in FIELDS or change.after == change.before:
                continue
            name = str(FIELDS[change.field])
            what = f"{subject}: {name}" if subject else name
            if change.before in (None, ""):
                detail = f"«{value_words(change.field, change.after)}»"
            else:
                detail = _("«{before}» شد «{after}»").format(
                    before=value_words(change.field, change.before),
                    after=value_words(change.field, change.after),
                )
            found.append(Told(row.at, who, what, detail))
    return found


def value_words(field: str, value: object) -> str:
    """A stored value as people read it."""
    if value is None or value == "":
        return "—"
    if isinstance(value, bool):
        return _("بلی") if value else _("خیر")
    if field == "announced":
        return _("بلی") if value else _("خیر")
    text = str(value)
    if field in _CODES:
        return text
    for name in _LISTS.get(field, ()):
        words = reference.choices(name).get(text)
        if words is not None:
            return str(words)
    if len(text) >= 10 and text[4:5] == "-" and text[7:8] == "-":
        try:
            if len(text) > 10:
                at = datetime.fromisoformat(text)
                at = at if at.tzinfo is not None else at.replace(tzinfo=UTC)
                return f"{short_date(in_iran(at).date())} {clock(at)}"
            return short_date(date.fromisoformat(text))
        except ValueError:
            return text
    return persian_digits(text)
