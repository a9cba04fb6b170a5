"""«بستهٔ ادله»: a visit's evidence for third persons, written where the person says."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QWidget

from desktop.errors import AppError
from desktop.models.evidence_package import Packed
from desktop.models.inspections.rows import VisitDetail
from desktop.models.text import ltr_isolate, persian_digits
from desktop.runtime.verification import Verification
from desktop.views.inspections import papers
from desktop.views.navigation import Workplace
from desktop.views.shared.notice_bar import NoticeBar
from resources.wording import words_of
from resources.words import _

ChooseFile = Callable[[QWidget, str], str]


def ask_file(parent: QWidget, name: str) -> str:
    """The system's own dialog for a new file; empty when it was left."""
    kinds = _("بستهٔ ادله (*.zip)")
    chosen, _filter = QFileDialog.getSaveFileName(parent, _("بستهٔ ادله"), name, kinds)
    return chosen


class PackageMaker:
    """Writes the package as a job that can be stopped; ``notice`` says how it goes."""

    def __init__(
        self, work: Workplace, owner: QWidget, notice: NoticeBar, choose: ChooseFile = ask_file
    ) -> None:
        self._work, self._owner, self._notice = work, owner, notice
        self._choose = choose
        self._job = 0
        work.tasks.jobs.changed.connect(self._show_progress)

    def may(self, visit: VisitDetail) -> bool:
        """Whether there is something to hand out, and certificates that prove it."""
        checks = self._work.verification
        hidden = visit.row.covert and visit.revealed_at is None
        return checks is not None and checks.enrolled and not hidden

    def make(self, visit: VisitDetail) -> None:
        """Ask for a place, then write."""
        checks = self._work.verification
        chosen = self._choose(self._owner, f"{visit.row.code}.zip")
        if checks is None or not chosen:
            return
        self._write(checks, visit, Path(chosen))

    def _write(self, checks: Verification, visit: VisitDetail, path: Path) -> None:
        path = path if path.suffix.lower() == ".zip" else path.with_name(f"{path.name}.zip")
        work = checks.package(visit.row.id, path, papers.reports([visit.row.id], self._work))
        self._job = self._work.tasks.job(
            _("ساختن بستهٔ ادله"),
            work,
            partial(self._written, path),
            owner=self._owner,
            failed=self._failed,
        )
        self._say(_("بستهٔ ادله ساخته می‌شود…"), "", "info")

    def _written(self, path: Path, packed: Packed) -> None:
        self._job = 0
        words = _("بستهٔ ادله ساخته شد: {name}، {entries} ثبت و {papers} پرونده.").format(
            name=ltr_isolate(path.name),
            entries=persian_digits(packed.entries),
            papers=persian_digits(packed.papers),
        )
        told = [_("هر کس می‌تواند آن را با «بررسی درستی» و اثر انگشت ریشهٔ ستاد بسنجد.")]
        if packed.withheld:
            shut = _("{n} ثبت که از اشخاص یا پرونده‌های دیگر می‌گوید تنها با سربرگ رفته است.")
            told.append(shut.format(n=persian_digits(packed.withheld)))
        if packed.absent:
            gone = _("{n} پرونده هنوز به این رایانه نرسیده و در بسته نیست.")
            told.append(gone.format(n=persian_digits(len(packed.absent))))
        self._say(words, " ".join(told), "warning" if packed.absent else "success")

    def _failed(self, error: AppError) -> None:
        self._job = 0
        self._say(words_of(error.code, error.arguments), "", "danger")

    def _show_progress(self) -> None:
        row = next((r for r in self._work.tasks.jobs.rows() if r.number == self._job), None)
        if row is None or not self._job:
            return
        if row.state == "cancelled":
            self._job = 0
            self._say(_("ساختن بسته متوقف شد؛ چیزی نیمه‌کاره نماند."), "", "info")
        elif row.state == "running" and row.total:
            far = _("{done} از {total}").format(
                done=persian_digits(row.done), total=persian_digits(row.total)
            )
            self._say(_("بستهٔ ادله ساخته می‌شود…"), far, "info")

    def _say(self, sentence: str, line: str, tone: str) -> None:
        stop = _("توقف") if self._job else ""
        self._notice.show_notice(sentence, line, tone=tone, action=stop, on_action=self._stop)

    def _stop(self) -> None:
        self._work.tasks.jobs.cancel(self._job)
