"""What was decided of a record's open conflicts so far, and what is still open. No Qt."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from typing import Any

from desktop.commands.conflicts import DecideClash, DecideConflict, Decision
from desktop.models.conflict_queries import ConflictDetail, FieldConflict

_WORDS = re.compile(r"\S+|\s+")


@dataclass(slots=True)
class Decisions:
    """Choices by field, and of each clashing step whether it holds; ``undo`` takes one back."""

    detail: ConflictDetail
    fields: dict[str, Decision] = field(default_factory=dict)
    steps: dict[bytes, bool] = field(default_factory=dict)
    _before: list[tuple[dict[str, Decision], dict[bytes, bool]]] = field(default_factory=list)

    def decide(self, decision: Decision) -> None:
        """This is what holds for a field."""
        if self.fields.get(decision.field) != decision:
            self._remember()
            self.fields[decision.field] = decision

    def forget(self, name: str) -> None:
        """A field is open again."""
        if name in self.fields:
            self._remember()
            del self.fields[name]

    def settle(self, step: bytes, accept: bool) -> None:
        """Whether a clashing step holds."""
        if self.steps.get(step) != accept:
            self._remember()
            self.steps[step] = accept

    def undo(self) -> bool:
        """Take the latest choice back; says whether there was one."""
        if not self._before:
            return False
        self.fields, self.steps = self._before.pop()
        return True

    def all_of(self, mine: bool) -> None:
        """Every field from one side; where a side has no value, the field stays open."""
        for conflict in self.detail.fields:
            side = next((one for one in conflict.sides if one.mine == mine), None)
            if side is not None:
                self.decide(Decision(conflict.field, "side", side.stamp))

    def whole(self, *, with_steps: bool) -> int:
        """How many decisions there are to be made."""
        return len(self.detail.fields) + (len(self.detail.steps) if with_steps else 0)

    def made(self) -> int:
        """How many were made."""
        return len(self.fields) + len(self.steps)

    def commands(self, reason: str | None) -> Iterator[DecideConflict | DecideClash]:
        """What is to be carried out, one after the other."""
        kind, record = self.detail.kind, self.detail.record
        if self.fields:
            chosen = tuple(
                self.fields[one.field] for one in self.detail.fields if one.field in self.fields
            )
            yield DecideConflict(kind, record, chosen, reason)
        for step, accept in self.steps.items():
            yield DecideClash(kind, record, step, accept, reason)

    def _remember(self) -> None:
        self._before.append((dict(self.fields), dict(self.steps)))


def other_value(conflict: FieldConflict, value: Any) -> Decision:
    """A third value, written by hand."""
    return Decision(conflict.field, "other", value=value)


def marked(text: str, other: str) -> list[tuple[str, bool]]:
    """The text in pieces, and whether each differs from the other text.

    Where the two have nothing in common, nothing is marked: all of it differs.
    """
    ours, theirs = _WORDS.findall(text), _WORDS.findall(other)
    same = [False] * len(ours)
    for block in SequenceMatcher(None, ours, theirs, autojunk=False).get_matching_blocks():
        for place in range(block.a, block.a + block.size):
            same[place] = True
    for place in range(1, len(ours) - 1):
        if not ours[place].strip() and not same[place - 1] and not same[place + 1]:
            same[place] = False
    if not any(known and ours[place].strip() for place, known in enumerate(same)):
        return [(text, False)]
    pieces: list[tuple[str, bool]] = []
    for word, known in zip(ours, same, strict=True):
        changed = not known
        if pieces and pieces[-1][1] == changed:
            pieces[-1] = (pieces[-1][0] + word, changed)
        else:
            pieces.append((word, changed))
    return pieces
