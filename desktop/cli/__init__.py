"""``bazresyar``: the window, and a verb for whatever a script could want."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from desktop.cli import evidence, on_vault, packs, sticks, ways_back
from desktop.cli.vault_of import AWAY, FAILED, unlocked, with_vault
from desktop.errors import AppError
from desktop.models.core_dumps import forbid_core_dumps
from resources import words
from resources.wording import words_of

_EPILOG = """exit codes:
  0  done
  1  not done; the reason stands on standard error
  2  wrong use
  3  verify: something is not as it was written: in a vault, a package or on a paper
  4  sync, verify --against-hq: headquarters is away; nothing is lost

The password is asked for, or read from standard input with --password-stdin;
it is never taken from the command line, and neither is a one-time code («enrol request»
reads the code first). «bundle» prints one line of JSON for each file.
"""
_AWAY = frozenset({"server_away", "server_slow", "server_unavailable", "link_cut"})


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one verb; returns the exit code."""
    if arguments is None:  # this process is ours
        forbid_core_dumps()
    asked = _parser().parse_args(arguments)
    words.use(asked.lang)
    verb: Callable[[argparse.Namespace], int] = asked.verb
    try:
        return verb(asked)
    except AppError as error:
        sys.stderr.write(words_of(error.code, error.arguments) + "\n")
        return AWAY if error.code in _AWAY else FAILED


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="bazresyar",
        description="Inspection of public services, offline first.",
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--data", type=Path, help="the folder of the vaults of this device")
    parser.add_argument("--lang", choices=("fa", "en"), default="fa", help="words of messages")
    parser.add_argument(
        "--smoke", action="store_true", help="show the first window, then end: for the package"
    )
    parser.set_defaults(verb=_open)
    verbs = parser.add_subparsers(metavar="VERB")

    verbs.add_parser("open", help="the window (also without a verb)").set_defaults(verb=_open)

    on_vault.add_verbs(verbs)
    evidence.add_verbs(verbs)
    packs.add_verbs(verbs)
    sticks.add_verbs(verbs)
    ways_back.add_verbs(verbs)

    demo = verbs.add_parser("demo", help="the story of one visit, with invented data")
    demo.add_argument("out", type=Path)
    demo.set_defaults(verb=_demo)

    screens = with_vault(verbs.add_parser("screens", help="a PNG of every page"), needed=False)
    screens.add_argument("out", type=Path)
    screens.add_argument("--pages", default="", help="only these, by name, with commas between")
    screens.add_argument("--quick", action="store_true", help="light and dark alone")
    screens.set_defaults(verb=_screens)
    return parser


def _open(asked: argparse.Namespace) -> int:
    from PySide6.QtCore import QTimer
    from PySide6.QtWidgets import QApplication

    from desktop.models.slot import data_folder
    from desktop.program import Program, first_look
    from desktop.runtime import logs
    from desktop.runtime.collector import Collector
    from desktop.runtime.secrets import system_secrets

    data = asked.data or data_folder()
    application = QApplication(sys.argv[:1])
    first_look(application)
    handler = logs.start(data / "logs")
    program = Program(data, system_secrets())
    program.start()
    collector = Collector(application)
    if asked.smoke:
        QTimer.singleShot(0, application.quit)
    try:
        code = int(application.exec())
    finally:
        program.close()
        collector.stop()
        logs.stop(handler)
    if asked.smoke:
        print("the first window was shown")
    return code


def _demo(asked: argparse.Namespace) -> int:
    from desktop.demo.__main__ import main as tell

    return tell([str(asked.out)])


def _screens(asked: argparse.Namespace) -> int:
    from desktop.screens import draw_all

    pages = frozenset(one for one in asked.pages.split(",") if one)
    if asked.vault is None:
        return draw_all(asked.out, None, quick=asked.quick)
    with unlocked(asked) as vault:
        return draw_all(asked.out, vault, pages=pages, quick=asked.quick)
