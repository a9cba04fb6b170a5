"""The pack of a quarter as a file: papers, the evidence, and a manifest with the hash of each.

A plain ZIP, so that anybody can open the papers in it. It is written piece by piece and never held
whole; it is checked the same way, with nothing on trust but the manifest's own fingerprint.
"""

from __future__ import annotations

import hashlib
import json
import re
import zipfile
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, Final

from desktop.errors import AppError
from desktop.models.disk import write_whole

FORMAT: Final = 1
MANIFEST: Final = "manifest.json"
PDF, XLSX = "report.pdf", "report.xlsx"
MOST_PARTS: Final = 5_000
MOST_MANIFEST: Final = 4 << 20
_PIECE: Final = 1 << 20
_FIRST_DAY: Final = (1980, 1, 1, 0, 0, 0)
_UNFIT: Final = re.compile(r"[^\w.\-]+")
_DAMAGED: Final = (
    zipfile.BadZipFile,
    OSError,
    EOFError,
    NotImplementedError,
    RuntimeError,
    ValueError,
    KeyError,
    TypeError,
)
"""What a crafted archive makes the reader raise."""

Progress = Callable[[int, int], None]
Cancelled = Callable[[], bool]


class PackError(AppError):
    """A pack that is not what it says."""


@dataclass(frozen=True, slots=True)
class Part:
    """One file of the pack: its name there, its SHA-256 and its size in bytes."""

    name: str
    sha256: bytes
    size: int


@dataclass(frozen=True, slots=True)
class PackReport:
    """What a check found; ``fingerprint`` is the SHA-256 of the manifest in hexadecimal."""

    fingerprint: str
    head: dict[str, Any]
    parts: int
    size: int
    faults: tuple[PackError, ...]


def place_of(number: int, code: str, name: str) -> str:
    """Where a piece of evidence lies: ``evidence/P2.6/003-minutes.pdf``; safe on every system."""
    stem, dot, ending = (name or "file").rpartition(".")
    kept = _UNFIT.sub("-", stem if dot else ending)[:60].strip("-.") or "file"
    tail = f".{_UNFIT.sub('', ending)[:8]}" if dot else ""
    return f"evidence/{code}/{number:03}-{kept}{tail}"


def manifest(head: dict[str, Any], parts: Iterable[Part]) -> bytes:
    """The manifest's bytes: the same for the same parts."""
    listed = [
        {"name": one.name, "sha256": one.sha256.hex(), "size": one.size}
        for one in sorted(parts, key=lambda one: one.name)
    ]
    told = {"format": FORMAT, **head, "parts": listed}
    return json.dumps(told, ensure_ascii=False, sort_keys=True, indent=1).encode()


def write_pack(
    path: Path,
    told: bytes,
    parts: Sequence[Part],
    open_part: Callable[[Part], Iterable[bytes]],
    progress: Progress,
    cancelled: Cancelled,
) -> None:
    """Write manifest and parts to a file that is whole or not there.

    Raises Problem ``disk_full``, and ``pack_cancelled`` where the reader called it off.
    """

    def write(file: IO[bytes]) -> None:
        with zipfile.ZipFile(file, "w", zipfile.ZIP_STORED) as archive:
            archive.writestr(zipfile.ZipInfo(MANIFEST, _FIRST_DAY), told)
            for number, part in enumerate(parts):
                progress(number, len(parts))
                with archive.open(zipfile.ZipInfo(part.name, _FIRST_DAY), "w") as into:
                    for piece in open_part(part):
                        if cancelled():
                            raise PackError("pack_cancelled")
                        into.write(piece)
            progress(len(parts), len(parts))

    write_whole(path, write, size=sum(one.size for one in parts))


def check_pack(path: Path, cancelled: Cancelled = lambda: False) -> PackReport:
    """Compare every part with the manifest. Raises PackError ``pack_not_a_pack``."""
    try:
        with zipfile.ZipFile(path) as archive:
            return _check(archive, cancelled)
    except _DAMAGED as error:
        raise PackError("pack_not_a_pack") from error


def _check(archive: zipfile.ZipFile, cancelled: Cancelled) -> PackReport:
    infos = archive.infolist()
    if len(infos) > MOST_PARTS or archive.getinfo(MANIFEST).file_size > MOST_MANIFEST:
        raise PackError("pack_not_a_pack")
    told = archive.read(MANIFEST)
    head = json.loads(told)
    if head["format"] != FORMAT:
        raise PackError("pack_not_a_pack")
    listed = {str(one["name"]): one for one in head.pop("parts")}
    faults: list[PackError] = []
    names = [one.filename for one in infos if one.filename != MANIFEST]
    twice = {name for name in names if names.count(name) > 1}
    faults += [
        PackError("pack_part_unlisted", name=name)
        for name in dict.fromkeys(names)
        if name not in listed or name in twice
    ]
    size = 0
    for name, one in listed.items():
        if name not in names:
            faults.append(PackError("pack_part_missing", name=name))
            continue
        found, length = _digest(archive, name, int(one["size"]), cancelled)
        size += length
        if found != one["sha256"] or length != one["size"]:
            faults.append(PackError("pack_part_changed", name=name))
    faults += [
        PackError("pack_part_missing", name=name) for name in (PDF, XLSX) if name not in listed
    ]
    return PackReport(hashlib.sha256(told).hexdigest(), head, len(listed), size, tuple(faults))


def _digest(
    archive: zipfile.ZipFile, name: str, most: int, cancelled: Cancelled
) -> tuple[str, int]:
    digest, length = hashlib.sha256(), 0
    try:
        with archive.open(name) as part:
            while piece := part.read(_PIECE):
                if cancelled():
                    raise PackError("pack_cancelled")
                digest.update(piece)
                length += len(piece)
                if length > most:
                    break
    except _DAMAGED:
        return "", length
    return digest.hexdigest(), length
