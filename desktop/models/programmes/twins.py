"""The same session as two laptops recorded it: recognised, offered for merging, counted once. Pure.

Two records are taken for one session where action, day and manager are the same and their
beginnings lie closer than the setting, or one has no beginning, until a person says otherwise.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Session:
    """What is compared. ``day`` is ISO, ``starts`` minutes since midnight; ``apart`` are ids."""

    id: bytes
    code: str
    day: str
    manager: str = ""
    starts: int | None = None
    meeting: bytes | None = None
    apart: tuple[bytes, ...] = ()


def minutes_of(clock: str | None) -> int | None:
    """Minutes since midnight of «10:30»."""
    if not clock:
        return None
    hours, _, minutes = clock.partition(":")
    return int(hours) * 60 + int(minutes)


def alike(one: Session, other: Session, within: int) -> bool:
    """Whether two records may be one session."""
    if (one.code, one.day, one.manager) != (other.code, other.day, other.manager):
        return False
    if other.id in one.apart or one.id in other.apart:
        return False
    if one.meeting is not None and other.meeting is not None:
        return one.meeting == other.meeting
    if one.starts is None or other.starts is None:
        return True
    return abs(one.starts - other.starts) < within


def twins(sessions: Iterable[Session], within: int) -> dict[bytes, bytes]:
    """Each record that repeats an earlier one, with that one; the smallest id stands."""
    groups: dict[tuple[str, str, str], list[Session]] = {}
    for one in sessions:
        groups.setdefault((one.code, one.day, one.manager), []).append(one)
    found: dict[bytes, bytes] = {}
    for group in groups.values():
        if len(group) < 2:
            continue
        standing: list[Session] = []
        for one in sorted(group, key=lambda each: each.id):
            first = next((each for each in standing if alike(each, one, within)), None)
            if first is None:
                standing.append(one)
            else:
                found[one.id] = first.id
    return found
