"""What a person may do with their own open vault: password and backup. Runs inside jobs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from importlib.metadata import version
from pathlib import Path

from sqlalchemy.orm import Session

from desktop.errors import Refused
from desktop.models import backups, losses
from desktop.models.backups import Backup
from desktop.models.database import Database
from desktop.models.keys import STANDARD, Kdf, SecretStore
from desktop.models.losses import Missing
from desktop.models.migrations import HEAD
from desktop.models.vault import OpenVault, change_password, keys_of, password_refused
from desktop.runtime.jobs import Cancelled, Progress
from desktop.runtime.tasks import Tasks


@dataclass(frozen=True, slots=True)
class VaultFacts:
    """What is told of the vault and the program."""

    folder: Path
    vault: bytes
    version: str
    schema: str
    keyring: bool
    last_backup: datetime | None


@dataclass(frozen=True, slots=True)
class BackupRow:
    """A backup, and what restoring it would take out of the vault as it is now."""

    backup: Backup
    lost: int
    unsent: int


@dataclass(frozen=True, slots=True)
class BackupFacts:
    """The backups of the vault, the latest first, and what the last restore cost."""

    rows: tuple[BackupRow, ...]
    missing: Missing | None


class Custody:
    """The vault behind the settings page; nothing here touches a widget."""

    def __init__(
        self,
        vault: OpenVault,
        tasks: Tasks,
        secrets: SecretStore | None,
        now: Callable[[], datetime],
        kdf: Kdf = STANDARD,
        restore: Callable[[Path, str], None] = lambda backup, password: None,
    ) -> None:
        """``restore`` closes the vault and puts a backup in its place."""
        self._restore = restore
        self._vault, self._tasks, self._secrets = vault, tasks, secrets
        self._now, self._kdf = now, kdf

    @property
    def roles(self) -> tuple[str, ...]:
        """The roles that headquarters certified."""
        return self._vault.roles

    def facts(self) -> VaultFacts:
        """Reads the folder of backups: call it off the window's thread."""
        made = backups.backups(self._vault.folder)
        return VaultFacts(
            self._vault.folder,
            self._vault.slot.vault,
            version("bazresyar"),
            HEAD,
            self._vault.slot.keyring,
            made[0].made_at if made else None,
        )

    def password_refused(self, password: str) -> Refused | None:
        """What is wrong with a new password, while it is being typed."""
        return password_refused(
            password,
            self._vault.name,
            self._secrets,
            password_only=not self._vault.slot.keyring,
        )

    def change_password(self, old: str, new: str) -> Callable[[Progress, Cancelled], None]:
        """The job. Raises WrongPassword or Refused."""

        def work(_progress: Progress, _cancelled: Cancelled) -> None:
            change_password(self._vault, old, new, self._secrets, now=self._now(), kdf=self._kdf)

        return work

    def back_up(self, _progress: Progress, _cancelled: Cancelled) -> datetime:
        """The job: a verified backup of this moment. Raises Problem."""

        def make(_database: Database) -> datetime:
            return self._vault.back_up(self._now()).made_at

        return self._tasks.on_database(make)

    @property
    def read_only(self) -> bool:
        """Whether nothing can be written into this vault."""
        return self._vault.read_only

    def backups(self, session: Session) -> BackupFacts:
        """Reads the folder of backups and the chain: call it off the window's thread."""
        vault = self._vault.slot.vault
        rows = []
        for one in backups.backups(self._vault.folder):
            lost = losses.since(session, vault, one.head)
            rows.append(BackupRow(one, len(lost), sum(not entry.sent for entry in lost)))
        return BackupFacts(tuple(rows), losses.missing(session))

    def forget_missing(self, session: Session) -> None:
        """The person has read what is missing."""
        losses.forget(session)

    def prove(self, backup: Path, password: str) -> Callable[[Progress, Cancelled], None]:
        """The job before a restore: the password and the backup, looked at while all is open.

        Raises WrongPassword or Problem ``backup_…``.
        """

        def work(_progress: Progress, _cancelled: Cancelled) -> None:
            vault = self._vault
            keys_of(vault.folder, vault.slot, password, self._secrets, self._now())
            backups.check(backup, vault.keys, vault.slot.vault)

        return work

    def restore(self, backup: Path, password: str) -> None:
        """Close the vault and put a backup in its place; the window opens again."""
        self._restore(backup, password)

    def carry_copy(self, into: Path) -> Callable[[Progress, Cancelled], Path]:
        """The job: a verified copy with all attachments in another folder. Raises Problem."""

        def work(_progress: Progress, _cancelled: Cancelled) -> Path:
            return self._vault.back_up(self._now(), into).folder

        return work
