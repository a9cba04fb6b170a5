"""The check of the vault: in full with progress, against headquarters, and what came of it."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QWidget
from sqlalchemy.orm import Session

from desktop.documents.verification import KINDS, as_paper, as_text, counted, moment, verdict
from desktop.errors import AppError
from desktop.models.disk import write_bytes
from desktop.models.text import group_digits, ltr_isolate, persian_digits
from desktop.models.verify_report import Outcome
from desktop.runtime.jobs import Cancelled, Progress
from desktop.runtime.tasks import Lane
from desktop.runtime.verification import Kept, Verification, Work, last_checks
from desktop.views.navigation import Workplace
from desktop.views.shared import theme
from desktop.views.shared.buttons import Button
from desktop.views.shared.card import Card
from desktop.views.shared.labels import label
from desktop.views.shared.notice_bar import NoticeBar
from desktop.views.shared.page_header import ProgressLine
from desktop.views.shared.printed import origin
from desktop.views.shared.side_panel import Facts
from desktop.views.verification.fault_lines import FaultLine, FaultList, fault_lines
from resources.wording import words_of
from resources.words import _

ChooseReport = Callable[[QWidget], str]
_NAME: Final = "verification.pdf"


def ask_report(parent: QWidget) -> str:
    """The system's own dialog for the report; empty when it was left."""
    kinds = _("گزارش (*.pdf *.txt)")
    chosen, _filter = QFileDialog.getSaveFileName(parent, _("ذخیرهٔ گزارش"), _NAME, kinds)
    return chosen


class VaultCheck(Card):
    """Everything runs as a job; the last result of each kind is remembered in the vault."""

    wanted = Signal(object)

    def __init__(
        self, work: Workplace, verification: Verification, choose: ChooseReport = ask_report
    ) -> None:
        super().__init__(_("درستی صندوق"))
        self._work, self._checks, self._choose = work, verification, choose
        self._job = 0
        self._outcome: Outcome | None = None
        self._lines: tuple[FaultLine, ...] = ()
        self.intro = label(
            _(
                "هر ثبت با امضا و زنجیره‌اش، هر رکورد با ثبت‌هایش و هر پیوست با اثر انگشتش "
                "سنجیده می‌شود. هنگام باز شدن برنامه تنها آخرین ثبت‌ها بررسی می‌شوند."
            ),
            "small",
            "text2",
            wrap=True,
        )
        self.last = Facts()
        self.full = Button(_("بررسی کامل"), "primary", icon="shield-check", on_click=self.check_all)
        self.hq = Button(_("سنجش با ستاد"), icon="cloud", on_click=self.check_against_hq)
        self.hq.setVisible(verification.enrolled)
        self.progress = ProgressLine()
        self.stop = Button(_("توقف"), size="row", icon="x", on_click=self._stop)
        self.how_far = label("", "small", "text2")
        self.notice = NoticeBar()
        self.counts = Facts()
        self.faults = FaultList()
        self.save = Button(_("ذخیرهٔ گزارش…"), icon="file-down", on_click=self._save)
        self._assemble()
        self.faults.wanted.connect(self.wanted.emit)
        work.tasks.jobs.changed.connect(self._show_progress)
        self._busy(False)

    def refresh(self) -> None:
        """Read the remembered results again."""
        self._work.tasks.read(self, last_checks, self._show_last)

    def check_all(self) -> None:
        """The full check."""
        self._begin("full", self._checks.full, "work")

    def check_against_hq(self) -> None:
        """What headquarters holds."""
        self._begin("hq", self._checks.against_hq, "network")

    def _assemble(self) -> None:
        buttons = QHBoxLayout()
        theme.pad(buttons, 8)
        buttons.addWidget(self.full)
        buttons.addWidget(self.hq)
        buttons.addStretch(1)
        moving = QHBoxLayout()
        theme.pad(moving, 8)
        moving.addWidget(self.progress, 1)
        moving.addWidget(self.how_far)
        moving.addWidget(self.stop)
        below = QHBoxLayout()
        theme.pad(below, 8)
        below.addWidget(self.save)
        below.addStretch(1)
        self.body.addWidget(self.intro)
        self.body.addWidget(self.last)
        self.body.addLayout(buttons)
        self.body.addLayout(moving)
        self.body.addWidget(self.notice)
        self.body.addWidget(self.faults)
        self.body.addWidget(self.counts)
        self.body.addLayout(below)

    def _begin(self, kind: str, work: Work, lane: Lane) -> None:
        self._outcome = None
        self.notice.clear()
        self.faults.clear()
        self.counts.hide()
        self._busy(True)
        self._job = self._work.tasks.job(
            str(KINDS[kind]), work, self._checked, owner=self, failed=self._failed, lane=lane
        )

    def _checked(self, outcome: Outcome) -> None:
        self._outcome = outcome
        reading = partial(fault_lines, faults=outcome.report.faults)
        self._work.tasks.read(self, reading, partial(self._show_outcome, outcome))

    def _show_outcome(self, outcome: Outcome, lines: tuple[FaultLine, ...]) -> None:
        self._lines = lines
        self._busy(False)
        sound = outcome.report.sound
        calm = _("به مدیر سامانه خبر دهید و تا بررسی او چیزی را پاک نکنید.")
        line = f"{KINDS[outcome.kind]} · {moment(outcome.at)}"
        self.notice.show_notice(
            verdict(outcome), line if sound else calm, tone="success" if sound else "danger"
        )
        self.faults.show_lines(lines)
        self.counts.set_facts([(many, what) for what, many in counted(outcome.report.counts)])
        self.counts.show()
        self.refresh()

    def _failed(self, error: AppError) -> None:
        self._busy(False)
        self.notice.show_notice(words_of(error.code, error.arguments), tone="danger")

    def _stop(self) -> None:
        self._work.tasks.jobs.cancel(self._job)

    def _show_progress(self) -> None:
        row = next((r for r in self._work.tasks.jobs.rows() if r.number == self._job), None)
        if row is None or not self._running:
            return
        self.progress.set_progress(row.done, row.total)
        far = _("{done} از {total}").format(
            done=group_digits(row.done), total=group_digits(row.total)
        )
        self.how_far.set_words(far if row.total else "")
        if row.state in {"cancelled", "failed"}:
            self._busy(False)
        if row.state == "cancelled":
            self.notice.show_notice(_("بررسی متوقف شد؛ نتیجه‌ای ندارد."), tone="info")

    _running = False

    def _busy(self, busy: bool) -> None:
        self._running = busy
        for one in (self.progress, self.stop, self.how_far):
            one.setVisible(busy)
        for one in (self.full, self.hq):
            one.setEnabled(not busy)
        self.save.setVisible(self._outcome is not None and not busy)
        self.counts.setVisible(self._outcome is not None and not busy)

    def _show_last(self, kept: dict[str, Kept]) -> None:
        never = _("هنوز هیچ")
        names = [kind for kind in KINDS if kind != "hq" or self._checks.enrolled]
        self.last.set_facts(
            [
                (str(KINDS[kind]), kept_words(kept[kind]) if kind in kept else never)
                for kind in names
            ]
        )

    def _save(self) -> None:
        chosen, outcome = self._choose(self), self._outcome
        if not chosen or outcome is None:
            return
        path = Path(chosen)
        if path.suffix.lower() not in {".pdf", ".txt"}:
            path = path.with_name(path.name + ".pdf")
        words = [one.words for one in self._lines]

        def make(session: Session) -> bytes:
            where = origin(session, self._work)
            if path.suffix.lower() == ".txt":
                return as_text(outcome, words, where).encode()
            return as_paper(outcome, words, where)

        self._work.tasks.read(self, make, partial(self._write, path), failed=self._failed)

    def _write(self, path: Path, report: bytes) -> None:
        def put(_progress: Progress, _cancelled: Cancelled) -> None:
            write_bytes(path, report)

        def saved(_done: None) -> None:
            words = _("گزارش ذخیره شد: {name}").format(name=ltr_isolate(path.name))
            self.notice.show_notice(words, tone="success")

        self._work.tasks.job(_("ذخیرهٔ گزارش"), put, saved, owner=self, failed=self._failed)


def kept_words(kept: Kept) -> str:
    """«دوشنبه …، ۰۹:۳۰ · درست، ۱٬۲۴۸ ثبت»."""
    if not kept.sound:
        told = _("{n} ناسازگاری").format(n=persian_digits(kept.faults))
    else:
        told = _("درست، {n} ثبت").format(n=group_digits(kept.entries))
    return f"{moment(kept.at)} · {told}"
