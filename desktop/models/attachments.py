"""Attachments: which file belongs to which record; the bytes themselves are in ``blobs``."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import BigInteger, Index, Integer, String, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from desktop.models.base import Base, Id, Synced
from desktop.models.registry import Kind, Lookup, Row, register
from desktop.models.transitions import scopes_of_record


class Attachment(Synced, Base):
    """A file of one record.

    ``sha256`` is the untouched original, ``shrunk_sha256`` the copy without EXIF, ``thumb_sha256``
    its small picture. ``view`` says what an obligatory photo shows and is empty for others;
    ``item`` is the question of the checklist that a photo answers.
    """

    __tablename__ = "attachments"
    record_kind: Mapped[str] = mapped_column(String(40))
    record_id: Mapped[bytes] = mapped_column(Id)
    item: Mapped[str | None] = mapped_column(String(64))
    view: Mapped[str] = mapped_column(String(40), default="")
    name: Mapped[str]
    media_type: Mapped[str] = mapped_column(String(80))
    size: Mapped[int] = mapped_column(BigInteger)
    sha256: Mapped[bytes]
    shrunk_sha256: Mapped[bytes | None]
    thumb_sha256: Mapped[bytes | None]
    taken_at: Mapped[datetime | None]
    width: Mapped[int | None] = mapped_column(Integer)
    height: Mapped[int | None] = mapped_column(Integer)
    caption: Mapped[str | None]

    __table_args__ = (Index(None, "record_kind", "record_id"),)


@dataclass(frozen=True, slots=True)
class AttachmentRow:
    """A file or photo of a record; ``view`` names what a photo shows, ``item`` its question."""

    id: bytes
    record_kind: str
    record_id: bytes
    item: str | None
    view: str
    name: str
    media_type: str
    size: int
    sha256: bytes
    shrunk_sha256: bytes | None
    thumb_sha256: bytes | None
    taken_at: datetime | None
    width: int | None
    height: int | None
    caption: str | None
    created_at: datetime
    created_by: bytes


def attachments_of(
    session: Session, kind: str, records: Iterable[bytes]
) -> dict[bytes, tuple[AttachmentRow, ...]]:
    """The files of records of one kind, by record, the first one first."""
    query = (
        select(*(getattr(Attachment, name) for name in AttachmentRow.__slots__))
        .where(
            Attachment.record_kind == kind,
            Attachment.record_id.in_(list(records)),
            Attachment.deleted_at.is_(None),
        )
        .order_by(Attachment.created_at, Attachment.id)
    )
    found: defaultdict[bytes, list[AttachmentRow]] = defaultdict(list)
    for row in session.execute(query):
        found[row.record_id].append(AttachmentRow(*row))
    return {record: tuple(rows) for record, rows in found.items()}


def attachment_scopes(row: Row, find: Lookup) -> frozenset[str]:
    """A file goes where its record goes."""
    return scopes_of_record(row["record_kind"], row["record_id"], find)


register(
    Kind(
        Attachment,
        attachment_scopes,
        blob_fields=("sha256", "shrunk_sha256", "thumb_sha256"),
    )
)
