"""The file of a piece of evidence: chosen, looked at, kept in the vault before it is named."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import Final

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QFileDialog, QWidget

from desktop.models.blobs import BlobStore
from desktop.models.database import Database
from desktop.models.photos import Captured, Darkroom
from desktop.runtime.jobs import Cancelled, Progress
from desktop.runtime.tasks import Failed
from desktop.views.navigation import Workplace
from resources.words import _

Kept = tuple[Path, str, int, bytes]
"""The file that was chosen: where it was, its type, its size, the SHA-256 of what is kept."""

ChooseFile = Callable[[QWidget], str]

_OFFICE: Final = "application/vnd.openxmlformats-officedocument"
_BY_NAME: Final = {
    ".docx": f"{_OFFICE}.wordprocessingml.document",
    ".xlsx": f"{_OFFICE}.spreadsheetml.sheet",
    ".txt": "text/plain",
    ".csv": "text/csv",
}
"""Types that a file's first bytes do not tell from others."""


def ask_file(parent: QWidget) -> str:
    """The system's own dialog for a file to read; empty when it was left."""
    kinds = _("مدرک (*.pdf *.jpg *.jpeg *.png *.docx *.xlsx *.txt *.csv);;همهٔ پرونده‌ها (*)")
    chosen, _filter = QFileDialog.getOpenFileName(parent, _("مدرک"), "", kinds)
    return chosen


def keep_file(
    work: Workplace,
    path: Path,
    then: Callable[[Kept], None],
    *,
    owner: QObject,
    failed: Failed,
) -> None:
    """Keep the file as it is; ``then`` is given what names it."""

    def run(_progress: Progress, _cancelled: Cancelled) -> Kept:
        with closing(Darkroom()) as darkroom:
            captured = darkroom.develop_file(path, opaque=True)
        return work.tasks.on_database(partial(_keep, work.blobs, path, captured))

    title = _("افزودن {name}").format(name=path.name)
    work.tasks.job(title, run, then, owner=owner, failed=failed)


def _keep(blobs: BlobStore, path: Path, captured: Captured, database: Database) -> Kept:
    known = captured.media_type.startswith("image/") or captured.media_type == "application/pdf"
    media = captured.media_type if known else _BY_NAME.get(path.suffix.lower(), captured.media_type)
    with database.writing() as session:
        stored = blobs.add(session, captured.original, media)
    return path, media, stored.size, stored.sha256
