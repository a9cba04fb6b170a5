"""How an item of a plan stands, and what share of a programme is done. Pure.

``domain.md`` 10.5 and 12: done items ÷ applicable items; an alias is its original's and is counted
once (D24); what does not apply, and what had no case, stands apart.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from desktop.models.programmes.frequency import Rule, Slot

FULFILLED = frozenset({"held", "late"})
"""States of a slot that was met."""


@dataclass(frozen=True, slots=True)
class Standing:
    """``state``: not_started, in_progress, on_track, done, late, not_applicable, no_case.

    ``met`` of ``needed`` slots of the year are met, ``elapsed`` of them were due by now.
    """

    state: str
    met: int
    needed: int
    elapsed: int
    missing: int
    late: int


def standing(
    rule: Rule, slots: Sequence[Slot], *, applicable: bool, held: int, over: bool = False
) -> Standing:
    """The state of an item by rule. ``held`` is how often it took place; ``over``: the year is.

    What follows events is never done before the year is over: another event may come.

    Done is what was met in full and accepted; late is what lacks something that is over.
    """
    met = sum(one.state in FULFILLED for one in slots)
    missing = sum(one.state == "missing" for one in slots)
    late = sum(one.state == "late" for one in slots)
    counts = (met, len(slots), sum(one.state != "planned" for one in slots), missing, late)
    if not applicable:
        return Standing("not_applicable", *counts)
    if not slots:
        return Standing("on_track" if held else "no_case", *counts)
    if missing:
        return Standing("late", *counts)
    if met == len(slots) and (over or rule.kind != "each_event"):
        accepted = all(one.accepted for one in slots)
        return Standing("done" if accepted else "in_progress", *counts)
    if not met:
        return Standing("not_started", *counts)
    if rule.kind == "each_event":
        return Standing("on_track" if met == len(slots) else "in_progress", *counts)
    in_time = all(one.state in FULFILLED for one in slots if one.state != "planned")
    return Standing("on_track" if in_time else "in_progress", *counts)


@dataclass(frozen=True, slots=True)
class Share:
    """How many items of a part are done, in time, late, apart.

    ``applicable`` counts what applies and had a case; ``apart`` what does not.
    """

    done: int = 0
    in_time: int = 0
    late: int = 0
    applicable: int = 0
    apart: int = 0

    @property
    def percent(self) -> int | None:
        """Done ÷ applicable, rounded down; None where nothing applies."""
        return self.done * 100 // self.applicable if self.applicable else None

    @property
    def in_time_percent(self) -> int | None:
        """What is done or as far as it should be by now ÷ applicable."""
        return self.in_time * 100 // self.applicable if self.applicable else None

    def __add__(self, other: Share) -> Share:
        return Share(
            self.done + other.done,
            self.in_time + other.in_time,
            self.late + other.late,
            self.applicable + other.applicable,
            self.apart + other.apart,
        )


def share(states: Iterable[str]) -> Share:
    """The share of items of these states; give no alias beside its original."""
    done = in_time = late = applicable = apart = 0
    for state in states:
        if state in ("not_applicable", "no_case"):
            apart += 1
            continue
        applicable += 1
        done += state == "done"
        in_time += state in ("done", "on_track")
        late += state == "late"
    return Share(done, in_time, late, applicable, apart)
