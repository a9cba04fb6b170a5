"""What a person was writing and has not filed yet: kept in the vault, offered after a crash."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import String, delete, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from desktop.models.base import Base, Id, Json, Local


class Draft(Local, Base):
    """One unfiled form; ``form`` names the form, ``record_id`` what it is about, if anything."""

    __tablename__ = "drafts"
    id: Mapped[bytes] = mapped_column(Id, primary_key=True)
    form: Mapped[str] = mapped_column(String(60), index=True)
    record_id: Mapped[bytes | None] = mapped_column(Id)
    title: Mapped[str]
    fields: Mapped[Any] = mapped_column(Json)
    saved_at: Mapped[datetime]


@dataclass(frozen=True, slots=True)
class DraftRow:
    """A draft as the window offers it."""

    id: bytes
    form: str
    record_id: bytes | None
    title: str
    fields: Any
    saved_at: datetime


_ROW = (Draft.id, Draft.form, Draft.record_id, Draft.title, Draft.fields, Draft.saved_at)


def drafts(session: Session) -> tuple[DraftRow, ...]:
    """What was left unfiled, the latest first."""
    query = select(*_ROW).order_by(Draft.saved_at.desc())
    return tuple(DraftRow(*row) for row in session.execute(query))


def draft(session: Session, id: bytes) -> DraftRow | None:
    """One draft, or None where it was filed or thrown away."""
    found = session.execute(select(*_ROW).where(Draft.id == id)).one_or_none()
    return None if found is None else DraftRow(*found)


def save_draft(session: Session, row: DraftRow) -> None:
    """Keep what the form holds at this moment; ``fields`` is a plain structure."""
    session.merge(Draft(**{name: getattr(row, name) for name in DraftRow.__slots__}))


def drop_draft(session: Session, id: bytes) -> None:
    """Forget a draft that was filed or thrown away."""
    session.execute(delete(Draft).where(Draft.id == id))
