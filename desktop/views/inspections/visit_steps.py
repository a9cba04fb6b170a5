"""What can be done with a visit from its record: one primary step, the others beside it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Final

from desktop.commands.base import Command
from desktop.commands.inspections import (
    Approve,
    CancelVisit,
    CloseVisit,
    ReturnReport,
    RevealVisit,
    SendToAgency,
)
from desktop.models.inspections.rows import VisitDetail
from desktop.models.text import ltr_isolate, persian_digits
from desktop.views.inspections.looks import OPEN_ACTIONS
from desktop.views.navigation import Place, Workplace
from desktop.views.shared.date_field import DateField
from desktop.views.shared.dialog import Dialog
from desktop.views.shared.fields import MultiLineField
from desktop.views.shared.step_dialog import Step, StepDialog, lacking, open_steps
from resources.words import _, lazy

PRIMARY: Final = (
    Step("StartVisit", lazy("رفتن به محل و آغاز"), "map-pin"),
    Step("EndOnSite", lazy("ادامهٔ بازرسی"), "pen-line"),
    Step("HandIn", lazy("تکمیل و تحویل گزارش"), "pen-line"),
    Step("AnswerQuestion", lazy("ادامهٔ بازرسی"), "pen-line"),
    Step("Approve", lazy("تأیید گزارش"), "badge-check"),
    Step("SendToAgency", lazy("نامهٔ ارسال به دستگاه"), "mail"),
    Step("CloseVisit", lazy("بستن پرونده"), "circle-check"),
)
SECONDARY: Final = (
    Step("ReturnReport", lazy("بازگرداندن"), "undo-2"),
    Step("RevealVisit", lazy("آشکار کردن"), "eye"),
    Step("AmendVisit", lazy("ویرایش حکم"), "pencil"),
    Step("CancelVisit", lazy("لغو بازرسی"), "circle-x"),
)
ON_SITE: Final = frozenset({"StartVisit", "EndOnSite", "HandIn", "AnswerQuestion"})


def primary_of(visit: VisitDetail) -> Step | None:
    """The one next step of the present reader; closing is none while an action is open."""
    waits = any(one.state in OPEN_ACTIONS and one.moved_to_id is None for one in visit.actions)
    return next(
        (
            step
            for step in PRIMARY
            if step.name in visit.may and not (step.name == "CloseVisit" and waits)
        ),
        None,
    )


def secondary_of(visit: VisitDetail) -> list[Step]:
    """The rest; the order is edited only before the visit has begun."""
    steps = open_steps(SECONDARY, visit.may)
    begun = visit.row.state not in ("draft", "ordered")
    return [step for step in steps if not (begun and step.name == "AmendVisit")]


class VisitSteps:
    """Asks what a step needs and takes it; keeps its dialog while it is open."""

    def __init__(self, work: Workplace, write_letter: Callable[[VisitDetail], None]) -> None:
        self.work = work
        self.dialog: Dialog | None = None
        self._write_letter = write_letter

    def take(self, step: Step, visit: VisitDetail) -> Dialog | None:
        """The dialog to open for a step, or nothing where it happens at once."""
        name, key = step.name, visit.row.id
        if name in ON_SITE:
            self.work.go(Place("visit_form", key))
        elif name == "AmendVisit":
            self.work.go(Place("visit_order", key))
        elif name == "SendToAgency":
            self._write_letter(visit)
        else:
            asks: dict[str, Callable[[VisitDetail], StepDialog]] = {
                "Approve": self._approve,
                "ReturnReport": self._return,
                "CancelVisit": self._cancel,
                "RevealVisit": self._reveal,
                "CloseVisit": self._close,
            }
            self.dialog = asks[name](visit)
            return self.dialog
        return None

    def send(self, visit: VisitDetail, letter: bytes) -> StepDialog:
        """Sending the approved report with its issued letter."""
        words = _("گزارش {code} با نامهٔ صادرشده‌اش به دستگاه می‌رود و یافته‌ها ابلاغ می‌شود.")
        self.dialog = StepDialog(
            self.work,
            _("ارسال به دستگاه"),
            words.format(code=_code(visit)),
            _("ارسال به دستگاه"),
            {},
            lambda: SendToAgency(visit.row.id, letter),
            icon="send",
        )
        return self.dialog

    def _today(self) -> date:
        return self.work.desk().today

    def _approve(self, visit: VisitDetail) -> StepDialog:
        words = _(
            "گزارش {code} با {n} یافته تأیید می‌شود و برای شماره و ارسال به دبیرخانه می‌رود. "
            "پس از تأیید، متن گزارش دیگر عوض نمی‌شود."
        ).format(code=_code(visit), n=persian_digits(len(visit.findings)))
        return StepDialog(
            self.work,
            _("تأیید گزارش"),
            words,
            _("تأیید گزارش"),
            {},
            lambda: Approve(visit.row.id),
            icon="badge-check",
        )

    def _return(self, visit: VisitDetail) -> StepDialog:
        hint = _("این نوشته در تاریخچه می‌ماند و سرگروه آن را می‌بیند.")
        reason = MultiLineField(_("دلیل"), lines=3, required=True, hint=hint)
        due = DateField(_("مهلت اصلاح"), today=self._today, first=self._today())
        words = _(
            "گزارش {code} به سرگروه برمی‌گردد و در کارتابل او بالای فهرست می‌آید. چیزی پاک نمی‌شود."
        ).format(code=_code(visit))

        def make() -> Command | None:
            if lacking(reason, reason.value().strip()) or not due.is_readable():
                return None
            return ReturnReport(visit.row.id, reason.value().strip(), due.value())

        dialog = StepDialog(
            self.work,
            _("بازگرداندن گزارش برای اصلاح"),
            words,
            _("بازگرداندن"),
            {"reason": reason, "return_due": due},
            make,
            icon="undo-2",
        )
        reason.edited.connect(
            lambda: dialog.set_note(
                _("{n} نویسه").format(n=persian_digits(len(reason.value().strip())))
            )
        )
        return dialog

    def _cancel(self, visit: VisitDetail) -> StepDialog:
        reason = MultiLineField(_("دلیل لغو"), lines=3, required=True)
        words = _("بازرسی {code} لغو می‌شود. آنچه تاکنون ثبت شده در تاریخچه می‌ماند.")

        def make() -> Command | None:
            if lacking(reason, reason.value().strip()):
                return None
            return CancelVisit(visit.row.id, reason.value().strip())

        return StepDialog(
            self.work,
            _("لغو بازرسی"),
            words.format(code=_code(visit)),
            _("لغو بازرسی"),
            {"reason": reason},
            make,
            icon="circle-x",
            kind="danger",
        )

    def _reveal(self, visit: VisitDetail) -> StepDialog:
        words = _(
            "واحد، زمان و گروه بازرسی نامحسوس {code} از این پس برای دفتر و استان دیده می‌شود. "
            "این کار برگشت ندارد."
        )
        return StepDialog(
            self.work,
            _("آشکار کردن بازرسی نامحسوس"),
            words.format(code=_code(visit)),
            _("آشکار کردن"),
            {},
            lambda: RevealVisit(visit.row.id),
            icon="eye",
        )

    def _close(self, visit: VisitDetail) -> StepDialog:
        words = _("پروندهٔ {code} با یافته‌های رسیدگی‌شده‌اش بسته می‌شود و پس از آن ویرایش نمی‌شود.")
        return StepDialog(
            self.work,
            _("بستن پرونده"),
            words.format(code=_code(visit)),
            _("بستن پرونده"),
            {},
            lambda: CloseVisit(visit.row.id),
            icon="circle-check",
        )


def _code(visit: VisitDetail) -> str:
    return ltr_isolate(persian_digits(visit.row.code))
