"""What headquarters disposed of is destroyed at the relay and at its laptops."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop.commands.base import Desk
from desktop.models.directory import Unit
from sync.relay.tables import RelayBase
from sync.server import disposals
from sync.server.disposals import Minutes
from tests.sync.laptops import Hq, looks
from tests.sync.relay.posts import Post, Roamer
from tests.sync.relay.test_changing_servers import verified
from tests.sync.units import UNIT, EditUnit, all_bytes, names

CANARY = "قناری‌امحا"
OTHER = b"\2" * 16


@dataclass(frozen=True)
class AddTwo:
    """Two units in one entry."""

    def __call__(self, session: Session, desk: Desk) -> None:
        session.add(Unit(id=UNIT, province="26", name=CANARY, provisional=True))
        session.add(Unit(id=OTHER, province="26", name="واحد ماندنی", provisional=True))


def relay_bytes(session: Session) -> bytes:
    found = all_bytes(session)
    for table in RelayBase.metadata.sorted_tables:
        for row in session.execute(select(table)):
            found += [v if isinstance(v, bytes) else str(v).encode() for v in row]
    return b"\0".join(found)


def test_a_disposal_reaches_the_relay_and_everybody_behind_it(
    hq: Hq, post: Post, a: Roamer, b: Roamer
) -> None:
    a.laptop.does(AddTwo())
    a.at_relay()
    b.at_relay()
    b.laptop.does(EditUnit("address", CANARY))
    b.at_relay()
    post.turns()
    for one in (a, b):
        one.at_relay()
    disposals.dispose(hq.server, [("units", UNIT)], Minutes("پایان مهلت نگهداری", "۱۴۰۴/۱۲"))
    post.turns()
    with post.station.hq.database.reading() as session:
        assert CANARY.encode() not in relay_bytes(session)
    for one in (a, b):
        one.at_relay()
        assert names(one.laptop) == ["واحد ماندنی"]
        assert CANARY.encode() not in b"\0".join(looks(one.laptop, all_bytes))
        assert verified(one) == []
