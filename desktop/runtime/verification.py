"""Checks of a vault and of what was handed out, as jobs; the last result of each is kept."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any, Final, Protocol

from sqlalchemy.orm import Session

from desktop.models import evidence_package, package_check
from desktop.models.blobs import BlobStore
from desktop.models.database import Database
from desktop.models.evidence_package import Packed
from desktop.models.journal import Journal
from desktop.models.package_check import PackageReport
from desktop.models.settings import read_setting, write_setting
from desktop.models.vault_facts import Enrolment
from desktop.models.verify import trust_of, verify
from desktop.models.verify_report import Outcome, Report
from desktop.runtime.jobs import Cancelled, Progress
from desktop.runtime.store import TasksStore
from desktop.runtime.tasks import Tasks
from sync.client.http import Connect, connect
from sync.client.witness import against_hq

RECENT: Final = 500
"""So many of the own last entries are looked at when the window opens (``security.md`` 2.6)."""
_KEPT: Final = "verify/last/"
_KINDS: Final = ("quick", "full", "hq")

Work = Callable[[Progress, Cancelled], Any]


@dataclass(frozen=True, slots=True)
class Kept:
    """What is remembered of a check."""

    kind: str
    at: datetime
    sound: bool
    faults: int
    entries: int


class Checked(Protocol):
    """What is looked at of an open vault."""

    @property
    def database(self) -> Database:
        """Its rows and its journal."""
        ...

    @property
    def journal(self) -> Journal:
        """Whose chain it is, and its key."""
        ...

    @property
    def blobs(self) -> BlobStore:
        """Its attachments."""
        ...

    @property
    def enrolment(self) -> Enrolment | None:
        """Which headquarters there is."""
        ...


class Verification:
    """Behind the page «بررسی درستی»; nothing here touches a widget."""

    def __init__(
        self,
        vault: Checked,
        tasks: Tasks,
        now: Callable[[], datetime],
        *,
        connect: Connect = connect,
    ) -> None:
        self._vault, self._tasks, self._now = vault, tasks, now
        self._connect = connect

    @property
    def enrolled(self) -> bool:
        """Whether there is a headquarters to hold the vault against."""
        return self._vault.enrolment is not None and bool(self._vault.enrolment.receipt_key)

    @property
    def root(self) -> str:
        """The fingerprint of headquarters' root as printed on the enrolment sheet."""
        known = self._vault.enrolment
        return known.root.decode("utf-8", "replace") if known is not None else ""

    def quick(self, _progress: Progress, _cancelled: Cancelled) -> Outcome:
        """The last entries, their head's signature, and the receipts for them."""
        return self._kept("quick", self._verify(recent=RECENT))

    def full(self, progress: Progress, _cancelled: Cancelled) -> Outcome:
        """Everything; reads beside whoever writes."""
        return self._kept("full", self._verify(progress=partial(_pass_on, progress)))

    def against_hq(self, _progress: Progress, _cancelled: Cancelled) -> Outcome:
        """What headquarters holds of this vault; for the network's thread. Raises Problem."""
        report = against_hq(self._connect, TasksStore(self._tasks), self._vault.journal)
        return self._kept("hq", report)

    def package(self, visit: bytes, path: Path, report: Callable[[Session], bytes]) -> Work:
        """The job that writes a visit's evidence; ``report`` prints it. Raises Refused, Problem."""

        def work(progress: Progress, _cancelled: Cancelled) -> Packed:
            vault = self._vault
            with vault.database.reading() as session:
                return evidence_package.export(
                    session, vault.blobs, vault.journal, visit, report(session), path, progress
                )

        return work

    def check_package(self, path: Path, root: str) -> Work:
        """The job that checks a package, by nothing but the printed fingerprint."""

        def work(progress: Progress, _cancelled: Cancelled) -> PackageReport:
            progress(0, 1)
            return package_check.check(path, root)

        return work

    def _verify(self, *, recent: int = 0, progress: Progress | None = None) -> Report:
        vault = self._vault
        with vault.database.reading() as session:
            trust = trust_of(session, vault.journal)
            return verify(session, trust, vault.blobs, recent=recent, progress=progress)

    def _kept(self, kind: str, report: Report) -> Outcome:
        outcome = Outcome(kind, self._now(), report)

        def keep(database: Database) -> None:
            with database.writing() as session:
                write_setting(session, _KEPT + kind, _packed(outcome))

        self._tasks.on_database(keep)
        return outcome


def last_checks(session: Session) -> dict[str, Kept]:
    """The last check of each kind that was made here."""
    found = {}
    for kind in _KINDS:
        told = read_setting(session, _KEPT + kind)
        if isinstance(told, dict):
            at = datetime.fromisoformat(told["at"]).astimezone(UTC)
            found[kind] = Kept(kind, at, told["sound"], told["faults"], told["entries"])
    return found


def _packed(outcome: Outcome) -> dict[str, Any]:
    return {
        "at": outcome.at.isoformat(timespec="seconds"),
        "sound": outcome.report.sound,
        "faults": len(outcome.report.faults),
        "entries": outcome.report.counts.get("entries", 0),
    }


def _pass_on(progress: Progress, done: int, total: int) -> None:
    progress(done, max(done, total))
