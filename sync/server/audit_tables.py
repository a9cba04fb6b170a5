"""Headquarters' table of its own chain."""

from __future__ import annotations

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from sync.server.tables import Hash, ServerBase


class AuditLink(ServerBase):
    """One noted thing as it was signed, and its link; rows are added and never changed."""

    __tablename__ = "hq_audit"
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    what: Mapped[str] = mapped_column(String(40))
    message: Mapped[bytes]
    hash: Mapped[bytes] = mapped_column(Hash)
    signature: Mapped[bytes]
