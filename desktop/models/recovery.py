"""A forgotten password or a lost keyring: ask headquarters' officers, and take their answer.

The request is a file that carries the recovery slot and a fresh key for the answer. That key waits
here until the answer has come, and is destroyed with its use, so an answer opens once.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import msgspec

from desktop.errors import Problem
from desktop.models import backups
from desktop.models.database import open_encrypted
from desktop.models.disk import FolderLock, saying_when_full, write_bytes
from desktop.models.journal import Act
from desktop.models.keys import KEY_BYTES, STANDARD, Kdf, Keys, Random, SecretStore, unpacked
from desktop.models.passwords import Lockout
from desktop.models.recovery_slot import read_recovery_slot
from desktop.models.restoring import rebuild_with_keys
from desktop.models.slot import Slot, sealed, slot_or_spare, write_slot
from desktop.models.vault import (
    DATABASE_FILE,
    OpenVault,
    open_with_keys,
    password_refused,
    system_wall,
)
from sync.protocol.encoding import decode, encode
from sync.protocol.errors import ProtocolError
from sync.protocol.recovery import (
    ANSWER_MAGIC,
    FILE_LIMIT,
    REQUEST_MAGIC,
    SECRET_BYTES,
    VERSION,
    Handed,
    RecoveryAnswer,
    RecoveryRequest,
    framed,
    open_answer,
    request_id,
    secret_key,
    shown_code,
    unframed,
)

RECOVERED = "OpenByRecovery"
"""The command in the header of the entry that every use leaves behind."""

_ASKED = "recovery.asked"


class _Waiting(msgspec.Struct, frozen=True, array_like=True):
    """The request as it was written, and the key that opens its answer."""

    request: bytes
    secret: bytes


@dataclass(frozen=True, slots=True)
class Asked:
    """A request that waits for its answer; ``code`` is read to the officers."""

    code: str
    made_at: datetime


def can_ask(folder: Path) -> bool:
    """Whether the officers could open this vault: it has a recovery slot."""
    return read_recovery_slot(folder) is not None


def asked(folder: Path) -> Asked | None:
    """The request of this vault that waits for its answer, or None."""
    waiting = _waiting(folder)
    return None if waiting is None else _told(waiting.request)


def ask(folder: Path, into: Path, now: datetime, random: Random = os.urandom) -> tuple[Path, Asked]:
    """Write the request into a folder such as a stick; an earlier request is good no more.

    Raises Problem: ``recovery_without_slot``, ``disk_full``, ``disk_failed``.
    """
    slot = read_recovery_slot(folder)
    if slot is None:
        raise Problem("recovery_without_slot")
    secret = random(SECRET_BYTES)
    made_at = int(now.timestamp() * 1000)
    message = encode(RecoveryRequest(VERSION, slot, secret_key(secret).public, made_at))
    write_bytes(folder / _ASKED, encode(_Waiting(message, secret)))
    told = _told(message)
    path = into / f"bazresyar-recovery-{told.code}.request"
    try:
        with saying_when_full(FILE_LIMIT):
            path.write_bytes(framed(REQUEST_MAGIC, message))
    except OSError:
        raise Problem("disk_failed") from None
    return path, told


def redeem(
    folder: Path,
    answer: Path,
    password: str,
    secrets: SecretStore | None,
    *,
    password_only: bool = False,
    kdf: Kdf = STANDARD,
    wall: Callable[[], int] = system_wall,
    random: Random = os.urandom,
) -> OpenVault:
    """Open a vault with the officers' answer and give it a new password.

    Raises Refused (``password_…``, ``keyring_missing``) or Problem: ``recovery_not_asked``,
    ``recovery_file_other``, ``recovery_file_damaged``, ``recovery_other_vault``,
    ``recovery_other_request``, ``vault_…``. A damaged vault is rebuilt on the way. After a refusal
    the answer is still good.
    """
    slot = slot_or_spare(folder)
    refused = password_refused(password, slot.name, secrets, password_only=password_only)
    if refused is not None:
        raise refused
    handed = _handed(folder, slot, answer)
    keys = _keys(handed)
    lock = FolderLock(folder)
    with ExitStack() as undo:
        undo.callback(lock.release)
        _check_fit(folder, keys)
        moment = datetime.fromtimestamp(wall() / 1000, UTC)
        rebuild_with_keys(folder, slot.vault, keys, moment)
        device_secret = random(KEY_BYTES) if secrets is not None else b""
        fresh = sealed(keys, slot.identity(), password, device_secret, kdf, random)
        vault = open_with_keys(folder, fresh, keys, lock, wall, random)
        undo.push(lambda *_: vault.database.close())
        if vault.read_only:
            raise Problem("vault_newer")
        _enter(vault, handed)
        if secrets is not None:
            secrets.set(fresh.secret_name, device_secret)
        write_slot(folder, fresh)
        Lockout(folder).clear()
        (folder / _ASKED).unlink(missing_ok=True)
        undo.pop_all()
        return vault


def _handed(folder: Path, slot: Slot, answer: Path) -> Handed:
    waiting = _waiting(folder)
    try:
        data = answer.read_bytes()
    except OSError:
        raise Problem("recovery_file_unreadable") from None
    _, answered = unframed(data, ANSWER_MAGIC, RecoveryAnswer)
    if answered.vault != slot.vault:
        raise Problem("recovery_other_vault")
    if waiting is None:
        raise Problem("recovery_not_asked")
    if answered.request != request_id(waiting.request):
        raise Problem("recovery_other_request")
    return open_answer(answered, secret_key(waiting.secret))


def _keys(handed: Handed) -> Keys:
    try:
        return unpacked(handed.keys)
    except ProtocolError:
        raise Problem("recovery_file_damaged") from None


def _check_fit(folder: Path, keys: Keys) -> None:
    """Whether these are the keys of this vault: they open it, or a backup where it is damaged."""
    for path in (folder, *(one.folder for one in backups.backups(folder))):
        with suppress(Problem):
            open_encrypted(path / DATABASE_FILE, keys.database).close()
            return
    raise Problem("recovery_other_vault")


def _enter(vault: OpenVault, handed: Handed) -> None:
    """Every use is an entry of the vault's own chain, which headquarters and auditors read."""
    role = vault.roles[0] if vault.roles else ""
    reason = "، ".join(handed.officers)
    act = Act(vault.person, role, RECOVERED, vault.office, reason=reason)
    clock = vault.journal.clock
    with vault.database.writing() as session:
        vault.journal.append(session, act, (clock.now(), clock.wall()), [], frozenset(), [])


def _waiting(folder: Path) -> _Waiting | None:
    try:
        return decode((folder / _ASKED).read_bytes(), _Waiting)
    except (OSError, ProtocolError):
        return None


def _told(message: bytes) -> Asked:
    made_at = decode(message, RecoveryRequest).made_at
    return Asked(shown_code(message), datetime.fromtimestamp(made_at / 1000, UTC))
