"""Records that change their scopes bring their history again, to vaults with a snapshot too."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from desktop.commands.base import Desk
from desktop.models.people import Person
from sync.server.feed_rows import feed_row
from sync.server.tables import FeedRow, Sequence
from tests.sync.laptops import headquarters, looks
from tests.sync.test_snapshot import fetched, proof
from tests.sync.units import AddPerson, AddUnit

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
