"""What can happen in a run, as plain numbers: made from a seed, printed, cut down, run again."""

from __future__ import annotations

import random
from dataclasses import dataclass

WEIGHTS: dict[str, int] = {
    "unit": 4,
    "person": 3,
    "visit": 4,
    "finding": 3,
    "answer": 3,
    "name": 3,
    "edit": 22,
    "mark": 4,
    "step": 6,
    "decide": 3,
    "tray": 1,
    "move": 3,
    "sync": 28,
    "jump": 3,
    "restart": 2,
    "save": 2,
    "restore": 1,
    "clone": 1,
    "grant": 1,
    "end": 1,
    "revoke": 1,
    "newer": 2,
    "older": 1,
    "forge": 3,
    "hq": 1,
    "late": 2,
    "wait": 2,
}


@dataclass(frozen=True, order=True)
class Op:
    """One thing that happens; the numbers pick among whatever there is at that moment."""

    name: str
    who: int = 0
    a: int = 0
    b: int = 0
    c: int = 0

    def __str__(self) -> str:
        return f"Op({self.name!r}, {self.who}, {self.a}, {self.b}, {self.c})"


@dataclass(frozen=True)
class Schedule:
    """One run: its seed, the seats that take part, and what happens in turn."""

    seed: int
    seats: tuple[int, ...]
    ops: tuple[Op, ...]

    def __str__(self) -> str:
        lines = ",\n    ".join(str(op) for op in self.ops)
        return f"Schedule({self.seed}, {self.seats}, (\n    {lines},\n))"

    def without(self, start: int, stop: int) -> Schedule:
        """The same, with some of it left out."""
        return Schedule(self.seed, self.seats, self.ops[:start] + self.ops[stop:])


FAVOURED: dict[str, tuple[str, ...]] = {
    "": (),
    "clocks": ("jump", "wait", "edit"),
    "scopes": ("move", "name", "grant", "end", "visit", "person"),
    "deletes": ("mark", "edit", "decide"),
    "hostile": ("forge", "clone", "revoke", "late"),
    "copies": ("save", "restore", "clone", "restart"),
}
"""What happens more often in schedules of each favour."""

_OFTEN = 5


def schedule(seed: int, seats: int, favour: str = "") -> Schedule:
    """The schedule of a seed, among so many seats; a favour makes some things happen more often."""
    dice = random.Random(f"schedule {seed}{favour}")
    chosen = tuple(
        dice.sample(range(seats), min(dice.choice((2, 2, 3, 3, 3, 4, 4, 5, 6, 8)), seats))
    )
    calm = dice.random() < 0.3 and not favour
    names = [n for n in WEIGHTS if not calm or n not in {"forge", "clone", "restore", "revoke"}]
    often = FAVOURED[favour]
    weights = [WEIGHTS[name] * (_OFTEN if name in often else 1) for name in names]
    count = dice.randint(8, 28)
    ops = tuple(
        Op(
            name,
            dice.randrange(8),
            dice.randrange(1 << 16),
            dice.randrange(1 << 16),
            dice.randrange(1 << 16),
        )
        for name in dice.choices(names, weights, k=count)
    )
    return Schedule(seed, chosen, ops)
