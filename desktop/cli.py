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
    from sync.client.bundles import Own

OK, FAILED, USAGE, UNSOUND, AWAY = 0, 1, 2, 3, 4

_EPILOG = """exit codes:
  0  done
  1  not done; the reason stands on standard error
  2  wrong use
  3  verify: something is not as it was written
  4  sync: headquarters is away; nothing is lost

The password is asked for, or read from standard input with --password-stdin;
it is never taken from the command line, and neither is a one-time code («enrol request»
reads the code first). «bundle» prints one line of JSON for each file.
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

    _bundle_verbs(verbs.add_parser("bundle", help="what comes and goes by memory stick"))
    _enrol_verbs(verbs.add_parser("enrol", help="a new user of this computer, by memory stick"))

    screens = _on_vault(verbs.add_parser("screens", help="a PNG of every page"), needed=False)
    screens.add_argument("out", type=Path)
    screens.add_argument("--pages", default="", help="only these, by name, with commas between")
    screens.add_argument("--quick", action="store_true", help="light and dark alone")
    screens.set_defaults(verb=_screens)
    return parser


def _bundle_verbs(parser: argparse.ArgumentParser) -> None:
    inner = parser.add_subparsers(required=True, metavar="VERB")
    place = "a stick, a folder or one bundle"
    give = _on_vault(inner.add_parser("export", help="what is unsent, or what a colleague may see"))
    give.add_argument("place", type=Path, help="a stick or a folder")
    give.add_argument("--for", dest="colleague", type=bytes.fromhex, help="a colleague's vault")
    give.set_defaults(verb=_bundle_export)
    take = _on_vault(inner.add_parser("import", help="take in what is there for this vault"))
    take.add_argument("place", type=Path, help=place)
    take.set_defaults(verb=_bundle_import)
    look = inner.add_parser("inspect", help="what can be read without a key")
    look.add_argument("place", type=Path, help=place)
    look.set_defaults(verb=_bundle_inspect)
    whom = _on_vault(inner.add_parser("colleagues", help="the vaults a bundle can be made for"))
    whom.set_defaults(verb=_bundle_colleagues)


def _enrol_verbs(parser: argparse.ArgumentParser) -> None:
    inner = parser.add_subparsers(required=True, metavar="VERB")
    ask = inner.add_parser("request", help="write the request; reads code and password")
    ask.add_argument("place", type=Path, help="the stick with headquarters' keys")
    ask.add_argument("--root", required=True, help="headquarters' fingerprint on the sheet")
    ask.add_argument("--url", default="", help="headquarters' address on the sheet")
    ask.add_argument("--device", required=True, help="this computer's name")
    ask.set_defaults(verb=_enrol_request)
    end = inner.add_parser("finish", help="make the vault that headquarters has certified")
    end.add_argument("place", type=Path, help="the stick with the answer")
    end.set_defaults(verb=_enrol_finish)
    for one in (ask, end):
        one.add_argument("--password-stdin", action="store_true", help="read standard input")


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


def _bundle_export(asked: argparse.Namespace) -> int:
    from desktop.models import sticks
    from sync.client.bundles_between import to_colleague
    from sync.client.bundles_out import to_headquarters

    with _unlocked(asked) as vault:
        own = _own(vault)
        if asked.colleague is None:
            written = to_headquarters(own, asked.place)
        else:
            written = [to_colleague(own, asked.place, asked.colleague)]
    for one in written:
        _say({"file": one.path.name, **sticks.facts_of(one.header)})
    return OK


def _bundle_import(asked: argparse.Namespace) -> int:
    from sync.client import stick

    failed: AppError | None = None
    with _unlocked(asked) as vault:
        own = _own(vault)
        for path in stick.ours(own.journal.vault, asked.place):
            try:
                taken = stick.take(own, path)
            except AppError as error:
                failed = error
                _say({"file": path.name, "error": error.code})
                continue
            told = {"entries": taken.entries, "files": taken.files, "receipt": taken.receipt}
            _say({"file": path.name, "from": taken.header.sender.hex(), **told})
    if failed is not None:
        raise failed
    return OK


def _bundle_inspect(asked: argparse.Namespace) -> int:
    from desktop.models import sticks

    found = [sticks.look_at(path) for path in sticks.bundles_at(asked.place)]
    for one in found:
        facts = sticks.facts_of(one.header) if one.header is not None else {}
        error = {"error": one.error.code} if one.error is not None else {}
        _say({"file": one.path.name, **facts, **error})
    return OK if all(one.error is None for one in found) else FAILED


def _bundle_colleagues(asked: argparse.Namespace) -> int:
    from sync.client.bundles_between import known_colleagues

    with _unlocked(asked) as vault:
        for one in known_colleagues(_own(vault)):
            _say({"vault": one.vault.hex(), "name": one.name})
    return OK


def _enrol_request(asked: argparse.Namespace) -> int:
    from desktop.models.slot import vaults_folder
    from desktop.runtime.enrolment import Sheet
    from desktop.runtime.secrets import system_secrets
    from desktop.runtime.stick_enrolment import ask_by_stick

    code = _secret(asked, "Code: ")
    sheet = Sheet(asked.url, asked.root, code, asked.device, _secret(asked, "Password: "))
    secrets = system_secrets()
    vaults = vaults_folder(asked.data)
    path = ask_by_stick(vaults, sheet, asked.place, secrets, password_only=secrets is None)
    _say({"file": str(path)})
    return OK


def _enrol_finish(asked: argparse.Namespace) -> int:
    from desktop.models.slot import vaults_folder
    from desktop.runtime.secrets import system_secrets
    from desktop.runtime.stick_enrolment import finish_by_stick

    secrets = system_secrets()
    vaults, password = vaults_folder(asked.data), _secret(asked, "Password: ")
    made = finish_by_stick(vaults, asked.place, password, secrets, password_only=secrets is None)
    with closing(made) as vault:
        _say({"vault": vault.slot.vault.hex(), "name": vault.name, "roles": list(vault.roles)})
    return OK


def _own(vault: OpenVault) -> Own:
    from sync.client.bundles import own_of
    from sync.client.store import DirectStore

    return own_of(vault, DirectStore(vault.database), _now)


def _secret(asked: argparse.Namespace, words: str) -> str:
    """One line of standard input, or what is typed unseen."""
    return sys.stdin.readline().rstrip("\n") if asked.password_stdin else getpass.getpass(words)


def _say(told: dict[str, object]) -> None:
    print(json.dumps(told, ensure_ascii=False), flush=True)


def _unlocked(asked: argparse.Namespace) -> closing[OpenVault]:
    from desktop.models.slot import vaults_folder
    from desktop.models.vault import unlock
    from desktop.runtime.secrets import system_secrets

    vaults = vaults_folder(asked.data)
    found = [one for one in vaults.glob(f"{asked.vault}*") if one.is_dir()]
    if len(found) != 1:
        raise Problem("vault_missing")
    password = _secret(asked, "Password: ")
    return closing(unlock(found[0], password, system_secrets()))


def _now() -> datetime:
    return datetime.now(UTC)


if __name__ == "__main__":
    sys.exit(main())
