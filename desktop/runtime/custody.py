"""What a person may do with their own open vault: password and backup. Runs inside jobs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from importlib.metadata import version
from pathlib import Path

from desktop.errors import Refused
from desktop.models import backups
from desktop.models.database import Database
from desktop.models.keys import STANDARD, Kdf, SecretStore
from desktop.models.migrations import HEAD
from desktop.models.vault import OpenVault, change_password, password_refused
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


class Custody:
    """The vault behind the settings page; nothing here touches a widget."""

    def __init__(
        self,
        vault: OpenVault,
        tasks: Tasks,
        secrets: SecretStore | None,
        now: Callable[[], datetime],
        kdf: Kdf = STANDARD,
    ) -> None:
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
