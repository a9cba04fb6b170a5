"""What every list of records shares: the words of a search, and where the next page begins."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Generic, TypeVar

from sqlalchemy import ColumnElement, or_, tuple_
from sqlalchemy.orm import QueryableAttribute

from desktop.models.text import fold

R = TypeVar("R")
K = TypeVar("K")

DayKey = tuple[str, bytes]
"""Where a page of a list by days ends: the day as stored, and the id."""

Sorted = Sequence[ColumnElement[Any] | QueryableAttribute[Any]]
"""What a list is sorted by, its last column a unique id."""


@dataclass(frozen=True, slots=True)
class Paged(Generic[R, K]):
    """A page of a list; ``after`` asks for the next one and is None on the last."""

    rows: tuple[R, ...]
    after: K | None


def paged(found: Sequence[R], size: int, key: Callable[[R], K]) -> Paged[R, K]:
    """``found`` was asked for with ``size`` + 1 rows; ``key`` of the last one shown leads on."""
    rows = tuple(found[:size])
    return Paged(rows, key(rows[-1]) if len(found) > size else None)


def beyond(by: Sorted, key: Sequence[Any], *, descending: bool = False) -> ColumnElement[bool]:
    """The rows behind the one of these values in the order of ``by``."""
    place = tuple_(*by)
    return place < tuple(key) if descending else place > tuple(key)


def latest_days(
    query: Any,
    day: QueryableAttribute[date],
    key: QueryableAttribute[bytes],
    after: DayKey | None,
    size: int,
) -> Any:
    """A select's lines from the latest day on, behind ``after``; one more than ``size``."""
    if after is not None:
        place = (date.fromisoformat(after[0]), after[1])
        query = query.where(beyond((day, key), place, descending=True))
    return query.order_by(day.desc(), key.desc()).limit(size + 1)


def words_in(text: str, *folded: QueryableAttribute[str]) -> list[ColumnElement[bool]]:
    """One condition for each word of a search: it stands in one of the folded columns."""
    return [
        or_(*(column.contains(word, autoescape=True) for column in folded))
        for word in fold(text).split()
    ]
