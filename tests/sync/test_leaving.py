"""What leaves a vault's scopes is wiped at headquarters' word alone, and headquarters knows it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from msgspec.structs import replace
from sqlalchemy import select

from desktop.errors import Problem
from desktop.models.people import Person
from sync.protocol.messages import ExchangeAnswer, Gone
from sync.server import accounts, leaving
from tests.sync.laptops import Hq, Laptop, looks
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
