"""What a vault knows of itself and of headquarters: certificate, server, cursors, lease.

Local rows, never synced; typed here so that nobody else spells their keys.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import String, Table, bindparam, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from desktop.models.base import Base, Local
from desktop.models.prepared import EMBEDDED, Prepared
from sync.protocol.encoding import decode, encode
from sync.protocol.messages import EarlierKey

OFFSET = "sync/offset_ms"
CLOCK_TOLERANCE_MS = 10 * 60 * 1000
"""From here on a clock counts as wrong (``sync.md`` section 1, point 10)."""


class VaultFact(Local, Base):
    """One fact by its key; the value is packed."""

    __tablename__ = "vault_facts"
    key: Mapped[str] = mapped_column(String(80), primary_key=True)
    value: Mapped[bytes]


class Enrolment(msgspec.Struct, frozen=True, kw_only=True):
    """What headquarters certified for this vault, and how to reach and to know it.

    ``root`` is the fingerprint of headquarters' offline root as printed on the enrolment sheet;
    ``receipt_key`` signs receipts and feed batches, ``hq_vault`` is headquarters' system vault,
    ``tls_pin`` the certificate that its root vouched for (DER or PEM as the client keeps it),
    ``receiving_key`` seals bundles for headquarters, ``keys`` is the list of keys as the root
    signed it, for those who check without a vault, ``serial`` its number, and ``earlier`` are the
    receipt keys of before, by which what is kept here still stands.
    """

    installation: bytes
    person: bytes
    name: str
    roles: list[str]
    scopes: list[str]
    office: bytes
    office_name: str = ""
    province: str | None = None
    server_url: str = ""
    server: bytes = b""
    root: bytes = b""
    receipt_key: bytes = b""
    hq_vault: bytes = b""
    tls_pin: bytes = b""
    certificate: bytes = b""
    issued_at: datetime | None = None
    receiving_key: bytes = b""
    keys: bytes = b""
    serial: int = 0
    earlier: list[EarlierKey] = []

    @property
    def receipt_keys(self) -> bytes:
        """All receipt keys, of now and before: by one of them stands what is kept."""
        return self.receipt_key + b"".join(one.key for one in self.earlier)


_ENROLMENT = "enrolment"
_CURSOR = "cursor/"
_KEY = "vault_key/"
_DEPARTED = "departed/"
_facts: Table = VaultFact.__table__  # type: ignore[assignment]  # a Table at run time
_named = _facts.c.key == bindparam("name")
_GET = Prepared(select(_facts.c.value).where(_named))
_ALL = select(_facts.c.key, _facts.c.value)
_STARTING = _ALL.where(_facts.c.key.startswith(bindparam("prefix")))
_BETWEEN = Prepared(
    _ALL.where(_facts.c.key >= bindparam("prefix"), _facts.c.key < bindparam("behind"))
)
_FORGET = _facts.delete().where(_named)
_SET = _facts.update().where(_named).values(value=bindparam("packed"))
_ADD = _facts.insert()


def get(session: Session, key: str) -> bytes | None:
    """The packed value of a fact."""
    value: bytes | None = _GET.value(session, name=key)
    return value


def put(session: Session, key: str, value: bytes | None) -> None:
    """Set a fact, or forget it with None."""
    connection = session.connection()
    if value is None:
        if _GET.row(session, name=key) is not None:
            connection.execute(_FORGET, {"name": key})
    elif not connection.execute(_SET, {"name": key, "packed": value}).rowcount:
        connection.execute(_ADD, {"key": key, "value": value})


def starting(session: Session, prefix: str) -> dict[str, bytes]:
    """The packed facts whose keys start so, by the rest of their keys."""
    connection = session.connection()
    if connection.dialect.name == EMBEDDED:
        behind = prefix[:-1] + chr(ord(prefix[-1]) + 1)
        found: Iterable[Any] = _BETWEEN.rows(session, prefix=prefix, behind=behind)
    else:  # where letters are ordered in the way of a country
        found = connection.execute(_STARTING, {"prefix": prefix})
    return {key.removeprefix(prefix): value for key, value in found}


def enrolment(session: Session) -> Enrolment | None:
    """What headquarters certified, or None before enrolment."""
    packed = get(session, _ENROLMENT)
    return None if packed is None else decode(packed, Enrolment)


def write_enrolment(session: Session, value: Enrolment) -> None:
    """Keep what headquarters certified."""
    put(session, _ENROLMENT, encode(value))


def cursors(session: Session) -> dict[tuple[bytes, str], int]:
    """How far each scope of each server was read: {(server, scope): sequence}."""
    found = {}
    for key, value in starting(session, _CURSOR).items():
        server, _, scope = key.partition("/")
        found[(bytes.fromhex(server), scope)] = decode(value, int)
    return found


def set_cursor(session: Session, server: bytes, scope: str, sequence: int | None) -> None:
    """Note how far a scope was read; None where it is no longer ours."""
    key = f"{_CURSOR}{server.hex()}/{scope}"
    put(session, key, None if sequence is None else encode(sequence))


def verifying_keys(session: Session) -> dict[bytes, bytes]:
    """The public keys of other vaults that headquarters vouched for: {vault: key}."""
    query = select(VaultFact.key, VaultFact.value).where(VaultFact.key.startswith(_KEY))
    return {bytes.fromhex(key.removeprefix(_KEY)): value for key, value in session.execute(query)}


def set_verifying_key(session: Session, vault: bytes, key: bytes) -> None:
    """Keep the public key of another vault."""
    put(session, _KEY + vault.hex(), key)


def number(session: Session, key: str, default: int = 0) -> int:
    """A whole number among the facts, e.g. the clock's offset to headquarters."""
    packed = get(session, key)
    return default if packed is None else decode(packed, int)


def set_number(session: Session, key: str, value: int) -> None:
    """Set a whole number."""
    put(session, key, encode(value))


def moment(session: Session, key: str) -> datetime | None:
    """A moment among the facts, e.g. the last exchange."""
    packed = get(session, key)
    return None if packed is None else decode(packed, datetime)


def set_moment(session: Session, key: str, value: datetime) -> None:
    """Set a moment."""
    put(session, key, encode(value))


def note_departed(session: Session, kind: str, record: bytes) -> None:
    """Remember that a record left this vault's scopes, so that ``verify`` does not miss it."""
    put(session, f"{_DEPARTED}{kind}/{record.hex()}", b"")


def departed(session: Session) -> set[tuple[str, bytes]]:
    """The records that left this vault's scopes at some time: (kind, id)."""
    query = select(VaultFact.key).where(VaultFact.key.startswith(_DEPARTED))
    parts = (key.removeprefix(_DEPARTED).partition("/") for key in session.execute(query).scalars())
    return {(kind, bytes.fromhex(record)) for kind, _, record in parts}
