"""Who looks at a page: what is offered and what waits depends on it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Reader:
    """A person in a role."""

    person: bytes
    role: str
