"""Who looks at a page: what is offered and what waits depends on it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Reader:
    """A person in a role.

    ``lent`` are the moves (kind, state) of a role that he has as a delegate, where steps of it
    were named; None: the role is his own, or was lent whole.
    """

    person: bytes
    role: str
    lent: frozenset[tuple[str, str]] | None = None

    def may_move(self, kind: str, target: str) -> bool:
        """Whether a step of the role is one of those that were lent."""
        return self.lent is None or (kind, target) in self.lent

    @property
    def whole(self) -> bool:
        """Whether also what is no step of a record is offered."""
        return self.lent is None
