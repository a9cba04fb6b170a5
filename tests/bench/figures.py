"""A figure of the bench: a value, the floor it is held against, and whether it holds."""

from __future__ import annotations

import gc
import os
import statistics
import time
from collections.abc import Callable, Mapping, Sequence
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


def within(name: str, value: float, unit: str, floor: float, goal: float) -> Figure:
    """A plain time held against its goal, with the floor of the same run beside it."""
    ratio = round(value / floor, 3)
    held = value < goal
    return Figure(name, round(value, 4), unit, round(floor, 4), ratio, f"< {goal} {unit}", held)


def told(name: str, value: float, unit: str, floor: float | None = None) -> Figure:
    """A figure without a goal."""
    ratio = None if floor is None else round(value / floor, 3)
    return Figure(name, round(value, 4), unit, None if floor is None else round(floor, 4), ratio)


def large() -> bool:
    """Whether the large sizes were asked for."""
    return os.environ.get("SCALE") == "full"


def table(rows: Sequence[Mapping[str, Any]]) -> str:
    """The figures as a person reads them, one a line."""
    lines = [("", "value", "", "floor", "ratio", "goal", "")]
    verdicts = {True: "holds", False: "FALLS SHORT", None: ""}
    for row in rows:
        lines.append(
            (
                row["name"],
                f"{row['value']:,.2f}",
                row["unit"],
                "" if row["floor"] is None else f"{row['floor']:,.2f}",
                "" if row["ratio"] is None else f"{row['ratio']:.2f}",
                row["goal"],
                verdicts[row["holds"]],
            )
        )
    widths = [max(len(line[column]) for line in lines) for column in range(len(lines[0]))]
    left = (0, 2, 5, 6)
    return "\n".join(
        "  ".join(
            word.ljust(width) if column in left else word.rjust(width)
            for column, (word, width) in enumerate(zip(line, widths, strict=True))
        ).rstrip()
        for line in lines
    )
