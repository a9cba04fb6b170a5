"""Headquarters' tables of what came and went by memory stick."""

from __future__ import annotations

from sqlalchemy.orm import Mapped, mapped_column

from sync.server.tables import ServerBase, VaultId


class StatedBundle(ServerBase):
    """The latest turn that a vault brought by stick; answers begin at what it states.

    ``request`` is its ExchangeRequest without entries, ``wants`` packs the attachments it lacks.
    """

    __tablename__ = "hq_bundles"
    vault: Mapped[bytes] = mapped_column(VaultId, primary_key=True)
    made: Mapped[int]
    came: Mapped[int]
    request: Mapped[bytes]
    wants: Mapped[bytes]
