"""Verbs on the list of keys that the offline root signs."""

from __future__ import annotations

import argparse
from pathlib import Path

from desktop.errors import Problem
from sync.protocol.messages import KeyList
from sync.server import config, key_lists
from sync.server.cli_standing import Verbs, say
from sync.server.keys import load_root

_KEY_BYTES = 32


def add_to(verbs: Verbs) -> None:
    """``keys publish`` and ``keys show``."""
    keys = verbs.add_parser("keys", help="the list of keys that devices fetch first")
    inner = keys.add_subparsers(required=True, metavar="VERB")
    show = inner.add_parser("show", help="the list as it stands")
    show.set_defaults(verb=_show)
    new = inner.add_parser(
        "publish", help="sign the next list; needs the offline root and a stopped server"
    )
    new.add_argument("--root", type=Path, required=True, help="where the root lies for now")
    new.add_argument(
        "--new-receipt-key", action="store_true", help="a new key for receipts from now on"
    )
    new.add_argument("--recovery", type=Path, help="the recovery key's public half, as a file")
    new.add_argument(
        "--officer", type=Path, action="append", help="an officer's public key; names all of them"
    )
    new.set_defaults(verb=_publish)


def _show(asked: argparse.Namespace) -> None:
    _say(key_lists.published(config.read(asked.folder)))


def _publish(asked: argparse.Namespace) -> None:
    made = config.read(asked.folder)
    change = key_lists.Change(
        asked.new_receipt_key,
        None if asked.recovery is None else _public(asked.recovery),
        None if asked.officer is None else [_public(one) for one in asked.officer],
    )
    _say(key_lists.publish(made, load_root(asked.root), change))


def _public(path: Path) -> bytes:
    """A public key: raw, or in hexadecimal digits."""
    data = path.read_bytes()
    if len(data) < _KEY_BYTES:
        raise Problem("key_file_wrong", file=path.name)
    try:
        return bytes.fromhex(data.decode("ascii").strip())
    except (UnicodeDecodeError, ValueError):
        return data


def _say(listed: KeyList) -> None:
    say(
        {
            "serial": listed.serial,
            "signed_at": key_lists.moment_of(listed),
            "receipt_key": listed.receipt_key.hex(),
            "earlier": len(listed.earlier),
            "recovery_key": (listed.recovery_key or b"").hex(),
            "officers": [one.hex() for one in listed.officers],
        }
    )
