"""Builders of real small parts: a vault on disk with its journal, and who sits at it."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

import desktop.models.kinds  # noqa: F401  # registers every kind
from desktop.commands.base import Changes, Command, Desk, perform
from desktop.models.base import Base
from desktop.models.database import Database, open_encrypted
from desktop.models.journal import Journal
from sync.protocol.clock import HybridClock
from sync.protocol.ids import derived_id, new_vault_id

NOW = datetime(2025, 11, 3, 6, 0, tzinfo=UTC)
"""Monday 12 Aban 1404, 09:30 in Iran."""

INSTALLATION = bytes(16)
OFFICE = derived_id("office", "qazvin")


class Wall:
    """A clock that a test sets and moves; milliseconds since 1970."""

    def __init__(self, start: datetime = NOW) -> None:
        self.ms = int(start.timestamp() * 1000)

    def __call__(self) -> int:
        return self.ms

    def forward(self, *, minutes: float) -> None:
        """Move the clock on."""
        self.ms += int(minutes * 60_000)


@dataclass
class Seat:
    """One person at one vault."""

    database: Database
    journal: Journal
    person: bytes
    name: str
    role: str
    office: bytes
    province: str | None
    wall: Wall

    @property
    def desk(self) -> Desk:
        """The desk at this moment."""
        now = datetime.fromtimestamp(self.wall.ms / 1000, UTC)
        return Desk(
            self.person, self.name, self.role, self.office, self.province, self.journal, now
        )

    def does(self, command: Command) -> Changes:
        """Carry out a command at this seat."""
        self.wall.forward(minutes=1 / 60)
        return perform(self.database, self.desk, command)


def seat(
    folder: Path,
    name: str = "بازرس نمونهٔ یک",
    role: str = "inspector",
    *,
    province: str | None = "26",
    office: bytes = OFFICE,
    wall: Wall | None = None,
    random: Callable[[int], bytes] = os.urandom,
    key: bytes | None = None,
) -> Seat:
    """A fresh vault file with the tables of today, and a person in a role at it."""
    wall = wall or Wall()
    folder.mkdir(parents=True, exist_ok=True)
    database = open_encrypted(folder / "vault.db", key or os.urandom(32), create=True)
    Base.metadata.create_all(database.engine)
    journal = Journal(
        installation=INSTALLATION,
        vault=new_vault_id(random),
        key=Ed25519PrivateKey.generate(),
        clock=HybridClock(wall),
        random=random,
        schema=1,
    )
    person = derived_id("person", name)
    return Seat(database, journal, person, name, role, office, province, wall)
