"""A relay as a process of its own, roads that can be cut, and laptops used through verbs alone."""

from __future__ import annotations

import contextlib
import http.client
import json
import socket
import ssl
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy.orm import Session

from desktop.commands.base import Command, Desk, perform
from desktop.models import relays
from desktop.models.journal import at
from desktop.models.sync_state import SyncState, sync_state
from desktop.models.vault import OpenVault, unlock
from tests.vaults import PASSWORD

T = TypeVar("T")

_PATIENCE = 60.0
_PIECE = 64 * 1024


class Gate:
    """A road of bytes to a server on this machine, which can be cut and healed."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._open = threading.Event()
        self._open.set()
        self._pairs: list[socket.socket] = []
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.url = f"https://127.0.0.1:{self._listening.getsockname()[1]}"
        self._thread = threading.Thread(target=self._accept, daemon=True)
        self._thread.start()

    def cut(self) -> None:
        """What is under way ends in the middle, and nothing new gets through."""
        self._open.clear()
        for one in self._pairs:
            with contextlib.suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)

    def heal(self) -> None:
        """The road is there again."""
        self._open.set()

    def close(self) -> None:
        """The end of the road."""
        self.cut()
        with contextlib.suppress(OSError):
            self._listening.shutdown(socket.SHUT_RDWR)
        self._listening.close()
        self._thread.join()

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                near, _ = self._listening.accept()
                if not self._open.is_set():
                    near.close()
                    continue
                threading.Thread(target=self._carry, args=(near,), daemon=True).start()

    def _carry(self, near: socket.socket) -> None:
        with (
            contextlib.suppress(OSError),
            near,
            socket.create_connection(("127.0.0.1", self._port)) as far,
        ):
            self._pairs += [near, far]
            back = threading.Thread(target=_pour, args=(far, near), daemon=True)
            back.start()
            _pour(near, far)
            back.join()


def _pour(source: socket.socket, target: socket.socket) -> None:
    with contextlib.suppress(OSError):
        while data := source.recv(_PIECE):
            target.sendall(data)
    for one in (source, target):
        with contextlib.suppress(OSError):
            one.shutdown(socket.SHUT_RDWR)


@dataclass
class RelayProcess:
    """A relay as its operator has it: a folder, a process, a road to headquarters."""

    folder: Path
    up: Gate
    port: int = 0
    process: subprocess.Popen[str] | None = None

    @property
    def url(self) -> str:
        return f"https://127.0.0.1:{self.port}"

    def joins(self, headquarters: Path) -> None:
        """Its operator was given a code at headquarters, and typed it here."""
        name = ("--name", "رلهٔ قزوین (نمونه)", "--province", "26")
        told = verb(headquarters, "relay", "new", *name)
        asked = ("init", "--relay", self.up.url, "--fingerprint", told["root"])
        verb(self.folder, *asked, typed=told["code"] + "\n")

    def starts(self) -> None:
        """On the port it had before, or a free one; headquarters knows it when this returns."""
        line = [sys.executable, "-m", "sync.relay.cli", "--folder", str(self.folder), "serve"]
        line += ["--upstream", self.up.url, "--port", str(self.port), "--every", "0.5"]
        with (self.folder.parent / "relay.log").open("a", encoding="utf-8") as log:
            self.process = subprocess.Popen(
                line, stdout=subprocess.PIPE, stderr=log, stdin=subprocess.DEVNULL, text=True
            )
        assert self.process.stdout is not None
        self.port = int(json.loads(self.process.stdout.readline())["port"])

    def heard(self) -> int:
        """When it last spoke to headquarters, as it tells on /health."""
        context = ssl.create_default_context()
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
        asked = http.client.HTTPSConnection("127.0.0.1", self.port, context=context)
        with contextlib.closing(asked):
            asked.request("GET", "/health")
            return int(json.loads(asked.getresponse().read())["upstream"])

    def hears_again(self) -> None:
        """Two turns with headquarters have passed from now."""
        for _ in range(2):
            before = self.heard()
            until(lambda: self.heard() > before)  # noqa: B023  # called before the next round

    def dies(self) -> None:
        """Without a word."""
        if self.process is not None:
            self.process.kill()
            self.process.wait()
            if self.process.stdout is not None:
                self.process.stdout.close()


def verb(folder: Path, *arguments: str, typed: str = "") -> dict[str, Any]:
    """One verb of ``bazresyar-hq``; what it tells."""
    line = [sys.executable, "-m", "sync.relay.cli", "--folder", str(folder), *arguments]
    done = subprocess.run(line, input=typed, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    told: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return told


def until(come: Callable[[], bool]) -> None:
    """Wait for what happens in another process."""
    pause = threading.Event()
    for _ in range(int(_PATIENCE / 0.1)):
        if come():
            return
        pause.wait(0.1)
    raise AssertionError("it did not happen")


@dataclass
class Carried:
    """A laptop on which every exchange is a process of its own; ``road`` leads to headquarters."""

    data: Path
    vault: Path
    person: bytes
    name: str
    role: str
    road: Gate
    told: list[dict[str, Any]] = field(default_factory=list)

    def syncs(self, *, code: int = 0) -> dict[str, Any]:
        """``bazresyar sync``; what it printed."""
        line = [sys.executable, "-m", "desktop.cli", "--data", str(self.data), "sync"]
        line += ["--vault", self.vault.name, "--password-stdin"]
        done = subprocess.run(
            line, input=PASSWORD + "\n", capture_output=True, text=True, check=False
        )
        assert done.returncode == code, done.stderr
        self.told.append(json.loads(done.stdout) if done.stdout else {})
        return self.told[-1]

    def verifies(self) -> bool:
        """``bazresyar verify``: whether everything is as it was written."""
        line = [sys.executable, "-m", "desktop.cli", "--data", str(self.data), "verify"]
        line += ["--vault", self.vault.name, "--password-stdin"]
        done = subprocess.run(
            line, input=PASSWORD + "\n", capture_output=True, text=True, check=False
        )
        return done.returncode == 0

    def does(self, command: Command) -> None:
        """One command at this laptop."""
        with self.opened() as vault:
            now = vault.journal.clock.wall()
            desk = _desk(vault, self, now)
            perform(vault.database, desk, command)

    def looks(self, query: Callable[[Session], T]) -> T:
        """What the vault holds."""
        with self.opened() as vault, vault.database.reading() as session:
            return query(session)

    @property
    def state(self) -> SyncState:
        """What the foot of the rail would say."""
        with self.opened() as vault, vault.database.reading() as session:
            return sync_state(session, vault.journal.vault)

    def prefers(self, server: bytes | None) -> None:
        """The choice of the card «راه‌های رسیدن به ستاد»."""
        with self.opened() as vault, vault.database.writing() as session:
            relays.prefer(session, server)

    @contextmanager
    def opened(self) -> Iterator[OpenVault]:
        """The vault between two processes."""
        vault = unlock(self.vault, PASSWORD, None)
        try:
            yield vault
        finally:
            vault.close()


def _desk(vault: OpenVault, one: Carried, wall: int) -> Desk:
    held = vault.enrolment
    assert held is not None
    return Desk(one.person, one.name, one.role, held.office, held.province, vault.journal, at(wall))
