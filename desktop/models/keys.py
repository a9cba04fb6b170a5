"""The keys of one vault, and how a password and a device secret wrap them.

Key of keys = HKDF-SHA256(Argon2id(password) ‖ device secret); wrapping by AES-256-GCM-SIV
(``security.md`` 2.3).
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

import msgspec
from argon2.low_level import Type, hash_secret_raw
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCMSIV
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from sync.protocol.encoding import decode, encode
from sync.protocol.errors import ProtocolError

KEY_BYTES = 32
SALT_BYTES = 16
NONCE_BYTES = 12

Random = Callable[[int], bytes]


class SecretStore(Protocol):
    """The system's keyring, or a test's own: 32-byte secrets by name."""

    def get(self, name: str) -> bytes | None:
        """The secret of a name, or None where there is none."""
        ...

    def set(self, name: str, secret: bytes) -> None:
        """Keep a secret. Raises Problem where it does not come back the same."""
        ...

    def delete(self, name: str) -> None:
        """Forget a secret; no error where there is none."""
        ...


class Kdf(msgspec.Struct, frozen=True, array_like=True):
    """What Argon2id may cost: KiB of memory, passes, lanes."""

    memory: int
    passes: int
    lanes: int


STANDARD = Kdf(64 * 1024, 3, 4)
"""64 MiB, three passes, four lanes: above OWASP's floor of 19 MiB and two."""


class _Packed(msgspec.Struct, frozen=True, array_like=True):
    database: bytes
    sign: bytes
    receive: bytes


@dataclass(frozen=True, slots=True)
class Keys:
    """The random database key, the key that signs entries, and the key that receives."""

    database: bytes
    sign: Ed25519PrivateKey
    receive: X25519PrivateKey

    @classmethod
    def fresh(cls, random: Random) -> Keys:
        """New keys; they exist before enrolment, which certifies the public halves."""
        return cls(
            random(KEY_BYTES),
            Ed25519PrivateKey.from_private_bytes(random(KEY_BYTES)),
            X25519PrivateKey.from_private_bytes(random(KEY_BYTES)),
        )

    @property
    def verifying(self) -> bytes:
        """The public half of the signing key, 32 bytes."""
        return self.sign.public_key().public_bytes_raw()

    @property
    def receiving(self) -> bytes:
        """The public half of the receiving key, 32 bytes."""
        return self.receive.public_key().public_bytes_raw()

    def derived(self, purpose: str) -> bytes:
        """A key of its own for something beside the database, such as attachments."""
        return _hkdf(self.database, salt=None, purpose=purpose)


def packed(keys: Keys) -> bytes:
    """The keys as they are wrapped or sealed."""
    return encode(
        _Packed(keys.database, keys.sign.private_bytes_raw(), keys.receive.private_bytes_raw())
    )


def unpacked(plain: bytes) -> Keys:
    """Raises ProtocolError for bytes that are no keys."""
    found = decode(plain, _Packed)
    if {len(one) for one in msgspec.structs.astuple(found)} != {KEY_BYTES}:
        raise ProtocolError("wire_malformed")
    return Keys(
        found.database,
        Ed25519PrivateKey.from_private_bytes(found.sign),
        X25519PrivateKey.from_private_bytes(found.receive),
    )


def wrap(keys: Keys, key_of_keys: bytes, nonce: bytes, bound: bytes) -> bytes:
    """The keys, encrypted and bound to what stands beside them in the slot."""
    return AESGCMSIV(key_of_keys).encrypt(nonce, packed(keys), bound)


def unwrap(wrapped: bytes, key_of_keys: bytes, nonce: bytes, bound: bytes) -> Keys | None:
    """The keys, or None where password, device secret or anything bound is another."""
    try:
        plain = AESGCMSIV(key_of_keys).decrypt(nonce, wrapped, bound)
    except (InvalidTag, ValueError):
        return None
    return unpacked(plain)


def key_of_keys(password: str, salt: bytes, kdf: Kdf, device_secret: bytes) -> bytes:
    """From what a person knows and what this device holds (empty without a keyring)."""
    stretched = hash_secret_raw(
        unicodedata.normalize("NFC", password).encode(),
        salt,
        time_cost=kdf.passes,
        memory_cost=kdf.memory,
        parallelism=kdf.lanes,
        hash_len=KEY_BYTES,
        type=Type.ID,
    )
    return _hkdf(stretched + device_secret, salt=salt, purpose="wrap")


def _hkdf(material: bytes, *, salt: bytes | None, purpose: str) -> bytes:
    info = f"bazresyar/1/{purpose}".encode()
    return HKDF(SHA256(), length=KEY_BYTES, salt=salt, info=info).derive(material)
