"""A real vault with cheap key stretching, and a keyring that lives in memory."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from pathlib import Path

from desktop.models.keys import Kdf
from desktop.models.slot import Identity
from desktop.models.vault import OpenVault, create
from desktop.models.vault_facts import Enrolment
from sync.protocol.ids import derived_id
from tests.builders import INSTALLATION, OFFICE, Wall

CHEAP = Kdf(64, 1, 1)
PASSWORD = "باران نرم صبح اردیبهشت"
NAME = "بازرس نمونهٔ یک"


@dataclass
class MemorySecrets:
    """What a keyring does, for one test."""

    kept: dict[str, bytes] = field(default_factory=dict)

    def get(self, name: str) -> bytes | None:
        return self.kept.get(name)

    def set(self, name: str, secret: bytes) -> None:
        self.kept[name] = secret

    def delete(self, name: str) -> None:
        self.kept.pop(name, None)


def identity(name: str = NAME) -> Identity:
    """An invented person at a fresh device."""
    return Identity(name, derived_id("person", name), os.urandom(16), OFFICE, os.urandom(8))


def enrolment_of(of: Identity, role: str = "inspector") -> Enrolment:
    """What headquarters would have certified for that person."""
    return Enrolment(
        installation=INSTALLATION,
        person=of.person,
        name=of.name,
        roles=[role],
        scopes=["reference", "province/26"],
        office=of.office,
        province="26",
    )


def new_vault(
    vaults: Path, secrets: MemorySecrets | None = None, wall: Wall | None = None
) -> OpenVault:
    """A fresh vault of an invented inspector in Qazvin, open."""
    of = identity()
    return create(
        vaults,
        of,
        PASSWORD,
        secrets,
        enrolment=enrolment_of(of),
        password_only=secrets is None,
        kdf=CHEAP,
        wall=wall or Wall(),
    )
