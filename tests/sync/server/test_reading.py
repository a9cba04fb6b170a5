"""Lists read online: nobody sees a row, a word or a count of what is not his, whatever he asks."""

from __future__ import annotations

import json
import random
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import exists, func, select, text
from sqlalchemy.orm import Session

from desktop.models import registry
from desktop.models.entries import Entry
from desktop.models.inspections.lists import VisitFilter
from desktop.models.inspections.records import Finding, Visit, VisitMember, VisitPlan
from desktop.models.inspections.rows import VisitRow
from desktop.models.journal import lookup
from desktop.models.listings import LETTERS, LISTINGS, UNITS, VISITS
from desktop.models.people import Person
from sync.protocol.messages import Failure
from sync.protocol.packing import unpack
from sync.protocol.rows import RowsAnswer, told, unpacked
from sync.server.reach import Reach, scoped
from sync.server.system import enter, writing
from tests.builders import OFFICE
from tests.hq import Hq
from tests.sync.server.commands import DAY
from tests.sync.server.conftest import Enrolled
from tests.sync.server.laptop import Failed, Laptop, opened

OTHER = bytes(15) + b"\x09"
STATES = ("draft", "ordered", "in_progress", "closed")
COVERT_UNIT = "قناری پنهان"


def filled(hq: Hq, number: int, person: bytes) -> None:
    """Visits of three provinces and two offices, some covert with their plan, some revealed."""
    chance = random.Random(7)
    visits, plans, findings, members = [], [], [], []
    for place in range(number):
        key = place.to_bytes(16, "big")
        covert = chance.random() < 0.4
        hidden = covert and chance.random() < 0.6
        visits.append(
            {
                "id": key,
                "office_id": chance.choice([OFFICE, OTHER, None]),
                "province": chance.choice(["26", "32", "00"]),
                "code": f"26-0408-{place:04d}",
                "kind": "extraordinary",
                "visibility": "covert" if covert else "overt",
                "revealed_at": None if not covert or hidden else hq_time(hq),
                "unit_name": None if hidden else f"واحد نمونهٔ {place}",
                "order_number": "1",
                "order_date": DAY,
                "order_issuer": "رئیس نمونه",
                "day": DAY + timedelta(days=place % 40),
                "remit": "همه",
                "template_code": "foad_seven",
                "template_version": 3,
                "leader_id": person,
            }
        )
        if hidden:
            plans.append(
                {
                    "visit_id": key,
                    "unit_id": key,
                    "unit_name": COVERT_UNIT,
                    "planned_at": hq_time(hq),
                }
            )
        findings.append(
            {
                "visit_id": key,
                "number": 1,
                "severity": chance.choice(["minor", "critical"]),
                "description": f"یافتهٔ نمونهٔ {place}",
            }
        )
        if place % 5 == 0:
            members.append({"visit_id": key, "person_id": person, "name": "عضو نمونه"})
    with writing(hq.server, "Fill") as session:
        for kind, rows in (
            ("visits", visits),
            ("visit_plans", plans),
            ("findings", findings),
            ("visit_members", members),
        ):
            enter(session, kind, [{"id": hq.server.journal.new_id()} | row for row in rows])


def hq_time(hq: Hq) -> datetime:
    return datetime.fromtimestamp(hq.wall() / 1000, UTC)


def asked(laptop: Laptop, listing: str = "visits", **query: Any) -> RowsAnswer:
    answer = laptop.hq.http.get(f"/rows/{listing}", params=query, headers=laptop.authorization)
    return opened(answer, RowsAnswer)


def whole(laptop: Laptop, wanted: VisitFilter, size: int) -> list[VisitRow]:
    """All pages of a list, one after the other."""
    found: list[VisitRow] = []
    after = ""
    while True:
        answer = asked(laptop, wanted=told(wanted), after=after, size=size)
        found += unpacked(answer.rows, VISITS.rows)
        if not answer.after:
            return found
        after = told(unpacked(answer.after, VISITS.key))


def readable(session: Session, kind: str, reader: Reach) -> set[bytes]:
    """What the kinds' own scopes let the reader hold."""
    of, find = registry.kind_of(kind), lookup(session)
    rows = session.execute(select(of.raw)).mappings()
    return {row["id"] for row in rows if reader.holds(of.scopes(dict(row), find))}


@pytest.fixture
def readers(hq: Hq, enrolled: Enrolled) -> dict[str, Laptop]:
    made = {
        "inspector": enrolled("بازرس نمونهٔ یک"),
        "elsewhere": enrolled("بازرس نمونهٔ البرز", province="32", office=OTHER),
        "analyst": enrolled("تحلیلگر نمونه", "analyst", province=None),
        "of_province": enrolled("تحلیلگر نمونهٔ قزوین", "analyst"),
        "administrator": enrolled("مدیر نمونه", "administrator"),
    }
    filled(hq, 60, made["inspector"].seat.person)
    return made


def seen_by(hq: Hq, reader: Laptop) -> set[bytes]:
    """What a reader should see of visits, by the rule of the kind and by the role."""
    with hq.server.database.reading() as session:
        rows = session.execute(select(registry.kind_of("visits").raw)).mappings().all()
        named = set(
            session.execute(
                select(VisitMember.visit_id).where(VisitMember.person_id == reader.seat.person)
            ).scalars()
        )
    role, seat = reader.seat.role, reader.seat
    if role == "administrator":
        return set()
    found = set()
    for row in rows:
        hidden = row["visibility"] == "covert" and not row["revealed_at"]
        everywhere = role == "analyst" and seat.province is None
        mine = row["province"] == seat.province or (
            role != "analyst" and row["office_id"] == seat.office
        )
        if row["id"] in named or (not hidden and (everywhere or mine)):
            found.add(row["id"])
    return found


def test_each_reader_sees_what_the_role_lets_see_and_no_more(
    hq: Hq, readers: dict[str, Laptop]
) -> None:
    for reader in readers.values():
        rows = whole(reader, VisitFilter(), 7)
        assert {row.id for row in rows} == seen_by(hq, reader)
        assert len(rows) == len({row.id for row in rows})
        first = asked(reader, wanted=told(VisitFilter()))
        assert (first.shown, first.whole) == (len(rows), len(rows))
        assert first.as_of == hq.wall()
    assert seen_by(hq, readers["administrator"]) == set()


def test_a_hidden_part_does_not_come_with_the_row(hq: Hq, readers: dict[str, Laptop]) -> None:
    """The list names a covert visit's unit only for who holds its case."""
    named = {row.unit for row in whole(readers["inspector"], VisitFilter(), 50)}
    assert COVERT_UNIT in named
    for name in ("elsewhere", "analyst", "of_province"):
        assert COVERT_UNIT not in {row.unit for row in whole(readers[name], VisitFilter(), 50)}


WANTED = st.builds(
    VisitFilter,
    states=st.lists(st.sampled_from(STATES), max_size=2).map(tuple),
    kinds=st.lists(st.sampled_from(["extraordinary", "case_based"]), max_size=1).map(tuple),
    text=st.sampled_from(["", "نمونه", "نمونهٔ ۱", "%", "_", "' OR 1=1 --", COVERT_UNIT]),
    since=st.none() | st.dates(date(2025, 10, 1), date(2026, 1, 1)),
    until=st.none() | st.dates(date(2025, 10, 1), date(2026, 1, 1)),
    mine=st.none() | st.binary(min_size=16, max_size=16),
    sort=st.sampled_from(["day", "code"]),
    descending=st.booleans(),
)


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    wanted=WANTED,
    size=st.integers(-3, 600),
    after=st.tuples(
        st.sampled_from(["", "2025-11-20", "26-0408-0001", "~"]), st.binary(max_size=20)
    ),
    name=st.sampled_from(["inspector", "elsewhere", "analyst", "of_province", "administrator"]),
)
def test_no_filter_sort_or_key_brings_a_row_from_outside(
    hq: Hq,
    readers: dict[str, Laptop],
    wanted: VisitFilter,
    size: int,
    after: tuple[str, bytes],
    name: str,
) -> None:
    reader = readers[name]
    hq.wall.forward(minutes=1)
    allowed = seen_by(hq, reader)
    assert {row.id for row in whole(reader, wanted, max(size, 5))} <= allowed
    query: dict[str, Any] = {"wanted": told(wanted), "after": told(after), "size": size}
    answer = hq.http.get("/rows/visits", params=query, headers=reader.authorization)
    if answer.status_code == 400:
        assert unpack(answer.content, Failure).code == "wire_malformed"
        return
    page = opened(answer, RowsAnswer)
    assert {row.id for row in unpacked(page.rows, VISITS.rows)} <= allowed
    assert (page.shown, page.whole) == (-1, -1)


@pytest.mark.parametrize(
    "query",
    [
        {"wanted": json.dumps({"sort": "remit"})},
        {"wanted": json.dumps({"sort": "day; DROP TABLE visits"})},
        {"wanted": json.dumps({"states": 3})},
        {"wanted": "[" * 3000},
        {"wanted": "\ud800".encode("utf-8", "surrogatepass").decode("latin-1")},
        {"after": "{}"},
        {"after": json.dumps(["2025-13-40", "AAAA"])},
        {"size": "many"},
    ],
)
def test_what_is_not_in_the_list_of_names_is_refused(
    readers: dict[str, Laptop], query: dict[str, str]
) -> None:
    with pytest.raises(Failed, match="wire_malformed"):
        asked(readers["analyst"], **query)


def test_a_list_that_is_not_named_is_not_read(readers: dict[str, Laptop]) -> None:
    with pytest.raises(Failed, match="rows_unknown"):
        asked(readers["analyst"], "finding_persons")
    answer = readers["analyst"].hq.http.get("/rows/visits")
    assert answer.status_code == 401


def test_every_list_is_read_by_everybody_without_an_error(readers: dict[str, Laptop]) -> None:
    for reader in readers.values():
        for listing in (VISITS, UNITS, LETTERS):
            answer = asked(reader, listing.name, wanted=told(listing.wanted()), size=3)
            assert answer.shown == answer.whole
    assert set(LISTINGS) == {"visits", "units", "letters"}


def test_the_rules_in_sql_are_those_of_the_kinds(hq: Hq, readers: dict[str, Laptop]) -> None:
    chance = random.Random(3)
    keys = [number.to_bytes(16, "big") for number in range(60)]
    for _ in range(12):
        reader = Reach(
            frozenset(chance.sample([OFFICE, OTHER], chance.randint(0, 2))),
            frozenset(chance.sample(["26", "32", "00"], chance.randint(0, 2))),
            frozenset(chance.sample(keys, chance.randint(0, 9))),
            frozenset(chance.sample(keys, chance.randint(0, 9))),
            frozenset(),
            everywhere=chance.random() < 0.3,
        )
        for record in (Visit, VisitPlan, VisitMember, Finding):
            with hq.server.database.reading() as session:
                wanted = readable(session, record.__tablename__, reader)
            with scoped(hq.server, reader) as session:
                assert set(session.execute(select(record.id)).scalars()) == wanted


def test_a_scoped_session_reads_nothing_without_a_rule_and_writes_nothing(hq: Hq) -> None:
    nobody = Reach(frozenset(), frozenset(), frozenset(), frozenset(), frozenset(), everywhere=True)
    with scoped(hq.server, nobody) as session:
        assert session.execute(select(Person.id)).all() == []
        assert session.execute(select(Entry.stamp)).all() == []
        raw = registry.kind_of("persons").table
        for past in (
            select(raw.c.id),
            select(func.count()).select_from(raw),
            select(Visit.id).where(exists(select(raw.c.id))),
            select(Visit.id).where(exists(select(text("1")).select_from(raw))),
        ):
            with pytest.raises(PermissionError):
                session.execute(past)
        with pytest.raises(PermissionError):
            session.execute(Visit.__table__.delete())  # type: ignore[attr-defined]  # a Table
