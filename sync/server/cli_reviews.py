"""Verbs on entries that wait for a person's look, and on people's roles and certificates."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from datetime import UTC, datetime

from sync.server import accounts, reviews, vaults
from sync.server.cli_standing import Verbs, opened, say


def add_to(verbs: Verbs, ident: Callable[[str], bytes]) -> None:
    """``review``, ``role`` and ``renew``; ``ident`` reads an id."""
    review = verbs.add_parser("review", help="entries that wait for a person's look")
    inner = review.add_subparsers(required=True, metavar="VERB")
    listing = inner.add_parser("list", help="one JSON line each; «taken» ones stand")
    listing.set_defaults(verb=_list)
    done = inner.add_parser("done", help="what a vault wrote after its lease was looked at")
    done.add_argument("vault", type=ident, help="its id as «devices» shows it")
    done.set_defaults(verb=_done)

    role = verbs.add_parser("role", help="people's roles").add_subparsers(
        required=True, metavar="VERB"
    )
    end = role.add_parser("end", help="a person no longer holds a role, from now on")
    end.add_argument("person", type=ident, help="the person's id")
    end.add_argument("role")
    end.set_defaults(verb=_end_role)

    renew = verbs.add_parser("renew", help="let a vault go on whose certificate has expired")
    renew.add_argument("vault", type=ident, help="its id as «devices» shows it")
    renew.set_defaults(verb=_renew)


def _list(asked: argparse.Namespace) -> None:
    with opened(asked) as hq, hq.database.reading() as session:
        for one in reviews.waiting(session):
            written = datetime.fromtimestamp(one.written / 1000, UTC).isoformat(timespec="seconds")
            place = {"vault": one.vault.hex(), "epoch": one.epoch, "counter": one.counter}
            told = {"person": one.person, "reason": one.reason, "taken": one.taken}
            say(place | told | {"at": written, "command": one.command, "kinds": list(one.kinds)})


def _done(asked: argparse.Namespace) -> None:
    with opened(asked) as hq, hq.database.writing() as session:
        number = reviews.settle(hq, session, asked.vault)
    say({"vault": asked.vault.hex(), "entries": number})


def _end_role(asked: argparse.Namespace) -> None:
    with opened(asked) as hq, hq.database.writing() as session:
        ended = accounts.end_role(hq, session, asked.person, asked.role)
    say({"person": asked.person.hex(), "role": asked.role, "ended": ended})


def _renew(asked: argparse.Namespace) -> None:
    with opened(asked) as hq, hq.database.writing() as session:
        vaults.renew(hq, session, asked.vault)
    say({"renewed": asked.vault.hex()})
