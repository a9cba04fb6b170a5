"""New rows that come many at once stand as those that come one by one."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from desktop.commands.base import Desk
from desktop.models.directory import Unit
from tests.builders import Seat, Wall, seat
from tests.models.test_apply import EditUnit, deliver, entries_of, units

MANY = 40


@dataclass(frozen=True)
class AddUnits:
    first: int
    count: int

    def __call__(self, session: Session, desk: Desk) -> None:
        for number in range(self.first, self.first + self.count):
            address = "خیابان نمونه" if self.count == MANY else None
            name = f"واحد نمونهٔ {number}"
            session.add(Unit(id=key(number), province="26", name=name, address=address))


def key(number: int) -> bytes:
    return number.to_bytes(16, "big")


@pytest.fixture
def pair(tmp_path: Path) -> tuple[Seat, Seat]:
    wall = Wall()
    a = seat(tmp_path / "a", "بازرس نمونهٔ یک", "administrator", wall=wall)
    return a, seat(tmp_path / "b", "بازرس نمونهٔ دو", "administrator", wall=wall)


def test_rows_of_large_and_small_entries_stand_as_their_author_has_them(
    pair: tuple[Seat, Seat],
) -> None:
    a, b = pair
    a.does(AddUnits(0, MANY))
    a.does(AddUnits(MANY, MANY))
    for number in range(MANY):
        a.does(AddUnits(1_000 + number, 1))
    deliver(b, entries_of(a))
    assert len(units(b)) == 3 * MANY
    assert units(b) == units(a)


def test_what_is_new_may_be_changed_by_the_next_entry_of_the_same_delivery(
    pair: tuple[Seat, Seat],
) -> None:
    a, b = pair
    a.does(AddUnits(0, MANY))
    a.does(EditUnit(key(3), "name", "نام تازه"))
    a.does(EditUnit(key(MANY - 1), "phone", "028-00000000"))
    deliver(b, entries_of(a))
    assert units(b) == units(a)
    assert units(b)[3]["name"] == "نام تازه"
    assert "نام تازه" in str(units(b)[3]["folded"])
