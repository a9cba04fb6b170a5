"""Verbs for who looks after a headquarters: check its rows, release a vault, dispose."""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Protocol

from sync.server import clones, config, disposals, repair
from sync.server.hq import Headquarters, open_headquarters


class Verbs(Protocol):
    """Where a parser's verbs are added."""

    def add_parser(self, name: str, *, help: str) -> argparse.ArgumentParser:
        """One more verb."""
        ...


def add_to(verbs: Verbs, vault: Callable[[str], bytes]) -> None:
    """The verbs; ``vault`` reads an id."""
    look = verbs.add_parser("check", help="hold every row against its entries, and mend it")
    look.set_defaults(verb=_check)

    free = verbs.add_parser("release", help="let a vault go on that was copied, after a look")
    free.add_argument("vault", type=vault, help="its id as «devices» shows it")
    free.set_defaults(verb=_release)

    destroy = verbs.add_parser("dispose", help="destroy records everywhere, by signed minutes")
    destroy.add_argument("record", nargs="+", type=_record, help="KIND:ID, the id in hexadecimal")
    destroy.add_argument("--reason", required=True)
    destroy.add_argument("--minutes", required=True, help="the number of the minutes")
    destroy.add_argument("--document", type=Path, help="the minutes as a file: its hash is kept")
    destroy.set_defaults(verb=_dispose)


def _check(asked: argparse.Namespace) -> None:
    healed = damaged = 0
    with opened(asked) as hq:
        for one in repair.check(hq):
            healed, damaged = healed + one.healed, damaged + (not one.healed)
            say({"kind": one.kind, "record": one.record.hex(), "healed": one.healed})
    say({"healed": healed, "damaged": damaged})


def _release(asked: argparse.Namespace) -> None:
    with opened(asked) as hq, hq.database.writing() as session:
        aside = clones.release(hq, session, asked.vault)
    say({"released": asked.vault.hex(), "set_aside": aside})


def _dispose(asked: argparse.Namespace) -> None:
    sha256 = None
    if asked.document is not None:
        sha256 = hashlib.sha256(asked.document.read_bytes()).digest()
    minutes = disposals.Minutes(asked.reason, asked.minutes, sha256)
    with opened(asked) as hq:
        records, entries = disposals.dispose(hq, asked.record, minutes)
    say({"records": records, "entries": entries})


def _record(told: str) -> tuple[str, bytes]:
    kind, _, record = told.partition(":")
    try:
        return kind, bytes.fromhex(record)
    except ValueError as error:
        raise argparse.ArgumentTypeError("KIND:ID") from error


@contextmanager
def opened(asked: argparse.Namespace) -> Iterator[Headquarters]:
    """The headquarters of a verb, closed after it."""
    hq = open_headquarters(config.read(asked.folder))
    try:
        yield hq
    finally:
        hq.close()


def say(told: dict[str, Any]) -> None:
    """One JSON line."""
    sys.stdout.write(json.dumps(told, ensure_ascii=False) + "\n")
