"""The scan of a letter that came in: checked, kept in the vault, then attached."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QFileDialog, QWidget

from desktop.commands.attachments import AttachFile
from desktop.models.blobs import BlobStore
from desktop.models.database import Database
from desktop.models.photos import Captured, Darkroom
from desktop.runtime.jobs import Cancelled, Progress
from desktop.runtime.tasks import Failed
from desktop.views.navigation import Workplace
from resources.words import _

ChooseScan = Callable[[QWidget], str]


def ask_scan(parent: QWidget) -> str:
    """The system's own dialog for a file to read; empty when it was left."""
    kinds = _("اسکن (*.pdf *.jpg *.jpeg *.png);;همهٔ پرونده‌ها (*)")
    chosen, _filter = QFileDialog.getOpenFileName(parent, _("اسکن نامه"), "", kinds)
    return chosen


def keep_scan(
    work: Workplace,
    path: Path,
    letter: bytes,
    then: Callable[[AttachFile], None],
    *,
    owner: QObject,
    failed: Failed,
) -> None:
    """Keep a PDF or picture, or anything else unseen; ``then`` is given what attaches it."""

    def run(_progress: Progress, _cancelled: Cancelled) -> AttachFile:
        with closing(Darkroom()) as darkroom:
            captured = darkroom.develop_file(path, opaque=True)
        keeping = partial(_keep, work.blobs, letter, path.name, captured)
        return work.tasks.on_database(keeping)

    title = _("افزودن {name}").format(name=path.name)
    work.tasks.job(title, run, then, owner=owner, failed=failed)


def _keep(
    blobs: BlobStore, letter: bytes, name: str, captured: Captured, database: Database
) -> AttachFile:
    with database.writing() as session:
        original = blobs.add(session, captured.original, captured.media_type)
        shrunk = blobs.add(session, captured.shrunk, "image/jpeg") if captured.shrunk else None
        thumb = blobs.add(session, captured.thumbnail, "image/jpeg") if captured.thumbnail else None
    return AttachFile(
        "letters",
        letter,
        name,
        captured.media_type,
        original.size,
        original.sha256,
        shrunk_sha256=shrunk.sha256 if shrunk else None,
        thumb_sha256=thumb.sha256 if thumb else None,
        width=captured.width or None,
        height=captured.height or None,
        taken_at=captured.taken_at,
    )
