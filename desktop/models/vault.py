"""A vault: one person's encrypted database on one device, with its keys, journal and files.

Its folder holds ``vault.db``, ``slot.msgpack``, ``blobs/``, ``backups/``, ``lock`` and
``lockout``. The folder's name is the vault's id, so that it names nobody.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

import desktop.models.kinds  # noqa: F401  # registers every kind
from desktop.errors import Problem, Refused
from desktop.models import backups, migrations, vault_facts
from desktop.models.blobs import BlobStore
from desktop.models.database import Database, open_encrypted
from desktop.models.disk import FolderLock, make_private_folder, saying_when_full, sync_folder
from desktop.models.entries import Entry
from desktop.models.journal import Journal
from desktop.models.keys import KEY_BYTES, STANDARD, Kdf, Keys, Random, SecretStore
from desktop.models.passwords import LEAST, LEAST_WITHOUT_KEYRING, Lockout, password_problem
from desktop.models.slot import Identity, Slot, read_slot, sealed, write_slot
from desktop.models.vault_facts import Enrolment
from sync.protocol.clock import STAMP_BYTES, HybridClock, stamp

DATABASE_FILE = "vault.db"
BLOBS_FOLDER = "blobs"
CLOCKS_AHEAD = 10 * 60 * 1000
"""How far ahead another vault's clock may be (``sync.md`` section 1, point 10), milliseconds."""


def system_wall() -> int:
    """Milliseconds since 1970 as this machine believes."""
    return time.time_ns() // 1_000_000


@dataclass
class OpenVault:
    """A vault whose password was given; ``close`` it, or the next process finds it in use."""

    folder: Path
    slot: Slot
    keys: Keys
    database: Database
    journal: Journal
    blobs: BlobStore
    enrolment: Enrolment | None
    lock: FolderLock

    @property
    def person(self) -> bytes:
        """The person whose vault it is."""
        return self.slot.person

    @property
    def name(self) -> str:
        """That person's name."""
        return self.enrolment.name if self.enrolment else self.slot.name

    @property
    def roles(self) -> tuple[str, ...]:
        """The roles that headquarters certified; the first is the usual one."""
        return tuple(self.enrolment.roles) if self.enrolment else ()

    @property
    def office(self) -> bytes:
        """The office it works for."""
        return self.enrolment.office if self.enrolment else self.slot.office

    @property
    def province(self) -> str | None:
        """The province of that office, None for a national vault."""
        return self.enrolment.province if self.enrolment else None

    def back_up(self, now: datetime) -> backups.Backup:
        """A verified backup of this moment; older ones are thinned out."""
        return backups.make(self.folder, self.keys.database, now)

    def back_up_if_due(self, now: datetime) -> backups.Backup | None:
        """The backup of the day, if there is none yet."""
        return self.back_up(now) if backups.due(self.folder, now) else None

    def finish(self, now: datetime) -> Problem | OSError | None:
        """The day's backup, then ``close`` in any case; what kept the backup from being made."""
        try:
            self.back_up_if_due(now)
        except (Problem, OSError) as problem:
            return problem
        else:
            return None
        finally:
            self.close()

    def close(self) -> None:
        """Close the database and let another process open the vault."""
        self.database.close()
        self.lock.release()


def create(
    vaults: Path,
    identity: Identity,
    password: str,
    secrets: SecretStore | None,
    *,
    enrolment: Enrolment | None = None,
    keys: Keys | None = None,
    password_only: bool = False,
    kdf: Kdf = STANDARD,
    wall: Callable[[], int] = system_wall,
    random: Random = os.urandom,
) -> OpenVault:
    """Make a vault and open it; the folder appears whole or not at all.

    ``password_only`` is headquarters' permission for devices without a keyring. Raises Refused
    (``password_…``, ``keyring_missing``) or Problem (``vault_exists``, ``disk_full``).
    """
    refused = password_refused(password, identity.name, secrets, password_only=password_only)
    if refused is not None:
        raise refused
    folder = vaults / identity.vault.hex()
    if folder.exists():
        raise Problem("vault_exists")
    keys = keys or Keys.fresh(random)
    draft = vaults / f".{identity.vault.hex()}.new"
    make_private_folder(vaults)
    shutil.rmtree(draft, ignore_errors=True)
    device_secret = random(KEY_BYTES) if secrets is not None else b""
    slot = sealed(keys, identity, password, device_secret, kdf, random)
    if secrets is not None:
        secrets.set(slot.secret_name, device_secret)
    try:
        with saying_when_full(1 << 20):
            make_private_folder(draft)
        _fill(draft / DATABASE_FILE, keys, enrolment)
        write_slot(draft, slot)
        draft.replace(folder)
        sync_folder(vaults)
    except BaseException:
        shutil.rmtree(draft, ignore_errors=True)
        if secrets is not None:
            secrets.delete(slot.secret_name)
        raise
    return _open(folder, slot, keys, FolderLock(folder), wall, random)


def password_refused(
    password: str, name: str, secrets: SecretStore | None, *, password_only: bool
) -> Refused | None:
    """Why a new vault cannot have this password on this device, or None."""
    if secrets is None and not password_only:
        return Refused("keyring_missing")
    least = LEAST if secrets is not None else LEAST_WITHOUT_KEYRING
    return password_problem(password, name=name, least=least)


def unlock(
    folder: Path,
    password: str,
    secrets: SecretStore | None,
    *,
    wall: Callable[[], int] = system_wall,
    random: Random = os.urandom,
) -> OpenVault:
    """Open a vault with its password, bringing its tables up to date after a backup.

    Raises WrongPassword, or Problem: ``vault_missing``, ``vault_in_use``, ``vault_damaged``,
    ``vault_newer``, ``vault_not_encrypted``, ``keyring_missing``, ``device_secret_missing``.
    """
    slot = read_slot(folder)
    lock = FolderLock(folder)
    with contextlib.ExitStack() as undo:
        undo.callback(lock.release)
        keys = _keys(folder, slot, password, secrets, _moment(wall()))
        vault = _open(folder, slot, keys, lock, wall, random)
        undo.pop_all()
        return vault


def restore(
    folder: Path, backup: Path, password: str, secrets: SecretStore | None, *, now: datetime
) -> Path:
    """Put a backup in place of a closed vault's database; returns where the old one lies.

    The next exchange notices it and goes on in a new epoch (``sync.md`` section 1, point 5).
    Raises WrongPassword or Problem: ``vault_in_use``, ``backup_damaged``, ``disk_full``.
    """
    slot = read_slot(folder)
    lock = FolderLock(folder)
    try:
        keys = _keys(folder, slot, password, secrets, now)
        return backups.restore(folder, backup, keys.database, now)
    finally:
        lock.release()


def change_password(
    vault: OpenVault,
    old: str,
    new: str,
    secrets: SecretStore | None,
    *,
    now: datetime,
    kdf: Kdf = STANDARD,
    random: Random = os.urandom,
) -> None:
    """Wrap the same keys by another password. Raises WrongPassword or Refused."""
    keys = _keys(vault.folder, vault.slot, old, secrets, now)
    least = LEAST if vault.slot.keyring else LEAST_WITHOUT_KEYRING
    refused = password_problem(new, name=vault.name, least=least)
    if refused is not None:
        raise refused
    if old == new:
        raise Refused("password_unchanged")
    device_secret = _device_secret(vault.slot, secrets)
    slot = sealed(keys, vault.slot.identity(), new, device_secret, kdf, random)
    write_slot(vault.folder, slot)
    vault.slot = slot


def _keys(
    folder: Path, slot: Slot, password: str, secrets: SecretStore | None, now: datetime
) -> Keys:
    device_secret = _device_secret(slot, secrets)
    lockout = Lockout(folder)
    lockout.begin(now)
    keys = slot.open(password, device_secret)
    if keys is None:
        raise lockout.failed(now)
    lockout.clear()
    return keys


def _device_secret(slot: Slot, secrets: SecretStore | None) -> bytes:
    if not slot.keyring:
        return b""
    if secrets is None:
        raise Problem("keyring_missing")
    found = secrets.get(slot.secret_name)
    if found is None:
        raise Problem("device_secret_missing")
    return found


def _fill(path: Path, keys: Keys, enrolment: Enrolment | None) -> None:
    database = open_encrypted(path, keys.database, create=True)
    try:
        migrations.upgrade(database)
        if enrolment is not None:
            with database.writing() as session:
                vault_facts.write_enrolment(session, enrolment)
    finally:
        database.close()


def _open(
    folder: Path,
    slot: Slot,
    keys: Keys,
    lock: FolderLock,
    wall: Callable[[], int],
    random: Random,
) -> OpenVault:
    now = _moment(wall())
    path = folder / DATABASE_FILE
    if path.is_file() and not path.stat().st_size:
        raise Problem("vault_damaged")
    database = open_encrypted(path, keys.database)
    with contextlib.ExitStack() as undo:
        undo.callback(database.close)
        migrations.upgrade(database, lambda: backups.make(folder, keys.database, now))
        blobs = BlobStore(folder / BLOBS_FOLDER, keys.derived("blobs"), random)
        with database.writing() as session:
            enrolment = vault_facts.enrolment(session)
            clock = HybridClock(wall, _last_time(session, slot.vault, wall()))
            blobs.sweep(session)
        journal = Journal(
            installation=enrolment.installation if enrolment else bytes(16),
            vault=slot.vault,
            key=keys.sign,
            clock=clock,
            random=random,
            schema=migrations.SCHEMA,
        )
        undo.pop_all()
        return OpenVault(folder, slot, keys, database, journal, blobs, enrolment, lock)


def _last_time(session: Session, vault: bytes, wall: int) -> int:
    """The hybrid time after which this vault goes on: its own last, or what it has seen since.

    Times of other vaults count only as far as a clock may be ahead, so that one wrong clock does
    not carry this one away.
    """
    own = (
        select(Entry.stamp)
        .where(Entry.vault == vault)
        .order_by(Entry.epoch.desc(), Entry.counter.desc())
        .limit(1)
    )
    bound = stamp((wall + CLOCKS_AHEAD) << 16, b"")
    seen = select(Entry.stamp).where(Entry.stamp < bound).order_by(Entry.stamp.desc()).limit(1)
    found = [session.execute(query).scalar_one_or_none() for query in (own, seen)]
    return max((int.from_bytes(s[: STAMP_BYTES // 2], "big") for s in found if s), default=0)


def _moment(wall: int) -> datetime:
    return datetime.fromtimestamp(wall / 1000, UTC)
