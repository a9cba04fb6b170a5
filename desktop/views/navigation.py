"""Places in the window, and what every page is given. Features meet by ``Place`` alone."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import ClassVar

from PySide6.QtCore import Slot
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QWidget
from sqlalchemy.orm import Session

from desktop.commands.base import Desk
from desktop.models.blobs import BlobStore
from desktop.models.delegations.rows import Lent
from desktop.models.identities.hands import Hands
from desktop.runtime.custody import Custody
from desktop.runtime.elsewhere import Elsewhere
from desktop.runtime.network import NetworkNotice
from desktop.runtime.online_lists import OnlineLists
from desktop.runtime.settings import Settings
from desktop.runtime.sticks import Sticks
from desktop.runtime.tasks import Tasks
from desktop.runtime.verification import Verification


@dataclass(frozen=True, slots=True)
class Place:
    """A spot in the window: a page, a record on it, and a part of that record."""

    page: str
    record: bytes = b""
    part: str = ""


@dataclass(frozen=True, slots=True)
class Paper:
    """Something to look at before it is printed; ``make`` runs on the database thread."""

    title: str
    name: str
    make: Callable[[Session], bytes]


@dataclass(frozen=True, slots=True)
class Workplace:
    """What pages work with; made once for each signed-in person by ``app``."""

    tasks: Tasks
    desk: Callable[[], Desk]
    blobs: BlobStore
    settings: Settings
    go: Callable[[Place], None]
    back: Callable[[], None]
    preview: Callable[[Paper], None]
    sync_now: Callable[[], None]
    custody: Custody | None = None
    sticks: Sticks | None = None
    network: NetworkNotice | None = None
    lists: OnlineLists | None = None
    act_as: Callable[[Lent | None], None] | None = None
    """Go on as somebody's delegate; with None, as oneself again."""
    verification: Verification | None = None
    hands: Hands | None = None
    elsewhere: Elsewhere | None = None


class Page(QWidget):
    """A page lays out, binds and forwards. It reads again when a kind that it shows changed."""

    shows: ClassVar[frozenset[str]] = frozenset()

    def __init__(self, work: Workplace, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.work = work
        self.place = Place("")
        self.first: QWidget | None = None
        """What has the keyboard when the page opens; none: its first control."""
        self._stale = True
        work.tasks.changed.connect(self._reload_if_shown)

    def visit(self, place: Place) -> None:
        """The window came here; ``place`` may name a record and a part."""
        self.place = place
        self._stale = False
        self.reload()

    def reload(self) -> None:
        """Read what the page shows, on the database thread."""
        raise NotImplementedError

    def leave(self) -> None:
        """The window goes elsewhere: save what is being typed."""

    @Slot(frozenset)
    def _reload_if_shown(self, changes: frozenset[str]) -> None:
        if not changes & self.shows:
            return
        if self.isVisible():
            self.reload()
        else:
            self._stale = True

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._stale and self.place.page:
            self._stale = False
            self.reload()
