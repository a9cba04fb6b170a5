"""A figure of the bench: a value, the floor it is held against, and whether it holds."""

from __future__ import annotations

import gc
import statistics
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Figure:
    """``ratio`` is value ÷ floor; ``goal`` bounds the ratio, from above or from below."""

    name: str
    value: float
    unit: str
    floor: float | None = None
    ratio: float | None = None
    goal: str = ""
    holds: bool | None = None

    def row(self) -> dict[str, Any]:
        """As it stands in ``bench.json``."""
        return asdict(self)


def at_most(name: str, value: float, unit: str, floor: float, goal: float) -> Figure:
    """A cost: at most ``goal`` times the floor of the same run."""
    ratio = value / floor
    return Figure(
        name,
        round(value, 4),
        unit,
        round(floor, 4),
        round(ratio, 3),
        f"ratio <= {goal}",
        ratio <= goal,
    )


def at_least(name: str, value: float, unit: str, floor: float, goal: float) -> Figure:
    """A rate: at least ``goal`` of the limit of the same run."""
    ratio = value / floor
    return Figure(
        name,
        round(value, 4),
        unit,
        round(floor, 4),
        round(ratio, 3),
        f"ratio >= {goal}",
        ratio >= goal,
    )


def under(name: str, value: float, unit: str, goal: float) -> Figure:
    """A plain time, reported beside its goal; machines differ, so no test asserts it."""
    return Figure(name, round(value, 4), unit, None, None, f"< {goal} {unit}", value < goal)


def pairwise(
    first: Callable[[], float], second: Callable[[], float], times: int = 5
) -> tuple[float, float]:
    """Medians of two measures taken in turn, so that a drifting machine hits both."""
    ones, twos = [], []
    for _ in range(times):
        gc.collect()
        ones.append(first())
        gc.collect()
        twos.append(second())
    return statistics.median(ones), statistics.median(twos)


def seconds(work: Callable[[], object]) -> float:
    """How long one call takes."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start
