"""What can be done with a finding after the report: answer, review, decide, withdraw."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from desktop.commands.base import Command
from desktop.commands.findings import (
    CloseFinding,
    DecideFinding,
    RecordAnswer,
    ReviewFinding,
    WithdrawFinding,
)
from desktop.models.inspections.rows import FindingRow, VisitDetail
from desktop.views.inspections import looks
from desktop.views.inspections.behalf import Behalf
from desktop.views.navigation import Workplace
from desktop.views.shared.choices import RadioField
from desktop.views.shared.fields import MultiLineField
from desktop.views.shared.step_dialog import Step, StepDialog, lacking, open_steps
from resources.words import _, lazy

STEPS: Final = (
    Step("RecordAnswer", lazy("ثبت پاسخ واحد"), "mail-open"),
    Step("ReviewFinding", lazy("نظر نفر دوم"), "users"),
    Step("DecideFinding", lazy("تصمیم"), "gavel"),
    Step("CloseFinding", lazy("بستن یافته"), "circle-check"),
    Step("ProposePersonnelAction", lazy("پیشنهاد دربارهٔ شخص"), "user-check"),
    Step("WithdrawFinding", lazy("پس گرفتن"), "undo-2"),
)


def steps_of(finding: FindingRow) -> list[Step]:
    return open_steps(STEPS, finding.may)


def dialog_for(step: Step, finding: FindingRow, visit: VisitDetail, work: Workplace) -> StepDialog:
    """The dialog of a step of a finding."""
    asks: dict[str, Callable[[FindingRow, VisitDetail, Workplace], StepDialog]] = {
        "RecordAnswer": _answer,
        "ReviewFinding": _review,
        "DecideFinding": _decide,
        "CloseFinding": _close,
        "WithdrawFinding": _withdraw,
    }
    return asks[step.name](finding, visit, work)


def present_words(visit: VisitDetail) -> str:
    """Who of the unit was there: «نام، سمت»."""
    return "، ".join(part for part in (visit.present_name, visit.present_post) if part)


def _answer(finding: FindingRow, visit: VisitDetail, work: Workplace) -> StepDialog:
    behalf = Behalf(work, visit.row.id, present_words(visit))
    answer = RadioField(_("پاسخ"), looks.options("agency_answer"), "accepted")
    text = MultiLineField(_("متن پاسخ"), lines=3, required=True)

    def make() -> Command | None:
        if behalf.is_lacking() or lacking(text, text.value().strip()):
            return None
        return RecordAnswer(
            finding.id,
            answer.value(),
            text.value().strip(),
            document=behalf.document(),
            on_behalf_of=behalf.on_behalf_of(),
        )

    return StepDialog(
        work,
        _("پاسخ واحد به {finding}").format(finding=looks.number_words(finding.number)),
        _("پاسخ با نامهٔ واحد ثبت می‌شود؛ ثبت به نیابت، نفر دوم به شمار نمی‌آید."),
        _("ثبت پاسخ"),
        {**behalf.fields(), "answer": answer, "text": text},
        make,
        icon="mail-open",
    )


def _review(finding: FindingRow, _visit: VisitDetail, work: Workplace) -> StepDialog:
    opinion = MultiLineField(_("نظر"), lines=3, required=True)

    def make() -> Command | None:
        if lacking(opinion, opinion.value().strip()):
            return None
        return ReviewFinding(finding.id, opinion.value().strip())

    return StepDialog(
        work,
        _("نظر نفر دوم دربارهٔ {finding}").format(finding=looks.number_words(finding.number)),
        _("واحد به این یافته اعتراض کرده است: «{words}»").format(words=finding.answer_text or ""),
        _("ثبت نظر"),
        {"opinion": opinion},
        make,
    )


def _decide(finding: FindingRow, _visit: VisitDetail, work: Workplace) -> StepDialog:
    choice = RadioField(
        _("تصمیم"),
        [("yes", _("اقدام لازم است")), ("no", _("اقدام لازم نیست"))],
        "yes",
    )
    reason = MultiLineField(_("دلیل"), lines=3, required=True)

    def make() -> Command | None:
        if lacking(reason, reason.value().strip()):
            return None
        return DecideFinding(finding.id, choice.value() == "yes", reason.value().strip())

    answer = looks.choice_words("agency_answer", finding.answer)
    return StepDialog(
        work,
        _("تصمیم دربارهٔ {finding}").format(finding=looks.number_words(finding.number)),
        _("پاسخ واحد: {answer}. «{words}»").format(answer=answer, words=finding.answer_text or ""),
        _("ثبت تصمیم"),
        {"choice": choice, "reason": reason},
        make,
        icon="gavel",
    )


def _close(finding: FindingRow, _visit: VisitDetail, work: Workplace) -> StepDialog:
    return StepDialog(
        work,
        _("بستن {finding}").format(finding=looks.number_words(finding.number)),
        _("همهٔ اقدام‌های این یافته راستی‌آزمایی شده یا به بازدید دیگری سپرده شده است."),
        _("بستن یافته"),
        {},
        lambda: CloseFinding(finding.id),
    )


def _withdraw(finding: FindingRow, _visit: VisitDetail, work: Workplace) -> StepDialog:
    reason = MultiLineField(_("دلیل"), lines=3, required=True)

    def make() -> Command | None:
        if lacking(reason, reason.value().strip()):
            return None
        return WithdrawFinding(finding.id, reason.value().strip())

    return StepDialog(
        work,
        _("پس گرفتن {finding}").format(finding=looks.number_words(finding.number)),
        _("یافته در گزارش نمی‌آید؛ متن و عکس‌هایش در تاریخچه می‌ماند."),
        _("پس گرفتن"),
        {"reason": reason},
        make,
        kind="danger",
    )
