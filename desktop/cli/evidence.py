"""Verbs that prove: a vault, and what of it was handed to a third person."""

from __future__ import annotations

import argparse
import contextlib
import json
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from desktop.cli.vault_of import OK, UNSOUND, USAGE, now, say, unlocked, with_vault
from desktop.errors import Problem
from resources.wording import words_of

if TYPE_CHECKING:
    from desktop.models.package_check import PackageReport
    from desktop.models.vault import OpenVault
    from sync.client.witness import Compared


def add_verbs(verbs: Any) -> None:
    """``verify`` and ``package``."""
    verify = with_vault(
        verbs.add_parser("verify", help="check chain, rows and attachments, or a package"),
        needed=False,
    )
    verify.add_argument("--quick", action="store_true", help="the chain alone")
    verify.add_argument(
        "--against-hq", action="store_true", help="and headquarters' own chain; needs the network"
    )
    verify.add_argument("--report", type=Path, help="write the result as JSON here")
    verify.add_argument("--package", type=Path, help="check an evidence package; needs no vault")
    verify.add_argument("--root", default="", help="the fingerprint printed on paper")
    verify.set_defaults(verb=_verify)

    package = with_vault(verbs.add_parser("package", help="a visit's evidence for third persons"))
    package.add_argument("code", help="the number of the visit")
    package.add_argument("--out", type=Path, required=True)
    package.set_defaults(verb=_package)


def _verify(asked: argparse.Namespace) -> int:
    if asked.package is not None:
        return _verify_package(asked)
    if asked.vault is None:
        sys.stderr.write("verify: --vault or --package is needed\n")
        return USAGE
    from desktop.models.verify import trust_of, verify

    with unlocked(asked) as vault:
        with vault.database.reading() as session:
            report = verify(session, trust_of(session, vault), vault.blobs, full=not asked.quick)
        against = _against_headquarters(vault) if asked.against_hq else None
    faults = [
        {"code": fault.code, **{name: str(value) for name, value in fault.arguments.items()}}
        for fault in report.faults
    ]
    for fault in report.faults:
        sys.stderr.write(words_of(fault.code, fault.arguments) + "\n")
    told: dict[str, object] = {"checked": dict(report.counts), "faults": faults}
    sound = report.sound
    if against is not None:
        sound = sound and against.sound
        told["hq_chain"] = {"known": against.known, "links": against.links, "fault": against.code}
        if against.code:
            sys.stderr.write(words_of(against.code, {}) + "\n")
    _tell({"sound": sound} | told, asked.report)
    return OK if sound else UNSOUND


def _against_headquarters(vault: OpenVault) -> Compared:
    """What headquarters' chain looks like from here; an exchange first, for the token."""
    from desktop.cli.on_vault import exchanged
    from desktop.models import vault_facts
    from desktop.models.sync_state import ACCESS
    from sync.client.http import connect
    from sync.client.store import DirectStore
    from sync.client.witness import compare

    exchanged(vault)
    store = DirectStore(vault.database)
    enrolment = store.read(vault_facts.enrolment)
    token = store.read(lambda session: vault_facts.get(session, ACCESS))
    if enrolment is None or token is None:
        raise Problem("vault_not_enrolled")
    with contextlib.closing(connect(enrolment.server_url, enrolment.tls_pin)) as http:
        return compare(http, store, token, now())


def _verify_package(asked: argparse.Namespace) -> int:
    from desktop.models.package_check import check

    report = check(asked.package, asked.root)
    for fault in report.faults:
        sys.stderr.write(words_of(fault.code, {"where": fault.where}) + "\n")
    if not report.confirmed:
        sys.stderr.write(words_of("package_root_unconfirmed", {"root": report.root}) + "\n")
    _tell(_told(report), asked.report)
    return OK if report.sound else UNSOUND


def _told(report: PackageReport) -> dict[str, object]:
    return {
        "sound": report.sound,
        "title": report.title,
        "made_at": _moment(report.made_at),
        "made_by": report.made_by,
        "root": report.root,
        "root_confirmed": report.confirmed,
        "checked": dict(report.counts),
        "entries": [
            {
                "at": _moment(line.wall),
                "by": line.writer,
                "role": line.role,
                "command": line.command,
                "withheld": line.withheld,
            }
            for line in report.lines
        ],
        "faults": [{"code": fault.code, "where": fault.where} for fault in report.faults],
    }


def _package(asked: argparse.Namespace) -> int:
    from desktop.documents.printing import origin_of, visit_report
    from desktop.models.calendar import iran_day
    from desktop.models.evidence_package import export
    from desktop.models.inspections.queries import VisitFilter, visits_page
    from desktop.models.reader import Reader

    moment = now()
    with unlocked(asked) as vault, vault.database.reading() as session:
        rows = visits_page(session, VisitFilter(text=asked.code), None, 2).rows
        if [row.code for row in rows] != [asked.code]:
            raise Problem("visit_unknown", number=asked.code)
        visit, journal = rows[0].id, vault.journal
        origin = origin_of(session, office=vault.office, vault=journal.vault, now=moment)
        reader = Reader(vault.person, vault.roles[0])
        day = iran_day(moment)
        paper = visit_report(session, vault.blobs, visit, reader=reader, today=day, origin=origin)
        packed = export(session, vault.blobs, journal, visit, paper, asked.out)
    say(
        {
            "file": str(asked.out),
            "entries": packed.entries,
            "withheld": packed.withheld,
            "papers": packed.papers,
            "absent": list(packed.absent),
        }
    )
    return OK


def _tell(result: dict[str, object], report: Path | None) -> None:
    text = json.dumps(result, ensure_ascii=False, indent=2)
    if report is not None:
        report.write_text(text, encoding="utf-8")
    print(text)


def _moment(milliseconds: int) -> str:
    return datetime.fromtimestamp(milliseconds / 1000, UTC).isoformat()
