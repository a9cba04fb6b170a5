"""The two officers who open the recovery key together: a key file and a password each.

The recovery key's private half is wrapped twice, by one officer's secret and then by the other's,
so that it opens with both files and both passwords and not otherwise. No file of them lies at the
server: each officer takes away their own.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

import msgspec
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCMSIV

from desktop.errors import Problem
from desktop.models.keys import KEY_BYTES, NONCE_BYTES, SALT_BYTES, STANDARD, Kdf, key_of_keys
from desktop.models.passwords import password_problem
from sync.protocol.encoding import decode, encode
from sync.protocol.errors import ProtocolError
from sync.protocol.recovery import SECRET_BYTES, SecretKey, framed, secret_key, unframed
from sync.server.keys import write_secret

RECOVERY_KEY = "recovery.key"
"""The wrapped private half, among the server's keys; nobody opens it alone."""

_MAGIC = b"BZOFFICR"
_VERSION = 1
_ID_BYTES = 16
_OFFICER_TAG = b"bazresyar/1/officer\0"
_WRAP_TAG = b"bazresyar/1/recovery-wrap\0"


class OfficerFile(msgspec.Struct, array_like=True, frozen=True):
    """What an officer takes away: a secret, wrapped by that officer's password."""

    version: int
    installation: bytes
    number: bytes
    name: str
    kdf: Kdf
    salt: bytes
    nonce: bytes
    wrapped: bytes


class WrappedKey(msgspec.Struct, array_like=True, frozen=True):
    """The recovery key: its public half, and the private one wrapped for both officers."""

    version: int
    installation: bytes
    public: bytes
    officers: list[bytes]
    nonces: list[bytes]
    wrapped: bytes


@dataclass(frozen=True, slots=True)
class Officer:
    """One who is present with file and password."""

    number: bytes
    name: str
    secret: bytes


def make_officer(
    path: Path, installation: bytes, name: str, password: str, kdf: Kdf = STANDARD
) -> Officer:
    """A new officer's file. Raises Refused ``password_…``, Problem ``officer_file_exists``."""
    refused = password_problem(password, name=name)
    if refused is not None:
        raise refused
    secret, number = os.urandom(KEY_BYTES), os.urandom(_ID_BYTES)
    salt, nonce = os.urandom(SALT_BYTES), os.urandom(NONCE_BYTES)
    blank = OfficerFile(_VERSION, installation, number, name, kdf, salt, nonce, b"")
    key = key_of_keys(password, salt, kdf, b"")
    wrapped = AESGCMSIV(key).encrypt(nonce, secret, _officer_bound(blank))
    try:
        made = msgspec.structs.replace(blank, wrapped=wrapped)
        write_secret(path, framed(_MAGIC, encode(made)))
    except FileExistsError:
        raise Problem("officer_file_exists", file=str(path)) from None
    return Officer(number, name, secret)


def read_officer(path: Path, installation: bytes) -> OfficerFile:
    """An officer's file, still wrapped.

    Raises Problem ``officer_file_other``, ``recovery_file_damaged``.
    """
    try:
        _, found = unframed(path.read_bytes(), _MAGIC, OfficerFile)
    except OSError:
        raise Problem("officer_file_other", file=str(path)) from None
    except Problem as problem:
        if problem.code != "recovery_file_other":
            raise
        raise Problem("officer_file_other", file=str(path)) from None
    if found.installation != installation:
        raise Problem("officer_file_other", file=str(path))
    return found


def unwrap_officer(file: OfficerFile, password: str) -> Officer:
    """The officer behind a password. Raises Problem ``officer_password_wrong``."""
    key = key_of_keys(password, file.salt, file.kdf, b"")
    bare = msgspec.structs.replace(file, wrapped=b"")
    try:
        secret = AESGCMSIV(key).decrypt(file.nonce, file.wrapped, _officer_bound(bare))
    except (InvalidTag, ValueError):
        raise Problem("officer_password_wrong", name=file.name) from None
    return Officer(file.number, file.name, secret)


def make_recovery_key(keys: Path, installation: bytes, first: Officer, second: Officer) -> bytes:
    """Make the recovery key for two officers; returns its public half.

    Raises Problem ``officer_same_person``, ``recovery_exists``.
    """
    if first.number == second.number:
        raise Problem("officer_same_person")
    secret = os.urandom(SECRET_BYTES)
    public = secret_key(secret).public
    officers = [first.number, second.number]
    nonces = [os.urandom(NONCE_BYTES), os.urandom(NONCE_BYTES)]
    blank = WrappedKey(_VERSION, installation, public, officers, nonces, b"")
    inner = AESGCMSIV(first.secret).encrypt(nonces[0], secret, _wrap_bound(blank, 0))
    outer = AESGCMSIV(second.secret).encrypt(nonces[1], inner, _wrap_bound(blank, 1))
    try:
        write_secret(keys / RECOVERY_KEY, encode(msgspec.structs.replace(blank, wrapped=outer)))
    except FileExistsError:
        raise Problem("recovery_exists") from None
    return public


def read_recovery_key(keys: Path) -> WrappedKey:
    """The wrapped key. Raises Problem ``recovery_not_initialised``, ``recovery_key_unusable``."""
    try:
        return decode((keys / RECOVERY_KEY).read_bytes(), WrappedKey)
    except FileNotFoundError:
        raise Problem("recovery_not_initialised") from None
    except ProtocolError:
        raise Problem("recovery_key_unusable") from None


def open_recovery_key(wrapped: WrappedKey, one: Officer, other: Officer) -> SecretKey:
    """The private half, by both officers in either order.

    Raises Problem ``officer_same_person``, ``officer_not_of_this_key``.
    """
    if one.number == other.number:
        raise Problem("officer_same_person")
    present = {officer.number: officer for officer in (one, other)}
    if set(wrapped.officers) != set(present):
        raise Problem("officer_not_of_this_key")
    first, second = (present[number] for number in wrapped.officers)
    bare = msgspec.structs.replace(wrapped, wrapped=b"")
    try:
        inner = AESGCMSIV(second.secret).decrypt(
            wrapped.nonces[1], wrapped.wrapped, _wrap_bound(bare, 1)
        )
        secret = AESGCMSIV(first.secret).decrypt(wrapped.nonces[0], inner, _wrap_bound(bare, 0))
    except (InvalidTag, ValueError, IndexError):
        raise Problem("officer_not_of_this_key") from None
    return secret_key(secret)


def _officer_bound(bare: OfficerFile) -> bytes:
    return _OFFICER_TAG + encode(bare)


def _wrap_bound(bare: WrappedKey, layer: int) -> bytes:
    return _WRAP_TAG + bytes([layer]) + encode(bare)
