"""What each thing that waits asks for, in words, and where the window goes for it: data."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from desktop.models import reference
from desktop.models.text import ltr_isolate, persian_digits
from desktop.models.waiting import HomeRow
from desktop.views.navigation import Place
from desktop.views.shared.pill import PillLook
from desktop.views.states import state_look
from resources.words import Lazy, _, lazy

ICONS: Final[Mapping[str, str]] = {
    "inspections": "clipboard-check",
    "corrective_actions": "wrench",
    "letters": "mail",
    "personnel_actions": "user-check",
    "programmes": "list-checks",
}
_TASKS: Final[Mapping[str, Lazy]] = {
    "start": lazy("بازرسی {title}"),
    "continue": lazy("ادامهٔ بازرسی {title}"),
    "hand_in": lazy("تحویل گزارش {title}"),
    "mend": lazy("اصلاح گزارش {title}"),
    "review": lazy("بررسی گزارش {title}"),
    "send": lazy("ارسال {title}"),
    "close": lazy("بستن پروندهٔ {title}"),
    "verify": lazy("راستی‌آزمایی: {title}"),
    "agree": lazy("توافق بر اقدام: {title}"),
    "judge": lazy("سنجش اثر: {title}"),
    "follow": lazy("پیگیری: {title}"),
    "decide": lazy("تصمیم دربارهٔ پاسخ: {title}"),
    "second_review": lazy("بررسی دوم پاسخ: {title}"),
    "number": lazy("شماره‌زدن نامه: {title}"),
    "plan_approve": lazy("تصویب برنامهٔ {title}"),
    "plan_mend": lazy("اصلاح برنامهٔ {title}"),
    "evidence_accept": lazy("پذیرش نوبت‌های {title}"),
    "pack_sign": lazy("امضا و ارسال گزارش سه‌ماههٔ {title}"),
    "pack_mend": lazy("اصلاح گزارش سه‌ماههٔ {title}"),
    "pack_judge": lazy("بررسی گزارش سه‌ماههٔ {title}"),
    "new": lazy("{title}"),
}
_SEND_REPORT: Final = lazy("ارسال گزارش {title} به دستگاه")
_ON_SITE: Final = frozenset({"start", "continue", "hand_in", "mend"})
_ABOUT_FINDING: Final = frozenset({"decide", "second_review"})
_KINDS: Final[Mapping[str, str]] = {
    "inspections": "visits",
    "corrective_actions": "corrective_actions",
    "letters": "letters",
    "personnel_actions": "personnel_actions",
}
_PROGRAMME_PAGES: Final = {
    "programme_due": "programme_item",
    "pack_sign": "programme_report",
    "pack_mend": "programme_report",
    "pack_judge": "programme_report",
}
_PROGRAMME_KINDS: Final = {
    "programme_item": "plan_items",
    "programme_report": "quarter_reports",
    "programme_plan": "year_plans",
}
_CODE: Final = re.compile(r"[0-9A-Z]+(?:-[0-9A-Z]+)+")


def title_of(row: HomeRow) -> str:
    """«راستی‌آزمایی: برداشتن اطلاعیه»."""
    words = _TASKS.get(row.task)
    if row.place == "personnel_actions":
        return f"{_kind_words(row.task)} · {row.title}"
    if row.task == "programme_due":
        return persian_digits(row.title)
    if row.task == "send" and row.place == "inspections":
        words = _SEND_REPORT
    return row.title if words is None else words.format(title=row.title)


def _kind_words(kind: str) -> str:
    rows = reference.load("personnel_kinds")
    found = next((row for row in rows if row["code"] == kind), None)
    return kind if found is None else str(reference.name_of(found, "title"))


def detail_of(row: HomeRow) -> str:
    """The second line; a code keeps its own order in it."""
    if row.place == "programmes":
        return persian_digits(row.detail)
    return _CODE.sub(lambda found: ltr_isolate(persian_digits(found[0])), row.detail)


def place_of(row: HomeRow) -> Place:
    """Work on site leads into the form, all else to the record's own page."""
    if row.place == "inspections":
        return Place("visit_form" if row.task in _ON_SITE else "visit", row.record_id)
    if row.place == "letters":
        return Place("letter", row.record_id)
    if row.place == "personnel_actions":
        return Place("personnel_action", row.record_id)
    if row.place == "programmes":
        return Place(_PROGRAMME_PAGES.get(row.task, "programme_plan"), row.record_id)
    return Place(row.place, row.record_id)


def look_of(row: HomeRow) -> PillLook:
    """The pill; a report that came back is drawn as such while it is being written."""
    if row.task == "mend":
        return PillLook(_("بازگشته برای اصلاح"), "danger", "back")
    if row.place == "programmes":
        page = _PROGRAMME_PAGES.get(row.task, "programme_plan")
        return state_look(_PROGRAMME_KINDS[page], row.state)
    kind = "findings" if row.task in _ABOUT_FINDING else _KINDS.get(row.place, "visits")
    return state_look(kind, row.state)
