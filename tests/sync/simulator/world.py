"""One run: headquarters, laptops and their people over one clock and one source of chance."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial

import httpx
from sqlalchemy import select

from desktop.commands.base import Changes, Command, Desk, perform
from desktop.errors import AppError
from desktop.models import vault_facts
from desktop.models.entries import Entry
from desktop.models.journal import Journal
from desktop.models.migrations import SCHEMA
from sync.client.http import Http
from sync.client.session import Exchange
from sync.server.app import create_app
from sync.server.hq import Headquarters
from tests.sync.simulator import template as first
from tests.sync.simulator.people import SEATS, Post, Register, Seat
from tests.sync.simulator.road import Door, OneThread, Road
from tests.sync.simulator.storage import Crash, CrashingStore, Memory
from tests.sync.simulator.template import START, URL, Template, Vault


class Broken(AssertionError):
    """Something that must never happen has happened."""


@dataclass
class Saved:
    """A copy of a vault's file, with what its owner had done by then."""

    database: Memory
    written: set[bytes]


@dataclass
class LaptopClock:
    """The clock of one laptop, off by so many milliseconds."""

    true: Callable[[], int]
    offset: int = 0

    def __call__(self) -> int:
        return max(1, self.true() + self.offset)

    def moment(self) -> datetime:
        """The time that this laptop believes."""
        return datetime.fromtimestamp(self() / 1000, UTC)


@dataclass
class Device:
    """One laptop; ``written`` are the stamps of all that its owner was told is saved."""

    number: int
    vault: Vault
    database: Memory
    road: Road
    clock: LaptopClock
    journal: Journal
    exchange: Exchange
    store: CrashingStore
    schema: int = SCHEMA
    written: set[bytes] = field(default_factory=set)
    saved: list[Saved] = field(default_factory=list)
    cursors: dict[str, int] = field(default_factory=dict)

    @property
    def seat(self) -> Seat:
        """Who sits here."""
        return self.vault.seat


@dataclass
class World:
    """Everything that a run moves; nothing in it asks the machine for time or chance."""

    seed: int
    dice: random.Random
    now: int
    template: Template
    hq: Headquarters
    database: Memory
    door: Door
    pool: list[Memory]
    devices: list[Device] = field(default_factory=list)
    register: Register = field(default_factory=Register)
    revoked: set[bytes] = field(default_factory=set)
    forked: set[bytes] = field(default_factory=set)
    hostile: set[bytes] = field(default_factory=set)
    ended: set[bytes] = field(default_factory=set)
    sent: int = 0
    """How many entries went out in the last exchange."""

    def wall(self) -> int:
        """The true time; headquarters' clock is right."""
        return self.now

    def forward(self, seconds: float) -> None:
        """Let time pass."""
        self.now += int(seconds * 1000)

    # Headquarters

    def answer(self, request: httpx.Request, body: bytes) -> httpx.Response:
        """One request at headquarters. Raises Crash where its program ends meanwhile."""
        self.now += 40
        try:
            return self.door.ask(request, body)
        except Crash:
            self.restart_hq()
            raise
        finally:
            self.database.statements = None

    def crash_hq(self, statements: int) -> None:
        """Headquarters' program ends after so many more statements."""
        self.database.statements = statements

    def restart_hq(self) -> None:
        """Headquarters starts again over what it had committed."""
        self.database.statements = None
        self.hq = first.open_hq(self.template, self.database, self.wall, self.dice.randbytes)
        self.door = Door(create_app(self.hq), self.door.loop)

    # Laptops

    def enters(self, vault: Vault) -> Device:
        """A laptop as it was after its first exchange."""
        return self._device(vault, self._holding(vault.database))

    def clone(self, device: Device) -> Device:
        """A second machine with a copy of the disk."""
        copy = self._device(device.vault, self._holding(device.database))
        copy.clock.offset, copy.schema = device.clock.offset, device.schema
        copy.written = set(device.written)
        self.reopen(copy)
        self.forked.add(device.vault.new.vault)
        return copy

    def end(self) -> None:
        """Give the databases back; the next run uses them again."""
        held = [self.database]
        for device in self.devices:
            held += [device.database, *(saved.database for saved in device.saved)]
        self.pool += held

    def save(self, device: Device) -> None:
        """Make a backup."""
        database = self._holding(device.database)
        device.saved.append(Saved(database, set(device.written)))

    def put_back(self, device: Device, number: int) -> None:
        """Restore a backup: what was written since is gone unless headquarters has it."""
        saved = device.saved[number % len(device.saved)]
        device.database.becomes(saved.database)
        device.written = device.written & (saved.written | self.arrived(device.written))
        self.reopen(device)
        device.cursors = self._cursors(device)

    def arrived(self, stamps: set[bytes]) -> set[bytes]:
        """Which of these entries headquarters holds."""
        with self.database.reading() as session:
            found = session.execute(select(Entry.stamp)).scalars()
            return stamps & set(found)

    def reopen(self, device: Device) -> None:
        """The program was closed, or ended, and is started again."""
        device.database.statements = None
        device.road.mishaps.clear()
        device.road.meanwhile = None
        device.journal, device.exchange = self._started(
            device.vault, device.clock, device.store, device.exchange.http, device.schema
        )

    def does(self, device: Device, command: Command) -> Changes:
        """Carry out a command; what it wrote counts as saved."""
        self.forward(1)
        desk = Desk(
            device.seat.person,
            device.seat.name,
            device.seat.role,
            device.seat.office,
            device.seat.province,
            device.journal,
            device.clock.moment(),
        )
        changes = perform(device.database, desk, command)
        self.note_written(device)
        return changes

    def note_written(self, device: Device) -> None:
        """The last entry of a vault is saved, and its owner knows."""
        vault = device.vault.new.vault
        query = (
            select(Entry.stamp)
            .where(Entry.vault == vault)
            .order_by(Entry.epoch.desc(), Entry.counter.desc())
            .limit(1)
        )
        with device.database.reading() as session:
            device.written |= set(session.execute(query).scalars())

    def exchange(self, device: Device) -> str:
        """One exchange; how it ended."""
        self.forward(2)
        device.road.number = 0
        self.sent = 0
        try:
            self.sent = device.exchange.run().sent
        except AppError as error:
            return error.code
        except Crash:
            self.reopen(device)
            return "crash"
        finally:
            device.store.crash = device.store.between = None
            device.database.statements = None
            device.road.mishaps.clear()
            device.road.meanwhile = None
        return "done"

    def _device(self, vault: Vault, database: Memory) -> Device:
        road = Road(self.answer, self.crash_hq)
        clock = LaptopClock(self.wall)
        store = CrashingStore(database)
        http = Http(httpx.Client(transport=road, base_url=URL))
        journal, exchange = self._started(vault, clock, store, http, SCHEMA)
        number = len(self.devices)
        device = Device(number, vault, database, road, clock, journal, exchange, store)
        store.after = partial(self._watch, device)
        self.devices.append(device)
        return device

    def _started(
        self, vault: Vault, clock: LaptopClock, store: CrashingStore, http: Http, schema: int
    ) -> tuple[Journal, Exchange]:
        dice = self.dice.randbytes
        journal = first.open_journal(self.template, vault, store.database, clock, dice)
        exchange = Exchange(http, store, journal, schema, clock.moment, lambda: self.now / 1000)
        return journal, exchange

    def _holding(self, other: Memory) -> Memory:
        database = self.pool.pop() if self.pool else Memory()
        database.becomes(other)
        return database

    def _cursors(self, device: Device) -> dict[str, int]:
        with device.database.reading() as session:
            return {scope: at for (_, scope), at in vault_facts.cursors(session).items()}

    def _watch(self, device: Device) -> None:
        """Cursors never go back; a scope may be dropped and begun again."""
        fresh = self._cursors(device)
        for scope, at in fresh.items():
            if at < device.cursors.get(scope, 0):
                raise Broken(f"cursor of {scope} went back on laptop {device.number}")
        device.cursors = fresh


def new_world(seed: int, seats: list[int], pool: list[Memory], loop: OneThread) -> World:
    """A fresh installation, with the laptops of these seats."""
    made = first.template()
    dice = random.Random(seed)
    database = pool.pop() if pool else Memory()
    database.becomes(made.database)
    clock: list[Callable[[], int]] = []

    def wall() -> int:
        return clock[0]() if clock else START

    hq = first.open_hq(made, database, wall, dice.randbytes)
    world = World(seed, dice, START, made, hq, database, Door(create_app(hq), loop), pool)
    clock.append(world.wall)
    for seat in SEATS:
        post = Post(seat.role, seat.office, seat.provinces, seat.agency)
        posts = world.register.posts.setdefault(seat.person, [])
        if post not in posts:
            posts.append(post)
    for number in seats:
        world.enters(made.vaults[number])
    return world
