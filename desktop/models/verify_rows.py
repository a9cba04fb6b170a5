"""Rows against a rebuild from bodies: a second, independent reading of the same rules.

``projection`` works change by change; here all writes of one field stand side by side and are
merged once. Whatever differs has been changed past the journal.
"""

from __future__ import annotations

import contextlib
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import msgspec
from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop.models import registry
from desktop.models.bases import BaseRow, Bases
from desktop.models.conflicts import EDITED, STATE, Conflict
from desktop.models.entries import Entry, EntryBody
from desktop.models.journal import storage_instant
from desktop.models.lost_edits import unseen_edits
from desktop.models.transitions import Transition, replay
from sync.protocol.clock import unpack_row_clock
from sync.protocol.entry import Change, Header, decode_body, decode_header
from sync.protocol.errors import ProtocolError
from sync.protocol.ids import HQ_VAULT
from sync.protocol.merge import Merged, Write, merge, without

Key = tuple[str, bytes]
Values = dict[str, Any]
TRANSITIONS = Transition.__tablename__

_extra = msgspec.msgpack.Decoder(dict[str, Any])


@dataclass(frozen=True, slots=True)
class Part:
    """One change with what its entry's header says of it."""

    stamp: bytes
    rank: bytes
    wall: int
    actor: bytes
    refused: bool
    change: Change
    below: bool = False
    """Whether the snapshot contains it, so that a base stands for it."""

    @property
    def inserts(self) -> bool:
        """Whether it makes the record."""
        return not self.change.base and not self.change.bases

    def write(self, field: str) -> Write | None:
        """What it writes into a field: an insert writes all, an update what it names."""
        if field not in self.change.values and not self.inserts:
            return None
        replaced = tuple(self.change.replaced(field))
        return Write(self.stamp, replaced, self.change.values.get(field), self.rank)


@dataclass(frozen=True, slots=True)
class Difference:
    """A field that is not what the journal says; ``field`` is empty where the row itself is."""

    kind: str
    record: bytes
    field: str


@dataclass(slots=True)
class Rebuilt:
    """A record as its writes give it, with the stamp of each field and the open heads."""

    values: Values
    stamps: dict[str, bytes]
    heads: set[tuple[str, bytes]]


class Rebuild:
    """All records of a database, rebuilt from the bodies that it holds."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self.parts: dict[Key, dict[bytes, Part]] = defaultdict(dict)
        self._steps: dict[Key, list[Values]] = defaultdict(list)
        self._bases = Bases(session)

    def collect(self) -> Iterator[int]:
        """Read every body once; gives the number of bodies read so far."""
        query = (
            select(Entry.core, Entry.rank, Entry.refused, EntryBody.body)
            .join(
                EntryBody,
                (EntryBody.vault == Entry.vault)
                & (EntryBody.epoch == Entry.epoch)
                & (EntryBody.counter == Entry.counter),
            )
            .where(EntryBody.body.is_not(None))
            .execution_options(yield_per=500)
        )
        for number, (core, rank, refused, body) in enumerate(self._session.execute(query), 1):
            self._take(core, rank, refused is not None, body or b"")
            yield number

    def compare(self, kind: registry.Kind, gone: set[Key]) -> Iterator[Difference | None]:
        """Each row of a kind: None where it is what the journal says, else what is not."""
        heads = self._kept_heads(kind.name)
        seen = set()
        ordered = select(kind.raw).order_by(kind.raw.c.id)
        for row in self._session.execute(ordered.execution_options(yield_per=500)).mappings():
            key = (kind.name, row["id"])
            seen.add(key)
            yield self._compared(kind, dict(row), heads.pop(row["id"], set()))
        for key in self.parts:
            if key[0] == kind.name and key not in seen and key not in gone:
                yield Difference(*key, "") if self._standing(key) else None
        for record, _ in self._bases.rows(kind.name):
            if (kind.name, record) not in seen and (kind.name, record) not in gone:
                yield Difference(kind.name, record, "")
        for record in heads:
            yield Difference(kind.name, record, "")

    def _take(self, core: bytes, rank: bytes, refused: bool, body: bytes) -> None:
        try:
            header: Header = decode_header(core)
            changes = decode_body(body).changes
        except ProtocolError:
            return
        for change in changes:
            self.parts[(change.kind, change.id)][header.stamp] = Part(
                header.stamp,
                rank,
                header.wall,
                header.actor,
                refused,
                change,
                self._bases.below(header),
            )

    def steps(self) -> None:
        """Rebuild the transitions first: the states of all records follow from them."""
        kind = registry.kind_of(TRANSITIONS)
        for key in [key for key in self.parts if key[0] == TRANSITIONS]:
            rebuilt = None
            if self._bases.of(*key) is not None:
                continue
            with contextlib.suppress(ProtocolError):  # ``compare`` names it
                rebuilt = self._rebuilt(kind, key, None)
            if rebuilt is not None:
                row = rebuilt.values | {"id": key[1], "stamps": _made(self.parts[key]).stamp}
                self._steps[(row["record_kind"], row["record_id"])].append(row)
        for record, base in self._bases.rows(TRANSITIONS):
            row = dict(base.values) | {"id": record}
            self._steps[(row["record_kind"], row["record_id"])].append(row)

    def _standing(self, key: Key) -> bool:
        return any(part.inserts and not part.refused for part in self.parts[key].values())

    def _compared(
        self, kind: registry.Kind, row: Values, heads: set[tuple[str, bytes]]
    ) -> Difference | None:
        key = (kind.name, row["id"])
        try:
            base = self._bases.of(*key)
            known = base is not None or key in self.parts
            rebuilt = self._rebuilt(kind, key, base) if known else None
            field = "" if rebuilt is None else self._differing(kind, row, rebuilt, heads, base)
        except (ProtocolError, msgspec.MsgspecError):
            field = "stamps"
        return None if field is None else Difference(*key, field)

    def _rebuilt(self, kind: registry.Kind, key: Key, base: BaseRow | None) -> Rebuilt | None:
        parts = self.parts.get(key, {})
        if base is not None:
            parts = {stamp: part for stamp, part in parts.items() if not part.below}
        elif not self._standing(key):
            return None
        if base is None and len(parts) == 1:
            (part,) = parts.values()
            given = part.change.values
            values = dict.fromkeys(kind.fields) | given
            return Rebuilt(values, dict.fromkeys(values, part.stamp), set())
        refused = frozenset(part.stamp for part in parts.values() if part.refused)
        names = dict.fromkeys(kind.fields) | dict.fromkeys(
            name for part in parts.values() for name in part.change.values
        )
        names |= {} if base is None else dict.fromkeys(base.extra)
        rebuilt = Rebuilt({}, {}, set())
        heads_of: dict[str, Merged] = {}
        for name in names:
            writes = [write for part in parts.values() if (write := part.write(name)) is not None]
            writes += [] if base is None else base.writes(name)
            writes = without(writes, refused)
            if not _has_head(writes):
                raise ProtocolError("writes_in_a_circle")
            merged = merge(writes, HQ_VAULT if kind.policy == "hq_wins" else None)
            rebuilt.values[name] = merged.winner.value
            rebuilt.stamps[name] = merged.winner.stamp
            rebuilt.heads |= {(name, write.stamp) for write in merged.others}
            heads_of[name] = merged
        rebuilt.heads |= {(EDITED, write.stamp) for write in unseen_edits(heads_of, base)}
        return rebuilt

    def _differing(
        self,
        kind: registry.Kind,
        row: Values,
        rebuilt: Rebuilt,
        heads: set[tuple[str, bytes]],
        base: BaseRow | None,
    ) -> str | None:
        """The first field that is not what the journal says."""
        parts = self.parts.get((kind.name, row["id"]), {}).values()
        extra = _extra.decode(row["extra"]) if row["extra"] else {}
        whole, marks = unpack_row_clock(row["stamps"])
        for name, value in rebuilt.values.items():
            held = row[name] if name in kind.fields else extra.get(name)
            if held != value or type(held) is not type(value):
                return name
            if marks.get(name, whole) != rebuilt.stamps[name]:
                return "stamps"
        if extra.keys() - rebuilt.values.keys():
            return "extra"
        if not _written_by(row, [part for part in parts if not part.refused], base):
            return "created_at"
        if kind.searched and row["folded"] != kind.folded(row):
            return "folded"
        return self._differing_state(kind, row, rebuilt, heads)

    def _differing_state(
        self, kind: registry.Kind, row: Values, rebuilt: Rebuilt, heads: set[tuple[str, bytes]]
    ) -> str | None:
        expected = rebuilt.heads
        if kind.states is not None:
            steps = self._steps.get((kind.name, row["id"]), [])
            replayed = replay(kind.states.initial, steps)
            if row["state"] != replayed.state:
                return STATE
            stamps = {step["id"]: step["stamps"] for step in steps}
            expected = expected | {(STATE, stamps[step]) for step in replayed.clashes}
        differing = {name for name, _ in expected ^ heads}
        return min(differing) if differing else None

    def _kept_heads(self, kind: str) -> dict[bytes, set[tuple[str, bytes]]]:
        query = select(Conflict.record_id, Conflict.field, Conflict.stamp).where(
            Conflict.kind == kind
        )
        heads: dict[bytes, set[tuple[str, bytes]]] = defaultdict(set)
        for record, field, stamp in self._session.execute(query):
            heads[record].add((field, stamp))
        return heads


def _made(parts: Mapping[bytes, Part]) -> Part:
    """The insert that stands, the earliest if several."""
    inserts = [part for part in parts.values() if part.inserts and not part.refused]
    return min(inserts, key=lambda part: part.rank)


def _written_by(row: Values, parts: list[Part], base: BaseRow | None) -> bool:
    """Whether who and when on the row are those of entries that wrote it."""
    made = {(_instant(part.wall), part.actor) for part in parts if part.inserts}
    wrote = {(_instant(part.wall), part.actor) for part in parts}
    written = len(parts)
    if base is not None:
        made.add((base.values["created_at"], base.values["created_by"]))
        wrote.add((base.values["updated_at"], base.values["updated_by"]))
        written += base.values["revision"]
    return (
        (row["created_at"], row["created_by"]) in made
        and (row["updated_at"], row["updated_by"]) in wrote
        and 1 <= row["revision"] <= written
    )


def _has_head(writes: list[Write]) -> bool:
    """Whether any write was not replaced; damaged ones may name each other."""
    replaced = {stamp for write in writes for stamp in write.replaces}
    return any(write.stamp not in replaced for write in writes)


def _instant(wall: int) -> str:
    """As rows have it; nothing for a time that no clock can show."""
    try:
        return storage_instant(wall)
    except (ValueError, OverflowError, OSError):
        return ""
