"""A bundle: one file on a stick, signed outside, sealed to one recipient (``security.md`` 2.8).

Header, signature, sealed key, chunks. The signature covers header, sealed key and chunks; the
sealed key opens for the recipient alone (HPKE, RFC 9180); chunks of 1 MiB are a STREAM of AEAD
texts over one zstd stream, which holds a manifest and files named by their place. A reader checks
in this order and holds one chunk at a time, so that nothing unproven reaches a decompressor.
"""

from __future__ import annotations

import hashlib
import os
import struct
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from typing import IO, Protocol, TypeVar

import msgspec
import zstandard
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite

from sync.protocol.bundle_chunks import (
    CHUNK,
    FILE_LIMIT,
    PIECE,
    TAG_BYTES,
    BundleError,
    ChunkReader,
    ChunkWriter,
    exactly,
    openable,
    too_large,
)
from sync.protocol.encoding import decode, encode
from sync.protocol.entry import verified
from sync.protocol.errors import ProtocolError

MAGIC = b"BZRSTICK"
VERSION = 1
BUNDLE_TAG = b"bazresyar/1/bundle\0"
ENTRIES_LIMIT = 10_000
FILES_LIMIT = 10_000
MANIFEST_LIMIT = 64 * 1024 * 1024

TO_HEADQUARTERS, ANSWER, BETWEEN_VAULTS, ENROL, ENROLLED = range(1, 6)
"""What a bundle is for."""

_PURPOSES = frozenset({TO_HEADQUARTERS, ANSWER, BETWEEN_VAULTS, ENROL, ENROLLED})
_FORM = struct.Struct(">8sBB16s8s32s8s16sQIIHQQ")
_SIGNATURE_BYTES = 64
_SEALED_LIMIT = 32 * 1024
_KEY_BYTES = 32
_WINDOW = 8 * 1024 * 1024
_LENGTH = struct.Struct(">I")
_SUITE = Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.CHACHA20_POLY1305)

T = TypeVar("T")
Told = Callable[[int, int], None]
"""Hears how many bytes of how many; may raise to stop."""


class Signer(Protocol):
    """Signs a message under a domain tag, as a vault's journal does."""

    def __call__(self, tag: bytes, message: bytes, /) -> bytes:
        """The 64 bytes of the signature."""
        ...


@dataclass(frozen=True, slots=True)
class Header:
    """What anybody can read of a bundle; names nobody. ``made_at`` in milliseconds since 1970.

    ``sealed``, ``body`` and ``plain`` are sizes in bytes: of the sealed key, of the chunks, of
    what is in them.
    """

    purpose: int
    installation: bytes
    sender: bytes
    sender_key: bytes
    recipient: bytes
    recipient_key: bytes
    made_at: int
    entries: int
    files: int
    sealed: int = 0
    body: int = 0
    plain: int = 0

    @property
    def size(self) -> int:
        """Of the whole file."""
        return _FORM.size + _SIGNATURE_BYTES + self.sealed + self.body

    @property
    def bound(self) -> bytes:
        """What the sealed key is bound to: who to whom, when, what for."""
        parts = (self.installation, self.sender, self.sender_key, self.recipient)
        when = self.made_at.to_bytes(8, "big")
        return BUNDLE_TAG + bytes([VERSION, self.purpose]) + b"".join(parts) + when


class Sealed(msgspec.Struct, array_like=True, frozen=True):
    """What only the recipient opens before all else: the file's key, and who the sender is.

    ``certificate`` is the sender's, as headquarters signed it; empty where it is known already.
    """

    key: bytes
    certificate: bytes


def key_id(receiving_key: bytes) -> bytes:
    """By which a header names the key that opens it."""
    return hashlib.sha256(BUNDLE_TAG + receiving_key).digest()[:16]


def write(
    file: IO[bytes],
    header: Header,
    sign: Signer,
    sealed: Sealed,
    receiving_key: bytes,
    manifest: bytes,
    files: Iterable[Iterable[bytes]] = (),
    padding: Callable[[int], bytes] = os.urandom,
) -> Header:
    """Write a bundle into an empty file; returns its header as it stands.

    ``padding`` gives random bytes: contents that pack too well are made longer with them, since
    readers refuse what opens to more than a hundred times its size. Raises BundleError
    ``bundle_too_large``.
    """
    if len(manifest) > MANIFEST_LIMIT or header.entries > ENTRIES_LIMIT:
        raise too_large()
    try:
        public = X25519PublicKey.from_public_bytes(receiving_key)
        wrapped = _SUITE.encrypt(encode(sealed), public, info=header.bound)
    except ValueError as error:
        raise BundleError("bundle_recipient_unknown") from error
    file.seek(_FORM.size + _SIGNATURE_BYTES)
    file.write(wrapped)
    chunks = ChunkWriter(file, sealed.key, header.bound)
    chunks.add(_LENGTH.pack(len(manifest)))
    for start in range(0, len(manifest), PIECE):
        chunks.add(manifest[start : start + PIECE])
    for pieces in files:
        for piece in pieces:
            chunks.add(piece)
    chunks.close(padding)
    made = replace(header, sealed=len(wrapped), body=chunks.written, plain=chunks.plain)
    if made.size > FILE_LIMIT:
        raise too_large()
    head = packed(made)
    digest = hashlib.sha256(wrapped)
    digest.update(chunks.digest.digest())
    file.seek(0)
    file.write(head)
    file.write(sign(BUNDLE_TAG, head + digest.digest()))
    return made


def read_header(file: IO[bytes]) -> Header:
    """The header of a file, its bounds, and that the file is as long as it says.

    Raises BundleError: ``bundle_not_one``, ``bundle_newer``, ``bundle_cut``, ``bundle_too_large``.
    """
    file.seek(0)
    head = file.read(_FORM.size)
    if len(head) < len(MAGIC) or not head.startswith(MAGIC):
        raise BundleError("bundle_not_one")
    if len(head) < _FORM.size:
        raise BundleError("bundle_cut")
    _, version, purpose, *rest = _FORM.unpack(head)
    if version != VERSION or purpose not in _PURPOSES:
        raise BundleError("bundle_newer", version=version)
    header = Header(purpose, *rest)
    if not _bounded(header):
        raise too_large()
    length = file.seek(0, 2)
    if length != header.size:
        raise BundleError("bundle_cut" if length < header.size else "bundle_damaged")
    return header


def check_signature(file: IO[bytes], header: Header, told: Told = lambda done, of: None) -> None:
    """Whether the sender's key of the header signed all of it. Raises BundleError.

    Whose key that is, the caller has to know: see ``open_bundle``.
    """
    file.seek(_FORM.size)
    signature = file.read(_SIGNATURE_BYTES)
    digest = hashlib.sha256(exactly(file, header.sealed))
    body = hashlib.sha256()
    left = header.body
    while left:
        piece = exactly(file, min(left, CHUNK))
        body.update(piece)
        left -= len(piece)
        told(header.body - left, header.body)
    digest.update(body.digest())
    message = packed(header) + digest.digest()
    if not verified(header.sender_key, BUNDLE_TAG, message, signature):
        raise BundleError("bundle_damaged")


def unsealed(file: IO[bytes], header: Header, key: X25519PrivateKey) -> Sealed:
    """What the recipient alone can open. Raises BundleError ``bundle_not_for_us``."""
    if header.recipient_key != key_id(key.public_key().public_bytes_raw()):
        raise BundleError("bundle_not_for_us")
    file.seek(_FORM.size + _SIGNATURE_BYTES)
    wrapped = exactly(file, header.sealed)
    try:
        opened = decode(_SUITE.decrypt(wrapped, key, info=header.bound), Sealed)
    except (InvalidTag, ValueError, ProtocolError) as error:
        raise BundleError("bundle_damaged") from error
    if len(opened.key) != _KEY_BYTES:
        raise BundleError("bundle_damaged")
    return opened


Trusts = Callable[[Header, bytes], None]
"""Raises BundleError unless the header's key is its sender's; has the certificate to go by."""


def open_bundle(
    file: IO[bytes],
    key: X25519PrivateKey,
    installation: bytes,
    trusts: Trusts,
    told: Told = lambda done, of: None,
) -> Contents:
    """Everything in order: bounds, signature over the whole, sealed key, who sent it, contents.

    Raises BundleError; then nothing has been decompressed.
    """
    header = read_header(file)
    check_signature(file, header, told)
    if header.installation != installation:
        raise BundleError("bundle_other_installation")
    opened = unsealed(file, header, key)
    trusts(header, opened.certificate)
    return Contents(file, header, opened.key)


class Contents:
    """The manifest, then the files in their order; each is read once, a piece at a time."""

    def __init__(self, file: IO[bytes], header: Header, key: bytes) -> None:
        self.header = header
        start = _FORM.size + _SIGNATURE_BYTES + header.sealed
        self._source = ChunkReader(file, start, header.body, key, header.bound)
        opener = zstandard.ZstdDecompressor(max_window_size=_WINDOW)
        self._stream = opener.stream_reader(self._source, closefd=False)  # type: ignore[arg-type]  # it only reads
        self._left = header.plain
        (length,) = _LENGTH.unpack(self._read(_LENGTH.size))
        if length > min(MANIFEST_LIMIT, self._left):
            raise BundleError("bundle_damaged")
        self._manifest = self._read(length)

    def manifest(self, into: type[T]) -> T:
        """What stands first. Raises BundleError ``bundle_damaged``."""
        try:
            return decode(self._manifest, into)
        except ProtocolError as error:
            raise BundleError("bundle_damaged") from error

    def pieces(self, size: int) -> Iterator[bytes]:
        """The next file, in pieces of 256 KiB; the caller knows its size from the manifest."""
        if not 0 <= size <= self._left:
            raise BundleError("bundle_damaged")
        while size:
            piece = self._read(min(size, PIECE))
            size -= len(piece)
            yield piece

    def close(self) -> None:
        """Read to the end: nothing may follow, and nothing be missing."""
        while self._left:
            self._read(min(self._left, PIECE))
        if self._some(1) or not self._source.ended:
            raise BundleError("bundle_damaged")

    def _read(self, size: int) -> bytes:
        if size > self._left:
            raise BundleError("bundle_damaged")
        found = bytearray()
        while len(found) < size:
            piece = self._some(min(size - len(found), PIECE))
            if not piece:
                raise BundleError("bundle_damaged")
            found += piece
        self._left -= size
        return bytes(found)

    def _some(self, size: int) -> bytes:
        try:
            return self._stream.read(size)
        except zstandard.ZstdError as error:
            raise BundleError("bundle_damaged") from error


def packed(header: Header) -> bytes:
    """The header as its first bytes stand in the file."""
    return _FORM.pack(
        MAGIC,
        VERSION,
        header.purpose,
        header.installation,
        header.sender,
        header.sender_key,
        header.recipient,
        header.recipient_key,
        header.made_at,
        header.entries,
        header.files,
        header.sealed,
        header.body,
        header.plain,
    )


def _bounded(header: Header) -> bool:
    return (
        header.size <= FILE_LIMIT
        and 0 < header.sealed <= _SEALED_LIMIT
        and header.body > TAG_BYTES
        and header.entries <= ENTRIES_LIMIT
        and header.files <= FILES_LIMIT
        and _LENGTH.size <= header.plain <= openable(header.body)
    )
