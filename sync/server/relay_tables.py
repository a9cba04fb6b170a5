"""Headquarters' table of the relays that it vouches for."""

from __future__ import annotations

from sqlalchemy.orm import Mapped, mapped_column

from sync.server.tables import ServerBase, VaultId


class Relay(ServerBase):
    """Where the relay of a device answers (packed list), and the DER that signs its TLS."""

    __tablename__ = "hq_relays"
    vault: Mapped[bytes] = mapped_column(VaultId, primary_key=True)
    urls: Mapped[bytes]
    authority: Mapped[bytes]
