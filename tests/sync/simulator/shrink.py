"""Cuts a failing schedule down: as few happenings as still break the same thing."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

from tests.sync.simulator.op import Op, Schedule

Run = Callable[[Schedule], list[str]]


def shrunk(of: Schedule, run: Run) -> Schedule:
    """The schedule with ops and seats left out while it still fails in the same way."""
    wanted = _kinds(run(of))

    def fails(candidate: Schedule) -> bool:
        return bool(wanted & _kinds(run(candidate)))

    size = max(1, len(of.ops) // 2)
    while size:
        start = 0
        while start < len(of.ops):
            candidate = of.without(start, start + size)
            if fails(candidate):
                of = candidate
            else:
                start += size
        size //= 2
    for number, op in enumerate(of.ops):
        plain = _plainer(op, len(of.seats))
        candidate = replace(of, ops=(*of.ops[:number], plain, *of.ops[number + 1 :]))
        if plain != op and fails(candidate):
            of = candidate
    return of


def _plainer(op: Op, seats: int) -> Op:
    """The same with the laptop's number as it is read, where no copies of it were made."""
    return replace(op, who=op.who % seats)


def _kinds(found: list[str]) -> set[str]:
    """What is wrong without saying where: numbers and values left out."""
    return {" ".join(re.findall(r"[a-z_]{3,}", one.partition(" differs")[0])) for one in found}
