"""G1–G6, G9 and G16 of the design's figures: exchange with headquarters, floor and Anki beside it.

Two processes, TLS 1.3 on the loopback, both sides durable, encrypted, merged and logged. Ours, the
floor and Anki take turns, and each ratio is that of one turn, so that a drifting machine hits all.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

from desktop.models.inspections.records import Finding
from tests.bench import floor
from tests.bench.anki import Anki, anki
from tests.bench.conflicts import conflicts
from tests.bench.figures import Figure, large, told
from tests.bench.laptops import Laptop, installation
from tests.bench.payload import findings, json_size, order, plain
from tests.bench.wire import metered

HEAD, SECOND = "رئیس نمونهٔ یک", "رئیس نمونهٔ دو"
ROUNDS = 3
CHANGED = 100
RTT = 0.3
FULL, USUAL = 20_000, 5_000
GROWN_FULL, GROWN_USUAL = 1_000_000, 20_000


@dataclass
class Measured:
    """What the rounds gave, one value a round and list."""

    floor: list[float] = field(default_factory=list)
    push: list[float] = field(default_factory=list)
    pull: list[float] = field(default_factory=list)
    anki_push: list[float] = field(default_factory=list)
    anki_pull: list[float] = field(default_factory=list)


def figures(folder: Path) -> Iterator[Figure]:
    """All of one run."""
    count = FULL if large() else USUAL
    with ExitStack() as stack:
        place = stack.enter_context(installation(folder / "hq", HEAD, SECOND))
        peer = stack.enter_context(anki(folder / "anki"))
        at, _ = place.laptop(folder / "one", HEAD)
        other, _ = place.laptop(folder / "two", SECOND)
        stack.callback(at.close)
        stack.callback(other.close)
        for one in (at, other, at, other):
            one.syncs()
        before = _size(at), _size(other)
        measured, visits = Measured(), []
        for number in range(ROUNDS):
            visits.append(_round(measured, (at, other), peer, folder / f"floor-{number}", count))
            if not number:
                sizes = _size(at) - before[0], _size(other) - before[1]
        yield from _rates(measured)
        yield from _kept(sizes, count)
        yield from _singles(at, other, measured, count)
        yield from _small(at, place.serving.port, peer, visits[0])
        yield from _grown(at, visits[0], count)
        yield from conflicts(at, other, visits[0])


def _round(
    measured: Measured, laptops: tuple[Laptop, Laptop], peer: Anki | None, folder: Path, count: int
) -> bytes:
    at, other = laptops
    visit = order(at)
    at.syncs()
    other.syncs()
    start = len(measured.push) * count
    rows = list(findings(count, visit, start))
    measured.floor.append(floor.rate(folder, rows))
    at.enters("findings", iter(rows))
    measured.push.append(count / _seconds(at.syncs))
    measured.pull.append(count / _seconds(other.syncs))
    if peer is not None:
        peer.adds([plain(row) for row in rows])
        measured.anki_push.append(count / peer.syncs())
        measured.anki_pull.append(count / peer.syncs("second"))
    return visit


def _rates(measured: Measured) -> Iterator[Figure]:
    for name, ours, theirs in (
        ("G1.push", measured.push, measured.anki_push),
        ("G2.pull", measured.pull, measured.anki_pull),
    ):
        yield _best(f"{name}.floor", ours, measured.floor, 0.26)
        yield _best(f"{name}.anki", ours, theirs, 1.1)


def _best(name: str, ours: Sequence[float], theirs: Sequence[float], goal: float) -> Figure:
    """The best of the rounds, each against what was measured beside it."""
    goals = f"ratio >= {goal}"
    if not theirs:
        return Figure(name, round(max(ours), 1), "rows/s", None, None, "not measured", None)
    ratio, one, two = max((a / b, a, b) for a, b in zip(ours, theirs, strict=True))
    return Figure(
        name, round(one, 1), "rows/s", round(two, 1), round(ratio, 3), goals, ratio >= goal
    )


def _kept(sizes: tuple[int, int], count: int) -> Iterator[Figure]:
    payload = json_size(count)
    for name, size in zip(("author", "reader"), sizes, strict=True):
        ratio = round(size / payload, 3)
        yield Figure(f"G9.size.{name}", size, "B", payload, ratio, "ratio <= 1.6", ratio <= 1.6)


def _singles(at: Laptop, other: Laptop, measured: Measured, count: int) -> Iterator[Figure]:
    """The same rows as entries of one change each."""
    count = count if large() else 1_000
    visit = order(at)
    at.syncs()
    for row in findings(count, visit):
        at.enters("findings", iter([row]))
    push = count / _seconds(at.syncs)
    pull = count / _seconds(other.syncs)
    yield told("G1.push.singles", push, "rows/s", max(measured.push))
    yield told("G2.pull.singles", pull, "rows/s", max(measured.pull))


def _small(at: Laptop, port: int, peer: Anki | None, visit: bytes) -> Iterator[Figure]:
    """An exchange with nothing, one field, a hundred: how long, how many turns, how many bytes."""
    ours = [_seconds(at.syncs) * 1000 for _ in range(30)]
    theirs = [] if peer is None else [peer.syncs() * 1000 for _ in range(30)]
    yield _time("G4.nothing", ours, theirs, 8)
    ours, theirs = [], []
    for _ in range(7):
        change(at, visit, CHANGED)
        ours.append(_seconds(at.syncs) * 1000)
        if peer is not None:
            peer.changes(CHANGED)
            theirs.append(peer.syncs() * 1000)
    yield _time("G3.hundred", ours, theirs, 25)
    yield from _bytes(at, port, peer, visit)
    yield from _far(at, port, peer, visit)


def _time(name: str, ours: list[float], theirs: list[float], goal: float) -> Figure:
    value, beside = statistics.median(ours), statistics.median(theirs) if theirs else None
    ratio = None if beside is None else round(value / beside, 3)
    held = value <= goal
    beside = None if beside is None else round(beside, 3)
    return Figure(name, round(value, 3), "ms", beside, ratio, f"<= {goal} ms", held)


def _bytes(at: Laptop, port: int, peer: Anki | None, visit: bytes) -> Iterator[Figure]:
    with metered(port) as (meter, near):
        far = at.over(near)

        def passed(make: Callable[[], object]) -> int:
            make()
            meter.reset()
            far.syncs()
            return meter.bytes

        for _ in range(3):
            nothing = passed(lambda: None)
        one = passed(lambda: change(at, visit, 1)) - nothing
        many = passed(lambda: change(at, visit, CHANGED)) / CHANGED
        rows = 2_000
        first = passed(lambda: at.enters("findings", findings(rows, visit, 500_000))) / rows
        far.exchange.http.close()
    theirs = _bytes_of(peer) if peer is not None else (None, None, None, None)
    for name, value, goal, beside in (
        ("nothing", nothing, 600, theirs[0]),
        ("one_field", one, 250, theirs[1]),
        ("hundred_fields", many, 30, theirs[2]),
        ("first_row", first, 110, theirs[3]),
    ):
        ratio = None if beside is None else round(value / beside, 3)
        goals = f"<= {goal} B"
        yield Figure(f"G6.{name}", round(value, 1), "B", beside, ratio, goals, value <= goal)


def _bytes_of(peer: Anki) -> tuple[float, float, float, float]:
    with peer.metered() as (meter, port):

        def passed(make: Callable[[], object]) -> int:
            make()
            meter.reset()
            peer.syncs("first", port)
            return meter.bytes

        for _ in range(3):
            nothing = passed(lambda: None)
        one = passed(lambda: peer.changes(1)) - nothing
        many = passed(lambda: peer.changes(CHANGED)) / CHANGED
        rows = [plain(row) for row in findings(2_000, bytes(16), 500_000)]
        return nothing, one, many, round(passed(lambda: peer.adds(rows)) / len(rows), 1)


def _far(at: Laptop, port: int, peer: Anki | None, visit: bytes) -> Iterator[Figure]:
    """A round trip of 300 ms on an open connection."""
    with ExitStack() as stack:
        meter, near = stack.enter_context(metered(port, RTT / 2))
        far = at.over(near)
        anki_road = None if peer is None else stack.enter_context(peer.metered(RTT / 2))
        far.syncs()
        for name, count, goal, most in (("nothing", 0, 0.35, 1), ("hundred", CHANGED, 0.65, 2)):
            change(at, visit, count)
            meter.reset()
            seconds = _seconds(far.syncs)
            beside = None
            if peer is not None and anki_road is not None:
                peer.syncs("first", anki_road[1])
                if count:
                    peer.changes(count)
                beside = round(peer.syncs("first", anki_road[1]), 3)
            ratio = None if beside is None else round(seconds / beside, 3)
            held = seconds <= goal
            text = f"<= {goal} s"
            yield Figure(f"G5.{name}", round(seconds, 3), "s", beside, ratio, text, held)
            turns = meter.turns
            yield Figure(
                f"G5.{name}.turns", turns, "turns", None, None, f"<= {most}", turns <= most
            )
        far.exchange.http.close()


def _grown(at: Laptop, visit: bytes, start: int) -> Iterator[Figure]:
    """A hundred changes again, with many more rows on both sides."""
    small = _hundred(at, visit)
    more = GROWN_FULL if large() else GROWN_USUAL
    for number in range(0, more, 20_000):
        at.enters("findings", findings(min(20_000, more - number), visit, 1_000_000 + number))
        at.syncs()
    grown = _hundred(at, visit)
    ratio = round(grown / small, 3)
    name = f"G3.grown.{more}"
    yield Figure(name, round(grown, 3), "ms", round(small, 3), ratio, "ratio <= 1.3", ratio <= 1.3)


def _hundred(at: Laptop, visit: bytes) -> float:
    found = []
    for _ in range(9):
        change(at, visit, CHANGED)
        found.append(_seconds(at.syncs) * 1000)
    return statistics.median(found)


_turn = 0


def change(at: Laptop, visit: bytes, count: int, place: str = "طبقهٔ سوم") -> None:
    """One field of so many findings, each by a command of its own."""
    global _turn
    _turn += 1
    for finding in at.findings(visit, count, _turn % 20 * CHANGED):
        at.writes(Finding, finding, place=f"{place} {_turn}")


def _size(at: Laptop) -> int:
    return at.size()


def _seconds(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start
