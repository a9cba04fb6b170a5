"""What must hold when everything is quiet; knows tables and bytes, nothing of the engine's steps.

Imports neither ``sync.client`` nor ``sync.server`` (``sync.md`` section 3, no. 2).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property
from typing import Any

import msgspec
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from desktop.models import registry
from desktop.models.conflicts import Conflict, value_of
from desktop.models.entries import Entry, EntryBody, Receipt
from sync.protocol.clock import unpack_row_clock
from sync.protocol.entry import (
    GENESIS,
    Change,
    decode_body,
    decode_header,
    entry_hash,
)
from sync.protocol.ids import HQ_VAULT
from tests.sync.simulator.reference import Write, heads, overlooked, walked

Key = tuple[str, bytes]
Row = Mapping[str, Any]
STATE = "state"
TRANSITIONS = "transitions"
LOCAL = frozenset({"row_no"})


@dataclass(frozen=True)
class Part:
    """One change with what its entry says of it."""

    stamp: bytes
    rank: bytes
    refused: bool
    vault: bytes
    change: Change

    @property
    def begins(self) -> bool:
        """Whether it makes the record."""
        return not self.change.base and not self.change.bases

    def write(self, name: str) -> Write | None:
        """What it writes into one field."""
        if name not in self.change.values and not self.begins:
            return None
        replaced = frozenset(self.change.replaced(name))
        return Write(self.stamp, self.rank, replaced, self.change.values.get(name))


@dataclass
class Sight:
    """One database as it stands: rows, conflicts, entries."""

    session: Session

    @cached_property
    def rows(self) -> dict[Key, Row]:
        """Every row of every kind."""
        found: dict[Key, Row] = {}
        connection = self.session.connection()
        for kind in registry.kinds():
            result = connection.exec_driver_sql(_every(kind.name))
            names = tuple(result.keys())
            for values in result:
                row = dict(zip(names, values, strict=True))
                found[(kind.name, row["id"])] = row
        return found

    @cached_property
    def conflicts(self) -> dict[Key, set[tuple[str, bytes, Any, bool]]]:
        """The open heads beside what stands."""
        found: dict[Key, set[tuple[str, bytes, Any, bool]]] = {}
        for one in self.session.execute(select(Conflict)).scalars():
            told = (one.field, one.stamp, value_of(one), bool(one.same))
            found.setdefault((one.kind, one.record_id), set()).add(told)
        return found

    @cached_property
    def entries(self) -> list[Any]:
        """The headers of all entries, by vault, epoch and counter."""
        query = select(
            Entry.vault,
            Entry.epoch,
            Entry.counter,
            Entry.stamp,
            Entry.hash,
            Entry.prev_hash,
            Entry.core,
            Entry.refused,
        ).order_by(Entry.vault, Entry.epoch, Entry.counter)
        return list(self.session.execute(query))

    @cached_property
    def parts(self) -> dict[Key, dict[bytes, Part]]:
        """Every change of every body."""
        query = (
            select(Entry.vault, Entry.stamp, Entry.rank, Entry.refused, EntryBody.body)
            .join(
                EntryBody,
                (EntryBody.vault == Entry.vault)
                & (EntryBody.epoch == Entry.epoch)
                & (EntryBody.counter == Entry.counter),
            )
            .where(EntryBody.body.is_not(None))
        )
        found: dict[Key, dict[bytes, Part]] = {}
        for vault, stamp, rank, refused, body in self.session.execute(query):
            for change in decode_body(body or b"").changes:
                part = Part(stamp, rank, refused is not None, vault, change)
                found.setdefault((change.kind, change.id), {})[stamp] = part
        return found

    def find(self, kind: str, record: bytes) -> Row | None:
        """A row, for scopes that are inherited."""
        return self.rows.get((kind, record))

    @cached_property
    def scopes(self) -> dict[Key, frozenset[str]]:
        """Who may hold each row."""
        return {
            key: registry.kind_of(key[0]).scopes(row, self.find) for key, row in self.rows.items()
        }


@dataclass(frozen=True)
class Reader:
    """A laptop, what its person may hold now, and what its owner was told is saved."""

    number: int
    vault: bytes
    sight: Sight
    scopes: frozenset[str]
    directory_only: frozenset[str]
    directory_kinds: frozenset[str]
    written: frozenset[bytes]
    live: bool
    closed_kinds: frozenset[str] = frozenset()
    """What the person's roles read nowhere."""

    def may_hold(self, key: Key, scopes: frozenset[str]) -> bool:
        """Whether a record of these scopes belongs on this laptop."""
        reading = frozenset() if key[0] in self.closed_kinds else scopes & self.scopes
        if key[0] not in self.directory_kinds:
            reading -= self.directory_only
        return bool(reading)


@dataclass
class Verdict:
    """Everything that does not hold, in words."""

    found: list[str] = field(default_factory=list)

    def check(self, hq: Sight, readers: list[Reader]) -> None:
        """All oracles over one quiet installation."""
        self.found += [f"headquarters: {what}" for what in chains(hq)]
        self.found += [f"headquarters: {what}" for what in rebuilt(hq)]
        kept = arrived(hq)
        for reader in readers:
            told = [*chains(reader.sight, reader.vault), *lost(reader, kept), *leaks(hq, reader)]
            if reader.live:
                told += [*differences(hq, reader), *rebuilt(reader.sight, reader, hq)]
            self.found += [f"laptop {reader.number}: {what}" for what in told]


def differences(hq: Sight, reader: Reader) -> Iterator[str]:
    """Strong convergence: a laptop holds what it may, exactly as headquarters does."""
    for key, row in hq.rows.items():
        if not reader.may_hold(key, hq.scopes[key]):
            continue
        held = reader.sight.rows.get(key)
        if held is None:
            yield f"{_named(key)} is missing"
            continue
        yield from (f"{_named(key)} {name}" for name in _apart(row, held))
        if hq.conflicts.get(key, set()) != reader.sight.conflicts.get(key, set()):
            yield f"{_named(key)} has other conflicts"


def leaks(hq: Sight, reader: Reader) -> Iterator[str]:
    """No row, no conflict and no body of another vault outside the scopes of a laptop."""
    if reader.live:
        for key in (*reader.sight.rows, *reader.sight.conflicts):
            if key not in hq.rows:
                yield f"{_named(key)} is not at headquarters"
            elif not reader.may_hold(key, hq.scopes[key]):
                yield f"{_named(key)} leaked"
    for key, parts in reader.sight.parts.items():
        foreign = any(part.vault not in {reader.vault, HQ_VAULT} for part in parts.values())
        if reader.live and foreign and key in hq.rows and not reader.may_hold(key, hq.scopes[key]):
            yield f"a body of {_named(key)} leaked"


def arrived(hq: Sight) -> set[bytes]:
    """The stamps of all that headquarters keeps, in a chain or set aside."""
    kept = {entry.stamp for entry in hq.entries}
    for (core,) in hq.session.execute(text("SELECT core FROM hq_set_aside")):
        kept.add(decode_header(core).stamp)
    return kept


def lost(reader: Reader, kept: set[bytes]) -> Iterator[str]:
    """No entry that its owner was told is saved is nowhere; of a live vault all have arrived."""
    own = {entry.stamp for entry in reader.sight.entries if entry.vault == reader.vault}
    missing = reader.written - kept - (frozenset() if reader.live else own)
    if missing:
        yield f"{len(missing)} entries lost"
    hashes = {(e.vault, e.epoch, e.counter): e.hash for e in reader.sight.entries}
    for receipt in reader.sight.session.execute(select(Receipt)).scalars():
        if (receipt.vault, receipt.epoch, receipt.counter) not in hashes:
            yield "a receipt for nothing"


def chains(sight: Sight, only: bytes | None = None) -> Iterator[str]:
    """Each whole chain is without a gap, and every hash is right."""
    known: dict[bytes, set[bytes]] = {}
    places: dict[bytes, tuple[int, int]] = {}
    for entry in sight.entries:
        if entry.prev_hash is None or only not in {None, entry.vault}:
            continue
        if entry_hash(entry.prev_hash, entry.core) != entry.hash:
            yield f"hash of {entry.epoch}/{entry.counter} is wrong"
        before = known.setdefault(entry.vault, {GENESIS})
        epoch, counter = places.get(entry.vault, (1, 0))
        # A laptop may lack the head that headquarters named when it was put back to a backup.
        if entry.prev_hash not in before and (only is None or entry.epoch == epoch):
            yield f"{entry.epoch}/{entry.counter} hangs in the air"
        before.add(entry.hash)
        if entry.epoch == epoch and entry.counter != counter + 1:
            yield f"gap before {entry.epoch}/{entry.counter}"
        places[entry.vault] = (entry.epoch, entry.counter)


def rebuilt(sight: Sight, reader: Reader | None = None, hq: Sight | None = None) -> Iterator[str]:
    """Rows and conflicts are what the bodies give by the reference."""
    for key, parts in sight.parts.items():
        kind = registry.find(key[0])
        if kind is None:
            continue
        row = sight.rows.get(key)
        stands = any(part.begins and not part.refused for part in parts.values())
        if row is None:
            gone = reader and hq and not reader.may_hold(key, hq.scopes.get(key, frozenset()))
            if stands and not gone:
                yield f"{_named(key)} was never projected"
            continue
        if not stands:
            yield f"{_named(key)} stands on nothing"
            continue
        yield from _against(sight, kind, row, parts)
    for key in sight.rows.keys() - sight.parts.keys():
        yield f"{_named(key)} has no journal"
    for key in sight.conflicts.keys() - sight.rows.keys():
        yield f"{_named(key)} is disputed and not there"


def _against(
    sight: Sight, kind: registry.Kind, row: Row, parts: dict[bytes, Part]
) -> Iterator[str]:
    key = (kind.name, row["id"])
    refused = {stamp for stamp, part in parts.items() if part.refused}
    values, clock = _fields(kind, row), _clock(kind, row)
    expected: set[tuple[str, bytes, Any, bool]] = set()
    heads_of: dict[str, list[Write]] = {}
    for name in {*kind.fields, *(n for part in parts.values() for n in part.change.values)}:
        writes = [w for part in parts.values() if (w := part.write(name)) is not None]
        found = heads(writes, refused, hq_first=kind.policy == "hq_wins")
        if not found:
            if values.get(name) is not None:
                yield f"{_named(key)} {name} came from nowhere"
            continue
        heads_of[name] = found
        top = found[-1]
        if values.get(name) != top.value:
            yield f"{_named(key)} {name} is {values.get(name)!r}, the log says {top.value!r}"
        if clock(name) != top.stamp:
            yield f"{_named(key)} {name} has another stamp"
        expected |= {(name, w.stamp, w.value, w.value == top.value) for w in found[:-1]}
    expected |= {("edited", stamp, None, False) for stamp in overlooked(heads_of)}
    if kind.states is not None:
        steps = [
            r
            for (k, _), r in sight.rows.items()
            if k == TRANSITIONS and (r["record_kind"], r["record_id"]) == key
        ]
        state, clashing = walked(kind.states.initial, steps)
        if row["state"] != state:
            yield f"{_named(key)} is {row['state']}, its steps say {state}"
        expected |= {
            (STATE, r["stamps"][:16], r["to_state"], False) for r in steps if r["id"] in clashing
        }
    if sight.conflicts.get(key, set()) != expected:
        yield f"{_named(key)} has conflicts that the log has not, or lacks some"


def _fields(kind: registry.Kind, row: Row) -> dict[str, Any]:
    extra = msgspec.msgpack.decode(row["extra"]) if row["extra"] else {}
    return {name: row[name] for name in kind.fields} | extra


def _clock(kind: registry.Kind, row: Row) -> Any:
    whole, marks = unpack_row_clock(row["stamps"])
    return lambda name: marks.get(name, whole)


def _apart(one: Row, other: Row) -> Iterator[str]:
    """The columns in which two copies of a row differ."""
    for name, value in one.items():
        if name not in LOCAL and other[name] != value:
            yield f"{name} differs: {value!r} and {other[name]!r}"


@cache
def _every(table: str) -> str:
    return str(registry.kind_of(table).raw.select())


def _named(key: Key) -> str:
    return f"{key[0]} {key[1].hex()[-6:]}"
