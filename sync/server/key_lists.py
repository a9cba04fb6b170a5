"""Lists of keys: the offline root signs one that takes the place of the one before it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import msgspec
from sqlalchemy import delete, select

from desktop.errors import Problem
from sync.protocol.audit import KEYS_PUBLISHED
from sync.protocol.encoding import decode, encode
from sync.protocol.entry import sign
from sync.protocol.messages import KEYS_TAG, EarlierKey, KeyList, KeysAnswer, Signed
from sync.server import audit, colleagues, vaults
from sync.server import keys as keyring
from sync.server.config import Config
from sync.server.hq import KEYS_ANSWER, Headquarters, open_headquarters, wall_clock
from sync.server.standing_tables import BuiltChunk, BuiltSnapshot
from sync.server.tables import ACTIVE, Device


@dataclass(frozen=True, slots=True)
class Change:
    """What is to be another in the next list; None leaves it as it is.

    ``receipt`` asks for a new receipt key, ``recovery`` and ``officers`` are public keys.
    """

    receipt: bool = False
    recovery: bytes | None = None
    officers: list[bytes] | None = None


def published(config: Config) -> KeyList:
    """The list as it stands. Raises Problem ``hq_not_initialised``."""
    try:
        answer = decode((config.keys / KEYS_ANSWER).read_bytes(), KeysAnswer)
    except FileNotFoundError as error:
        raise Problem("hq_not_initialised") from error
    return decode(answer.keys.message, KeyList)


def check_root(config: Config, root: keyring.Root) -> None:
    """Raises Problem ``root_of_another`` for the root of another installation."""
    answer = decode((config.keys / KEYS_ANSWER).read_bytes(), KeysAnswer)
    if answer.root != root.public:
        raise Problem("root_of_another")


def publish(
    config: Config,
    root: keyring.Root,
    change: Change,
    *,
    wall: Callable[[], int] = wall_clock,
) -> KeyList:
    """Sign the next list, note it, and certify all vaults anew where the receipt key is another.

    The server must not run meanwhile: it holds its keys from its start on. Raises Problem
    ``root_of_another``.
    """
    check_root(config, root)
    before = published(config)
    keys = keyring.load_keys(config.keys)
    if change.receipt and keys.receipt_public == before.receipt_key:
        keys = keyring.next_receipt_key(config.keys)
    moment = wall()
    earlier = list(before.earlier)
    if keys.receipt_public != before.receipt_key:
        earlier.append(EarlierKey(before.receipt_key, moment))
    listed = msgspec.structs.replace(
        before,
        issued_at=moment,
        receipt_key=keys.receipt_public,
        receiving_key=keys.receiving_public,
        tls_certificate=root.authority_der,
        recovery_key=before.recovery_key if change.recovery is None else change.recovery,
        officers=before.officers if change.officers is None else change.officers,
        serial=before.serial + 1,
        earlier=earlier,
    )
    write(config.keys, root, listed)
    hq = open_headquarters(config, wall=wall)
    try:
        _noted(hq, before, listed)
    finally:
        hq.close()
    return listed


def write(folder: Path, root: keyring.Root, listed: KeyList) -> None:
    """Sign a list and put it in the place of the one before, whole or not at all."""
    message = encode(listed)
    signed = Signed(message, sign(root.key, KEYS_TAG, message))
    fresh = folder / f"{KEYS_ANSWER}.new"
    fresh.unlink(missing_ok=True)
    keyring.write_secret(fresh, encode(KeysAnswer(root.public, signed)))
    fresh.replace(folder / KEYS_ANSWER)


def _noted(hq: Headquarters, before: KeyList, listed: KeyList) -> None:
    told: dict[str, str | int] = {
        "serial": listed.serial,
        "receipt_key": listed.receipt_key.hex(),
        "recovery_key": (listed.recovery_key or b"").hex(),
        "officers": len(listed.officers),
    }
    with hq.database.writing() as session:
        audit.note(hq, session, KEYS_PUBLISHED, **told)
        if listed.receipt_key == before.receipt_key:
            return
        session.execute(delete(BuiltChunk))
        session.execute(delete(BuiltSnapshot))
        active = select(Device).where(Device.status == ACTIVE).order_by(Device.enrolled)
        for device in session.execute(active).scalars().all():
            colleagues.publish(hq, session, device, vaults.certify(hq, session, device))


def moment_of(listed: KeyList) -> str:
    """When a list was signed."""
    return datetime.fromtimestamp(listed.issued_at / 1000, UTC).isoformat(timespec="seconds")
