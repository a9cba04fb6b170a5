"""Attachments: encrypted files named by nothing, found by the SHA-256 of what is in them.

A file is written, made durable and renamed before the row says that it is there; what a crash
leaves behind is swept at the next start (``security.md`` 2.7, 2.10).
"""

from __future__ import annotations

import contextlib
import hashlib
import io
import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCMSIV
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from sqlalchemy import Integer, LargeBinary, String, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from desktop.errors import Problem
from desktop.models.base import Base, Local
from desktop.models.disk import (
    disk_full,
    free_space,
    make_private_folder,
    open_private,
    saying_when_full,
    sync_folder,
)
from desktop.models.keys import Random

CHUNK = 256 * 1024
HERE, WANTED, PARTIAL = "here", "wanted", "partial"

_TAG_BYTES = 16
_FILE_BYTES = 16
_UNKNOWN = "application/octet-stream"
_RESERVE = 16 << 20
"""Left free beside an attachment, so that the database can still write its row."""


class BlobFile(Local, Base):
    """Where an attachment lies and how much of it has come; ``received`` has a bit per chunk."""

    __tablename__ = "blob_files"
    sha256: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True)
    file: Mapped[bytes] = mapped_column(LargeBinary(16))
    size: Mapped[int] = mapped_column(Integer)
    media_type: Mapped[str] = mapped_column(String(60))
    state: Mapped[str] = mapped_column(String(8), index=True)
    received: Mapped[bytes] = mapped_column(default=b"")


@dataclass(frozen=True, slots=True)
class Stored:
    """An attachment that is safely here."""

    sha256: bytes
    size: int
    media_type: str


@dataclass(frozen=True, slots=True)
class Missing:
    """An attachment that records name and that has not wholly come; ``chunks`` are still due."""

    sha256: bytes
    size: int
    media_type: str
    chunks: tuple[int, ...]


class BlobStore:
    """The attachments of one vault, or of headquarters."""

    def __init__(self, folder: Path, key: bytes, random: Random = os.urandom) -> None:
        self.folder = folder
        self._key = key
        self._random = random
        make_private_folder(folder)

    def add(self, session: Session, content: bytes | Path, media_type: str) -> Stored:
        """Keep an attachment; the same content is kept once.

        Raises Problem ``disk_full``; nothing is kept then.
        """
        size, digest = _measure(content)
        row = session.get(BlobFile, digest)
        if row is not None and row.state == HERE:
            return Stored(digest, row.size, row.media_type)
        name = self._random(_FILE_BYTES)
        with _chunks_of(content) as chunks:
            self._write(name, size, chunks)
        if row is not None:
            self._part(row.file).unlink(missing_ok=True)
            row.file, row.size, row.state, row.received = name, size, HERE, b""
        else:
            session.add(
                BlobFile(sha256=digest, file=name, size=size, media_type=media_type, state=HERE)
            )
        session.flush()
        return Stored(digest, size, media_type)

    def open(self, session: Session, sha256: bytes) -> BlobReader:
        """What is in an attachment, chunk by chunk.

        Raises Problem ``attachment_not_here`` or ``attachment_damaged``.
        """
        row = session.get(BlobFile, sha256)
        if row is None or row.state != HERE:
            raise Problem("attachment_not_here")
        return BlobReader(self.folder / row.file.hex(), self._cipher(row.file), row.file, row.size)

    def read(self, session: Session, sha256: bytes) -> bytes:
        """An attachment, whole, and compared with its hash."""
        content = b"".join(self.open(session, sha256))
        if hashlib.sha256(content).digest() != sha256:
            raise Problem("attachment_damaged")
        return content

    def is_here(self, session: Session, sha256: bytes) -> bool:
        """Whether an attachment can be read."""
        query = select(BlobFile.state).where(BlobFile.sha256 == sha256)
        return session.execute(query).scalar_one_or_none() == HERE

    def want(self, session: Session, sha256: bytes, size: int, media_type: str) -> None:
        """Note an attachment that records name, so that the next exchange fetches it."""
        if session.get(BlobFile, sha256) is None:
            session.add(
                BlobFile(
                    sha256=sha256,
                    file=self._random(_FILE_BYTES),
                    size=size,
                    media_type=media_type,
                    state=WANTED,
                    received=bytes(-(-_count(size) // 8)),
                )
            )
            session.flush()

    def missing(self, session: Session) -> list[Missing]:
        """What has not wholly come, the smallest first: thumbnails before photos."""
        query = (
            select(BlobFile).where(BlobFile.state != HERE).order_by(BlobFile.size, BlobFile.sha256)
        )
        return [
            Missing(row.sha256, row.size, row.media_type, tuple(_due(row)))
            for row in session.execute(query).scalars()
        ]

    def put_chunk(self, session: Session, sha256: bytes, index: int, data: bytes) -> bool:
        """Keep one chunk of a wanted attachment; True when it is now wholly here.

        A chunk that came before has no effect. When the last one has come and the hash differs,
        all are dropped and asked for again: Problem ``attachment_mismatch``.
        """
        row = session.get(BlobFile, sha256)
        if row is None or not 0 <= index < _count(row.size):
            raise Problem("attachment_not_wanted")
        if row.state == HERE:
            return True
        if len(data) != _length(row.size, index):
            raise Problem("attachment_mismatch")
        if index in set(_due(row)):
            self._write_part(row, index, data)
            row.received = _with_bit(row.received, index)
            row.state = PARTIAL
        if next(_due(row), None) is None:
            self._complete(row)
        session.flush()
        return row.state == HERE

    def sweep(self, session: Session) -> int:
        """Remove files that no row knows: left by a crash before the row was kept."""
        known: set[str] = set()
        for file, state in session.execute(select(BlobFile.file, BlobFile.state)):
            known.add(file.hex() if state == HERE else f"{file.hex()}.part")
        strays = [path for path in self.folder.iterdir() if path.name not in known]
        for path in strays:
            path.unlink()
        return len(strays)

    def adopt(self, session: Session) -> int:
        """Take up files that no row knows, where they are whole: the database is an older one.

        Their rows wait for the records that name them. Returns how many.
        """
        known = {file.hex() for file in session.execute(select(BlobFile.file)).scalars()}
        found = 0
        for path in sorted(self.folder.iterdir()):
            if path.name not in known and self._take_up(session, path):
                found += 1
        session.flush()
        return found

    def _take_up(self, session: Session, path: Path) -> bool:
        try:
            name, sealed = bytes.fromhex(path.name), path.stat().st_size
        except ValueError:
            return False
        size = sealed - _TAG_BYTES * max(1, -(-sealed // (CHUNK + _TAG_BYTES)))
        digest = hashlib.sha256()
        try:
            for chunk in BlobReader(path, self._cipher(name), name, size):
                digest.update(chunk)
        except Problem:
            return False
        row = session.get(BlobFile, digest.digest())
        if row is None:
            row = BlobFile(sha256=digest.digest(), media_type=_UNKNOWN)
            session.add(row)
        elif row.state == HERE and (self.folder / row.file.hex()).is_file():
            return False
        row.file, row.size, row.state, row.received = name, size, HERE, b""
        return True

    def _write(self, name: bytes, size: int, chunks: Iterable[bytes]) -> None:
        if free_space(self.folder) < size + _RESERVE:
            raise disk_full(size + _RESERVE)
        draft, cipher = self._part(name), self._cipher(name)
        try:
            with saying_when_full(size):
                with open_private(draft) as file:
                    for index, chunk in enumerate(chunks):
                        file.write(_seal(cipher, name, index, size, chunk))
                    file.flush()
                    os.fsync(file.fileno())
                draft.replace(self.folder / name.hex())
                sync_folder(self.folder)
        except BaseException:
            draft.unlink(missing_ok=True)
            raise

    def _write_part(self, row: BlobFile, index: int, data: bytes) -> None:
        sealed = _seal(self._cipher(row.file), row.file, index, row.size, data)
        with saying_when_full(row.size), open_private(self._part(row.file), flags=0) as file:
            file.seek(index * (CHUNK + _TAG_BYTES))
            file.write(sealed)
            file.flush()
            os.fsync(file.fileno())

    def _complete(self, row: BlobFile) -> None:
        part = self._part(row.file)
        reader = BlobReader(part, self._cipher(row.file), row.file, row.size)
        digest = hashlib.sha256()
        try:
            for chunk in reader:
                digest.update(chunk)
            whole = digest.digest() == row.sha256
        except Problem:
            whole = False
        if not whole:
            part.unlink(missing_ok=True)
            row.state, row.received = WANTED, bytes(len(row.received))
            return
        part.replace(self.folder / row.file.hex())
        sync_folder(self.folder)
        row.state, row.received = HERE, b""

    def _part(self, name: bytes) -> Path:
        return self.folder / f"{name.hex()}.part"

    def _cipher(self, name: bytes) -> AESGCMSIV:
        info = b"bazresyar/1/blob\0" + name
        return AESGCMSIV(HKDF(SHA256(), length=32, salt=None, info=info).derive(self._key))


class BlobReader:
    """An attachment opened for reading; each chunk is authenticated with its place in the file."""

    def __init__(self, path: Path, cipher: AESGCMSIV, name: bytes, size: int) -> None:
        self.size = size
        self.chunks = _count(size)
        self._path = path
        self._cipher = cipher
        self._name = name

    def __iter__(self) -> Iterator[bytes]:
        for index in range(self.chunks):
            yield self.chunk(index)

    def chunk(self, index: int) -> bytes:
        """One chunk of 256 KiB, the last one shorter. Raises Problem ``attachment_damaged``."""
        try:
            with self._path.open("rb") as file:
                file.seek(index * (CHUNK + _TAG_BYTES))
                sealed = file.read(CHUNK + _TAG_BYTES)
            nonce, bound = _place(self._name, index, self.size)
            content = self._cipher.decrypt(nonce, sealed, bound)
        except (InvalidTag, OSError, ValueError):
            raise Problem("attachment_damaged") from None
        if len(content) != _length(self.size, index):
            raise Problem("attachment_damaged")
        return content


def _seal(cipher: AESGCMSIV, name: bytes, index: int, size: int, chunk: bytes) -> bytes:
    nonce, bound = _place(name, index, size)
    return cipher.encrypt(nonce, chunk, bound)


def _place(name: bytes, index: int, size: int) -> tuple[bytes, bytes]:
    """Nonce and bound data of a chunk; each file has a key of its own."""
    nonce = index.to_bytes(12, "big")
    last = index == _count(size) - 1
    return nonce, name + nonce + bytes([last])


def _count(size: int) -> int:
    return max(1, -(-size // CHUNK))


def _length(size: int, index: int) -> int:
    return min(CHUNK, size - index * CHUNK)


def _due(row: BlobFile) -> Iterator[int]:
    return (
        index for index in range(_count(row.size)) if not row.received[index // 8] >> index % 8 & 1
    )


def _with_bit(received: bytes, index: int) -> bytes:
    bits = bytearray(received)
    bits[index // 8] |= 1 << index % 8
    return bytes(bits)


def _measure(content: bytes | Path) -> tuple[int, bytes]:
    digest = hashlib.sha256()
    size = 0
    with _chunks_of(content) as chunks:
        for chunk in chunks:
            digest.update(chunk)
            size += len(chunk)
    return size, digest.digest()


@contextlib.contextmanager
def _chunks_of(content: bytes | Path) -> Iterator[Iterator[bytes]]:
    with io.BytesIO(content) if isinstance(content, bytes) else content.open("rb") as file:
        yield _read_chunks(file)


def _read_chunks(file: IO[bytes]) -> Iterator[bytes]:
    yield file.read(CHUNK)
    while chunk := file.read(CHUNK):
        yield chunk
