"""What ``/metrics`` tells: counts and times, never who wrote what.

Where several processes serve, each keeps its counts in files of one folder, and whichever is
asked adds them up.
"""

from __future__ import annotations

import os
from pathlib import Path

from prometheus_client import (
    CONTENT_TYPE_LATEST,
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    generate_latest,
    multiprocess,
)

MEDIA_TYPE = CONTENT_TYPE_LATEST
SHARED = "PROMETHEUS_MULTIPROC_DIR"
"""The environment's name for the folder of several processes; read when the library is loaded."""

_SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.0, 5.0, 10.0, 30.0)
_JOBS = (1, 2, 4, 8, 16, 32, 64)


class Meters:
    """The meters of one application."""

    def __init__(self) -> None:
        self._registry = CollectorRegistry()
        self.requests = Counter(
            "bazresyar_requests",
            "Requests answered",
            ("route", "method", "status"),
            registry=self._registry,
        )
        self.seconds = Histogram(
            "bazresyar_request_seconds",
            "Time from a request to its answer",
            ("route",),
            buckets=_SECONDS,
            registry=self._registry,
        )
        self.bytes = Counter(
            "bazresyar_bytes", "Bytes of bodies", ("direction",), registry=self._registry
        )
        self.declined = Counter(
            "bazresyar_declined", "Requests declined", ("code",), registry=self._registry
        )
        self.entries = Counter(
            "bazresyar_entries",
            "Entries that vaults brought",
            ("outcome",),
            registry=self._registry,
        )
        self.fed = Counter("bazresyar_fed", "Entries handed to vaults", registry=self._registry)
        self.group = Histogram(
            "bazresyar_group_turns",
            "Turns that one transaction carried",
            buckets=_JOBS,
            registry=self._registry,
        )
        self.in_hand = Gauge(
            "bazresyar_requests_in_hand",
            "Requests being answered",
            multiprocess_mode="livesum",
            registry=self._registry,
        )

    def text(self) -> bytes:
        """All of it in Prometheus' text format."""
        registry = self._registry
        if SHARED in os.environ:
            registry = CollectorRegistry()
            multiprocess.MultiProcessCollector(registry)  # type: ignore[no-untyped-call]  # untyped there
        return generate_latest(registry)


def share(folder: Path) -> None:
    """Processes started from now on count together, in a folder emptied here."""
    folder.mkdir(mode=0o700, exist_ok=True)
    for left in folder.glob("*.db"):
        left.unlink()
    os.environ[SHARED] = str(folder)


def ended(process: int) -> None:
    """A process that counted with the others is no more."""
    multiprocess.mark_process_dead(process)  # type: ignore[no-untyped-call]  # untyped there
