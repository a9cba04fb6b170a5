"""What kinds of records are called, one of each."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from resources.words import Lazy, lazy

KINDS: Final[Mapping[str, Lazy]] = {
    "visits": lazy("بازرسی"),
    "visit_plans": lazy("برنامهٔ بازرسی محرمانه"),
    "visit_members": lazy("گروه بازرسی"),
    "checklist_answers": lazy("پاسخ چک‌لیست"),
    "findings": lazy("یافته"),
    "finding_persons": lazy("بخش شخصی یافته"),
    "corrective_actions": lazy("اقدام اصلاحی"),
    "hand_over_signatures": lazy("امضای تحویل"),
    "special_reports": lazy("گزارش ویژه"),
    "personnel_actions": lazy("تشویق یا تذکر"),
    "person_statements": lazy("اظهار شخص"),
    "misconduct_records": lazy("مورد دفتر تخلف"),
    "preventive_measures": lazy("اقدام پیشگیرانه"),
    "appraisal_sheets": lazy("برگهٔ ارزیابی"),
    "public_meetings": lazy("ملاقات عمومی"),
    "meeting_requests": lazy("درخواست ملاقات عمومی"),
    "meetings": lazy("جلسه"),
    "meeting_members": lazy("دعوت‌شدهٔ جلسه"),
    "agenda_items": lazy("بند دستور"),
    "votes": lazy("رأی"),
    "meeting_decisions": lazy("کار و مسئول"),
    "setads": lazy("ستاد"),
    "year_plans": lazy("برنامهٔ سال"),
    "plan_items": lazy("اقدام برنامه"),
    "programme_variants": lazy("عنوان بومی اقدام"),
    "instructors": lazy("استاد تأییدشده"),
    "action_occurrences": lazy("نوبت اجرا"),
    "programme_evidence": lazy("مدرک اجرا"),
    "quarter_reports": lazy("گزارش سه‌ماهه"),
    "letters": lazy("نامه"),
    "letter_templates": lazy("الگوی نامه"),
    "attachments": lazy("پیوست"),
    "units": lazy("واحد"),
    "posts": lazy("سمت"),
    "persons": lazy("شخص"),
    "transitions": lazy("تغییر وضعیت"),
}
