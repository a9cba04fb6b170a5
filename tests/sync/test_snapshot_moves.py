"""Records that change their scopes bring their history again, to vaults with a snapshot too."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from desktop.commands.base import Desk
from desktop.commands.conflicts import DecideConflict, Decision
from desktop.models.conflict_queries import disputes_of
from desktop.models.conflicts import EDITED
from desktop.models.people import Person
from sync.server.feed_rows import feed_row
from sync.server.tables import FeedRow, Sequence
from tests.sync.laptops import headquarters, looks
from tests.sync.test_snapshot import fetched, proof
from tests.sync.units import UNIT, AddPerson, AddUnit, EditUnit, rows

FIRST = select(Person).where(Person.name == "نام نخست")


@dataclass(frozen=True)
class SetPerson:
    """The one person of a test gets another value."""

    field: str
    value: str

    def __call__(self, session: Session, desk: Desk) -> None:
        setattr(session.execute(FIRST).scalar_one(), self.field, self.value)


def test_what_a_moved_record_brings_again_is_no_news_to_a_snapshot(tmp_path: Path) -> None:
    with headquarters(tmp_path / "headquarters", long_feed=20) as hq:
        admin = hq.laptop(tmp_path / "q", "مدیر سامانهٔ نمونه", "administrator", province="26")
        admin.does(AddPerson("نام نخست"))
        admin.does(SetPerson("name", "نام دوم"))
        for number in range(1, 31):
            admin.does(AddUnit(bytes([number]) * 16))
        admin.syncs()
        analyst = hq.laptop(tmp_path / "z", "بازرس نمونهٔ دو")
        analyst.syncs()
        assert fetched(analyst)
        with hq.server.database.writing() as session:
            lines = session.execute(select(FeedRow).where(FeedRow.scope == "province/26")).scalars()
            again = [(line.stamp, line.part) for line in lines if line.stamp is not None]
            top = session.execute(select(func.max(FeedRow.seq))).scalar_one()
            for number, (stamp, part) in enumerate(again, 1):
                line = feed_row("province/26", top + number, stamp, None)
                session.add(FeedRow(**(line | {"part": part})))
            session.execute(update(Sequence).values(last=top + len(again)))
        assert analyst.syncs().received == len(again)
        assert analyst.state.conflicts == 0
        named = looks(analyst, lambda s: set(s.execute(select(Person.name)).scalars()))
        assert "نام دوم" in named
        assert "نام نخست" not in named
        assert proof(analyst).sound


def test_edits_of_what_was_deleted_meanwhile_wait_on_a_snapshot_too(tmp_path: Path) -> None:
    with headquarters(tmp_path / "headquarters", long_feed=20) as hq:
        one = hq.laptop(tmp_path / "a", "بازرس نمونهٔ یک")
        two = hq.laptop(tmp_path / "b", "بازرس نمونهٔ سه")
        for number in range(1, 31):
            one.does(AddUnit(bytes([number]) * 16))
        for laptop in (one, two):
            laptop.syncs()
        two.road.away = True
        one.does(EditUnit("deleted_at", one.desk.now))
        two.does(EditUnit("phone", "028-11111111"))
        two.does(EditUnit("phone", "028-33333333", b"\3" * 16))
        one.syncs()
        one.does(EditUnit("deleted_at", one.desk.now, b"\3" * 16))
        two.road.away = False
        two.syncs()
        new = hq.laptop(tmp_path / "z", "بازرس نمونهٔ دو")
        new.syncs()
        assert fetched(new)
        assert new.state.conflicts == 1
        one.syncs()
        two.does(EditUnit("address", "نشانی تازه"))
        for laptop in (two, one, new, two):
            laptop.syncs()
        assert rows(one) == rows(two) == rows(new)
        assert {laptop.state.conflicts for laptop in (one, two, new)} == {2}
        waiting = looks(new, lambda s: disputes_of(s, "units", UNIT))
        new.does(
            DecideConflict("units", UNIT, (Decision(EDITED, "side", waiting[0].standing.stamp),))
        )
        for laptop in (new, one, two):
            laptop.syncs()
        assert rows(one) == rows(two) == rows(new)
        assert {laptop.state.conflicts for laptop in (one, two, new)} == {1}
        assert proof(new).sound
