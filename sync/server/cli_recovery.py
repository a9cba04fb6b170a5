"""``recover``: the key that opens a vault without its password, used by two officers together."""

from __future__ import annotations

import argparse
import getpass
import sys
from pathlib import Path

from desktop.errors import Problem
from sync.server import config, key_lists, keys, officers, recovery
from sync.server.cli_standing import Verbs, opened, say
from sync.server.officers import Officer

_TWO = 2


def add_to(verbs: Verbs) -> None:
    """``recover init`` and ``recover open``."""
    recover = verbs.add_parser("recover", help="a second way to a vault, for two officers together")
    ways = recover.add_subparsers(required=True, metavar="VERB")

    init = ways.add_parser("init", help="make the recovery key, once; needs the offline root")
    init.add_argument("--root", type=Path, required=True, help="where the root lies for now")
    init.add_argument(
        "--officer",
        nargs=2,
        action="append",
        default=[],
        metavar=("NAME", "FILE"),
        help="an officer and where to write that officer's key file; give it twice",
    )
    _passwords(init)
    init.set_defaults(verb=_init)

    answer = ways.add_parser("open", help="answer a laptop's request; both officers are present")
    answer.add_argument("request", type=Path, help="the file that the laptop wrote")
    answer.add_argument("--code", required=True, help="the code that the person reads out")
    answer.add_argument("--officer", type=Path, action="append", default=[], metavar="FILE")
    answer.add_argument("--out", type=Path, required=True, help="the answer for that laptop")
    _passwords(answer)
    answer.set_defaults(verb=_open)


def _passwords(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--passwords-stdin",
        action="store_true",
        help="one line of standard input for each officer, in the order of --officer",
    )


def _init(asked: argparse.Namespace) -> None:
    if len(asked.officer) != _TWO:
        raise Problem("officers_two")
    made = config.read(asked.folder)
    root = keys.load_root(asked.root)
    installation = keys.load_keys(made.keys).installation
    if (made.keys / officers.RECOVERY_KEY).exists():
        raise Problem("recovery_exists")
    key_lists.check_root(made, root)
    present: list[Officer] = []
    for name, file in asked.officer:
        password = _password(asked, name)
        present.append(officers.make_officer(Path(file), installation, name, password))
    public = officers.make_recovery_key(made.keys, installation, *present)
    key_lists.publish(made, root, key_lists.Change(recovery=public))
    say({"recovery": True, "officers": [one.name for one in present], "restart": True})


def _open(asked: argparse.Namespace) -> None:
    if len(asked.officer) != _TWO:
        raise Problem("officers_two")
    try:
        data = asked.request.read_bytes()
    except OSError:
        raise Problem("recovery_file_unreadable") from None
    with opened(asked) as hq:
        asking = recovery.read_request(hq, data, asked.code)
        wrapped = officers.read_recovery_key(hq.config.keys)
        sys.stderr.write(f"{asking.person}, {asking.device}\n")
        present = []
        for path in asked.officer:
            file = officers.read_officer(path, hq.keys.installation)
            present.append(officers.unwrap_officer(file, _password(asked, file.name)))
        key = officers.open_recovery_key(wrapped, *present)
        names = [one.name for one in present]
        answered = recovery.open_vault(hq, asking, key, names)
        asked.out.write_bytes(answered)
        say(
            {
                "answer": str(asked.out),
                "vault": asking.request.slot.vault.hex(),
                "person": asking.person,
                "officers": names,
            }
        )


def _password(asked: argparse.Namespace, name: str) -> str:
    if asked.passwords_stdin:
        return sys.stdin.readline().rstrip("\n")
    return getpass.getpass(f"{name}: ")
