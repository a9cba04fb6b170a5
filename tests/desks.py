"""A workplace for pages: a real vault, real tasks, and what was asked of the frame."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from desktop.models.blobs import BlobStore
from desktop.runtime.settings import Settings
from desktop.runtime.tasks import Tasks
from desktop.views.navigation import Paper, Place, Workplace
from tests.builders import Seat


@dataclass
class Asked:
    """What pages asked of the frame, in order."""

    places: list[Place] = field(default_factory=list)
    papers: list[Paper] = field(default_factory=list)
    backs: int = 0
    syncs: int = 0

    def back(self) -> None:
        self.backs += 1

    def sync(self) -> None:
        self.syncs += 1


@dataclass
class SampleDesk:
    """One person at the window; ``close`` ends the threads."""

    seat: Seat
    work: Workplace
    asked: Asked

    def close(self) -> None:
        """Let what runs finish and end."""
        self.work.tasks.close()


def desk_of(seat: Seat, folder: Path) -> SampleDesk:
    """A workplace at a seat; files lie in ``folder``."""
    asked = Asked()
    tasks = Tasks(seat.database, lambda: seat.desk)
    work = Workplace(
        tasks=tasks,
        desk=lambda: seat.desk,
        blobs=BlobStore(folder / "blobs", bytes(32)),
        settings=Settings(tasks, {}, folder / "window.json"),
        go=asked.places.append,
        back=asked.back,
        preview=asked.papers.append,
        sync_now=asked.sync,
    )
    return SampleDesk(seat, work, asked)
