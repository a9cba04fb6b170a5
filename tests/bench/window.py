"""The real window over a vault of a few hundred visits: page switches, and gaps while it syncs."""

from __future__ import annotations

import os
import statistics
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QCoreApplication, QEventLoop, QTimer
from PySide6.QtWidgets import QApplication

from desktop.app import SignedIn, warm
from desktop.commands.inspections import StartVisit
from desktop.models.text import persian_digits
from desktop.models.vault import unlock
from desktop.program import first_look
from desktop.runtime.collector import Collector
from desktop.runtime.heartbeat import Heartbeat
from desktop.views.navigation import Place
from desktop.views.pages import PAGES
from sync.protocol.ids import derived_id
from tests.bench import payload
from tests.bench.culprits import Culprits
from tests.bench.figures import Figure, large, told, under, within
from tests.bench.journey import Journey
from tests.bench.laptops import UNIT, Installation, Laptop, installation, now
from tests.vaults import PASSWORD

VISITS = 300
FINDINGS = 5_000
ME, OTHER = "بازرس نمونهٔ یک", "بازرس نمونهٔ دو"
SYNC_EVERY_MS = 2_500


def figures(folder: Path) -> Iterator[Figure]:
    """First the rail's pages without a network, then a journey while findings come and go."""
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    app = QApplication([])
    first_look(app, folder / "look.json")
    warm()  # as the program does while the password is typed
    collector = Collector(app)
    with installation(folder / "hq", ME, OTHER) as place:
        at, secrets, visit = filled(place, folder / "vaults")
        vault = at.vault.folder
        at.close()
        window = SignedIn(unlock(vault, PASSWORD, secrets), folder / "look.json", syncs=False)
        yield from switches(window)
        window.window.close()
        bring(place, folder / "other")
        window = SignedIn(unlock(vault, PASSWORD, secrets), folder / "look.json")
        yield from journey(window, visit)
        window.window.close()
    collector.stop()
    app.processEvents()


def filled(place: Installation, folder: Path) -> tuple[Laptop, Any, bytes]:
    """My vault: visits of two years, one of them begun on site."""
    at, secrets = place.laptop(folder, ME)
    at.syncs()
    at.enters("visits", visits(at, VISITS))
    visit = payload.order(at)
    at.does(StartVisit(visit), "inspector")
    at.enters("findings", payload.findings(8, visit))
    at.syncs()
    return at, secrets, visit


def visits(at: Laptop, count: int) -> Iterator[dict[str, Any]]:
    """Ordered visits to the same unit, by its own head."""
    today = now().date()
    for number in range(count):
        yield {
            "code": f"26-0408-K7Q2-{number:04}",
            "kind": ("programmed", "case_based")[number % 2],
            "order_number": f"۸/{persian_digits(number)}",
            "order_date": today,
            "order_issuer": "رئیس دفتر بازرسی نمونه",
            "unit_id": UNIT,
            "unit_name": f"ادارهٔ نمونهٔ {persian_digits(number)}",
            "province": "26",
            "county_id": derived_id("counties", "26-QAZ"),
            "day": today,
            "remit": "شاخص‌های هفتگانه",
            "template_code": "foad_seven",
            "template_version": 3,
            "leader_id": at.vault.person,
            "planned_at": now(),
            "sample": True,
        }


def bring(place: Installation, folder: Path) -> None:
    """What comes down while I work: a colleague's findings."""
    other, _ = place.laptop(folder, OTHER)
    other.syncs()
    visit = payload.order(other)
    other.enters("findings", payload.findings(FINDINGS, visit))
    other.syncs()
    other.close()


def switches(signed_in: SignedIn) -> Iterator[Figure]:
    """From one page of the rail to the next until its rows are painted; then the same again."""
    shown(signed_in)
    rail = [entry.name for entry in PAGES if entry.rail]
    first = {name: switched(signed_in, name) for name in rail}
    again: dict[str, list[float]] = {name: [] for name in rail}
    for _ in range(5):
        for name in rail:
            again[name].append(switched(signed_in, name))
    yield under("window.page_switch", max(map(statistics.median, again.values())), "ms", 150)
    yield under("window.page_first_opened", max(first.values()), "ms", 150)
    for name in rail:
        yield told(f"window.page_switch.{name}", statistics.median(again[name]), "ms")


def switched(signed_in: SignedIn, name: str) -> float:
    """Milliseconds until the page is painted with what it read."""
    start = time.perf_counter()
    signed_in.window.go(Place(name))
    settle(signed_in)
    signed_in.window.repaint()
    return (time.perf_counter() - start) * 1000


def shown(signed_in: SignedIn) -> None:
    """As after a sign-in: the first page is read, the others are made."""
    signed_in.window.show()
    settle(signed_in)
    ahead = signed_in.make_pages()
    while ahead.busy:
        QCoreApplication.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)
    settle(signed_in)


def settle(signed_in: SignedIn) -> None:
    """Until nothing is being read any more."""
    while signed_in.tasks.busy:
        QCoreApplication.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)
    QCoreApplication.processEvents()


def journey(signed_in: SignedIn, visit: bytes) -> Iterator[Figure]:
    """A person opens, types and narrows for a while; the heartbeat tells when that stuttered."""
    shown(signed_in)
    schedule = signed_in.schedule
    if schedule is None:
        raise RuntimeError("nothing syncs")
    loop, heartbeat, syncs = QEventLoop(), Heartbeat(), QTimer()
    ended: list[object] = []
    schedule.ended.connect(ended.append)
    syncs.timeout.connect(schedule.now)
    person = Journey(signed_in.window, visit)
    culprits = Culprits() if os.environ.get("WHY") else None
    heartbeat.start()
    syncs.start(SYNC_EVERY_MS)
    person.start()
    _after(60_000 if large() else 15_000, loop.quit)
    loop.exec()
    heartbeat.stop()
    beats, busiest = heartbeat.beats, heartbeat.busiest
    syncs.stop()
    person.stop()
    if culprits is not None:
        culprits.tell(person)
    if not ended or any(error is not None for error in ended):
        raise RuntimeError(f"the sync in the background failed: {ended}")
    schedule.stop()
    longest, *others = heartbeat.worst(3)
    yield within("window.longest_gap", longest.milliseconds, "ms", resting(signed_in), 50)
    yield told("window.busiest_gap", busiest, "ms")
    for number, gap in enumerate(others, start=2):
        yield told(f"window.gap.{number}", gap.milliseconds, "ms")
    yield told("window.beats", beats, "beats")
    yield told("window.steps", person.steps, "steps")


def resting(signed_in: SignedIn) -> float:
    """The floor: the longest gap while the window has nothing to do, which is the machine's own."""
    settle(signed_in)
    loop, heartbeat = QEventLoop(), Heartbeat()
    heartbeat.start()
    _after(20_000 if large() else 5_000, loop.quit)
    loop.exec()
    heartbeat.stop()
    (longest,) = heartbeat.worst(1)
    return longest.milliseconds


def _after(milliseconds: int, then: Callable[[], object]) -> None:
    QTimer.singleShot(milliseconds, partial(then))
