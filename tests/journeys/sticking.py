"""A memory stick in the hands of a person at the window, and at headquarters' own machine."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from desktop.commands.base import Command
from desktop.errors import AppError
from desktop.models.sync_state import SyncState, sync_state
from desktop.runtime.drives import Drive
from desktop.views.sync.stick_page import StickPage
from tests.journeys.driver import Person, until

FREE = 4 << 30


@dataclass
class Stick:
    """A folder that stands for what is plugged in."""

    root: Path

    def plugged_in(self, person: Person) -> StickPage:
        """At one person's computer; the page of sticks is opened from that of sending."""
        person.sits_down()
        drive = Drive(self.root, self.root.name, FREE)
        person.signed_in.sticks.plugged = lambda: (drive,)
        person.goes_to("sync")
        person.tabs_to("حافظهٔ جانبی")
        person.presses("Space")
        page = person.page(StickPage)
        until(lambda: page.drive.value() == str(self.root))
        person.waits()
        return page

    def is_taken_in(self, person: Person) -> str:
        """Everything for this person; what the page says then."""
        page = self.plugged_in(person)
        until(page.take.isEnabled)
        page.notice.clear()
        person.presses("Ctrl+Return")
        until(lambda: bool(page.notice.isVisible()))
        person.waits()
        return page.notice.sentence()

    def is_written(self, person: Person, colleague: str = "") -> str:
        """For headquarters, or a colleague of that name; what the page says then."""
        page = self.plugged_in(person)
        page.notice.clear()
        if colleague:
            person.chooses("همکار", colleague)
            person.tabs_to("نوشتن برای همکار")
        else:
            person.tabs_to("نوشتن برای ستاد")
        person.presses("Space")
        until(lambda: bool(page.notice.isVisible()))
        person.waits()
        return page.notice.sentence()

    def bundles(self) -> dict[str, Path]:
        """What lies on it, by purpose and sender: «1-…» to headquarters, «2-…» its answer."""
        return {path.name: path for path in sorted((self.root / "bazresyar").glob("*.bzr"))}


@dataclass
class Desk:
    """Headquarters' operator at its machine; the server itself need not run."""

    folder: Path

    def runs(self, *verb: str) -> tuple[int, list[dict[str, Any]], str]:
        """A verb of ``bazresyar-hq``: exit code, lines of JSON, standard error."""
        line = [sys.executable, "-m", "sync.server.cli", "--folder", str(self.folder)]
        done = subprocess.run([*line, *verb], capture_output=True, text=True, check=False)
        told = [json.loads(one) for one in done.stdout.splitlines() if one.startswith("{")]
        return done.returncode, told, done.stderr

    def takes_in(self, place: Path) -> list[dict[str, Any]]:
        """Import, which must go well."""
        code, told, error = self.runs("bundle", "import", str(place))
        assert code == 0, error
        return told

    def answers(self, stick: Stick, vault: bytes) -> dict[str, Any]:
        """Export for one vault, which must go well."""
        code, told, error = self.runs("bundle", "export", str(stick.root), "--for", vault.hex())
        assert code == 0, error
        return told[-1]

    def entries_of(self, vault: bytes) -> int:
        """How far headquarters has a vault's chain."""
        _code, told, _error = self.runs("devices")
        return next(int(one["entries"]) for one in told if one["vault"] == vault.hex())


def state_of(person: Person) -> SyncState:
    """What the vault knows of the road."""
    vault = person.signed_in.vault.journal.vault
    return person.knows(lambda session: sync_state(session, vault))


def does(person: Person, command: Command) -> None:
    """A command of this person, as a page would give it."""
    refused: list[AppError] = []
    person.signed_in.tasks.execute(command, failed=refused.append)
    person.waits()
    assert not refused, str(refused[0])
