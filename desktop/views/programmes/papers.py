"""Makes the parts of a quarter's pack, keeps them, and writes the pack as a file. No Qt."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path

from sqlalchemy.orm import Session

from desktop.commands.programme_packs import DraftQuarterReport, PackFile
from desktop.documents import printing
from desktop.documents.programme_sheets import quarter_workbook
from desktop.documents.programmes import quarter_report
from desktop.documents.visit_papers import Origin
from desktop.errors import Refused
from desktop.models.blobs import BlobReader
from desktop.models.database import Database
from desktop.models.programmes.pack import QuarterPack, quarter_pack
from desktop.models.programmes.pack_file import (
    PDF,
    XLSX,
    Part,
    manifest,
    place_of,
    write_pack,
)
from desktop.models.programmes.rows import ReportRow
from desktop.runtime.jobs import Cancelled, Progress
from desktop.views.navigation import Workplace
from desktop.views.shared.printed import Make, origin, reader_of

SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_STEPS = 4


def make_parts(
    row: ReportRow, work: Workplace
) -> Callable[[Progress, Cancelled], DraftQuarterReport]:
    """A job: PDF, workbook and manifest of a quarter; kept before they are named."""

    def run(progress: Progress, _cancelled: Cancelled) -> DraftQuarterReport:
        pack, printed = work.tasks.on_database(partial(_read, row, work))
        progress(1, _STEPS)
        pdf = quarter_report(pack, printed)
        progress(2, _STEPS)
        xlsx = quarter_workbook(pack, printed.printed_at)
        progress(3, _STEPS)
        parts = parts_of(pack, pdf, xlsx)
        told = manifest(_head(pack), parts)
        made = ((pdf, printing.PDF), (xlsx, SHEET), (told, "application/json"))
        digests = work.tasks.on_database(partial(_keep, work, made))
        progress(_STEPS, _STEPS)
        pieces = (piece for _code, piece in pack.files)
        files = tuple(
            PackFile(part.name, piece.media_type, part.size, part.sha256)
            for part, piece in zip(parts[2:], pieces, strict=True)
        )
        return DraftQuarterReport(
            row.plan_id, row.quarter, digests[0], digests[1], digests[2], files
        )

    return run


def parts_of(pack: QuarterPack, pdf: bytes, xlsx: bytes) -> list[Part]:
    """The papers, then every file of evidence once."""
    papers = [_paper(PDF, pdf), _paper(XLSX, xlsx)]
    files = [
        Part(place_of(number, code, piece.name or piece.title), piece.sha256 or b"", piece.size)
        for number, (code, piece) in enumerate(pack.files, start=1)
    ]
    return papers + files


def save_pack(row: ReportRow, path: Path, work: Workplace) -> Callable[[Progress, Cancelled], Path]:
    """A job: writes the pack of a report as it was made, one piece of a file at a time."""

    def run(progress: Progress, cancelled: Cancelled) -> Path:
        told, parts = work.tasks.on_database(partial(_kept, row, work))
        write_pack(path, told, parts, partial(_open, work), progress, cancelled)
        return path

    return run


def paper(row: ReportRow, work: Workplace) -> Make:
    """The stored PDF of a report; a draft of how it stands before it was made."""

    def make(session: Session) -> bytes:
        if row.pdf is not None:
            return work.blobs.read(session, row.pdf)
        pack = _pack(session, row, work)
        return quarter_report(pack, origin(session, work), draft=True)

    return make


def _paper(name: str, content: bytes) -> Part:
    return Part(name, hashlib.sha256(content).digest(), len(content))


def _head(pack: QuarterPack) -> dict[str, object]:
    return {
        "agency": pack.plan.agency,
        "agency_name": pack.plan.agency_name,
        "province": pack.plan.province,
        "year": pack.plan.year,
        "quarter": pack.quarter,
        "plan": pack.plan.id.hex(),
        "made_on": pack.today.isoformat(),
        "links": [one.link for one in pack.evidence if one.link],
    }


def _pack(session: Session, row: ReportRow, work: Workplace) -> QuarterPack:
    found = quarter_pack(
        session, row.plan_id, row.quarter, reader=reader_of(work), today=work.desk().today
    )
    if found is None:
        raise Refused("record_not_here")
    return found


def _read(row: ReportRow, work: Workplace, database: Database) -> tuple[QuarterPack, Origin]:
    with database.reading() as session:
        return _pack(session, row, work), origin(session, work)


def _keep(work: Workplace, made: Iterable[tuple[bytes, str]], database: Database) -> list[bytes]:
    with database.writing() as session:
        return [work.blobs.add(session, content, media).sha256 for content, media in made]


def _kept(row: ReportRow, work: Workplace, database: Database) -> tuple[bytes, list[Part]]:
    """The manifest as it was signed, and its parts."""
    with database.reading() as session:
        if row.manifest is None:
            raise Refused("record_not_here")
        told = work.blobs.read(session, row.manifest)
    return told, parts_in(told)


def parts_in(told: bytes) -> list[Part]:
    """The parts that a manifest of ours lists."""
    return [
        Part(one["name"], bytes.fromhex(one["sha256"]), one["size"])
        for one in json.loads(told)["parts"]
    ]


def _open(work: Workplace, part: Part) -> BlobReader:
    def find(database: Database) -> BlobReader:
        with database.reading() as session:
            return work.blobs.open(session, part.sha256)

    return work.tasks.on_database(find)
