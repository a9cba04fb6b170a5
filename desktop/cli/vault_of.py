"""What the verbs share: exit codes, the vault of a verb, one line of a secret, a line of JSON."""

from __future__ import annotations

import argparse
import getpass
import json
import sys
from contextlib import closing
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from desktop.errors import Problem

if TYPE_CHECKING:
    from desktop.models.vault import OpenVault

OK, FAILED, USAGE, UNSOUND, AWAY = 0, 1, 2, 3, 4


def with_vault(parser: argparse.ArgumentParser, *, needed: bool = True) -> argparse.ArgumentParser:
    """The options of a verb that opens a vault."""
    parser.add_argument(
        "--vault", required=needed, help="the vault's id: the name of its folder, or its start"
    )
    parser.add_argument(
        "--password-stdin", action="store_true", help="first line of standard input"
    )
    return parser


def secret(asked: argparse.Namespace, words: str) -> str:
    """One line of standard input, or what is typed unseen."""
    return sys.stdin.readline().rstrip("\n") if asked.password_stdin else getpass.getpass(words)


def say(told: dict[str, object]) -> None:
    """One line of JSON."""
    print(json.dumps(told, ensure_ascii=False), flush=True)


def unlocked(asked: argparse.Namespace) -> closing[OpenVault]:
    """The vault that a verb names, open. Raises WrongPassword, Problem."""
    from desktop.models.slot import vaults_folder
    from desktop.models.vault import unlock
    from desktop.runtime.secrets import system_secrets

    vaults = vaults_folder(asked.data)
    found = [one for one in vaults.glob(f"{asked.vault}*") if one.is_dir()]
    if len(found) != 1:
        raise Problem("vault_missing")
    password = secret(asked, "Password: ")
    return closing(unlock(found[0], password, system_secrets()))


def now() -> datetime:
    """This moment."""
    return datetime.now(UTC)
