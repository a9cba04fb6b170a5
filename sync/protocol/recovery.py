"""The second way to a vault's keys: sealed for headquarters' recovery key (``security.md`` 2.3).

The vault's keys lie beside it, sealed by HPKE (RFC 9180, ML-KEM-768 with X25519) for a key that
only two officers open together. A person who forgot the password asks with a file and is answered
with a file, which opens on that laptop alone, and once.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TypeVar

import msgspec
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.mlkem import MLKEM768PrivateKey, MLKEM768PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.hpke import (
    AEAD,
    KDF,
    KEM,
    MLKEM768X25519PrivateKey,
    MLKEM768X25519PublicKey,
    Suite,
)

from desktop.errors import Problem
from sync.protocol.encoding import decode, encode
from sync.protocol.enrolment import ALPHABET, normal_code
from sync.protocol.errors import ProtocolError

VERSION = 1
REQUEST_MAGIC = b"BZRECREQ"
ANSWER_MAGIC = b"BZRECANS"
FILE_LIMIT = 64 * 1024
SECRET_BYTES = 96
"""The private half as it is kept: 64 bytes of ML-KEM's seed, then 32 of X25519."""

_SUITE = Suite(KEM.MLKEM768_X25519, KDF.HKDF_SHA256, AEAD.CHACHA20_POLY1305)
_SEED, _PUBLIC = 64, 1184
_PUBLIC_BYTES = _PUBLIC + 32
_DIGEST_BYTES = 32
_KEY_ID_BYTES = 16
_CODE_LETTERS = 12
_CODE_BYTES = 8
_SLOT_TAG = b"bazresyar/1/recovery-slot\0"
_ANSWER_TAG = b"bazresyar/1/recovery-answer\0"
_KEY_TAG = b"bazresyar/1/recovery-key\0"

T = TypeVar("T")


class RecoverySlot(msgspec.Struct, array_like=True, frozen=True):
    """The vault's keys, sealed for the recovery key ``key`` (its id); lies beside the vault."""

    version: int
    installation: bytes
    vault: bytes
    key: bytes
    sealed: bytes


class RecoveryRequest(msgspec.Struct, array_like=True, frozen=True):
    """What a laptop asks with; ``answer_key`` is fresh, and the answer is sealed for it."""

    version: int
    slot: RecoverySlot
    answer_key: bytes
    made_at: int


class RecoveryAnswer(msgspec.Struct, array_like=True, frozen=True):
    """The answer to the request of that id; only the laptop that asked opens ``sealed``."""

    version: int
    vault: bytes
    request: bytes
    sealed: bytes


class Handed(msgspec.Struct, array_like=True, frozen=True):
    """What is in an answer: the packed keys, who opened them, and when (milliseconds)."""

    keys: bytes
    officers: list[str]
    opened_at: int


@dataclass(frozen=True, slots=True)
class SecretKey:
    """A private key for sealed texts, with its public half as bytes."""

    private: MLKEM768X25519PrivateKey
    public: bytes


def secret_key(secret: bytes) -> SecretKey:
    """The key of 96 random bytes."""
    kem = MLKEM768PrivateKey.from_seed_bytes(secret[:_SEED])
    curve = X25519PrivateKey.from_private_bytes(secret[_SEED:])
    public = kem.public_key().public_bytes_raw() + curve.public_key().public_bytes_raw()
    return SecretKey(MLKEM768X25519PrivateKey(kem, curve), public)


def key_id(public: bytes) -> bytes:
    """By which a slot names the key that opens it."""
    return hashlib.sha256(_KEY_TAG + public).digest()[:_KEY_ID_BYTES]


def seal_slot(installation: bytes, vault: bytes, public: bytes, keys: bytes) -> RecoverySlot:
    """The packed keys of a vault, sealed. Raises Problem ``recovery_key_unusable``."""
    blank = RecoverySlot(VERSION, installation, vault, key_id(public), b"")
    return msgspec.structs.replace(blank, sealed=_seal(public, keys, _slot_bound(blank)))


def open_slot(slot: RecoverySlot, key: SecretKey) -> bytes:
    """The packed keys of a vault.

    Raises Problem ``recovery_other_key``, ``recovery_file_damaged``.
    """
    if slot.key != key_id(key.public):
        raise Problem("recovery_other_key")
    return _unseal(slot.sealed, key, _slot_bound(slot))


def answer(request: bytes, asked: RecoveryRequest, handed: Handed) -> bytes:
    """The file that answers a request; ``request`` are its bytes as they were read."""
    number = request_id(request)
    vault = asked.slot.vault
    sealed = _seal(asked.answer_key, encode(handed), _answer_bound(vault, number))
    return framed(ANSWER_MAGIC, encode(RecoveryAnswer(VERSION, vault, number, sealed)))


def open_answer(answered: RecoveryAnswer, key: SecretKey) -> Handed:
    """What the officers handed over. Raises Problem ``recovery_file_damaged``."""
    plain = _unseal(answered.sealed, key, _answer_bound(answered.vault, answered.request))
    try:
        return decode(plain, Handed)
    except ProtocolError:
        raise Problem("recovery_file_damaged") from None


def request_id(request: bytes) -> bytes:
    """Which request an answer is for."""
    return hashlib.sha256(request).digest()


def shown_code(request: bytes) -> str:
    """What the person reads to the officers, so that they open no request but this one."""
    number = int.from_bytes(request_id(request)[:_CODE_BYTES], "big")
    letters = [ALPHABET[(number >> (5 * place)) & 31] for place in range(_CODE_LETTERS)]
    return "-".join("".join(letters[start : start + 4]) for start in range(0, _CODE_LETTERS, 4))


def check_code(request: bytes, typed: str) -> None:
    """Raises Problem ``recovery_code_wrong``."""
    if normal_code(typed) != normal_code(shown_code(request)):
        raise Problem("recovery_code_wrong")


def framed(magic: bytes, message: bytes) -> bytes:
    """A file: what it is, a digest that finds a changed byte, the message."""
    return magic + hashlib.sha256(magic + message).digest() + message


def unframed(data: bytes, magic: bytes, into: type[T]) -> tuple[bytes, T]:
    """The message of a file, as bytes and read.

    Raises Problem ``recovery_file_other`` for files of another sort, ``recovery_file_damaged``.
    """
    if not data.startswith(magic) or len(data) > FILE_LIMIT:
        raise Problem("recovery_file_other")
    head = len(magic) + _DIGEST_BYTES
    digest, message = data[len(magic) : head], data[head:]
    if hashlib.sha256(magic + message).digest() != digest:
        raise Problem("recovery_file_damaged")
    try:
        return message, decode(message, into)
    except ProtocolError:
        raise Problem("recovery_file_damaged") from None


def _slot_bound(slot: RecoverySlot) -> bytes:
    return _SLOT_TAG + encode(msgspec.structs.replace(slot, sealed=b""))


def _answer_bound(vault: bytes, request: bytes) -> bytes:
    return _ANSWER_TAG + encode([VERSION, vault, request])


def _seal(public: bytes, plain: bytes, bound: bytes) -> bytes:
    if len(public) != _PUBLIC_BYTES:
        raise Problem("recovery_key_unusable")
    try:
        key = MLKEM768X25519PublicKey(
            MLKEM768PublicKey.from_public_bytes(public[:_PUBLIC]),
            X25519PublicKey.from_public_bytes(public[_PUBLIC:]),
        )
        return _SUITE.encrypt(plain, key, info=bound)
    except ValueError:
        raise Problem("recovery_key_unusable") from None


def _unseal(sealed: bytes, key: SecretKey, bound: bytes) -> bytes:
    try:
        return _SUITE.decrypt(sealed, key.private, info=bound)
    except (InvalidTag, ValueError):
        raise Problem("recovery_file_damaged") from None
