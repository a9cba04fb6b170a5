"""Anki beside ours in the same run: its package from PyPI in an environment apart from ours.

It is installed into ``build/peers`` when it is missing there; where that fails, nothing is said of
it. Nothing of Anki is imported, shipped or locked.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Event
from typing import Any

from tests.bench.wire import Meter, metered

_HOME = Path("build/peers/anki")
_INSTALL_SECONDS = 300
_START_SECONDS = 20


@dataclass
class Anki:
    """Its server, and two clients of one user that are told what to do."""

    port: int
    _client: subprocess.Popen[str]
    _folder: Path

    def tells(self, *words: object) -> dict[str, Any]:
        """What the client answers to a line."""
        assert self._client.stdin is not None
        assert self._client.stdout is not None
        self._client.stdin.write(" ".join(map(str, words)) + "\n")
        self._client.stdin.flush()
        answer: dict[str, Any] = json.loads(self._client.stdout.readline())
        return answer

    def adds(self, rows: Sequence[list[str]]) -> None:
        """These notes, on the first device."""
        file = self._folder / "notes.json"
        file.write_text(json.dumps(rows, ensure_ascii=False), "utf-8")
        self.tells("add", file)

    def changes(self, count: int) -> None:
        """One field of so many notes of the first device."""
        self.tells("change", count)

    def syncs(self, who: str = "first", port: int | None = None) -> float:
        """Seconds of a normal sync."""
        done = self.tells("sync", f"http://127.0.0.1:{port or self.port}/", who)
        if done["required"]:
            raise RuntimeError("Anki asked for a full sync")
        return float(done["seconds"])

    @contextmanager
    def metered(self, seconds: float = 0.0) -> Iterator[tuple[Meter, int]]:
        """A counting road to its server."""
        with metered(self.port, seconds) as (meter, port):
            yield meter, port


@contextmanager
def anki(folder: Path) -> Iterator[Anki | None]:
    """Anki ready for a normal sync, or None where it cannot be installed."""
    python = _installed()
    if python is None:
        yield None
        return
    folder.mkdir(parents=True)
    port = _free_port()
    told = os.environ | {
        "SYNC_USER1": "bench:bench",
        "SYNC_BASE": str(folder / "server"),
        "SYNC_HOST": "127.0.0.1",
        "SYNC_PORT": str(port),
        "RUST_LOG": "error",
    }
    quiet = subprocess.DEVNULL
    with subprocess.Popen(
        [python, "-m", "anki.syncserver"], env=told, stdout=quiet, stderr=quiet
    ) as server:
        try:
            _wait(port)
            line = [python, "-P", str(Path(__file__).with_name("anki_peer.py")), str(folder)]
            with subprocess.Popen(
                line, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=quiet, text=True
            ) as client:
                one = Anki(port, client, folder)
                one.tells("open", f"http://127.0.0.1:{port}/")
                yield one
                assert client.stdin is not None
                client.stdin.close()
                client.wait(timeout=20)
        finally:
            server.terminate()
            server.wait(timeout=20)


def _installed() -> str | None:
    python = _HOME / "bin" / "python"
    try:
        if not python.exists():
            _run([sys.executable, "-m", "venv", str(_HOME)])
        if subprocess.run([python, "-c", "import anki"], capture_output=True).returncode:
            _run([str(python), "-m", "pip", "install", "--quiet", "anki"])
    except (OSError, subprocess.SubprocessError):
        return None
    return str(python)


def _run(line: list[str]) -> None:
    subprocess.run(line, check=True, capture_output=True, timeout=_INSTALL_SECONDS)


def _free_port() -> int:
    import socket

    with socket.create_server(("127.0.0.1", 0)) as taken:
        port: int = taken.getsockname()[1]
        return port


def _wait(port: int) -> None:
    waiting = Event()
    for _ in range(_START_SECONDS * 10):
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=1):
                return
        except urllib.error.HTTPError:
            return
        except OSError:
            waiting.wait(0.1)
    raise RuntimeError("Anki's server did not start")
