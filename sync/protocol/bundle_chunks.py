"""The body of a bundle: one zstd stream, cut into chunks that are sealed one by one (STREAM)."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from typing import IO

import zstandard
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from sync.protocol.errors import ProtocolError

FILE_LIMIT = 512 * 1024 * 1024
OPEN_LIMIT = 2 * 1024 * 1024 * 1024
RATIO_LIMIT = 100
FREE_RATIO = 1024 * 1024
"""So much may come out of any few bytes: short manifests repeat themselves."""

CHUNK = 1024 * 1024
TAG_BYTES = 16
PIECE = 256 * 1024
_LEVEL = 3


class BundleError(ProtocolError):
    """A file that is no bundle for us, or not whole: nothing of it is used."""


def too_large() -> BundleError:
    """More than one file may carry."""
    return BundleError("bundle_too_large", limit=FILE_LIMIT >> 20)


def openable(packed: int) -> int:
    """How much may come out of so many bytes at the most."""
    return min(OPEN_LIMIT, max(FREE_RATIO, RATIO_LIMIT * packed))


class ChunkWriter:
    """Packs, cuts into chunks and seals; the last chunk is marked (STREAM)."""

    def __init__(self, file: IO[bytes], key: bytes, bound: bytes) -> None:
        self._file = file
        self._cipher = _cipher(key, bound)
        self._packer = zstandard.ZstdCompressor(level=_LEVEL).compressobj()
        self._waiting = bytearray()
        self._number = 0
        self.digest = hashlib.sha256()
        self.written = self.plain = 0

    def add(self, piece: bytes) -> None:
        """More of what is in the bundle. Raises BundleError ``bundle_too_large``."""
        self.plain += len(piece)
        self._keep(self._packer.compress(piece))

    def close(self, padding: Callable[[int], bytes]) -> None:
        """No more; what packs too well for a reader's bound is made longer."""
        self._keep(self._packer.flush(zstandard.COMPRESSOBJ_FLUSH_BLOCK))
        while self.plain > openable(self.written + len(self._waiting)):
            self.add(padding(PIECE))
            self._keep(self._packer.flush(zstandard.COMPRESSOBJ_FLUSH_BLOCK))
        self._keep(self._packer.flush())
        self._put(bytes(self._waiting), last=True)

    def _keep(self, packed: bytes) -> None:
        self._waiting += packed
        while len(self._waiting) > CHUNK:
            self._put(bytes(self._waiting[:CHUNK]), last=False)
            del self._waiting[:CHUNK]
        if self.written > FILE_LIMIT or self.plain > OPEN_LIMIT:
            raise too_large()

    def _put(self, data: bytes, *, last: bool) -> None:
        sealed = self._cipher.encrypt(_nonce(self._number, last=last), data, None)
        self._number += 1
        self.digest.update(sealed)
        self.written += len(sealed)
        self._file.write(sealed)


class ChunkReader:
    """The chunks of a bundle, opened one by one, as a stream that can be read from."""

    def __init__(self, file: IO[bytes], start: int, size: int, key: bytes, bound: bytes) -> None:
        self._file = file
        self._cipher = _cipher(key, bound)
        self._at = start
        self._sealed_left = size
        self._number = 0
        self._opened = b""
        self._used = 0

    @property
    def ended(self) -> bool:
        """Whether all has been read."""
        return not self._sealed_left and self._used == len(self._opened)

    def read(self, size: int) -> bytes:
        """Some of it; nothing at the end."""
        if self._used == len(self._opened) and self._sealed_left:
            self._opened, self._used = self._next(), 0
        piece = self._opened[self._used : self._used + size]
        self._used += len(piece)
        return piece

    def _next(self) -> bytes:
        self._file.seek(self._at)
        sealed = exactly(self._file, min(self._sealed_left, CHUNK + TAG_BYTES))
        self._at += len(sealed)
        self._sealed_left -= len(sealed)
        nonce = _nonce(self._number, last=not self._sealed_left)
        self._number += 1
        try:
            return self._cipher.decrypt(nonce, sealed, None)
        except InvalidTag as error:
            raise BundleError("bundle_damaged") from error


def exactly(file: IO[bytes], size: int) -> bytes:
    data = file.read(size)
    if len(data) != size:
        raise BundleError("bundle_cut")
    return data


def _cipher(key: bytes, bound: bytes) -> ChaCha20Poly1305:
    """The cipher of one file; its key is used for nothing else, so that nonces may count."""
    derived = HKDF(SHA256(), length=32, salt=None, info=b"stream\0" + bound).derive(key)
    return ChaCha20Poly1305(derived)


def _nonce(number: int, *, last: bool) -> bytes:
    return number.to_bytes(11, "big") + bytes([last])
