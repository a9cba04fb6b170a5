"""Rows that differ are found by digests and mended from entries, on either side."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select, text

from desktop.models import digests, vault_facts
from desktop.models.conflict_queries import open_conflicts
from desktop.models.sync_state import UNHEALED
from sync.client import cursor
from sync.server import repair
from sync.server.tables import Alert
from tests.sync.laptops import Hq, Laptop, headquarters, looks
from tests.sync.test_snapshot import proof
from tests.sync.units import UNIT, AddPerson, AddUnit, EditUnit, names, rows

OTHER = b"\2" * 16


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.needs("postgres"))])
def hq(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Hq]:
    if request.param == "sqlite":
        with headquarters(tmp_path / "hq") as opened:
            yield opened
        return
    url = request.getfixturevalue("hq_on_postgresql")
    with headquarters(tmp_path / "hq", database=url) as opened:
        yield opened


@pytest.fixture
def pair(hq: Hq, tmp_path: Path) -> tuple[Laptop, Laptop]:
    """Two laptops that hold the same units, one of which was edited."""
    a = hq.laptop(tmp_path / "a", "بازرس نمونهٔ یک")
    b = hq.laptop(tmp_path / "b", "بازرس نمونهٔ دو")
    a.does(AddUnit())
    a.does(AddUnit(OTHER, "واحد نمونهٔ دیگر"))
    a.syncs()
    b.syncs()
    b.does(EditUnit("phone", "028-00000000"))
    b.syncs()
    a.syncs()
    return a, b


def changes(laptop: Laptop, statement: str, **values: object) -> None:
    """Something behind the program's back."""
    with laptop.database.writing() as session:
        session.execute(text(statement), values)


def unhealed(laptop: Laptop) -> int:
    return looks(laptop, lambda s: vault_facts.number(s, UNHEALED))


def surveys(laptop: Laptop) -> list[str]:
    """Hold all rows against headquarters'; returns what was asked of it."""
    laptop.restarted()
    laptop.road.paths.clear()
    laptop.exchange.survey()
    return laptop.road.paths


def test_where_nothing_differs_one_root_is_all(pair: tuple[Laptop, Laptop]) -> None:
    a, b = pair
    for laptop in pair:
        surveys(laptop)
    assert surveys(a) == ["/exchange"]
    a.road.paths.clear()
    a.road.bodies.clear()
    assert a.syncs().turns == 1
    assert a.road.paths == ["/exchange"]
    assert len(a.road.bodies[0]) < 300
    assert rows(a) == rows(b)


@pytest.mark.parametrize(
    "damage",
    [
        "UPDATE units SET name = 'دیگر' WHERE id = :id",
        "UPDATE units SET phone = NULL WHERE id = :id",
        "UPDATE units SET stamps = zeroblob(16) WHERE id = :id",
        "UPDATE units SET stamps = x'00' WHERE id = :id",
        "UPDATE units SET extra = x'81a161a162' WHERE id = :id",
        "DELETE FROM units WHERE id = :id",
    ],
)
def test_a_damaged_row_of_a_laptop_is_found_and_healed(
    pair: tuple[Laptop, Laptop], damage: str
) -> None:
    a, b = pair
    before = rows(b)
    surveys(a)
    assert surveys(a) == ["/exchange"]
    changes(a, damage, id=UNIT)
    assert rows(a) != before
    assert "/records" in surveys(a)
    assert rows(a) == before
    assert unhealed(a) == 0
    assert proof(a).sound
    assert "/records" not in surveys(a)


def test_a_damaged_row_whose_body_is_damaged_too_is_healed_from_headquarters(
    pair: tuple[Laptop, Laptop],
) -> None:
    a, b = pair
    changes(b, "UPDATE units SET name = 'دیگر', phone = '0' WHERE id = :id", id=UNIT)
    changes(b, "UPDATE bodies SET body = x'9290c0' WHERE batch IS NOT NULL")
    assert not proof(b).sound
    surveys(b)
    assert rows(b) == rows(a)
    assert "verify_row" not in {fault.code for fault in proof(b).faults}


def test_a_row_slipped_into_a_laptop_is_no_business_of_headquarters_and_verify_names_it(
    pair: tuple[Laptop, Laptop],
) -> None:
    a, _ = pair
    changes(a, "UPDATE units SET id = :new WHERE id = :id", new=b"\5" * 16, id=OTHER)
    surveys(a)
    assert names(a).count("واحد نمونهٔ دیگر") >= 1
    assert looks(a, lambda s: s.execute(text("SELECT count(*) FROM units")).scalar()) == 2


def test_a_conflict_that_was_made_to_vanish_comes_back(pair: tuple[Laptop, Laptop]) -> None:
    a, b = pair
    a.does(EditUnit("name", "نام الف"))
    b.does(EditUnit("name", "نام ب"))
    for laptop in (a, b, a):
        laptop.syncs()
    changes(a, "DELETE FROM conflicts")
    assert not looks(a, open_conflicts)
    surveys(a)
    assert len(looks(a, open_conflicts)) == 1
    assert proof(a).sound


def test_a_damaged_row_of_headquarters_is_rebuilt_when_a_laptop_differs(
    hq: Hq, pair: tuple[Laptop, Laptop]
) -> None:
    a, b = pair
    surveys(a)
    with hq.server.database.writing() as session:
        session.execute(text("UPDATE units SET name = 'دیگر' WHERE id = :id"), {"id": UNIT})
        session.execute(text("DELETE FROM hq_row_digests"))
        session.execute(text("DELETE FROM hq_profiles"))
        session.execute(text("DELETE FROM hq_surveys"))
    assert "/records" in surveys(a)
    with hq.server.database.reading() as session:
        held = session.execute(text("SELECT name FROM units WHERE id = :id"), {"id": UNIT})
        assert held.scalar() == "واحد نمونهٔ ب"
        alerts = list(session.execute(select(Alert.code)).scalars())
    assert "row_damaged" in alerts
    assert rows(a) == rows(b)
    surveys(a)
    assert surveys(a) == ["/exchange"]


def test_headquarters_checks_and_heals_its_own_rows(hq: Hq, pair: tuple[Laptop, Laptop]) -> None:
    with hq.server.database.writing() as session:
        session.execute(text("UPDATE units SET phone = '0' WHERE id = :id"), {"id": UNIT})
        session.execute(text("DELETE FROM units WHERE id = :id"), {"id": OTHER})
    found = {(one.record, one.healed) for one in repair.check(hq.server)}
    assert found == {(UNIT, True), (OTHER, True)}
    assert list(repair.check(hq.server)) == []
    with hq.server.database.reading() as session:
        assert [d for _, d, _ in digests.digests(session, "units", [UNIT, OTHER])]


def test_a_row_that_headquarters_cannot_rebuild_is_told(
    hq: Hq, pair: tuple[Laptop, Laptop]
) -> None:
    with hq.server.database.writing() as session:
        session.execute(text("UPDATE units SET name = 'دیگر' WHERE id = :id"), {"id": UNIT})
        session.execute(text("DELETE FROM bodies"))
    found = {(one.record, one.healed) for one in repair.check(hq.server)}
    assert (UNIT, False) in found
    with hq.server.database.reading() as session:
        assert "row_damaged" in list(session.execute(select(Alert.code)).scalars())


def test_a_lost_cursor_is_found_again_by_digests_without_reading_all_anew(
    hq: Hq, pair: tuple[Laptop, Laptop]
) -> None:
    a, b = pair
    changes(b, "DELETE FROM vault_facts WHERE key LIKE 'cursor/%'")
    a.does(EditUnit("address", "نوشته در میانه"))
    a.syncs()
    b.restarted()
    done = b.syncs()
    assert done.received <= 1
    assert rows(b) == rows(a)
    server = hq.server.keys.installation
    assert looks(b, lambda s: cursor.read(s, server)) == looks(a, lambda s: cursor.read(s, server))
    assert proof(b).sound


def test_an_exchange_with_unsent_entries_sends_no_root(pair: tuple[Laptop, Laptop]) -> None:
    a, _ = pair
    surveys(a)
    a.does(EditUnit("name", "نام تازه"))
    a.road.paths.clear()
    a.syncs()
    assert a.road.paths == ["/exchange"]
    a.road.paths.clear()
    a.syncs()
    assert a.road.paths == ["/exchange"]


def test_what_came_by_a_stranger_s_hand_is_not_mended_with(pair: tuple[Laptop, Laptop]) -> None:
    a, _ = pair
    a.does(AddPerson("کسی نمونه"))
    a.syncs()
    changes(a, "UPDATE units SET name = :name WHERE id = :id", name=os.urandom(4).hex(), id=UNIT)
    surveys(a)
    assert names(a) == ["واحد نمونهٔ ب", "واحد نمونهٔ دیگر"]
