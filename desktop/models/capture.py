"""The flush hook: what people change through records becomes changes of one entry."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import event, inspect
from sqlalchemy.orm import ORMExecuteState, Session

from desktop.models import conflicts, policy, registry
from desktop.models.apply import rebuild
from desktop.models.base import Synced
from desktop.models.journal import Pending, at, defaults_of, lookup
from sync.protocol import entry as wire
from sync.protocol.clock import pack_row_clock, unpack_row_clock
from sync.protocol.encoding import Scalar


def _capture(session: Session, *_: object) -> None:
    records = [r for r in (*session.new, *session.dirty, *session.deleted) if isinstance(r, Synced)]
    if not records:
        return
    pending: Pending | None = session.info.get("pending")
    if pending is None:
        raise RuntimeError("a synced record changed outside a command")
    for record in records:
        if record in session.deleted:
            raise RuntimeError("a synced record is never deleted; set deleted_at")
        if record in session.new:
            _capture_new(pending, record)
        else:
            _capture_changed(pending, record)


def _capture_new(pending: Pending, record: Synced) -> None:
    kind = registry.kind_of(record.__tablename__)  # type: ignore[attr-defined]  # mapped classes have it
    if record.id is None:
        record.id = pending.journal.new_id()
    for name, default in defaults_of(kind).items():
        if getattr(record, name) is None:
            setattr(record, name, default)
    if record.office_id is None:
        record.office_id = pending.act.office
    values = kind.wire({n: getattr(record, n) for n in kind.fields})
    mark = pending.stamp
    moment = at(pending.wall)
    record.created_at = record.updated_at = moment
    record.created_by = record.updated_by = pending.act.actor
    record.revision = 1
    record.stamps = mark
    _derive(kind, record, values, new=True)
    carried: dict[str, Any] = {n: v for n, v in values.items() if v is not None}
    pending.changes[(kind.name, record.id)] = wire.Change(kind.name, record.id, carried)
    pending.kinds.add(kind.name)


def _capture_changed(pending: Pending, record: Synced) -> None:
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
    record.stamps = pack_row_clock(whole, fields | dict.fromkeys(names, mark))
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
    record.updated_at = at(pending.wall)
    record.updated_by = pending.act.actor
    _derive(kind, record, values, new=False)
    pending.changes[(kind.name, record.id)] = change
    pending.kinds.add(kind.name)


def _change(
    kind: str, key: bytes, values: dict[str, Scalar], replaced: Mapping[str, Sequence[bytes]]
) -> wire.Change:
    base = Counter(stamps[0] for stamps in replaced.values()).most_common(1)[0][0]
    bases = {n: list(stamps) for n, stamps in replaced.items() if list(stamps) != [base]}
    return wire.Change(kind, key, values, base, bases or None)


def _derive(kind: registry.Kind, record: Synced, values: Mapping[str, Any], *, new: bool) -> None:
    if kind.searched and (new or not values.keys().isdisjoint(kind.searched)):
        record.folded = kind.folded({n: getattr(record, n) for n in kind.searched})  # type: ignore[attr-defined]  # searched kinds have it
    if new and kind.states is not None:
        record.state = kind.states.initial  # type: ignore[attr-defined]  # kinds with states have it


def _append_entry(session: Session) -> None:
    session.flush()
    pending: Pending | None = session.info.get("pending")
    if pending is None or not pending.changes:
        return
    refused = policy.check_writes(pending.act.role, pending.kinds)
    if refused is not None:
        raise refused
    find = lookup(session)
    scopes: set[str] = set()
    blobs: list[bytes] = []
    for (name, key), change in pending.changes.items():
        kind = registry.kind_of(name)
        row = find(name, key)
        if row is not None:
            scopes |= kind.scopes(row, find)
        blobs += kind.blobs(change.values)
    changes = list(pending.changes.values())
    pending.changes = {}
    mark = pending.stamp
    pending.journal.append(
        session, pending.act, (pending.time, pending.wall), changes, frozenset(scopes), blobs
    )
    headed = [
        (change.kind, change.id, {mark})
        for change in changes
        if conflicts.with_heads(session, change.kind, [change.id])
    ]
    if headed:
        rebuild(session, headed, at(pending.wall))


def _refuse_bulk(state: ORMExecuteState) -> None:
    mapper = state.bind_mapper
    bulk = state.is_update or state.is_delete
    if bulk and mapper is not None and issubclass(mapper.class_, Synced):
        raise RuntimeError("bulk statements bypass the journal")


event.listen(Session, "before_flush", _capture)
event.listen(Session, "before_commit", _append_entry)
event.listen(Session, "do_orm_execute", _refuse_bulk)
