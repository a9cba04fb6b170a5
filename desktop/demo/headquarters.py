"""A headquarters of its own for the story: a real process, started, stopped and started again."""

from __future__ import annotations

import json
import subprocess
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from desktop.demo import programs

_STOP_SECONDS = 20


@dataclass
class DemoHeadquarters:
    """The verbs of ``bazresyar-hq`` on one folder."""

    folder: Path
    port: int = 0
    root: str = ""
    _process: subprocess.Popen[str] | None = field(default=None, init=False)

    @property
    def url(self) -> str:
        """Where it answers."""
        return f"https://127.0.0.1:{self.port}"

    def is_made(self) -> int:
        """Keys, certificate, database, reference data and invented units; how many records."""
        self.root = self._run("init")["root"]
        return int(self._run("seed", "--demo")["entered"])

    def makes_code(self, sheet: Path, name: str, role: str, office: str, *more: str) -> str:
        """A one-time code for a person, and the sheet to hand over."""
        sheet.parent.mkdir(exist_ok=True)
        paper = ("--sheet", str(sheet), "--address", self.url)
        whom = ("--name", name, "--role", role, "--office", office, *more)
        return str(self._run("code", "new", *whom, *paper)["code"])

    def starts(self) -> None:
        """On the port it had before, or a free one."""
        with (self.folder.parent / "hq.log").open("a", encoding="utf-8") as log:
            self._process = subprocess.Popen(
                self._verb("serve", "--port", str(self.port)),
                stdout=subprocess.PIPE,
                stderr=log,
                stdin=subprocess.DEVNULL,
                text=True,
            )
        if self._process.stdout is None:
            raise RuntimeError("headquarters has no output")
        self.port = int(json.loads(self._process.stdout.readline())["port"])

    def stops(self) -> None:
        """In good order."""
        if self._process is None:
            return
        self._process.terminate()
        self._process.wait(_STOP_SECONDS)
        if self._process.stdout is not None:
            self._process.stdout.close()
        self._process = None

    def devices(self) -> list[dict[str, Any]]:
        """The vaults as headquarters lists them."""
        done = subprocess.run(self._verb("devices"), capture_output=True, text=True, check=True)
        return [json.loads(line) for line in done.stdout.splitlines()]

    def _run(self, *verb: str) -> dict[str, Any]:
        done = subprocess.run(self._verb(*verb), capture_output=True, text=True, check=False)
        if done.returncode:
            raise RuntimeError(f"bazresyar-hq {verb[0]}: {done.stderr.strip()}")
        answer: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
        return answer

    def _verb(self, *verb: str) -> list[str]:
        return programs.headquarters("--folder", str(self.folder), *verb)
