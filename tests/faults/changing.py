"""What changes a vault as a whole, in a process whose disk fails or is watched: upgrade, restore.

``watch`` does it once; ``fail`` lets the disk be full from the n-th call on, for every n: from
there nothing reaches it any more, as after kill -9.
"""

from __future__ import annotations

import argparse
import ctypes
import errno
import json
import shutil
import sys
from datetime import timedelta
from pathlib import Path

from sqlalchemy import Connection, inspect, select, text
from sqlalchemy.exc import DBAPIError

from desktop.commands.base import Desk, perform
from desktop.commands.directory import RecordProvisionalUnit, TypedUnit
from desktop.errors import AppError
from desktop.models import disk, migrations, restoring
from desktop.models.database import open_encrypted
from desktop.models.directory import Unit
from desktop.models.entries import head
from desktop.models.keys import Keys
from desktop.models.vault import OpenVault, unlock
from desktop.models.verify import verify
from desktop.models.verify_report import Trust
from sync.protocol.entry import GENESIS
from tests.builders import NOW, Wall
from tests.vaults import PASSWORD, new_vault

UPGRADE, RESTORE = "upgrade", "restore"
COPIED, REMOVED = "copied", "removed"
"""Mistakes that must be seen: copying over the vault, and removing it before the new one comes."""

BEFORE, AFTER = "پیش از پشتیبان", "پس از پشتیبان"
_NEXT = "0002"
_LATER = NOW + timedelta(days=1)
_MOST = 20_000


def write(vault: OpenVault, name: str) -> None:
    """One entry: a unit of that name."""
    place = (vault.person, vault.name, vault.roles[0], vault.office, vault.province)
    desk = Desk(*place, vault.journal, NOW)
    perform(vault.database, desk, RecordProvisionalUnit(TypedUnit(name)))


def ground(folder: Path) -> tuple[Path, Keys]:
    """A closed vault with a unit from before its backup and one from after."""
    vault = new_vault(folder / "vaults")
    write(vault, BEFORE)
    vault.back_up(NOW)
    write(vault, AFTER)
    vault.close()
    return vault.folder, vault.keys


def later_version() -> None:
    """From now on this program is a later version, whose tables are others."""
    vars(migrations)["REVISIONS"] = ("0001", _NEXT)
    vars(migrations)["HEAD"] = _NEXT
    vars(migrations)["_run"] = _to_next


def change(what: str, folder: Path) -> None:
    """Do it. Raises what the disk makes of it."""
    if what == UPGRADE:
        later_version()
        unlock(folder, PASSWORD, None, wall=Wall(_LATER)).close()
        return
    backup = sorted((folder / "backups").iterdir())[0]
    restoring.restore(folder, backup, PASSWORD, None, now=_LATER)


def between(what: str, folder: Path, keys: Keys) -> list[str]:
    """What of the vault is neither as before nor as after."""
    path = folder / "vault.db"
    try:
        database = open_encrypted(path, keys.database)
    except AppError as error:
        return [f"the vault does not open: {error.code}"]
    try:
        with database.reading() as session:
            names = set(session.execute(select(Unit.name)).scalars())
            vault = bytes.fromhex(folder.name)
            epoch = head(session, vault, GENESIS).epoch
            sound = verify(session, Trust(vault, keys.verifying), full=False).sound
            revision = migrations.revision_of(session.connection())
            later = inspect(session.connection()).has_table("later")
    except (DBAPIError, AppError) as error:
        return [f"the vault cannot be read: {error}"]
    finally:
        database.close()
    told = [] if sound else ["the chain does not prove"]
    if what == UPGRADE and (later != (revision == _NEXT) or names != {BEFORE, AFTER}):
        told.append(f"between two versions: {revision}, {sorted(names)}")
    # Done again after it had been done, it begins one more epoch.
    old, new = (names, epoch) == ({BEFORE, AFTER}, 1), names == {BEFORE} and epoch > 1
    if what == RESTORE and not (old or new):
        told.append(f"between two states: epoch {epoch}, {sorted(names)}")
    return told


def plant(mistake: str) -> None:
    """Make one of the mistakes, wherever a file takes the place of the vault."""
    real = Path.replace

    def replace(self: Path, target: Path) -> Path:
        if target.name != "vault.db" or mistake not in (COPIED, REMOVED):
            return real(self, target)
        if mistake == COPIED:
            shutil.copyfile(self, target)
            return target
        target.unlink()
        disk.sync_folder(target.parent)
        return real(self, target)

    type.__setattr__(Path, "replace", replace)


def _to_next(connection: Connection) -> None:
    connection.execute(text("CREATE TABLE later (id INTEGER PRIMARY KEY)"))
    connection.execute(text("ALTER TABLE settings ADD COLUMN later TEXT"))
    connection.execute(text("UPDATE alembic_version SET version_num = '0002'"))


def _each(what: str, base: Path, keys: Keys, place: Path, step: int) -> dict[str, object]:
    shim = ctypes.CDLL(None)
    runs, told = 0, []
    target = place / base.name
    for number in range(0, _MOST, step):
        shutil.rmtree(place, ignore_errors=True)
        shutil.copytree(base, target)
        shim.power_fail(ctypes.c_long(number), errno.ENOSPC, 1)
        try:
            change(what, target)
        except (AppError, DBAPIError, OSError):
            pass
        finally:
            reached = shim.power_left() < 0
            shim.power_fail(ctypes.c_long(-1), 0, 0)
        told += [f"{what}, call {number}: {one}" for one in between(what, target, keys)]
        told += [f"{what}, call {number}: {one}" for one in _goes_on(what, target, keys)]
        runs += 1
        if not reached:
            break
    return {"runs": runs, "told": told}


def _goes_on(what: str, folder: Path, keys: Keys) -> list[str]:
    """With room again the vault opens, and what was begun can be done."""
    try:
        change(what, folder)
    except (AppError, DBAPIError, OSError) as error:
        return [f"it cannot be done again: {error}"]
    return between(what, folder, keys)


def main() -> int:
    """``watch WHAT FOLDER`` or ``fail WHAT FOLDER PLACE``."""
    parser = argparse.ArgumentParser(prog="tests.faults.changing")
    parser.add_argument("how", choices=("watch", "fail"))
    parser.add_argument("what", choices=(UPGRADE, RESTORE))
    parser.add_argument("folder", type=Path)
    parser.add_argument("--place", type=Path)
    parser.add_argument("--step", type=int, default=1)
    parser.add_argument("--planted", choices=(COPIED, REMOVED))
    asked = parser.parse_args()
    # The library before libc does not see what the kernel copies by itself.
    vars(shutil)["_USE_CP_SENDFILE"] = False
    if asked.planted:
        plant(asked.planted)
    if asked.how == "watch":
        change(asked.what, asked.folder)
        return 0
    vault = unlock(asked.folder, PASSWORD, None)
    keys = vault.keys
    vault.close()
    print(json.dumps(_each(asked.what, asked.folder, keys, asked.place, asked.step)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
