"""What each op of a schedule does to the world; one that finds nothing to do does nothing."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any

from sqlalchemy import select

from desktop.commands.base import Command
from desktop.commands.conflicts import DecideClash, DecideConflict, Decision
from desktop.commands.inspections import OrderVisit
from desktop.commands.refusals import CorrectRefused, WithdrawRefused
from desktop.errors import AppError
from desktop.models import registry
from desktop.models.conflict_queries import clashes, disputes_of
from desktop.models.conflicts import STATE, Conflict
from desktop.models.migrations import SCHEMA
from desktop.models.sync_state import refused_entries
from sync.protocol.entry import Change
from sync.server import accounts, system, vaults
from tests.sync.simulator import acts
from tests.sync.simulator.forgery import forge, write_raw
from tests.sync.simulator.op import Op
from tests.sync.simulator.people import AGENCY, ALBORZ, QAZVIN, SEATS, Post
from tests.sync.simulator.road import FAULTS, Mishap
from tests.sync.simulator.template import ORDER, UNITS
from tests.sync.simulator.world import Device, World

WORDS = ("الف", "ب", "پ")
EDITABLE = {
    "units": ("name", "address", "phone"),
    "persons": ("name", "personnel_no"),
    "visits": ("observations", "good_practice"),
    "findings": ("description", "place"),
    "checklist_answers": ("value", "note"),
}
TARGETS = ("in_progress", "cancelled", "report_draft", "under_review", "approved")
YEAR = 365 * 86_400_000
JUMPS = (10 * YEAR, -10 * YEAR, 86_400_000, -86_400_000, 3_600_000, -3_600_000, 0)


def play(world: World, op: Op) -> None:
    """One thing happens."""
    device = world.devices[op.who % len(world.devices)]
    MOVES[op.name](world, device, op)


def records(device: Device, kind: str) -> list[bytes]:
    """The records of a kind in a vault, in their order."""
    raw = registry.kind_of(kind).raw
    with device.database.reading() as session:
        return list(session.execute(select(raw.c.id).order_by(raw.c.id)).scalars())


def attempt(world: World, device: Device, command: Command) -> None:
    """A command as a person gives it; what the office's rules forbid simply does not happen."""
    with contextlib.suppress(AppError):
        world.does(device, command)


def _picked(device: Device, kind: str, number: int) -> bytes | None:
    found = records(device, kind)
    return found[number % len(found)] if found else None


def _unit(world: World, device: Device, op: Op) -> None:
    province = ("26", "30")[op.a % 2]
    attempt(world, device, acts.AddUnit(province, f"واحد {WORDS[op.b % 3]}"))


def _person(world: World, device: Device, op: Op) -> None:
    province = device.seat.province if op.a % 4 else "30"
    agency = AGENCY if op.c % 2 else None
    attempt(world, device, acts.AddPerson(province, f"کس {WORDS[op.b % 3]}", agency))


def _visit(world: World, device: Device, op: Op) -> None:
    persons = [seat.person for seat in SEATS]
    fields: dict[str, Any] = {
        "unit": UNITS[op.a % 2],
        "leader": persons[op.b % len(persons)],
        "members": (persons[op.c % len(persons)],),
    }
    if op.c % 3 == 0:
        fields |= {"visibility": "covert", "covert_reason": "نمونه"}
    attempt(world, device, OrderVisit(**ORDER | fields))


def _on_visit(
    world: World, device: Device, number: int, command: Callable[[bytes], Command]
) -> None:
    visit = _picked(device, "visits", number)
    if visit is not None:
        attempt(world, device, command(visit))


def _finding(world: World, device: Device, op: Op) -> None:
    _on_visit(world, device, op.a, lambda visit: acts.AddFinding(visit, WORDS[op.b % 3]))


def _answer(world: World, device: Device, op: Op) -> None:
    item = ("dignity.manner", "dignity.walls")[op.b % 2]
    _on_visit(world, device, op.a, lambda visit: acts.Answer(visit, item, WORDS[op.c % 3]))


def _name(world: World, device: Device, op: Op) -> None:
    person = SEATS[op.b % len(SEATS)].person
    _on_visit(world, device, op.a, lambda visit: acts.Name(visit, person, op.c % 3 == 0))


def _step(world: World, device: Device, op: Op) -> None:
    target = TARGETS[op.b % len(TARGETS)]
    _on_visit(world, device, op.a, lambda visit: acts.Step(visit, target))


def _edit(world: World, device: Device, op: Op) -> None:
    kinds = [*EDITABLE, "units", "units"]
    kind = kinds[op.a % len(kinds)]
    record = _picked(device, kind, op.a >> 4)
    if record is None:
        return
    fields = EDITABLE[kind]
    values = {fields[op.b % len(fields)]: WORDS[op.c % 3]}
    if op.b % 5 == 0:
        values[fields[0]] = WORDS[op.c // 3 % 3]
    attempt(world, device, acts.Edit(kind, record, values))


def _mark(world: World, device: Device, op: Op) -> None:
    kind = list(EDITABLE)[op.a % len(EDITABLE)]
    record = _picked(device, kind, op.a >> 4)
    if record is not None:
        attempt(world, device, acts.Mark(kind, record, op.b % 3 > 0))


def _move(world: World, device: Device, op: Op) -> None:
    """A person goes to another province, a visit to another office."""
    kind = ("persons", "visits")[op.b % 2]
    record = _picked(device, kind, op.a)
    if record is None:
        return
    values: dict[str, Any] = {"province": ("26", "30")[op.c % 2]}
    if kind == "visits":
        values["office_id"] = (QAZVIN, ALBORZ)[op.c % 2]
    attempt(world, device, acts.Edit(kind, record, values))


def _decide(world: World, device: Device, op: Op) -> None:
    with device.database.reading() as session:
        query = (
            select(Conflict.kind, Conflict.record_id, Conflict.field)
            .where(~Conflict.same)
            .distinct()
            .order_by(Conflict.kind, Conflict.record_id, Conflict.field)
        )
        found = session.execute(query).all()
        if not found:
            return
        kind, record, field = found[op.a % len(found)]
        if field == STATE:
            steps = clashes(session, kind, record)
            command: Command = DecideClash(kind, record, steps[0].id, op.b % 2 == 0, "نمونه")
        else:
            dispute = next(d for d in disputes_of(session, kind, record) if d.field == field)
            sides = (dispute.standing, *dispute.losing)
            chosen = Decision(field, "side", sides[op.b % len(sides)].stamp)
            if op.c % 3 == 0 and field != "deleted_at":
                chosen = Decision(field, "other", value=WORDS[op.c % 3])
            command = DecideConflict(kind, record, (chosen,))
    attempt(world, device, command)


def _tray(world: World, device: Device, op: Op) -> None:
    with device.database.reading() as session:
        found = refused_entries(session)
    if found:
        row = found[op.a % len(found)]
        again = CorrectRefused(row.epoch, row.counter)
        attempt(world, device, again if op.b % 2 else WithdrawRefused(row.epoch, row.counter))


def _sync(world: World, device: Device, op: Op) -> None:
    match op.a % 20:
        case fault if fault < len(FAULTS):
            device.road.mishaps.append(Mishap(FAULTS[fault], op.b % 4, op.c))
        case 9 | 10:
            device.store.crash = (op.b % 5, op.c % 40 - 1)
        case 11:
            meanwhile = Op("edit", device.number, op.b, op.c, op.b ^ op.c)
            device.store.between = partial(_edit, world, device, meanwhile)
        case 12:
            other = world.devices[op.b % len(world.devices)]
            device.road.meanwhile = partial(_unless_self, world, device, other)
        case 13:
            device.road.mishaps.append(Mishap(FAULTS[op.b % 9], 0, op.c))
            device.road.mishaps.append(Mishap(FAULTS[op.c % 9], 1, op.b))
    world.exchange(device)


def _unless_self(world: World, device: Device, other: Device) -> None:
    if other is not device:
        world.exchange(other)


def _jump(world: World, device: Device, op: Op) -> None:
    device.clock.offset = JUMPS[op.a % len(JUMPS)]


def _wait(world: World, _device: Device, op: Op) -> None:
    world.now += int(timedelta(hours=op.a % 30).total_seconds() * 1000)


def _restart(world: World, device: Device, _op: Op) -> None:
    world.reopen(device)


def _save(world: World, device: Device, _op: Op) -> None:
    world.save(device)


def _restore(world: World, device: Device, op: Op) -> None:
    if device.saved:
        world.put_back(device, op.a)


def _clone(world: World, device: Device, _op: Op) -> None:
    if len(world.devices) < 9 and device.vault.new.vault not in world.hostile:
        world.clone(device)


def _grant(world: World, device: Device, op: Op) -> None:
    """One more province to read, or the role anew."""
    seat = SEATS[op.a % len(SEATS)]
    if seat.agency is not None:
        return
    post = Post(seat.role, seat.office, (("26", "30")[op.b % 2],) if op.c % 2 else seat.provinces)
    with system.writing(world.hq, "Appoint") as session:
        accounts.appoint(
            world.hq,
            session,
            accounts.Appointment(
                seat.person, seat.name, seat.office, seat.province, (seat.role,), post.provinces
            ),
        )
    posts = world.register.posts[seat.person]
    if not any(held.role == post.role and held.scopes == post.scopes for held in posts):
        posts.append(post)


def _end(world: World, device: Device, op: Op) -> None:
    """A role is taken away, also in the middle of an exchange."""
    seat = device.seat

    def take() -> None:
        with world.database.writing() as session:
            accounts.end_role(world.hq, session, seat.person, seat.role)
        held = world.register.posts[seat.person]
        world.register.posts[seat.person] = [post for post in held if post.role != seat.role]
        world.ended.add(seat.person)

    if op.a % 2:
        device.road.meanwhile = take
        world.exchange(device)
    else:
        take()


def _revoke(world: World, device: Device, op: Op) -> None:
    vault = device.vault.new.vault
    world.revoked.add(vault)
    with world.database.writing() as session:
        vaults.revoke(world.hq, session, vault)


def _newer(world: World, device: Device, op: Op) -> None:
    """A program one version further writes a field that nobody here knows."""
    unit = _picked(device, "units", op.a)
    if unit is None:
        return
    raw = registry.kind_of("units").raw
    with device.database.reading() as session:
        stamps = session.execute(select(raw.c.stamps).where(raw.c.id == unit)).scalar_one()
    change = Change("units", unit, {"colour": WORDS[op.b % 3]}, stamps[:16])
    write_raw(world, device, [change])


def _older(world: World, device: Device, op: Op) -> None:
    device.schema = max(1, SCHEMA - op.a % 3)
    world.reopen(device)


def _forge(world: World, device: Device, op: Op) -> None:
    world.hostile.add(device.vault.new.vault)
    forge(world, device, op)


def _hq(world: World, _device: Device, _op: Op) -> None:
    world.restart_hq()


def _late(world: World, device: Device, _op: Op) -> None:
    device.road.deliver_late()


MOVES: dict[str, Callable[[World, Device, Op], None]] = {
    "unit": _unit,
    "person": _person,
    "visit": _visit,
    "finding": _finding,
    "answer": _answer,
    "name": _name,
    "edit": _edit,
    "mark": _mark,
    "step": _step,
    "decide": _decide,
    "tray": _tray,
    "move": _move,
    "sync": _sync,
    "jump": _jump,
    "wait": _wait,
    "restart": _restart,
    "save": _save,
    "restore": _restore,
    "clone": _clone,
    "grant": _grant,
    "end": _end,
    "revoke": _revoke,
    "newer": _newer,
    "older": _older,
    "forge": _forge,
    "hq": _hq,
    "late": _late,
}
