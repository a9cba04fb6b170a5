"""Who may come to a relay, and what becomes of what it must not judge itself."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop.commands.base import Desk
from desktop.errors import Problem
from desktop.models.directory import Unit
from desktop.models.people import Person
from sync.relay.tables import Brought
from sync.server import accounts, vaults
from sync.server.tables import Device, SetAside
from tests.sync.laptops import ALBORZ_OFFICE, Hq, looks
from tests.sync.relay.posts import Post, Roamer, relay, roamer
from tests.sync.units import UNIT, AddUnit, EditUnit, all_bytes, names, saved


def test_a_vault_of_another_province_gets_nothing_at_the_relay(
    hq: Hq, post: Post, a: Roamer, tmp_path: Path
) -> None:
    a.laptop.does(AddUnit())
    a.at_relay()
    stranger = roamer(
        hq, post, tmp_path / "c", "بازرس نمونهٔ سه", province="30", office=ALBORZ_OFFICE
    )
    post.turns()
    from_relay = stranger.to_relay.paths
    with pytest.raises(Problem) as problem:
        stranger.at_relay()
    assert problem.value.code == "server_away", "headquarters tells it of no relay"
    assert from_relay == []


def test_a_relay_holds_nothing_of_another_province(hq: Hq, post: Post, tmp_path: Path) -> None:
    other = hq.laptop(tmp_path / "c", "بازرس نمونهٔ سه", province="30", office=ALBORZ_OFFICE)
    other.does(AddAlborzPerson("قناری نمونه"))
    other.syncs()
    post.turns()
    with post.station.hq.database.reading() as session:
        held = b"\0".join(all_bytes(session))
    assert "قناری".encode() not in held


@dataclass(frozen=True)
class AddAlborzPerson:
    """Somebody of the other province."""

    name: str

    def __call__(self, session: Session, desk: Desk) -> None:
        session.add(Person(name=self.name, province="30", provisional=True))


def test_a_revoked_vault_is_shut_out_at_the_relay_and_its_entries_reach_the_head(
    hq: Hq, post: Post, a: Roamer, b: Roamer
) -> None:
    a.at_relay()
    with hq.server.database.writing() as session:
        vaults.revoke(hq.server, session, a.laptop.journal.vault)
    post.turns()
    a.laptop.does(AddUnit())
    with pytest.raises(Problem) as problem:
        a.at_relay()
    assert problem.value.code == "vault_revoked"
    b.at_relay()
    assert names(b.laptop) == []


def test_what_a_revoked_vault_left_before_the_relay_knew_is_taken_back(
    hq: Hq, post: Post, a: Roamer, b: Roamer
) -> None:
    a.at_relay()
    with hq.server.database.writing() as session:
        vaults.revoke(hq.server, session, a.laptop.journal.vault)
    a.laptop.does(AddUnit())
    a.at_relay()
    b.at_relay()
    assert names(b.laptop) == ["واحد نمونهٔ ب"]
    post.turns()
    b.at_relay()
    assert names(b.laptop) == []
    with hq.server.database.reading() as session:
        reasons = list(session.execute(select(SetAside.reason)).scalars())
    assert reasons == ["revoked"]


def end_role(hq: Hq, one: Roamer) -> None:
    hq.wall.forward(minutes=1)
    with hq.server.database.writing() as session:
        accounts.end_role(hq.server, session, one.laptop.person, "inspector")


def test_headquarters_refusal_reaches_the_author_and_everybody_who_had_the_entry(
    hq: Hq, post: Post, a: Roamer, b: Roamer
) -> None:
    a.laptop.does(AddUnit())
    a.at_relay()
    end_role(hq, a)
    a.laptop.does(EditUnit("name", "نام نادرست نمونه"))
    a.at_relay()
    b.at_relay()
    assert names(b.laptop) == ["نام نادرست نمونه"]
    post.turns()
    a.at_relay()
    b.at_relay()
    assert (a.laptop.state.unsent, a.laptop.state.refused) == (0, 1)
    assert names(a.laptop) == names(b.laptop) == ["واحد نمونهٔ ب"]


def test_a_laptop_that_left_the_relay_learns_of_the_refusal_from_headquarters(
    hq: Hq, post: Post, a: Roamer, b: Roamer
) -> None:
    a.laptop.does(AddUnit())
    a.at_relay()
    end_role(hq, a)
    a.laptop.does(EditUnit("name", "نام نادرست نمونه"))
    a.at_relay()
    b.at_relay()
    post.turns()
    b.at_hq()
    assert names(b.laptop) == ["واحد نمونهٔ ب"]


def test_the_relay_keeps_for_headquarters_what_its_own_rules_would_refuse(
    hq: Hq, post: Post, a: Roamer, b: Roamer
) -> None:
    a.at_relay()
    a.laptop.role = "head_of_inspection"
    a.laptop.does(AddUnit())
    a.at_relay()
    assert (a.laptop.state.at_relay, a.laptop.state.refused) == (1, 0)
    b.at_relay()
    assert names(b.laptop) == []
    with post.station.hq.database.reading() as session:
        kept = session.execute(select(Brought.standing, Brought.code)).all()
    assert [tuple(row) for row in kept] == [("kept", "role_not_held")]
    post.turns()
    a.at_relay()
    assert (a.laptop.state.unsent, a.laptop.state.refused) == (0, 1)


def test_a_laptop_that_was_put_back_goes_on_in_a_new_epoch_that_headquarters_takes(
    hq: Hq, post: Post, a: Roamer
) -> None:
    a.laptop.does(AddUnit())
    a.at_relay()
    backup = saved(a.laptop)
    a.laptop.does(EditUnit("phone", "028-1"))
    a.at_relay()
    a.put_back(backup)
    a.laptop.does(EditUnit("phone", "028-2"))
    a.at_relay()
    assert a.laptop.state.forked_at is not None
    post.turns()
    a.at_relay()
    assert a.laptop.state.unsent == 0
    with hq.server.database.reading() as session:
        device = session.get_one(Device, a.laptop.journal.vault)
    assert (device.epoch, device.status) == (2, "active")


def test_a_laptop_put_back_gets_its_lost_entries_from_the_relay(post: Post, a: Roamer) -> None:
    a.laptop.does(AddUnit())
    a.at_relay()
    backup = saved(a.laptop)
    a.laptop.does(EditUnit("phone", "028-1"))
    a.at_relay()
    a.put_back(backup)
    a.at_relay()
    assert looks(a.laptop, lambda s: s.get_one(Unit, UNIT).phone) == "028-1"


def test_a_second_relay_of_another_province_takes_only_its_own(
    hq: Hq, tmp_path: Path, a: Roamer
) -> None:
    with relay(hq, tmp_path / "alborz", "30") as alborz:
        alborz.turns()
        with alborz.station.hq.database.reading() as session:
            served = list(session.execute(select(Device.vault)).scalars())
        assert served == []


def test_what_one_wrote_on_anothers_record_goes_up_behind_it(
    hq: Hq, post: Post, a: Roamer, b: Roamer
) -> None:
    other = bytes(15) + b"\2"
    post.up.away = True
    a.laptop.does(AddUnit())
    a.at_relay()
    b.at_relay()
    b.laptop.does(EditUnit("phone", "028-1"))
    b.laptop.does(AddUnit(other, "واحد نمونهٔ پ"))
    b.at_relay()
    a.at_relay()
    a.laptop.does(EditUnit("phone", "028-2", other))
    a.at_relay()
    post.up.away = False
    post.turns()
    for one in (a, b, a):
        one.at_relay()
    assert [one.laptop.state.refused for one in (a, b)] == [0, 0]
    assert [one.laptop.state.unsent for one in (a, b)] == [0, 0]
