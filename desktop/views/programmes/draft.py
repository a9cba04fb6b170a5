"""What the form of an occurrence holds before it is recorded. No Qt."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any

from desktop.commands.programme_occurrences import AUDIENCES, RecordOccurrence
from desktop.models.text import whole_number
from resources.wording import words_of
from resources.words import _


@dataclass(slots=True)
class OccurrenceDraft:
    """Ids are hex, days ISO and counts as they were typed, so that it is kept as it stands."""

    item: str = ""
    day: str = ""
    title: str = ""
    starts_at: str = ""
    minutes: str = ""
    place: str = ""
    manager: str = ""
    about: str = ""
    instructor: str = ""
    also: list[str] = field(default_factory=list)
    people: dict[str, str] = field(default_factory=dict)
    cost: str = ""
    fund_source: str = ""

    def as_fields(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_fields(cls, kept: dict[str, Any]) -> OccurrenceDraft:
        """A kept draft; fields that no longer exist are passed over."""
        return cls(**{name: kept[name] for name in cls.__slots__ if name in kept})

    def problems(self) -> dict[str, str]:
        """What is wrong, by field, in words."""
        found: dict[str, str] = {}
        if not self.day:
            found["day"] = _("روز برگزاری را بنویسید")
        if self.minutes.strip() and whole_number(self.minutes) is None:
            found["minutes"] = words_of("minutes_impossible", {})
        for name, typed in self.people.items():
            if typed.strip() and whole_number(typed) is None:
                found[f"people_{name}"] = words_of("people_impossible", {"most": 1_000_000})
        return found

    def record(self, plan: bytes, code: str, key: bytes) -> RecordOccurrence:
        """The command, once there are no problems."""
        told = {name: whole_number(typed) for name, typed in self.people.items()}
        counts = {name: count for name, count in told.items() if count is not None}
        return RecordOccurrence(
            plan=plan,
            code=code,
            day=date.fromisoformat(self.day),
            title=self.title,
            also=tuple(self.also),
            starts_at=self.starts_at or None,
            place=self.place or None,
            audience=tuple(name for name in AUDIENCES if name in counts),
            people=counts,
            minutes=whole_number(self.minutes),
            manager=self.manager or None,
            about=bytes.fromhex(self.about) if self.about else None,
            instructor=bytes.fromhex(self.instructor) if self.instructor else None,
            cost=self.cost or None,
            fund_source=self.fund_source or None,
            id=key,
        )
