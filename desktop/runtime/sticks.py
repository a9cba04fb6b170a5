"""What a person does with memory sticks at their own open vault. Runs inside jobs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path

from sqlalchemy.orm import Session

from desktop.errors import AppError
from desktop.models import sticks
from desktop.models.colleagues import colleagues, shared_scopes
from desktop.models.sticks import Found
from desktop.models.sync_state import SyncState, last_receipt, receipt_verifier, sync_state
from desktop.models.vault import OpenVault
from desktop.models.vault_facts import enrolment
from desktop.runtime.drives import Drive, drives
from desktop.runtime.jobs import Cancelled, JobCancelledError, Progress
from desktop.runtime.store import TasksStore
from desktop.runtime.tasks import Tasks
from sync.client import stick
from sync.client.bundles import Own, Sent, all_sent, all_taken, own_of
from sync.client.bundles_between import receipts_of_colleagues, to_colleague
from sync.client.bundles_in import TakenIn
from sync.client.bundles_out import Written, to_headquarters

WrittenBundles = tuple[Written, ...]
"""The bundles of one writing; large ones come in parts."""

HQ = b""
"""Whom a bundle is for, where it is headquarters."""


@dataclass(frozen=True, slots=True)
class Whom:
    """A vault that a bundle can be made for."""

    vault: bytes
    name: str
    device: str


@dataclass(frozen=True, slots=True)
class OnTheWay:
    """What was last put on a stick for somebody, and whether its receipt has come."""

    sent: Sent
    receipted: bool


@dataclass(frozen=True, slots=True)
class StickState:
    """What the page says before anything is read from a stick; ``names`` by vault.

    ``taken`` tells by sender when the last bundle that was taken in had been made.
    """

    state: SyncState
    names: dict[bytes, str]
    whom: tuple[Whom, ...]
    on_the_way: tuple[OnTheWay, ...]
    taken: dict[bytes, int]


@dataclass(frozen=True, slots=True)
class OneStick:
    """What lies on a stick: for us, and the rest."""

    ours: tuple[Found, ...]
    others: tuple[Found, ...]


@dataclass(frozen=True, slots=True)
class TakenFrom:
    """What the bundles of a stick have brought, and the first that failed."""

    taken: tuple[TakenIn, ...]
    failed: AppError | None


class Sticks:
    """The sticks behind the page; nothing here touches a widget."""

    def __init__(
        self,
        vault: OpenVault,
        tasks: Tasks,
        now: Callable[[], datetime],
        plugged: Callable[[], tuple[Drive, ...]] = drives,
    ) -> None:
        self._vault, self._tasks, self._now = vault, tasks, now
        self.plugged = plugged

    @property
    def vault(self) -> bytes:
        """Our own id, as headers name it."""
        return self._vault.journal.vault

    def state(self, session: Session) -> StickState:
        """What the vault knows of its sticks."""
        own = self.vault
        known = enrolment(session)
        key = known.receipt_keys if known is not None else b""
        verify = receipt_verifier(known.receipt_key, known.earlier) if known else None
        receipt = last_receipt(session, own, verify) if verify else None
        place = (0, 0) if receipt is None else (receipt.epoch, receipt.counter)
        theirs = receipts_of_colleagues(session)
        found = []
        for sent in all_sent(session):
            got = theirs.get(sent.vault)
            there = place if not sent.vault else (got.epoch, got.counter) if got else (0, 0)
            found.append(OnTheWay(sent, there >= (sent.epoch, sent.counter)))
        wall = int(self._now().timestamp() * 1000)
        people = colleagues(session, own, key, wall) if known else []
        names = {one.vault: one.name for one in people}
        whom = tuple(
            Whom(one.vault, one.name, one.certificate.device_name)
            for one in people
            if known is not None and shared_scopes(session, known, one.certificate, wall)
        )
        return StickState(sync_state(session, own), names, whom, tuple(found), all_taken(session))

    def look(self, place: Path) -> OneStick:
        """What lies on a stick. Raises Problem ``stick_pulled``."""
        found = [sticks.look_at(path) for path in sticks.bundles_at(place)]
        ours = [one for one in found if one.header and stick.for_vault(self.vault, one.header)]
        return OneStick(tuple(ours), tuple(one for one in found if one not in ours))

    def write(self, place: Path, vault: bytes) -> Callable[[Progress, Cancelled], WrittenBundles]:
        """The job: for headquarters, or a colleague's vault. Raises Problem, BundleError."""

        def work(progress: Progress, cancelled: Cancelled) -> WrittenBundles:
            own = self._own(partial(_told, progress, cancelled))
            if vault == HQ:
                return tuple(to_headquarters(own, place))
            return (to_colleague(own, place, vault),)

        return work

    def take(self, place: Path) -> Callable[[Progress, Cancelled], TakenFrom]:
        """The job: everything on a stick that is for us, the one after the other."""

        def work(progress: Progress, cancelled: Cancelled) -> TakenFrom:
            own = self._own(partial(_told, progress, cancelled))
            taken: list[TakenIn] = []
            failed: AppError | None = None
            for path in stick.ours(self.vault, place):
                try:
                    taken.append(stick.take(own, path))
                except AppError as error:
                    failed = failed or error
            kinds = frozenset({"sync"}).union(*(one.kinds for one in taken))
            self._tasks.announce(kinds)
            return TakenFrom(tuple(taken), failed)

        return work

    def _own(self, told: Callable[[str, int, int], None]) -> Own:
        return own_of(self._vault, TasksStore(self._tasks), self._now, told)


def _told(progress: Progress, cancelled: Cancelled, what: str, done: int, of: int) -> None:
    """Files and copying may be stopped at any step; rows are short and go on."""
    if cancelled() and what != "rows":
        raise JobCancelledError
    if what != "rows":
        progress(done, of)
