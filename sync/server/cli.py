"""``bazresyar-hq``: make, run and look after a headquarters."""

from __future__ import annotations

import argparse
import contextlib
import json
import logging
import signal
import sys
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import platformdirs
from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop.errors import AppError, Problem
from desktop.models import reference
from desktop.models.directory import Office
from desktop.models.disk import FolderLock
from resources.wording import words_of
from sync.protocol.enrolment import fingerprint, shown_code
from sync.server import (
    accounts,
    cli_audit,
    cli_backups,
    cli_bundles,
    cli_identities,
    cli_keys,
    cli_recovery,
    cli_reviews,
    cli_standing,
    config,
    keys,
    leaving,
    logs,
    system,
    vaults,
    workers,
)
from sync.server.founding import found
from sync.server.hq import Headquarters, open_headquarters
from sync.server.seed import seed
from sync.server.seed_demo import seed_demo
from sync.server.tables import Account, Alert, Device

OK, FAILED, USAGE, NOT_INITIALISED = 0, 1, 2, 3
_ID_BYTES = 16

_EPILOG = """exit codes:
  0  done
  1  not done; the reason stands on standard error
  2  wrong use
  3  there is no headquarters in this folder: run «init» first

Secrets are never taken from the command line: the URL of a PostgreSQL is read from
standard input, and a one-time code is printed once.
"""


Paper = Callable[[dict[str, Any]], bytes]
"""Draws the enrolment sheet as PDF from what ``code new`` tells."""


def main(
    arguments: Sequence[str] | None = None,
    more: Callable[[Any], None] = lambda verbs: None,
    paper: Paper | None = None,
) -> int:
    """Run one verb, or one of those that ``more`` adds; returns the exit code."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(message)s")
    logging.getLogger("alembic").setLevel(logging.WARNING)
    asked = _parser(more).parse_args(arguments)
    asked.paper = paper
    try:
        asked.verb(asked)
    except AppError as error:
        sys.stderr.write(words_of(error.code, error.arguments) + "\n")
        return NOT_INITIALISED if error.code == "hq_not_initialised" else FAILED
    return OK


def _parser(more: Callable[[Any], None]) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="bazresyar-hq",
        description="The server of a headquarters of Bazresyar.",
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument(
        "--folder",
        type=Path,
        default=platformdirs.user_data_path("bazresyar-hq"),
        help="the installation (default: %(default)s)",
    )
    verbs = parser.add_subparsers(required=True, metavar="VERB")

    init = verbs.add_parser("init", help="make keys, certificate and database, once")
    init.add_argument("--host", default="127.0.0.1", help="address to listen on")
    init.add_argument("--port", type=int, default=config.DEFAULT_PORT)
    init.add_argument(
        "--name", action="append", default=[], help="a name or address of this server for TLS"
    )
    init.add_argument("--root", type=Path, help="where to write the offline root, to be taken away")
    init.add_argument(
        "--database-stdin", action="store_true", help="read a PostgreSQL URL from standard input"
    )
    init.set_defaults(verb=_init)

    renew = verbs.add_parser("certificate", help="a new TLS certificate; needs the offline root")
    renew.add_argument("--root", type=Path, required=True, help="where the root lies for now")
    renew.add_argument("--name", action="append", default=[], help="as for «init»")
    renew.set_defaults(verb=_certificate)

    run = verbs.add_parser("serve", help="answer until stopped")
    run.add_argument("--port", type=int, help="another port; 0 takes a free one")
    run.add_argument(
        "--workers", type=int, default=1, help="processes that answer; more than 1 on PostgreSQL"
    )
    run.set_defaults(verb=_serve)

    fill = verbs.add_parser("seed", help="enter the shipped reference data")
    fill.add_argument("--demo", action="store_true", help="and invented units and staff")
    fill.set_defaults(verb=_seed)

    code = verbs.add_parser("code", help="one-time codes for enrolment")
    codes = code.add_subparsers(required=True, metavar="VERB")
    new = codes.add_parser("new", help="make one; it is printed once")
    new.add_argument("--name", required=True, help="the person's name")
    new.add_argument("--role", action="append", required=True, dest="roles")
    new.add_argument("--office", required=True, help="an office's code or id")
    new.add_argument("--province", help="the person's province")
    new.add_argument("--also", action="append", default=[], help="one more province to read")
    new.add_argument("--agency", help="the agency's code, for its own people")
    new.add_argument("--person", help="the id of a person who has an account")
    new.add_argument(
        "--sheet", type=Path, help="write the enrolment sheet here: a PDF, or its data as JSON"
    )
    new.add_argument("--address", metavar="URL", help="where laptops reach this headquarters")
    new.set_defaults(verb=_new_code)

    listing = verbs.add_parser("devices", help="list the vaults, one JSON line each")
    listing.set_defaults(verb=_devices)

    revoke = verbs.add_parser("revoke", help="shut a vault out for good")
    revoke.add_argument("vault", type=_hex, help="its id as «devices» shows it")
    revoke.set_defaults(verb=_revoke)

    cli_bundles.add_to(verbs, _hex)
    cli_standing.add_to(verbs, _hex)
    cli_audit.add_to(verbs)
    cli_keys.add_to(verbs)
    cli_identities.add_to(verbs)
    cli_recovery.add_to(verbs)
    cli_reviews.add_to(verbs, _hex)
    cli_backups.add_to(verbs)
    more(verbs)
    return parser


def _hex(told: str) -> bytes:
    try:
        return bytes.fromhex(told)
    except ValueError as error:
        raise argparse.ArgumentTypeError("hexadecimal digits") from error


def _open(asked: argparse.Namespace) -> Headquarters:
    return open_headquarters(config.read(asked.folder))


def _init(asked: argparse.Namespace) -> None:
    database = sys.stdin.readline().strip() if asked.database_stdin else config.EMBEDDED
    made = config.Config(asked.folder, database, asked.host, asked.port)
    root = found(made, datetime.now(UTC), root=asked.root, hosts=asked.name)
    _say({"folder": str(asked.folder), "root": root})


def _certificate(asked: argparse.Namespace) -> None:
    made = config.read(asked.folder)
    keys.issue_certificate(keys.load_root(asked.root), made.keys, asked.name, datetime.now(UTC))
    _say({"certificate": str(made.keys / "tls.pem")})


def _serve(asked: argparse.Namespace) -> None:
    from sync.server.serving import serve

    made = config.read(asked.folder)
    workers.check(made, asked.workers)
    logs.structured()
    if asked.workers > 1:
        root = _root_of(made)
        port = made.port if asked.port is None else asked.port
        workers.serve(made, port, asked.workers, lambda taken: _ready(made, root, taken))
        return
    lock = _only_one(made.folder)
    hq = open_headquarters(made)
    port = hq.config.port if asked.port is None else asked.port
    # The server keeps its own handlers while it runs; before and after, end in an orderly way.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(OK))
    try:
        with contextlib.suppress(KeyboardInterrupt):
            serve(hq, port, lambda taken: _ready(made, _root(hq), taken))
    finally:
        hq.close()
        lock.release()


def _only_one(folder: Path) -> FolderLock:
    """Held while it serves, so that nothing is put back below it."""
    try:
        return FolderLock(folder)
    except Problem:
        raise Problem("hq_running") from None


def _ready(made: config.Config, root: str, port: int) -> None:
    _say({"ready": True, "host": made.host, "port": port, "root": root})


def _seed(asked: argparse.Namespace) -> None:
    hq = _open(asked)
    try:
        number = seed(hq)
        if asked.demo:
            number += seed_demo(hq)
    finally:
        hq.close()
    _say({"entered": number})


def _new_code(asked: argparse.Namespace) -> None:
    known = {row["code"] for row in reference.load("roles")}
    for role in asked.roles:
        if role not in known:
            raise Problem("role_unknown", given=role)
    if asked.sheet is not None and asked.sheet.suffix.lower() == ".pdf" and asked.paper is None:
        raise Problem("sheet_without_paper")
    hq = _open(asked)
    try:
        with system.writing(hq, "IssueCode") as session:
            office = _office(session, asked.office)
            person = bytes.fromhex(asked.person) if asked.person else _person(hq, session, asked)
            who = accounts.Appointment(
                person,
                asked.name,
                office,
                asked.province,
                tuple(asked.roles),
                tuple(asked.also),
                asked.agency,
            )
            accounts.appoint(hq, session, who)
            code = shown_code(accounts.issue_code(hq, session, person))
            placed = session.get(Office, office)
        until = datetime.fromtimestamp(hq.wall() / 1000, UTC) + timedelta(hours=accounts.CODE_HOURS)
        sheet = {
            "code": code,
            "hours": accounts.CODE_HOURS,
            "name": asked.name,
            "person": person.hex(),
            "roles": asked.roles,
            "office": asked.office,
            "province": asked.province,
            "root": _root(hq),
            "url": asked.address or f"https://{hq.config.host}:{hq.config.port}",
            "until": until.isoformat(timespec="seconds"),
        }
        shown = {
            "office_name": asked.office if placed is None else placed.name,
            "issuer": "" if placed is None else placed.issuer,
            "sample": placed is not None and placed.sample,
        }
    finally:
        hq.close()
    if asked.sheet is not None:
        _write_sheet(asked, sheet, shown)
    _say(sheet)


def _write_sheet(asked: argparse.Namespace, sheet: dict[str, Any], shown: dict[str, Any]) -> None:
    """A file that only its owner reads: the code in it is a secret."""
    data = json.dumps(sheet, ensure_ascii=False, indent=2).encode()
    if asked.sheet.suffix.lower() == ".pdf":
        data = asked.paper(sheet | shown)
    asked.sheet.unlink(missing_ok=True)
    keys.write_secret(asked.sheet, data)


def _office(session: Session, told: str) -> bytes:
    query = select(Office.id).where(Office.code == told)
    found_id = session.execute(query).scalars().first()
    if found_id is not None:
        return found_id
    try:
        office = bytes.fromhex(told)
    except ValueError as error:
        raise Problem("office_unknown", given=told) from error
    if len(office) != _ID_BYTES:
        raise Problem("office_unknown", given=told)
    return office


def _person(hq: Headquarters, session: Session, asked: argparse.Namespace) -> bytes:
    """The one account of this name, else somebody new."""
    query = select(Account.person).where(
        Account.name == asked.name, Account.province == asked.province
    )
    same = session.execute(query).scalars().all()
    return same[0] if len(same) == 1 else hq.journal.new_id()


def _devices(asked: argparse.Namespace) -> None:
    hq = _open(asked)
    try:
        with hq.database.reading() as session:
            query = (
                select(Device, Account.name)
                .join(Account, Account.person == Device.person)
                .order_by(Device.enrolled)
            )
            for device, name in session.execute(query):
                alerts = (
                    select(Alert.code).where(Alert.vault == device.vault).order_by(Alert.number)
                )
                told = {"alerts": list(session.execute(alerts).scalars())}
                told["to_wipe"] = leaving.outstanding(session, device.vault)
                _say(_line(device, name) | told)
    finally:
        hq.close()


def _line(device: Device, person: str) -> dict[str, Any]:
    return {
        "vault": device.vault.hex(),
        "person": person,
        "device": device.name,
        "status": device.status,
        "entries": device.counter,
        "seen": _moment(device.seen),
        "enrolled": _moment(device.enrolled),
    }


def _moment(wall: int | None) -> str | None:
    if wall is None:
        return None
    return datetime.fromtimestamp(wall / 1000, UTC).isoformat(timespec="seconds")


def _revoke(asked: argparse.Namespace) -> None:
    hq = _open(asked)
    try:
        with hq.database.writing() as session:
            vaults.revoke(hq, session, asked.vault)
    finally:
        hq.close()
    _say({"revoked": asked.vault.hex()})


def _root(hq: Headquarters) -> str:
    return fingerprint(hq.published.root)


def _root_of(made: config.Config) -> str:
    hq = open_headquarters(made)
    try:
        return _root(hq)
    finally:
        hq.close()


def _say(told: dict[str, Any]) -> None:
    print(json.dumps(told, ensure_ascii=False), flush=True)


if __name__ == "__main__":
    sys.exit(main())
