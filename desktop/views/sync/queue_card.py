"""The files that are on their way: which way, how far, and why one of them does not go."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop.models.sync_state import SEND
from desktop.models.text import decimal, persian_digits
from desktop.models.transfers import Queue, WaitingFile
from desktop.views.shared import theme
from desktop.views.shared.labels import IconMark, elided, label
from desktop.views.sync.tray import Lines
from resources.wording import words_of
from resources.words import _

_SHOWN = 8
_MEBIBYTE = 1 << 20


class QueueCard(Lines):
    """«پیوست‌های در راه»: thumbnails first, so that a person sees what is coming."""

    def __init__(self) -> None:
        super().__init__(_("پیوست‌های در راه"))

    def show_queue(self, queue: Queue) -> None:
        """The first of them, and how many more there are."""
        self.clear(queue.total)
        for file in queue.files[:_SHOWN]:
            self.add(_line(file))
        more = queue.total - min(queue.total, _SHOWN)
        if more and queue.total:
            words = _("و {n} پیوست دیگر").format(n=persian_digits(more))
            self.add(label(words, "small", "text3"))


def _line(file: WaitingFile) -> QWidget:
    holder = QWidget()
    row = QHBoxLayout(holder)
    theme.pad(row, 12, (0, 2, 0, 2))
    icon = "cloud-upload" if file.direction == SEND else "download"
    row.addWidget(IconMark(icon, "danger" if file.failed else "text2"), 0, _TOP)
    column = QVBoxLayout()
    theme.pad(column, 2)
    column.addWidget(elided(file.name or _("پیوست"), "strong"))
    column.addWidget(label(way_words(file), "small", "text2", wrap=True))
    if file.failed:
        column.addWidget(label(words_of(file.failed, {}), "small", "danger", wrap=True))
    row.addLayout(column, 1)
    return holder


def way_words(file: WaitingFile) -> str:
    """«می‌رود به ستاد · اصل عکس · ۲٫۳ مگابایت»."""
    way = _("می‌رود به ستاد") if file.direction == SEND else _("می‌آید از ستاد")
    parts = [way, _copy_words(file.copy)]
    if file.size:
        parts.append(_("{n} مگابایت").format(n=decimal(file.size / _MEBIBYTE)))
    if file.direction != SEND and 0 < file.part < 1:
        percent = persian_digits(int(file.part * 100))
        parts.append(_("{n} درصد رسیده").format(n=percent))
    return " · ".join(parts)


def _copy_words(copy: str) -> str:
    if copy == "thumb":
        return _("تصویر کوچک")
    return _("نسخهٔ سبک") if copy == "shrunk" else _("اصل پرونده")


_TOP = Qt.AlignmentFlag.AlignTop
