"""A vault's tables are brought up to date in a copy, which then takes its place at one stroke.

Verified backup, migration of a copy, checks, replace; the old file stays until the first exchange
has gone well (``security.md`` 2.10). Killed anywhere, the vault is the old one or the new one.
"""

from __future__ import annotations

import os
import shutil
from datetime import datetime
from pathlib import Path

from desktop.errors import Problem
from desktop.models import backups, migrations
from desktop.models.copies import check_sound, counts_of, drop_logs
from desktop.models.database import Database, open_encrypted
from desktop.models.disk import make_private_folder, saying_when_full, sync_folder
from desktop.models.keys import Keys

_DATABASE = "vault.db"
_DRAFT = ".vault.db.upgrade"
_OLD = "before-upgrade"
_KEPT = ("entries", "bodies", "receipts", "vault_facts", "blob_files")
"""Of these not one row may go missing."""


def is_due(database: Database) -> bool:
    """Whether tables are older than this version.

    Raises Problem ``vault_newer``, ``vault_damaged`` where there are none.
    """
    with database.engine.connect() as connection:
        current = migrations.revision_of(connection)
    if current is None:
        raise Problem("vault_damaged")
    if current not in migrations.REVISIONS:
        raise Problem("vault_newer")
    return current != migrations.HEAD


def upgrade_vault(folder: Path, keys: Keys, now: datetime) -> None:
    """Bring a closed vault's tables up to date. Raises Problem; the vault is as it was then."""
    path, draft = folder / _DATABASE, folder / _DRAFT
    _drop(draft)
    backup = backups.make(folder, keys, now)
    try:
        with saying_when_full(backup.size):
            shutil.copyfile(backup.folder / _DATABASE, draft)
            draft.chmod(0o600)
        _migrate(draft, keys, backup)
        if path.with_name(f"{_DATABASE}-wal").exists():
            raise Problem("vault_in_use")
        _keep_old(folder, path)
        draft.replace(path)
        sync_folder(folder)
    finally:
        _drop(draft)


def forget_old(folder: Path) -> None:
    """The first exchange after an upgrade went well: the file from before it goes."""
    shutil.rmtree(folder / _OLD, ignore_errors=True)


def _migrate(draft: Path, keys: Keys, backup: backups.Backup) -> None:
    database = open_encrypted(draft, keys.database)
    try:
        migrations.upgrade(database)
        with database.reading() as session:
            check_sound(session)
            counts = counts_of(session)
    finally:
        database.close()
    if draft.with_name(f"{draft.name}-wal").exists():
        raise Problem("upgrade_failed")
    if any(counts.get(name, 0) < backup.counts.get(name, 0) for name in _KEPT):
        raise Problem("upgrade_failed")
    with draft.open("rb+") as file:
        os.fsync(file.fileno())


def _keep_old(folder: Path, path: Path) -> None:
    make_private_folder(folder / _OLD)
    old = folder / _OLD / _DATABASE
    old.unlink(missing_ok=True)
    try:
        old.hardlink_to(path)
    except OSError:
        with saying_when_full(path.stat().st_size):
            shutil.copyfile(path, old)
    sync_folder(folder / _OLD)


def _drop(draft: Path) -> None:
    draft.unlink(missing_ok=True)
    drop_logs(draft)
