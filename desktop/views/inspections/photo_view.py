"""A photo large, from memory: when, by whom, how large, what its bytes are known by."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QImage, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget
from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop.models.attachments import AttachmentRow
from desktop.models.blobs import BlobStore
from desktop.models.calendar import clock, iran_day, long_date
from desktop.models.people import Person
from desktop.models.text import decimal, ltr_isolate, persian_digits
from desktop.views.navigation import Workplace
from desktop.views.shared import theme
from desktop.views.shared.buttons import IconButton
from desktop.views.shared.dialog import Dialog
from desktop.views.shared.elsewhere import offered, open_elsewhere
from desktop.views.shared.labels import elided, label
from desktop.views.shared.photo_canvas import STEP, PhotoCanvas
from desktop.views.shared.pictures import picture_of
from resources.words import _, listed

HASH_HEAD: Final = 12
_WIDE: Final = 1160
_AROUND: Final = 238
_LEAST: Final = 150

Named = Callable[[AttachmentRow], str]
"""What a photo shows: «نمای نزدیک · پرسش ۳٫۲»."""


@dataclass(frozen=True, slots=True)
class _Seen:
    """What the vault gave of one photo."""

    image: QImage
    who: str
    original_here: bool


class PhotoView(Dialog):
    """← → go from photo to photo, + − zoom; nothing is written outside the vault."""

    def __init__(
        self, work: Workplace, rows: Sequence[AttachmentRow], start: bytes, named: Named
    ) -> None:
        super().__init__(_("عکس"), width=_WIDE)
        self._work, self._rows, self._named = work, list(rows), named
        self._at = next((n for n, row in enumerate(rows) if row.id == start), 0)
        self.caption = elided("", "strong")
        self._count = label("", "small", "text2")
        self.canvas = PhotoCanvas(_("عکس"))
        self.facts = label("", "small", "text2", wrap=True)
        forth, back = partial(self.step, 1), partial(self.step, -1)
        self._back = IconButton(_("عکس پیش"), "arrow-left", size="row", on_click=back)
        self._forth = IconButton(_("عکس بعد"), "arrow-right", size="row", on_click=forth)
        nearer, farther = partial(self.canvas.zoom_by, STEP), partial(self.canvas.zoom_by, 1 / STEP)
        self._nearer = IconButton(_("بزرگ‌تر"), "zoom-in", size="row", on_click=nearer)
        self.elsewhere = IconButton(
            _("باز کردن بیرون از برنامه"),
            "external-link",
            size="row",
            on_click=self._open_elsewhere,
        )
        self._farther = IconButton(_("کوچک‌تر"), "zoom-out", size="row", on_click=farther)
        self._assemble()
        self.canvas.stepped.connect(self.step)
        self.canvas.zoomed.connect(self._say_zoom)
        self._show()

    def _assemble(self) -> None:
        row = QHBoxLayout()
        theme.pad(row, 8)
        row.addWidget(self.caption, 1)
        row.addWidget(self._count)
        for button in (
            self._back,
            self._forth,
            self._farther,
            self._nearer,
            self.elsewhere,
        ):
            row.addWidget(button)
        self.body.addLayout(row)
        self.body.addSpacing(theme.current().gap(4))
        self.body.addWidget(self.canvas)
        self.body.addSpacing(theme.current().gap(4))
        self.body.addWidget(self.facts)

    def open_over(self, anywhere: QWidget) -> None:
        super().open_over(anywhere)
        self.canvas.setFocus(Qt.FocusReason.PopupFocusReason)

    def row(self) -> AttachmentRow:
        """The photo that is shown."""
        return self._rows[self._at]

    def step(self, by: int) -> None:
        """The photo after or before; nothing beyond the ends."""
        place = self._at + by
        if 0 <= place < len(self._rows):
            self._at = place
            self._show()

    def _show(self) -> None:
        row = self.row()
        self.caption.set_words(self._named(row))
        self._count.set_words(
            _("{n} از {all}").format(
                n=persian_digits(self._at + 1), all=persian_digits(len(self._rows))
            )
        )
        self._back.setEnabled(self._at > 0)
        self._forth.setEnabled(self._at < len(self._rows) - 1)
        self.facts.set_words(facts_words(row))
        self.canvas.show_image(QImage(), _("در حال خواندن…"))
        self.elsewhere.hide()
        reading = partial(_read, self._work.blobs, row)
        self._work.tasks.read(self, reading, partial(self._came, row))

    def _came(self, row: AttachmentRow, seen: _Seen) -> None:
        if row.id != self.row().id:
            return
        words = _("این عکس هنوز به این رایانه نرسیده است")
        if row.shrunk_sha256 is None:
            words = _("این پیوست عکس نیست")
        self.canvas.show_image(seen.image, words)
        self.elsewhere.setVisible(seen.original_here and offered(self._work, row))
        self.facts.set_words(facts_words(row, seen.who, original_here=seen.original_here))
        self.canvas.setAccessibleDescription(f"{self._named(row)}. {self.facts.words()}")

    def _open_elsewhere(self) -> None:
        open_elsewhere(self, self._work, self.row())

    def _say_zoom(self, zoom: float) -> None:
        self._farther.setEnabled(zoom > 1)
        words = _("{n} برابر").format(n=decimal(zoom)) if zoom > 1 else ""
        keys = _("+ و − بزرگی، جهت‌ها عکس بعد و پیش")
        self.set_note(listed((words, keys)))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        now = theme.current()
        room = self.height() - now.px(_AROUND)
        self.canvas.setFixedHeight(max(now.px(_LEAST), room))
        self.canvas.fit()


def facts_words(row: AttachmentRow, who: str = "", *, original_here: bool | None = None) -> str:
    """«دوشنبه ۱۲ آبان ۱۴۰۴، ۰۹:۴۶ · بازرس نمونه · ۲٫۳ مگابایت …»."""
    at = row.taken_at or row.created_at
    moment = f"{long_date(iran_day(at))} {clock(at)}"
    taken = _("گرفته شده: {at}") if row.taken_at else _("افزوده شده: {at}")
    size = _("{n} مگابایت").format(n=decimal(row.size / (1 << 20)))
    if row.size < 1 << 20:
        size = _("{n} کیلوبایت").format(n=persian_digits(max(1, row.size >> 10)))
    if row.width and row.height:
        size += " · " + ltr_isolate(persian_digits(f"{row.width}×{row.height}"))
    digest = ltr_isolate(f"SHA-256 {row.sha256.hex()[:HASH_HEAD]}…")
    parts = [taken.format(at=moment), who, ltr_isolate(row.name), size, digest]
    if original_here is not None:
        here = _("اصل عکس در این رایانه است")
        parts.append(here if original_here else _("اصل عکس هنوز نرسیده است"))
    return " · ".join(part for part in parts if part)


def _read(blobs: BlobStore, row: AttachmentRow, session: Session) -> _Seen:
    """The shrunk copy, else the small picture; decoded here, off the UI thread."""
    image = QImage()
    for one in (row.shrunk_sha256, row.thumb_sha256):
        if image.isNull() and one is not None and blobs.is_here(session, one):
            image = picture_of(blobs.read(session, one))
    who = session.execute(select(Person.name).where(Person.id == row.created_by)).scalar()
    return _Seen(image, who or "", blobs.is_here(session, row.sha256))
