"""Headquarters' tables of what follows from the rows: snapshots, digests, and what was told."""

from __future__ import annotations

from sqlalchemy import Index, Integer, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from sync.server.tables import FeedRow, Hash, PersonId, ServerBase, VaultId


class BuiltSnapshot(ServerBase):
    """A snapshot for some scopes (``key``), in the making while ``message`` is null."""

    __tablename__ = "hq_snapshots"
    id: Mapped[bytes] = mapped_column(PersonId, primary_key=True)
    key: Mapped[bytes] = mapped_column(Hash, index=True)
    sequence: Mapped[int]
    message: Mapped[bytes | None]
    signature: Mapped[bytes | None]
    looked_at: Mapped[int]
    total: Mapped[int]
    touched: Mapped[int]


class BuiltChunk(ServerBase):
    """One chunk of a snapshot, as it travels."""

    __tablename__ = "hq_snapshot_chunks"
    snapshot: Mapped[bytes] = mapped_column(PersonId, primary_key=True)
    number: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    data: Mapped[bytes]


class RowDigest(ServerBase):
    """What the last survey saw of a row: its digest, and its scopes (packed)."""

    __tablename__ = "hq_row_digests"
    kind: Mapped[str] = mapped_column(String(40), primary_key=True)
    record: Mapped[bytes] = mapped_column(PersonId, primary_key=True)
    bucket: Mapped[int] = mapped_column(Integer, index=True)
    digest: Mapped[bytes] = mapped_column(LargeBinary(16))
    scopes: Mapped[bytes]


Index(None, FeedRow.seq)
"""A survey follows the feed of all scopes together."""


class Survey(ServerBase):
    """Up to which number of the feed the digests are those of the rows."""

    __tablename__ = "hq_surveys"
    name: Mapped[str] = mapped_column(String(16), primary_key=True)
    sequence: Mapped[int]


class Profile(ServerBase):
    """The digests of all that some scopes (``key``) hold, up to a number of the feed."""

    __tablename__ = "hq_profiles"
    key: Mapped[bytes] = mapped_column(Hash, primary_key=True)
    scopes: Mapped[bytes]
    sequence: Mapped[int]
    root: Mapped[bytes] = mapped_column(Hash)
    buckets: Mapped[bytes]
    used: Mapped[int]


class Wipe(ServerBase):
    """A scope that was taken from a vault: when it was told, and when it said that it wiped.

    ``again`` is set once the vault holds it anew: up to this number of the feed it gets in it
    also what it wrote itself, for that was destroyed with the rest.
    """

    __tablename__ = "hq_wipes"
    vault: Mapped[bytes] = mapped_column(VaultId, primary_key=True)
    scope: Mapped[str] = mapped_column(String(80), primary_key=True)
    told: Mapped[int]
    wiped: Mapped[int | None]
    again: Mapped[int | None]
