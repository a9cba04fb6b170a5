"""The system's keyring; nobody else imports ``keyring``.

Backends are chosen from a list of classes, whatever the environment or a configuration file asks
for; there is never a fallback to a file (``security.md`` 2.3, X8).
"""

from __future__ import annotations

import base64
import binascii
import hmac
from typing import TYPE_CHECKING

from desktop.errors import Problem
from desktop.models.keys import KEY_BYTES

if TYPE_CHECKING:
    from keyring.backend import KeyringBackend

SERVICE = "bazresyar"


def system_secrets() -> Keyring | None:
    """The keyring of this system, or None where there is none that keeps secrets."""
    backend = best_of(allowed_backends())
    return None if backend is None else Keyring(backend)


def allowed_backends() -> tuple[type[KeyringBackend], ...]:
    """Secret Service, KWallet, Windows and macOS, and nothing else."""
    # 0.1 s, and needed only when somebody signs in.
    from keyring.backends import SecretService, Windows, kwallet, macOS

    return (
        Windows.WinVaultKeyring,
        macOS.Keyring,
        SecretService.Keyring,
        kwallet.DBusKeyring,
    )


def best_of(classes: tuple[type[KeyringBackend], ...]) -> KeyringBackend | None:
    """The first of these that works on this machine; a chainer or a subclass does not count."""
    for backend in classes:
        if backend in allowed_backends() and backend.viable:
            return backend()
    return None


class Keyring:
    """Keeps 32-byte secrets in the system's keyring; a ``SecretStore``."""

    def __init__(self, backend: KeyringBackend) -> None:
        self._backend = backend

    def get(self, name: str) -> bytes | None:
        """The secret of a name, or None. Raises Problem ``keyring_locked``."""
        from keyring.errors import KeyringError

        try:
            kept = self._backend.get_password(SERVICE, name)
        except KeyringError as error:
            raise Problem("keyring_locked") from error
        if kept is None:
            return None
        try:
            return base64.b64decode(kept, validate=True)
        except binascii.Error:
            raise Problem("keyring_unfaithful") from None

    def set(self, name: str, secret: bytes) -> None:
        """Keep a secret and read it back. Raises Problem where it is not the same."""
        from keyring.errors import KeyringError

        if len(secret) != KEY_BYTES:
            raise ValueError("only a 32-byte secret belongs into the keyring")
        try:
            self._backend.set_password(SERVICE, name, base64.b64encode(secret).decode())
        except KeyringError as error:
            raise Problem("keyring_locked") from error
        if not hmac.compare_digest(self.get(name) or b"", secret):
            self.delete(name)
            raise Problem("keyring_unfaithful")

    def delete(self, name: str) -> None:
        """Forget a secret; no error where there is none."""
        from keyring.errors import KeyringError, PasswordDeleteError

        try:
            self._backend.delete_password(SERVICE, name)
        except PasswordDeleteError:
            return
        except KeyringError as error:
            raise Problem("keyring_locked") from error
