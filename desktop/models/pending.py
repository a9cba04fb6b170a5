"""Enrolments that were asked for by stick: their keys wait here, wrapped, until the answer comes.

A folder for each beside the vaults; it becomes a vault when headquarters has answered.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import msgspec

from desktop.errors import Problem
from desktop.models.disk import make_private_folder, write_bytes
from desktop.models.keys import KEY_BYTES, Kdf, Keys, Random, SecretStore
from desktop.models.passwords import Lockout
from desktop.models.slot import Identity, Slot, read_slot, sealed, write_slot
from sync.protocol.encoding import decode, encode
from sync.protocol.errors import ProtocolError

_FILE = "asked.msgpack"
_FOLDER = "pending"


class Asked(msgspec.Struct, frozen=True, array_like=True):
    """What was asked for, as typed, and headquarters' signed keys as they were believed."""

    url: str
    root: str
    device: str
    keys: bytes
    asked_at: datetime


@dataclass(frozen=True, slots=True)
class PendingVault:
    """One request that waits for its answer."""

    folder: Path
    slot: Slot
    asked: Asked

    @property
    def vault(self) -> bytes:
        """The id that the vault will have."""
        return self.slot.vault

    def open(self, password: str, secrets: SecretStore | None, now: datetime) -> Keys:
        """Its keys. Raises WrongPassword, Problem ``keyring_missing``."""
        secret = b""
        if self.slot.keyring:
            found = secrets.get(self.slot.secret_name) if secrets is not None else None
            if found is None:
                raise Problem("keyring_missing" if secrets is None else "device_secret_missing")
            secret = found
        lockout = Lockout(self.folder)
        lockout.begin(now)
        keys = self.slot.open(password, secret)
        if keys is None:
            raise lockout.failed(now)
        lockout.clear()
        return keys

    def forget(self) -> None:
        """The answer has come, or is no longer waited for."""
        shutil.rmtree(self.folder)


def folder_of(vaults: Path) -> Path:
    """Where requests wait, beside the vaults."""
    return vaults.parent / _FOLDER


def keep(
    vaults: Path,
    vault: bytes,
    keys: Keys,
    asked: Asked,
    password: str,
    secrets: SecretStore | None,
    kdf: Kdf,
    random: Random,
) -> PendingVault:
    """Keep the keys of a request, wrapped by the password; nobody is named yet."""
    folder = folder_of(vaults) / vault.hex()
    make_private_folder(folder)
    secret = random(KEY_BYTES) if secrets is not None else b""
    nobody = Identity(name="", person=bytes(16), device=bytes(16), office=bytes(16), vault=vault)
    slot = sealed(keys, nobody, password, secret, kdf, random)
    if secrets is not None:
        secrets.set(slot.secret_name, secret)
    write_slot(folder, slot)
    write_bytes(folder / _FILE, encode(asked))
    return PendingVault(folder, slot, asked)


def waiting(vaults: Path) -> Iterator[PendingVault]:
    """The requests of this computer that wait for an answer; damaged ones are left out."""
    folder = folder_of(vaults)
    for one in sorted(folder.iterdir()) if folder.is_dir() else ():
        try:
            slot = read_slot(one)
            asked = decode((one / _FILE).read_bytes(), Asked)
        except (Problem, ProtocolError, OSError):
            continue
        yield PendingVault(one, slot, asked)
