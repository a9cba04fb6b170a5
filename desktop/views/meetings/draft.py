"""What the form of a meeting holds before it is called. No Qt."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from typing import Any

from desktop.commands.meetings import CallMeeting
from desktop.models.calendar import moment_of, parse_clock
from resources.words import _


@dataclass(slots=True)
class MeetingDraft:
    """Ids are hex and days ISO, so that it is kept as it stands."""

    setad: str = ""
    title: str = ""
    day: str = ""
    time: str = "10:00"
    place: str = ""
    purposes: list[str] = field(default_factory=lambda: ["setad"])

    def as_fields(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_fields(cls, kept: dict[str, Any]) -> MeetingDraft:
        """A kept draft; fields that no longer exist are passed over."""
        return cls(**{name: kept[name] for name in cls.__slots__ if name in kept})

    def problems(self) -> dict[str, str]:
        """What is wrong, by field, in words."""
        needed = {
            "setad": (self.setad, _("ستاد را برگزینید")),
            "title": (self.title, _("عنوان جلسه را بنویسید")),
            "planned_at": (self.day, _("روز جلسه را بنویسید")),
        }
        found = {name: words for name, (value, words) in needed.items() if not value.strip()}
        if not self.purposes:
            found["purposes"] = _("دست‌کم یک موضوع را نشان بزنید")
        return found

    def planned_at(self) -> datetime:
        """Raises Refused where the time cannot be read."""
        return moment_of(date.fromisoformat(self.day), parse_clock(self.time))

    def call(self, key: bytes) -> CallMeeting:
        """The command, once there are no problems."""
        return CallMeeting(
            setad=bytes.fromhex(self.setad),
            title=self.title,
            planned_at=self.planned_at(),
            place=self.place or None,
            purposes=tuple(self.purposes),
            id=key,
        )
