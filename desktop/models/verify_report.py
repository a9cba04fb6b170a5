"""What ``verify`` holds signatures against, and what it tells."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

Place = tuple[bytes, int, int]
"""An entry: (vault, epoch, counter)."""


@dataclass(frozen=True, slots=True)
class Trust:
    """The keys that signatures are held against."""

    vault: bytes
    key: bytes
    receipt_key: bytes = b""
    others: Mapping[bytes, bytes] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Fault:
    """Something that is not as it was written: a code, and the record or entry it is about.

    ``entry`` is (vault, epoch, counter).
    """

    code: str
    kind: str | None = None
    record: bytes | None = None
    field: str = ""
    entry: Place | None = None

    @property
    def arguments(self) -> dict[str, object]:
        """For ``words_of``."""
        return {
            "kind": self.kind or "",
            "record": self.record.hex() if self.record else "",
            "field": self.field,
            "counter": self.entry[2] if self.entry else 0,
        }


@dataclass(frozen=True, slots=True)
class Report:
    """How many of each were checked, and what was found wrong."""

    counts: Mapping[str, int]
    faults: tuple[Fault, ...]

    @property
    def sound(self) -> bool:
        """Whether everything is as it was written."""
        return not self.faults


@dataclass(frozen=True, slots=True)
class Outcome:
    """One check: how it was done («quick», «full» or «hq»), when, and what came of it."""

    kind: str
    at: datetime
    report: Report
