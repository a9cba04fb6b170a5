"""«بررسی بستهٔ ادله»: a package from anybody, held against the fingerprint printed on paper."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QWidget

from desktop.documents.verification import moment
from desktop.errors import AppError
from desktop.models.package_check import PackageReport
from desktop.models.text import group_digits, ltr_isolate, persian_digits
from desktop.runtime.verification import Verification
from desktop.views.navigation import Workplace
from desktop.views.shared import theme
from desktop.views.shared.buttons import Button
from desktop.views.shared.card import Card
from desktop.views.shared.fields import TextField
from desktop.views.shared.labels import label
from desktop.views.shared.notice_bar import NoticeBar
from desktop.views.shared.side_panel import Facts
from desktop.views.verification.fault_lines import FaultLine, FaultList
from resources.wording import words_of
from resources.words import Lazy, _, lazy

ChoosePackage = Callable[[QWidget], str]
_COUNTED: Final[Mapping[str, Lazy]] = {
    "entries": lazy("{n} ثبت"),
    "withheld": lazy("{n} ثبت تنها با سربرگ"),
    "papers": lazy("{n} پرونده"),
    "certificates": lazy("{n} گواهی"),
}


def ask_package(parent: QWidget) -> str:
    """The system's own dialog for a package to read; empty when it was left."""
    kinds = _("بستهٔ ادله (*.zip)")
    chosen, _filter = QFileDialog.getOpenFileName(parent, _("بستهٔ ادله"), "", kinds)
    return chosen


class PackageCard(Card):
    """Needs nothing of this vault; only the fingerprint is taken on trust."""

    def __init__(
        self, work: Workplace, verification: Verification, choose: ChoosePackage = ask_package
    ) -> None:
        super().__init__(_("بررسی بستهٔ ادله"))
        self._work, self._checks, self._choose = work, verification, choose
        self.root = TextField(
            _("اثر انگشت ریشهٔ ستاد"),
            verification.root,
            code=True,
            hint=_("روی برگ ثبت‌نام ستاد چاپ شده است"),
        )
        self.check = Button(_("بررسی بسته…"), icon="file-check", on_click=self._ask)
        self.notice = NoticeBar()
        self.facts = Facts()
        self.faults = FaultList()
        self._assemble()
        self.facts.hide()

    def look(self, path: Path) -> None:
        """Check one package."""
        self.notice.clear()
        self.faults.clear()
        self.facts.hide()
        self.check.setEnabled(False)
        work = self._checks.check_package(path, self.root.value().strip())
        title = _("بررسی بستهٔ ادله")
        self._work.tasks.job(title, work, self._show, owner=self, failed=self._failed)

    def _assemble(self) -> None:
        words = _("بسته‌ای را که از این برنامه بیرون رفته است، از هر کس که باشد، بررسی می‌کند.")
        row = QHBoxLayout()
        theme.pad(row, 8)
        row.addWidget(self.check)
        row.addStretch(1)
        self.body.addWidget(label(words, "small", "text2", wrap=True))
        self.body.addWidget(self.root)
        self.body.addLayout(row)
        for one in (self.notice, self.faults, self.facts):
            self.body.addWidget(one)

    def _ask(self) -> None:
        chosen = self._choose(self)
        if chosen:
            self.look(Path(chosen))

    def _show(self, report: PackageReport) -> None:
        self.check.setEnabled(True)
        if not report.sound:
            number = persian_digits(len(report.faults))
            sentence = _("این بسته دست خورده است: {n} ناسازگاری.").format(n=number)
            self.notice.show_notice(sentence, _("به هیچ بخش آن تکیه نکنید."), tone="danger")
        elif report.confirmed:
            self.notice.show_notice(_("این بسته همان است که ساخته شده است."), tone="success")
        else:
            root = words_of("package_root_unconfirmed", {"root": ltr_isolate(report.root)})
            self.notice.show_notice(_("بسته در خود درست است."), root, tone="warning")
        lines = [words_of(one.code, {"where": ltr_isolate(one.where)}) for one in report.faults]
        self.faults.show_lines([FaultLine(words, "", None) for words in lines])
        self.facts.set_facts(_facts(report))
        self.facts.show()

    def _failed(self, error: AppError) -> None:
        self.check.setEnabled(True)
        words = words_of(error.code, error.arguments)
        self.notice.show_notice(words, _("به هیچ بخش آن تکیه نکنید."), tone="danger")


def _facts(report: PackageReport) -> list[tuple[str, str]]:
    counts = [
        str(words).format(n=group_digits(report.counts[name]))
        for name, words in _COUNTED.items()
        if report.counts.get(name)
    ]
    return [
        (_("بازرسی"), ltr_isolate(persian_digits(report.title))),
        (_("ساخته‌شده"), _made(report.made_at)),
        (_("به دست"), report.made_by),
        (_("درون آن"), "، ".join(counts)),
    ]


def _made(milliseconds: int) -> str:
    try:
        return moment(datetime.fromtimestamp(milliseconds / 1000, UTC))
    except (OverflowError, OSError, ValueError):
        return ""
