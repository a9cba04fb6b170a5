"""«باز کردن بیرون از برنامه»: said plainly what it costs, written into the journal, then done."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QWidget
from sqlalchemy.orm import Session

from desktop.commands.attachments import OpenFileElsewhere
from desktop.errors import AppError
from desktop.models.attachments import AttachmentRow
from desktop.models.text import ltr_isolate
from desktop.runtime.elsewhere import Elsewhere, may_open
from desktop.runtime.jobs import Cancelled, Progress
from desktop.views.navigation import Workplace
from desktop.views.shared.dialog import Dialog
from desktop.views.shared.notice_bar import NoticeBar
from resources.wording import words_of
from resources.words import _

Show = Callable[[Path], object]


def show(path: Path) -> None:
    """Hand a copy of ours to the system's program for its kind."""
    QDesktopServices.openUrl(QUrl.fromLocalFile(str(path)))


def offered(work: Workplace, row: AttachmentRow) -> bool:
    """Whether this file can be opened outside at this workplace."""
    return work.elsewhere is not None and may_open(row.media_type)


class ElsewhereDialog(Dialog):
    """Nothing leaves before the decision; the entry is written before the copy."""

    def __init__(self, work: Workplace, row: AttachmentRow, show: Show = show) -> None:
        super().__init__(
            _("باز کردن بیرون از برنامه"),
            _(
                "رونوشتی رمزنشده از «{name}» روی دیسک نوشته و به برنامهٔ دیگری داده می‌شود؛ "
                "آن برنامه شاید رونوشت یا نشانی از آن نگه دارد. این کار با نام شما و زمان در دفتر "
                "ثبت می‌شود. رونوشت با بستن صندوق پاک می‌شود."
            ).format(name=ltr_isolate(row.name)),
            primary=_("ثبت کن و باز کن"),
            icon="external-link",
            kind="danger",
            on_decided=self._decide,
        )
        self._work, self._row, self._show_it = work, row, show
        self.notice = NoticeBar()
        self.body.addWidget(self.notice)

    def _decide(self) -> None:
        elsewhere = self._work.elsewhere
        if elsewhere is None:
            return
        self.primary.setEnabled(False)
        self._work.tasks.execute(
            OpenFileElsewhere(self._row.id),
            lambda _changes: self._read(elsewhere),
            owner=self,
            failed=self._failed,
        )

    def _read(self, elsewhere: Elsewhere) -> None:
        read = partial(_content, self._work, self._row)
        then = partial(self._put, elsewhere)
        self._work.tasks.read(self, read, then, failed=self._failed)

    def _put(self, elsewhere: Elsewhere, content: bytes) -> None:
        def work(_progress: Progress, _cancelled: Cancelled) -> Path:
            return elsewhere.put(content, self._row.media_type)

        title = _("باز کردن بیرون از برنامه")
        self._work.tasks.job(title, work, self._open, owner=self, failed=self._failed)

    def _open(self, path: Path) -> None:
        self._show_it(path)
        self.close_it()

    def _failed(self, error: AppError) -> None:
        self.primary.setEnabled(True)
        self.notice.show_notice(words_of(error.code, error.arguments), tone="danger")


def open_elsewhere(anywhere: QWidget, work: Workplace, row: AttachmentRow) -> ElsewhereDialog:
    """Ask over the window that ``anywhere`` is in."""
    dialog = ElsewhereDialog(work, row)
    dialog.open_over(anywhere)
    return dialog


def _content(work: Workplace, row: AttachmentRow, session: Session) -> bytes:
    return work.blobs.read(session, row.sha256)
