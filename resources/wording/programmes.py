"""Errors and names of the nine programmes in words; a row is ``"code": lazy("جمله")``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from resources.words import Lazy, lazy

if TYPE_CHECKING:
    from resources.wording import Words

PLAN_STATES: Final[Mapping[str, Lazy]] = {
    "draft": lazy("پیش‌نویس"),
    "submitted": lazy("نزد دبیر"),
    "approved": lazy("تصویب شد"),
    "returned": lazy("بازگشته برای اصلاح"),
    "closed": lazy("بسته شد"),
}
ITEM_STATES: Final[Mapping[str, Lazy]] = {
    "not_started": lazy("آغاز نشده"),
    "in_progress": lazy("در جریان"),
    "on_track": lazy("به‌موقع"),
    "done": lazy("انجام شد"),
    "late": lazy("عقب‌افتاده"),
    "not_applicable": lazy("نامربوط"),
    "no_case": lazy("بی‌مورد تا امروز"),
}
SLOT_STATES: Final[Mapping[str, Lazy]] = {
    "planned": lazy("در برنامه"),
    "held": lazy("برگزار شد"),
    "late": lazy("با تأخیر"),
    "missing": lazy("برگزار نشد"),
}
OCCURRENCE_STATES: Final[Mapping[str, Lazy]] = {
    "planned": lazy("در برنامه"),
    "held": lazy("بی‌مدرک"),
    "evidence_added": lazy("در انتظار پذیرش"),
    "accepted": lazy("پذیرفته شد"),
    "returned": lazy("بازگشته"),
}
REPORT_STATES: Final[Mapping[str, Lazy]] = {
    "open": lazy("ساخته نشده"),
    "drafted": lazy("در انتظار امضا"),
    "signed": lazy("امضا شد"),
    "sent": lazy("فرستاده شد"),
    "received": lazy("دریافت شد"),
    "accepted": lazy("پذیرفته شد"),
    "sent_back": lazy("بازگشته از دبیرخانه"),
}
PERIODS: Final[Mapping[str, Lazy]] = {
    "year": lazy("در سال"),
    "quarter": lazy("در هر فصل"),
    "month": lazy("در هر ماه"),
}
AUDIENCES: Final[Mapping[str, Lazy]] = {
    "clients": lazy("مراجعان"),
    "staff": lazy("کارکنان"),
    "managers": lazy("مدیران"),
    "public": lazy("مردم"),
}
EVIDENCE_KINDS: Final[Mapping[str, Lazy]] = {
    "letter": lazy("نامه"),
    "minutes": lazy("صورت‌جلسه"),
    "list": lazy("فهرست حاضران"),
    "photo": lazy("عکس"),
    "link": lazy("نشانی اینترنتی"),
    "survey": lazy("نظرسنجی"),
    "report": lazy("گزارش"),
}
APPROVERS: Final[Mapping[str, Lazy]] = {
    "seminary": lazy("حوزه"),
    "university": lazy("دانشگاه"),
}
WORDS: Final[dict[str, Words]] = {
    "year_unknown": lazy("سال را با چهار رقم میان ۱۳۰۰ و ۱۴۹۹ بنویسید."),
    "agency_unknown": lazy("این دستگاه در فهرست دستگاه‌ها نیست؛ از فهرست برگزینید."),
    "province_unknown": lazy("این استان در فهرست استان‌ها نیست؛ از فهرست برگزینید."),
    "plan_exists": lazy("برنامهٔ سال {year} این دستگاه پیش‌تر ساخته شده است."),
    "plan_of_last_year_missing": lazy("برنامه‌ای از سال {year} در این رایانه نیست که رونوشت شود."),
    "plan_not_editable": lazy(
        "برنامه‌ای که نزد دبیر یا تصویب‌شده است تغییر نمی‌کند؛ دبیر می‌تواند آن را بازگرداند."
    ),
    "plan_incomplete": lazy("این اقدام‌ها مسئول، نام مدیران یا دلیل ندارند: {items}."),
    "plan_own_author": lazy("نویسندهٔ برنامه آن را تصویب نمی‌کند؛ شخص دیگری باید تصویب کند."),
    "plan_not_approved": lazy("تنها در برنامهٔ تصویب‌شده اجرا ثبت می‌شود."),
    "item_is_alias": lazy("{action} تکرار {of} است و با آن پر و شمرده می‌شود."),
    "owner_missing": lazy("مسئول اقدام را بنویسید."),
    "target_impossible": lazy("هدف میان ۱ و {most} است."),
    "period_unknown": lazy("هدف برای سال، فصل یا ماه نوشته می‌شود."),
    "audience_unknown": lazy("مخاطبان مراجعان، کارکنان، مدیران یا مردم‌اند."),
    "target_below_source": lazy("هدف از کمینهٔ دستورالعمل ({least}) کمتر نیست."),
    "day_outside_year": lazy("{day} در سال {year} نیست."),
    "action_unknown": lazy("این کد در فهرست اقدام‌ها نیست."),
    "coordination_missing": lazy("شمارهٔ نامهٔ هماهنگی با دبیرخانهٔ ستاد مرکزی را بنویسید."),
    "approver_unknown": lazy("استاد را حوزه یا دانشگاه تأیید می‌کند؛ یکی را برگزینید."),
    "approval_reference_missing": lazy("شمارهٔ تأیید استاد را بنویسید."),
    "instructor_unknown": lazy("این استاد در فهرست استادان تأییدشدهٔ دستگاه نیست."),
    "minutes_impossible": lazy("مدت یک نوبت میان ۱ دقیقه و ۲۴ ساعت است."),
    "people_impossible": lazy("شمار حاضران عددی میان ۰ و {most} است."),
    "occurrence_in_future": lazy("{day} هنوز نرسیده است؛ نوبت پس از برگزاری ثبت می‌شود."),
    "manager_missing": lazy("نام مدیری که ملاقات را برگزار کرد بنویسید."),
    "manager_not_in_plan": lazy("«{name}» در برنامهٔ سال میان مدیران این اقدام نیست."),
    "minutes_missing_of_meeting": lazy("مدت ملاقات را بنویسید؛ ساعت‌های هفته از آن جمع می‌شود."),
    "about_missing": lazy("رویدادی را برگزینید که این نوبت دربارهٔ آن است."),
    "action_not_applicable": lazy("{action} در برنامهٔ سال نامربوط نوشته شده است: {reason}"),
    "occurrence_settled": lazy("نوبت پذیرفته‌شده تغییر نمی‌کند؛ دبیر می‌تواند آن را بازگرداند."),
    "occurrence_own_recorder": lazy("کسی که نوبت را ثبت کرد آن را نمی‌پذیرد."),
    "evidence_missing": lazy("این نوبت هنوز مدرکی ندارد."),
    "evidence_kind_unknown": lazy("گونهٔ مدرک را برگزینید."),
    "evidence_undated": lazy("تاریخ خود مدرک را بنویسید؛ مدرک در ماه خودش شمرده می‌شود."),
    "evidence_file_missing": lazy("پروندهٔ مدرک یا نشانی اینترنتی آن را بیفزایید."),
    "evidence_type_refused": lazy(
        "پروندهٔ «{name}» از گونه‌های پذیرفته نیست: PDF، عکس، Word، Excel یا متن."
    ),
    "evidence_twice": lazy(
        "همین پرونده با عنوان «{title}» ثبت شده است؛ همان را به این نوبت پیوند دهید."
    ),
    "link_unreadable": lazy("نشانی با http:// یا https:// آغاز می‌شود."),
    "not_twins": lazy("این دو ثبت یک نوبت نیستند: اقدام، روز یا مدیر آن‌ها یکی نیست."),
    "pack_incomplete": lazy("بسته بخش‌های لازم را ندارد: {parts}."),
    "pack_quarter_open": lazy("این فصل هنوز پایان نیافته است."),
    "report_own_author": lazy("سازندهٔ بسته آن را امضا نمی‌کند؛ دبیر حقوق شهروندی امضا می‌کند."),
    "letter_number_missing": lazy("شماره و تاریخ نامهٔ ارسال را بنویسید."),
    "pack_not_a_pack": lazy("این پرونده بستهٔ گزارش سه‌ماهه نیست."),
    "pack_part_changed": lazy("بخش «{name}» با اثر انگشت آن در فهرست بسته نمی‌خواند."),
    "pack_other_manifest": lazy("فهرست این بسته آن نیست که امضا شده است."),
    "pack_cancelled": lazy("ساختن یا بررسی بسته نیمه‌کاره رها شد."),
    "pack_part_missing": lazy("بخش «{name}» در بسته نیست."),
    "pack_part_unlisted": lazy("بخش «{name}» در فهرست بسته نیست."),
}
