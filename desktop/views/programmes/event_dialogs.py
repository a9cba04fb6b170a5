"""What an event asks for: a piece of proof, the secretary's reason."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from desktop.commands.base import Command
from desktop.commands.programme_occurrences import (
    EVIDENCE_KINDS,
    AddEvidence,
    LinkEvidence,
    ReturnOccurrence,
)
from desktop.models.programmes.rows import OccurrenceRow
from desktop.models.text import persian_digits
from desktop.views.navigation import Workplace
from desktop.views.shared.choices import ChoiceField
from desktop.views.shared.date_field import DateField
from desktop.views.shared.fields import MultiLineField, TextField
from desktop.views.shared.step_dialog import StepDialog, lacking
from resources.wording.programmes import EVIDENCE_KINDS as KIND_WORDS
from resources.words import _


def evidence_dialog(
    row: OccurrenceRow, stored: Callable[[], tuple[Path, str, int, bytes] | None], work: Workplace
) -> StepDialog:
    """A piece of proof; ``stored`` gives the file that was chosen and kept, if one was."""
    kind = ChoiceField(
        _("گونهٔ مدرک"),
        [(key, str(KIND_WORDS[key])) for key in EVIDENCE_KINDS],
        empty=_("برگزینید"),
        search=False,
        required=True,
    )
    title = TextField(_("عنوان مدرک"), required=True)
    day = DateField(
        _("تاریخ خود مدرک"),
        row.day,
        today=lambda: work.desk().today,
        last=work.desk().today,
        required=True,
        hint=_("مدرک در ماه خودش شمرده می‌شود"),
    )
    link = TextField(_("نشانی اینترنتی، اگر پرونده ندارد"))

    def make() -> Command | None:
        if lacking(kind, kind.value()) or lacking(title, title.value().strip()):
            return None
        if day.problem():
            return None
        file = stored()
        return AddEvidence(
            (row.id,),
            kind.value(),
            title.value(),
            day.value(),
            name="" if file is None else file[0].name,
            media_type="" if file is None else file[1],
            size=0 if file is None else file[2],
            sha256=None if file is None else file[3],
            link=link.value() or None,
        )

    file = stored()
    if file is not None:
        link.hide()
    words = (
        _("پرونده‌ای برگزیده نشده است؛ نشانی را بنویسید.")
        if file is None
        else _("پرونده: {name}").format(name=persian_digits(file[0].name))
    )
    fields = {"kind": kind, "title": title, "dated_on": day, "link": link}
    return StepDialog(work, _("مدرک تازه"), words, _("افزودن"), fields, make, icon="paperclip")


def link_dialog(row: OccurrenceRow, pieces: list[tuple[str, str]], work: Workplace) -> StepDialog:
    """A piece that proves something else already; the event is counted once all the same (D26)."""
    piece = ChoiceField(_("مدرک"), pieces, empty=_("برگزینید"), required=True)
    words = _("یک مدرک می‌تواند چند نوبت را نشان دهد؛ هیچ رویدادی دو بار شمرده نمی‌شود.")

    def make() -> Command | None:
        if lacking(piece, piece.value()):
            return None
        return LinkEvidence(bytes.fromhex(piece.value()), row.id)

    if not pieces:
        piece.set_warning(_("این برنامه مدرک دیگری ندارد."))
    return StepDialog(
        work, _("مدرک موجود"), words, _("پیوند"), {"evidence": piece}, make, icon="link"
    )


def return_event_dialog(row: OccurrenceRow, work: Workplace) -> StepDialog:
    """Send an event back, with a reason."""
    reason = MultiLineField(_("دلیل"), lines=2, required=True)

    def make() -> Command | None:
        if lacking(reason, reason.value().strip()):
            return None
        return ReturnOccurrence(row.id, reason.value())

    return StepDialog(
        work,
        _("بازگرداندن نوبت"),
        row.title,
        _("بازگرداندن"),
        {"reason": reason},
        make,
        icon="undo-2",
        kind="danger",
    )
