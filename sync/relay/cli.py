"""``bazresyar-hq`` whole: the verbs of a headquarters, and those of a provincial relay."""

from __future__ import annotations

import argparse
import contextlib
import json
import logging
import signal
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from desktop.errors import Problem
from desktop.models.core_dumps import forbid_core_dumps
from sync.protocol.enrolment import fingerprint, shown_code
from sync.relay.loop import INTERVAL, Loop
from sync.relay.station import Invitation, authority_of, is_relay, join, open_station
from sync.server import cli, config, logs, relays, system
from sync.server.hq import open_headquarters
from sync.server.listening import listen


def main(arguments: Sequence[str] | None = None, paper: cli.Paper | None = None) -> int:
    """Run one verb; returns the exit code. ``paper`` draws enrolment sheets."""
    if arguments is None:  # this process is ours
        forbid_core_dumps()
    logging.getLogger("httpx").setLevel(logging.WARNING)
    return cli.main(arguments, _add, paper)


def _add(verbs: Any) -> None:
    init: argparse.ArgumentParser = verbs.choices["init"]
    init.add_argument(
        "--relay",
        metavar="URL",
        help="make a relay of this headquarters; its one-time code is read from standard input",
    )
    init.add_argument("--fingerprint", help="of that headquarters' root, from the relay's sheet")
    init.add_argument(
        "--address",
        action="append",
        default=[],
        metavar="URL",
        help="where laptops reach the relay (default: the host and port that it listens on)",
    )
    own = init.get_default("verb")
    init.set_defaults(verb=lambda asked: _join(asked) if asked.relay else own(asked))

    run: argparse.ArgumentParser = verbs.choices["serve"]
    run.add_argument(
        "--upstream", metavar="URL", help="as a relay: where headquarters answers today"
    )
    run.add_argument(
        "--every",
        type=float,
        default=INTERVAL,
        metavar="SECONDS",
        help="as a relay: how often headquarters is asked (default: %(default)s)",
    )
    serves = run.get_default("verb")
    run.set_defaults(verb=lambda asked: _serve(asked) if _relays(asked) else serves(asked))

    relay: argparse.ArgumentParser = verbs.add_parser("relay", help="relays of provinces")
    inner = relay.add_subparsers(required=True, metavar="VERB")
    new = inner.add_parser("new", help="a one-time code for a relay; it is printed once")
    new.add_argument("--name", required=True, help="as laptops will show it")
    new.add_argument("--province", action="append", required=True, help="a province's two digits")
    new.set_defaults(verb=_invite)


def _invite(asked: argparse.Namespace) -> None:
    hq = open_headquarters(config.read(asked.folder))
    try:
        with system.writing(hq, "InviteRelay") as session:
            code = shown_code(relays.invite(hq, session, asked.name, asked.province))
        root = fingerprint(hq.published.root)
    finally:
        hq.close()
    _say({"code": code, "name": asked.name, "provinces": asked.province, "root": root})


def _join(asked: argparse.Namespace) -> None:
    made = config.Config(asked.folder, config.EMBEDDED, asked.host, asked.port)
    invited = Invitation(
        asked.relay,
        asked.fingerprint or "",
        sys.stdin.readline().strip(),
        ", ".join(asked.address) or asked.host,
        tuple(asked.address),
        tuple(asked.name),
    )
    root = join(made, invited, datetime.now(UTC))
    _say({"folder": str(asked.folder), "root": root, "upstream": asked.relay})


def _relays(asked: argparse.Namespace) -> bool:
    made = config.read(asked.folder)
    if asked.upstream is not None and not is_relay(made):
        raise Problem("relay_not_joined")
    return is_relay(made)


def _serve(asked: argparse.Namespace) -> None:
    from sync.relay.routes import create_app
    from sync.server.serving import answer

    if asked.workers != 1:
        raise Problem("hq_workers_wrong", most=1)
    logs.structured()
    made = config.read(asked.folder)
    station = open_station(made, upstream=asked.upstream or "")
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(cli.OK))
    try:
        listening = listen(made.host, made.port if asked.port is None else asked.port)
        port = listening.getsockname()[1]
        urls = station.joined.urls or [f"https://{made.host}:{port}"]
        loop = Loop(station, authority_of(made.keys), urls, interval=max(asked.every, 0.1))
        with contextlib.suppress(KeyboardInterrupt), contextlib.ExitStack() as stack:
            stack.callback(loop.stop)
            ready = {"ready": True, "host": made.host, "port": port, "relay": station.relay.hex()}
            answer(
                station.hq,
                listening,
                lambda: _begin(loop, ready),
                create_app(station, loop.wake),
            )
    finally:
        station.hq.close()


def _begin(loop: Loop, ready: dict[str, Any]) -> None:
    loop.start()
    _say(ready)


def _say(told: dict[str, Any]) -> None:
    print(json.dumps(told, ensure_ascii=False), flush=True)


if __name__ == "__main__":
    sys.exit(main())
