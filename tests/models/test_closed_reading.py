"""After the lease: what a page finds, what may be recorded, and what is never touched."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from desktop.errors import Refused
from desktop.models import closed_reading, lease
from desktop.models.entries import Entry
from desktop.models.inspections.queries import VisitFilter, visits_page
from desktop.models.inspections.records import Finding, Visit
from desktop.models.search import search
from sync.protocol.lease import DAY_MS
from sync.protocol.messages import Lease
from tests.builders import Seat
from tests.offices import SampleOffice


@pytest.fixture
def office(tmp_path: Path) -> SampleOffice:
    return SampleOffice(tmp_path / "office")


def leased(seat: Seat, *, days_ago: int) -> None:
    """A lease of thirty days that was given so long ago."""
    given = seat.wall.ms - days_ago * DAY_MS
    with seat.database.writing() as session:
        lease.keep(session, Lease(b"", seat.journal.vault, seat.person, given, given + 30 * DAY_MS))


def codes(session: Session) -> list[str]:
    return [row.code for row in visits_page(session, VisitFilter(), None, 50).rows]


def test_a_member_finds_the_own_visit_and_a_stranger_finds_nothing(office: SampleOffice) -> None:
    visit = office.started()
    for seat, found in ((office.leader, True), (office.head, True), (office.stranger, False)):
        with seat.database.reading() as session:
            everything = codes(session)
            assert everything
            closed_reading.close(session, seat.person)
            assert codes(session) == (everything if found else [])
            assert (session.get(Visit, visit) is not None) is found
            assert bool(search(session, everything[0])) is found


def test_findings_of_others_are_closed_in_counts_as_well(office: SampleOffice) -> None:
    visit = office.started()
    office.finding(visit)
    count = select(func.count()).select_from(Finding)
    for seat, found in ((office.leader, 1), (office.stranger, 0)):
        with seat.database.reading() as session:
            closed_reading.close(session, seat.person)
            assert session.execute(count).scalar_one() == found


def test_of_every_kind_with_case_content_what_others_wrote_is_closed() -> None:
    closed = {record.__name__ for record, _ in closed_reading.criteria(b"p" * 16)}
    assert {"Visit", "FindingPerson", "Letter", "PersonnelAction", "Vote"} <= closed
    assert closed.isdisjoint({"Unit", "Person", "ReferenceItem", "Transition", "Delegation"})


def test_a_session_that_is_not_closed_reads_on(office: SampleOffice) -> None:
    office.started()
    with office.stranger.database.reading() as session:
        closed_reading.close(session, office.stranger.person)
    with office.stranger.database.reading() as session:
        assert codes(session)


@pytest.mark.parametrize("days", [31, 89])
def test_recording_goes_on_for_sixty_days_after_the_lease(office: SampleOffice, days: int) -> None:
    leased(office.leader, days_ago=days)
    assert office.started()


def test_after_that_nothing_more_is_recorded_and_nothing_is_lost(office: SampleOffice) -> None:
    office.started()
    entries = select(func.count()).select_from(Entry)
    with office.leader.database.reading() as session:
        before = session.execute(entries).scalar_one()
    leased(office.leader, days_ago=90)
    with pytest.raises(Refused, match="recording_closed"):
        office.started()
    with office.leader.database.reading() as session:
        assert session.execute(entries).scalar_one() == before
    leased(office.leader, days_ago=0)
    assert office.started()
