"""What waits for somebody, over all features: the lines of the home page."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from desktop.models.calendar import week_of


@dataclass(frozen=True, slots=True)
class HomeRow:
    """One thing that waits: ``task`` says what is to be done, ``place`` and ``record_id`` where.

    ``late`` is computed; ``due`` is None where there is no deadline.
    """

    place: str
    record_id: bytes
    task: str
    title: str
    detail: str
    state: str
    due: date | None
    late: bool
    since: datetime


@dataclass(frozen=True, slots=True)
class HomePage:
    """What waits for the reader, what is due until the end of the week, what came in new."""

    waiting: tuple[HomeRow, ...]
    week: tuple[HomeRow, ...]
    new: tuple[HomeRow, ...]


def by_deadline(tasks: Iterable[HomeRow], new: Iterable[HomeRow], *, today: date) -> HomePage:
    """Late, of today and without deadline first; then this week's; later ones are not shown."""
    ordered = sorted(tasks, key=lambda row: (row.due or today, row.since, row.record_id))
    week_ends = week_of(today) + timedelta(days=6)
    return HomePage(
        tuple(row for row in ordered if row.due is None or row.due <= today),
        tuple(row for row in ordered if row.due is not None and today < row.due <= week_ends),
        tuple(sorted(new, key=lambda row: row.since, reverse=True)),
    )
