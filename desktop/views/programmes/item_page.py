"""The page of one action: what is due, why something is late, what was held, its proof."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Final

from PySide6.QtWidgets import QWidget
from sqlalchemy.orm import Session

from desktop.commands.base import Command
from desktop.commands.programme_occurrences import AcceptOccurrence
from desktop.errors import AppError
from desktop.models.calendar import clock, in_iran, short_date
from desktop.models.programmes.events import item_detail, pieces_beside
from desktop.models.programmes.frequency import Slot
from desktop.models.programmes.records import item_id
from desktop.models.programmes.rows import EvidenceRow, ItemDetail, OccurrenceRow
from desktop.models.programmes.words import due_words, frequency_words, why_words
from desktop.models.text import persian_digits
from desktop.views.navigation import Place, Workplace
from desktop.views.programmes import event_dialogs, looks, plan_dialogs
from desktop.views.programmes.files import ChooseFile, Kept, ask_file, keep_file
from desktop.views.programmes.line import Line
from desktop.views.shared.buttons import Button
from desktop.views.shared.card import Card, Divider
from desktop.views.shared.flow import Flow
from desktop.views.shared.labels import label
from desktop.views.shared.record_page import RecordPage
from desktop.views.shared.side_panel import Facts
from desktop.views.shared.step_dialog import Step, open_steps
from resources.wording import words_of
from resources.wording.programmes import EVIDENCE_KINDS
from resources.words import _, lazy, listed

PRIMARY: Final = (
    Step("RecordOccurrence", lazy("ثبت نوبت"), "plus"),
    Step("EditPlanItem", lazy("ویرایش در برنامه"), "pencil"),
)
MOST_SLOTS: Final = 14
"""How many due things are drawn at once: those that need a word, then the next ones."""


class ItemPage(RecordPage):
    """Ctrl+Enter records what was held, or edits the item while the plan is written."""

    home = "programmes"
    home_title = lazy("برنامه‌های نه‌گانه")
    shows = frozenset(
        {
            *(
                "year_plans",
                "plan_items",
                "action_occurrences",
                "programme_evidence",
                "public_meetings",
            ),
            *("attachments", "transitions", "instructors", "public_meetings"),
        }
    )

    def __init__(self, work: Workplace) -> None:
        super().__init__(work)
        self.choose: ChooseFile = ask_file

    def reading(self) -> Callable[[Session], ItemDetail | None]:
        desk = self.work.desk()
        return partial(item_detail, key=self.place.record, reader=desk.reader, today=desk.today)

    def draw(self, found: ItemDetail) -> None:
        row = found.row
        primary = next(iter(open_steps(PRIMARY, found.may)), None)
        title = f"{looks.code_words(row.code)} · {row.title}"
        self.set_head(title, [], primary, self.take)
        self._draw_slots(found)
        self._draw_events(found)
        self._draw_facts(found)

    def _draw_slots(self, found: ItemDetail) -> None:
        row, today = found.row, self.work.desk().today
        card = Card(_("آنچه لازم است"), note=frequency_words(row.kind, row.least, row.per))
        if not row.applicable:
            card.body.addWidget(label(row.reason or "", "body", "text2", wrap=True))
        shown = _chosen(row.slots)
        for slot in shown:
            why = "  ".join(why_words(slot, today))
            card.body.addWidget(
                Line("", due_words(slot.due), why, looks.slot_look(slot), _got_words(found, slot))
            )
        if len(row.slots) > len(shown):
            words = _("{shown} مورد از {all} نشان داده شد؛ همه در تقویم است.").format(
                shown=persian_digits(len(shown)), all=persian_digits(len(row.slots))
            )
            card.body.addWidget(label(words, "small", "text3", wrap=True))
        if not row.slots and row.applicable:
            words = _("تا رویدادی نباشد چیزی لازم نیست.")
            card.body.addWidget(label(words, "small", "text3", wrap=True))
        self.main.addWidget(card)

    def _draw_events(self, found: ItemDetail) -> None:
        card = Card(_("نوبت‌های برگزارشده"), note=persian_digits(len(found.occurrences)))
        for number, event in enumerate(found.occurrences):
            if number:
                card.body.addWidget(Divider())
            card.body.addWidget(Line("", event.title, _event_words(event), looks.event_look(event)))
            card.body.addWidget(label(_dates_words(event), "small", "text3", wrap=True))
            for piece in event.evidence:
                card.body.addWidget(label(_piece_words(piece), "small", "text2", wrap=True))
            if event.may:
                card.body.addWidget(self._event_buttons(event))
        if not found.occurrences:
            words = _("هنوز نوبتی ثبت نشده است.")
            card.body.addWidget(label(words, "small", "text3", wrap=True))
        self.main.addWidget(card)

    def _event_buttons(self, event: OccurrenceRow) -> QWidget:
        holder = QWidget()
        flow = Flow(8, 4, parent=holder)
        for name, words, icon, act in (
            ("AcceptOccurrence", _("پذیرش"), "check", self._accept),
            ("ReturnOccurrence", _("بازگرداندن"), "undo-2", self._return),
            ("AddEvidence", _("افزودن مدرک"), "paperclip", self.add_file),
            ("LinkEvidence", _("مدرک موجود"), "link", self.link_piece),
            ("EditOccurrence", _("ویرایش"), "pencil", self._edit),
        ):
            if name in event.may:
                flow.addWidget(Button(words, icon=icon, on_click=partial(act, event)))
        return holder

    def _draw_facts(self, found: ItemDetail) -> None:
        row = found.row
        card = Card(_("در برنامهٔ سال"), note=looks.item_look(row).words)
        facts = [
            (_("دستگاه"), looks.title_words(found.plan)),
            (_("مسئول"), row.owner or ""),
            (_("هدف برنامه"), looks.target_words(row)),
            (_("مهلت‌ها"), listed(short_date(day) for day in row.due_days)),
            (_("مدیران"), listed(row.managers)),
            (_("هزینه"), looks.cost_words(row.cost)),
            (_("محل تأمین"), row.fund_source or ""),
            (_("نامهٔ هماهنگی"), persian_digits(row.coordination_number or "")),
        ]
        card.body.addWidget(Facts([one for one in facts if one[1]]))
        self.side.addWidget(card)
        about = Card(_("مدرک و سنجه"))
        about.body.addWidget(label(row.evidence, "small", "text2", wrap=True))
        about.body.addWidget(label(row.measure, "small", "text3", wrap=True))
        back = Button(
            _("همهٔ برنامه"),
            icon="list-checks",
            on_click=lambda: self.work.go(Place("programme_plan", found.plan.id)),
        )
        about.body.addWidget(back)
        self.side.addWidget(about)

    def take(self, step: Step) -> None:
        """Record what was held, or edit the item."""
        found: ItemDetail | None = self.shown
        if found is None:
            return
        if step.name == "EditPlanItem":
            self.open(plan_dialogs.item_dialog(found.row, self.work))
            return
        self.work.go(Place("programme_form", found.row.id))

    def add_file(self, event: OccurrenceRow) -> None:
        """Choose a file, keep it, then ask what it is; without a file, ask for a link."""
        chosen = self.choose(self)
        if not chosen:
            self.open(event_dialogs.evidence_dialog(event, lambda: None, self.work))
            return

        def kept(file: Kept) -> None:
            self.open(event_dialogs.evidence_dialog(event, lambda: file, self.work))

        keep_file(self.work, Path(chosen), kept, owner=self, failed=self._say_refused)

    def link_piece(self, event: OccurrenceRow) -> None:
        """Let a piece that is here already prove this event too."""
        found: ItemDetail = self.shown
        self.work.tasks.read(
            self,
            partial(pieces_beside, plan=found.plan.id, event=event.id),
            lambda pieces: self.open(event_dialogs.link_dialog(event, pieces, self.work)),
        )

    def _edit(self, event: OccurrenceRow) -> None:
        found: ItemDetail = self.shown
        item = item_id(found.plan.id, event.code)
        self.work.go(Place("programme_form", item, event.id.hex()))

    def _accept(self, event: OccurrenceRow) -> None:
        self._do(AcceptOccurrence(event.id))

    def _return(self, event: OccurrenceRow) -> None:
        self.open(event_dialogs.return_event_dialog(event, self.work))

    def _do(self, command: Command) -> None:
        self.notice.clear()
        self.work.tasks.execute(command, owner=self, failed=self._say_refused)

    def _say_refused(self, error: AppError) -> None:
        self.notice.show_notice(words_of(error.code, error.arguments), tone="danger")


def _chosen(slots: tuple[Slot, ...]) -> list[Slot]:
    if len(slots) <= MOST_SLOTS:
        return list(slots)
    pressing = [one for one in slots if one.state in ("missing", "late")]
    coming = [one for one in slots if one.state == "planned"]
    found = pressing[-MOST_SLOTS + 2 :] + coming
    return found[:MOST_SLOTS]


def _got_words(found: ItemDetail, slot: Slot) -> str:
    if found.row.kind != "minutes":
        return ""
    return _("{got} از {needed} دقیقه").format(
        got=persian_digits(slot.got), needed=persian_digits(slot.due.needed)
    )


def _event_words(event: OccurrenceRow) -> str:
    start = persian_digits(event.starts_at) if event.starts_at else None
    also = listed(looks.code_words(code) for code in event.also)
    return listed(
        (
            start,
            event.place,
            looks.length_words(event.minutes),
            event.manager,
            event.instructor,
            looks.people_words(event),
            event.meeting,
            _("هم‌زمان {codes}").format(codes=also) if also else None,
            _("شاید تکرار ثبت دیگری است") if event.twin_of else None,
        )
    )


def _dates_words(event: OccurrenceRow) -> str:
    entered = in_iran(event.entered)
    told = _("برگزاری {day} · ثبت {entered} {time}").format(
        day=short_date(event.day),
        entered=short_date(entered.date()),
        time=clock(event.entered),
    )
    if event.received is None:
        reached = _("هنوز به ستاد نرسیده")
    else:
        reached = _("در ستاد {day}").format(day=short_date(in_iran(event.received).date()))
    late = _("با تأخیر ثبت شد") if event.late else None
    return " · ".join(part for part in (told, reached, late) if part)


def _piece_words(piece: EvidenceRow) -> str:
    kind = str(EVIDENCE_KINDS.get(piece.kind, piece.kind))
    parts = (
        f"{kind}: {piece.title}",
        short_date(piece.dated_on),
        _("برای {n} نوبت").format(n=persian_digits(piece.events)) if piece.events > 1 else None,
        _("با تأخیر بارگذاری شد") if piece.late else None,
    )
    return " · ".join(part for part in parts if part)
