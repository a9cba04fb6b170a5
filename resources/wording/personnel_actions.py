"""Errors and names of personnel actions in words; a row is ``"code": lazy("جمله")``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from resources.words import Lazy, lazy

if TYPE_CHECKING:
    from resources.wording import Words

STATES: Final[Mapping[str, Lazy]] = {
    "draft": lazy("پیش‌نویس"),
    "proposed": lazy("پیشنهاد شد"),
    "heard": lazy("اظهار شخص ثبت شد"),
    "on_agenda": lazy("در دستور ستاد"),
    "approved": lazy("ستاد تصویب کرد"),
    "rejected": lazy("ستاد رد کرد"),
    "returned": lazy("ستاد بازگرداند"),
    "issued": lazy("صادر شد"),
    "sent_to_authority": lazy("نزد مقام منصوب‌کننده"),
    "answered": lazy("پاسخ مقام رسید"),
    "recorded": lazy("ثبت شد"),
    "notified": lazy("ابلاغ شد"),
    "objected": lazy("اعتراض رسید"),
    "upheld": lazy("تأیید پس از اعتراض"),
    "changed": lazy("تغییر پس از اعتراض"),
    "filed": lazy("در پرونده درج شد"),
    "done": lazy("انجام شد"),
    "withdrawn": lazy("پس گرفته شد"),
}
STATEMENTS: Final[Mapping[str, Lazy]] = {
    "statement": lazy("اظهار شخص"),
    "asked": lazy("از شخص خواسته شد و چیزی نگفت"),
    "objection": lazy("اعتراض شخص"),
}
REGISTER_STATES: Final[Mapping[str, Lazy]] = {
    "entered": lazy("ثبت شد"),
    "in_prevention": lazy("در مسیر پیشگیری"),
    "prevented": lazy("با پیشگیری بسته شد"),
    "referred": lazy("به هیأت معرفی شد"),
    "closed": lazy("بسته شد"),
}
REGISTER_KINDS: Final[Mapping[str, Lazy]] = {
    "misconduct": lazy("تخلف اداری"),
    "infringement": lazy("تضییع حقوق"),
}
MEASURES: Final[Mapping[str, Lazy]] = {
    "training": lazy("آموزش"),
    "caution": lazy("تذکر"),
    "counselling": lazy("مشاوره"),
}
STAGES: Final[Mapping[str, Lazy]] = {
    "repeat_detected": lazy("گزارش‌های تکراری"),
    "field_inspection": lazy("بازرسی میدانی"),
    "feedback_report": lazy("گزارش بازخورد"),
    "meeting": lazy("جلسه"),
    "caution": lazy("تذکر"),
    "removal_proposed": lazy("پیشنهاد برکناری"),
    "removal_notified": lazy("برکناری اعلام شد"),
}
APPRAISED_FOR: Final[Mapping[str, Lazy]] = {
    "appointment": lazy("انتصاب"),
    "promotion": lazy("ارتقا"),
}
DUTIES: Final[Mapping[str, Lazy]] = {
    "proposer": lazy("پیشنهاددهنده"),
    "recorder": lazy("ثبت‌کننده"),
    "chair": lazy("رئیس ستاد"),
    "secretary": lazy("دبیر ستاد"),
    "member": lazy("عضو ستاد"),
    "clerk": lazy("اجرای تصمیم"),
    "issuer": lazy("صادرکننده"),
    "caller": lazy("دعوت‌کننده"),
    "guest": lazy("مهمان"),
    "person": lazy("خود شخص"),
    "manager": lazy("مدیر مستقیم"),
}
WORDS: Final[dict[str, Words]] = {
    "personnel_kind_unknown": lazy("این گونه اقدام در جدول گونه‌ها نیست."),
    "step_of_another_road": lazy("این گونه اقدام از این راه نمی‌رود."),
    "not_the_proposer": lazy("تنها پیشنهاددهنده آن را پس می‌گیرد یا دوباره می‌آورد."),
    "not_the_chair": lazy("این را تنها رئیس همین ستاد امضا می‌کند."),
    "source_missing": lazy("پیشنهاد دست‌کم یک منبع می‌خواهد: یافته یا شرح پیشنهاد."),
    "day_in_future": lazy("این روز هنوز نرسیده است."),
    "day_missing": lazy("تاریخ را بنویسید."),
    "amount_missing": lazy("مبلغ تشویق مادی را بنویسید."),
    "amount_unreadable": lazy("مبلغ خوانده نشد؛ مانند «۱۲٬۵۰۰٬۰۰۰ ریال» بنویسید."),
    "amount_unit_unknown": lazy("«{unit}» واحد پول نیست؛ ریال یا تومان بنویسید."),
    "amount_out_of_range": lazy("مبلغ از صفر بیشتر و از اندازهٔ یک تشویق کمتر است."),
    "intent_second_missing": lazy("«ناآگاه» یا «متعمد» را باید نفر دومی از روی مدرک تأیید کند."),
    "intent_second_same": lazy("نفر دوم نه پیشنهاددهنده است و نه خود شخص."),
    "intent_not_claimed": lazy("برای این پرونده طبقهٔ قصد نوشته نشده است."),
    "personnel_action_decided": lazy("دربارهٔ این پرونده تصمیم گرفته شده است و دیگر عوض نمی‌شود."),
    "proposer_votes": lazy("پیشنهاددهنده دربارهٔ پیشنهاد خود رأی نمی‌دهد."),
    "person_concerned_votes": lazy("کسی دربارهٔ خود رأی نمی‌دهد."),
    "vote_of_absent": lazy("کسی که در جلسه حاضر نیست رأی نمی‌دهد."),
    "vote_unknown": lazy("رأی موافق، مخالف یا ممتنع است."),
    "votes_missing": lazy("هنوز رأیی ثبت نشده است."),
    "below_quorum": lazy("جلسه رسمی نیست: {present} نفر حاضر است و {quorum} نفر لازم است."),
    "not_carried": lazy("پیشنهاد رأی نیاورد: {yes} موافق، {no} مخالف."),
    "was_carried": lazy("پیشنهاد رأی آورد: {yes} موافق، {no} مخالف."),
    "setad_missing": lazy("ستادی را برگزینید که دربارهٔ آن تصمیم می‌گیرد."),
    "setad_decision_missing": lazy("این اقدام بی تصویب ستاد صادر نمی‌شود."),
    "removal_is_the_authoritys": lazy(
        "برکناری را مقام منصوب‌کننده انجام می‌دهد؛ پیشنهاد با نامه برای او فرستاده می‌شود."
    ),
    "only_removals_go_to_authority": lazy("تنها پیشنهاد برکناری برای مقام منصوب‌کننده می‌رود."),
    "authority_letter_missing": lazy("شماره و تاریخ نامهٔ مقام صالح لازم است."),
    "authority_not_competent": lazy("این مقام برای این تصمیم صالح نیست."),
    "grade_missing": lazy("درجهٔ مجازات مادهٔ ۹ را برگزینید."),
    "grade_for_board_only": lazy("درجهٔ {grade} را تنها هیأت رسیدگی به تخلفات اداری تعیین می‌کند."),
    "before_the_finding": lazy("این تاریخ پیش از {day} است که موضوع رخ داده است."),
    "before_the_decision": lazy("نامه پیش از تصمیم ستاد ({day}) تاریخ خورده است."),
    "notified_before_letter": lazy("ابلاغ پیش از تاریخ نامه نمی‌شود."),
    "letter_used_twice": lazy(
        "نامه‌ای با همین شماره و تاریخ برای «{whom}» ثبت شده است. "
        "اگر نامه چند نفر را نام می‌برد، آن را نشان بزنید."
    ),
    "letter_of_another_case": lazy("این نامه دربارهٔ پروندهٔ دیگری است."),
    "letter_not_incoming": lazy("پاسخ مقام، نامه‌ای وارده است."),
    "scan_missing": lazy("تصویر نامهٔ مقام را به نامهٔ وارده پیوست کنید."),
    "answer_kind_unknown": lazy("بگویید مقام پذیرفت، نپذیرفت یا چیز دیگری نوشت."),
    "objection_missing": lazy("متن اعتراض را بنویسید."),
    "objection_too_late": lazy("مهلت اعتراض تا {until} بود."),
    "no_objection_here": lazy("این اقدام مهلت اعتراض ندارد."),
    "not_filed": lazy("این اقدام در پروندهٔ کارمند درج نمی‌شود."),
    "not_of_the_case": lazy("تنها کسانی که در این پرونده نام دارند کسی را به آن می‌افزایند."),
    "card_not_for_you": lazy("کارنامه تنها برای خود شخص و مدیر مستقیم اوست."),
    "hours_out_of_range": lazy("ساعت آموزش میان ۱ و {most} است."),
    "misconduct_kind_unknown": lazy("بگویید تخلف اداری است یا تضییع حقوق."),
    "person_or_unit_missing": lazy("شخص یا واحدی را برگزینید."),
    "measure_unknown": lazy("اقدام پیشگیرانه آموزش، تذکر یا مشاوره است."),
    "measure_missing": lazy("هنوز اقدام پیشگیرانه‌ای ثبت نشده است."),
    "misconduct_closed": lazy("این مورد بسته شده است و دیگر عوض نمی‌شود."),
    "referral_missing": lazy("پروندهٔ معرفی به هیأت را برگزینید."),
    "referral_of_another": lazy("این پرونده، معرفی همین شخص به هیأت نیست."),
    "named_already": lazy("این شخص در پرونده نام دارد."),
    "survey_title_missing": lazy("نام نظرسنجی را بنویسید."),
    "survey_count_missing": lazy("شمار پاسخ‌های نظرسنجی را با عدد بنویسید."),
    "training_credited_already": lazy("ساعت این دوره برای این شخص پیش‌تر ثبت شده است."),
    "appraisal_case_unknown": lazy("بگویید برگه برای انتصاب است یا ارتقا."),
    "appraisal_unseen": lazy("شخص برگه را پس از پایان دوره می‌بیند و سپس صادر می‌شود."),
    "figure_unreadable": lazy("شمار را با عدد بنویسید، یا اگر گزارش نشده خط تیره بگذارید."),
    "period_reversed": lazy("پایان دوره پیش از آغاز آن است."),
    "template_field_unknown": lazy("الگو میدان «{name}» را ندارد؛ آن را بردارید یا درست بنویسید."),
}
