"""``backup`` and ``restore`` of a headquarters."""

from __future__ import annotations

import argparse
from datetime import UTC, datetime
from pathlib import Path

from desktop.errors import Problem
from sync.protocol.audit import HQ_BACKED_UP
from sync.server import audit, hq_backups, lasting
from sync.server.cli_standing import Verbs, opened, say
from sync.server.reopening import reopen


def add_to(verbs: Verbs) -> None:
    """The verbs."""
    backup = verbs.add_parser("backup", help="a verified copy without the offline root")
    backup.add_argument("--into", type=Path, required=True, help="a folder on another disk")
    backup.set_defaults(verb=_backup)

    back = verbs.add_parser("restore", help="put a backup back; stop the server first")
    back.add_argument("--from", type=Path, dest="source", help="the folder that «backup» named")
    back.add_argument(
        "--lasting", type=Path, action="append", default=[], help="lasting acts kept elsewhere"
    )
    back.add_argument(
        "--recovered",
        action="store_true",
        help="PostgreSQL was recovered to a point in time: make it fit before it serves",
    )
    back.set_defaults(verb=_restore)


def _backup(asked: argparse.Namespace) -> None:
    with opened(asked) as hq:
        made = hq_backups.make(hq, asked.into, datetime.now(UTC))
        with hq.database.writing() as session:
            audit.note(hq, session, HQ_BACKED_UP, folder=made.folder.name)
    say({"folder": str(made.folder), "sound": made.sound, "counts": made.counts})


def _restore(asked: argparse.Namespace) -> None:
    if asked.recovered:
        with opened(asked) as hq:
            folders = [hq.config.folder / lasting.FOLDER, *asked.lasting]
            say({"again": reopen(hq, folders)})
        return
    if asked.source is None:
        raise Problem("hq_backup_other")
    say(hq_backups.restore(asked.folder, asked.source, datetime.now(UTC), asked.lasting))
