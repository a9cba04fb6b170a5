"""The page of a quarter's report: what is in it, its parts with their fingerprints, where it is."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Final

from PySide6.QtWidgets import QFileDialog, QWidget
from sqlalchemy.orm import Session

from desktop.commands.base import Command
from desktop.commands.programme_packs import (
    AcceptQuarterReport,
    DraftQuarterReport,
    ReceiveQuarterReport,
    ReturnQuarterReport,
    SendQuarterReport,
    SignQuarterReport,
)
from desktop.errors import AppError
from desktop.models.calendar import short_date
from desktop.models.programmes.frequency import quarter_span
from desktop.models.programmes.pack import QuarterPack, ReportDetail, report_detail
from desktop.models.programmes.rows import ReportRow
from desktop.models.programmes.standing import Share
from desktop.models.programmes.words import due_words, why_words
from desktop.models.text import ltr_isolate, persian_digits
from desktop.views.navigation import Paper, Place, Workplace
from desktop.views.programmes import looks, papers
from desktop.views.programmes.line import Line
from desktop.views.shared.card import Card
from desktop.views.shared.date_field import DateField
from desktop.views.shared.fields import MultiLineField, TextField
from desktop.views.shared.labels import label
from desktop.views.shared.record_page import RecordPage, steps_card
from desktop.views.shared.side_panel import Facts
from desktop.views.shared.step_dialog import Step, StepDialog, lacking, open_steps
from resources.wording import words_of
from resources.words import _, lazy

ChoosePlace = Callable[[QWidget, str], str]

PRIMARY: Final = (
    Step("DraftQuarterReport", lazy("ساختن بسته"), "file-check"),
    Step("SignQuarterReport", lazy("امضا"), "badge-check"),
    Step("SendQuarterReport", lazy("ارسال با نامه"), "send"),
    Step("ReceiveQuarterReport", lazy("دریافت شد"), "inbox"),
    Step("AcceptQuarterReport", lazy("پذیرش"), "check"),
)
SECONDARY: Final = (Step("ReturnQuarterReport", lazy("بازگرداندن"), "undo-2"),)
PRINT: Final = Step("Print", lazy("چاپ"), "printer")
SAVE: Final = Step("Save", lazy("ذخیرهٔ بسته"), "file-down")
PLAN: Final = Step("Plan", lazy("همهٔ برنامه"), "list-checks")


def ask_place(parent: QWidget, name: str) -> str:
    """The system's own dialog for where to write; empty when it was left."""
    kinds = _("بستهٔ گزارش (*.zip)")
    chosen, _filter = QFileDialog.getSaveFileName(parent, _("ذخیرهٔ بسته"), name, kinds)
    return chosen


class ReportPage(RecordPage):
    """Ctrl+Enter makes the pack, signs it, sends it, receives it."""

    home = "programmes"
    home_title = lazy("برنامه‌های نه‌گانه")
    shows = frozenset(
        {
            *("quarter_reports", "year_plans", "plan_items", "action_occurrences"),
            *("programme_evidence", "transitions"),
        }
    )

    def __init__(self, work: Workplace) -> None:
        super().__init__(work)
        self.choose: ChoosePlace = ask_place

    def reading(self) -> Callable[[Session], ReportDetail | None]:
        desk = self.work.desk()
        return partial(report_detail, key=self.place.record, reader=desk.reader, today=desk.today)

    def draw(self, found: ReportDetail) -> None:
        row, pack = found.row, found.pack
        primary = next(iter(open_steps(PRIMARY, found.may)), None)
        beside = [SAVE] if row.manifest is not None else []
        more = [] if pack is None else [PLAN]
        secondary = [*open_steps(SECONDARY, found.may), PRINT, *beside, *more]
        title = _("{agency} · فصل {quarter} سال {year}").format(
            agency=row.agency_name,
            quarter=persian_digits(row.quarter),
            year=persian_digits(row.year),
        )
        self.set_head(title, secondary, primary, self.take)
        if pack is not None:
            self._draw_shares(pack)
            self._draw_late(pack)
        else:
            card = Card(_("گزارش رسیده"))
            words = _("شکل چاپی و همهٔ مدارک در بسته است؛ «چاپ» آن را نشان می‌دهد.")
            card.body.addWidget(label(words, "body", wrap=True))
            self.main.addWidget(card)
        self._draw_parts(found)
        self.side.addWidget(steps_card(row.steps, looks.report_state_words))

    def _draw_shares(self, pack: QuarterPack) -> None:
        card = Card(_("انجام هر برنامه"), note=looks.percent_words(pack.plan.share))
        for block in pack.blocks:
            mine = [slot for row in block.items for slot in pack.slots(row) if not row.alias_of]
            met = sum(one.state in ("held", "late") for one in mine)
            words = _("این فصل {met} از {all}").format(
                met=persian_digits(met), all=persian_digits(len(mine))
            )
            state = _state(block.share)
            card.body.addWidget(
                Line(
                    looks.code_words(block.code),
                    block.title,
                    looks.share_words(block.share),
                    looks.state_look("plan_items", state),
                    words if mine else "",
                )
            )
        self.main.addWidget(card)

    def _draw_late(self, pack: QuarterPack) -> None:
        card = Card(_("آنچه دیر شد یا برگزار نشد"))
        count = 0
        for block in pack.blocks:
            for row in block.items:
                if row.alias_of is not None or not row.applicable:
                    continue
                for slot in pack.slots(row):
                    why = " ".join(why_words(slot, pack.today))
                    if not why:
                        continue
                    count += 1
                    card.body.addWidget(
                        Line(
                            looks.code_words(row.code),
                            due_words(slot.due),
                            why,
                            looks.slot_look(slot),
                            on_click=partial(self.work.go, Place("programme_item", row.id)),
                        )
                    )
        card.set_note(persian_digits(count))
        if not count:
            words = _("در این فصل چیزی عقب نیفتاده است.")
            card.body.addWidget(label(words, "small", "text3", wrap=True))
        self.main.addWidget(card)

    def _draw_parts(self, found: ReportDetail) -> None:
        row, pack = found.row, found.pack
        first, last = quarter_span(row.year, row.quarter)
        card = Card(_("بسته"), note=looks.report_look(row).words)
        facts = [
            (_("دوره"), f"{short_date(first)} – {short_date(last)}"),
            (_("مهلت ارسال"), short_date(row.due)),
            (_("رویدادها"), "" if pack is None else persian_digits(len(pack.events))),
            (_("مدارک"), "" if pack is None else persian_digits(len(pack.evidence))),
            (_("پرونده‌های بسته"), persian_digits(found.files) if found.files else ""),
            (_("نامهٔ ارسال"), persian_digits(row.letter_number or "")),
            (_("تاریخ نامه"), short_date(row.letter_date) if row.letter_date else ""),
        ]
        card.body.addWidget(Facts([one for one in facts if one[1]]))
        if row.manifest is not None:
            words = _("اثر انگشت فهرست بسته: {code}").format(
                code=ltr_isolate(row.manifest.hex()[:16])
            )
            card.body.addWidget(label(words, "small", "text2", wrap=True))
        if self.work.desk().today > row.due and row.state in ("open", "drafted", "signed"):
            words = _("مهلت ارسال گذشته است.")
            card.body.addWidget(label(words, "small", "danger", wrap=True))
        self.side.addWidget(card)

    def take(self, step: Step) -> None:
        """Open what a step asks for, or do it at once."""
        found: ReportDetail | None = self.shown
        if found is None:
            return
        row = found.row
        match step.name:
            case "DraftQuarterReport":
                self._make(row)
            case "SignQuarterReport":
                self._do(SignQuarterReport(row.id))
            case "SendQuarterReport":
                self.open(send_dialog(row, self.work))
            case "ReceiveQuarterReport":
                self._do(ReceiveQuarterReport(row.id))
            case "AcceptQuarterReport":
                self._do(AcceptQuarterReport(row.id))
            case "ReturnQuarterReport":
                self.open(return_dialog(row, self.work))
            case "Print":
                name = f"{row.year}-Q{row.quarter}.pdf"
                title = _("گزارش سه‌ماهه")
                self.work.preview(Paper(title, name, papers.paper(row, self.work)))
            case "Save":
                self.save(row)
            case "Plan":
                self.work.go(Place("programme_plan", row.plan_id))

    def save(self, row: ReportRow) -> None:
        """Write the pack where a person says."""
        chosen = self.choose(self, f"{row.year}-Q{row.quarter}.zip")
        if not chosen:
            return
        self.work.tasks.job(
            _("ذخیرهٔ بسته"),
            papers.save_pack(row, Path(chosen), self.work),
            self._say_saved,
            owner=self,
            failed=self._say_refused,
        )

    def _say_saved(self, path: Path) -> None:
        self.notice.show_notice(_("بسته ذخیره شد"), path.name, tone="success", icon="file-check")

    def _make(self, row: ReportRow) -> None:
        def made(command: DraftQuarterReport) -> None:
            self._do(command)

        self.work.tasks.job(
            _("ساختن بستهٔ گزارش"),
            papers.make_parts(row, self.work),
            made,
            owner=self,
            failed=self._say_refused,
        )

    def _do(self, command: Command) -> None:
        self.notice.clear()
        self.work.tasks.execute(command, owner=self, failed=self._say_refused)

    def _say_refused(self, error: AppError) -> None:
        self.notice.show_notice(words_of(error.code, error.arguments), tone="danger")


def _state(found: Share) -> str:
    if found.late:
        return "late"
    if found.done:
        return "done" if found.done == found.applicable else "in_progress"
    return "on_track" if found.in_time else "not_started"


def send_dialog(row: ReportRow, work: Workplace) -> StepDialog:
    """Number and date of the covering letter."""
    number = TextField(_("شمارهٔ نامه"), required=True)
    day = DateField(
        _("تاریخ نامه"),
        work.desk().today,
        today=lambda: work.desk().today,
        last=work.desk().today,
        required=True,
    )

    def make() -> Command | None:
        on = day.value()
        if lacking(number, number.value().strip()) or on is None:
            return None
        return SendQuarterReport(row.id, number.value(), on)

    words = _("بسته با تبادل بعدی به دبیرخانهٔ ستاد مرکزی می‌رسد؛ فایل آن را هم می‌توان ذخیره کرد.")
    fields = {"letter_number": number, "letter_date": day}
    return StepDialog(work, _("ارسال گزارش"), words, _("ارسال"), fields, make, icon="send")


def return_dialog(row: ReportRow, work: Workplace) -> StepDialog:
    """Send it back with comments."""
    reason = MultiLineField(_("نظر دبیرخانه"), lines=3, required=True)

    def make() -> Command | None:
        if lacking(reason, reason.value().strip()):
            return None
        return ReturnQuarterReport(row.id, reason.value())

    return StepDialog(
        work,
        _("بازگرداندن گزارش"),
        _("گزارش با نظر شما به نویسنده برمی‌گردد."),
        _("بازگرداندن"),
        {"reason": reason},
        make,
        icon="undo-2",
        kind="danger",
    )
