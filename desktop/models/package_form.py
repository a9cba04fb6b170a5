"""The form of an evidence package: what a third person can check without a vault.

A plain ZIP, so that anybody can open the papers in it; what proves them lies beside in our form.
"""

from __future__ import annotations

import contextlib
import hashlib
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import msgspec

from desktop.errors import AppError
from sync.protocol.encoding import encode
from sync.protocol.messages import Signed

PACKAGE_TAG = b"bazresyar/1/package\0"
FORMAT = 1
MANIFEST, SIGNATURE, ENTRIES, KEYS = "manifest", "manifest.signature", "entries", "keys"
MOST_FILES = 5_000
MOST_BYTES = 2 << 30
MOST_IN_MEMORY = 64 << 20
_PIECE = 1 << 20
_DAMAGED = (
    KeyError,
    zipfile.BadZipFile,
    OSError,
    EOFError,
    NotImplementedError,
    RuntimeError,
    ValueError,
)
"""What a crafted archive makes the reader raise."""


class PackageError(AppError):
    """A package that is not what it says; nothing of it is believed."""


class Proof(msgspec.Struct, array_like=True, frozen=True):
    """One entry: header, and the body or the part of it that the package may hold.

    ``body`` is empty where it speaks of persons or of other cases: the header still proves that
    and when something was written. With ``batch`` headquarters vouches, otherwise the author.
    """

    core: bytes
    hash: bytes
    previous: bytes | None
    signature: bytes | None
    body: bytes
    batch: int | None


class Vouched(msgspec.Struct, array_like=True, frozen=True):
    """What headquarters signed of its feed: digests of items, 64 bytes each."""

    number: int
    items: bytes
    signature: bytes


class Entries(msgspec.Struct, array_like=True, frozen=True):
    """The journal of one visit, with what vouches for it."""

    proofs: list[Proof]
    batches: list[Vouched]


class Keys(msgspec.Struct, array_like=True, frozen=True):
    """The installation's keys as its root signed them, and the certificates of the writers."""

    keys: bytes
    certificates: list[Signed]


class Paper(msgspec.Struct, array_like=True, frozen=True):
    """One file beside the journal: its name in the package, what it is, and its SHA-256.

    ``proven`` says that an entry names its hash; a paper made for the package is not.
    """

    place: str
    name: str
    media_type: str
    size: int
    sha256: bytes
    proven: bool


class Manifest(msgspec.Struct, array_like=True, frozen=True):
    """What the package is about, and every file in it; signed by the vault that made it."""

    format: int
    installation: bytes
    vault: bytes
    kind: str
    record: bytes
    title: str
    made_at: int
    entries: bytes
    keys: bytes
    papers: list[Paper]


@dataclass(frozen=True, slots=True)
class Opened:
    """The parts of a package as they came; the files stay in the archive."""

    manifest: bytes
    signature: bytes
    entries: bytes
    keys: bytes


def write(
    into: IO[bytes],
    manifest: Manifest,
    signature: bytes,
    parts: Mapping[str, bytes | Iterator[bytes]],
) -> None:
    """Write a package; ``parts`` are the other members by name."""
    with zipfile.ZipFile(into, "w", zipfile.ZIP_STORED) as archive:
        archive.writestr(_member(MANIFEST), encode(manifest))
        archive.writestr(_member(SIGNATURE), signature)
        for name, content in parts.items():
            with archive.open(_member(name), "w", force_zip64=True) as member:
                for piece in (content,) if isinstance(content, bytes) else content:
                    member.write(piece)


class Package:
    """A package open for reading: members are read by name, piece by piece, never unpacked."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._archive = archive
        infos = archive.infolist()
        self.names = [info.filename for info in infos]
        if len(infos) > MOST_FILES or len(set(self.names)) != len(infos):
            raise PackageError("package_malformed")
        if sum(info.file_size for info in infos) > MOST_BYTES:
            raise PackageError("package_too_large")

    def parts(self) -> Opened:
        """The parts that prove. Raises PackageError."""
        return Opened(*(self._whole(name) for name in (MANIFEST, SIGNATURE, ENTRIES, KEYS)))

    def digest_of(self, name: str) -> tuple[int, bytes]:
        """Size and SHA-256 of a member. Raises PackageError."""
        digest, size = hashlib.sha256(), 0
        try:
            with self._archive.open(name) as member:
                while piece := member.read(_PIECE):
                    size += len(piece)
                    digest.update(piece)
        except _DAMAGED as error:
            raise PackageError("package_damaged", name=name) from error
        return size, digest.digest()

    def _whole(self, name: str) -> bytes:
        try:
            info = self._archive.getinfo(name)
            if info.compress_type != zipfile.ZIP_STORED or info.file_size > MOST_IN_MEMORY:
                raise PackageError("package_malformed")
            return self._archive.read(info)
        except _DAMAGED as error:
            raise PackageError("package_damaged", name=name) from error


@contextlib.contextmanager
def opened(path: Path) -> Iterator[Package]:
    """A package on disk. Raises PackageError for anything that is none."""
    try:
        archive = zipfile.ZipFile(path)
    except _DAMAGED as error:
        raise PackageError("package_malformed") from error
    with archive:
        yield Package(archive)


def _member(name: str) -> zipfile.ZipInfo:
    """The same bytes for the same content: no time of the file system."""
    info = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
    info.external_attr = 0o600 << 16
    return info
