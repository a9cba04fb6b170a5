"""Verbs that prove: a vault, and what of it was handed to a third person."""

from __future__ import annotations

import argparse
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
    from desktop.models.verify_report import Outcome


def add_verbs(verbs: Any) -> None:
    """``verify`` and ``package``."""
    verify = with_vault(
        verbs.add_parser("verify", help="check chain, rows and attachments, or a package"),
        needed=False,
    )
    how = verify.add_mutually_exclusive_group()
    how.add_argument("--quick", action="store_true", help="the last 500 own entries and their head")
    how.add_argument("--full", action="store_true", help="everything (also without an option)")
    how.add_argument(
        "--against-hq", action="store_true", help="what headquarters holds of it, and its own chain"
    )
    how.add_argument("--paper", metavar="CODE", help="which moment a sealed paper is from")
    verify.add_argument("--visit", default="", help="the visit's number, as printed on the paper")
    verify.add_argument(
        "--report", type=Path, help="write the result here: .pdf, .txt, or else JSON"
    )
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
    with unlocked(asked) as vault:
        if asked.paper is not None:
            return _verify_paper(asked, vault)
        outcome = _checked(asked, vault)
        faults = [words_of(fault.code, fault.arguments) for fault in outcome.report.faults]
        if asked.report is not None and asked.report.suffix in {".pdf", ".txt"}:
            _write_report(asked.report, vault, outcome, faults)
    for sentence in faults:
        sys.stderr.write(sentence + "\n")
    report = outcome.report
    told = [
        {"code": fault.code, **{name: str(value) for name, value in fault.arguments.items()}}
        for fault in report.faults
    ]
    result = {
        "how": outcome.kind,
        "sound": report.sound,
        "checked": dict(report.counts),
        "faults": told,
    }
    _tell(result, asked.report)
    return OK if report.sound else UNSOUND


def _checked(asked: argparse.Namespace, vault: OpenVault) -> Outcome:
    from desktop.models.verify import trust_of, verify
    from desktop.models.verify_report import Outcome
    from desktop.runtime.verification import RECENT
    from sync.client.http import connect
    from sync.client.store import DirectStore
    from sync.client.witness import against_hq

    if asked.against_hq:
        report = against_hq(connect, DirectStore(vault.database), vault.journal)
        return Outcome("hq", now(), report)
    with vault.database.reading() as session:
        recent = RECENT if asked.quick else 0
        report = verify(session, trust_of(session, vault.journal), vault.blobs, recent=recent)
    return Outcome("quick" if asked.quick else "full", now(), report)


def _write_report(path: Path, vault: OpenVault, outcome: Outcome, faults: list[str]) -> None:
    from desktop.documents.printing import origin_of
    from desktop.documents.verification import as_paper, as_text

    with vault.database.reading() as session:
        origin = origin_of(
            session,
            office=vault.office,
            vault=vault.journal.vault,
            now=outcome.at,
            printed_for=vault.name,
        )
    if path.suffix == ".pdf":
        path.write_bytes(as_paper(outcome, faults, origin))
    else:
        path.write_text(as_text(outcome, faults, origin), encoding="utf-8")


def _verify_paper(asked: argparse.Namespace, vault: OpenVault) -> int:
    from desktop.models.paper_check import PaperUnknown, check_paper, read_code

    with vault.database.reading() as session:
        found = check_paper(session, read_code(asked.paper), asked.visit)
    if isinstance(found, PaperUnknown):
        sys.stderr.write(words_of("paper_unknown", {"code": found.code}) + "\n")
        _tell({"known": False, "code": found.code, "near": list(found.near)}, asked.report)
        return UNSOUND
    if found.altered:
        sys.stderr.write(words_of("paper_entry_altered", {"counter": found.place[2]}) + "\n")
    result: dict[str, object] = {
        "known": True,
        "altered": found.altered,
        "code": found.code,
        "vault": found.place[0].hex(),
        "epoch": found.place[1],
        "counter": found.place[2],
        "since": found.since.isoformat(),
        "until": found.until.isoformat() if found.until else None,
        "writer": found.writer,
        "command": found.command,
    }
    if found.visit is not None:
        result["visit"] = {
            "code": found.visit.code,
            "state_then": found.visit.state,
            "changed_since": found.visit.changed_since,
        }
    _tell(result, asked.report)
    return UNSOUND if found.altered else OK


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
    if report is not None and report.suffix not in {".pdf", ".txt"}:
        report.write_text(text, encoding="utf-8")
    print(text)


def _moment(milliseconds: int) -> str:
    return datetime.fromtimestamp(milliseconds / 1000, UTC).isoformat()
