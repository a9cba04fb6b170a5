"""The photos of a question or a finding: what is there, what must come, and taking more in."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.commands.attachments import RemoveAttachment
from desktop.models.attachments import AttachmentRow
from desktop.models.calendar import clock
from desktop.models.checklists import View
from desktop.models.inspections.rows import VisitDetail
from desktop.views.inspections import looks
from desktop.views.inspections.photo_chooser import choosing
from desktop.views.inspections.photo_intake import (
    Evidence,
    take_files,
    take_picture,
    where_words,
)
from desktop.views.inspections.photo_view import PhotoView
from desktop.views.inspections.recorder import Recorder
from desktop.views.inspections.thumbnails import Thumbnails
from desktop.views.navigation import Workplace
from desktop.views.shared import theme
from desktop.views.shared.labels import label
from desktop.views.shared.photo_strip import Photo, PhotoStrip, WantedPhoto
from resources.words import _


class EvidenceStrip(QWidget):
    """A strip that files what it is given: on the question, or on a finding without one."""

    changed = Signal()

    def __init__(
        self,
        recorder: Recorder,
        *,
        item: str | None = None,
        finding: bytes | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.recorder = recorder
        self.item, self.finding = item, finding
        self._views: Sequence[View] = ()
        self._shown: tuple[object, ...] = ()
        self._thumbnails = Thumbnails(recorder.work, self)
        self.strip = PhotoStrip(choose=choosing(self, recorder.work, self._known, self._slot_names))
        self._missing = label("", "small", "danger", wrap=True)
        self._missing.hide()
        self.told = label("", "small", "info", wrap=True)
        self.told.hide()
        column = QVBoxLayout(self)
        theme.pad(column, 4)
        column.addWidget(self.strip)
        column.addWidget(self.told)
        column.addWidget(self._missing)
        self.strip.files_added.connect(self._take_files)
        self.strip.picture_pasted.connect(self._take_picture)
        self.strip.remove_wanted.connect(self._remove)
        self.strip.opened.connect(self._open)
        self._thumbnails.came.connect(self._draw)

    def count(self) -> int:
        return len(self._photos())

    def show_evidence(self, views: Sequence[View] = ()) -> None:
        """Photos as the vault holds them; ``views`` are the obligatory ones."""
        self._views = views
        self._thumbnails.want([row.thumb_sha256 for row in self._photos() if row.thumb_sha256])
        self._draw()

    def add(self) -> None:
        """F9: ask for the next obligatory photo, or one more."""
        self.strip.add_to(self.strip.next_slot())

    def _known(self) -> frozenset[bytes]:
        """The bytes of every photo that the visit has."""
        return frozenset(row.sha256 for row in evidence_of(self.recorder.draft.detail))

    def _slot_names(self) -> list[str]:
        taken = {row.view for row in self._photos()}
        return [str(view.name) for view in self._views if view.code not in taken]

    def _photos(self) -> list[AttachmentRow]:
        return photos_of(self.recorder.draft.detail, self.item, self.finding)

    def _draw(self) -> None:
        rows = self._photos()
        taken = {row.view for row in rows}
        missing = [view for view in self._views if view.code not in taken]
        shown = (
            tuple((row.id, self._thumbnails.has(row.thumb_sha256)) for row in rows),
            tuple(view.code for view in missing),
        )
        if shown == self._shown:
            return
        self._shown = shown
        names = {view.code: str(view.name) for view in self._views}
        self.strip.show_photos(
            [
                Photo(row.id.hex(), self._thumbnails.get(row.thumb_sha256), caption(row, names))
                for row in rows
            ],
            [WantedPhoto(view.code, str(view.name)) for view in missing],
        )
        self._missing.set_words(" ".join(missing_words(view) for view in missing))
        self._missing.setVisible(bool(missing))

    def _evidence(self, slot: str) -> Evidence:
        if self.item is not None:
            return Evidence("visits", self.recorder.visit, self.item, slot)
        return Evidence("findings", self.finding or b"", None, slot)

    def _take_files(self, files: list[str], slot: str) -> None:
        taken = {row.view for row in self._photos()}
        open_slots = [view.code for view in self._views if view.code not in taken]
        slots = ([slot] if slot else []) + [one for one in open_slots if one != slot]
        if not slot:
            slots = []
        pairs = [
            (file, self._evidence(slots[place] if place < len(slots) else ""))
            for place, file in enumerate(files)
        ]
        self._tell("")
        take_files(self.recorder, pairs, self._tell)

    def _take_picture(self, content: bytes, slot: str) -> None:
        self._tell("")
        take_picture(self.recorder, content, self._evidence(slot), self._tell)

    def _tell(self, words: str) -> None:
        """Beside the photos: what was not taken, and why; nothing is wrong."""
        self.told.set_words(words)
        self.told.setVisible(bool(words))

    def _open(self, key: str) -> None:
        detail = self.recorder.draft.detail
        open_photo(self, self.recorder.work, detail, self._photos(), key)

    def _remove(self, key: str) -> None:
        self.recorder.do(RemoveAttachment(bytes.fromhex(key)))


def open_photo(
    owner: QWidget, work: Workplace, detail: VisitDetail, rows: Sequence[AttachmentRow], key: str
) -> None:
    """A photo of a strip, large; the others of the strip are beside it."""

    def named(row: AttachmentRow) -> str:
        words = view_words(row, {}), where_words(detail, row)
        return " · ".join(one for one in words if one) or _("عکس")

    PhotoView(work, rows, bytes.fromhex(key), named).open_over(owner)


def photos_of(detail: VisitDetail, item: str | None, finding: bytes | None) -> list[AttachmentRow]:
    """What answers a question, together with what hangs on its finding."""
    found = [row for row in detail.attachments if item is not None and row.item == item]
    for one in detail.findings:
        if one.id == finding or (item is not None and one.item == item):
            found.extend(row for row in one.attachments if row not in found)
    return found


def evidence_of(detail: VisitDetail) -> list[AttachmentRow]:
    """All photos of a visit: of its questions and of its findings."""
    return [*detail.attachments, *(row for one in detail.findings for row in one.attachments)]


def caption(row: AttachmentRow, names: dict[str, str]) -> str:
    """«نمای دور · ۰۹:۴۶»."""
    words = view_words(row, names)
    at = row.taken_at or row.created_at
    return f"{words} · {clock(at)}" if words else clock(at)


def view_words(row: AttachmentRow, names: dict[str, str]) -> str:
    """What a photo shows, as its question calls it or as it was described."""
    words = names.get(row.view) or row.caption
    return words or (looks.choice_words("photo_view", row.view) if row.view else "")


def missing_words(view: View) -> str:
    """«عکس «نمای نزدیک» گرفته نشده است. متن اطلاعیه باید خوانا باشد.»"""
    words = _("عکس «{view}» گرفته نشده است.").format(view=view.name)
    return f"{words} {view.why}" if view.why is not None else words
