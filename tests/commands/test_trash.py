"""The trash: a mark is undone within thirty days, by who could take the record back today."""

from __future__ import annotations

from pathlib import Path

import pytest

from desktop.commands.findings import RemoveFinding
from desktop.commands.trash import BringBack
from desktop.models.inspections.records import Finding
from desktop.models.trash import DAYS, trash
from tests.offices import SampleOffice, refusal

DAY = 24 * 60


@pytest.fixture
def office(tmp_path: Path) -> SampleOffice:
    return SampleOffice(tmp_path)


@pytest.fixture
def removed(office: SampleOffice) -> bytes:
    """A finding that the leader took back."""
    finding = office.finding(office.started())
    office.leader.does(RemoveFinding(finding))
    return finding


def rows(office: SampleOffice) -> list[tuple[str, bytes, str | None, bool, int]]:
    desk = office.leader.desk
    with office.session() as session:
        found = trash(session, desk.person, desk.now)
    return [(row.kind, row.record, row.name, row.mine, row.days_left) for row in found]


def test_the_trash_says_what_who_and_for_how_long(office: SampleOffice, removed: bytes) -> None:
    name = office.leader.name
    assert rows(office) == [("findings", removed, name, True, DAYS)]
    office.leader.wall.forward(minutes=(DAYS - 1) * DAY + 60)
    assert rows(office) == [("findings", removed, name, True, 1)]
    office.leader.wall.forward(minutes=DAY)
    assert rows(office) == []


def test_what_was_taken_back_comes_back_as_it_was(office: SampleOffice, removed: bytes) -> None:
    with office.session() as session:
        before = session.get_one(Finding, removed)
        words, number = before.description, before.number
    office.leader.does(BringBack("findings", removed))
    with office.session() as session:
        found = session.get_one(Finding, removed)
        assert (found.deleted_at, found.description, found.number) == (None, words, number)
    assert rows(office) == []
    assert refusal(office.leader, BringBack("findings", removed)).code == "record_not_in_trash"


def test_after_thirty_days_a_mark_stays(office: SampleOffice, removed: bytes) -> None:
    office.leader.wall.forward(minutes=DAYS * DAY)
    assert refusal(office.leader, BringBack("findings", removed)).code == "trash_too_old"


def test_who_may_not_take_it_back_may_not_bring_it_back(
    office: SampleOffice, removed: bytes
) -> None:
    assert refusal(office.head, BringBack("findings", removed)).code == "not_in_team"
    assert refusal(office.leader, BringBack("visits", removed)).code == "not_from_trash"
