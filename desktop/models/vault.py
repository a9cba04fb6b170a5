"""A vault: one person's encrypted database on one device, with its keys, journal and files.

Its folder holds ``vault.db``, ``slot.msgpack``, ``recovery.msgpack``, ``blobs/``, ``backups/``,
``aside/``, ``lock`` and ``lockout``. The folder's name is the vault's id, so that it names nobody.
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

from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

import desktop.models.kinds  # noqa: F401  # registers every kind
from desktop.errors import Problem, Refused
from desktop.models import backups, migrations, upgrading, vault_facts
from desktop.models.blobs import BlobStore
from desktop.models.database import Database, open_encrypted
from desktop.models.disk import FolderLock, make_private_folder, saying_when_full, sync_folder
from desktop.models.failures import problem_of
from desktop.models.journal import Journal
from desktop.models.keys import KEY_BYTES, STANDARD, Kdf, Keys, Random, SecretStore
from desktop.models.passwords import LEAST, LEAST_WITHOUT_KEYRING, Lockout, password_problem
from desktop.models.pen import pen
from desktop.models.recovery_slot import keep_recovery_slot
from desktop.models.slot import Identity, Slot, read_slot, sealed, write_slot
from desktop.models.vault_facts import Enrolment
from sync.protocol.errors import ProtocolError

DATABASE_FILE = "vault.db"
BLOBS_FOLDER = "blobs"


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

    @property
    def read_only(self) -> bool:
        """Whether a newer version laid out its tables: it is read, and nothing is written."""
        return self.database.read_only

    def back_up(self, now: datetime, into: Path | None = None) -> backups.Backup:
        """A verified backup of this moment; older ones are thinned out."""
        return backups.make(self.folder, self.keys, now, into=into)

    def back_up_if_due(self, now: datetime) -> backups.Backup | None:
        """The backup of the day, if there is none yet."""
        if self.read_only:
            return None
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

    def exchanged(self) -> None:
        """An exchange went well: keep what it taught, let go what was kept until then."""
        if self.read_only:
            return
        upgrading.forget_old(self.folder)
        with self.database.reading() as session:
            self.enrolment = vault_facts.enrolment(session)
        keep_recovery_slot(self.folder, self.slot.vault, self.keys, self.enrolment)

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
    return open_with_keys(folder, slot, keys, FolderLock(folder), wall, random)


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

    One of a newer version is opened to be read only. Raises WrongPassword, or Problem:
    ``vault_missing``, ``vault_in_use``, ``vault_damaged``, ``vault_not_encrypted``,
    ``keyring_missing``, ``device_secret_missing``, ``upgrade_failed``.
    """
    slot = read_slot(folder)
    lock = FolderLock(folder)
    with contextlib.ExitStack() as undo:
        undo.callback(lock.release)
        keys = keys_of(folder, slot, password, secrets, _moment(wall()))
        vault = open_with_keys(folder, slot, keys, lock, wall, random)
        undo.pop_all()
        return vault


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
    keys = keys_of(vault.folder, vault.slot, old, secrets, now)
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


def keys_of(
    folder: Path, slot: Slot, password: str, secrets: SecretStore | None, now: datetime
) -> Keys:
    """The keys behind a password; wrong ones are counted. Raises WrongPassword, Problem."""
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


def open_with_keys(
    folder: Path,
    slot: Slot,
    keys: Keys,
    lock: FolderLock,
    wall: Callable[[], int],
    random: Random,
) -> OpenVault:
    """Open a vault whose lock is held and whose keys are known. Raises Problem as ``unlock``."""
    try:
        return _opened(folder, slot, keys, lock, wall, random)
    except DBAPIError as error:
        raise problem_of(error) or error from None


def _opened(
    folder: Path,
    slot: Slot,
    keys: Keys,
    lock: FolderLock,
    wall: Callable[[], int],
    random: Random,
) -> OpenVault:
    database = _up_to_date(folder, keys, _moment(wall()))
    with contextlib.ExitStack() as undo:
        undo.callback(database.close)
        blobs = BlobStore(folder / BLOBS_FOLDER, keys.derived("blobs"), random)
        with database.reading() if database.read_only else database.writing() as session:
            enrolment = _enrolment(session, read_only=database.read_only)
            installation = enrolment.installation if enrolment else bytes(16)
            journal = pen(session, slot.vault, installation, keys, wall, random)
            if not database.read_only:
                blobs.sweep(session)
        keep_recovery_slot(folder, slot.vault, keys, enrolment)
        undo.pop_all()
        return OpenVault(folder, slot, keys, database, journal, blobs, enrolment, lock)


def _up_to_date(folder: Path, keys: Keys, now: datetime) -> Database:
    """The database, upgraded where it was older, to be read only where it is newer."""
    path = folder / DATABASE_FILE
    database = open_encrypted(path, keys.database)
    try:
        due = upgrading.is_due(database)
    except Problem as problem:
        database.close()
        if problem.code != "vault_newer":
            raise
        return open_encrypted(path, keys.database, read_only=True)
    if due:
        database.close()
        upgrading.upgrade_vault(folder, keys, now)
        database = open_encrypted(path, keys.database)
    return database


def _enrolment(session: Session, *, read_only: bool) -> Enrolment | None:
    """What a newer version wrote may have another form: then nothing is known of it."""
    try:
        return vault_facts.enrolment(session)
    except ProtocolError:
        if not read_only:
            raise
        return None


def _moment(wall: int) -> datetime:
    return datetime.fromtimestamp(wall / 1000, UTC)
