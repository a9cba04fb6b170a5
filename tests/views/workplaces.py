"""A page at a real vault: what it asked of the window is noted, what it wrote is in the vault."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop.models.blobs import BlobStore
from desktop.models.identities.hands import Hands
from desktop.runtime.custody import Custody
from desktop.runtime.elsewhere import Elsewhere
from desktop.runtime.settings import Settings
from desktop.runtime.tasks import Tasks
from desktop.runtime.verification import Verification
from desktop.views.navigation import Page, Paper, Place, Workplace
from desktop.views.shared.turns import under_way
from tests.builders import Seat


@dataclass
class Bench:
    """One seat with a window around it: where pages led, what they printed, when they synced."""

    seat: Seat
    tasks: Tasks
    settings: Settings
    blobs: BlobStore
    custody: Custody | None = None
    verification: Verification | None = None
    hands: Hands | None = None
    elsewhere: Elsewhere | None = None
    went: list[Place] = field(default_factory=list)
    papers: list[Paper] = field(default_factory=list)
    synced: int = 0
    went_back: int = 0

    @property
    def work(self) -> Workplace:
        """What pages are given."""
        return Workplace(
            tasks=self.tasks,
            desk=lambda: self.seat.desk,
            blobs=self.blobs,
            settings=self.settings,
            go=self.went.append,
            back=self._back,
            preview=self.papers.append,
            sync_now=self._sync,
            custody=self.custody,
            verification=self.verification,
            hands=self.hands,
            elsewhere=self.elsewhere,
        )

    def _back(self) -> None:
        self.went_back += 1

    def _sync(self) -> None:
        self.synced += 1


@contextmanager
def bench(seat: Seat, folder: Path) -> Iterator[Bench]:
    """A workplace at a seat; whatever still runs is awaited at the end."""
    tasks = Tasks(seat.database, lambda: seat.desk)
    settings = Settings(tasks, {}, folder / "window.json")
    try:
        yield Bench(seat, tasks, settings, BlobStore(folder / "blobs", os.urandom(32)))
    finally:
        tasks.close()


def shown(
    qtbot: QtBot, bench: Bench, page: Page, place: Place, size: tuple[int, int] = (1092, 800)
) -> None:
    """Bring a page to its place, on screen, with everything read."""
    qtbot.addWidget(page)
    page.resize(*size)
    with qtbot.waitActive(page):
        page.show()
        page.activateWindow()
    page.visit(place)
    settle(qtbot, bench)


def settle(qtbot: QtBot, bench: Bench) -> None:
    """Wait until nothing is under way, and what was made of it is shown."""
    for _ in range(2):
        qtbot.waitUntil(lambda: not bench.tasks.busy and not under_way(), timeout=15_000)
        # What came last is in its layout, but is shown only with the events that follow.
        QApplication.processEvents()
