"""A backup takes the place of a vault's database; what stood there is laid aside, never mended.

The restored vault begins a new epoch at once: what it wrote after the backup may be known
elsewhere, on paper or at a colleague's, and its numbers are not given a second time
(``security.md`` 2.6).
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from desktop.errors import Problem
from desktop.models import backup_disposals, backups, losses, vault_facts
from desktop.models.backups import Backup
from desktop.models.blobs import BlobStore
from desktop.models.copies import check_sound, drop_logs
from desktop.models.database import Database, open_encrypted
from desktop.models.disk import (
    FolderLock,
    free_space,
    make_private_folder,
    saying_when_full,
    sync_folder,
)
from desktop.models.entries import Head, head
from desktop.models.journal import Act
from desktop.models.keys import Keys, SecretStore
from desktop.models.losses import Losses
from desktop.models.pen import pen
from desktop.models.slot import SLOT_FILE, read_slot, slot_or_spare, write_slot
from desktop.models.vault import BLOBS_FOLDER, DATABASE_FILE, keys_of
from sync.protocol.entry import GENESIS

_ASIDE = "aside"
_NAME = "%Y%m%dT%H%M%S%fZ"


def restore(
    folder: Path, backup: Path, password: str, secrets: SecretStore | None, *, now: datetime
) -> Losses:
    """Put a backup in place of a closed vault's database; tells what is missing since.

    Raises WrongPassword or Problem: ``vault_in_use``, ``backup_other_vault``, ``backup_changed``,
    ``backup_damaged``, ``backup_no_space``, ``disk_full``. Then everything is as it was.
    """
    slot = read_slot(folder)
    lock = FolderLock(folder)
    try:
        keys = keys_of(folder, slot, password, secrets, now)
        checked = backups.check(backup, keys, slot.vault)
        return put_back(folder, checked, keys, now, rebuilt=False)
    finally:
        lock.release()


def rebuild(
    folder: Path, password: str, secrets: SecretStore | None, *, now: datetime
) -> Losses | None:
    """Bring a damaged vault back from its latest good backup; None where only its slot was hurt.

    The rest comes with the next exchange. Raises WrongPassword or Problem:
    ``rebuild_without_backup``, ``vault_in_use``, ``backup_no_space``, ``disk_full``.
    """
    slot = slot_or_spare(folder)
    lock = FolderLock(folder)
    try:
        keys = keys_of(folder, slot, password, secrets, now)
        if not _readable(folder):
            _lay_slot_aside(folder, now)
            write_slot(folder, slot)
        return rebuild_with_keys(folder, slot.vault, keys, now)
    finally:
        lock.release()


def rebuild_with_keys(folder: Path, vault: bytes, keys: Keys, now: datetime) -> Losses | None:
    """``rebuild`` where the lock is held and the keys are known."""
    if _sound(folder / DATABASE_FILE, keys):
        return None
    for one in backups.backups(folder):
        try:
            checked = backups.check(one.folder, keys, vault)
        except Problem:
            continue
        return put_back(folder, checked, keys, now, rebuilt=True)
    raise Problem("rebuild_without_backup")


def put_back(
    folder: Path,
    backup: Backup,
    keys: Keys,
    now: datetime,
    *,
    rebuilt: bool,
    free: Callable[[Path], int] = free_space,
) -> Losses:
    """Make the new database beside the old one, then let it take its place."""
    if free(folder) < 2 * backup.size:
        raise Problem("backup_no_space", needed=max(1, -(-2 * backup.size >> 20)))
    path, fresh = folder / DATABASE_FILE, folder / f".{DATABASE_FILE}.new"
    when = now
    while (aside := folder / _ASIDE / when.astimezone(UTC).strftime(_NAME)).exists():
        when += timedelta(milliseconds=1)
    make_private_folder(aside / BLOBS_FOLDER)
    _drop(fresh)
    try:
        with saying_when_full(backup.size):
            for one in (folder / BLOBS_FOLDER).iterdir():
                _link(one, aside / BLOBS_FOLDER / one.name)
            shutil.copyfile(backup.folder / DATABASE_FILE, fresh)
            fresh.chmod(0o600)
            told = _prepared(folder, fresh, backup, keys, now, aside, rebuilt=rebuilt)
            with fresh.open("rb+") as file:
                os.fsync(file.fileno())
            _lay_aside(path, aside, readable=told.readable)
        fresh.replace(path)
        sync_folder(folder)
    finally:
        _drop(fresh)
    return told


def _prepared(
    folder: Path,
    fresh: Path,
    backup: Backup,
    keys: Keys,
    now: datetime,
    aside: Path,
    *,
    rebuilt: bool,
) -> Losses:
    """Disposals, attachments, the new epoch and the list of what is missing, in the new file."""
    others = [one.folder / DATABASE_FILE for one in backups.backups(folder)]
    backup_disposals.replay([folder / DATABASE_FILE, *others], fresh, keys.database)
    old = _open_old(folder / DATABASE_FILE, keys)
    database = open_encrypted(fresh, keys.database)
    try:
        last, lost = _looked_at(old, database, backup)
        with database.writing() as session:
            store = BlobStore(folder / BLOBS_FOLDER, keys.derived("blobs"))
            files = store.adopt(session)
            told = Losses(
                at=int(now.timestamp() * 1000),
                backup=int(backup.made_at.timestamp() * 1000),
                rebuilt=rebuilt,
                readable=lost is not None,
                entries=lost or [],
                files=files,
                aside=aside.name,
            )
            losses.keep(session, told)
            known = [last, *(one.head for one in backups.backups(folder))]
            _begin_epoch(session, backup, keys, now, max(known, key=_place))
    finally:
        database.close()
        if old is not None:
            old.close()
    if fresh.with_name(f"{fresh.name}-wal").exists():
        raise Problem("backup_damaged")
    return told


def _looked_at(
    old: Database | None, fresh: Database, backup: Backup
) -> tuple[Head, list[losses.Lost] | None]:
    """The old chain's head, and what it holds that the backup does not; None: unreadable."""
    if old is None:
        return backup.head, None
    try:
        with old.reading() as before, fresh.reading() as after:
            lost = losses.between(before, after, backup.vault)
            return head(before, backup.vault, GENESIS), lost
    except DBAPIError:
        return backup.head, None


def _begin_epoch(session: Session, backup: Backup, keys: Keys, now: datetime, last: Head) -> None:
    enrolment = vault_facts.enrolment(session)
    installation = enrolment.installation if enrolment else bytes(16)
    wall = int(now.timestamp() * 1000)
    journal = pen(session, backup.vault, installation, keys, lambda: wall, os.urandom)
    act = Act(
        enrolment.person if enrolment else bytes(16),
        enrolment.roles[0] if enrolment and enrolment.roles else "",
        losses.RESTORED,
        reason=f"{backup.made_at.isoformat()} {last.epoch}.{last.counter} {last.hash.hex()}",
    )
    time = (journal.clock.now(), wall)
    journal.append(session, act, time, [], frozenset(), [], epoch=last.epoch + 1)


def _place(found: Head) -> tuple[int, int]:
    return found.epoch, found.counter


def _sound(path: Path, keys: Keys) -> bool:
    """Whether a database opens and every page of it is what was written."""
    try:
        database = open_encrypted(path, keys.database)
    except Problem as problem:
        if problem.code not in {"vault_damaged", "vault_missing", "vault_not_encrypted"}:
            raise
        return False
    try:
        with database.reading() as session:
            check_sound(session)
    except (Problem, DBAPIError):
        return False
    finally:
        database.close()
    return True


def _open_old(path: Path, keys: Keys) -> Database | None:
    try:
        return open_encrypted(path, keys.database)
    except Problem:
        return None


def _readable(folder: Path) -> bool:
    try:
        read_slot(folder)
    except Problem:
        return False
    return True


def _lay_slot_aside(folder: Path, now: datetime) -> None:
    damaged = folder / SLOT_FILE
    if damaged.exists():
        aside = folder / _ASIDE / now.astimezone(UTC).strftime(_NAME)
        make_private_folder(aside)
        damaged.replace(aside / SLOT_FILE)


def _lay_aside(path: Path, aside: Path, *, readable: bool) -> None:
    """Another name for the old database; a log beside a damaged one goes along.

    One that could be read was closed in good order and has no log: what stands in a log would be
    lost to the vault if its successor did not come. Raises Problem ``disk_failed``.
    """
    logs = [path.with_name(f"{path.name}{tail}") for tail in ("-wal", "-shm")]
    if readable and logs[0].exists():
        raise Problem("disk_failed")
    if path.exists():
        _link(path, aside / path.name)
    for beside in logs:
        if beside.exists():
            beside.replace(aside / beside.name)
    sync_folder(aside)


def _link(source: Path, target: Path) -> None:
    """Another name for the same file; a copy where the disk knows no such thing."""
    try:
        target.hardlink_to(source)
    except OSError:
        shutil.copyfile(source, target)


def _drop(fresh: Path) -> None:
    fresh.unlink(missing_ok=True)
    drop_logs(fresh)
