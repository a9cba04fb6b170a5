"""A relay in this process, and laptops that reach it and headquarters over roads of their own."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import httpx

from desktop.models import relays
from desktop.models.migrations import SCHEMA
from sync.client.http import Connect, Http
from sync.client.roads import Roads
from sync.client.store import DirectStore
from sync.client.turn import Done
from sync.relay.routes import create_app
from sync.relay.station import Invitation, Station, authority_of, join, open_station
from sync.relay.upstream import Upstream
from sync.server import relays as granted
from sync.server import system
from sync.server.config import Config
from tests.builders import OFFICE
from tests.sync.laptops import URL, Hq, Laptop
from tests.sync.road import InProcess, Road
from tests.sync.units import put_back

RELAY_URL = "https://relay"


@dataclass
class Post:
    """A relay as its operator has it, with its road to headquarters."""

    hq: Hq
    folder: Path
    station: Station
    transport: InProcess
    up: Road
    upstream: Upstream
    pushed: list[None] = field(default_factory=list)

    def turns(self) -> int:
        """What its background loop does: turns with headquarters until nothing is left."""
        self.hq.wall.forward(minutes=1)
        return self.upstream.run()

    def restarted(self) -> Post:
        """The process ended and began again."""
        self.close()
        fresh = opened(self.hq, self.folder, self.up)
        self.station, self.transport, self.upstream = fresh.station, fresh.transport, fresh.upstream
        return self

    def close(self) -> None:
        """The process ends."""
        self.transport.close()
        self.station.hq.close()


def opened(hq: Hq, folder: Path, up: Road | None = None) -> Post:
    """Start a relay that has joined."""
    up = up or Road(hq.transport)
    station = open_station(Config(folder), wall=hq.wall)
    pushed: list[None] = []
    transport = InProcess(create_app(station, lambda: pushed.append(None)))
    http = Http(httpx.Client(transport=up, base_url=URL))
    authority = authority_of(Config(folder).keys)
    upstream = Upstream(station, http, authority, [RELAY_URL])
    return Post(hq, folder, station, transport, up, upstream, pushed)


@contextmanager
def relay(hq: Hq, folder: Path, *provinces: str) -> Iterator[Post]:
    """A relay of these provinces, enrolled, started, and with a first turn behind it."""
    with system.writing(hq.server, "InviteRelay") as session:
        code = granted.invite(hq.server, session, "رلهٔ نمونه", provinces or ("26",))
    now = datetime.fromtimestamp(hq.wall.ms / 1000, UTC)
    invited = Invitation(URL, hq.root, code, "رلهٔ نمونه", (RELAY_URL,))
    join(Config(folder), invited, now, connect=hq.connect(Road(hq.transport)))
    post = opened(hq, folder)
    try:
        post.turns()
        yield post
    finally:
        post.close()


@dataclass
class Roamer:
    """A laptop that uses whichever server answers."""

    laptop: Laptop
    to_hq: Road
    to_relay: Road
    roads: Roads

    def syncs(self) -> Done:
        """One exchange with the first server that answers."""
        self.laptop.wall.forward(minutes=1)
        return self.roads.run()

    def restarted(self) -> Roamer:
        """The program was closed and opened again: nothing but the vault is left."""
        old = self.roads
        self.roads = Roads(
            old.connect, old.store, old.journal, old.schema, old.now, old.monotonic, old.blobs
        )
        return self

    def put_back(self, backup: Path) -> None:
        """The vault's file is again what it was, and the program starts anew."""
        put_back(self.laptop, backup)
        self.restarted()

    def at_hq(self) -> Done:
        """One exchange with headquarters: the relay is out of reach."""
        return self._only(self.to_relay)

    def at_relay(self) -> Done:
        """One exchange with the relay: headquarters is out of reach."""
        return self._only(self.to_hq)

    def _only(self, other: Road) -> Done:
        before, other.away = other.away, True
        try:
            return self.syncs()
        finally:
            other.away = before


def roamer(
    hq: Hq,
    post: Post,
    folder: Path,
    name: str,
    role: str = "inspector",
    *,
    province: str | None = "26",
    office: bytes = OFFICE,
) -> Roamer:
    """A person's enrolled vault that has met headquarters once, and so knows of the relay."""
    laptop = hq.laptop(folder, name, role, province=province, office=office)
    to_hq, to_relay = Road(hq.transport), Road(post.transport)
    roads = Roads(
        connect=_connect(to_hq, to_relay),
        store=DirectStore(laptop.database),
        journal=laptop.journal,
        schema=SCHEMA,
        now=lambda: datetime.fromtimestamp(laptop.wall.ms / 1000, UTC),
        monotonic=lambda: laptop.wall.ms / 1000,
        blobs=laptop.blobs,
    )
    made = Roamer(laptop, to_hq, to_relay, roads)
    made.at_hq()
    return made


def prefers(one: Roamer, server: bytes | None) -> None:
    """The person chose which server is asked first."""
    with one.laptop.database.writing() as session:
        relays.prefer(session, server)


def _connect(to_hq: Road, to_relay: Road) -> Connect:
    def connect(url: str, authority: bytes | None) -> Http:
        road = to_relay if url == RELAY_URL else to_hq
        return Http(httpx.Client(transport=_Open(road), base_url=url))

    return connect


class _Open(httpx.BaseTransport):
    """The road outlives one connection."""

    def __init__(self, road: Road) -> None:
        self._road = road

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        return self._road.handle_request(request)
