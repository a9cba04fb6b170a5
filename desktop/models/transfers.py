"""Files on their way to or from headquarters, as a person may look at them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from desktop.models.attachments import Attachment
from desktop.models.blobs import HERE, BlobFile
from desktop.models.sync_state import BlobTransfer

MOST = 30


@dataclass(frozen=True, slots=True)
class WaitingFile:
    """One file in its place of the queue; ``part`` of it has come, from 0 to 1.

    ``copy`` says which of a photo's files it is: original, shrunk or thumb; ``size`` is 0 where
    nobody has told it yet, ``failed`` the code of why it did not go the last time.
    """

    name: str
    copy: str
    direction: str
    size: int
    part: float
    failed: str | None
    asked_at: datetime
    record_kind: str | None
    record_id: bytes | None


@dataclass(frozen=True, slots=True)
class Queue:
    """The first of the files that wait, and how many there are in all."""

    files: tuple[WaitingFile, ...]
    total: int


def queue(session: Session, most: int = MOST) -> Queue:
    """What waits, in the order in which it goes."""
    found = session.execute(
        select(BlobTransfer, BlobFile.size, BlobFile.state, BlobFile.received)
        .outerjoin(BlobFile, BlobFile.sha256 == BlobTransfer.sha256)
        .order_by(
            BlobTransfer.direction.desc(),
            BlobTransfer.place,
            BlobTransfer.asked_at,
            BlobTransfer.sha256,
        )
        .limit(most)
    ).all()
    total = session.execute(select(func.count()).select_from(BlobTransfer)).scalar_one()
    owners = _owners(session, [transfer.sha256 for transfer, *_ in found])
    return Queue(
        tuple(
            _file(transfer, size or 0, state, received or b"", owners.get(transfer.sha256))
            for transfer, size, state, received in found
        ),
        total,
    )


def _file(
    transfer: BlobTransfer,
    size: int,
    state: str | None,
    received: bytes,
    owner: tuple[Attachment, str] | None,
) -> WaitingFile:
    bits = 8 * len(received)
    part = 1.0 if state == HERE else sum(byte.bit_count() for byte in received) / max(1, bits)
    about = owner[0] if owner is not None else None
    return WaitingFile(
        name=about.name if about is not None else "",
        copy=owner[1] if owner is not None else "original",
        direction=transfer.direction,
        size=size,
        part=part,
        failed=transfer.failed,
        asked_at=transfer.asked_at,
        record_kind=about.record_kind if about is not None else None,
        record_id=about.record_id if about is not None else None,
    )


def _owners(session: Session, files: list[bytes]) -> dict[bytes, tuple[Attachment, str]]:
    """The attachment that names each file, and as which of its copies."""
    named = select(Attachment).where(
        or_(
            Attachment.sha256.in_(files),
            Attachment.shrunk_sha256.in_(files),
            Attachment.thumb_sha256.in_(files),
        )
    )
    owners: dict[bytes, tuple[Attachment, str]] = {}
    for found in session.execute(named).scalars():
        for sha256, copy in (
            (found.thumb_sha256, "thumb"),
            (found.shrunk_sha256, "shrunk"),
            (found.sha256, "original"),
        ):
            if sha256 is not None:
                owners.setdefault(sha256, (found, copy))
    return owners
