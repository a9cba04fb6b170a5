"""Runs a schedule to its end, waits until everything is quiet, and asks the oracles."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field

from sqlalchemy import select

from sync.server.tables import QUARANTINED
from sync.server.tables import Device as Enrolled
from tests.sync.simulator.moves import play
from tests.sync.simulator.op import Schedule, schedule
from tests.sync.simulator.oracles import Reader, Sight, Verdict
from tests.sync.simulator.people import DIRECTORY, RESTRICTED, SEATS
from tests.sync.simulator.road import OneThread
from tests.sync.simulator.storage import Memory
from tests.sync.simulator.world import Broken, Device, World, new_world

ROUNDS = 12
SETTLED = 4
SHUT = {"vault_revoked", "vault_quarantined"}


@dataclass
class Simulator:
    """What one process keeps between runs: a loop, and databases to be used again."""

    loop: OneThread = field(default_factory=OneThread)
    pool: list[Memory] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Ends of headquarters are meant; what it really fails at is raised, not only logged."""
        logging.getLogger("sync.server.app").disabled = True

    def run(self, of: Schedule) -> list[str]:
        """What a schedule broke, in words; nothing where all held."""
        with self.world(of.seed, of.seats) as world:
            for op in of.ops:
                try:
                    play(world, op)
                except Broken as broken:
                    return [str(broken)]
            return ended(world)

    @contextmanager
    def world(self, seed: int, seats: Sequence[int]) -> Iterator[World]:
        """A fresh installation with the laptops of these seats; nothing has happened yet."""
        world = new_world(seed, list(seats), self.pool, self.loop)
        try:
            yield world
        finally:
            world.end()

    def seed(self, number: int, favour: str = "") -> list[str]:
        """What the run of a seed broke."""
        return self.run(schedule(number, len(SEATS), favour))

    def close(self) -> None:
        """End the loop."""
        logging.getLogger("sync.server.app").disabled = False
        self.loop.close()


def ended(world: World) -> list[str]:
    """What the oracles say once everything is quiet."""
    try:
        quiet(world)
    except Broken as broken:
        return [str(broken)]
    return judged(world)


def quiet(world: World) -> None:
    """The network is whole again: everybody exchanges until nobody has anything to send.

    In that last round all have read up to the same place of the feed.
    """
    world.database.statements = None
    for device in world.devices:
        device.road.deliver_late()
    for number in range(ROUNDS):
        world.forward(60)
        sent = 0
        for device in world.devices:
            code = world.exchange(device)
            if code != "done" and not _shut(world, device, code):
                raise Broken(f"laptop {device.number} cannot exchange: {code}")
            # Two machines with one vault take turns for ever, each an entry without changes.
            sent += world.sent if device.vault.new.vault not in world.forked else number < SETTLED
        if not sent:
            return
    raise Broken("never quiet")


def _shut(world: World, device: Device, code: str) -> bool:
    vault = device.vault.new.vault
    if code == "vault_revoked":
        return vault in world.revoked
    if code == "vault_quarantined":
        return vault in world.forked or vault in world.hostile
    return vault in world.hostile


def judged(world: World) -> list[str]:
    """What the oracles say of a quiet world."""
    verdict = Verdict()
    with ExitStack() as stack:
        session = stack.enter_context(world.database.reading())
        quarantined = select(Enrolled.vault).where(Enrolled.status == QUARANTINED)
        shut = set(session.execute(quarantined).scalars())
        hq = Sight(session)
        readers = []
        for device in world.devices:
            vault, person = device.vault.new.vault, device.seat.person
            cases = named_on(hq, person)
            scopes, directory = world.register.scopes(person, cases)
            readers.append(
                Reader(
                    device.number,
                    vault,
                    Sight(stack.enter_context(device.database.reading())),
                    frozenset(scopes),
                    frozenset(directory),
                    DIRECTORY,
                    frozenset(device.written),
                    vault not in world.revoked | shut | world.hostile,
                    frozenset() if world.register.reads_restricted(person) else RESTRICTED,
                )
            )
        verdict.check(hq, readers)
    return verdict.found


def named_on(hq: Sight, person: bytes) -> set[str]:
    """The cases that a person is named in, and who of other offices is named there too."""
    teams: dict[bytes, set[bytes]] = {}
    for (kind, _), row in hq.rows.items():
        if kind == "visit_members" and row["deleted_at"] is None:
            teams.setdefault(row["visit_id"], set()).add(row["person_id"])
    found = set()
    for visit, team in teams.items():
        if person in team:
            found.add(f"case/{visit.hex()}")
            found |= {f"person/{one.hex()}" for one in team if _apart(hq, one, person)}
    return found


def _apart(hq: Sight, one: bytes, other: bytes) -> bool:
    offices = [hq.rows[("persons", key)]["office_id"] for key in (one, other)]
    return bool(offices[0] != offices[1])
