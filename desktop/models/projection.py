"""Changes onto raw rows, driven by the registry; the mechanism under ``apply``."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import delete
from sqlalchemy.orm import Session

from desktop.models import conflicts, last_writer, registry, transitions
from desktop.models.bases import Bases, writes_of
from desktop.models.bulk import insert_rows, rows_of, update_rows
from desktop.models.entries import awaited, is_refused, recalled, wait
from desktop.models.fresh import FreshRow, blank_row, insert_fresh
from desktop.models.lost_edits import store_heads
from sync.protocol import entry as wire
from sync.protocol.clock import STAMP_BYTES, pack_row_clock, unpack_row_clock
from sync.protocol.errors import ProtocolError
from sync.protocol.ids import HQ_VAULT
from sync.protocol.merge import Merged, merge, without

_extra = msgspec.msgpack.Decoder(dict[str, Any])
_TRANSITIONS = "transitions"
_ABSENT: dict[str, Any] = {}
_KEPT = frozenset({"id", "state", "row_no"})


Known = Mapping[tuple[str, bytes], Mapping[str, Any] | None]
"""Raw rows by kind and id; None where there is none."""


@dataclass(frozen=True, slots=True)
class Incoming:
    """One entry, or the part of it for our scopes, as it came and was checked.

    ``rank`` is the stamp unless headquarters ranked it at arrival; ``batch`` is null for entries
    that came whole from their author; ``digest`` is SHA-256 of the body where it was taken already.
    """

    header: wire.Header
    core: bytes
    hash: bytes
    body: bytes
    changes: list[wire.Change]
    rank: bytes
    prev_hash: bytes | None = None
    signature: bytes | None = None
    batch: int | None = None
    digest: bytes = b""


@dataclass
class Applied:
    """What an application has touched: for ``Changes``, for scopes, for the feed."""

    kinds: set[str] = field(default_factory=set)
    records: dict[tuple[str, bytes], Mapping[str, Any] | None] = field(default_factory=dict)
    """Each touched record with its raw row as it was before, None where it was new."""
    entries: int = 0
    rows: Known = field(default_factory=dict)
    """The raw rows as they stand afterwards, as far as they were looked at."""


class Projection:
    """Changes onto raw rows; new rows are inserted in bulk, the rest field by field."""

    def __init__(self, session: Session, now: datetime, applied: Applied) -> None:
        self._session = session
        self._now = now
        self._applied = applied
        self._rows: dict[tuple[str, bytes], dict[str, Any] | FreshRow | None] = {}
        self._new: dict[str, dict[bytes, dict[str, Any] | FreshRow]] = {}
        self._changed: set[tuple[str, bytes]] = set()
        self._restate: set[tuple[str, bytes]] = set()
        self._headed: set[tuple[str, bytes]] = set()
        self._awaited: set[tuple[str, bytes]] = set()
        self._included: dict[tuple[str, bytes], set[bytes]] = {}
        self._bases = Bases(session)

    def prefetch(self, changes: Iterable[wire.Change], known: Known) -> None:
        """Read the rows that are about to change, a few statements for each kind.

        ``known`` are rows as the database has them, read by somebody in this transaction.
        """
        wanted: dict[str, set[bytes]] = {}
        for change in changes:
            wanted.setdefault(change.kind, set()).add(change.id)
        for name, ids in wanted.items():
            kind = registry.find(name)
            if kind is None:
                continue
            rows, there, unread = self._rows, [], []
            for key in ids:
                pair = (name, key)
                rows[pair] = None
                if pair not in known:
                    unread.append(key)
                elif (row := known[pair]) is not None:
                    there.append(dict(row))
            there += rows_of(self._session.connection(), kind.raw, unread)
            self._rows.update(((name, row["id"]), row) for row in there)
            held = [row["id"] for row in there]
            for start in range(0, len(held), 500):
                headed = conflicts.with_heads(self._session, name, held[start : start + 500])
                self._headed |= {(name, key) for key in headed}
            self._awaited |= {(name, key) for key in awaited(self._session, name, ids)}

    def entry(self, item: Incoming) -> None:
        """All changes of one entry; records that are simply new take a shorter way."""
        records, blanks = self._applied.records, dict[str, tuple[registry.Kind, dict[str, Any]]]()
        for change in item.changes:
            key = (change.kind, change.id)
            if (
                change.base
                or change.bases
                or self._rows.get(key, _ABSENT) is not None
                or key in self._awaited
                or change.kind == _TRANSITIONS
            ):
                self.change(item, change)
                continue
            known = blanks.get(change.kind)
            if known is None:
                kind = registry.find(change.kind)
                if kind is None:
                    continue
                known = blanks[kind.name] = (kind, blank_row(kind, item.header, b""))
                self._applied.kinds.add(kind.name)
            kind, blank = known
            if not change.values.keys() <= kind.field_names:
                self.change(item, change)
                continue
            records.setdefault(key, None)
            row = FreshRow(blank, change)
            self._rows[key] = row
            self._new.setdefault(kind.name, {})[change.id] = row

    def change(self, item: Incoming, change: wire.Change) -> None:
        """One change of one record."""
        kind = registry.find(change.kind)
        if kind is None:
            return
        key = (kind.name, change.id)
        if item.header.stamp in self._included.get(key, ()):
            return
        row = self._row(kind, change.id)
        self._applied.records.setdefault(key, None if row is None else dict(row))
        self._applied.kinds.add(kind.name)
        if row is None:
            if change.base or change.bases:
                self._await(kind, change.id, item.header.stamp)
            else:
                self._insert(kind, item, change)
            return
        self._update(kind, row, item, change)

    def change_again(self, item: Incoming) -> None:
        """An entry that is held already: only what is missing of its records comes back."""
        missing = [
            change
            for change in item.changes
            if not change.base and not change.bases and self._absent(change)
        ]
        if missing and not is_refused(self._session, item.header.stamp):
            for change in missing:
                self.change(item, change)

    def _absent(self, change: wire.Change) -> bool:
        kind = registry.find(change.kind)
        return kind is not None and self._row(kind, change.id) is None

    def finish(self) -> None:
        """Write the rows, then replay the states of what moved."""
        connection = self._session.connection()
        for kind in registry.kinds():
            fresh = self._new.pop(kind.name, None)
            if fresh:
                plain = [row for row in fresh.values() if isinstance(row, FreshRow)]
                touched = [row for row in fresh.values() if not isinstance(row, FreshRow)]
                for made in touched:
                    self._derive(kind, made)
                insert_rows(connection, kind.raw, touched)
                insert_fresh(connection, kind, plain)
                if kind.states is not None:
                    moved = transitions.moved(self._session, kind.name, list(fresh))
                    self._restate |= {(kind.name, key) for key in moved}
        changed: dict[str, list[tuple[dict[str, Any], Mapping[str, Any]]]] = {}
        for name, key in sorted(self._changed):
            row = self._row(registry.kind_of(name), key)
            if row is not None:
                self._derive(registry.kind_of(name), row)
                before = self._applied.records.get((name, key)) or {}
                changed.setdefault(name, []).append((row, before))
        for name, pairs in changed.items():
            update_rows(connection, registry.kind_of(name).raw, pairs, _KEPT)
        self._applied.rows = self._rows
        for name, key in sorted(self._restate):
            self._project_state(name, key)

    def rebuild(self, kind: registry.Kind, key: bytes, stamps: set[bytes]) -> None:
        """The row as its whole history gives it; without a standing insert there is no row."""
        row = self._row(kind, key)
        self._applied.kinds.add(kind.name)
        heads = set(stamps) | conflicts.record_stamps(self._session, kind.name, key)
        if row is not None:
            with contextlib.suppress(ProtocolError):  # a damaged clock is what is being mended
                whole, fields = unpack_row_clock(row["stamps"])
                heads |= {whole, *fields.values()}
        base = self._bases.of(kind.name, key)
        written = self._bases.history(kind.name, key, heads)
        self._included[(kind.name, key)] = {w.header.stamp for w in written}
        refused = frozenset(w.header.stamp for w in written if w.refused)
        inserts = [w for w in written if not w.change.base and not w.change.bases]
        if base is None and all(w.refused for w in inserts):
            self._drop(kind, key)
            return
        made = next((w.header for w in inserts if not w.refused), None)
        born = blank_row(kind, made, key) if base is None and made else {}
        if base is not None:
            born = {n: base.values.get(n) for n in (c.name for c in kind.raw.c) if n != "row_no"}
        if row is None:
            row = born
            self._rows[(kind.name, key)] = row
            self._new.setdefault(kind.name, {})[key] = row
        row["created_at"], row["created_by"] = born["created_at"], born["created_by"]
        row["extra"] = None
        marks: dict[str, bytes] = {}
        heads_of: dict[str, Merged] = {}
        extra = () if base is None else base.extra
        for name in self._names(kind, [w.change for w in written], extra):
            writes = without(writes_of(name, written, base), refused)
            if not writes:
                continue
            merged = merge(writes, self._preferred(kind))
            self._set(kind, row, name, merged.winner.value)
            marks[name], heads_of[name] = merged.winner.stamp, merged
        store_heads(self._session, kind.name, key, heads_of, base, self._now)
        standing = [w for w in written if w.header.stamp not in refused]
        row["stamps"] = pack_row_clock(born["stamps"][:STAMP_BYTES], marks)
        row["revision"] = len(standing) + (0 if base is None else born["revision"])
        row["updated_at"], row["updated_by"] = born["updated_at"], born["updated_by"]
        last = last_writer.among(standing, {born["stamps"][:STAMP_BYTES], *marks.values()})
        if last is not None and (base is None or last.rank > base.latest):
            last_writer.sign(row, last.header)
        self._touch(kind, row)
        if kind.states is not None:
            self._restate.add((kind.name, key))

    def _row(self, kind: registry.Kind, key: bytes) -> dict[str, Any] | None:
        """The row as it can be written into, or None."""
        pair = (kind.name, key)
        if pair not in self._rows:
            found = rows_of(self._session.connection(), kind.raw, {key})
            self._rows[pair] = next(iter(found), None)
        row = self._rows[pair]
        if isinstance(row, FreshRow):
            row = self._rows[pair] = dict(row)
            if key in self._new.get(kind.name, ()):
                self._new[kind.name][key] = row
        return row

    def _insert(self, kind: registry.Kind, item: Incoming, change: wire.Change) -> None:
        row = blank_row(kind, item.header, change.id)
        values = change.values
        if values.keys() <= row.keys():
            row.update(values)
        else:
            for name, value in values.items():
                self._set(kind, row, name, value)
        self._rows[(kind.name, change.id)] = row
        self._new.setdefault(kind.name, {})[change.id] = row
        self._touch(kind, row)
        self._recall(kind, change.id)

    def _update(
        self, kind: registry.Kind, row: dict[str, Any], item: Incoming, change: wire.Change
    ) -> None:
        mark = item.header.stamp
        whole, fields = unpack_row_clock(row["stamps"])
        if not change.base and not change.bases:
            if whole != mark:
                self.rebuild(kind, change.id, {mark})
            return
        if row["deleted_at"] is not None or change.values.get("deleted_at") is not None:
            self.rebuild(kind, change.id, {mark})  # which edits were unseen, only all of it says
            return
        fresh = False
        for name, value in change.values.items():
            current = fields.get(name, whole)
            if current == mark:
                continue
            replaced = change.replaced(name)
            if current in replaced and (kind.name, change.id) not in self._headed:
                self._set(kind, row, name, value)
                fields[name] = mark
            elif self._bases.contains(item.header, kind.name, change.id):
                continue
            else:
                fields[name] = self._dispute(kind, row, name, {current, mark})
            fresh = True
        if not fresh:
            return
        row["stamps"] = pack_row_clock(whole, fields)
        row["revision"] += 1
        last_writer.note(self._session, row, (item.rank, item.header), {whole, *fields.values()})
        self._touch(kind, row)

    def _dispute(
        self, kind: registry.Kind, row: dict[str, Any], name: str, stamps: set[bytes]
    ) -> bytes:
        key = row["id"]
        heads = stamps | conflicts.stamps_of(self._session, kind.name, key, name)
        base = self._bases.of(kind.name, key)
        written = self._bases.history(kind.name, key, heads)
        refused = frozenset(w.header.stamp for w in written if w.refused)
        writes = without(writes_of(name, written, base), refused)
        if not writes:
            return unpack_row_clock(row["stamps"])[0]
        self._headed.add((kind.name, key))
        merged = merge(writes, self._preferred(kind))
        self._set(kind, row, name, merged.winner.value)
        conflicts.store(
            self._session, kind.name, key, name, merged.others, merged.winner.value, self._now
        )
        return merged.winner.stamp

    def _names(
        self, kind: registry.Kind, changes: list[wire.Change], more: Iterable[str] = ()
    ) -> list[str]:
        extra = {n for c in changes for n in c.values if n not in kind.fields}
        return [*kind.fields, *sorted(extra.union(more))]

    def _preferred(self, kind: registry.Kind) -> bytes | None:
        return HQ_VAULT if kind.policy == "hq_wins" else None

    def _set(self, kind: registry.Kind, row: dict[str, Any], name: str, value: Any) -> None:
        if name in kind.fields:
            row[name] = value
        else:
            known = _extra.decode(row["extra"]) if row["extra"] else {}
            left = {n: v for n, v in (known | {name: value}).items() if v is not None}
            row["extra"] = msgspec.msgpack.encode(left, order="deterministic") if left else None

    def _derive(self, kind: registry.Kind, row: dict[str, Any]) -> None:
        if kind.searched:
            row["folded"] = kind.folded(row)

    def _touch(self, kind: registry.Kind, row: dict[str, Any]) -> None:
        if row["id"] not in self._new.get(kind.name, {}):
            self._changed.add((kind.name, row["id"]))
        if kind.name == "transitions":
            self._restate.add((row["record_kind"], row["record_id"]))

    def _await(self, kind: registry.Kind, key: bytes, stamp: bytes) -> None:
        """A change before its record: the record is ours and came back, or has yet to come."""
        written = self._bases.history(kind.name, key, {stamp})
        if any(not (w.change.base or w.change.bases or w.refused) for w in written):
            self.rebuild(kind, key, {stamp} | recalled(self._session, kind.name, key))
            return
        self._awaited.add((kind.name, key))
        wait(self._session, kind.name, key, stamp)

    def _recall(self, kind: registry.Kind, key: bytes) -> None:
        if (kind.name, key) in self._awaited:
            stamps = recalled(self._session, kind.name, key)
            if stamps:
                self.rebuild(kind, key, stamps)

    def _drop(self, kind: registry.Kind, key: bytes) -> None:
        self._new.get(kind.name, {}).pop(key, None)
        self._changed.discard((kind.name, key))
        row = self._rows.get((kind.name, key))
        self._rows[(kind.name, key)] = None
        conflicts.drop(self._session, kind.name, key)
        self._session.connection().execute(delete(kind.raw).where(kind.raw.c.id == key))
        if kind.name == "transitions" and row is not None:
            self._restate.add((row["record_kind"], row["record_id"]))

    def _project_state(self, name: str, key: bytes) -> None:
        kind = registry.find(name)
        if kind is None or kind.states is None:
            return
        replayed = transitions.project_state(self._session, kind, key)
        if replayed is not None:
            row = self._row(kind, key) if (name, key) in self._rows else None
            if row is not None:
                row["state"] = replayed.state
            clashes = transitions.as_writes(self._session, replayed.clashes)
            conflicts.store(self._session, name, key, conflicts.STATE, clashes, None, self._now)
            self._applied.kinds.add(name)
