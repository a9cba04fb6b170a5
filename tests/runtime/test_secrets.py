"""The device secret goes into a keyring of the list, comes back the same, or not at all."""

from __future__ import annotations

import os

import keyring.backends.chainer
import keyring.backends.fail
import keyring.backends.null
import pytest
from keyring.backend import KeyringBackend
from keyring.errors import KeyringLocked, PasswordDeleteError

from desktop.errors import Problem
from desktop.runtime.secrets import Keyring, allowed_backends, best_of


class InMemory(KeyringBackend):
    """A keyring of this test; not on the list."""

    priority = 9.0
    longest = 10_000

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]  # the library has no types here
        self.kept: dict[tuple[str, str], str] = {}

    def get_password(self, service: str, username: str) -> str | None:
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self.kept[(service, username)] = password[: self.longest]

    def delete_password(self, service: str, username: str) -> None:
        if self.kept.pop((service, username), None) is None:
            raise PasswordDeleteError


class Locked(InMemory):
    priority = 8.0

    def get_password(self, service: str, username: str) -> str | None:
        raise KeyringLocked

    def set_password(self, service: str, username: str, password: str) -> None:
        raise KeyringLocked


def test_a_secret_comes_back_byte_for_byte() -> None:
    store, secret = Keyring(InMemory()), os.urandom(32)
    store.set("vault 1", secret)

    assert store.get("vault 1") == secret
    assert store.get("vault 2") is None
    store.delete("vault 1")
    store.delete("vault 1")
    assert store.get("vault 1") is None


def test_a_keyring_that_cuts_the_secret_off_is_refused_and_left_empty() -> None:
    backend = InMemory()
    backend.longest = 20

    with pytest.raises(Problem, match="keyring_unfaithful"):
        Keyring(backend).set("vault 1", os.urandom(32))
    assert not backend.kept


def test_a_locked_keyring_is_told_as_such() -> None:
    with pytest.raises(Problem, match="keyring_locked"):
        Keyring(Locked()).get("vault 1")
    with pytest.raises(Problem, match="keyring_locked"):
        Keyring(Locked()).set("vault 1", os.urandom(32))


def test_only_a_secret_of_32_bytes_is_kept_there() -> None:
    with pytest.raises(ValueError, match="32-byte"):
        Keyring(InMemory()).set("vault 1", b"a whole database key and more")


@pytest.mark.parametrize(
    "backend",
    [
        keyring.backends.null.Keyring,
        keyring.backends.fail.Keyring,
        keyring.backends.chainer.ChainerBackend,
        InMemory,
    ],
)
def test_a_keyring_that_is_not_on_the_list_is_never_used(backend: type[KeyringBackend]) -> None:
    assert best_of((backend,)) is None


def test_the_list_names_four_keyrings_by_class() -> None:
    names = {f"{found.__module__}.{found.__name__}" for found in allowed_backends()}
    assert names == {
        "keyring.backends.Windows.WinVaultKeyring",
        "keyring.backends.macOS.Keyring",
        "keyring.backends.SecretService.Keyring",
        "keyring.backends.kwallet.DBusKeyring",
    }


def test_a_subclass_of_a_listed_keyring_is_not_the_listed_one() -> None:
    listed = allowed_backends()[2]
    assert best_of((type("Plain", (listed,), {}),)) is None


def test_the_environment_cannot_choose_another(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.null.Keyring")
    chosen = best_of(allowed_backends())
    assert chosen is None or type(chosen) in allowed_backends()
