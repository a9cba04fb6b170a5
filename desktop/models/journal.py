"""Every change writes its signed, chained entry in the transaction that makes it.

Two ways in: the flush hook for what people do, and ``insert_many`` for imports and generated
data. A synced record that changes outside a command cannot be committed.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import islice
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from desktop.models import lease, registry
from desktop.models.base import Synced
from desktop.models.bulk import insert_rows
from desktop.models.entries import Entry, EntryBody, head
from desktop.models.scope_memo import ScopeMemo
from sync.protocol import entry as wire
from sync.protocol.clock import HybridClock, stamp
from sync.protocol.encoding import Scalar
from sync.protocol.ids import ID_BYTES, behind, new_id

CHANGES_PER_ENTRY = 500
_APART = 1000 << 16
"""One second of the hybrid clock."""


@dataclass(frozen=True, slots=True)
class Act:
    """Who does what: it stands in the header of the entry."""

    actor: bytes
    role: str
    command: str
    office: bytes | None = None
    on_behalf_of: str | None = None
    reason: str | None = None


class Journal:
    """The pen of one vault: its chain, its key and its clock."""

    def __init__(
        self,
        *,
        installation: bytes,
        vault: bytes,
        key: Ed25519PrivateKey,
        clock: HybridClock,
        random: Callable[[int], bytes],
        schema: int,
    ) -> None:
        self.installation = installation
        self.vault = vault
        self.clock = clock
        self._key = key
        self._random = random
        self._schema = schema
        self._making = threading.Lock()
        self._last_id = bytes(ID_BYTES)

    @property
    def public_key(self) -> bytes:
        """The raw public key that verifies this vault's entries, 32 bytes."""
        return self._key.public_key().public_bytes_raw()

    def new_id(self) -> bytes:
        """A fresh record id; what this vault makes sorts as it was made, in any thread."""
        made = new_id(self.clock.wall(), self._random)
        with self._making:
            self._last_id = behind(made, self._last_id)
            return self._last_id

    def step_apart(self) -> None:
        """Go on up to a second later: a copy of this vault must not give an entry the same stamp.

        It would where both clocks are behind what the vault has written or seen.
        """
        ahead = int.from_bytes(self._random(4), "big") % _APART
        self.clock.saw(self.clock.now() + ahead)

    def sign(self, tag: bytes, message: bytes) -> bytes:
        """A signature of this vault under a domain tag."""
        return wire.sign(self._key, tag, message)

    def info(self, act: Act) -> dict[str, Any]:
        """What a writing session needs, for ``Database.writing(**info)``."""
        return {"pending": Pending(self, act)}

    def note(self, session: Session, act: Act) -> None:
        """An entry of its own that changes no record: that somebody did something."""
        self.append(session, act, (self.clock.now(), self.clock.wall()), [], frozenset(), [])

    def append(
        self,
        session: Session,
        act: Act,
        time: tuple[int, int],
        changes: list[wire.Change],
        scopes: frozenset[str],
        blobs: list[bytes],
        *,
        epoch: int = 1,
    ) -> None:
        """Write one entry behind the last one, signed, with its body apart.

        ``time`` is (hybrid clock, wall milliseconds) of the entry. A later ``epoch`` than that of
        the last one begins with it.
        """
        last = head(session, self.vault, wire.GENESIS)
        body = wire.encode_body(wire.Body(changes, act.reason))
        digest = wire.body_hash(body)
        header = wire.Header(
            wire.FORMAT,
            self.installation,
            self.vault,
            max(last.epoch, epoch),
            last.counter + 1,
            time[0],
            time[1],
            act.actor,
            act.role,
            act.on_behalf_of,
            act.command,
            sorted(scopes | lease.marks(session, self.vault, time[1])),
            self._schema,
            digest,
            blobs,
        )
        core = wire.encode_header(header)
        hashed = wire.entry_hash(last.hash, core)
        place = {"vault": self.vault, "epoch": header.epoch, "counter": header.counter}
        session.execute(
            insert(Entry.__table__),  # type: ignore[arg-type]  # a Table at run time
            place
            | {
                "stamp": header.stamp,
                "rank": header.stamp,
                "hash": hashed,
                "prev_hash": last.hash,
                "core": core,
                "signature": self.sign(wire.ENTRY_TAG, hashed),
                "arrived_at": at(header.wall),
            },
        )
        session.execute(
            insert(EntryBody.__table__),  # type: ignore[arg-type]  # a Table at run time
            place | {"body": body, "digest": digest},
        )


@dataclass
class Pending:
    """What one command has changed so far; becomes one entry at commit."""

    journal: Journal
    act: Act
    time: int = 0
    wall: int = 0
    changes: dict[tuple[str, bytes], wire.Change] = field(default_factory=dict)
    records: dict[tuple[str, bytes], Synced] = field(default_factory=dict)
    kinds: set[str] = field(default_factory=set)
    moved: set[tuple[str, bytes]] = field(default_factory=set)
    deciding: dict[tuple[str, bytes, str], tuple[bytes, ...]] = field(default_factory=dict)

    def note(self, kind: str, record: Synced, change: wire.Change) -> None:
        """A record has changed: this is its change in the entry."""
        self.changes[(kind, record.id)] = change
        self.records[(kind, record.id)] = record
        self.kinds.add(kind)

    @property
    def stamp(self) -> bytes:
        """The stamp of the entry in the making."""
        self._begin()
        return stamp(self.time, self.journal.vault)

    @property
    def moment(self) -> datetime:
        """The wall time of the entry in the making."""
        self._begin()
        return at(self.wall)

    def _begin(self) -> None:
        if not self.time:
            self.time, self.wall = self.journal.clock.now(), self.journal.clock.wall()


def at(wall: int) -> datetime:
    """Milliseconds since 1970 as a moment."""
    return datetime.fromtimestamp(wall / 1000, UTC)


def changed_kinds(session: Session) -> frozenset[str]:
    """The kinds that the command of a writing session has touched."""
    return frozenset(session.info["pending"].kinds)


def decide(session: Session, record: Synced, name: str, stamps: Iterable[bytes]) -> None:
    """Say that the next write of a field settles a conflict with the writes of ``stamps``."""
    pending: Pending = session.info["pending"]
    pending.deciding[(record.__tablename__, record.id, name)] = tuple(stamps)  # type: ignore[attr-defined]  # mapped classes have it


def lookup(session: Session) -> registry.Lookup:
    """Reads raw rows by kind and id, each once."""
    known: dict[tuple[str, bytes], Mapping[str, Any] | None] = {}

    def find(kind: str, record: bytes) -> Mapping[str, Any] | None:
        if (kind, record) not in known:
            raw = registry.kind_of(kind).raw
            found = session.execute(select(raw).where(raw.c.id == record)).mappings().one_or_none()
            known[(kind, record)] = None if found is None else dict(found)
        return known[(kind, record)]

    return find


def insert_many(session: Session, name: str, rows: Iterable[Mapping[str, Any]]) -> int:
    """Insert new records of one kind, one signed entry per 500; returns how many.

    Rows hold Python values by field; a missing ``id`` is made.
    """
    kind = registry.kind_of(name)
    pending: Pending = session.info["pending"]
    journal, act = pending.journal, pending.act
    binders, defaults = kind.binders, kind.defaults
    memo = ScopeMemo(lookup(session))
    total = 0
    for chunk in _chunks(rows, CHANGES_PER_ENTRY):
        time, wall = journal.clock.now(), journal.clock.wall()
        written = _written(stamp(time, journal.vault), act, wall)
        parameters: list[dict[str, Any]] = []
        changes: list[wire.Change] = []
        scopes: set[str] = set()
        blank = dict.fromkeys(kind.fields) | defaults | {"office_id": act.office} | written
        for row in chunk:
            key = row.get("id") or journal.new_id()
            values: dict[str, Scalar] = {
                n: binders[n](v) if n in binders else v for n, v in row.items() if n != "id"
            }
            full = {**blank, **values, "id": key}
            if kind.searched:
                full["folded"] = kind.folded(full)
            if kind.states is not None:
                full["state"] = kind.states.initial
            parameters.append(full)
            changes.append(wire.Change(name, key, _wire_values(kind, full)))
            scopes |= memo.of(kind, full)
        insert_rows(session.connection(), kind.raw, parameters)
        blobs = [b for change in changes for b in kind.blobs(change.values)]
        journal.append(session, act, (time, wall), changes, frozenset(scopes), blobs)
        total += len(parameters)
    pending.kinds.add(name)
    return total


def _chunks(
    rows: Iterable[Mapping[str, Any]], size: int
) -> Iterator[tuple[Mapping[str, Any], ...]]:
    left = iter(rows)
    while chunk := tuple(islice(left, size)):
        yield chunk


def _wire_values(kind: registry.Kind, row: Mapping[str, Any]) -> dict[str, Scalar]:
    return {name: row[name] for name in kind.fields if row[name] is not None}


def _written(mark: bytes, act: Act, wall: int) -> dict[str, Any]:
    when = storage_instant(wall)
    return {
        "created_at": when,
        "created_by": act.actor,
        "updated_at": when,
        "updated_by": act.actor,
        "revision": 1,
        "stamps": mark,
        "extra": None,
    }


def storage_instant(wall: int) -> str:
    """Milliseconds since 1970 as ``Instant`` stores them."""
    return at(wall).isoformat(timespec="milliseconds").removesuffix("+00:00") + "Z"
