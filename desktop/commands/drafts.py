"""Saving and discarding unfinished forms; local, so there is no entry of it in the journal."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from desktop.commands.base import Desk
from desktop.models.drafts import Draft


@dataclass(frozen=True, slots=True)
class SaveDraft:
    """Keep what a form holds now; called on leaving a field and every five seconds."""

    id: bytes
    place: str
    title: str
    payload: Mapping[str, Any]
    record_id: bytes | None = None
    last_field: str | None = None
    progress: int = 0

    def __call__(self, session: Session, desk: Desk) -> None:
        session.merge(
            Draft(
                id=self.id,
                place=self.place,
                record_id=self.record_id,
                title=self.title,
                last_field=self.last_field,
                progress=self.progress,
                payload=dict(self.payload),
                updated_at=desk.now,
            )
        )
        session.info["pending"].kinds.add("drafts")


@dataclass(frozen=True, slots=True)
class DiscardDraft:
    """Drop an unfinished form: it was recorded, or is not wanted."""

    id: bytes

    def __call__(self, session: Session, desk: Desk) -> None:
        draft = session.get(Draft, self.id)
        if draft is not None:
            session.delete(draft)
        session.info["pending"].kinds.add("drafts")
