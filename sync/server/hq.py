"""An open headquarters: its database, its keys, its clock, and its own pen."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from dataclasses import dataclass

import msgspec
from sqlalchemy import select, text
from sqlalchemy.exc import ArgumentError, OperationalError
from sqlalchemy.orm import Session

import desktop.models.kinds  # noqa: F401  # registers every kind
from desktop.errors import Problem
from desktop.models.database import Database, open_encrypted, open_postgresql
from desktop.models.journal import Act, Journal
from desktop.models.migrations import SCHEMA
from desktop.models.migrations import upgrade as upgrade_domain
from desktop.models.policy import SYSTEM
from sync.protocol.clock import HybridClock
from sync.protocol.encoding import decode
from sync.protocol.ids import HQ_VAULT, derived_id
from sync.protocol.messages import KeyList, KeysAnswer
from sync.server import walls
from sync.server.blobs import BlobFolder
from sync.server.config import EMBEDDED, Config
from sync.server.keys import Keys, load_keys
from sync.server.migrations import upgrade as upgrade_server

KEYS_ANSWER = "keys.signed"
"""The list that the offline root signed, as it is given to devices."""

_WRITER_LOCK = 7_239_045_518_301_121
"""The advisory lock of whoever numbers the feed, on PostgreSQL."""


def wall_clock() -> int:
    """Milliseconds since 1970."""
    return time.time_ns() // 1_000_000


@dataclass(frozen=True, slots=True)
class Headquarters:
    """Everything that a request needs."""

    config: Config
    database: Database
    keys: Keys
    published: KeysAnswer
    blobs: BlobFolder
    journal: Journal
    wall: Callable[[], int] = wall_clock
    random: Callable[[int], bytes] = os.urandom
    walled: bool = False
    """Whether the database itself bounds what is read for a vault (``walls.py``)."""

    @property
    def embedded(self) -> bool:
        """Whether the database is the SQLite file of the folder."""
        return self.config.database == EMBEDDED

    @property
    def listed(self) -> KeyList:
        """The list of keys that is published."""
        return decode(self.published.keys.message, KeyList)

    def lock(self, session: Session) -> None:
        """Wait until this transaction alone writes, so that the feed is numbered as committed.

        On SQLite the transaction itself began so.
        """
        if not self.embedded:
            session.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _WRITER_LOCK})

    def act(self, command: str) -> Act:
        """What stands in the header of headquarters' own entries."""
        return Act(actor=derived_id("hq", self.keys.installation), role=SYSTEM, command=command)

    def close(self) -> None:
        """Close the database."""
        self.database.close()


def open_headquarters(
    config: Config,
    *,
    wall: Callable[[], int] = wall_clock,
    random: Callable[[int], bytes] = os.urandom,
) -> Headquarters:
    """Open what ``init`` made, and bring its tables up to date. Raises Problem."""
    keys = load_keys(config.keys)
    published = decode((config.keys / KEYS_ANSWER).read_bytes(), KeysAnswer)
    database = open_database(config, keys)
    prepare(database)
    journal = Journal(
        installation=keys.installation,
        vault=HQ_VAULT,
        key=keys.system,
        clock=HybridClock(wall, _last_time(database)),
        random=random,
        schema=SCHEMA,
    )
    blobs = BlobFolder(config.blobs, keys.blobs)
    walled = config.database != EMBEDDED and walls.stands(database)
    return Headquarters(config, database, keys, published, blobs, journal, wall, random, walled)


def open_database(config: Config, keys: Keys) -> Database:
    """The embedded database or PostgreSQL. Raises Problem ``hq_database_away``."""
    if config.database == EMBEDDED:
        config.embedded.touch(mode=0o600)
        return open_encrypted(config.embedded, keys.database, create=True)
    try:
        database = open_postgresql(config.database)
        with database.engine.connect():
            return database
    except (ArgumentError, OperationalError) as error:
        raise Problem("hq_database_away") from error


def prepare(database: Database) -> None:
    """Bring the tables of the domain and those of headquarters up to date."""
    upgrade_domain(database)
    upgrade_server(database)


def encoded(value: object) -> bytes:
    """A small structure for a column of our own tables."""
    return msgspec.msgpack.encode(value, order="deterministic")


def _last_time(database: Database) -> int:
    from desktop.models.entries import Entry

    with database.reading() as session:
        query = (
            select(Entry.stamp).where(Entry.vault == HQ_VAULT).order_by(Entry.stamp.desc()).limit(1)
        )
        last = session.execute(query).scalar_one_or_none()
    return 0 if last is None else int.from_bytes(last[:8], "big")
