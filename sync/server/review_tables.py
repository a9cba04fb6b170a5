"""Headquarters' table of entries that were taken and that a person is to look at."""

from __future__ import annotations

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from sync.server.tables import ServerBase, VaultId


class Review(ServerBase):
    """An entry that stands, and why somebody is to look at it; ``settled`` once it was done."""

    __tablename__ = "hq_reviews"
    vault: Mapped[bytes] = mapped_column(VaultId, primary_key=True)
    epoch: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    counter: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    reason: Mapped[str] = mapped_column(String(40))
    arrived: Mapped[int]
    settled: Mapped[int | None]
