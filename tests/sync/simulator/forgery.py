"""Entries past the commands: of a program one version further, and of a hostile one."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlalchemy import select

from desktop.models import registry
from desktop.models.apply import rebuild
from desktop.models.entries import Entry
from desktop.models.journal import Act
from sync.protocol.entry import Change
from tests.sync.simulator.op import Op
from tests.sync.simulator.people import SEATS
from tests.sync.simulator.world import Device, World

Forged = tuple[Act, list[Change]]


def write_raw(world: World, device: Device, changes: list[Change], act: Act | None = None) -> None:
    """One signed entry with exactly these changes, projected as any program would."""
    world.forward(1)
    journal = device.journal
    act = act or Act(device.seat.person, device.seat.role, "Raw", device.seat.office)
    with device.database.writing() as session:
        time = (journal.clock.now(), journal.clock.wall())
        journal.append(session, act, time, changes, frozenset(), [])
        query = select(Entry.stamp).where(Entry.vault == journal.vault)
        mark = session.execute(
            query.order_by(Entry.epoch.desc(), Entry.counter.desc()).limit(1)
        ).scalar_one()
        records = {(c.kind, c.id) for c in changes if registry.find(c.kind) is not None}
        rebuild(session, [(*key, {mark}) for key in sorted(records)], device.clock.moment())
    world.note_written(device)


def forge(world: World, device: Device, op: Op) -> None:
    """One lie; headquarters must see through it or be left unharmed."""
    act = Act(device.seat.person, device.seat.role, "Forged", device.seat.office)
    make = FORGERIES[op.a % len(FORGERIES)]
    forged = make(world, device, act, op)
    if forged is None:
        return
    act, changes = forged
    journal = device.journal
    with device.database.writing() as session:
        time = (journal.clock.now() + (op.b % 3) * (1 << 40), journal.clock.wall())
        journal.clock.saw(time[0])
        journal.append(session, act, time, changes, frozenset(), [])


def _any_record(world: World, kind: str, number: int) -> tuple[bytes, bytes] | None:
    """A record of headquarters, in anybody's scope, with its stamp."""
    raw = registry.kind_of(kind).raw
    with world.database.reading() as session:
        found = session.execute(select(raw.c.id, raw.c.stamps).order_by(raw.c.id)).all()
    if not found:
        return None
    key, stamps = found[number % len(found)]
    return key, stamps[:16]


def _other_scope(world: World, _device: Device, act: Act, op: Op) -> Forged | None:
    kind, field = (("persons", "name"), ("visits", "observations"), ("findings", "place"))[op.c % 3]
    found = _any_record(world, kind, op.b)
    if found is None:
        return None
    return act, [Change(kind, found[0], {field: "جعلی"}, found[1])]


def _other_actor(world: World, _device: Device, act: Act, op: Op) -> Forged | None:
    found = _any_record(world, "units", op.b)
    if found is None:
        return None
    other = Act(SEATS[op.c % len(SEATS)].person, "administrator", act.command, act.office)
    return other, [Change("units", found[0], {"name": "جعلی"}, found[1])]


def _wrong_shape(world: World, _device: Device, act: Act, op: Op) -> Forged | None:
    values: list[dict[str, Any]] = [
        {"name": 7},
        {"province": "9999999"},
        {"folded": "جعلی"},
        {"state": "closed"},
        {"deleted_at": "هیچ‌گاه"},
        {"id": bytes(16)},
        {"stamps": bytes(16)},
        {"county_id": b"short"},
    ]
    found = _any_record(world, "units", op.b)
    if found is None:
        return None
    return act, [Change("units", found[0], values[op.c % len(values)], found[1])]


def _circle(world: World, device: Device, act: Act, op: Op) -> Forged | None:
    """A write that says it replaces itself, or one that is yet to come."""
    found = _any_record(world, "units", op.b)
    if found is None:
        return None
    future = (world.now << 16).to_bytes(8, "big") + device.vault.new.vault
    bases = {"name": [found[1], future], "address": [future]}
    return act, [Change("units", found[0], {"name": "الف", "address": "ب"}, found[1], bases)]


def _insert_again(world: World, _device: Device, act: Act, op: Op) -> Forged | None:
    """A second beginning for a record that is there, so that all its fields are disputed."""
    found = _any_record(world, "units", op.b)
    if found is None:
        return None
    values = {"name": "دوباره", "province": "26", "provisional": True, "line": "line"}
    return act, [Change("units", found[0], values | {"level": "county"})]


def _unknown_base(world: World, _device: Device, act: Act, op: Op) -> Forged | None:
    found = _any_record(world, "units", op.b)
    if found is None:
        return None
    return act, [Change("units", found[0], {"phone": "بی‌پایه"}, b"\7" * 16)]


def _nobodys_record(_world: World, _device: Device, act: Act, op: Op) -> Forged | None:
    return act, [Change("units", op.b.to_bytes(16, "big"), {"name": "هیچ"}, b"\7" * 16)]


def _unknown_kind(_world: World, _device: Device, act: Act, op: Op) -> Forged | None:
    return act, [Change("secrets", op.b.to_bytes(16, "big"), {"name": "هیچ"})]


def _lying_step(world: World, _device: Device, act: Act, op: Op) -> Forged | None:
    found = _any_record(world, "visits", op.b)
    if found is None:
        return None
    values = {
        "record_kind": ("visits", "units", "findings", "hq_feed")[op.c % 4],
        "record_id": found[0],
        "from_state": ("draft", "ordered", "approved")[op.c // 4 % 3],
        "to_state": ("ordered", "closed", "approved", "cancelled")[op.c // 16 % 4],
        "actor": act.actor,
        "role": act.role,
        "at": "2025-11-03T06:00:00.000Z",
        "facts": ("{}", "[]", '{"covert":false}', '"x"')[op.c // 64 % 4],
    }
    return act, [Change("transitions", world.dice.randbytes(16), values)]


FORGERIES: tuple[Callable[[World, Device, Act, Op], Forged | None], ...] = (
    _other_scope,
    _other_actor,
    _wrong_shape,
    _circle,
    _insert_again,
    _unknown_base,
    _nobodys_record,
    _unknown_kind,
    _lying_step,
)
