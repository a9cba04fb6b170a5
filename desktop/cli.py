"""``bazresyar``: the window, and a verb for whatever a script could want."""

from __future__ import annotations

import argparse
import getpass
import json
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from desktop.errors import AppError, Problem
from resources import words
from resources.wording import words_of

if TYPE_CHECKING:
    from desktop.models.vault import OpenVault

OK, FAILED, USAGE, UNSOUND, AWAY = 0, 1, 2, 3, 4

_EPILOG = """exit codes:
  0  done
  1  not done; the reason stands on standard error
  2  wrong use
  3  verify: something is not as it was written
  4  sync: headquarters is away; nothing is lost

The password is asked for, or read from standard input with --password-stdin;
it is never taken from the command line.
"""
_AWAY = frozenset({"server_away", "server_slow", "server_unavailable", "link_cut"})


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one verb; returns the exit code."""
    asked = _parser().parse_args(arguments)
    words.use(asked.lang)
    verb: Callable[[argparse.Namespace], int] = asked.verb
    try:
        return verb(asked)
    except AppError as error:
        sys.stderr.write(words_of(error.code, error.arguments) + "\n")
        return AWAY if error.code in _AWAY else FAILED


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="bazresyar",
        description="Inspection of public services, offline first.",
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--data", type=Path, help="the folder of the vaults of this device")
    parser.add_argument("--lang", choices=("fa", "en"), default="fa", help="words of messages")
    parser.add_argument(
        "--smoke", action="store_true", help="show the first window, then end: for the package"
    )
    parser.set_defaults(verb=_open)
    verbs = parser.add_subparsers(metavar="VERB")

    verbs.add_parser("open", help="the window (also without a verb)").set_defaults(verb=_open)

    sync = _on_vault(verbs.add_parser("sync", help="one exchange with headquarters"))
    sync.set_defaults(verb=_sync)

    verify = _on_vault(verbs.add_parser("verify", help="check chain, rows and attachments"))
    verify.add_argument("--quick", action="store_true", help="the chain alone")
    verify.add_argument("--report", type=Path, help="write the result as JSON here")
    verify.set_defaults(verb=_verify)

    backup = _on_vault(verbs.add_parser("backup", help="a verified backup"))
    backup.add_argument("--into", type=Path, help="another folder, with the attachments")
    backup.set_defaults(verb=_backup)

    paper = _on_vault(verbs.add_parser("print", help="a visit's report as PDF"))
    paper.add_argument("code", help="the number of the visit")
    paper.add_argument("--out", type=Path, required=True)
    paper.set_defaults(verb=_print)

    screens = _on_vault(verbs.add_parser("screens", help="a PNG of every page"), needed=False)
    screens.add_argument("out", type=Path)
    screens.add_argument("--pages", default="", help="only these, by name, with commas between")
    screens.add_argument("--quick", action="store_true", help="light and dark alone")
    screens.set_defaults(verb=_screens)
    return parser


def _on_vault(parser: argparse.ArgumentParser, *, needed: bool = True) -> argparse.ArgumentParser:
    parser.add_argument(
        "--vault", required=needed, help="the vault's id: the name of its folder, or its start"
    )
    parser.add_argument(
        "--password-stdin", action="store_true", help="first line of standard input"
    )
    return parser


def _open(asked: argparse.Namespace) -> int:
    from PySide6.QtCore import QTimer
    from PySide6.QtWidgets import QApplication

    from desktop.models.slot import data_folder
    from desktop.program import Program, first_look
    from desktop.runtime import logs
    from desktop.runtime.collector import Collector
    from desktop.runtime.secrets import system_secrets

    data = asked.data or data_folder()
    application = QApplication(sys.argv[:1])
    first_look(application)
    handler = logs.start(data / "logs")
    program = Program(data, system_secrets())
    program.start()
    collector = Collector(application)
    if asked.smoke:
        QTimer.singleShot(0, application.quit)
    try:
        code = int(application.exec())
    finally:
        program.close()
        collector.stop()
        logs.stop(handler)
    if asked.smoke:
        print("the first window was shown")
    return code


def _sync(asked: argparse.Namespace) -> int:
    from desktop.models.migrations import SCHEMA
    from sync.client.http import connect
    from sync.client.session import Exchange
    from sync.client.store import DirectStore

    with _unlocked(asked) as vault:
        if vault.enrolment is None:
            raise Problem("vault_not_enrolled")
        http = connect(vault.enrolment.server_url, vault.enrolment.tls_pin)
        try:
            done = Exchange(
                http=http,
                store=DirectStore(vault.database),
                journal=vault.journal,
                schema=SCHEMA,
                now=_now,
                monotonic=time.monotonic,
                blobs=vault.blobs,
            ).run()
        finally:
            http.close()
    print(json.dumps({"sent": done.sent, "received": done.received, "turns": done.turns}))
    return OK


def _verify(asked: argparse.Namespace) -> int:
    from desktop.models.verify import trust_of, verify

    with _unlocked(asked) as vault, vault.database.reading() as session:
        report = verify(session, trust_of(session, vault), vault.blobs, full=not asked.quick)
    result = {
        "sound": report.sound,
        "checked": dict(report.counts),
        "faults": [
            {"code": fault.code, **{name: str(value) for name, value in fault.arguments.items()}}
            for fault in report.faults
        ],
    }
    for fault in report.faults:
        sys.stderr.write(words_of(fault.code, fault.arguments) + "\n")
    text = json.dumps(result, ensure_ascii=False, indent=2)
    if asked.report is not None:
        asked.report.write_text(text, encoding="utf-8")
    print(text)
    return OK if report.sound else UNSOUND


def _backup(asked: argparse.Namespace) -> int:
    from desktop.models import backups

    with _unlocked(asked) as vault:
        made = backups.make(vault.folder, vault.keys.database, _now(), into=asked.into)
    print(json.dumps({"folder": str(made.folder), "counts": made.counts}, ensure_ascii=False))
    return OK


def _print(asked: argparse.Namespace) -> int:
    from desktop.documents.printing import origin_of, visit_report
    from desktop.models.calendar import iran_day
    from desktop.models.inspections.queries import VisitFilter, visits_page
    from desktop.models.reader import Reader

    now = _now()
    with _unlocked(asked) as vault, vault.database.reading() as session:
        rows = visits_page(session, VisitFilter(text=asked.code), None, 2).rows
        if [row.code for row in rows] != [asked.code]:
            raise Problem("visit_unknown", number=asked.code)
        origin = origin_of(session, office=vault.office, vault=vault.journal.vault, now=now)
        reader = Reader(vault.person, vault.roles[0])
        paper = visit_report(
            session, vault.blobs, rows[0].id, reader=reader, today=iran_day(now), origin=origin
        )
    asked.out.write_bytes(paper)
    print(json.dumps({"file": str(asked.out), "bytes": len(paper)}))
    return OK


def _screens(asked: argparse.Namespace) -> int:
    from desktop.screens import draw_all

    pages = frozenset(one for one in asked.pages.split(",") if one)
    if asked.vault is None:
        return draw_all(asked.out, None, quick=asked.quick)
    with _unlocked(asked) as vault:
        return draw_all(asked.out, vault, pages=pages, quick=asked.quick)


def _unlocked(asked: argparse.Namespace) -> closing[OpenVault]:
    from desktop.models.slot import vaults_folder
    from desktop.models.vault import unlock
    from desktop.runtime.secrets import system_secrets

    vaults = vaults_folder(asked.data)
    found = [one for one in vaults.glob(f"{asked.vault}*") if one.is_dir()]
    if len(found) != 1:
        raise Problem("vault_missing")
    password = sys.stdin.readline().rstrip("\n") if asked.password_stdin else getpass.getpass()
    return closing(unlock(found[0], password, system_secrets()))


def _now() -> datetime:
    return datetime.now(UTC)


if __name__ == "__main__":
    sys.exit(main())
