"""An analyst of headquarters follows provinces and cases, and lets them go again."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import func, select

from desktop.commands.subscriptions import FollowCase, FollowProvince, Unfollow
from desktop.errors import Refused
from desktop.models import scopes
from desktop.models.entries import EntryBody
from desktop.models.inspections.records import Visit, VisitPlan
from desktop.models.subscriptions import Subscription, SubscriptionRow, subscriptions
from sync.server import accounts
from sync.server.system import writing
from tests.sync.laptops import ALBORZ_OFFICE, Hq, Laptop, headquarters
from tests.sync.server.commands import Edit, add, member, visit

QAZVIN, ALBORZ, COVERT = (bytes(15) + bytes([number]) for number in (1, 2, 3))


@pytest.fixture
def hq(tmp_path: Path) -> Iterator[Hq]:
    with headquarters(tmp_path / "hq") as made:
        yield made


@pytest.fixture
def field(hq: Hq, tmp_path: Path) -> tuple[Laptop, Laptop]:
    """Two inspectors, each with a visit in his own province, one of them with a covert one too."""
    qazvin = hq.laptop(tmp_path / "qazvin")
    alborz = hq.laptop(
        tmp_path / "alborz", "بازرس نمونهٔ البرز", office=ALBORZ_OFFICE, province="32"
    )
    qazvin.does(add(visit(QAZVIN, qazvin.person, office_id=qazvin.office)))
    qazvin.does(
        add(
            visit(COVERT, qazvin.person, visibility="covert", unit_name=None),
            member(ALBORZ, COVERT, qazvin.person),
            VisitPlan(
                id=bytes(16),
                visit_id=COVERT,
                unit_id=QAZVIN,
                unit_name="قناری نمونه",
                planned_at=qazvin.exchange.now(),
            ),
        )
    )
    alborz.does(add(visit(ALBORZ, alborz.person, province="32", office_id=ALBORZ_OFFICE)))
    for one in (qazvin, alborz):
        one.syncs()
        assert one.state.refused == 0
    return qazvin, alborz


@pytest.fixture
def analyst(hq: Hq, tmp_path: Path, field: tuple[Laptop, Laptop]) -> Laptop:
    """A vault of headquarters: no office's, no province's."""
    made = hq.laptop(
        tmp_path / "analyst", "تحلیلگر نمونه", "analyst", office=bytes(16), province=None
    )
    made.syncs()
    assert visits(made) == set()
    return made


def visits(at: Laptop) -> set[bytes]:
    with at.database.reading() as session:
        return set(session.execute(select(Visit.id)).scalars())


def card(at: Laptop) -> tuple[SubscriptionRow, ...]:
    with at.database.reading() as session:
        found = subscriptions(session, vault=at.journal.vault, role=at.role, province=at.province)
    return found.rows


def test_a_province_comes_when_it_is_followed_and_leaves_without_a_trace(
    analyst: Laptop, field: tuple[Laptop, Laptop]
) -> None:
    analyst.does(FollowProvince("26"))
    assert [row.held for row in card(analyst)] == [False]
    analyst.syncs()
    analyst.syncs()
    assert visits(analyst) == {QAZVIN}
    (row,) = card(analyst)
    assert row.held
    field[0].does(Edit(Visit, QAZVIN, {"remit": "شاخص‌های هفتگانه"}))
    field[0].syncs()
    analyst.syncs()
    with analyst.database.reading() as session:
        assert session.get_one(Visit, QAZVIN).remit == "شاخص‌های هفتگانه"

    analyst.does(Unfollow(row.id))
    assert card(analyst) == ()
    analyst.syncs()
    analyst.syncs()
    assert visits(analyst) == set()
    with analyst.database.reading() as session:
        others = select(func.count()).where(
            EntryBody.vault == field[0].journal.vault, EntryBody.body.is_not(None)
        )
        assert session.execute(others).scalar_one() == 0


def test_a_case_is_followed_as_far_as_it_is_open(
    hq: Hq, analyst: Laptop, field: tuple[Laptop, Laptop], tmp_path: Path
) -> None:
    head = hq.laptop(tmp_path / "head", "رئیس نمونه", "head_of_inspection")
    field[0].does(add(member(QAZVIN, COVERT, head.person)))
    field[0].syncs()
    head.syncs()
    analyst.does(FollowCase(ALBORZ))
    analyst.does(FollowCase(COVERT))
    analyst.syncs()
    analyst.syncs()
    assert visits(analyst) == {ALBORZ}
    with analyst.database.reading() as session:
        assert session.execute(select(VisitPlan.id)).first() is None
    head.does(Edit(Visit, COVERT, {"revealed_at": analyst.exchange.now()}))
    head.syncs()
    assert head.state.refused == 0
    analyst.syncs()
    assert visits(analyst) == {ALBORZ, COVERT}
    with analyst.database.reading() as session:
        assert session.execute(select(VisitPlan.id)).first() is None
    for row in card(analyst):
        analyst.does(Unfollow(row.id))
    analyst.syncs()
    analyst.syncs()
    assert visits(analyst) == set()


def test_a_province_stays_where_a_case_of_it_is_let_go(
    analyst: Laptop, field: tuple[Laptop, Laptop]
) -> None:
    analyst.does(FollowProvince("26"))
    analyst.does(FollowCase(QAZVIN))
    analyst.syncs()
    analyst.syncs()
    (case,) = [row for row in card(analyst) if row.scope == scopes.opened(QAZVIN)]
    analyst.does(Unfollow(case.id))
    analyst.syncs()
    analyst.syncs()
    assert visits(analyst) == {QAZVIN}


def test_nobody_follows_beyond_the_role(
    hq: Hq, analyst: Laptop, field: tuple[Laptop, Laptop], tmp_path: Path
) -> None:
    with pytest.raises(Refused, match="subscription_beyond"):
        field[0].does(FollowProvince("32"))
    of_qazvin = hq.laptop(tmp_path / "one", "تحلیلگر نمونهٔ قزوین", "analyst", province="26")
    with pytest.raises(Refused, match="subscription_beyond"):
        of_qazvin.does(FollowProvince("32"))
    with pytest.raises(Refused, match="subscription_beyond"):
        of_qazvin.does(FollowCase(ALBORZ))
    of_qazvin.does(FollowProvince("26"))
    analyst.does(FollowProvince("26"))
    with pytest.raises(Refused, match="subscription_there"):
        analyst.does(FollowProvince("26"))


@pytest.mark.parametrize("scope", ["case/" + COVERT.hex(), "office/" + bytes(16).hex(), "desk/00"])
def test_headquarters_refuses_what_a_program_of_another_mind_asks_for(
    analyst: Laptop, scope: str
) -> None:
    asked = Subscription(
        id=bytes(16), vault=analyst.journal.vault, person_id=analyst.person, scope=scope
    )
    analyst.does(add(asked))
    analyst.syncs()
    analyst.syncs()
    assert analyst.state.refused == 1
    assert visits(analyst) == set()
    with analyst.database.reading() as session:
        assert session.execute(select(VisitPlan.id)).first() is None


def test_headquarters_refuses_a_subscription_for_another_vault(analyst: Laptop) -> None:
    asked = Subscription(
        id=bytes(16), vault=b"nemuneh1", person_id=analyst.person, scope="province/26"
    )
    analyst.does(add(asked))
    analyst.syncs()
    assert analyst.state.refused == 1


def test_who_is_no_analyst_any_more_loses_what_was_followed(hq: Hq, analyst: Laptop) -> None:
    analyst.does(FollowProvince("26"))
    analyst.syncs()
    analyst.syncs()
    assert visits(analyst) == {QAZVIN}
    with writing(hq.server, "EndRole") as session:
        accounts.end_role(hq.server, session, analyst.person, "analyst")
    analyst.syncs()
    analyst.syncs()
    assert visits(analyst) == set()
