"""Verbs for who looks after a headquarters: check its rows, release a vault."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, Protocol

from sync.server import clones, config, repair
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
