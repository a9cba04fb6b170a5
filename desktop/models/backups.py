"""Backups that were opened and checked before they count (``security.md`` 2.10).

One folder each below ``backups/``: the database, the slots that open it, and what was counted. A
backup gets its name when it is verified, so whatever has a name is good. The manifest is
authenticated by a key of the vault: an older file in its place is seen.
"""

from __future__ import annotations

import hashlib
import hmac
import os
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import msgspec
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from desktop.errors import Problem
from desktop.models.calendar import iran_day, jalali
from desktop.models.copies import (
    check_sound,
    close_copy,
    copy_database,
    counts_of,
    digest_of,
    opened_copy,
)
from desktop.models.database import open_encrypted
from desktop.models.disk import (
    free_space,
    make_private_folder,
    saying_when_full,
    sync_folder,
    write_bytes,
)
from desktop.models.entries import Head, head
from desktop.models.identities import key_files
from desktop.models.keys import Keys
from desktop.models.migrations import revision_of
from desktop.models.recovery_slot import RECOVERY_FILE
from desktop.models.slot import SLOT_FILE, read_slot
from desktop.models.verify import verify
from desktop.models.verify_report import Trust
from sync.protocol.encoding import decode, encode
from sync.protocol.entry import GENESIS
from sync.protocol.errors import ProtocolError

DAILY, WEEKLY, MONTHLY = 7, 4, 6
"""How many of each are kept; the latest that proved is never deleted."""

_NAME = "%Y%m%dT%H%M%S%fZ"
_DATABASE = "vault.db"
_MANIFEST = "manifest.msgpack"
_FOLDER = "backups"
_BLOBS = "blobs"


class Manifest(msgspec.Struct, frozen=True, array_like=True):
    """What the copy held when it was verified: rows by table, and the last of its own chain.

    ``sound`` says whether the chain proved; ``sha256`` is of the database's file, ``mac`` of all
    this under a key of the vault.
    """

    made_at: int
    counts: dict[str, int]
    vault: bytes
    schema: str
    head: tuple[int, int, bytes]
    sound: bool
    sha256: bytes
    mac: bytes = b""


@dataclass(frozen=True, slots=True)
class Backup:
    """A verified backup; ``size`` in bytes, ``sound`` where its chain proved too."""

    folder: Path
    made_at: datetime
    counts: dict[str, int]
    vault: bytes
    head: Head
    sound: bool
    size: int


def make(
    vault: Path,
    keys: Keys,
    now: datetime,
    *,
    into: Path | None = None,
    free: Callable[[Path], int] = free_space,
) -> Backup:
    """Copy a vault's database, open the copy, check it, and only then give it its name.

    ``into`` is a folder elsewhere, such as a stick; attachments go along there. A chain that does
    not prove is backed up too, and marked. Raises Problem: ``backup_no_space``,
    ``backup_damaged``, ``disk_full``.
    """
    place = into or vault / _FOLDER
    make_private_folder(place)
    _require_space(vault, free(place), with_blobs=into is not None)
    while (place / (name := now.astimezone(UTC).strftime(_NAME))).exists():
        now += timedelta(milliseconds=1)
    draft, final = place / f".{name}.new", place / name
    _sweep(place)
    make_private_folder(draft)
    try:
        least = _entries(vault / _DATABASE, keys.database)
        copy_database(vault / _DATABASE, keys.database, draft / _DATABASE)
        manifest = _looked_at(draft / _DATABASE, keys, read_slot(vault).vault, now)
        if manifest.counts.get("entries", 0) < least:
            raise Problem("backup_damaged")
        with saying_when_full(1 << 20):
            shutil.copyfile(vault / SLOT_FILE, draft / SLOT_FILE)
            if (vault / RECOVERY_FILE).is_file():
                shutil.copyfile(vault / RECOVERY_FILE, draft / RECOVERY_FILE)
            if into is not None:
                names = key_files.names(vault / _DATABASE, keys.database)
                without, copy = shutil.ignore_patterns(*names), shutil.copyfile
                shutil.copytree(vault / _BLOBS, draft / _BLOBS, ignore=without, copy_function=copy)
            _sync_all(draft)
        write_bytes(draft / _MANIFEST, encode(manifest))
        draft.replace(final)
        sync_folder(place)
    except BaseException:
        shutil.rmtree(draft, ignore_errors=True)
        raise
    if into is None:
        prune(vault, now)
    return _backup(final, manifest)


def backups(vault: Path) -> list[Backup]:
    """The verified backups of a vault, the latest first."""
    folder = vault / _FOLDER
    found = [_read(path) for path in folder.iterdir()] if folder.is_dir() else []
    return sorted((b for b in found if b), key=lambda backup: backup.made_at, reverse=True)


def due(vault: Path, now: datetime) -> bool:
    """Whether this day has no backup yet."""
    return not any(iran_day(backup.made_at) == iran_day(now) for backup in backups(vault))


def prune(vault: Path, now: datetime) -> list[Path]:
    """Delete what is neither of the last days, weeks or months.

    The latest always stays, and so does the latest whose chain proved.
    """
    found = backups(vault)
    kept = kept_of([backup.made_at for backup in found if backup.made_at <= now])
    kept |= {backup.made_at for backup in [b for b in found if b.sound][:1]}
    gone = [b.folder for b in found[1:] if b.made_at <= now and b.made_at not in kept]
    for folder in gone:
        shutil.rmtree(folder)
    return gone


def check(backup: Path, keys: Keys, vault: bytes) -> Backup:
    """Open a backup and check it again.

    Raises Problem: ``backup_other_vault``, ``backup_changed`` for one that is not as it was made,
    ``backup_damaged``.
    """
    manifest = _manifest(backup)
    if manifest is None:
        raise Problem("backup_damaged")
    if manifest.vault != vault:
        raise Problem("backup_other_vault")
    file = backup / _DATABASE
    if not hmac.compare_digest(_mac(manifest, keys), manifest.mac):
        raise Problem("backup_changed")
    if not file.is_file() or digest_of(file) != manifest.sha256:
        raise Problem("backup_changed")
    database = opened_copy(file, keys.database)
    try:
        with database.reading() as session:
            check_sound(session)
    finally:
        close_copy(file, database)
    return _backup(backup, manifest)


def backup_at(folder: Path) -> Backup:
    """The backup that lies in a folder, unopened. Raises Problem ``backup_damaged``."""
    found = _read(folder)
    if found is None:
        raise Problem("backup_damaged")
    return found


def kept_of(moments: list[datetime]) -> set[datetime]:
    """The latest of each day, week and month, as many of each as are kept."""
    days = {moment: iran_day(moment) for moment in moments}
    kept: set[datetime] = set()
    for period, many in ((_day, DAILY), (_week, WEEKLY), (_month, MONTHLY)):
        kept |= _latest_of_each(days, period, many)
    return kept


def _latest_of_each(
    days: dict[datetime, date], period: Callable[[date], Any], many: int
) -> set[datetime]:
    latest: dict[Any, datetime] = {}
    for moment in sorted(days, reverse=True):
        latest.setdefault(period(days[moment]), moment)
    return set(list(latest.values())[:many])


def _day(day: date) -> date:
    return day


def _week(day: date) -> int:
    """Weeks begin on Saturday."""
    return (day.toordinal() + 1) // 7


def _month(day: date) -> tuple[int, int]:
    year, month, _ = jalali(day)
    return year, month


def _require_space(vault: Path, free: int, *, with_blobs: bool) -> None:
    size = (vault / _DATABASE).stat().st_size
    wal = vault / f"{_DATABASE}-wal"
    needed = 2 * (size + (wal.stat().st_size if wal.exists() else 0))
    if with_blobs:
        needed += sum(path.stat().st_size for path in (vault / _BLOBS).iterdir())
    if free < needed:
        raise Problem("backup_no_space", needed=max(1, -(-needed >> 20)))


def _entries(path: Path, key: bytes) -> int:
    database = open_encrypted(path, key)
    try:
        with database.reading() as session:
            return counts_of(session).get("entries", 0)
    finally:
        database.close()


def _looked_at(path: Path, keys: Keys, vault: bytes, now: datetime) -> Manifest:
    """The copy opened, checked and counted. Raises Problem ``backup_damaged``."""
    database = opened_copy(path, keys.database)
    try:
        with database.reading() as session:
            check_sound(session)
            counts, last = counts_of(session), head(session, vault, GENESIS)
            schema = revision_of(session.connection()) or ""
            sound = _proves(session, Trust(vault, keys.verifying))
    finally:
        close_copy(path, database)
    made_at = int(now.timestamp() * 1000)
    place = (last.epoch, last.counter, last.hash)
    bare = Manifest(made_at, counts, vault, schema, place, sound, digest_of(path))
    return msgspec.structs.replace(bare, mac=_mac(bare, keys))


def _proves(session: Session, trust: Trust) -> bool:
    """Whether chain and bodies prove. What a newer version laid out otherwise cannot be told."""
    try:
        return verify(session, trust, full=False).sound
    except DBAPIError:
        return False


def _mac(manifest: Manifest, keys: Keys) -> bytes:
    bare = encode(msgspec.structs.replace(manifest, mac=b""))
    return hmac.new(keys.derived("backup"), bare, hashlib.sha256).digest()


def _manifest(folder: Path) -> Manifest | None:
    try:
        return decode((folder / _MANIFEST).read_bytes(), Manifest)
    except (OSError, ProtocolError):
        return None


def _backup(folder: Path, manifest: Manifest) -> Backup:
    made_at = datetime.fromtimestamp(manifest.made_at / 1000, UTC)
    file = folder / _DATABASE
    size = file.stat().st_size if file.is_file() else 0
    last = Head(*manifest.head)
    return Backup(folder, made_at, manifest.counts, manifest.vault, last, manifest.sound, size)


def _read(folder: Path) -> Backup | None:
    manifest = _manifest(folder)
    return None if manifest is None else _backup(folder, manifest)


def _sweep(place: Path) -> None:
    """Remove what a crash left half made."""
    for path in place.glob(".*.new"):
        shutil.rmtree(path, ignore_errors=True)


def _sync_all(folder: Path) -> None:
    for path in folder.rglob("*"):
        if path.is_file():
            with path.open("rb+") as file:
                os.fsync(file.fileno())
        else:
            sync_folder(path)
    sync_folder(folder)
