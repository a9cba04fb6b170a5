"""Headquarters' own tables; the tables of the domain stand beside them in the same database."""

from __future__ import annotations

from typing import Any, ClassVar

from sqlalchemy import BigInteger, Integer, LargeBinary, MetaData, String
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from desktop.models.base import NAMING

Hash = LargeBinary(32)
VaultId = LargeBinary(8)
PersonId = LargeBinary(16)

ACTIVE = "active"
REVOKED = "revoked"
QUARANTINED = "quarantined"


class ServerBase(DeclarativeBase):
    """Times in these tables are milliseconds since 1970, by headquarters' clock."""

    metadata = MetaData(naming_convention=NAMING)
    type_annotation_map: ClassVar[dict[Any, Any]] = {bytes: LargeBinary, int: BigInteger}


class Account(ServerBase):
    """A person who may have vaults."""

    __tablename__ = "hq_accounts"
    person: Mapped[bytes] = mapped_column(PersonId, primary_key=True)
    name: Mapped[str]
    office: Mapped[bytes] = mapped_column(PersonId)
    province: Mapped[str | None] = mapped_column(String(2))


class Grant(ServerBase):
    """A role with its scopes (packed list), held from when to when; never deleted, only ended."""

    __tablename__ = "hq_grants"
    number: Mapped[int] = mapped_column(Integer, primary_key=True)
    person: Mapped[bytes] = mapped_column(PersonId, index=True)
    role: Mapped[str] = mapped_column(String(40))
    scopes: Mapped[bytes]
    starts: Mapped[int]
    ends: Mapped[int | None]


class EnrolmentCode(ServerBase):
    """A one-time code. Its first half finds it, its whole is kept as a hash."""

    __tablename__ = "hq_enrolment_codes"
    first_half: Mapped[str] = mapped_column(String(5), primary_key=True)
    code_hash: Mapped[bytes] = mapped_column(Hash)
    person: Mapped[bytes] = mapped_column(PersonId)
    expires: Mapped[int]
    tries_left: Mapped[int]
    used: Mapped[int | None]


class Device(ServerBase):
    """A vault that was enrolled, how far its chain has arrived, and its tokens as hashes.

    The token in use stays good until the next one is used, so that a lost answer costs nothing.
    ``certified`` is the digest of what the vault's certificate says, ``certifying`` of the one that
    went with the next token; ``leased`` is the end of the lease that was given last.
    """

    __tablename__ = "hq_devices"
    vault: Mapped[bytes] = mapped_column(VaultId, primary_key=True)
    person: Mapped[bytes] = mapped_column(PersonId, index=True)
    name: Mapped[str]
    signing_key: Mapped[bytes]
    receiving_key: Mapped[bytes]
    status: Mapped[str] = mapped_column(String(16))
    enrolled: Mapped[int]
    seen: Mapped[int | None]
    not_after: Mapped[int]
    token: Mapped[bytes | None] = mapped_column(Hash, index=True)
    token_ends: Mapped[int | None]
    next_token: Mapped[bytes | None] = mapped_column(Hash, index=True)
    next_token_ends: Mapped[int | None]
    epoch: Mapped[int]
    counter: Mapped[int]
    hash: Mapped[bytes] = mapped_column(Hash)
    time: Mapped[int]
    batch: Mapped[int]
    owed: Mapped[bool] = mapped_column(default=False)
    """Whether a scope is still to be wiped by it, or one that it holds again to be filled."""
    certified: Mapped[bytes | None] = mapped_column(LargeBinary(8))
    certifying: Mapped[bytes | None] = mapped_column(LargeBinary(8))
    leased: Mapped[int | None]


class Nonce(ServerBase):
    """A nonce that was given out and not yet used."""

    __tablename__ = "hq_nonces"
    nonce: Mapped[bytes] = mapped_column(Hash, primary_key=True)
    expires: Mapped[int]


class FeedRow(ServerBase):
    """The entry of a stamp, in the feed of one scope. One event has one number in all scopes.

    ``part`` packs the positions of the changes that belong to the scope; null is all of them.
    ``gone_kind`` and ``gone_id`` say that a record has left the scope; beside a stamp, that it
    came into it by moving: its author, who had to destroy it, gets his own words back.
    """

    __tablename__ = "hq_feed"
    scope: Mapped[str] = mapped_column(String(80), primary_key=True)
    seq: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    stamp: Mapped[bytes | None] = mapped_column(LargeBinary(16), index=True)
    part: Mapped[bytes | None]
    gone_kind: Mapped[str | None] = mapped_column(String(40))
    gone_id: Mapped[bytes | None] = mapped_column(PersonId)

    # The longest table there is lies in the order in which it is read.
    __table_args__ = ({"sqlite_with_rowid": False},)


class Sequence(ServerBase):
    """The last number given in the feed; only the holder of the writer lock takes the next."""

    __tablename__ = "hq_sequences"
    name: Mapped[str] = mapped_column(String(16), primary_key=True)
    last: Mapped[int]


class GivenReceipt(ServerBase):
    """The receipt for a chain up to here, kept so that a resend gets the same bytes."""

    __tablename__ = "hq_receipts"
    vault: Mapped[bytes] = mapped_column(VaultId, primary_key=True)
    epoch: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    counter: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    message: Mapped[bytes]
    signature: Mapped[bytes]


class GivenRefusal(ServerBase):
    """Why an entry was not taken, kept so that a resend gets the same answer."""

    __tablename__ = "hq_refusals"
    vault: Mapped[bytes] = mapped_column(VaultId, primary_key=True)
    epoch: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    counter: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    code: Mapped[str] = mapped_column(String(64))
    arguments: Mapped[bytes]


class SetAside(ServerBase):
    """An entry of a revoked or cloned vault: kept for the head, part of no chain here."""

    __tablename__ = "hq_set_aside"
    vault: Mapped[bytes] = mapped_column(VaultId, primary_key=True)
    hash: Mapped[bytes] = mapped_column(Hash, primary_key=True)
    epoch: Mapped[int]
    counter: Mapped[int]
    core: Mapped[bytes]
    body: Mapped[bytes]
    signature: Mapped[bytes | None]
    reason: Mapped[str] = mapped_column(String(40))
    arrived: Mapped[int]


class Alert(ServerBase):
    """Something about a vault that a person at headquarters has to look at."""

    __tablename__ = "hq_alerts"
    number: Mapped[int] = mapped_column(Integer, primary_key=True)
    vault: Mapped[bytes] = mapped_column(VaultId, index=True)
    code: Mapped[str] = mapped_column(String(40))
    arguments: Mapped[bytes]
    raised: Mapped[int]


class Blob(ServerBase):
    """An attachment that an accepted entry names: whether it has arrived, and whose it is."""

    __tablename__ = "hq_blobs"
    sha256: Mapped[bytes] = mapped_column(Hash, primary_key=True)
    asked_of: Mapped[bytes] = mapped_column(VaultId, index=True)
    size: Mapped[int | None]
    complete: Mapped[bool]


class Usage(ServerBase):
    """What a vault, or an address without one, asked for in a minute and carried on a day."""

    __tablename__ = "hq_usage"
    caller: Mapped[bytes] = mapped_column(primary_key=True)
    minute: Mapped[int]
    requests: Mapped[int]
    day: Mapped[int] = mapped_column(index=True)
    carried: Mapped[int]
