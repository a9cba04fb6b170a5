"""Headquarters in this process, and laptops that enrol with it over a road of their own."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar

import httpx
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from sqlalchemy.orm import Session

from desktop.models import vault_facts
from desktop.models.base import Base
from desktop.models.blobs import BlobStore
from desktop.models.database import open_encrypted
from desktop.models.journal import Journal
from desktop.models.migrations import SCHEMA
from desktop.models.sync_state import ACCESS, SyncState, sync_state
from sync.client.bundles import Own
from sync.client.enrol import enrol, new_vault
from sync.client.http import Connect, Http
from sync.client.session import Exchange
from sync.client.store import DirectStore
from sync.client.turn import Done
from sync.protocol.clock import HybridClock
from sync.protocol.ids import derived_id
from sync.server import accounts, founding, system
from sync.server.accounts import Appointment
from sync.server.app import create_app
from sync.server.config import EMBEDDED, LONG_FEED, Config
from sync.server.hq import Headquarters, open_headquarters
from tests.builders import OFFICE, Seat, Wall
from tests.sync.road import InProcess, Road

URL = "https://hq"
ALBORZ_OFFICE = derived_id("office", "alborz")

T = TypeVar("T")


@dataclass
class Laptop(Seat):
    """One person at one enrolled vault, with a road to headquarters."""

    exchange: Exchange
    road: Road
    blobs: BlobStore
    folder: Path
    receive: X25519PrivateKey

    @property
    def own(self) -> Own:
        """The vault as its bundles need it."""
        store, now = DirectStore(self.database), self.exchange.now
        return Own(
            store, self.journal, self.receive, self.blobs, self.folder, SCHEMA, now, os.urandom
        )

    def syncs(self) -> Done:
        """One exchange."""
        self.wall.forward(minutes=1)
        return self.exchange.run()

    def restarted(self) -> Laptop:
        """The program was closed and opened again: nothing but the vault is left."""
        old = self.exchange
        self.exchange = Exchange(
            old.http, old.store, old.journal, old.schema, old.now, old.monotonic, old.blobs
        )
        return self

    @property
    def state(self) -> SyncState:
        """What the foot of the rail would say."""
        with self.database.reading() as session:
            return sync_state(session, self.journal.vault)


@dataclass
class Hq:
    """Headquarters as its operator has it: the program, the root's fingerprint, its clock."""

    server: Headquarters
    transport: InProcess
    root: str
    wall: Wall
    folder: Path

    def code(
        self,
        name: str,
        role: str,
        *,
        office: bytes = OFFICE,
        province: str | None = "26",
        agency: str | None = None,
    ) -> str:
        """A one-time code for a device of a person."""
        key = derived_id("person", name)
        person = Appointment(key, name, office, province, (role,), agency=agency)
        with system.writing(self.server, "appoint") as session:
            accounts.appoint(self.server, session, person)
            return accounts.issue_code(self.server, session, person.person)

    def connect(self, road: Road) -> Connect:
        """How a laptop on this road gets to us."""
        return lambda _url, _pin: Http(httpx.Client(transport=road, base_url=URL))

    def laptop(
        self,
        folder: Path,
        name: str = "بازرس نمونهٔ یک",
        role: str = "inspector",
        *,
        office: bytes = OFFICE,
        province: str | None = "26",
        agency: str | None = None,
        wall: Wall | None = None,
        schema: int = SCHEMA,
    ) -> Laptop:
        """A person's fresh vault, enrolled; ``schema`` is the version of its program."""
        code = self.code(name, role, office=office, province=province, agency=agency)
        road, wall = Road(self.transport), wall or self.wall
        key = Ed25519PrivateKey.generate()
        receive = X25519PrivateKey.generate()
        new = new_vault(key, receive.public_key().public_bytes_raw(), os.urandom)

        def now() -> datetime:
            return datetime.fromtimestamp(wall.ms / 1000, UTC)

        enrolled = enrol(
            self.connect(road),
            url=URL,
            code=code,
            root=self.root,
            vault=new,
            device_name="رایانهٔ نمونه",
            now=now(),
        )
        folder.mkdir(parents=True)
        database = open_encrypted(folder / "vault.db", os.urandom(32), create=True)
        Base.metadata.create_all(database.engine)
        with database.writing() as session:
            vault_facts.write_enrolment(session, enrolled.enrolment)
            vault_facts.put(session, ACCESS, enrolled.token)
        held = enrolled.enrolment
        journal = Journal(
            installation=held.installation,
            vault=new.vault,
            key=key,
            clock=HybridClock(wall),
            random=os.urandom,
            schema=schema,
        )
        blobs = BlobStore(folder / "blobs", os.urandom(32))
        exchange = Exchange(
            self.connect(road)(URL, held.tls_pin),
            DirectStore(database),
            journal,
            schema,
            now,
            lambda: wall.ms / 1000,
            blobs,
        )
        return Laptop(
            database,
            journal,
            held.person,
            name,
            role,
            office,
            province,
            wall,
            exchange,
            road,
            blobs,
            folder,
            receive,
        )


@contextmanager
def headquarters(
    folder: Path,
    wall: Wall | None = None,
    *,
    database: str = EMBEDDED,
    long_feed: int = LONG_FEED,
) -> Iterator[Hq]:
    """A fresh installation; ``long_feed`` lines of its feed are more than a vault should read."""
    wall = wall or Wall()
    config = Config(folder, database, long_feed=long_feed)
    root = founding.found(config, datetime.fromtimestamp(wall.ms / 1000, UTC))
    server = open_headquarters(config, wall=wall)
    transport = InProcess(create_app(server))
    try:
        yield Hq(server, transport, root, wall, folder)
    finally:
        transport.close()
        server.close()


def looks(laptop: Laptop, query: Callable[[Session], T]) -> T:
    """What a vault holds."""
    with laptop.database.reading() as session:
        return query(session)
