"""The files of a visit as its report annexes them: photos by number, other files by name."""

from __future__ import annotations

from base64 import b64decode
from collections.abc import Mapping, Sequence
from typing import Final

from desktop.documents.blocks import Photo
from desktop.documents.wording import choice_words, spoken
from desktop.models.attachments import AttachmentRow
from desktop.models.calendar import clock, iran_day, short_date
from desktop.models.inspections.rows import FindingRow, VisitDetail
from desktop.models.text import persian_digits
from resources.words import _

Pictures = Mapping[bytes, bytes]
"""Bytes of images by the hash that ``picture_of`` gives; what is absent has not come yet."""

_EMPTY: Final = b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAQAAAADCAAAAACRn/EaAAAADklEQVR42mP4DwQMcAIAWbUL9ag2L0YAAAAASUVORK5CYII="
)
"""Four white points by three, for the frame of a photo that is not here."""


def is_photo(row: AttachmentRow) -> bool:
    return row.media_type.startswith("image/")


def picture_of(row: AttachmentRow) -> bytes:
    """The hash of what is printed of a photo: its shrunk copy, which carries no EXIF."""
    return row.shrunk_sha256 or row.sha256


class Annex:
    """Photos numbered in the order of the report: those of the visit, then finding by finding."""

    def __init__(self, visit: VisitDetail, pictures: Pictures) -> None:
        rows = [*visit.attachments]
        for finding in visit.findings:
            if finding.state != "withdrawn":
                rows.extend(finding.attachments)
        self._visit = visit
        self._pictures = pictures
        self._photos = [row for row in rows if is_photo(row)]
        self._files = [row for row in rows if not is_photo(row)]
        self._numbers = {row.id: number for number, row in enumerate(self._photos, start=1)}

    @property
    def count(self) -> int:
        return len(self._photos)

    def of_item(self, item: str) -> list[int]:
        """Numbers of the photos that answer a question."""
        return [self._numbers[row.id] for row in self._photos if row.item == item]

    def of_finding(self, finding: FindingRow) -> list[int]:
        """Numbers of the photos that prove a finding, those of its question too."""
        own = {row.id for row in finding.attachments}
        return [
            self._numbers[row.id]
            for row in self._photos
            if row.id in own or (finding.item and row.item == finding.item)
        ]

    def words(self, numbers: Sequence[int]) -> str:
        """«عکس ۲», «عکس‌های ۱ و ۲», or nothing."""
        if not numbers:
            return ""
        shown = spoken(sorted(set(numbers)))
        told = _("عکس {numbers}") if len(set(numbers)) == 1 else _("عکس‌های {numbers}")
        return told.format(numbers=shown)

    def listed(self) -> tuple[str, ...]:
        """What the report names as its annexes."""
        photos = [_("{n} عکس").format(n=persian_digits(self.count))] if self.count else []
        return (*photos, *(row.caption or row.name for row in self._files))

    def printed(self) -> tuple[Photo, ...]:
        """The photos with what they show; one that is not here leaves its frame and says so."""
        return tuple(
            Photo(self._pictures[picture_of(row)], self._caption(row))
            if picture_of(row) in self._pictures
            else Photo(
                _EMPTY, _("عکس هنوز نرسیده است · {caption}").format(caption=self._caption(row))
            )
            for row in self._photos
        )

    def _caption(self, row: AttachmentRow) -> str:
        parts = [row.caption or "", choice_words("photo_view", row.view), self._question(row)]
        if row.taken_at:
            day, time = short_date(iran_day(row.taken_at)), clock(row.taken_at)
            parts.append(_("{day}، {time}").format(day=day, time=time))
        return " · ".join(part for part in parts if part) or row.name

    def _question(self, row: AttachmentRow) -> str:
        template = self._visit.template
        if template is None or not row.item or row.item not in template.places:
            return ""
        return _("پرسش {number}").format(number=template.places[row.item][1])
