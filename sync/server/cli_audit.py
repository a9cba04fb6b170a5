"""Verbs on headquarters' own chain: list it, and check it whole."""

from __future__ import annotations

import argparse
import sys
from datetime import UTC, datetime

from desktop.errors import Problem
from resources.wording import words_of
from sync.server import audit
from sync.server.cli_standing import Verbs, opened, say


def add_to(verbs: Verbs) -> None:
    """``audit list`` and ``audit verify``."""
    chain = verbs.add_parser("audit", help="headquarters' own chain of what it did")
    inner = chain.add_subparsers(required=True, metavar="VERB")
    listing = inner.add_parser("list", help="one JSON line for each thing that was done")
    listing.set_defaults(verb=_list)
    check = inner.add_parser("verify", help="check every link and every signature")
    check.set_defaults(verb=_verify)


def _list(asked: argparse.Namespace) -> None:
    with opened(asked) as hq, hq.database.reading() as session:
        for noted in audit.listed(session):
            moment = datetime.fromtimestamp(noted.time / 1000, UTC).isoformat(timespec="seconds")
            told = {"number": noted.number, "at": moment, "what": noted.what, "by": noted.by}
            say(told | {"told": noted.told})


def _verify(asked: argparse.Namespace) -> None:
    with opened(asked) as hq, hq.database.reading() as session:
        listed = hq.listed
        known = [listed.receipt_key, *(one.key for one in listed.earlier)]
        faults = audit.check(hq, session, known)
        head = audit.head(session)
    for fault in faults:
        sys.stderr.write(words_of(fault.code, {"number": fault.number}) + "\n")
    number, hashed = (0, "") if head is None else (head.number, head.hash.hex())
    say({"sound": not faults, "links": number, "head": hashed})
    if faults:
        raise Problem("audit_unsound", faults=len(faults))
