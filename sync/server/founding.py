"""``init``: makes an installation, once."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

import msgspec

from desktop.errors import Problem
from desktop.models.disk import write_bytes
from sync.protocol.encoding import decode, encode
from sync.protocol.enrolment import fingerprint
from sync.protocol.entry import sign
from sync.protocol.messages import KEYS_TAG, KeyList, KeysAnswer, Signed
from sync.server import config as configs
from sync.server import keys as keyring
from sync.server.hq import KEYS_ANSWER, open_database, prepare


def found(
    config: configs.Config, now: datetime, *, root: Path | None = None, hosts: Iterable[str] = ()
) -> str:
    """Make folder, keys, certificate and tables; returns the fingerprint of the offline root.

    ``root`` is where the offline root is written, to be taken away: the folder itself unless said.
    Raises Problem ``hq_exists``.
    """
    if config.keys.is_dir() and any(config.keys.iterdir()):
        raise Problem("hq_exists")
    for folder in (config.folder, config.keys, config.blobs):
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    keys = keyring.make_keys(config.keys)
    authority = keyring.make_root(root or config.folder / keyring.ROOT_FILE, now)
    keyring.issue_certificate(authority, config.keys, hosts, now)
    publish(config, authority, keys, now)
    configs.write(config)
    database = open_database(config, keys)
    try:
        prepare(database)
    finally:
        database.close()
    return fingerprint(authority.public)


def publish(config: configs.Config, root: keyring.Root, keys: keyring.Keys, now: datetime) -> None:
    """Sign the list of keys that devices fetch first."""
    listed = KeyList(
        keys.installation,
        int(now.timestamp() * 1000),
        keys.receipt_public,
        root.authority_der,
        None,
        [],
        keys.receiving_public,
    )
    _put(config, root, listed)


def publish_again(
    config: configs.Config,
    root: keyring.Root,
    now: datetime,
    *,
    recovery_key: bytes | None = None,
    officers: list[bytes] | None = None,
) -> None:
    """The list as it stands, with a recovery key or officers, signed anew.

    Vaults take it up as they come.
    """
    known = _published(config)[1]
    listed = msgspec.structs.replace(
        known,
        issued_at=int(now.timestamp() * 1000),
        recovery_key=recovery_key or known.recovery_key,
        officers=known.officers if officers is None else officers,
    )
    _put(config, root, listed)


def check_root(config: configs.Config, root: keyring.Root) -> None:
    """Raises Problem ``hq_root_missing`` for the root of another installation."""
    if _published(config)[0].root != root.public:
        raise Problem("hq_root_missing")


def _published(config: configs.Config) -> tuple[KeysAnswer, KeyList]:
    answer = decode((config.keys / KEYS_ANSWER).read_bytes(), KeysAnswer)
    return answer, decode(answer.keys.message, KeyList)


def _put(config: configs.Config, root: keyring.Root, listed: KeyList) -> None:
    message = encode(listed)
    signed = Signed(message, sign(root.key, KEYS_TAG, message))
    write_bytes(config.keys / KEYS_ANSWER, encode(KeysAnswer(root.public, signed)))
