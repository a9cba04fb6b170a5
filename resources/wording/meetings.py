"""Errors and names of meetings in words; a row is ``"code": lazy("جمله")``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from resources.words import Lazy, lazy

if TYPE_CHECKING:
    from resources.wording import Words

STATES: Final[Mapping[str, Lazy]] = {
    "planned": lazy("دعوت شد"),
    "held": lazy("برگزار شد"),
    "signed": lazy("صورت‌جلسه امضا شد"),
    "cancelled": lazy("لغو شد"),
}
PURPOSES: Final[Mapping[str, Lazy]] = {
    "setad": lazy("ستاد صیانت"),
    "culture_council": lazy("شورای فرهنگی"),
    "subsidiary_managers": lazy("مدیران مراکز تابعه"),
    "briefing": lazy("توجیهی"),
    "working_group": lazy("کارگروه"),
    "citizens_rights": lazy("حقوق شهروندی"),
}
VOTES: Final[Mapping[str, Lazy]] = {
    "yes": lazy("موافق"),
    "no": lazy("مخالف"),
    "abstain": lazy("ممتنع"),
}
OUTCOMES: Final[Mapping[str, Lazy]] = {
    "approved": lazy("تصویب شد"),
    "rejected": lazy("رد شد"),
    "returned": lazy("بازگردانده شد"),
    "noted": lazy("مطرح شد"),
}
REQUEST_TYPES: Final[Mapping[str, Lazy]] = {
    "request": lazy("درخواست"),
    "complaint": lazy("شکایت"),
    "suggestion": lazy("پیشنهاد"),
    "criticism": lazy("انتقاد"),
}
WORDS: Final[dict[str, Words]] = {
    "quorum_impossible": lazy("حد نصاب میان ۱ و {voters} (شمار رأی‌دهندگان) است."),
    "purpose_unknown": lazy("دست‌کم یک موضوع جلسه را برگزینید."),
    "meeting_in_past": lazy("زمان جلسه گذشته است."),
    "meeting_begun_already": lazy("جلسه آغاز شده است و دستور آن دیگر عوض نمی‌شود."),
    "meeting_over": lazy("این جلسه پایان یافته است."),
    "meeting_not_held": lazy("جلسه هنوز برگزار نشده یا پایان یافته است."),
    "nothing_waits": lazy("پرونده‌ای در انتظار دستور این ستاد نیست."),
    "not_called": lazy("کسی که حاضر نشان زده شد به جلسه دعوت نشده است."),
    "not_a_voter": lazy("تنها رئیس، دبیر و اعضای ستاد رأی می‌دهند."),
    "item_decided": lazy("دربارهٔ این بند تصمیم گرفته شده است."),
    "outcome_unknown": lazy("نتیجه با این بند نمی‌خواند."),
    "agenda_undecided": lazy("نتیجهٔ این بندها هنوز نوشته نشده است: {items}."),
    "agenda_not_empty": lazy("جلسه پرونده در دستور دارد؛ برگزارش کنید یا پرونده‌ها را بازگردانید."),
    "request_type_unknown": lazy("نوع درخواست را برگزینید."),
    "answer_missing": lazy("پاسخ را بنویسید."),
    "minutes_out_of_range": lazy("دقیقه‌ها را با عدد، میان ۱ و {most}، بنویسید."),
    "minutes_missing": lazy("نسخهٔ صورت‌جلسه ساخته نشده است."),
}
