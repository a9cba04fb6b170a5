"""``init``: makes an installation, once."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

from desktop.errors import Problem
from sync.protocol.enrolment import fingerprint
from sync.protocol.messages import KeyList
from sync.server import config as configs
from sync.server import key_lists
from sync.server import keys as keyring
from sync.server.hq import open_database, prepare


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
    key_lists.write(config.keys, root, listed)
