"""A clock that is years wrong costs nobody a role, a word or an exchange."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from desktop.models.directory import Unit
from desktop.models.sync_state import refused_entries
from sync.server import accounts, system
from sync.server.accounts import Appointment
from tests.builders import OFFICE, Wall
from tests.sync.laptops import Hq, Laptop, looks
from tests.sync.units import UNIT, AddUnit, EditUnit

DAY = 24 * 60
"""Minutes."""
YEAR = 365 * DAY
INSPECTOR = "بازرس نمونهٔ یک"


def off(hq: Hq, folder: Path, minutes: int) -> Laptop:
    """An inspector's laptop whose clock is off."""
    there = datetime.fromtimestamp(hq.wall() / 1000, UTC)
    wall = Wall(there)
    wall.forward(minutes=minutes)
    return hq.laptop(folder, INSPECTOR, wall=wall)


def passes(hq: Hq, laptop: Laptop, *, days: int) -> None:
    """Time goes by at both ends."""
    hq.wall.forward(minutes=days * DAY)
    laptop.wall.forward(minutes=days * DAY)


def refused(laptop: Laptop) -> list[str]:
    """Why headquarters did not take what this laptop wrote."""
    return [row.code for row in looks(laptop, refused_entries)]


def ends(hq: Hq, laptop: Laptop) -> None:
    """The person's role is taken away."""
    with hq.server.database.writing() as session:
        accounts.end_role(hq.server, session, laptop.person, laptop.role)


def begins(hq: Hq, laptop: Laptop, role: str) -> None:
    """The person is given a role, perhaps once more."""
    person = Appointment(laptop.person, laptop.name, OFFICE, "26", (role,))
    with system.writing(hq.server, "appoint") as session:
        accounts.appoint(hq.server, session, person)


@pytest.mark.parametrize("minutes", [-10 * YEAR, 10 * YEAR])
def test_a_wrong_clock_refuses_nobody_a_role_that_is_held(
    hq: Hq, tmp_path: Path, minutes: int
) -> None:
    laptop = off(hq, tmp_path / "a", minutes)
    other = hq.laptop(tmp_path / "b", "بازرس نمونهٔ دو")
    laptop.does(AddUnit())
    laptop.does(EditUnit("address", "نشانی نمونه"))
    laptop.syncs()
    passes(hq, laptop, days=40)
    laptop.does(EditUnit("phone", "۰۲۸"))
    laptop.syncs()
    other.syncs()
    assert refused(laptop) == []
    assert laptop.state.unsent == 0
    with other.database.reading() as session:
        unit = session.get_one(Unit, UNIT)
        assert (unit.address, unit.phone) == ("نشانی نمونه", "۰۲۸")
    assert laptop.state.clock_wrong


@pytest.mark.parametrize("minutes", [-10 * YEAR, 10 * YEAR])
def test_what_was_written_before_a_role_ended_stands_whatever_the_clock_said(
    hq: Hq, tmp_path: Path, minutes: int
) -> None:
    laptop = off(hq, tmp_path / "a", minutes)
    laptop.syncs()
    passes(hq, laptop, days=30)
    laptop.does(AddUnit())
    passes(hq, laptop, days=30)
    ends(hq, laptop)
    passes(hq, laptop, days=3)
    laptop.syncs()
    assert refused(laptop) == []


def test_a_role_that_was_ended_and_given_again_holds_by_a_clock_years_back(
    hq: Hq, tmp_path: Path
) -> None:
    laptop = off(hq, tmp_path / "a", -10 * YEAR)
    laptop.syncs()
    passes(hq, laptop, days=20)
    ends(hq, laptop)
    passes(hq, laptop, days=20)
    begins(hq, laptop, laptop.role)
    passes(hq, laptop, days=20)
    laptop.does(AddUnit())
    passes(hq, laptop, days=20)
    laptop.syncs()
    assert refused(laptop) == []


def test_what_was_written_after_a_role_ended_is_refused(hq: Hq, tmp_path: Path) -> None:
    laptop = off(hq, tmp_path / "a", -2 * DAY)
    laptop.syncs()
    passes(hq, laptop, days=30)
    ends(hq, laptop)
    passes(hq, laptop, days=30)
    laptop.does(AddUnit())
    laptop.syncs()
    assert refused(laptop) == ["role_not_held"]


def test_setting_the_clock_back_does_not_bring_a_role_back(hq: Hq, tmp_path: Path) -> None:
    laptop = hq.laptop(tmp_path / "a", INSPECTOR, wall=Wall())
    laptop.does(AddUnit())
    laptop.syncs()
    passes(hq, laptop, days=30)
    ends(hq, laptop)
    passes(hq, laptop, days=30)
    begins(hq, laptop, "secretariat")
    other = hq.laptop(tmp_path / "b", "بازرس نمونهٔ دو")
    other.wall.forward(minutes=5)
    other.syncs()
    other.does(EditUnit("phone", "۰۲۸"))
    other.syncs()
    laptop.syncs()
    laptop.wall.forward(minutes=-45 * DAY)
    laptop.does(EditUnit("address", "نشانی نمونه"))
    laptop.syncs()
    assert refused(laptop) == ["role_not_held"]
