"""What leaves a vault's scopes is wiped at headquarters' word alone, and headquarters knows it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from msgspec.structs import replace
from sqlalchemy import select

from desktop.errors import Problem
from desktop.models.inspections.records import Finding, Visit, VisitMember
from desktop.models.people import Person
from sync.protocol.messages import ExchangeAnswer, Gone
from sync.server import accounts, leaving
from tests.builders import OFFICE
from tests.sync.laptops import ALBORZ_OFFICE, Hq, Laptop, looks
from tests.sync.server.commands import Edit, add, finding, member, visit
from tests.sync.test_exchange import forging
from tests.sync.units import UNIT, AddPerson, AddUnit, names


def wiping(job: str) -> Callable[[ExchangeAnswer], ExchangeAnswer]:
    """What a man in the middle, or a relay, would have wiped."""
    if job == "gone":
        return lambda told: replace(told, gone=[Gone("units", UNIT)])
    return lambda told: replace(told, removed=["reference"])


@pytest.mark.parametrize("job", ["gone", "removed"])
def test_nobody_on_the_road_can_have_anything_wiped(pair: tuple[Laptop, Laptop], job: str) -> None:
    a, _ = pair
    a.does(AddUnit())
    a.syncs()
    a.road.change = forging(a, wiping(job))
    with pytest.raises(Problem) as refused:
        a.syncs()
    assert refused.value.code == "batch_not_genuine"
    assert names(a) == ["واحد نمونهٔ ب"]
    a.road.change = None
    a.syncs()
    assert names(a) == ["واحد نمونهٔ ب"]


def test_a_leaving_that_was_true_once_cannot_be_said_again(hq: Hq, tmp_path: Path) -> None:
    admin = hq.laptop(tmp_path / "q", "مدیر سامانهٔ نمونه", "administrator")
    seen: list[ExchangeAnswer] = []

    def noting(told: ExchangeAnswer) -> ExchangeAnswer:
        seen.append(told)
        return told

    admin.does(AddPerson("قناری‌نام"))
    admin.syncs()
    with hq.server.database.writing() as session:
        accounts.end_role(hq.server, session, admin.person, "administrator")
    hq.wall.forward(minutes=1)
    admin.road.change = forging(admin, noting)
    admin.syncs()
    told = next(one for one in seen if one.removed)

    admin.road.change = forging(
        admin,
        lambda fresh: replace(fresh, removed=told.removed, gone=told.gone, leave=told.leave),
    )
    with pytest.raises(Problem) as refused:
        admin.syncs()
    assert refused.value.code == "batch_not_genuine"


def test_headquarters_hears_that_a_revoked_scope_was_wiped(hq: Hq, tmp_path: Path) -> None:
    admin = hq.laptop(tmp_path / "q", "مدیر سامانهٔ نمونه", "administrator")
    admin.does(AddPerson("قناری‌نام"))
    admin.syncs()
    with hq.server.database.writing() as session:
        accounts.end_role(hq.server, session, admin.person, "administrator")
    hq.wall.forward(minutes=1)
    admin.does(AddPerson("قناری‌دوم"))
    admin.restarted().syncs()
    with hq.server.database.reading() as session:
        waiting = leaving.outstanding(session, admin.journal.vault)
    assert "province/26" in waiting
    for _ in range(2):
        admin.syncs()
    assert looks(admin, lambda s: list(s.execute(select(Person.name)).scalars())) == []
    with hq.server.database.reading() as session:
        assert leaving.outstanding(session, admin.journal.vault) == []


VISIT, MEMBER = b"\7" * 16, b"\10" * 16


def moves_a_visit_away(hq: Hq, folder: Path) -> Laptop:
    """Written, handed to another office and left by its author, all before the next exchange."""
    inspector = hq.laptop(folder)
    inspector.syncs()
    inspector.does(add(visit(VISIT, inspector.person), member(MEMBER, VISIT, inspector.person)))
    inspector.does(add(finding(b"\11" * 16, VISIT)))
    inspector.does(Edit(Visit, VISIT, {"office_id": ALBORZ_OFFICE, "province": "30"}))
    inspector.does(Edit(VisitMember, MEMBER, {"deleted_at": inspector.desk.now}))
    return inspector


def of_the_visit(laptop: Laptop) -> list[bytes]:
    """Every row of the visit and of its parts."""
    kinds = (Visit, VisitMember, Finding)
    return looks(
        laptop, lambda s: [i for kind in kinds for i in s.execute(select(kind.id)).scalars()]
    )


def test_what_was_moved_away_in_one_push_does_not_stay_with_its_author(
    hq: Hq, tmp_path: Path
) -> None:
    inspector = moves_a_visit_away(hq, tmp_path / "q")
    there = hq.laptop(tmp_path / "a", "بازرس البرز", office=ALBORZ_OFFICE, province="30")
    inspector.syncs()
    there.syncs()
    assert of_the_visit(inspector) == []
    assert len(of_the_visit(there)) == 3
    inspector.syncs()
    with hq.server.database.reading() as session:
        assert leaving.outstanding(session, inspector.journal.vault) == []


@pytest.mark.parametrize("at", [0, 300])
def test_the_author_is_told_again_where_the_answer_was_lost(
    hq: Hq, tmp_path: Path, at: int
) -> None:
    inspector = moves_a_visit_away(hq, tmp_path / "q")
    inspector.road.cut_answer, inspector.road.at = 0, at
    with pytest.raises(Problem):
        inspector.syncs()
    assert len(of_the_visit(inspector)) == 3
    inspector.restarted().syncs()
    assert of_the_visit(inspector) == []


def test_the_author_who_is_named_again_has_the_visit_again(hq: Hq, tmp_path: Path) -> None:
    inspector = moves_a_visit_away(hq, tmp_path / "q")
    there = hq.laptop(tmp_path / "a", "بازرس البرز", office=ALBORZ_OFFICE, province="30")
    inspector.syncs()
    there.syncs()
    there.does(Edit(VisitMember, MEMBER, {"deleted_at": None}))
    there.syncs()
    inspector.syncs()
    assert len(of_the_visit(inspector)) == 3
    with hq.server.database.reading() as session:
        assert leaving.outstanding(session, inspector.journal.vault) == []


@pytest.mark.parametrize("road", ["whole", "cut"])
def test_what_moved_away_and_back_comes_back_whole_to_its_author(
    hq: Hq, tmp_path: Path, road: str
) -> None:
    inspector = hq.laptop(tmp_path / "q")
    other = hq.laptop(tmp_path / "o", "بازرس نمونهٔ دو")
    inspector.does(add(visit(VISIT, other.person), member(MEMBER, VISIT, other.person)))
    inspector.does(add(finding(b"\11" * 16, VISIT)))
    inspector.syncs()
    other.syncs()
    for office, province, left in ((ALBORZ_OFFICE, "30", 0), (OFFICE, "26", 3)):
        other.does(Edit(Visit, VISIT, {"office_id": office, "province": province}))
        other.syncs()
        if road == "cut":
            inspector.road.cut_answer = 0
            with pytest.raises(Problem):
                inspector.syncs()
        inspector.syncs()
        assert len(of_the_visit(inspector)) == left
