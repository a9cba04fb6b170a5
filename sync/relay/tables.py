"""A relay's own tables, beside those of a headquarters server: what it passes on as it came."""

from __future__ import annotations

from typing import Any, ClassVar

from sqlalchemy import BigInteger, Index, Integer, LargeBinary, MetaData, String
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from desktop.models.base import NAMING

Hash = LargeBinary(32)
VaultId = LargeBinary(8)
Stamp = LargeBinary(16)

OPEN = "open"
"""Goes to other laptops of the relay until headquarters has judged it."""
KEPT = "kept"
"""Waits for headquarters: the relay would not take it, and may not refuse it."""
REFUSED = "refused"
"""Headquarters did not take it."""
DISPOSED = "disposed"
"""Its contents were destroyed; that it was there is not forgotten."""

WAITING, SENT, BLOCKED = 0, 1, 2
"""Not forwarded yet; judged by headquarters; not to be judged there as things stand."""


class RelayBase(DeclarativeBase):
    """Times in these tables are milliseconds since 1970, by the relay's clock."""

    metadata = MetaData(naming_convention=NAMING)
    type_annotation_map: ClassVar[dict[Any, Any]] = {bytes: LargeBinary, int: BigInteger}


class Brought(RelayBase):
    """An entry as its vault signed it; ``seq`` is its number in the relay's own sequence."""

    __tablename__ = "relay_brought"
    vault: Mapped[bytes] = mapped_column(VaultId, primary_key=True)
    epoch: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    counter: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    hash: Mapped[bytes] = mapped_column(Hash, primary_key=True)
    seq: Mapped[int] = mapped_column(unique=True)
    stamp: Mapped[bytes] = mapped_column(Stamp, index=True)
    previous: Mapped[bytes] = mapped_column(Hash)
    core: Mapped[bytes]
    body: Mapped[bytes]
    signature: Mapped[bytes]
    standing: Mapped[str] = mapped_column(String(8))
    code: Mapped[str] = mapped_column(String(64))
    forwarded: Mapped[int] = mapped_column(Integer, index=True)
    arrived: Mapped[int]


class Said(RelayBase):
    """A verdict of headquarters, as it signed it."""

    __tablename__ = "relay_verdicts"
    seq: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    vault: Mapped[bytes] = mapped_column(VaultId)
    epoch: Mapped[int]
    first: Mapped[int]
    last: Mapped[int]
    notice: Mapped[bool]
    message: Mapped[bytes]
    signature: Mapped[bytes]

    __table_args__ = (Index(None, "vault", "epoch", "last"),)


class HqReceipt(RelayBase):
    """Headquarters' furthest receipt for a vault."""

    __tablename__ = "relay_hq_receipts"
    vault: Mapped[bytes] = mapped_column(VaultId, primary_key=True)
    epoch: Mapped[int]
    counter: Mapped[int]
    message: Mapped[bytes]
    signature: Mapped[bytes]


class Certified(RelayBase):
    """A vault's certificate, as headquarters signed it."""

    __tablename__ = "relay_certificates"
    vault: Mapped[bytes] = mapped_column(VaultId, primary_key=True)
    message: Mapped[bytes]
    signature: Mapped[bytes]


class PageRow(RelayBase):
    """A page of a scope's feed, as headquarters signed it."""

    __tablename__ = "relay_pages"
    scope: Mapped[str] = mapped_column(String(80), primary_key=True)
    upto: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    after: Mapped[int]
    message: Mapped[bytes]
    signature: Mapped[bytes]


class LineRow(RelayBase):
    """A line of a page, so that it is found; ``withheld`` once its record has left the scope."""

    __tablename__ = "relay_lines"
    scope: Mapped[str] = mapped_column(String(80), primary_key=True)
    seq: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    digest: Mapped[bytes] = mapped_column(Hash, primary_key=True, index=True)
    stamp: Mapped[bytes]
    directory: Mapped[bool]
    withheld: Mapped[bool]
    gone_kind: Mapped[str | None] = mapped_column(String(40))
    gone_id: Mapped[bytes | None] = mapped_column(LargeBinary(16))


class Piece(RelayBase):
    """An entry, or the part of it in one scope, byte for byte as headquarters gave it."""

    __tablename__ = "relay_pieces"
    digest: Mapped[bytes] = mapped_column(Hash, primary_key=True)
    stamp: Mapped[bytes] = mapped_column(Stamp, index=True)
    core: Mapped[bytes]
    hash: Mapped[bytes]
    body: Mapped[bytes]
    rank: Mapped[bytes]
