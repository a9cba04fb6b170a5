"""Photos on their way into the vault, on a job: developed, kept, then named by their record."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Final

from PySide6.QtCore import QObject

from desktop.commands.attachments import AttachFile
from desktop.errors import AppError
from desktop.models.attachments import AttachmentRow
from desktop.models.database import Database
from desktop.models.inspections.evidence import same_photo
from desktop.models.inspections.rows import VisitDetail
from desktop.models.photos import Captured, Darkroom, read_photo
from desktop.models.text import ltr_isolate, persian_digits
from desktop.runtime.jobs import Cancelled, Progress
from desktop.views.inspections import looks
from desktop.views.inspections.recorder import Recorder
from desktop.views.navigation import Workplace
from resources.words import _, listed

MOST_NAMED: Final = 3


@dataclass(frozen=True, slots=True)
class Evidence:
    """What a photo belongs to: a question of a visit with its view, or a record of its own."""

    record_kind: str
    record_id: bytes
    item: str | None = None
    view: str = ""


@dataclass(frozen=True, slots=True)
class Kept:
    """A photo that lies in the vault: its original, its shrunk copy, its small picture."""

    name: str
    media_type: str
    size: int
    sha256: bytes
    shrunk_sha256: bytes | None
    thumb_sha256: bytes | None
    width: int | None
    height: int | None
    taken_at: datetime | None

    def attach(self, where: Evidence) -> AttachFile:
        """The command that names it on its record."""
        return AttachFile(
            where.record_kind,
            where.record_id,
            self.name,
            self.media_type,
            self.size,
            self.sha256,
            view=where.view,
            item=where.item,
            shrunk_sha256=self.shrunk_sha256,
            thumb_sha256=self.thumb_sha256,
            taken_at=self.taken_at,
            width=self.width,
            height=self.height,
        )


Source = Path | bytes


@dataclass(frozen=True, slots=True)
class Twin:
    """A photo that was not taken: its visit has the same bytes already."""

    name: str
    row: AttachmentRow | None


Taken = Kept | Twin | AppError


def keep_photos(
    work: Workplace,
    sources: Sequence[Source],
    then: Callable[[list[Kept | None]], None],
    *,
    owner: QObject | None = None,
    visit: bytes | None = None,
    twins: Callable[[list[Twin]], None] | None = None,
) -> None:
    """Develop photos and put them into the blob store, off the UI thread.

    One that cannot be taken is told of in words, stands as None in the list, and does not hold
    back the others. So does one that ``visit`` has already: ``twins`` hears of those.
    """
    count = len(sources)
    title = _("افزودن {n} عکس").format(n=persian_digits(count))

    def run(progress: Progress, _cancelled: Cancelled) -> list[Taken]:
        taken: list[Taken] = []
        seen: set[bytes] = set()
        with closing(Darkroom()) as darkroom:
            for place, source in enumerate(sources):
                progress(place, count)
                name = source.name if isinstance(source, Path) else _("عکس.png")
                try:
                    data = read_photo(source) if isinstance(source, Path) else source
                    digest = sha256(data).digest()
                    twin = _twin(work, visit, name, digest, seen)
                    seen.add(digest)
                    if twin is not None:
                        taken.append(twin)
                        continue
                    captured = darkroom.develop(data, name)
                    taken.append(work.tasks.on_database(_keeping(work, name, captured)))
                except AppError as error:
                    taken.append(error)
        progress(count, count)
        return taken

    def deliver(found: list[Taken]) -> None:
        for one in found:
            if isinstance(one, AppError):
                work.tasks.refused.emit(one)
        there = [one for one in found if isinstance(one, Twin)]
        if there and twins is not None:
            twins(there)
        then([one if isinstance(one, Kept) else None for one in found])

    work.tasks.job(title, run, deliver, owner=owner)


def _twin(
    work: Workplace, visit: bytes | None, name: str, digest: bytes, seen: set[bytes]
) -> Twin | None:
    """Whether a visit has a photo already, or it came a moment ago with the same handful."""
    if visit is None:
        return None
    if digest in seen:
        return Twin(name, None)

    def look(database: Database) -> AttachmentRow | None:
        with database.reading() as session:
            return same_photo(session, visit, digest)

    row = work.tasks.on_database(look)
    return Twin(name, row) if row is not None else None


Told = Callable[[str], None]


def take_files(recorder: Recorder, pairs: Sequence[tuple[str, Evidence]], told: Told) -> None:
    """Photos chosen or dropped as files, each for its place; ``told`` hears of those not taken."""
    places = [where for _file, where in pairs]

    def attach(kept: list[Kept | None]) -> None:
        for one, where in zip(kept, places, strict=True):
            if one is not None:
                recorder.do(one.attach(where))

    _keep_evidence(recorder, [Path(file) for file, _where in pairs], attach, told)


def take_picture(recorder: Recorder, content: bytes, where: Evidence, told: Told) -> None:
    """A picture that was pasted."""

    def attach(kept: list[Kept | None]) -> None:
        if kept[0] is not None:
            recorder.do(kept[0].attach(where))

    _keep_evidence(recorder, [content], attach, told)


def _keep_evidence(
    recorder: Recorder,
    sources: Sequence[Source],
    attach: Callable[[list[Kept | None]], None],
    told: Told,
) -> None:
    keep_photos(
        recorder.work,
        sources,
        attach,
        owner=recorder,
        visit=recorder.visit,
        twins=lambda found: told(twin_words(recorder.draft.detail, found)),
    )


def twin_words(detail: VisitDetail, twins: Sequence[Twin]) -> str:
    """What is told of photos that were not taken twice, and where they are."""
    names = []
    for one in twins[:MOST_NAMED]:
        where = where_words(detail, one.row) if one.row is not None else ""
        name = f"«{ltr_isolate(one.name)}»"
        names.append(f"{name} ({where})" if where else name)
    words = _("پیش‌تر در همین بازرسی افزوده شده است و دوباره نگه داشته نشد: {names}")
    if len(twins) > MOST_NAMED:
        words = _("{n} عکس پیش‌تر در همین بازرسی افزوده شده است و دوباره نگه داشته نشد: {names} …")
    return words.format(n=persian_digits(len(twins)), names=listed(names))


def where_words(detail: VisitDetail, row: AttachmentRow) -> str:
    """Where in the form a photo hangs: «پرسش ۳٫۲» or «یافتهٔ ۲»."""
    finding = next((one for one in detail.findings if one.id == row.record_id), None)
    if finding is not None:
        return looks.number_words(finding.number)
    place = detail.template.places.get(row.item) if detail.template and row.item else None
    return _("پرسش {n}").format(n=place[1]) if place is not None else ""


def _keeping(work: Workplace, name: str, captured: Captured) -> Callable[[Database], Kept]:
    def run(database: Database) -> Kept:
        with database.writing() as session:
            add = work.blobs.add
            original = add(session, captured.original, captured.media_type)
            shrunk = add(session, captured.shrunk, "image/jpeg") if captured.shrunk else None
            thumb = add(session, captured.thumbnail, "image/jpeg") if captured.thumbnail else None
        return Kept(
            name,
            captured.media_type,
            original.size,
            original.sha256,
            shrunk.sha256 if shrunk else None,
            thumb.sha256 if thumb else None,
            captured.width,
            captured.height,
            captured.taken_at,
        )

    return run
