"""Jobs before the window: the officers' way into a vault, and a backup in its place.

Nothing here touches a widget.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from desktop.models import recovery, restoring
from desktop.models.keys import STANDARD, Kdf, SecretStore
from desktop.models.recovery import Asked
from desktop.models.vault import OpenVault, system_wall, unlock


@dataclass(frozen=True, slots=True)
class WaysBack:
    """What a person may do at a closed vault of this computer."""

    secrets: SecretStore | None
    password_only: bool
    kdf: Kdf = STANDARD

    def ask(self, folder: Path, into: Path) -> tuple[Path, Asked]:
        """Write the request to the officers. Raises Problem ``recovery_…``."""
        return recovery.ask(folder, into, _now())

    def redeem(self, folder: Path, answer: Path, password: str) -> OpenVault:
        """Open with the officers' answer. Raises AppError."""
        return recovery.redeem(
            folder,
            answer,
            password,
            self.secrets,
            password_only=self.password_only,
            kdf=self.kdf,
        )

    def rebuild(self, folder: Path, password: str) -> OpenVault:
        """Bring a damaged vault back from its latest good backup. Raises AppError."""
        restoring.rebuild(folder, password, self.secrets, now=_now())
        return unlock(folder, password, self.secrets)

    def restore(self, folder: Path, backup: Path, password: str) -> OpenVault:
        """Put a backup in place of a closed vault. Raises AppError; then the vault is as it was."""
        restoring.restore(folder, backup, password, self.secrets, now=_now())
        return unlock(folder, password, self.secrets)


def answers_in(folder: Path) -> list[Path]:
    """The officers' answers that lie in a folder, the latest first."""
    found = [path for path in folder.iterdir() if path.suffix == ".answer" and path.is_file()]
    return sorted(found, key=lambda path: path.stat().st_mtime, reverse=True)


def _now() -> datetime:
    return datetime.fromtimestamp(system_wall() / 1000, UTC)
