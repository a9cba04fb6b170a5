"""The slot beside a vault: whose it is, and its keys wrapped by that person's password."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import msgspec
from platformdirs import user_data_path

from desktop.errors import Problem
from desktop.models.disk import write_bytes
from desktop.models.keys import (
    NONCE_BYTES,
    SALT_BYTES,
    Kdf,
    Keys,
    Random,
    key_of_keys,
    unwrap,
    wrap,
)
from sync.protocol.encoding import decode, encode
from sync.protocol.errors import ProtocolError

SLOT_FILE = "slot.msgpack"
VERSION = 1
_FLOOR = Kdf(8, 1, 1)
_CEILING = Kdf(4 * 1024 * 1024, 64, 16)


@dataclass(frozen=True, slots=True)
class Identity:
    """Whose vault it is, as headquarters named them, and the device it lies on."""

    name: str
    person: bytes
    device: bytes
    office: bytes
    vault: bytes


class Slot(msgspec.Struct, frozen=True, array_like=True):
    """The file, canonical MessagePack; all but ``wrapped`` is authenticated by it.

    ``keyring`` says whether a device secret is part of the key of keys.
    """

    version: int
    name: str
    person: bytes
    device: bytes
    office: bytes
    vault: bytes
    keyring: bool
    kdf: Kdf
    salt: bytes
    nonce: bytes
    wrapped: bytes

    @property
    def secret_name(self) -> str:
        """The name of its device secret in the keyring."""
        return f"vault {self.vault.hex()}"

    @property
    def bound(self) -> bytes:
        """What the wrapping authenticates."""
        return _bound(self)

    def identity(self) -> Identity:
        """Whose vault it is."""
        return Identity(self.name, self.person, self.device, self.office, self.vault)

    def open(self, password: str, device_secret: bytes) -> Keys | None:
        """The keys, or None for a wrong password."""
        key = key_of_keys(password, self.salt, self.kdf, device_secret)
        return unwrap(self.wrapped, key, self.nonce, self.bound)


def _bound(slot: Slot) -> bytes:
    return b"bazresyar/1/slot\0" + encode(msgspec.structs.replace(slot, wrapped=b""))


def sealed(
    keys: Keys, identity: Identity, password: str, device_secret: bytes, kdf: Kdf, random: Random
) -> Slot:
    """A slot that this password opens; salt and nonce are fresh."""
    blank = Slot(
        VERSION,
        identity.name,
        identity.person,
        identity.device,
        identity.office,
        identity.vault,
        bool(device_secret),
        kdf,
        random(SALT_BYTES),
        random(NONCE_BYTES),
        b"",
    )
    key = key_of_keys(password, blank.salt, kdf, device_secret)
    return msgspec.structs.replace(blank, wrapped=wrap(keys, key, blank.nonce, blank.bound))


def write_slot(folder: Path, slot: Slot) -> None:
    """Put the slot in place of the one before, durably."""
    write_bytes(folder / SLOT_FILE, encode(slot))


def read_slot(folder: Path) -> Slot:
    """The slot of a vault's folder.

    Raises Problem: ``vault_missing``, ``vault_damaged``, ``vault_newer``.
    """
    try:
        data = (folder / SLOT_FILE).read_bytes()
    except FileNotFoundError:
        raise Problem("vault_missing") from None
    try:
        slot = decode(data, Slot)
    except ProtocolError:
        raise Problem("vault_damaged") from None
    if slot.version > VERSION:
        raise Problem("vault_newer")
    if not _bearable(slot.kdf) or len(slot.nonce) != NONCE_BYTES:
        raise Problem("vault_damaged")
    return slot


def slot_or_spare(folder: Path) -> Slot:
    """The slot of a vault's folder; where it is damaged or gone, the one of its latest backup.

    Raises Problem as ``read_slot`` does where there is neither.
    """
    try:
        return read_slot(folder)
    except Problem as problem:
        if problem.code == "vault_newer":
            raise
        places = folder / "backups"
        for place in sorted(places.iterdir(), reverse=True) if places.is_dir() else ():
            with contextlib.suppress(Problem):
                spare = read_slot(place)
                if spare.vault.hex() == folder.name:
                    return spare
        raise


def _bearable(kdf: Kdf) -> bool:
    """Whether the costs a file asks for are ones this program would have written."""
    return all(
        low <= value <= high
        for low, value, high in zip(
            msgspec.structs.astuple(_FLOOR),
            msgspec.structs.astuple(kdf),
            msgspec.structs.astuple(_CEILING),
            strict=True,
        )
    )


def data_folder() -> Path:
    """Where this program keeps a user's data."""
    return user_data_path("bazresyar", appauthor=False)


def vaults_folder(data: Path | None = None) -> Path:
    """Where the vaults of this device lie."""
    return (data or data_folder()) / "vaults"


def slots(vaults: Path) -> Iterator[tuple[Path, Slot | Problem]]:
    """Every vault folder below ``vaults`` with its slot, or what is wrong with it.

    Where the slot is damaged, that of a backup tells whose vault it is.
    """
    for folder in sorted(vaults.iterdir()) if vaults.is_dir() else ():
        if folder.name.startswith(".") or not folder.is_dir():
            continue
        try:
            yield folder, slot_or_spare(folder)
        except Problem as problem:
            if problem.code != "vault_missing":
                yield folder, problem
