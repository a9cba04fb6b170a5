"""The flush hook: what people change through records becomes changes of one entry."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import event, inspect
from sqlalchemy.orm import ORMExecuteState, Session

from desktop.models import conflicts, last_writer, policy, registry
from desktop.models.apply import rebuild
from desktop.models.base import Synced
from desktop.models.journal import Pending, at, lookup
from sync.protocol import entry as wire
from sync.protocol.clock import pack_row_clock, unpack_row_clock
from sync.protocol.encoding import Scalar


def note_changes(session: Session, *_: object) -> None:
    """Before a flush: new and changed records become changes of the entry in the making."""
    if any(isinstance(record, Synced) for record in session.deleted):
        raise RuntimeError("a synced record is never deleted; set deleted_at")
    records = [r for r in (*session.new, *session.dirty) if isinstance(r, Synced)]
    if not records:
        return
    pending: Pending | None = session.info.get("pending")
    if pending is None:
        raise RuntimeError("a synced record changed outside a command")
    fresh = set(session.new)
    for record in records:
        if record in fresh:
            _capture_new(pending, record)
        else:
            _capture_changed(session, pending, record)


def _capture_new(pending: Pending, record: Synced) -> None:
    """Values are put into the record's own dict: it is pending, nothing has to be told."""
    kind = registry.kind_of(record.__tablename__)  # type: ignore[attr-defined]  # mapped classes have it
    held = inspect(record).dict
    if held.get("id") is None:
        held["id"] = pending.journal.new_id()
    for name, default in kind.defaults.items():
        if held.get(name) is None:
            held[name] = default
    if held.get("office_id") is None:
        held["office_id"] = pending.act.office
    values = kind.wire({n: held[n] for n in kind.fields if held.get(n) is not None})
    moment = pending.moment
    held["created_at"] = held["updated_at"] = moment
    held["created_by"] = held["updated_by"] = pending.act.actor
    held["revision"] = 1
    held["stamps"] = pending.stamp
    if kind.searched:
        held["folded"] = kind.folded(values)
    if kind.states is not None and held.get("state") is None:
        held["state"] = kind.states.initial
    pending.note(kind.name, record, wire.Change(kind.name, record.id, values))


def _capture_changed(session: Session, pending: Pending, record: Synced) -> None:
    kind = registry.kind_of(record.__tablename__)  # type: ignore[attr-defined]  # mapped classes have it
    state = inspect(record)
    names = [
        n
        for n in kind.fields
        if n in state.committed_state and state.committed_state[n] != state.dict.get(n)
    ]
    deciding = [n for n in kind.fields if (kind.name, record.id, n) in pending.deciding]
    names += [n for n in deciding if n not in names]
    if not names:
        return
    mark = pending.stamp
    earlier = pending.changes.get((kind.name, record.id))
    values = kind.wire({n: getattr(record, n) for n in names})
    whole, fields = unpack_row_clock(record.stamps)
    replaced = {n: [fields.get(n, whole)] for n in names}
    for name in deciding:
        replaced[name] += pending.deciding.pop((kind.name, record.id, name))
    if "deleted_at" in names and record.deleted_at is not None:
        # A deletion names all that its author saw, so that an edit unknown to him is not lost.
        seen = {whole, *fields.values()} | conflicts.record_stamps(session, kind.name, record.id)
        replaced["deleted_at"] += sorted(seen.difference(replaced["deleted_at"]))
    fields |= dict.fromkeys(names, mark)
    record.stamps = pack_row_clock(whole, fields)
    if whole == mark:
        merged = {**(earlier.values if earlier else {}), **values}
        carried: dict[str, Any] = {n: v for n, v in merged.items() if v is not None}
        change = wire.Change(kind.name, record.id, carried)
    else:
        if earlier is not None:
            replaced |= {n: earlier.replaced(n) for n in earlier.values}
            values = {**earlier.values, **values}
        change = _change(kind.name, record.id, values, replaced)
        if earlier is None:
            record.revision += 1
    _sign(session, pending, record, {whole, *fields.values()})
    if not values.keys().isdisjoint(kind.searched):
        record.folded = kind.folded({n: getattr(record, n) for n in kind.searched})  # type: ignore[attr-defined]  # searched kinds have it
    pending.note(kind.name, record, change)


def _sign(session: Session, pending: Pending, record: Synced, shown: set[bytes]) -> None:
    """Who wrote last of what is shown: us, unless another clock was ahead of ours."""
    mark, wall, actor = pending.stamp, pending.wall, pending.act.actor
    if max(shown) != mark:
        found = last_writer.latest(session, shown)
        if found is not None and found[0] > mark:
            wall, actor = found[1].wall, found[1].actor
    record.updated_at, record.updated_by = at(wall), actor


def _change(
    kind: str, key: bytes, values: dict[str, Scalar], replaced: Mapping[str, Sequence[bytes]]
) -> wire.Change:
    base = Counter(stamps[0] for stamps in replaced.values()).most_common(1)[0][0]
    bases = {n: list(stamps) for n, stamps in replaced.items() if list(stamps) != [base]}
    return wire.Change(kind, key, values, base, bases or None)


def _append_entry(session: Session) -> None:
    session.flush()
    pending: Pending | None = session.info.get("pending")
    if pending is None or not pending.changes:
        return
    refused = policy.check_writes(pending.act.role, pending.kinds)
    if refused is not None:
        raise refused
    changes = list(pending.changes.values())
    scopes = _scopes(session, pending)
    blobs = [blob for c in changes for blob in registry.kind_of(c.kind).blobs(c.values)]
    deleted = {key for key, record in pending.records.items() if record.deleted_at is not None}
    pending.changes = {}
    pending.records = {}
    pending.journal.append(
        session, pending.act, (pending.time, pending.wall), changes, scopes, blobs
    )
    headed = _headed(session, changes, deleted)
    if headed:
        mark = pending.stamp
        rebuild(session, [(kind, key, {mark}) for kind, key in headed], at(pending.wall))


def _scopes(session: Session, pending: Pending) -> frozenset[str]:
    find = lookup(session)
    scopes: set[str] = set()
    for (name, _key), record in pending.records.items():
        kind = registry.kind_of(name)
        scopes |= kind.scopes(_row(kind, record), find)
    return frozenset(scopes)


def _row(kind: registry.Kind, record: Synced) -> dict[str, Any]:
    state = inspect(record)
    if state.expired_attributes:
        values = {name: getattr(record, name) for name in (*kind.fields, "id")}
    else:
        values = {name: state.dict.get(name) for name in (*kind.fields, "id")}
    if kind.states is not None:
        values["state"] = record.state  # type: ignore[attr-defined]  # kinds with states have it
    return kind.wire(values)


def _headed(
    session: Session, changes: list[wire.Change], deleted: set[tuple[str, bytes]]
) -> list[tuple[str, bytes]]:
    """The changed records with open heads, or that are deleted; what is new has none."""
    updated: dict[str, list[bytes]] = {}
    for change in changes:
        if change.base or change.bases:
            updated.setdefault(change.kind, []).append(change.id)
    return [
        (kind, key)
        for kind, keys in updated.items()
        for start in range(0, len(keys), 500)
        for key in conflicts.with_heads(session, kind, keys[start : start + 500])
        | {key for key in keys[start : start + 500] if (kind, key) in deleted}
    ]


def _refuse_bulk(state: ORMExecuteState) -> None:
    mapper = state.bind_mapper
    bulk = state.is_update or state.is_delete
    if bulk and mapper is not None and issubclass(mapper.class_, Synced):
        raise RuntimeError("bulk statements bypass the journal")


event.listen(Session, "before_flush", note_changes)
event.listen(Session, "before_commit", _append_entry)
event.listen(Session, "do_orm_execute", _refuse_bulk)
