"""Backups that were opened and checked before they count (``security.md`` 2.10).

One folder each below ``backups/``: the database, the slot that opens it, and what was counted. A
backup gets its name when it is verified, so whatever has a name is good.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import msgspec
from sqlalchemy import Table, func, inspect, select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from desktop.errors import Problem
from desktop.models import backup_disposals
from desktop.models.base import Base
from desktop.models.calendar import iran_day, jalali
from desktop.models.database import Database, open_encrypted
from desktop.models.disk import (
    free_space,
    make_private_folder,
    saying_when_full,
    sync_folder,
    write_bytes,
)
from desktop.models.identities import key_files
from desktop.models.slot import SLOT_FILE
from sync.protocol.encoding import decode, encode
from sync.protocol.errors import ProtocolError

DAILY, WEEKLY, MONTHLY = 7, 4, 6
"""How many of each are kept; the latest is never deleted."""

_NAME = "%Y%m%dT%H%M%S%fZ"
_DATABASE = "vault.db"
_MANIFEST = "manifest.msgpack"
_FOLDER = "backups"
_BLOBS = "blobs"
_ASIDE = "aside"
_SOUND: dict[str, list[str]] = {
    "PRAGMA cipher_integrity_check": [],
    "PRAGMA integrity_check": ["ok"],
}


class Manifest(msgspec.Struct, frozen=True, array_like=True):
    """What the copy held when it was verified: rows by table, and the last of each chain."""

    made_at: int
    counts: dict[str, int]


@dataclass(frozen=True, slots=True)
class Backup:
    """A verified backup."""

    folder: Path
    made_at: datetime
    counts: dict[str, int]


def make(
    vault: Path,
    key: bytes,
    now: datetime,
    *,
    into: Path | None = None,
    free: Callable[[Path], int] = free_space,
) -> Backup:
    """Copy a vault's database, open the copy, check it, and only then give it its name.

    ``into`` is a folder elsewhere, such as a stick; attachments go along there. Raises Problem:
    ``backup_no_space``, ``backup_damaged``, ``disk_full``.
    """
    place = into or vault / _FOLDER
    make_private_folder(place)
    _require_space(vault, free(place), with_blobs=into is not None)
    name = now.astimezone(UTC).strftime(_NAME)
    draft, final = place / f".{name}.new", place / name
    _sweep(place)
    make_private_folder(draft)
    try:
        least = _entries(vault / _DATABASE, key)
        _copy_database(vault / _DATABASE, key, draft / _DATABASE)
        counts = _checked(draft / _DATABASE, key)
        if counts.get("entries", 0) < least:
            raise Problem("backup_damaged")
        with saying_when_full(1 << 20):
            shutil.copyfile(vault / SLOT_FILE, draft / SLOT_FILE)
            if into is not None:
                without = shutil.ignore_patterns(*key_files.names(draft / _DATABASE, key))
                copy = shutil.copyfile
                shutil.copytree(vault / _BLOBS, draft / _BLOBS, ignore=without, copy_function=copy)
            _sync_all(draft)
        manifest = Manifest(int(now.timestamp() * 1000), counts)
        write_bytes(draft / _MANIFEST, encode(manifest))
        draft.replace(final)
        sync_folder(place)
    except BaseException:
        shutil.rmtree(draft, ignore_errors=True)
        raise
    if into is None:
        prune(vault, now)
    return Backup(final, now, counts)


def backups(vault: Path) -> list[Backup]:
    """The verified backups of a vault, the latest first."""
    folder = vault / _FOLDER
    found = [_read(path) for path in folder.iterdir()] if folder.is_dir() else []
    return sorted((b for b in found if b), key=lambda backup: backup.made_at, reverse=True)


def due(vault: Path, now: datetime) -> bool:
    """Whether this day has no backup yet."""
    return not any(iran_day(backup.made_at) == iran_day(now) for backup in backups(vault))


def prune(vault: Path, now: datetime) -> list[Path]:
    """Delete what is neither of the last days, weeks or months; the latest always stays."""
    found = backups(vault)
    kept = _kept([backup.made_at for backup in found if backup.made_at <= now])
    gone = [b.folder for b in found[1:] if b.made_at <= now and b.made_at not in kept]
    for folder in gone:
        shutil.rmtree(folder)
    return gone


def check(backup: Path, key: bytes) -> dict[str, int]:
    """Open a backup and check it again; returns what it holds. Raises Problem."""
    return _checked(backup / _DATABASE, key)


def restore(vault: Path, backup: Path, key: bytes, now: datetime) -> Path:
    """Put a backup in place of a vault's database; returns the folder with what stood there.

    Nothing is thrown away: the database and the attachments lie aside, for files that only the
    newer one knew. The slot stays, so the password of today holds. Raises Problem.
    """
    _checked(backup / _DATABASE, key)
    aside = vault / _ASIDE / now.astimezone(UTC).strftime(_NAME)
    make_private_folder(aside / _BLOBS)
    with saying_when_full((backup / _DATABASE).stat().st_size):
        for path in (vault / _BLOBS).iterdir():
            _link(path, aside / _BLOBS / path.name)
        fresh = vault / f".{_DATABASE}.new"
        shutil.copyfile(backup / _DATABASE, fresh)
        others = [other.folder / _DATABASE for other in backups(vault)]
        backup_disposals.replay([vault / _DATABASE, *others], fresh, key)
        with fresh.open("rb+") as file:
            os.fsync(file.fileno())
        for tail in ("-wal", "-shm", ""):
            old = vault / f"{_DATABASE}{tail}"
            if old.exists():
                old.replace(aside / old.name)
        fresh.replace(vault / _DATABASE)
        sync_folder(vault)
    return aside


def _link(source: Path, target: Path) -> None:
    """Another name for the same file; a copy where the disk knows no such thing."""
    try:
        target.hardlink_to(source)
    except OSError:
        shutil.copyfile(source, target)


def _kept(moments: list[datetime]) -> set[datetime]:
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


def _copy_database(source: Path, key: bytes, target: Path) -> None:
    """``VACUUM INTO`` keeps the key. It attaches its target, which every other connection of
    ours refuses, so it runs on one of its own."""
    database = open_encrypted(source, key)
    try:
        connection = database.engine.raw_connection()
        driver: Any = connection.driver_connection
        driver.set_authorizer(None)
        try:
            driver.execute("VACUUM INTO ?", (str(target),))
        except driver.OperationalError as error:
            raise _of_copying(error) from None
        finally:
            connection.invalidate()
            connection.close()
    finally:
        database.close()


def _of_copying(error: Exception) -> Problem:
    full = "full" in str(error) or "I/O" in str(error)
    return Problem("backup_no_space", needed=1) if full else Problem("backup_damaged")


def _entries(path: Path, key: bytes) -> int:
    database = open_encrypted(path, key)
    try:
        with database.reading() as session:
            return _counts(session).get("entries", 0)
    finally:
        database.close()


def _checked(path: Path, key: bytes) -> dict[str, int]:
    try:
        database = open_encrypted(path, key)
    except Problem:
        raise Problem("backup_damaged") from None
    try:
        return _sound_counts(database)
    finally:
        database.close()
        for tail in ("-wal", "-shm"):
            path.with_name(path.name + tail).unlink(missing_ok=True)


def _sound_counts(database: Database) -> dict[str, int]:
    with database.reading() as session:
        for question, sound in _SOUND.items():
            try:
                if session.execute(text(question)).scalars().all() != sound:
                    raise Problem("backup_damaged")
            except DBAPIError:
                raise Problem("backup_damaged") from None
        return _counts(session)


def _counts(session: Session) -> dict[str, int]:
    there = set(inspect(session.connection()).get_table_names())
    tables: Iterable[Table] = (t for t in Base.metadata.sorted_tables if t.name in there)
    return {
        table.name: session.execute(select(func.count()).select_from(table)).scalar_one()
        for table in tables
    }


def _read(folder: Path) -> Backup | None:
    try:
        manifest = decode((folder / _MANIFEST).read_bytes(), Manifest)
    except (OSError, ProtocolError):
        return None
    made_at = datetime.fromtimestamp(manifest.made_at / 1000, UTC)
    return Backup(folder, made_at, manifest.counts)


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
