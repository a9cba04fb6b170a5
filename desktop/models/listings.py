"""The lists that headquarters also reads online: what may be asked of each, and how it is read.

The same filter, the same query, the same row at both ends, so that the window's page and
headquarters speak of the same columns. What may be filtered or sorted by is what the filter's
fields name; there is no other way in.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy.orm import Session

from desktop.models import unit_lists
from desktop.models.inspections import lists as visit_lists
from desktop.models.inspections.rows import VisitRow
from desktop.models.letters import queries as letter_lists
from desktop.models.letters.rows import LetterRow
from desktop.models.paging import Paged

LARGEST: Final = 500


@dataclass(frozen=True, slots=True)
class Listing:
    """One list: its filter, its rows, its key, and the queries over them."""

    name: str
    wanted: type[Any]
    rows: Any
    key: Any
    page: Callable[[Session, Any, Any, int], Paged[Any, Any]]
    count: Callable[[Session, Any], int]


VISITS: Final = Listing(
    "visits",
    visit_lists.VisitFilter,
    tuple[VisitRow, ...],
    tuple[str, bytes],
    visit_lists.visits_page,
    visit_lists.visits_count,
)
UNITS: Final = Listing(
    "units",
    unit_lists.UnitFilter,
    tuple[unit_lists.UnitRow, ...],
    tuple[str, bytes],
    unit_lists.units_page,
    unit_lists.units_count,
)
LETTERS: Final = Listing(
    "letters",
    letter_lists.LetterFilter,
    tuple[LetterRow, ...],
    tuple[int, int, bytes],
    letter_lists.letters_page,
    letter_lists.letters_count,
)
LISTINGS: Final[Mapping[str, Listing]] = {one.name: one for one in (VISITS, UNITS, LETTERS)}
