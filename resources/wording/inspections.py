"""Errors of inspections in words; a row is ``"code": lazy("جمله با {argument}")``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from resources.words import Lazy, _, language, lazy

if TYPE_CHECKING:
    from resources.wording import Words

_PERSIAN: Final = str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹")

STATES: Final[Mapping[str, Lazy]] = {
    "draft": lazy("پیش‌نویس"),
    "ordered": lazy("حکم صادر شد"),
    "in_progress": lazy("در حال بازرسی"),
    "report_draft": lazy("نگارش گزارش"),
    "under_review": lazy("در بررسی رئیس"),
    "approved": lazy("تأیید شد"),
    "sent_to_agency": lazy("ارسال به دستگاه"),
    "closed": lazy("بسته"),
    "cancelled": lazy("لغو شد"),
}


def gap_words(gap: Mapping[str, object]) -> str:
    """One thing that is missing before handing in, with its place: «یافتهٔ ۲، پرسش ۳٫۲»."""
    places = []
    if gap.get("finding") is not None:
        places.append(_("یافتهٔ {number}").format(number=_number(gap["finding"])))
    if gap.get("question") is not None:
        places.append(_("پرسش {number}").format(number=gap["question"]))
    place = _("، ").join(places)
    what = _missing(gap)
    return _("{place}: {what}").format(place=place, what=what) if place else what


def _missing(gap: Mapping[str, object]) -> str:
    match gap["code"]:
        case "answer_missing":
            return _("پاسخ داده نشده است")
        case "photo_missing" if gap.get("view_name"):
            return _("عکس «{view}» گرفته نشده است").format(view=gap["view_name"])
        case "photo_missing":
            return _("عکس گرفته نشده است")
        case "note_missing":
            return _("توضیح نوشته نشده است")
        case "finding_missing":
            return _("یافتهٔ این پاسخ ثبت نشده است")
        case "criterion_missing":
            return _("معیار انتخاب نشده است")
        case "evidence_missing":
            return _("هیچ عکس یا سندی ندارد")
        case "inspector_signature_missing":
            return _("بازرس یا سرپرست گروه امضا نکرده است")
        case "unit_signature_missing":
            return _("امضای واحد، یا خودداری از امضا با نام شاهد، ثبت نشده است")
        case "unit_explanation_missing":
            return _("توضیح واحد دربارهٔ یافته‌ها نوشته نشده است")
        case "template_missing":
            return _("چک‌لیست این بازرسی در این صندوق نیست؛ یک بار همگام‌سازی کنید")
    return str(gap["code"])


def _number(value: object) -> str:
    return str(value).translate(_PERSIAN) if language() == "fa" else str(value)


def _gaps(arguments: Mapping[str, object]) -> str:
    missing = arguments.get("missing")
    lines = [gap_words(gap) for gap in missing] if isinstance(missing, list | tuple) else []
    return "\n".join([_("پیش از تحویل گزارش، این‌ها را کامل کنید:"), *lines])


def _unanswered(arguments: Mapping[str, object]) -> str:
    missing = arguments.get("missing")
    lines = [gap_words(gap) for gap in missing] if isinstance(missing, list | tuple) else []
    head = _("پیش از پایان بازرسی، به این پرسش‌ها پاسخ دهید یا «موضوعیت ندارد» بزنید:")
    return "\n".join([head, *lines])


def _not_editable(arguments: Mapping[str, object]) -> str:
    state = STATES.get(str(arguments.get("state")))
    return _(
        "این بازرسی در وضعیت «{state}» است و دیگر ویرایش نمی‌شود. اگر گزارش هنوز تأیید نشده، "
        "رئیس بازرسی می‌تواند آن را برگرداند."
    ).format(state=state or arguments.get("state"))


def _open_actions(arguments: Mapping[str, object]) -> str:
    actions = arguments.get("actions")
    lines = [f"«{one}»" for one in actions] if isinstance(actions, list | tuple) else []
    head = _("این اقدام‌ها هنوز راستی‌آزمایی نشده‌اند؛ آن‌ها را بسنجید یا به بازدید پیگیری ببرید:")
    return "\n".join([head, *lines])


WORDS: Final[dict[str, Words]] = {
    # Steps of any kind
    "step_unknown": lazy("از این وضعیت نمی‌توان این گام را برداشت. فهرست را تازه کنید."),
    "step_not_for_role": lazy("این گام با نقش شما برداشته نمی‌شود."),
    "kind_not_for_role": lazy("نقش شما این نوع سند را ثبت نمی‌کند."),
    "fact_missing": lazy(
        "چیزی که این گام به آن نیاز دارد ثبت نشده است. همگام کنید و دوباره بکوشید."
    ),
    "reason_missing": lazy("دلیل را بنویسید."),
    "decided_on_behalf": lazy("این گام به نیابت برداشته نمی‌شود؛ خود شخص باید آن را ثبت کند."),
    "on_behalf_missing": lazy("نام و سمت کسی را بنویسید که به نیابت از او ثبت می‌کنید."),
    "document_missing": lazy("نامه یا سندی را پیوست کنید که این ثبت بر پایهٔ آن است."),
    "person_concerned": lazy("یافته دربارهٔ خود شماست؛ دیگری باید تصمیم بگیرد."),
    "record_not_here": lazy("این سند در این صندوق نیست یا حذف شده است."),
    "field_not_changeable": lazy("این بخش اینجا ویرایش نمی‌شود."),
    "nothing_attaches_here": lazy("به این سند چیزی پیوست نمی‌شود."),
    # Visits
    "visit_kind_unknown": lazy("نوع بازرسی را انتخاب کنید."),
    "template_missing": lazy("این چک‌لیست در این صندوق نیست. یک بار همگام‌سازی کنید."),
    "remit_missing": lazy("موضوع بازرسی را بنویسید: چه چیزی بررسی می‌شود."),
    "person_unknown": lazy("یکی از اعضای گروه در فهرست کارکنان نیست. او را دوباره انتخاب کنید."),
    "order_letter_missing": lazy("شماره، تاریخ و صادرکنندهٔ حکم را کامل کنید."),
    "covert_reason_missing": lazy("برای بازرسی نامحسوس دلیل بنویسید."),
    "covert_unit_typed": lazy(
        "همه فهرست واحدها را می‌بینند؛ واحد بازرسی نامحسوس را از فهرست انتخاب کنید."
    ),
    "not_team_leader": lazy("این گام با سرپرست گروه است."),
    "not_in_team": lazy("شما عضو گروه این بازرسی نیستید."),
    "own_team": lazy("شما عضو گروه این بازرسی بوده‌اید؛ رئیس دیگری باید تصمیم بگیرد."),
    "visit_not_editable": _not_editable,
    "start_missing": lazy("ساعت آغاز بازرسی را بنویسید."),
    "start_in_future": lazy("ساعت آغاز هنوز نرسیده است."),
    "end_missing": lazy("ساعت پایان بازرسی را بنویسید."),
    "end_in_future": lazy("ساعت پایان هنوز نرسیده است."),
    "end_before_start": lazy("پایان بازرسی پیش از آغاز آن ({started}) است."),
    "checklist_unanswered": _unanswered,
    "hand_in_incomplete": _gaps,
    "visit_not_covert": lazy("این بازرسی نامحسوس نیست یا پیش‌تر آشکار شده است."),
    "reveal_too_early": lazy("بازرسی نامحسوس تا پایان کار در محل آشکار نمی‌شود."),
    "visit_not_revealed": lazy("پیش از ارسال به دستگاه، بازرسی نامحسوس را آشکار کنید."),
    "letter_of_another_record": lazy("این نامه دربارهٔ این بازرسی نیست."),
    "actions_open": _open_actions,
    # On site
    "question_unknown": lazy("پرسش «{item}» در این چک‌لیست نیست."),
    "signature_way_unknown": lazy("شیوهٔ امضا را انتخاب کنید: روی صفحه، روی کاغذ یا خودداری."),
    "inspector_refuses": lazy("بازرس نمی‌تواند از امضای گزارش خود خودداری کند."),
    "signer_missing": lazy("نام امضاکننده را بنویسید."),
    "signature_image_missing": lazy("امضا را بکشید، یا عکس برگهٔ امضاشده را پیوست کنید."),
    "witness_missing": lazy("نام و سمت شاهد خودداری از امضا را بنویسید."),
    "signed_outside_visit": lazy("ساعت امضا باید پس از آغاز بازرسی باشد و از اکنون نگذرد."),
    # Findings
    "description_missing": lazy("شرح را بنویسید."),
    "finding_type_unknown": lazy("نوع یافته را انتخاب کنید."),
    "severity_unknown": lazy("شدت یافته را انتخاب کنید."),
    "seen_in_future": lazy("ساعت مشاهده هنوز نرسیده است."),
    "criterion_missing": lazy("معیار یافته را انتخاب کنید."),
    "finding_confirmed_already": lazy(
        "یافتهٔ تأییدشده حذف نمی‌شود. رئیس بازرسی می‌تواند آن را با دلیل پس بگیرد."
    ),
    "intent_reason_missing": lazy("برای نوع قصد (ناآگاه، غافل، متعمد، مغرض) شاهد و دلیل بنویسید."),
    "statement_missing": lazy("اظهار شخص، یا زمانی را بنویسید که از او خواسته شد."),
    "conduct_missing": lazy("رفتار شخص را بنویسید."),
    "answer_kind_missing": lazy("بنویسید دستگاه یافته را می‌پذیرد یا به آن اعتراض دارد."),
    "answer_text_missing": lazy("متن پاسخ دستگاه را بنویسید."),
    "answer_recorded_by_same": lazy(
        "پاسخ دستگاه را شما ثبت کرده‌اید؛ دیگری باید دربارهٔ آن تصمیم بگیرد."
    ),
    "finding_not_contested": lazy("بازبینی دوم تنها برای یافته‌ای است که به آن اعتراض شده است."),
    "second_reviewer_missing": lazy(
        "به این یافته اعتراض شده است؛ نخست شخص دومی بیرون از گروه آن را بازبینی کند."
    ),
    "second_reviewer_not_another": lazy(
        "بازبین دوم باید کسی جز تصمیم‌گیرنده و بیرون از گروه بازرسی باشد."
    ),
    "opinion_missing": lazy("نظر بازبین را بنویسید."),
    "title_missing": lazy("عنوان را بنویسید."),
    "special_report_incomplete": lazy(
        "گزارش اختصاصی باید عنوان، شرح، قاعدهٔ نقض‌شده و مستندات داشته باشد."
    ),
    "special_report_final": lazy("گزارش اختصاصی نهایی شده است و ویرایش نمی‌شود."),
    # Corrective actions
    "finding_for_action_missing": lazy("یافته‌ای را انتخاب کنید که این اقدام برای آن است."),
    "finding_of_another_visit": lazy("یکی از یافته‌ها از بازرسی دیگری است."),
    "action_kind_unknown": lazy("نوع اقدام را انتخاب کنید."),
    "cost_negative": lazy("هزینه نمی‌تواند منفی باشد."),
    "due_in_past": lazy("مهلت {due} گذشته است. تاریخی از امروز به بعد بنویسید."),
    "action_incomplete": lazy("سمت مسئول اقدام و مهلت آن را بنویسید."),
    "action_agreed_already": lazy("دربارهٔ این اقدام توافق شده است و دیگر تغییر نمی‌کند."),
    "action_settled": lazy("این اقدام راستی‌آزمایی شده است."),
    "proposer_approves": lazy("این اقدام را خود شما پیشنهاد کرده‌اید؛ رئیس دیگری باید بپذیرد."),
    "owner_approves": lazy("مسئول این اقدام شمایید؛ رئیس دیگری باید آن را بپذیرد."),
    "consent_missing": lazy("نخست پذیرش دستگاه را با مسئول و مهلت ثبت کنید."),
    "consent_recorded_by_same": lazy(
        "پذیرش دستگاه را شما ثبت کرده‌اید؛ رئیس دیگری باید این اقدام را بپذیرد."
    ),
    "done_without_evidence": lazy("برای اعلام انجام، عکس یا سند آن را پیوست کنید."),
    "result_missing": lazy("بنویسید چه انجام شد."),
    "owner_verifies": lazy("مسئول اقدام شمایید؛ دیگری باید آن را راستی‌آزمایی کند."),
    "claimer_verifies": lazy("انجام این اقدام را شما ثبت کرده‌اید؛ دیگری باید آن را بسنجد."),
    "check_missing": lazy("بنویسید با بازدید سنجیدید یا با سند، و چه دیدید."),
    "effect_too_early": lazy("اثر این اقدام از {due} به بعد سنجیده می‌شود."),
    "effect_recurred": lazy(
        "همین شاخص پس از راستی‌آزمایی {count} بار دیگر در این واحد دیده شد؛ اقدام مؤثر نبوده است."
    ),
    "follow_up_visit_unfit": lazy("بازدید پیگیری باید بازرسی باز دیگری از همین واحد باشد."),
    "visit_unknown": lazy(
        "بازرسی {number} روی این رایانه پیدا نشد. شماره را دوباره ببینید یا یک بار همگام کنید."
    ),
}
