"""What one fault suite did: runs, losses, and whether it catches what was planted in it."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, TypeVar

T = TypeVar("T")
UNREPORTED = ("seeds", "told")
"""Printed beside a line; ``faults.json`` holds the other fields."""


@dataclass(frozen=True, slots=True)
class Scale:
    """How much is run: little by default, all of it with ``SCALE=full``."""

    full: bool

    def of(self, small: int, full: int) -> int:
        """A number of runs at this scale."""
        return full if self.full else small


@dataclass(frozen=True, slots=True)
class Fault:
    """``lost`` counts whatever must never happen; ``planted`` mistakes must all be caught.

    ``seeds`` says how to repeat the runs, ``told`` names what failed, one line each.
    """

    name: str
    runs: int
    lost: int = 0
    planted: int = 0
    planted_caught: int = 0
    seconds: float = 0.0
    seeds: str = ""
    told: tuple[str, ...] = ()

    @property
    def holds(self) -> bool:
        """Something ran, nothing was lost, and every planted mistake was seen."""
        return self.runs > 0 and self.lost == 0 and self.planted == self.planted_caught

    def row(self) -> dict[str, Any]:
        """Everything about it, for ``faults.json`` and the table."""
        return asdict(self) | {"seconds": round(self.seconds, 2), "holds": self.holds}


def timed(work: Callable[[], T]) -> tuple[T, float]:
    """What a call gives, and how many seconds it took."""
    start = time.perf_counter()
    done = work()
    return done, time.perf_counter() - start


def reported(row: Mapping[str, Any]) -> dict[str, Any]:
    """The fields of a line of ``faults.json``."""
    return {name: value for name, value in row.items() if name not in UNREPORTED}


def table(rows: Sequence[Mapping[str, Any]]) -> str:
    """The suites as a person reads them, one a line, with what failed below."""
    lines = []
    for row in rows:
        verdict = "holds" if row["holds"] else "FALLS SHORT"
        planted = f"{row['planted_caught']}/{row['planted']}" if row["planted"] else "-"
        counts = f"{row['runs']:>7,} runs  {row['lost']:>4} lost  planted {planted:>7}"
        line = f"{row['name']:<26} {counts}  {row['seconds']:>8.1f} s  {verdict:<11}"
        lines.append(f"{line}  {row['seeds']}".rstrip())
        lines += [f"    {line}" for line in row["told"]]
    return "\n".join(lines)
