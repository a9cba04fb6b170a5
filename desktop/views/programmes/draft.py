"""What the form of an occurrence holds before it is recorded. No Qt."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any

from desktop.commands.base import Command
from desktop.commands.programme_occurrences import AUDIENCES, EditOccurrence, RecordOccurrence
from desktop.models.programmes.records import ActionOccurrence
from desktop.models.text import whole_number
from resources.wording import words_of
from resources.words import _


@dataclass(slots=True)
class OccurrenceDraft:
    """Ids are hex, days ISO and counts as they were typed, so that it is kept as it stands."""

    item: str = ""
    occurrence: str = ""
    """The event that is being edited; empty for a new one."""
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
    meeting: str = ""

    def as_fields(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_fields(cls, kept: dict[str, Any]) -> OccurrenceDraft:
        """A kept draft; fields that no longer exist are passed over."""
        return cls(**{name: kept[name] for name in cls.__slots__ if name in kept})

    @classmethod
    def of(cls, item: bytes, event: ActionOccurrence) -> OccurrenceDraft:
        """An event as it stands, to be corrected."""
        return cls(
            item=item.hex(),
            occurrence=event.id.hex(),
            day=event.day.isoformat(),
            title=event.title,
            starts_at=event.starts_at or "",
            minutes="" if event.minutes is None else str(event.minutes),
            place=event.place or "",
            manager=event.manager or "",
            about=event.about_id.hex() if event.about_id else "",
            instructor=event.instructor_id.hex() if event.instructor_id else "",
            also=list(event.also),
            people={name: str(count) for name, count in event.people.items()},
            cost="" if event.cost is None else str(event.cost),
            fund_source=event.fund_source or "",
            meeting=event.meeting_id.hex() if event.meeting_id else "",
        )

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

    def command(self, plan: bytes, code: str, key: bytes) -> Command:
        """What is carried out, once there are no problems."""
        told = self.record(plan, code, key)
        return EditOccurrence(bytes.fromhex(self.occurrence), told) if self.occurrence else told

    def record(self, plan: bytes, code: str, key: bytes) -> RecordOccurrence:
        """All of the event as it should stand."""
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
            meeting=bytes.fromhex(self.meeting) if self.meeting else None,
            id=key,
        )
