"""Merging is a pure function over the writes of one field.

Each write names the writes that it replaced. The writes that nobody replaced are the *heads*; one
head is plain succession, several are concurrent. The latest head wins, the others are disputed
where their value differs. The result depends on the set of writes alone, never on their order.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sync.protocol.clock import stamp_vault
from sync.protocol.encoding import Scalar


@dataclass(frozen=True, slots=True)
class Write:
    """One value of one field: ``stamp`` of the entry, the stamps it replaced.

    ``rank`` orders concurrent writes: the stamp, or headquarters' time of arrival followed by the
    vault where the writer's clock was too far ahead (``sync.md`` section 1, point 10).
    """

    stamp: bytes
    replaces: tuple[bytes, ...]
    value: Scalar
    rank: bytes


@dataclass(frozen=True, slots=True)
class Merged:
    """The write that stands, and the other heads: a person looks at those of another value."""

    winner: Write
    others: tuple[Write, ...]

    @property
    def disputed(self) -> tuple[Write, ...]:
        """The heads that lost a value."""
        return tuple(write for write in self.others if write.value != self.winner.value)


def merge(writes: Iterable[Write], preferred_vault: bytes | None = None) -> Merged:
    """The latest head wins; heads of another value are disputed. ``writes`` may not be empty.

    A head of ``preferred_vault`` (policy ``hq_wins``) goes before every other.
    """
    known = {write.stamp: write for write in writes}
    replaced = {stamp for write in known.values() for stamp in write.replaces}
    # Only forged writes replace each other in a circle; then none is a head, and all compete.
    standing = [write for stamp, write in known.items() if stamp not in replaced]
    heads = sorted(
        standing or known.values(),
        key=lambda write: (stamp_vault(write.stamp) == preferred_vault, write.rank, write.stamp),
    )
    winner = heads[-1]
    return Merged(winner, tuple(heads[:-1]))


def unseen(
    deletion: Merged, heads: Iterable[Write], known: frozenset[bytes] = frozenset()
) -> tuple[Write, ...]:
    """The heads of a record's other fields that nobody who deleted it had seen, by their stamps.

    A deletion names in ``replaces`` every write that its author saw; ``known`` are those that it
    saw without naming them, because it came in a snapshot. What the deleting vault wrote itself
    it knew.
    """
    if deletion.winner.value is None:
        return ()
    marks = [w for w in (deletion.winner, *deletion.others) if w.value is not None]
    seen = known.union(*(mark.replaces for mark in marks), (mark.stamp for mark in marks))
    own = {stamp_vault(mark.stamp) for mark in marks}
    found = {w.stamp: w for w in heads if w.stamp not in seen and stamp_vault(w.stamp) not in own}
    return tuple(found[stamp] for stamp in sorted(found))


def without(writes: Iterable[Write], refused: frozenset[bytes]) -> list[Write]:
    """The writes that stand when some entries are refused: those, and all built on them, go."""
    kept: list[Write] = []
    gone = set(refused)
    for write in sorted(writes, key=lambda write: write.stamp):
        if write.stamp in gone or (write.replaces and gone.issuperset(write.replaces)):
            gone.add(write.stamp)
        else:
            kept.append(write)
    return kept
