"""The verb that checks the pack of a quarter report; it needs no vault."""

from __future__ import annotations

import argparse
import hmac
import json
import sys
from pathlib import Path
from typing import Any

from desktop.cli.vault_of import OK, UNSOUND
from resources.wording import words_of


def add_verbs(verbs: Any) -> None:
    """``pack-check``."""
    check = verbs.add_parser("pack-check", help="compare a quarter's pack with its manifest")
    check.add_argument("pack", type=Path)
    check.add_argument("--fingerprint", default="", help="SHA-256 of the manifest that was signed")
    check.set_defaults(verb=_check)


def _check(asked: argparse.Namespace) -> int:
    from desktop.models.programmes.pack_file import PackError, check_pack

    report = check_pack(asked.pack)
    faults = list(report.faults)
    wanted = asked.fingerprint.strip().lower()
    if wanted and not hmac.compare_digest(report.fingerprint, wanted):
        faults.append(PackError("pack_other_manifest"))
    for fault in faults:
        sys.stderr.write(words_of(fault.code, fault.arguments) + "\n")
    told = {
        "sound": not faults,
        "fingerprint": report.fingerprint,
        "agency": report.head.get("agency_name"),
        "year": report.head.get("year"),
        "quarter": report.head.get("quarter"),
        "parts": report.parts,
        "bytes": report.size,
        "faults": [{"code": one.code, **one.arguments} for one in faults],
    }
    sys.stdout.write(json.dumps(told, ensure_ascii=False) + "\n")
    return UNSOUND if faults else OK
