"""Puts together what proves a visit: papers, originals, entries, signatures, certificates.

Parts about persons and covert plans stay out (``domain.md`` section 11), and so does everything
that an entry says of other cases: of such entries the header alone goes in.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import IO, Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from desktop.errors import Problem, Refused
from desktop.models import registry, vault_facts
from desktop.models.attachments import Attachment
from desktop.models.blobs import BlobStore
from desktop.models.disk import write_whole
from desktop.models.entries import Batch, Entry, EntryBody
from desktop.models.inspections.records import Visit
from desktop.models.journal import Journal
from desktop.models.letters.records import Letter
from desktop.models.package_form import (
    ENTRIES,
    FORMAT,
    KEYS,
    PACKAGE_TAG,
    Entries,
    Keys,
    Manifest,
    Paper,
    Proof,
    Vouched,
    write,
)
from desktop.models.people import VaultCertificate
from desktop.models.vault_facts import Enrolment
from sync.protocol.encoding import decode, encode
from sync.protocol.entry import Change, decode_body, decode_header
from sync.protocol.messages import Signed

WITHHELD = frozenset({"special_reports", "finding_persons", "visit_plans"})
"""Kinds about persons or hidden plans: never handed to a third person with a visit."""

REPORT = "report.pdf"
Record = tuple[str, bytes]
Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Packed:
    """What went into a package."""

    entries: int
    withheld: int
    papers: int
    absent: tuple[str, ...]
    """Files that are named and not on this laptop."""


@dataclass(slots=True)
class _Gathered:
    proofs: list[Proof] = field(default_factory=list)
    writers: set[bytes] = field(default_factory=set)
    batches: set[int] = field(default_factory=set)
    files: dict[bytes, tuple[str, str]] = field(default_factory=dict)
    withheld: int = 0


def export(
    session: Session,
    blobs: BlobStore,
    journal: Journal,
    visit: bytes,
    report: bytes,
    into: Path,
    progress: Progress = lambda done, total: None,
) -> Packed:
    """Write the package of a visit. ``report`` is its PDF as printed now.

    Raises Refused ``record_not_here``, ``visit_still_covert``; Problem ``vault_not_enrolled``,
    ``disk_full``. Nothing is left of a package that could not be finished.
    """
    found = session.get(Visit, visit)
    if found is None:
        raise Refused("record_not_here", kind="visits")
    if found.visibility == "covert" and found.revealed_at is None:
        raise Refused("visit_still_covert")
    enrolment = vault_facts.enrolment(session)
    if enrolment is None:
        raise Problem("vault_not_enrolled")
    gathered = _gather(session, family(session, "visits", visit), progress)
    papers, parts, absent = _papers(session, blobs, gathered.files)
    papers.insert(0, _paper(REPORT, REPORT, "application/pdf", report, proven=False))
    parts[REPORT] = partial(iter, (report,))
    entries = encode(Entries(gathered.proofs, _batches(session, gathered.batches)))
    keys = encode(Keys(enrolment.keys, _certificates(session, enrolment, gathered.writers)))
    manifest = Manifest(
        FORMAT,
        enrolment.installation,
        journal.vault,
        "visits",
        visit,
        found.code or "",
        journal.clock.wall(),
        hashlib.sha256(entries).digest(),
        hashlib.sha256(keys).digest(),
        papers,
    )
    signature = journal.sign(PACKAGE_TAG, encode(manifest))
    size = sum(paper.size for paper in papers) + len(entries) + len(keys)

    def put(file: IO[bytes]) -> None:
        members: dict[str, bytes | Iterator[bytes]] = {ENTRIES: entries, KEYS: keys}
        members |= {place: content() for place, content in parts.items()}
        write(file, manifest, signature, members)

    write_whole(into, put, size=size)
    return Packed(len(gathered.proofs), gathered.withheld, len(papers), absent)


def family(session: Session, kind: str, record: bytes) -> set[Record]:
    """A record with all its parts and the letters about them; nothing about persons."""
    found: set[Record] = set()
    queue: list[Record] = [(kind, record)]
    while queue:
        one = queue.pop()
        if one in found:
            continue
        found.add(one)
        queue += _parts(session, *one)
    return found


def _parts(session: Session, name: str, record: bytes) -> Iterator[Record]:
    kind = registry.find(name)
    for child, column in kind.children if kind is not None else ():
        if child in WITHHELD:
            continue
        raw = registry.kind_of(child).raw
        query = select(raw.c.id).where(raw.c[column] == record)
        if "record_kind" in raw.c:
            query = query.where(raw.c.record_kind == name)
        yield from ((child, key) for key in session.execute(query).scalars())
    letters = select(Letter.id).where(Letter.record_kind == name, Letter.record_id == record)
    yield from (("letters", key) for key in session.execute(letters).scalars())


def _gather(session: Session, records: set[Record], progress: Progress) -> _Gathered:
    gathered = _Gathered()
    held = select(func.count()).select_from(EntryBody).where(EntryBody.body.is_not(None))
    total = session.execute(held).scalar_one()
    query = (
        select(
            Entry.core,
            Entry.hash,
            Entry.prev_hash,
            Entry.signature,
            EntryBody.body,
            EntryBody.batch,
            EntryBody.digest,
        )
        .join(
            EntryBody,
            (EntryBody.vault == Entry.vault)
            & (EntryBody.epoch == Entry.epoch)
            & (EntryBody.counter == Entry.counter),
        )
        .where(EntryBody.body.is_not(None), Entry.refused.is_(None))
        .order_by(Entry.rank)
        .execution_options(yield_per=500)
    )
    for done, entry in enumerate(session.execute(query)):
        changes = decode_body(entry.body).changes
        if any((change.kind, change.id) in records for change in changes):
            _take(gathered, entry, changes, records)
        if done % 500 == 0:
            progress(min(done, total), total)
    return gathered


def _take(gathered: _Gathered, entry: Any, changes: list[Change], records: set[Record]) -> None:
    ours = all((change.kind, change.id) in records for change in changes)
    whole = hashlib.sha256(entry.body).digest() == entry.digest
    body = entry.body if ours and whole else b""
    gathered.withheld += not body
    batch = entry.batch if entry.prev_hash is None else None
    gathered.proofs.append(
        Proof(entry.core, entry.hash, entry.prev_hash, entry.signature, body, batch)
    )
    gathered.writers.add(decode_header(entry.core).vault)
    if batch is not None:
        gathered.batches.add(batch)
    for change in changes if body else ():
        for sha256 in registry.kind_of(change.kind).blobs(change.values):
            gathered.files.setdefault(sha256, (change.kind, str(change.values.get("name") or "")))


def _papers(
    session: Session, blobs: BlobStore, files: dict[bytes, tuple[str, str]]
) -> tuple[list[Paper], dict[str, Callable[[], Iterator[bytes]]], tuple[str, ...]]:
    """Originals and issued papers; copies made for the screen prove nothing and stay out."""
    copies = set(session.execute(select(Attachment.shrunk_sha256)).scalars())
    copies |= set(session.execute(select(Attachment.thumb_sha256)).scalars())
    papers: list[Paper] = []
    parts: dict[str, Callable[[], Iterator[bytes]]] = {}
    absent = []
    for sha256, (kind, name) in files.items():
        if sha256 in copies:
            continue
        if not blobs.is_here(session, sha256):
            absent.append(name or kind)
            continue
        reader = blobs.open(session, sha256)
        place = f"files/{len(papers) + 1:04d}"
        media = _media_type(session, sha256)
        papers.append(Paper(place, name or kind, media, reader.size, sha256, proven=True))
        parts[place] = partial(iter, reader)
    return papers, parts, tuple(absent)


def _media_type(session: Session, sha256: bytes) -> str:
    query = select(Attachment.media_type).where(Attachment.sha256 == sha256).limit(1)
    return session.execute(query).scalar_one_or_none() or "application/octet-stream"


def _paper(place: str, name: str, media_type: str, content: bytes, *, proven: bool) -> Paper:
    digest = hashlib.sha256(content).digest()
    return Paper(place, name, media_type, len(content), digest, proven)


def _batches(session: Session, numbers: set[int]) -> list[Vouched]:
    query = select(Batch).where(Batch.number.in_(numbers)).order_by(Batch.number)
    return [
        Vouched(batch.number, batch.items, batch.signature)
        for batch in session.execute(query).scalars()
    ]


def _certificates(session: Session, enrolment: Enrolment, writers: set[bytes]) -> list[Signed]:
    """Our own, and those of the other writers as far as headquarters published them here."""
    found = [decode(enrolment.certificate, Signed)] if enrolment.certificate else []
    query = (
        select(VaultCertificate.message, VaultCertificate.signature)
        .where(VaultCertificate.vault.in_(writers), VaultCertificate.message.is_not(None))
        .order_by(VaultCertificate.vault, VaultCertificate.issued_at)
    )
    others = [
        Signed(message or b"", signature or b"") for message, signature in session.execute(query)
    ]
    return found + [one for one in others if one not in found]
