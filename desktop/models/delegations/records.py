"""The table of delegations (``domain.md`` 10.15)."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from desktop.models.base import Base, Id, Json, Synced
from desktop.models.transitions import state_column


class Delegation(Synced, Base):
    """Who lends a role, or named steps of it, to whom, where and from when to when.

    ``steps`` are names of ``rules.STEPS``; none is the whole role. ``lent`` are names of scopes.
    ``from_words`` is the post and the name under which the delegate acts. Both days count.
    """

    __tablename__ = "delegations"
    from_id: Mapped[bytes] = mapped_column(Id, index=True)
    from_words: Mapped[str]
    to_id: Mapped[bytes] = mapped_column(Id, index=True)
    to_name: Mapped[str]
    role: Mapped[str] = mapped_column(String(40))
    steps: Mapped[Any] = mapped_column(Json)
    lent: Mapped[Any] = mapped_column(Json)
    starts: Mapped[date]
    ends: Mapped[date]
    reason: Mapped[str] = mapped_column(String(16))
    note: Mapped[str | None]
    letter_number: Mapped[str | None]
    letter_date: Mapped[date | None]
    revoked_at: Mapped[datetime | None]
    state: Mapped[str] = state_column()
