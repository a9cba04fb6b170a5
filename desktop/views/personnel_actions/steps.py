"""What can be done with a case from its page: each step with the dialog that it asks in."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Final

from PySide6.QtWidgets import QWidget
from sqlalchemy.orm import Session

from desktop.commands.base import Command
from desktop.commands.personnel_actions import (
    ConfirmIntent,
    HearPerson,
    ResubmitPersonnelAction,
    WithdrawPersonnelAction,
)
from desktop.commands.personnel_letters import (
    DecideObjection,
    FilePersonnelAction,
    FinishPersonnelAction,
    IssuePersonnelAction,
    NotifyPerson,
    RecordAuthorityAnswer,
    RecordObjection,
    SendToAuthority,
)
from desktop.models.letters.queries import LetterFilter, letters_page
from desktop.models.personnel_actions.facts import KIND
from desktop.models.personnel_actions.rows import PersonnelDetail
from desktop.models.text import ltr_isolate, persian_digits
from desktop.views.navigation import Workplace
from desktop.views.personnel_actions import looks
from desktop.views.shared.choices import CheckBox, ChoiceField, RadioField
from desktop.views.shared.date_field import DateField
from desktop.views.shared.fields import MultiLineField
from desktop.views.shared.step_dialog import Step, StepDialog, lacking, open_steps
from resources.words import _, lazy

PRIMARY: Final = (
    Step("HearPerson", lazy("ثبت اظهار شخص"), "user-check"),
    Step("ResubmitPersonnelAction", lazy("پیشنهاد دوباره"), "send"),
    Step("IssuePersonnelAction", lazy("صدور"), "badge-check"),
    Step("SendToAuthority", lazy("فرستادن برای مقام"), "send"),
    Step("RecordAuthorityAnswer", lazy("ثبت پاسخ مقام"), "mail-open"),
    Step("NotifyPerson", lazy("ثبت ابلاغ"), "check"),
    Step("DecideObjection", lazy("تصمیم دربارهٔ اعتراض"), "gavel"),
    Step("FilePersonnelAction", lazy("درج در پرونده"), "file-check"),
    Step("FinishPersonnelAction", lazy("انجام شد"), "circle-check"),
)
SECONDARY: Final = (
    Step("ConfirmIntent", lazy("تأیید طبقهٔ قصد"), "users"),
    Step("RecordObjection", lazy("ثبت اعتراض"), "undo-2"),
    Step("WithdrawPersonnelAction", lazy("پس گرفتن"), "circle-x"),
    Step("DraftLetter", lazy("نامه"), "mail"),
    Step("NameParty", lazy("افزودن دارنده"), "users"),
)


def primary_of(detail: PersonnelDetail) -> Step | None:
    """The one next step of the present reader."""
    return next((step for step in PRIMARY if step.name in detail.may), None)


def secondary_of(detail: PersonnelDetail) -> list[Step]:
    """The rest; the person may be heard again where that is not the next step."""
    return open_steps(SECONDARY, detail.may)


def dialog_for(step: Step, detail: PersonnelDetail, work: Workplace) -> StepDialog:
    """The dialog of a step."""
    asks: dict[str, Callable[[PersonnelDetail, Workplace], StepDialog]] = {
        "HearPerson": _hear,
        "ResubmitPersonnelAction": _resubmit,
        "IssuePersonnelAction": _issue,
        "SendToAuthority": _send,
        "RecordAuthorityAnswer": _answer,
        "NotifyPerson": _notify,
        "RecordObjection": _object,
        "DecideObjection": _decide,
        "FilePersonnelAction": _file,
        "FinishPersonnelAction": _finish,
        "ConfirmIntent": _confirm,
        "WithdrawPersonnelAction": _withdraw,
    }
    return asks[step.name](detail, work)


def _title(detail: PersonnelDetail) -> str:
    return looks.title_words(detail.row)


def _plain(
    detail: PersonnelDetail, work: Workplace, primary: str, words: str, command: Command
) -> StepDialog:
    return StepDialog(work, _title(detail), words, primary, {}, lambda: command)


def _hear(detail: PersonnelDetail, work: Workplace) -> StepDialog:
    said = MultiLineField(_("اظهار شخص"), lines=4)
    asked = CheckBox(_("از او خواسته شد و چیزی نگفت"))
    day = DateField(
        _("تاریخ"), work.desk().today, today=lambda: work.desk().today, last=work.desk().today
    )

    def make() -> Command | None:
        text = said.value().strip()
        if not text and not asked.isChecked():
            said.set_problem(_("اظهار را بنویسید یا نشان بزنید که خواسته شد."))
            said.setFocus()
            return None
        return HearPerson(detail.row.id, text or None, asked=not text, on=day.value())

    words = _("تنها کسانی که در این پرونده نام دارند آن را می‌خوانند.")
    return StepDialog(
        work,
        _("اظهار {person}").format(person=detail.row.person_name),
        words,
        _("ثبت اظهار"),
        {"statement": said, "asked": asked, "on": day},
        make,
        icon="user-check",
    )


def _resubmit(detail: PersonnelDetail, work: Workplace) -> StepDialog:
    reason = MultiLineField(_("شرح"), detail.reason, lines=4, required=True)

    def make() -> Command | None:
        if lacking(reason, reason.value().strip()):
            return None
        return ResubmitPersonnelAction(detail.row.id, {"reason": reason.value()})

    words = _("آنچه ستاد کم دیده بود بیفزایید؛ شخص دوباره شنیده می‌شود.")
    return StepDialog(
        work, _title(detail), words, _("پیشنهاد دوباره"), {"reason": reason}, make, icon="send"
    )


class _Letters:
    """A choice among the letters of a case; the only one is chosen already.

    Where ``shared`` is ticked the letter names several persons, and those of other cases are
    offered too.
    """

    def __init__(self, detail: PersonnelDetail, work: Workplace, direction: str) -> None:
        self.field = ChoiceField(_("نامه"), [], empty=_("برگزینید"), search=False, required=True)
        self.shared = CheckBox(_("این نامه چند نفر را نام می‌برد"))
        self._case, self._work, self._direction = detail.row.id, work, direction
        self.shared.toggled.connect(lambda _on: self._read())
        self._read()

    def _read(self) -> None:
        case = None if self.shared.isChecked() else self._case
        reading = partial(_letters, case, self._direction)
        self._work.tasks.read(self.field, reading, self._show)

    def _show(self, found: list[tuple[str, str]]) -> None:
        chosen = self.field.value()
        self.field.set_options(found)
        if found:
            self.field.set_warning(None)
            known = chosen if chosen in dict(found) else ""
            self.field.set_value(known or ("" if self.shared.isChecked() else found[-1][0]))
            return
        missing = (
            _("نخست دبیرخانه نامهٔ این پرونده را شماره و صادر کند.")
            if self._direction == "out"
            else _("نخست دبیرخانه نامهٔ رسیده را برای این پرونده ثبت کند.")
        )
        self.field.set_warning(missing)

    def fields(self) -> dict[str, QWidget]:
        """The choice and the box, by the names that refusals use."""
        return {"letter_number": self.field, "shared": self.shared}

    def key(self) -> bytes | None:
        """The chosen letter; marks the field where there is none."""
        return (
            None if lacking(self.field, self.field.value()) else bytes.fromhex(self.field.value())
        )


def _letters(record: bytes | None, direction: str, session: Session) -> list[tuple[str, str]]:
    wanted = LetterFilter(direction=direction, record_id=record)
    found = []
    for row in reversed(letters_page(session, wanted).rows):
        number = row.in_number if direction == "in" else row.number
        about = record is not None or row.record_kind in (KIND, None)
        if about and number and row.state != "void" and (direction == "in" or row.issued):
            found.append((row.id.hex(), f"{ltr_isolate(persian_digits(number))} · {row.subject}"))
    return found


def _issue(detail: PersonnelDetail, work: Workplace) -> StepDialog:
    if detail.setting.road == "direct":
        words = _("این اقدام را مدیر مستقیم انجام می‌دهد؛ رأی نمی‌خواهد و در پرونده درج نمی‌شود.")
        return _plain(detail, work, _("صدور"), words, IssuePersonnelAction(detail.row.id))
    letters = _Letters(detail, work, "out")

    def make() -> Command | None:
        key = letters.key()
        return (
            None
            if key is None
            else IssuePersonnelAction(detail.row.id, key, shared=letters.shared.isChecked())
        )

    words = _("با نامهٔ شماره‌خورده و صادرشده، به نام شما و در نقش شما صادر می‌شود.")
    return StepDialog(
        work, _title(detail), words, _("صدور"), letters.fields(), make, icon="badge-check"
    )


def _send(detail: PersonnelDetail, work: Workplace) -> StepDialog:
    letters = _Letters(detail, work, "out")

    def make() -> Command | None:
        key = letters.key()
        return (
            None if key is None else SendToAuthority(detail.row.id, key, letters.shared.isChecked())
        )

    words = _("پیشنهاد با نامهٔ صادرشده نزد مقام منصوب‌کننده می‌رود و تا پاسخ او شمرده نمی‌شود.")
    return StepDialog(
        work,
        _title(detail),
        words,
        _("فرستادن برای مقام"),
        letters.fields(),
        make,
        icon="send",
    )


def _answer(detail: PersonnelDetail, work: Workplace) -> StepDialog:
    letters = _Letters(detail, work, "in")
    answers = (
        ("accepted", _("پذیرفت")),
        ("refused", _("نپذیرفت")),
        ("other", _("چیز دیگری نوشت")),
    )
    answer = RadioField(_("پاسخ مقام"), answers, required=True)
    reading = MultiLineField(
        _("برداشت شما از نامه"), lines=2, hint=_("مانند: جانشین منصوب شد، پس سمت واگذار شده است.")
    )

    def make() -> Command | None:
        key = letters.key()
        if key is None or lacking(answer, answer.value()):
            return None
        return RecordAuthorityAnswer(
            detail.row.id,
            key,
            answer.value(),
            reading.value().strip() or None,
            shared=letters.shared.isChecked(),
        )

    words = _("اگر پذیرفته باشد، برکناری با شماره و تاریخ همین نامه ثبت و از آن پس شمرده می‌شود.")
    return StepDialog(
        work,
        _title(detail),
        words,
        _("ثبت پاسخ مقام"),
        {**letters.fields(), "answer": answer, "reading": reading},
        make,
        icon="mail-open",
    )


def _notify(detail: PersonnelDetail, work: Workplace) -> StepDialog:
    today = work.desk().today
    day = DateField(
        _("تاریخ ابلاغ"), today, today=lambda: work.desk().today, last=today, required=True
    )

    def make() -> Command | None:
        on = day.value()
        return None if on is None or lacking(day, on) else NotifyPerson(detail.row.id, on)

    days = detail.setting.objection_days
    words = _("از این روز به شخص ابلاغ شده است.")
    if days:
        told = _("مهلت اعتراض {n} روز است.").format(n=persian_digits(days))
        words = f"{words} {told}"
    return StepDialog(
        work, _title(detail), words, _("ثبت ابلاغ"), {"notified_on": day}, make, icon="check"
    )


def _object(detail: PersonnelDetail, work: Workplace) -> StepDialog:
    text = MultiLineField(_("متن اعتراض"), lines=4, required=True)
    today = work.desk().today
    day = DateField(_("تاریخ اعتراض"), today, today=lambda: work.desk().today, last=today)

    def make() -> Command | None:
        if lacking(text, text.value().strip()) or not day.is_readable():
            return None
        return RecordObjection(detail.row.id, text.value(), day.value())

    words = _("اعتراض نزد رئیس ستاد می‌رود.")
    return StepDialog(
        work, _title(detail), words, _("ثبت اعتراض"), {"objection": text, "said_on": day}, make
    )


def _decide(detail: PersonnelDetail, work: Workplace) -> StepDialog:
    choices = (("upheld", _("تصمیم تأیید می‌شود")), ("changed", _("تصمیم عوض می‌شود")))
    choice = RadioField(_("نتیجه"), choices, required=True)
    reason = MultiLineField(_("دلیل"), lines=3, required=True)

    def make() -> Command | None:
        if lacking(choice, choice.value()) or lacking(reason, reason.value().strip()):
            return None
        return DecideObjection(
            detail.row.id, upheld=choice.value() == "upheld", reason=reason.value()
        )

    return StepDialog(
        work,
        _title(detail),
        _("نتیجه با دلیل در گردش پرونده می‌ماند."),
        _("ثبت نتیجه"),
        {"choice": choice, "reason": reason},
        make,
        icon="gavel",
    )


def _file(detail: PersonnelDetail, work: Workplace) -> StepDialog:
    words = _("این تصمیم در پروندهٔ کارگزینی درج می‌شود.")
    return _plain(detail, work, _("درج در پرونده"), words, FilePersonnelAction(detail.row.id))


def _finish(detail: PersonnelDetail, work: Workplace) -> StepDialog:
    words = _("راهنمایی یا آموزش انجام شد.")
    return _plain(detail, work, _("انجام شد"), words, FinishPersonnelAction(detail.row.id))


def _confirm(detail: PersonnelDetail, work: Workplace) -> StepDialog:
    words = _("شما مدرک را دیده‌اید و طبقهٔ قصد را تأیید می‌کنید: {evidence}").format(
        evidence=detail.intent_evidence or ""
    )
    return _plain(detail, work, _("تأیید می‌کنم"), words, ConfirmIntent(detail.row.id))


def _withdraw(detail: PersonnelDetail, work: Workplace) -> StepDialog:
    reason = MultiLineField(_("دلیل"), lines=3, required=True)

    def make() -> Command | None:
        if lacking(reason, reason.value().strip()):
            return None
        return WithdrawPersonnelAction(detail.row.id, reason.value())

    return StepDialog(
        work,
        _title(detail),
        _("پیشنهاد پس گرفته می‌شود؛ آنچه تاکنون ثبت شده می‌ماند."),
        _("پس گرفتن"),
        {"reason": reason},
        make,
        icon="circle-x",
        kind="danger",
    )
