"""Ten thousand random schedules over the real engine, seed by seed (``sync.md`` G11, R1, R7)."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from functools import partial
from typing import Any

from tests.faults.fault import Fault, Scale, timed

SIZES: dict[str, tuple[int, int]] = {
    "": (60, 10_000),
    "clocks": (20, 1_000),
    "scopes": (20, 1_000),
    "deletes": (20, 1_000),
    "hostile": (20, 1_000),
    "copies": (20, 1_000),
}
"""How many seeds of each favour at the small and at the full scale."""

PROCESSES = 2


def faults(scale: Scale) -> Iterator[Fault]:
    """One line for each favour; what broke is told with its seed, cut down."""
    for favour, sizes in SIZES.items():
        count = scale.of(*sizes)
        broken, seconds = timed(partial(broken_seeds, favour, count))
        yield Fault(
            f"schedules.{favour or 'mixed'}",
            count,
            lost=len(broken),
            seconds=seconds,
            seeds=f"python -m tests.faults.seeds 0 {count} 1 {favour}".rstrip(),
            told=tuple(_line(one) for one in broken),
        )


def broken_seeds(favour: str, count: int) -> list[dict[str, Any]]:
    """The seeds that broke something; sets fall in the same order in every process."""
    runs = []
    for first in range(PROCESSES):
        numbers = [str(number) for number in (first, count, PROCESSES)]
        line = [sys.executable, "-m", "tests.faults.seeds", *numbers, favour]
        environment = os.environ | {"PYTHONHASHSEED": "0"}
        runs.append(subprocess.Popen(line, stdout=subprocess.PIPE, text=True, env=environment))
    broken: list[dict[str, Any]] = []
    for run in runs:
        told, _ = run.communicate()
        broken += [json.loads(line) for line in told.splitlines()]
        if run.returncode not in {0, 1}:
            broken.append({"seed": -1, "found": [f"ended with {run.returncode}"], "schedule": ""})
    return sorted(broken, key=lambda one: int(one["seed"]))


def _line(one: dict[str, Any]) -> str:
    return f"seed {one['seed']}: {'; '.join(one['found'])}\n{one['schedule']}"
