"""Row-level security: a query that forgets its filter finds nothing beyond what was granted."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from sqlalchemy import func, insert, select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from desktop.models import scopes
from desktop.models.entries import Entry, EntryBody
from desktop.models.inspections.records import Finding, Visit, VisitPlan
from desktop.models.people import Person
from sync.server import walls
from sync.server.system import enter, writing
from sync.server.tables import Account, FeedRow
from tests.builders import OFFICE
from tests.hq import Hq
from tests.sync.server.commands import DAY
from tests.sync.server.conftest import Enrolled

pytestmark = [
    pytest.mark.needs("postgres"),
    pytest.mark.parametrize("hq", ["postgresql"], indirect=True),
]
ELSEWHERE = bytes(15) + b"\x09"
OWN, FAR, COVERT = (bytes(15) + bytes([number]) for number in (1, 2, 3))
PROVINCE = frozenset({scopes.province("26")})


def fill(hq: Hq) -> None:
    """A visit here, one elsewhere, and a covert one with its plan; a finding of each."""
    places = ((OWN, OFFICE, "26", "overt"), (FAR, ELSEWHERE, "32", "overt"))
    visits = [
        {
            "id": key,
            "office_id": office,
            "province": province,
            "code": f"{province}-0408-AAAA-01",
            "kind": "extraordinary",
            "visibility": how,
            "order_number": "1",
            "order_date": DAY,
            "order_issuer": "رئیس نمونه",
            "day": DAY,
            "remit": "همه",
            "template_code": "foad_seven",
            "template_version": 3,
            "leader_id": bytes(16),
        }
        for key, office, province, how in (*places, (COVERT, OFFICE, "26", "covert"))
    ]
    plan = {"visit_id": COVERT, "unit_id": OWN, "unit_name": "واحد نمونه"}
    with writing(hq.server, "Fill") as session:
        enter(session, "visits", visits)
        enter(
            session,
            "findings",
            [
                {"id": key, "visit_id": key, "number": 1, "severity": "minor", "description": "-"}
                for key in (OWN, FAR, COVERT)
            ],
        )
        when = datetime.fromtimestamp(hq.wall() / 1000, UTC)
        enter(session, "visit_plans", [{"id": COVERT, "planned_at": when} | plan])


def keys(session: Session, record: type[Visit | Finding | VisitPlan | Person]) -> set[bytes]:
    """What a query without any filter finds."""
    return set(session.execute(select(record.id)).scalars())


def test_a_query_that_forgets_its_filter_finds_nothing_outside(hq: Hq) -> None:
    fill(hq)
    assert hq.server.walled
    with hq.server.database.writing() as session:
        assert keys(session, Visit) == {OWN, FAR, COVERT}
        with walls.behind(session, PROVINCE, walled=True):
            assert keys(session, Visit) == {OWN}
            assert keys(session, Finding) == {OWN}
            assert keys(session, VisitPlan) == set()
            assert keys(session, Person) == set()
            named = set(session.execute(select(FeedRow.scope)).scalars())
            assert named == PROVINCE
            seen = session.execute(select(func.count()).select_from(Entry)).scalar_one()
            bodies = session.execute(select(func.count()).select_from(EntryBody)).scalar_one()
            assert (seen, bodies) == (2, 2)
        with walls.behind(session, {scopes.case(COVERT)}, walled=True):
            assert keys(session, Visit) == {COVERT}
            assert keys(session, VisitPlan) == {COVERT}
        with walls.behind(session, {walls.EVERYWHERE}, walled=True):
            assert keys(session, Visit) == {OWN, FAR}
        for none in (set(), {"province/2"}, {"province/26 OR true"}):
            with walls.behind(session, none, walled=True):
                assert keys(session, Visit) == set()
        assert keys(session, Visit) == {OWN, FAR, COVERT}


def test_behind_the_wall_nothing_is_written_and_our_own_tables_are_closed(hq: Hq) -> None:
    fill(hq)
    row = {"name": "-", "person": OWN, "office": OWN}
    for statement in (
        select(Account.name),
        insert(Account).values(row),
        text("UPDATE visits SET remit = 'x'"),
        text("DELETE FROM entries"),
    ):
        with pytest.raises(DBAPIError, match="permission denied"):
            _behind(hq, lambda session, one=statement: session.execute(one))  # type: ignore[misc]  # bound at once


def test_the_wall_is_gone_when_the_transaction_is(hq: Hq) -> None:
    fill(hq)

    def fail(_session: Session) -> None:
        raise RuntimeError("planted")

    with pytest.raises(RuntimeError, match="planted"):
        _behind(hq, fail)
    for _ in range(12):
        with hq.server.database.reading() as session:
            assert len(keys(session, Visit)) == 3


def _behind(hq: Hq, job: Callable[[Session], object]) -> None:
    with (
        hq.server.database.writing() as session,
        walls.behind(session, PROVINCE, walled=True),
    ):
        job(session)


def test_who_writes_is_not_bound_so_that_it_costs_nothing(hq: Hq) -> None:
    query = text(
        "SELECT count(*) FILTER (WHERE relforcerowsecurity), count(*) FILTER (WHERE relrowsecurity)"
        " FROM pg_class WHERE relkind = 'r'"
    )
    with hq.server.database.reading() as session:
        forced, secured = session.execute(query).one()
    assert forced == 0
    assert secured > 20


def test_a_turn_reads_behind_the_wall(hq: Hq, enrolled: Enrolled) -> None:
    """With the policy of the feed taken down, a turn brings nothing: it did stand behind it."""
    fill(hq)
    laptop = enrolled()
    assert laptop.pull().items
    laptop.cursors = {}
    with hq.server.database.engine.begin() as connection:
        connection.execute(text("DROP POLICY scoped ON hq_feed"))
    assert laptop.pull().items == []
