"""Photos on their way into the vault, on a job: developed, kept, then named by their record."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from PySide6.QtCore import QObject

from desktop.commands.attachments import AttachFile
from desktop.errors import AppError
from desktop.models.database import Database
from desktop.models.photos import Captured, Darkroom
from desktop.models.text import persian_digits
from desktop.runtime.jobs import Cancelled, Progress
from desktop.views.inspections.recorder import Recorder
from desktop.views.navigation import Workplace
from resources.words import _


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


def keep_photos(
    work: Workplace,
    sources: Sequence[Source],
    then: Callable[[list[Kept | None]], None],
    *,
    owner: QObject | None = None,
) -> None:
    """Develop photos and put them into the blob store, off the UI thread.

    One that cannot be taken is told of in words, stands as None in the list, and does not hold
    back the others.
    """
    count = len(sources)
    title = _("افزودن {n} عکس").format(n=persian_digits(count))

    def run(progress: Progress, _cancelled: Cancelled) -> list[Kept | AppError]:
        kept: list[Kept | AppError] = []
        with closing(Darkroom()) as darkroom:
            for place, source in enumerate(sources):
                progress(place, count)
                name = source.name if isinstance(source, Path) else _("عکس.png")
                try:
                    captured = (
                        darkroom.develop_file(source)
                        if isinstance(source, Path)
                        else darkroom.develop(source, name)
                    )
                    kept.append(work.tasks.on_database(_keeping(work, name, captured)))
                except AppError as error:
                    kept.append(error)
        progress(count, count)
        return kept

    def deliver(found: list[Kept | AppError]) -> None:
        for one in found:
            if isinstance(one, AppError):
                work.tasks.refused.emit(one)
        then([None if isinstance(one, AppError) else one for one in found])

    work.tasks.job(title, run, deliver, owner=owner)


def take_files(recorder: Recorder, pairs: Sequence[tuple[str, Evidence]]) -> None:
    """Photos chosen or dropped as files, each for its place."""
    places = [where for _file, where in pairs]

    def attach(kept: list[Kept | None]) -> None:
        for one, where in zip(kept, places, strict=True):
            if one is not None:
                recorder.do(one.attach(where))

    keep_photos(recorder.work, [Path(file) for file, _where in pairs], attach, owner=recorder)


def take_picture(recorder: Recorder, content: bytes, where: Evidence) -> None:
    """A picture that was pasted."""

    def attach(kept: list[Kept | None]) -> None:
        if kept[0] is not None:
            recorder.do(kept[0].attach(where))

    keep_photos(recorder.work, [content], attach, owner=recorder)


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
