"""``bazresyar-hq bundle``: what came by memory stick, and what goes back on it."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Protocol

from desktop.errors import AppError, Problem
from desktop.models import sticks
from resources.wording import words_of
from sync.protocol.encoding import encode
from sync.server import bundle_answers, bundles, config
from sync.server.hq import Headquarters, open_headquarters
from sync.server.tables import Account, Device


class Verbs(Protocol):
    """Where a parser's verbs are added."""

    def add_parser(self, name: str, *, help: str) -> argparse.ArgumentParser:
        """One more verb."""
        ...


def add_to(verbs: Verbs, vault: Callable[[str], bytes]) -> None:
    """The verbs of bundles; ``vault`` reads an id."""
    parser = verbs.add_parser("bundle", help="what comes and goes by memory stick")
    inner = parser.add_subparsers(required=True, metavar="VERB")

    take = inner.add_parser("import", help="take in a bundle, or all of a stick")
    take.add_argument("place", type=Path, help="a file, a folder or a stick")
    take.add_argument(
        "--answer", action="store_true", help="and write the answers onto the same stick"
    )
    take.set_defaults(verb=_import)

    give = inner.add_parser("export", help="write the answer for one vault")
    give.add_argument("place", type=Path, help="a folder or a stick")
    give.add_argument("--for", type=vault, required=True, dest="vault", help="the vault's id")
    give.set_defaults(verb=_export)

    keys = inner.add_parser("keys", help="write the signed keys, for who enrols by stick")
    keys.add_argument("place", type=Path, help="a folder or a stick")
    keys.set_defaults(verb=_keys)

    look = inner.add_parser("inspect", help="what can be read of bundles without a key")
    look.add_argument("place", type=Path, help="a file, a folder or a stick")
    look.set_defaults(verb=_inspect)


def _import(asked: argparse.Namespace) -> None:
    failed: AppError | None = None
    answered: list[bytes] = []
    with _opened(asked) as hq:
        for path in _ours(asked.place):
            try:
                taken = bundles.take(hq, path)
            except AppError as error:
                failed = error
                _say({"file": path.name, **_failure(error)})
                continue
            if taken.vault not in answered:
                answered.append(taken.vault)
            _say(
                {
                    "file": path.name,
                    "purpose": sticks.PURPOSES[taken.purpose],
                    "vault": taken.vault.hex(),
                    "person": _person(hq, taken.vault),
                    "entries": taken.entries,
                    "refused": taken.refused,
                    "files": taken.files,
                }
            )
        for vault in answered if asked.answer else ():
            _say(_given(bundle_answers.give(hq, vault, _stick(asked.place))))
    if failed is not None:
        raise failed


def _export(asked: argparse.Namespace) -> None:
    with _opened(asked) as hq:
        _say(_given(bundle_answers.give(hq, asked.vault, _stick(asked.place))))


def _keys(asked: argparse.Namespace) -> None:
    with _opened(asked) as hq:
        _say({"file": str(sticks.write_keys(asked.place, encode(hq.published)))})


def _inspect(asked: argparse.Namespace) -> None:
    for path in sticks.bundles_at(asked.place):
        found = sticks.look_at(path)
        line: dict[str, Any] = {"file": path.name}
        if found.header is not None:
            line |= sticks.facts_of(found.header)
        if found.error is not None:
            line |= _failure(found.error)
        _say(line)


def _ours(place: Path) -> list[Path]:
    """The one file that was named, or those of a stick that are for headquarters."""
    paths = sticks.bundles_at(place)
    if place.is_file():
        return paths
    looked = [sticks.look_at(path) for path in paths]
    ours = [
        one.path for one in looked if one.header is None or bundles.for_headquarters(one.header)
    ]
    if not ours:
        raise Problem("stick_empty")
    return ours


def _stick(place: Path) -> Path:
    return place.parent if place.is_file() else place


def _given(given: bundle_answers.Given) -> dict[str, Any]:
    return {"file": given.path.name, **sticks.facts_of(given.header), "more": given.more}


def _failure(error: AppError) -> dict[str, Any]:
    return {"error": error.code, "words": words_of(error.code, error.arguments)}


def _person(hq: Headquarters, vault: bytes) -> str:
    with hq.database.reading() as session:
        device = session.get_one(Device, vault)
        return session.get_one(Account, device.person).name


@contextmanager
def _opened(asked: argparse.Namespace) -> Iterator[Headquarters]:
    hq = open_headquarters(config.read(asked.folder))
    try:
        yield hq
    finally:
        hq.close()


def _say(told: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(told, ensure_ascii=False) + "\n")
    sys.stdout.flush()
