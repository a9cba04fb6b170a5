"""How identities of citizens are sealed: fields, keys of a group, two of three officers.

HPKE (RFC 9180) throughout. A key of 32 bytes is X25519, a longer one the hybrid of ML-KEM-768 and
X25519. ``bound`` names application, kind, record, field, key and schema, so that a sealed name
that was moved to another record or field does not open.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.mlkem import MLKEM768PrivateKey, MLKEM768PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCMSIV
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.hpke import (
    AEAD,
    KDF,
    KEM,
    MLKEM768X25519PrivateKey,
    MLKEM768X25519PublicKey,
    Suite,
)
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from sync.protocol.errors import ProtocolError

FIELDS = ("name", "mobile", "address", "national_id")
SCHEMA = 1
KEY_BYTES = 32
SALT_BYTES = 32
COMMITMENT_BYTES = 32
GROUP_PUBLIC_BYTES = 1216
GROUP_SECRET_BYTES = 96
SIZES = (1024, 4096)
"""Bytes to which every value is padded, salt and length included."""

_NONCE_BYTES = 12
_MLKEM_SEED = 64
_MLKEM_PUBLIC = 1184
_LENGTH_BYTES = 2
_TAG = b"bazresyar/1/identity\0"
_PLAIN = Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.CHACHA20_POLY1305)
_HYBRID = Suite(KEM.MLKEM768_X25519, KDF.HKDF_SHA256, AEAD.CHACHA20_POLY1305)

Random = Callable[[int], bytes]


@dataclass(frozen=True, slots=True)
class SealedField:
    """A value as its row keeps it, and the salted commitment that stands beside it."""

    sealed: bytes
    commitment: bytes


def broken() -> ProtocolError:
    """What every failure to open says; never which part of it failed, nor of what."""
    return ProtocolError("identity_seal_broken")


def bound(kind: str, record: bytes, field: str, key_id: bytes = b"") -> bytes:
    """What a seal is for; parts are ASCII without the bar that parts them."""
    parts = ("bazresyar", kind, record.hex(), field, key_id.hex(), str(SCHEMA))
    return "|".join(parts).encode()


def key_id(public: bytes) -> bytes:
    """By which a seal names the key that opens it, 16 bytes."""
    return hashlib.sha256(_TAG + b"key\0" + public).digest()[:16]


def new_group_secret(random: Random) -> bytes:
    """The private part of a hybrid key: the seed of ML-KEM-768, then the scalar of X25519."""
    return random(GROUP_SECRET_BYTES)


def public_of(secret: bytes) -> bytes:
    """The public part: of a group's secret, or of an X25519 scalar. Raises ProtocolError."""
    if len(secret) == KEY_BYTES:
        return X25519PrivateKey.from_private_bytes(secret).public_key().public_bytes_raw()
    if len(secret) != GROUP_SECRET_BYTES:
        raise broken()
    lattice = MLKEM768PrivateKey.from_seed_bytes(secret[:_MLKEM_SEED])
    curve = X25519PrivateKey.from_private_bytes(secret[_MLKEM_SEED:])
    return lattice.public_key().public_bytes_raw() + curve.public_key().public_bytes_raw()


def seal(public: bytes, plain: bytes, info: bytes) -> bytes:
    """Sealed to whoever holds the private part. Raises ProtocolError for what is no key."""
    try:
        if len(public) == KEY_BYTES:
            return _PLAIN.encrypt(plain, X25519PublicKey.from_public_bytes(public), info=info)
        lattice = MLKEM768PublicKey.from_public_bytes(public[:_MLKEM_PUBLIC])
        curve = X25519PublicKey.from_public_bytes(public[_MLKEM_PUBLIC:])
        return _HYBRID.encrypt(plain, MLKEM768X25519PublicKey(lattice, curve), info=info)
    except ValueError:
        raise broken() from None


def unseal(secret: bytes, sealed: bytes, info: bytes) -> bytes:
    """The opposite. Raises ProtocolError where key, bytes or ``info`` are others."""
    try:
        if len(secret) == KEY_BYTES:
            return _PLAIN.decrypt(sealed, X25519PrivateKey.from_private_bytes(secret), info=info)
        lattice = MLKEM768PrivateKey.from_seed_bytes(secret[:_MLKEM_SEED])
        curve = X25519PrivateKey.from_private_bytes(secret[_MLKEM_SEED:])
        return _HYBRID.decrypt(sealed, MLKEM768X25519PrivateKey(lattice, curve), info=info)
    except (InvalidTag, ValueError):
        raise broken() from None


def seal_field(key: bytes, record: bytes, field: str, text: str, random: Random) -> SealedField:
    """One value under its own key, salted and padded.

    Raises ProtocolError: ``identity_too_long``, ``identity_text_wrong``.
    """
    salt, nonce = random(SALT_BYTES), random(_NONCE_BYTES)
    try:
        plain = _padded(salt, text.encode())
    except UnicodeEncodeError:
        raise ProtocolError("identity_text_wrong") from None
    sealed = nonce + AESGCMSIV(key).encrypt(nonce, plain, bound("identities", record, field))
    return SealedField(sealed, commitment(record, field, salt, text))


def unseal_field(
    key: bytes, record: bytes, field: str, sealed: bytes, committed: bytes | None
) -> str:
    """The value, held against the commitment of the journal. Raises ProtocolError."""
    info = bound("identities", record, field)
    try:
        plain = AESGCMSIV(key).decrypt(sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:], info)
    except (InvalidTag, ValueError):
        raise broken() from None
    salt, rest = plain[:SALT_BYTES], plain[SALT_BYTES:]
    length = int.from_bytes(rest[:_LENGTH_BYTES], "big")
    try:
        text = rest[_LENGTH_BYTES : _LENGTH_BYTES + length].decode()
    except UnicodeDecodeError:
        raise broken() from None
    told = commitment(record, field, salt, text)
    if committed is None or not hmac.compare_digest(told, committed):
        raise broken()
    return text


def is_sealed_size(sealed: bytes) -> bool:
    """Whether sealed bytes are as long as padding makes them; says nothing of what is in them."""
    overhead = _NONCE_BYTES + 16
    return len(sealed) - overhead in SIZES


def commitment(record: bytes, field: str, salt: bytes, text: str) -> bytes:
    """What the journal holds of a value; without the salt nobody can test a guess against it."""
    info = bound("identities", record, field)
    return hashlib.sha256(_TAG + b"commitment\0" + info + b"\0" + salt + text.encode()).digest()


def blind(index_key: bytes, what: str, value: str) -> bytes:
    """The blind index of a normalised value: HMAC-SHA-256 under the province's key."""
    return hmac.digest(index_key, _TAG + what.encode() + b"\0" + value.encode(), hashlib.sha256)


def derived_key(secret: bytes, purpose: str, salt: bytes) -> bytes:
    """A key of its own for one purpose."""
    info = _TAG + purpose.encode()
    return HKDF(SHA256(), length=KEY_BYTES, salt=salt, info=info).derive(secret)


def seal_to_pairs(
    officers: Sequence[bytes], record: bytes, field: str, plain: bytes
) -> tuple[bytes, bytes, bytes]:
    """Sealed to any two of three officers: for each pair one seal within another.

    The seal at place n is opened first by officer n, then by the one after him (the first after
    the last): each pair has one of them. Raises ProtocolError unless there are three keys.
    """
    if len(officers) != len(set(officers)) or len(officers) != OFFICERS:
        raise ProtocolError("officers_missing")
    made = []
    for place, first in enumerate(officers):
        second = officers[after(place)]
        inner = seal(second, plain, bound("identities", record, f"{field}/inner", key_id(second)))
        info = bound("identities", record, f"{field}/outer", key_id(first))
        made.append(seal(first, inner, info))
    return made[0], made[1], made[2]


OFFICERS = 3


def after(place: int) -> int:
    """The place of the officer who opens second what the one at ``place`` opens first."""
    return (place + 1) % OFFICERS


def open_outer(secret: bytes, record: bytes, field: str, sealed: bytes) -> bytes:
    """What the first of a pair hands on: still sealed to the second. Raises ProtocolError."""
    info = bound("identities", record, f"{field}/outer", key_id(public_of(secret)))
    return unseal(secret, sealed, info)


def open_inner(secret: bytes, record: bytes, field: str, inner: bytes) -> bytes:
    """What the second of a pair opens. Raises ProtocolError."""
    info = bound("identities", record, f"{field}/inner", key_id(public_of(secret)))
    return unseal(secret, inner, info)


def _padded(salt: bytes, value: bytes) -> bytes:
    needed = len(salt) + _LENGTH_BYTES + len(value)
    size = next((size for size in SIZES if needed <= size), None)
    if size is None:
        raise ProtocolError("identity_too_long")
    return salt + len(value).to_bytes(_LENGTH_BYTES, "big") + value + bytes(size - needed)
