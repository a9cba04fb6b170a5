"""Verbs for memory sticks: bundles, and the enrolment of a new user without a network."""

from __future__ import annotations

import argparse
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any

from desktop.cli.vault_of import FAILED, OK, now, say, secret, unlocked, with_vault
from desktop.errors import AppError

if TYPE_CHECKING:
    from desktop.models.vault import OpenVault
    from sync.client.bundles import Own


def add_verbs(verbs: Any) -> None:
    """``bundle`` and ``enrol``."""
    _bundle_verbs(verbs.add_parser("bundle", help="what comes and goes by memory stick"))
    _enrol_verbs(verbs.add_parser("enrol", help="a new user of this computer, by memory stick"))


def _bundle_verbs(parser: argparse.ArgumentParser) -> None:
    inner = parser.add_subparsers(required=True, metavar="VERB")
    place = "a stick, a folder or one bundle"
    give = with_vault(
        inner.add_parser("export", help="what is unsent, or what a colleague may see")
    )
    give.add_argument("place", type=Path, help="a stick or a folder")
    give.add_argument("--for", dest="colleague", type=bytes.fromhex, help="a colleague's vault")
    give.set_defaults(verb=_bundle_export)
    take = with_vault(inner.add_parser("import", help="take in what is there for this vault"))
    take.add_argument("place", type=Path, help=place)
    take.set_defaults(verb=_bundle_import)
    look = inner.add_parser("inspect", help="what can be read without a key")
    look.add_argument("place", type=Path, help=place)
    look.set_defaults(verb=_bundle_inspect)
    whom = with_vault(inner.add_parser("colleagues", help="the vaults a bundle can be made for"))
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


def _bundle_export(asked: argparse.Namespace) -> int:
    from desktop.models import sticks
    from sync.client.bundles_between import to_colleague
    from sync.client.bundles_out import to_headquarters

    with unlocked(asked) as vault:
        own = _own(vault)
        if asked.colleague is None:
            written = to_headquarters(own, asked.place)
        else:
            written = [to_colleague(own, asked.place, asked.colleague)]
    for one in written:
        say({"file": one.path.name, **sticks.facts_of(one.header)})
    return OK


def _bundle_import(asked: argparse.Namespace) -> int:
    from sync.client import stick

    failed: AppError | None = None
    with unlocked(asked) as vault:
        own = _own(vault)
        for path in stick.ours(own.journal.vault, asked.place):
            try:
                taken = stick.take(own, path)
            except AppError as error:
                failed = error
                say({"file": path.name, "error": error.code})
                continue
            told = {"entries": taken.entries, "files": taken.files, "receipt": taken.receipt}
            say({"file": path.name, "from": taken.header.sender.hex(), **told})
    if failed is not None:
        raise failed
    return OK


def _bundle_inspect(asked: argparse.Namespace) -> int:
    from desktop.models import sticks

    found = [sticks.look_at(path) for path in sticks.bundles_at(asked.place)]
    for one in found:
        facts = sticks.facts_of(one.header) if one.header is not None else {}
        error = {"error": one.error.code} if one.error is not None else {}
        say({"file": one.path.name, **facts, **error})
    return OK if all(one.error is None for one in found) else FAILED


def _bundle_colleagues(asked: argparse.Namespace) -> int:
    from sync.client.bundles_between import known_colleagues

    with unlocked(asked) as vault:
        for one in known_colleagues(_own(vault)):
            say({"vault": one.vault.hex(), "name": one.name})
    return OK


def _enrol_request(asked: argparse.Namespace) -> int:
    from desktop.models.slot import vaults_folder
    from desktop.runtime.enrolment import Sheet
    from desktop.runtime.secrets import system_secrets
    from desktop.runtime.stick_enrolment import ask_by_stick

    code = secret(asked, "Code: ")
    sheet = Sheet(asked.url, asked.root, code, asked.device, secret(asked, "Password: "))
    secrets = system_secrets()
    vaults = vaults_folder(asked.data)
    path = ask_by_stick(vaults, sheet, asked.place, secrets, password_only=secrets is None)
    say({"file": str(path)})
    return OK


def _enrol_finish(asked: argparse.Namespace) -> int:
    from desktop.models.slot import vaults_folder
    from desktop.runtime.secrets import system_secrets
    from desktop.runtime.stick_enrolment import finish_by_stick

    secrets = system_secrets()
    vaults, password = vaults_folder(asked.data), secret(asked, "Password: ")
    made = finish_by_stick(vaults, asked.place, password, secrets, password_only=secrets is None)
    with closing(made) as vault:
        say({"vault": vault.slot.vault.hex(), "name": vault.name, "roles": list(vault.roles)})
    return OK


def _own(vault: OpenVault) -> Own:
    from sync.client.bundles import own_of
    from sync.client.store import DirectStore

    return own_of(vault, DirectStore(vault.database), now)
