"""The rules of merging, written a second time and as short as they can be told.

A write that nobody standing has replaced is a head; the latest head stands, the others are shown
to a person where their value differs. What was refused is gone, and what was built on it alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

HQ = bytes(8)


@dataclass(frozen=True)
class Write:
    """One value of one field."""

    stamp: bytes
    rank: bytes
    replaced: frozenset[bytes]
    value: Any


def heads(writes: Iterable[Write], refused: Iterable[bytes], *, hq_first: bool) -> list[Write]:
    """The heads of one field, the standing one last; none where nothing stands."""
    every = {write.stamp: write for write in writes}
    gone = set(refused)
    while more := {
        s for s, w in every.items() if s not in gone and w.replaced and w.replaced <= gone
    }:
        gone |= more
    left = [write for stamp, write in every.items() if stamp not in gone]
    replaced = {stamp for write in left for stamp in write.replaced}
    top = [write for write in left if write.stamp not in replaced] or left
    return sorted(top, key=lambda w: (hq_first and w.stamp[8:] == HQ, w.rank, w.stamp))


def overlooked(heads_of: Mapping[str, list[Write]]) -> set[bytes]:
    """What was written into a deleted record by others than who deleted it, unseen by these."""
    marks = [w for w in heads_of["deleted_at"] if w.value is not None]
    if heads_of["deleted_at"][-1].value is None:
        return set()
    seen = {s for mark in marks for s in (*mark.replaced, mark.stamp)}
    ours = {mark.stamp[8:] for mark in marks}
    every = {w.stamp for name, top in heads_of.items() if name != "deleted_at" for w in top}
    return {s for s in every - seen if s[8:] not in ours}


def walked(initial: str, steps: Iterable[Mapping[str, Any]]) -> tuple[str, set[bytes]]:
    """The state that steps lead to in the order of their stamps, and the steps that clash."""
    state, clashing = initial, set[bytes]()
    for step in sorted(steps, key=lambda step: step["stamps"]):
        if step["settles"]:
            clashing.discard(step["settles"])
        elif step["from_state"] != state:
            clashing.add(step["id"])
            continue
        state = step["to_state"]
    return state, clashing
