"""Photos of a visit taken together: those of its questions and those of its findings."""

from __future__ import annotations

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session

from desktop.models.attachments import Attachment, AttachmentRow
from desktop.models.inspections.records import Finding


def same_photo(session: Session, visit: bytes, sha256: bytes) -> AttachmentRow | None:
    """The photo of these very bytes that a visit has already, on a question or on a finding."""
    findings = select(Finding.id).where(Finding.visit_id == visit, Finding.deleted_at.is_(None))
    query = (
        select(*(getattr(Attachment, name) for name in AttachmentRow.__slots__))
        .where(
            or_(
                and_(Attachment.record_kind == "visits", Attachment.record_id == visit),
                and_(Attachment.record_kind == "findings", Attachment.record_id.in_(findings)),
            ),
            Attachment.sha256 == sha256,
            Attachment.deleted_at.is_(None),
        )
        .order_by(Attachment.created_at, Attachment.id)
        .limit(1)
    )
    found = session.execute(query).one_or_none()
    return None if found is None else AttachmentRow(*found)
