"""What fields of records are called, and how their values read: data for both sides of a choice."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, Final

from desktop.models import reference
from desktop.models.calendar import clock, in_iran, long_date
from desktop.models.text import ltr_isolate, persian_digits
from desktop.views.states import state_look
from resources.wording.kinds import KINDS
from resources.words import Lazy, _, lazy

_FIELDS: Final[Mapping[str, Lazy]] = {
    "accountability_level": lazy("سطح پاسخ‌گویی"),
    "address": lazy("نشانی"),
    "addressee": lazy("گیرنده"),
    "agency": lazy("دستگاه"),
    "amount": lazy("مبلغ"),
    "announced": lazy("با آگاهی پیشین"),
    "answer": lazy("پاسخ"),
    "answered_on": lazy("تاریخ پاسخ"),
    "referral_id": lazy("پروندهٔ معرفی به هیأت"),
    "answer_text": lazy("متن پاسخ دستگاه"),
    "answered_at": lazy("زمان پاسخ"),
    "attachment_note": lazy("پیوست نامه"),
    "body": lazy("متن"),
    "caption": lazy("زیرنویس"),
    "choice": lazy("رأی"),
    "code": lazy("کد"),
    "conduct": lazy("رفتار"),
    "corrected_at": lazy("زمان رفع در محل"),
    "corrected_on_spot": lazy("رفع در محل"),
    "cost": lazy("هزینه"),
    "county_id": lazy("شهرستان"),
    "covert_reason": lazy("دلیل نامحسوس بودن"),
    "criterion": lazy("معیار"),
    "day": lazy("روز بازرسی"),
    "deleted_at": lazy("حذف"),
    "description": lazy("شرح"),
    "details": lazy("شرح کامل"),
    "discussion": lazy("خلاصهٔ گفت‌وگو"),
    "due_on": lazy("مهلت"),
    "edited": lazy("حذف شده، و هم‌زمان ویرایش شده"),
    "effect_due_on": lazy("مهلت سنجش اثر"),
    "ended_at": lazy("ساعت پایان"),
    "evidence": lazy("مستندها"),
    "good_practice": lazy("کار خوب واحد"),
    "in_date": lazy("تاریخ نامهٔ فرستنده"),
    "in_number": lazy("شمارهٔ نامهٔ فرستنده"),
    "indicator": lazy("شاخص"),
    "intent_class": lazy("قصد"),
    "intent_reason": lazy("دلیل تشخیص قصد"),
    "item": lazy("پرسش"),
    "kind": lazy("نوع"),
    "leader_id": lazy("سرپرست گروه"),
    "letter_date": lazy("تاریخ نامه"),
    "merged_into": lazy("یکی‌شده با"),
    "name": lazy("نام"),
    "note": lazy("یادداشت"),
    "number": lazy("شماره"),
    "observations": lazy("مشاهده‌ها"),
    "order_date": lazy("تاریخ حکم"),
    "order_issuer": lazy("صادرکنندهٔ حکم"),
    "order_number": lazy("شمارهٔ حکم"),
    "owner_post": lazy("مسئول انجام"),
    "phone": lazy("تلفن"),
    "place": lazy("جای مشاهده"),
    "planned_at": lazy("زمان برنامه‌ریزی‌شده"),
    "post": lazy("سمت"),
    "present_name": lazy("نام حاضر"),
    "present_post": lazy("سمت حاضر"),
    "provisional": lazy("موقت"),
    "remit": lazy("موضوع حکم"),
    "repeat_of": lazy("تکرار یافتهٔ"),
    "result": lazy("نتیجه"),
    "return_due": lazy("مهلت اصلاح"),
    "returned_reason": lazy("دلیل بازگشت"),
    "revealed_at": lazy("زمان آشکار شدن"),
    "review": lazy("بررسی دوم"),
    "root_cause": lazy("علت ریشه‌ای"),
    "rule": lazy("مستند قانونی"),
    "seen_at": lazy("زمان مشاهده"),
    "sender": lazy("فرستنده"),
    "severity": lazy("شدت"),
    "signatory": lazy("امضاکننده"),
    "started_at": lazy("ساعت آغاز"),
    "intent_evidence": lazy("مدرک طبقهٔ قصد"),
    "outcome": lazy("نتیجهٔ بند"),
    "present": lazy("حاضر"),
    "reason": lazy("دلیل یا شرح"),
    "text": lazy("متن"),
    "notified_on": lazy("تاریخ ابلاغ"),
    "letter_number": lazy("شمارهٔ نامه"),
    "state": lazy("وضعیت"),
    "statement": lazy("اظهار شخص"),
    "sub_reason": lazy("علت جزئی"),
    "subject": lazy("موضوع"),
    "title": lazy("عنوان"),
    "to_state": lazy("وضعیت تازه"),
    "type": lazy("نوع یافته"),
    "unit_explanation": lazy("توضیح واحد"),
    "unit_id": lazy("واحد"),
    "value": lazy("پاسخ"),
    "visibility": lazy("آشکار یا محرمانه"),
    "void_reason": lazy("دلیل ابطال"),
    "way": lazy("شیوهٔ امضا"),
    "witness_name": lazy("نام شاهد"),
    "witness_post": lazy("سمت شاهد"),
    "words": lazy("سخن امضاکننده"),
}
_CHOICES: Final[Mapping[tuple[str, str], str]] = {
    ("visits", "kind"): "inspection_kind",
    ("visits", "visibility"): "visibility",
    ("findings", "type"): "finding_type",
    ("findings", "severity"): "severity",
    ("findings", "answer"): "agency_answer",
    ("finding_persons", "intent_class"): "intent_class",
    ("corrective_actions", "kind"): "action_kind",
    ("checklist_answers", "value"): "answer",
    ("hand_over_signatures", "way"): "signature_way",
}
_TITLED: Final = {
    "criterion": ("legal_references", "title"),
    "indicator": ("foad_indicators", "short"),
}
_MARKS: Final = frozenset({"deleted_at", "edited"})
_CODES: Final = frozenset({"order_number", "number", "code", "phone", "in_number", "cost"})


def kind_words(kind: str) -> str:
    """«یافته»."""
    words = KINDS.get(kind)
    return str(words) if words is not None else kind


def field_words(field: str) -> str:
    """«شدت»."""
    words = _FIELDS.get(field)
    return str(words) if words is not None else field


def is_told(field: str) -> bool:
    """Whether a field says something to a person; others belong to the program."""
    return field in _FIELDS


def choices_of(kind: str, field: str) -> list[tuple[str, str]]:
    """What a field may be, where it is one of a list."""
    name = _CHOICES.get((kind, field))
    return [] if name is None else [(c, str(w)) for c, w in reference.choices(name).items()]


def value_words(kind: str, field: str, value: Any, names: Mapping[bytes, str]) -> str:
    """A value as a person reads it; ids by the name of what they stand for."""
    match value:
        case None if field in _MARKS:
            return _("بماند، با همهٔ ویرایش‌ها")
        case datetime() if field in _MARKS:
            return _("حذف‌شده بماند")
        case None | "":
            return "—"
        case bool():
            return _("بله") if value else _("خیر")
        case datetime():
            local = in_iran(value)
            return _("{day}، ساعت {time}").format(day=long_date(local.date()), time=clock(local))
        case date():
            return long_date(value)
        case bytes():
            return names.get(value, ltr_isolate(value.hex()[:8]))
        case str() if (kind, field) in _CHOICES:
            return dict(choices_of(kind, field)).get(value, persian_digits(value))
        case str() if field in _TITLED:
            return _title(field, value)
        case str() if field in _CODES:
            return ltr_isolate(persian_digits(value))
        case list() | tuple():
            return "، ".join(value_words(kind, field, one, names) for one in value) or "—"
    return persian_digits(value) if isinstance(value, int | float) else str(value)


def _title(field: str, code: str) -> str:
    table, column = _TITLED[field]
    row = next((one for one in reference.load(table) if one["code"] == code), None)
    return code if row is None else str(reference.name_of(row, column))


def state_words(kind: str, state: str) -> str:
    """«در حال بازرسی»."""
    return state_look(kind, state).words
