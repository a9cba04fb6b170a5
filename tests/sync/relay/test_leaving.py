"""A record that leaves the province leaves its relay, and the laptops there."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop.commands.base import Desk
from desktop.models.people import Person
from sync.protocol.ids import derived_id
from sync.relay.tables import LineRow, Piece
from sync.server import accounts, system
from sync.server.accounts import Appointment
from tests.builders import OFFICE
from tests.sync.laptops import Hq, looks
from tests.sync.relay.posts import Post, Roamer, roamer
from tests.sync.units import all_bytes

MOVED = b"\4" * 16
NAME = "قناری‌کارمند نمونه"


@dataclass(frozen=True)
class AddStaff:
    def __call__(self, session: Session, desk: Desk) -> None:
        session.add(Person(id=MOVED, name=NAME, province="26"))


@dataclass(frozen=True)
class Transfer:
    def __call__(self, session: Session, desk: Desk) -> None:
        session.get_one(Person, MOVED).province = "30"


def mover(hq: Hq, post: Post, folder: Path) -> Roamer:
    """Somebody who looks after both provinces."""
    name = "مدیر سامانهٔ نمونه"
    made = roamer(hq, post, folder, name, "administrator")
    who = Appointment(derived_id("person", name), name, OFFICE, "26", ("administrator",), ("30",))
    with system.writing(hq.server, "appoint") as session:
        accounts.appoint(hq.server, session, who)
    return made


def held_names(one: Roamer) -> list[str]:
    query = select(Person.name).where(Person.id == MOVED)
    return looks(one.laptop, lambda s: list(s.execute(query).scalars()))


def test_somebody_who_is_transferred_leaves_the_relay_and_its_laptops(
    hq: Hq, post: Post, a: Roamer, tmp_path: Path
) -> None:
    admin = mover(hq, post, tmp_path / "admin")
    admin.laptop.does(AddStaff())
    admin.at_hq()
    post.turns()
    a.at_relay()
    assert held_names(a) == [NAME]
    admin.laptop.does(Transfer())
    admin.at_hq()
    assert admin.laptop.state.refused == 0
    post.turns()
    a.at_relay()
    assert held_names(a) == []
    assert NAME.encode() not in b"\0".join(looks(a.laptop, all_bytes))
    with post.station.hq.database.reading() as session:
        assert session.get(Person, MOVED) is None
        kept = session.execute(select(Piece.body)).scalars()
        assert not [body for body in kept if NAME.encode() in body]
        assert session.execute(select(LineRow).where(LineRow.withheld)).first() is not None


def test_who_comes_later_is_shown_nothing_of_who_left(
    hq: Hq, post: Post, a: Roamer, tmp_path: Path
) -> None:
    admin = mover(hq, post, tmp_path / "admin")
    admin.laptop.does(AddStaff())
    admin.at_hq()
    post.turns()
    admin.laptop.does(Transfer())
    admin.at_hq()
    post.turns()
    a.at_relay()
    assert NAME.encode() not in b"\0".join(looks(a.laptop, all_bytes))
