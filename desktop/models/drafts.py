"""Drafts: what a form holds before it is good enough to record. Local; never synced."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Integer, String, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from desktop.models.base import Base, Id, Json, Local


class Draft(Local, Base):
    """An unfinished form. ``place`` names the page, ``record_id`` what it edits, if anything."""

    __tablename__ = "drafts"
    id: Mapped[bytes] = mapped_column(Id, primary_key=True)
    place: Mapped[str] = mapped_column(String(64))
    record_id: Mapped[bytes | None] = mapped_column(Id, index=True)
    title: Mapped[str]
    last_field: Mapped[str | None]
    progress: Mapped[int] = mapped_column(Integer, default=0)
    payload: Mapped[Any] = mapped_column(Json)
    updated_at: Mapped[datetime]


@dataclass(frozen=True, slots=True)
class DraftRow:
    """A line of «two unfinished pieces of work». ``progress`` is in percent."""

    id: bytes
    place: str
    record_id: bytes | None
    title: str
    last_field: str | None
    progress: int
    payload: Any
    updated_at: datetime


_COLUMNS: tuple[Any, ...] = tuple(getattr(Draft, name) for name in DraftRow.__slots__)


def drafts(session: Session) -> tuple[DraftRow, ...]:
    """Every unfinished form, the latest first."""
    query = select(*_COLUMNS).order_by(Draft.updated_at.desc(), Draft.id)
    return tuple(DraftRow(*row) for row in session.execute(query))


def draft(session: Session, key: bytes) -> DraftRow | None:
    """One unfinished form, or None where it was recorded or discarded."""
    found = session.execute(select(*_COLUMNS).where(Draft.id == key)).one_or_none()
    return None if found is None else DraftRow(*found)
