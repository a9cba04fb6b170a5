"""Verbs on a closed vault: a backup in its place, and the officers' way in."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

from desktop.cli.vault_of import OK, now, say, secret, with_vault
from desktop.errors import Problem

if TYPE_CHECKING:
    from desktop.models.backups import Backup


def add_verbs(verbs: Any) -> None:
    """``restore`` and ``recover``."""
    back = with_vault(verbs.add_parser("restore", help="a backup in place of the vault"))
    back.add_argument("--list", action="store_true", help="only say which backups there are")
    back.add_argument("--backup", default="", help="its name as --list says; else the latest good")
    back.add_argument("--from", type=Path, dest="source", help="a backup that lies elsewhere")
    back.set_defaults(verb=_restore)

    recover = verbs.add_parser("recover", help="into a vault whose password is forgotten")
    ways = recover.add_subparsers(required=True, metavar="VERB")
    ask = ways.add_parser("ask", help="write the request to headquarters' officers")
    ask.add_argument("--vault", required=True, help="the vault's id, or its start")
    ask.add_argument("--into", type=Path, required=True, help="a folder such as a stick")
    ask.set_defaults(verb=_ask)
    answer = with_vault(ways.add_parser("answer", help="open with their answer; a new password"))
    answer.add_argument("answer", type=Path)
    answer.set_defaults(verb=_answer)


def _restore(asked: argparse.Namespace) -> int:
    from desktop.models import restoring
    from desktop.models.backups import backups
    from desktop.runtime.secrets import system_secrets

    folder = _folder(asked)
    if asked.list:
        for one in backups(folder):
            say(_told(one))
        return OK
    source: Path | None = asked.source
    if source is None and asked.backup:
        source = folder / "backups" / asked.backup
        if source.parent.resolve() != (folder / "backups").resolve():
            raise Problem("backup_damaged")
    password = secret(asked, "Password: ")
    if source is None:
        told = restoring.rebuild(folder, password, system_secrets(), now=now())
    else:
        told = restoring.restore(folder, source, password, system_secrets(), now=now())
    lost = [] if told is None else told.entries
    say(
        {
            "restored": told is not None,
            "aside": told.aside if told else None,
            "missing": len(lost),
            "unsent": sum(not one.sent for one in lost),
            "readable": told.readable if told else True,
        }
    )
    return OK


def _ask(asked: argparse.Namespace) -> int:
    from desktop.models import recovery

    path, told = recovery.ask(_folder(asked), asked.into, now())
    say({"request": str(path), "code": told.code})
    return OK


def _answer(asked: argparse.Namespace) -> int:
    from desktop.models import recovery
    from desktop.runtime.secrets import system_secrets

    secrets = system_secrets()
    password = secret(asked, "New password: ")
    only = secrets is None
    recovery.redeem(_folder(asked), asked.answer, password, secrets, password_only=only).close()
    say({"opened": True})
    return OK


def _folder(asked: argparse.Namespace) -> Path:
    from desktop.models.slot import vaults_folder

    found = [one for one in vaults_folder(asked.data).glob(f"{asked.vault}*") if one.is_dir()]
    if len(found) != 1:
        raise Problem("vault_missing")
    return found[0]


def _told(one: Backup) -> dict[str, object]:
    return {
        "backup": one.folder.name,
        "made_at": one.made_at.isoformat(),
        "bytes": one.size,
        "sound": one.sound,
        "counts": one.counts,
    }
