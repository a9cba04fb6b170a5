"""Attachments at headquarters: encrypted chunks that arrive in any order and are checked whole.

Who may read one is decided by the rows that name it; who may send one, by whose entry did.
"""

from __future__ import annotations

import hashlib
import os
from dataclasses import dataclass
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCMSIV
from sqlalchemy import bindparam, or_, select, update
from sqlalchemy.orm import Session

from desktop.errors import Problem
from desktop.models import registry
from desktop.models.disk import make_private_folder, write_bytes
from desktop.models.journal import lookup
from desktop.models.prepared import Prepared
from sync.protocol.messages import BlobMap
from sync.server.declined import Declined
from sync.server.scopes import Held
from sync.server.tables import Blob, Device

CHUNK = 1024 * 1024
SIZE_LIMIT = 300 * 1024 * 1024
_NONCE_BYTES = 12
_WANTED_AT_ONCE = 64
_WANTED = Prepared(
    select(Blob.sha256)
    .where(Blob.asked_of == bindparam("vault"), Blob.complete.is_(False))
    .order_by(Blob.sha256)
    .limit(_WANTED_AT_ONCE)
)


class BlobFolder:
    """Chunks as files, each sealed with the folder's key to its attachment and its place."""

    def __init__(self, folder: Path, key: bytes) -> None:
        self._folder = folder
        self._cipher = AESGCMSIV(key)

    def chunks(self, sha256: bytes) -> list[int]:
        """The places of the chunks that are here."""
        folder = self._place(sha256)
        return sorted(int(file.name) for file in folder.glob("*") if file.name.isdecimal())

    def put(self, sha256: bytes, number: int, data: bytes) -> None:
        """Keep one chunk; it is on disk when this returns. Raises Problem ``disk_full``."""
        folder = self._place(sha256)
        make_private_folder(folder)
        nonce = os.urandom(_NONCE_BYTES)
        sealed = nonce + self._cipher.encrypt(nonce, data, _named(sha256, number))
        write_bytes(folder / str(number), sealed)

    def get(self, sha256: bytes, number: int) -> bytes:
        """One chunk. Raises Declined ``blob_unknown``, Problem ``blob_damaged``."""
        try:
            sealed = (self._place(sha256) / str(number)).read_bytes()
        except FileNotFoundError as error:
            raise Declined("blob_unknown") from error
        nonce, text = sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:]
        try:
            return self._cipher.decrypt(nonce, text, _named(sha256, number))
        except InvalidTag as error:
            raise Problem("blob_damaged") from error

    def drop(self, sha256: bytes) -> None:
        """Destroy an attachment that was disposed of."""
        for number in self.chunks(sha256):
            (self._place(sha256) / str(number)).unlink()

    def whole(self, sha256: bytes, size: int) -> bool:
        """Whether all chunks are here and give the hash; chunks of another file are dropped."""
        numbers = self.chunks(sha256)
        if numbers != list(range(count(size))):
            return False
        digest = hashlib.sha256()
        length = 0
        for number in numbers:
            data = self.get(sha256, number)
            length += len(data)
            digest.update(data)
        if digest.digest() == sha256 and length == size:
            return True
        for number in numbers:
            (self._place(sha256) / str(number)).unlink()
        return False

    def _place(self, sha256: bytes) -> Path:
        name = sha256.hex()
        return self._folder / name[:2] / name


@dataclass(frozen=True, slots=True)
class Chunk:
    """One chunk as it is sent: of what, which, and how large the whole is."""

    sha256: bytes
    number: int
    size: int
    data: bytes


def count(size: int) -> int:
    """How many chunks an attachment of this size has."""
    return max(1, -(-size // CHUNK))


def wanted(session: Session, vault: bytes) -> list[bytes]:
    """Attachments that this vault's entries name and that have not arrived."""
    return _WANTED.values(session, vault=vault)


def expect(session: Session, vault: bytes, named: list[bytes]) -> None:
    """Note the attachments that entries of a vault name."""
    for sha256 in dict.fromkeys(named):
        if session.get(Blob, sha256) is None:
            session.add(Blob(sha256=sha256, asked_of=vault, size=None, complete=False))
    session.flush()


def state(session: Session, folder: BlobFolder, held: Held, device: Device, sha: bytes) -> BlobMap:
    """What is here of an attachment, for a vault that may send or read it."""
    blob = _blob(session, held, device, sha)
    return BlobMap(blob.size or 0, CHUNK, folder.chunks(sha), blob.complete)


def receive(
    session: Session, folder: BlobFolder, held: Held, device: Device, chunk: Chunk
) -> BlobMap:
    """Keep one chunk; with the last, check the whole."""
    blob = _blob(session, held, device, chunk.sha256)
    if blob.complete:
        return BlobMap(blob.size or 0, CHUNK, folder.chunks(chunk.sha256), complete=True)
    _check(blob, chunk)
    folder.put(chunk.sha256, chunk.number, chunk.data)
    complete = folder.whole(chunk.sha256, chunk.size)
    here = folder.chunks(chunk.sha256)
    # What turned out to be another file says nothing about the size either.
    size = chunk.size if here else None
    session.execute(
        update(Blob).where(Blob.sha256 == chunk.sha256).values(size=size, complete=complete)
    )
    return BlobMap(size or 0, CHUNK, here, complete)


def send(
    session: Session, folder: BlobFolder, held: Held, device: Device, place: tuple[bytes, int]
) -> bytes:
    """One chunk of an attachment that is wholly here."""
    sha256, number = place
    if not _blob(session, held, device, sha256).complete:
        raise Declined("blob_unknown")
    return folder.get(sha256, number)


def _check(blob: Blob, chunk: Chunk) -> None:
    if not 0 < chunk.size <= SIZE_LIMIT or (blob.size is not None and blob.size != chunk.size):
        raise Declined("blob_size_wrong")
    last = count(chunk.size) - 1
    due = chunk.size - last * CHUNK if chunk.number == last else CHUNK
    if not 0 <= chunk.number <= last or len(chunk.data) != due:
        raise Declined("blob_chunk_wrong")


def _blob(session: Session, held: Held, device: Device, sha256: bytes) -> Blob:
    blob = session.get(Blob, sha256)
    if blob is None:
        raise Declined("blob_unknown")
    if blob.asked_of != device.vault and not _named_in_scope(session, held, sha256):
        raise Declined("blob_not_yours")
    return blob


def _named_in_scope(session: Session, held: Held, sha256: bytes) -> bool:
    find = lookup(session)
    for kind in registry.kinds():
        if not kind.blob_fields:
            continue
        naming = or_(*(kind.raw.c[name] == sha256 for name in kind.blob_fields))
        for found in session.execute(select(kind.raw).where(naming)).mappings():
            row = dict(found)
            if held.may_fetch(kind.name, row, kind.scopes(row, find)):
                return True
    return False


def _named(sha256: bytes, number: int) -> bytes:
    return sha256 + number.to_bytes(4, "big")
