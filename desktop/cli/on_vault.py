"""Verbs on one vault: exchange, backup, print."""

from __future__ import annotations

import argparse
import json
import time
from functools import partial
from pathlib import Path
from typing import Any

from desktop.cli.vault_of import OK, now, unlocked, with_vault
from desktop.errors import Problem


def add_verbs(verbs: Any) -> None:
    """``sync``, ``backup``, ``print``."""
    sync = with_vault(verbs.add_parser("sync", help="one exchange with headquarters"))
    sync.set_defaults(verb=_sync)

    backup = with_vault(verbs.add_parser("backup", help="a verified backup"))
    backup.add_argument("--into", type=Path, help="another folder, with the attachments")
    backup.set_defaults(verb=_backup)

    paper = with_vault(verbs.add_parser("print", help="a visit's report as PDF"))
    paper.add_argument("code", help="the number of the visit")
    paper.add_argument("--out", type=Path, required=True)
    paper.set_defaults(verb=_print)


def _sync(asked: argparse.Namespace) -> int:
    from desktop.models.migrations import SCHEMA
    from desktop.models.relays import last_server
    from desktop.models.sync_state import sync_state
    from sync.client.http import connect
    from sync.client.roads import Roads
    from sync.client.store import DirectStore

    with unlocked(asked) as vault:
        if vault.enrolment is None:
            raise Problem("vault_not_enrolled")
        store = DirectStore(vault.database)
        done = Roads(
            connect=connect,
            store=store,
            journal=vault.journal,
            schema=SCHEMA,
            now=now,
            monotonic=time.monotonic,
            blobs=vault.blobs,
        ).run()
        vault.exchanged()
        state = store.read(partial(sync_state, vault=vault.journal.vault))
        server = store.read(last_server)
    told = {"sent": done.sent, "received": done.received, "turns": done.turns}
    where = {"unsent": state.unsent, "at_relay": state.at_relay, "server": server.hex() or "hq"}
    print(json.dumps(told | where))
    return OK


def _backup(asked: argparse.Namespace) -> int:

    with unlocked(asked) as vault:
        made = vault.back_up(now(), into=asked.into)
    print(json.dumps({"folder": str(made.folder), "counts": made.counts}, ensure_ascii=False))
    return OK


def _print(asked: argparse.Namespace) -> int:
    from desktop.documents.printing import origin_of, visit_report
    from desktop.models.calendar import iran_day
    from desktop.models.inspections.queries import VisitFilter, visits_page
    from desktop.models.reader import Reader

    moment = now()
    with unlocked(asked) as vault, vault.database.reading() as session:
        rows = visits_page(session, VisitFilter(text=asked.code), None, 2).rows
        if [row.code for row in rows] != [asked.code]:
            raise Problem("visit_unknown", number=asked.code)
        origin = origin_of(session, office=vault.office, vault=vault.journal.vault, now=moment)
        reader = Reader(vault.person, vault.roles[0])
        paper = visit_report(
            session, vault.blobs, rows[0].id, reader=reader, today=iran_day(moment), origin=origin
        )
    asked.out.write_bytes(paper)
    print(json.dumps({"file": str(asked.out), "bytes": len(paper)}))
    return OK
