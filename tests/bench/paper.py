"""A filled report of two pages with photos, out of a real vault."""

from __future__ import annotations

import io
import os
from collections.abc import Iterator
from pathlib import Path

import pypdfium2
from PIL import Image

from desktop.commands.attachments import AttachFile
from desktop.commands.inspections import EndOnSite
from desktop.documents.printing import origin_of, visit_report
from desktop.models.blobs import BlobStore
from desktop.models.reader import Reader
from tests.bench.figures import Figure, seconds, told, under
from tests.offices import TODAY, SampleOffice

PHOTOS = 2
TIMES = 9


def figures(folder: Path) -> Iterator[Figure]:
    """The second printing and those after it: the first also loads the fonts."""
    office = SampleOffice(folder)
    blobs = BlobStore(folder / "blobs", os.urandom(32))
    visit = filled(office, blobs)

    def printed() -> bytes:
        desk = office.leader.desk
        with office.leader.database.reading() as session:
            origin = origin_of(session, office=desk.office, vault=desk.journal.vault, now=desk.now)
            reader = Reader(desk.person, desk.role)
            return visit_report(session, blobs, visit, reader=reader, today=TODAY, origin=origin)

    first = seconds(printed)
    times = sorted(seconds(printed) for _ in range(TIMES))
    document = pypdfium2.PdfDocument(printed())
    pages = len(document)
    document.close()
    office.leader.database.close()
    yield under("paper.report", times[TIMES // 2], "s", 0.3)
    yield told("paper.report.first", first, "s")
    yield told("paper.report.pages", pages, "pages")


def filled(office: SampleOffice, blobs: BlobStore) -> bytes:
    """A visit with findings, an action, signatures and photos of a phone's size, shrunk."""
    visit = office.started()
    for number in range(PHOTOS):
        finding = office.finding(visit)
        data = photo(number)
        with office.leader.database.writing() as session:
            stored = blobs.add(session, data, "image/jpeg")
        office.leader.does(
            AttachFile(
                "findings",
                finding,
                f"IMG_{number:04}.jpg",
                stored.media_type,
                stored.size,
                stored.sha256,
                caption="دیوار کنار باجه",
            )
        )
        office.action(visit, finding)
    office.answers(visit)
    office.sign(visit)
    office.leader.does(EndOnSite(visit))
    return visit


def photo(number: int) -> bytes:
    """A picture that does not compress to nothing: a slope with grain."""
    slope = Image.linear_gradient("L").resize((1600, 1200))
    grain = Image.effect_noise((1600, 1200), 24 + number)
    out = io.BytesIO()
    Image.blend(slope, grain, 0.3).convert("RGB").save(out, "JPEG", quality=85)
    return out.getvalue()
