"""The recovery slot beside a vault: written as soon as headquarters has a recovery key."""

from __future__ import annotations

from pathlib import Path

from desktop.errors import Problem
from desktop.models.disk import write_bytes
from desktop.models.keys import Keys, packed
from desktop.models.vault_facts import Enrolment
from sync.protocol.encoding import decode, encode
from sync.protocol.errors import ProtocolError
from sync.protocol.messages import KeyList, KeysAnswer
from sync.protocol.recovery import RecoverySlot, key_id, seal_slot

RECOVERY_FILE = "recovery.msgpack"


def read_recovery_slot(folder: Path) -> RecoverySlot | None:
    """The recovery slot of a vault's folder, or None where there is none that can be read."""
    try:
        return decode((folder / RECOVERY_FILE).read_bytes(), RecoverySlot)
    except (OSError, ProtocolError):
        return None


def keep_recovery_slot(folder: Path, vault: bytes, keys: Keys, enrolment: Enrolment | None) -> bool:
    """Seal the keys for the recovery key of the list that the root signed; says whether it was due.

    A full disk costs nobody the way into a vault: the next time does it.
    """
    public = _recovery_key(enrolment)
    if enrolment is None or public is None:
        return False
    held = read_recovery_slot(folder)
    if held is not None and (held.key, held.vault) == (key_id(public), vault):
        return False
    try:
        slot = seal_slot(enrolment.installation, vault, public, packed(keys))
        write_bytes(folder / RECOVERY_FILE, encode(slot))
    except Problem:
        return False
    return True


def _recovery_key(enrolment: Enrolment | None) -> bytes | None:
    if enrolment is None or not enrolment.keys:
        return None
    try:
        answer = decode(enrolment.keys, KeysAnswer)
        return decode(answer.keys.message, KeyList).recovery_key
    except ProtocolError:
        return None
