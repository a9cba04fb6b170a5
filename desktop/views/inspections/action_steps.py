"""What can be done with a corrective action: agree, begin, claim, verify, reopen, judge."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import partial
from pathlib import Path
from typing import Final

from PySide6.QtWidgets import QWidget

from desktop.commands.base import Command
from desktop.commands.corrective_actions import (
    AgreeAction,
    ClaimDone,
    ConsentToAction,
    JudgeEffect,
    ReopenAction,
    StartAction,
    VerifyAction,
)
from desktop.models.inspections.rows import ActionRow
from desktop.models.text import persian_digits, whole_number
from desktop.views.inspections import looks
from desktop.views.inspections.behalf import Behalf
from desktop.views.inspections.photo_chooser import choosing
from desktop.views.inspections.photo_intake import Evidence, Kept, Source, keep_photos
from desktop.views.inspections.photo_view import PhotoView
from desktop.views.inspections.thumbnails import Thumbnails
from desktop.views.navigation import Workplace
from desktop.views.shared.choices import RadioField
from desktop.views.shared.date_field import DateField
from desktop.views.shared.fields import MultiLineField, TextField
from desktop.views.shared.photo_strip import Photo, PhotoStrip
from desktop.views.shared.step_dialog import Step, StepDialog, lacking, open_steps
from resources.words import _, lazy

STEPS: Final = (
    Step("AgreeAction", lazy("توافق نهایی"), "badge-check"),
    Step("ConsentToAction", lazy("ثبت پذیرش واحد"), "user-check"),
    Step("StartAction", lazy("آغاز انجام"), "wrench"),
    Step("ClaimDone", lazy("ثبت اعلام انجام"), "file-check"),
    Step("VerifyAction", lazy("راستی‌آزمایی"), "badge-check"),
    Step("ReopenAction", lazy("انجام نشده؛ بازگشایی"), "undo-2"),
    Step("JudgeEffect", lazy("سنجش اثر"), "chart-column"),
)


def steps_of(action: ActionRow) -> list[Step]:
    return open_steps(STEPS, action.may)


def dialog_for(step: Step, action: ActionRow, work: Workplace) -> StepDialog:
    """The dialog of a step of an action."""
    asks: dict[str, Callable[[ActionRow, Workplace], StepDialog]] = {
        "AgreeAction": _agree,
        "ConsentToAction": _consent,
        "StartAction": _start,
        "ClaimDone": _claim,
        "VerifyAction": _verify,
        "ReopenAction": _reopen,
        "JudgeEffect": _judge,
    }
    return asks[step.name](action, work)


def _agree(action: ActionRow, work: Workplace) -> StepDialog:
    return StepDialog(
        work,
        _("توافق بر اقدام"),
        _("«{words}» با مسئول و مهلتش قطعی می‌شود و دیگر ویرایش نمی‌شود.").format(
            words=action.description
        ),
        _("توافق نهایی"),
        {},
        lambda: AgreeAction(action.id),
        icon="badge-check",
    )


def _consent(action: ActionRow, work: Workplace) -> StepDialog:
    def today() -> date:
        return work.desk().today

    behalf = Behalf(work, action.visit_id)
    owner = TextField(_("سمت مسئول انجام"), action.owner_post or "", required=True)
    due = DateField(_("مهلت"), action.due_on, today=today, first=today(), required=True)

    def make() -> Command | None:
        day = due.value()
        if behalf.is_lacking() or lacking(owner, owner.value().strip()) or lacking(due, day):
            return None
        if day is None:
            return None
        return ConsentToAction(
            action.id,
            owner.value().strip(),
            day,
            document=behalf.document(),
            on_behalf_of=behalf.on_behalf_of(),
        )

    return StepDialog(
        work,
        _("پذیرش اقدام از سوی واحد"),
        _("«{words}»").format(words=action.description),
        _("ثبت پذیرش"),
        {**behalf.fields(), "owner_post": owner, "due_on": due},
        make,
        icon="user-check",
    )


def _start(action: ActionRow, work: Workplace) -> StepDialog:
    behalf = Behalf(work, action.visit_id)

    def make() -> Command | None:
        if behalf.is_lacking():
            return None
        return StartAction(
            action.id, document=behalf.document(), on_behalf_of=behalf.on_behalf_of()
        )

    return StepDialog(
        work,
        _("آغاز انجام اقدام"),
        _("«{words}»").format(words=action.description),
        _("آغاز انجام"),
        behalf.fields(),
        make,
    )


def _claim(action: ActionRow, work: Workplace) -> StepDialog:
    behalf = Behalf(work, action.visit_id)
    result = MultiLineField(_("چه کاری انجام شد"), lines=3, required=True)
    cost = TextField(_("هزینه، ریال"), code=True)
    photos = ProofStrip(work, action)

    def make() -> Command | None:
        typed = cost.value().strip()
        spent = whole_number(typed)
        if behalf.is_lacking() or lacking(result, result.value().strip()):
            return None
        if typed and spent is None:
            cost.set_problem(_("عدد بنویسید"))
            return None
        return ClaimDone(
            action.id,
            result.value().strip(),
            cost=spent,
            document=behalf.document(),
            on_behalf_of=behalf.on_behalf_of(),
        )

    fields: dict[str, QWidget] = {**behalf.fields(), "evidence": photos, "cost": cost}
    return StepDialog(
        work,
        _("اعلام انجام"),
        _("«{words}» با عکس یا سند نشان داده می‌شود و دیگری آن را راستی‌آزمایی می‌کند.").format(
            words=action.description
        ),
        _("ثبت اعلام انجام"),
        {**fields, "result": result},
        make,
        icon="file-check",
    )


def _verify(action: ActionRow, work: Workplace) -> StepDialog:
    how = RadioField(_("چگونه"), looks.options("verification_way"), "document")
    seen = MultiLineField(_("چه دیده شد"), lines=3, required=True)
    days = TextField(_("اثر پس از چند روز سنجیده شود"), "90", code=True)

    def make() -> Command | None:
        after = whole_number(days.value()) or 0
        if lacking(seen, seen.value().strip()):
            return None
        if not 1 <= after <= 730:
            days.set_problem(_("عددی از ۱ تا ۷۳۰ بنویسید"))
            return None
        return VerifyAction(action.id, how.value(), seen.value().strip(), after)

    return StepDialog(
        work,
        _("راستی‌آزمایی اقدام"),
        _("نتیجهٔ اعلام‌شده: «{words}» · {n} عکس").format(
            words=action.result or "", n=persian_digits(len(action.attachments))
        ),
        _("راستی‌آزمایی شد"),
        {"how": how, "effect_after_days": days, "seen": seen},
        make,
        icon="badge-check",
    )


def _reopen(action: ActionRow, work: Workplace) -> StepDialog:
    how = RadioField(_("چگونه"), looks.options("verification_way"), "visit")
    seen = MultiLineField(_("چه دیده شد"), lines=2, required=True)
    reason = MultiLineField(_("دلیل بازگشایی"), lines=2, required=True)

    def make() -> Command | None:
        if lacking(seen, seen.value().strip()) or lacking(reason, reason.value().strip()):
            return None
        return ReopenAction(action.id, how.value(), seen.value().strip(), reason.value().strip())

    return StepDialog(
        work,
        _("بازگشایی اقدام"),
        _("اقدام به واحد برمی‌گردد؛ آنچه اعلام شده بود در تاریخچه می‌ماند."),
        _("بازگشایی"),
        {"how": how, "seen": seen, "reason": reason},
        make,
        icon="undo-2",
    )


def _judge(action: ActionRow, work: Workplace) -> StepDialog:
    choice = RadioField(_("اثر"), [("yes", _("اثربخش بود")), ("no", _("بی‌اثر بود"))], "yes")
    reason = MultiLineField(_("توضیح"), lines=2)

    def make() -> Command:
        return JudgeEffect(action.id, choice.value() == "yes", reason.value().strip() or None)

    return StepDialog(
        work,
        _("سنجش اثر اقدام"),
        _("«{words}»").format(words=action.description),
        _("ثبت"),
        {"effective": choice, "reason": reason},
        make,
    )


class ProofStrip(PhotoStrip):
    """Photos that show that an action is done; each is kept and attached as it comes."""

    def __init__(self, work: Workplace, action: ActionRow) -> None:
        super().__init__(_("عکس‌های انجام کار"), choose=choosing(self, work))
        self._work = work
        self._action = action
        self._thumbnails = Thumbnails(work, self)
        self._added: list[Kept] = []
        self._thumbnails.came.connect(self._draw)
        self._thumbnails.want(row.thumb_sha256 for row in action.attachments if row.thumb_sha256)
        self.opened.connect(self._open)
        self.files_added.connect(lambda files, _slot: self.add([Path(one) for one in files]))
        self.picture_pasted.connect(lambda content, _slot: self.add([content]))
        self._draw()

    def add(self, sources: list[Source]) -> None:
        keep_photos(self._work, sources, self._attach, owner=self)

    def _attach(self, kept: list[Kept | None]) -> None:
        where = Evidence("corrective_actions", self._action.id)
        for one in kept:
            if one is None:
                continue
            self._work.tasks.execute(one.attach(where), partial(self._show, one))

    def _show(self, kept: Kept, _changes: object) -> None:
        self._added.append(kept)
        if kept.thumb_sha256 is not None:
            self._thumbnails.want([kept.thumb_sha256])
        self._draw()

    def _draw(self) -> None:
        here = [(row.id, row.thumb_sha256, row.name) for row in self._action.attachments]
        fresh = [(kept.sha256, kept.thumb_sha256, kept.name) for kept in self._added]
        self.show_photos(
            [Photo(key.hex(), self._thumbnails.get(sha), name) for key, sha, name in here + fresh]
        )

    def _open(self, key: str) -> None:
        rows = self._action.attachments
        if key in {row.id.hex() for row in rows}:
            view = PhotoView(self._work, rows, bytes.fromhex(key), lambda row: row.name)
            view.open_over(self)
