"""What can be done with a meeting and its items from its page."""

from __future__ import annotations

from typing import Final

from desktop.commands.base import Command
from desktop.commands.meetings import (
    AddAgendaItem,
    AddDecision,
    CancelMeeting,
    DecideItem,
    HoldMeeting,
    NotePresence,
)
from desktop.models.meetings.rows import ItemRow, MeetingDetail
from desktop.models.text import persian_digits
from desktop.views.meetings import looks
from desktop.views.navigation import Workplace
from desktop.views.shared.choices import CheckBox, RadioField
from desktop.views.shared.date_field import DateField
from desktop.views.shared.fields import MultiLineField, TextField
from desktop.views.shared.step_dialog import Step, StepDialog, lacking
from resources.wording.meetings import OUTCOMES
from resources.wording.personnel_actions import DUTIES
from resources.words import _, lazy

PRIMARY: Final = (
    Step("FillAgenda", lazy("پر کردن دستور"), "list-checks"),
    Step("SignMinutes", lazy("امضای صورت‌جلسه"), "badge-check"),
    Step("HoldMeeting", lazy("آغاز جلسه"), "check"),
)
SECONDARY: Final = (
    Step("NotePresence", lazy("حاضران"), "users"),
    Step("AddAgendaItem", lazy("بند تازه"), "plus"),
    Step("AddDecision", lazy("کار و مسئول"), "list-checks"),
    Step("DraftLetter", lazy("دعوت‌نامه"), "mail"),
    Step("CancelMeeting", lazy("لغو"), "circle-x"),
)


def primary_of(detail: MeetingDetail) -> Step | None:
    """The one next step: fill while something waits, then begin, then sign."""
    for step in PRIMARY:
        if step.name not in detail.may or (step.name == "FillAgenda" and not detail.waiting):
            continue
        return step
    return None


def secondary_of(detail: MeetingDetail) -> list[Step]:
    return [step for step in SECONDARY if step.name in detail.may]


def presence_dialog(detail: MeetingDetail, work: Workplace) -> StepDialog:
    """Who is there."""
    boxes = {
        one.person_id: CheckBox(f"{one.name} · {DUTIES.get(one.duty, one.duty)}", one.present)
        for one in detail.members
    }

    def make() -> Command:
        there = tuple(key for key, box in boxes.items() if box.isChecked())
        return NotePresence(detail.row.id, there)

    words = _("حد نصاب {n} نفر از رأی‌دهندگان است.").format(n=persian_digits(detail.quorum))
    fields = {key.hex(): box for key, box in boxes.items()}
    return StepDialog(work, _("حاضران جلسه"), words, _("ثبت حاضران"), fields, make, icon="users")


def hold_dialog(detail: MeetingDetail, work: Workplace) -> StepDialog:
    """Begin, with who is there."""
    words = _("{present} نفر از رأی‌دهندگان حاضر است؛ حد نصاب {quorum} نفر است.").format(
        present=persian_digits(detail.present), quorum=persian_digits(detail.quorum)
    )
    return StepDialog(
        work,
        _("آغاز جلسه"),
        words,
        _("آغاز جلسه"),
        {},
        lambda: HoldMeeting(detail.row.id),
        icon="check",
    )


def item_dialog(detail: MeetingDetail, work: Workplace) -> StepDialog:
    """A matter in words."""
    title = TextField(_("موضوع"), required=True)

    def make() -> Command | None:
        if lacking(title, title.value().strip()):
            return None
        return AddAgendaItem(detail.row.id, title.value())

    words = _("آنچه پرونده‌ای ندارد با چند واژه در دستور می‌آید.")
    return StepDialog(work, _("بند تازه"), words, _("افزودن"), {"title": title}, make, icon="plus")


def decision_dialog(detail: MeetingDetail, work: Workplace) -> StepDialog:
    """Who does what, and by when."""
    text = MultiLineField(_("چه باید بشود"), lines=2, required=True)
    owner = TextField(_("مسئول"), required=True)
    today = work.desk().today
    due = DateField(_("تا"), today=lambda: work.desk().today, first=today, required=True)

    def make() -> Command | None:
        day = due.value()
        if lacking(text, text.value().strip()) or lacking(owner, owner.value().strip()):
            return None
        if day is None:
            lacking(due, None)
            return None
        return AddDecision(detail.row.id, text.value(), owner.value(), day)

    return StepDialog(
        work,
        _("کار و مسئول"),
        _("در صورت‌جلسه با مسئول و مهلت چاپ می‌شود."),
        _("ثبت"),
        {"text": text, "owner": owner, "due_on": due},
        make,
        icon="list-checks",
    )


def outcome_dialog(item: ItemRow, work: Workplace) -> StepDialog:
    """The chair states what follows from the votes."""
    codes = ("approved", "rejected", "returned") if item.kind else ("noted",)
    outcome = RadioField(_("نتیجه"), [(code, str(OUTCOMES[code])) for code in codes], required=True)
    if not item.kind:
        outcome.set_value("noted")
    reason = MultiLineField(_("دلیل یا توضیح"), lines=2)
    discussion = MultiLineField(_("خلاصهٔ گفت‌وگو"), item.discussion or "", lines=3)

    def make() -> Command | None:
        if lacking(outcome, outcome.value()):
            return None
        return DecideItem(
            item.id,
            outcome.value(),
            reason.value().strip() or None,
            discussion.value().strip() or None,
        )

    count = dict.fromkeys(("yes", "no", "abstain"), 0)
    for vote in item.votes:
        count[vote.choice] = count.get(vote.choice, 0) + 1
    words = _("{yes} موافق، {no} مخالف، {abstain} ممتنع. نتیجه از رأی‌ها پیروی می‌کند.").format(
        **{choice: persian_digits(n) for choice, n in count.items()}
    )
    return StepDialog(
        work,
        looks.item_words(item),
        words,
        _("ثبت نتیجه"),
        {"outcome": outcome, "reason": reason, "discussion": discussion},
        make,
        icon="gavel",
    )


def cancel_dialog(detail: MeetingDetail, work: Workplace) -> StepDialog:
    """Call it off, with a reason."""
    reason = MultiLineField(_("دلیل"), lines=2, required=True)

    def make() -> Command | None:
        if lacking(reason, reason.value().strip()):
            return None
        return CancelMeeting(detail.row.id, reason.value())

    return StepDialog(
        work,
        _("لغو جلسه"),
        _("جلسه با دلیل در فهرست می‌ماند."),
        _("لغو جلسه"),
        {"reason": reason},
        make,
        icon="circle-x",
        kind="danger",
    )
