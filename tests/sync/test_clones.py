"""A vault that was copied or put back: nothing is lost, and a person looks at a copy."""

from __future__ import annotations

import shutil
from copy import copy
from pathlib import Path

import pytest
from sqlalchemy import select

from desktop.errors import Problem
from sync.server import clones
from sync.server.tables import Alert, SetAside
from tests.sync.laptops import Hq, Laptop
from tests.sync.test_snapshot import proof
from tests.sync.units import AddUnit, EditUnit, names, put_back, rows, saved

SECOND = b"\2" * 16
THIRD = b"\3" * 16


class Twins:
    """One vault on two computers: its file is swapped for the other one's, with all it holds."""

    def __init__(self, laptop: Laptop) -> None:
        self.laptop = laptop
        self._other = Path(shutil.copy(saved(laptop), laptop.folder / "twin.db"))

    def swap(self) -> Laptop:
        """Sit down at the other computer; the program starts there."""
        mine = Path(shutil.copy(saved(self.laptop), self.laptop.folder / "mine.db"))
        put_back(self.laptop, self._other)
        self._other = Path(shutil.copy(mine, self.laptop.folder / "twin.db"))
        return self.laptop.restarted()


def alerts(hq: Hq) -> list[str]:
    with hq.server.database.reading() as session:
        return list(session.execute(select(Alert.code).order_by(Alert.number)).scalars())


def test_a_restored_vault_shows_an_alert_here_and_at_headquarters(
    hq: Hq, pair: tuple[Laptop, Laptop]
) -> None:
    a, _ = pair
    a.does(AddUnit())
    a.syncs()
    backup = saved(a)
    a.does(EditUnit("phone", "028-00000000"))
    a.syncs()
    put_back(a, backup)
    a.does(EditUnit("address", "پس از بازگردانی"))
    a.restarted().syncs()
    assert a.state.forked_at is not None
    assert a.state.fork_settled
    assert a.state.unsent == 0
    assert alerts(hq) == ["epoch_started"]
    assert proof(a).sound


def test_what_both_copies_hold_unsent_is_sent_once_and_loses_nothing(
    hq: Hq, pair: tuple[Laptop, Laptop]
) -> None:
    a, b = pair
    a.does(AddUnit())
    a.syncs()
    a.does(EditUnit("phone", "028-00000000"))
    twins = Twins(a)
    a.does(EditUnit("name", "نام نخست"))
    a.syncs()
    twins.swap()
    a.does(EditUnit("address", "نوشتهٔ دوم"))
    a.syncs()
    assert a.state.unsent == 0
    assert a.state.refused == 0
    b.syncs()
    (unit,) = rows(b)
    assert (unit["phone"], unit["name"], unit["address"]) == (
        "028-00000000",
        "نام نخست",
        "نوشتهٔ دوم",
    )
    a.syncs()
    assert rows(a) == rows(b)
    assert proof(a).sound


def test_two_copies_that_write_in_turn_wait_for_a_person_and_keep_everything(
    hq: Hq, pair: tuple[Laptop, Laptop]
) -> None:
    a, b = pair
    a.does(AddUnit())
    a.syncs()
    twins = Twins(a)
    a.does(AddUnit(SECOND, "از رایانهٔ نخست"))
    a.syncs()
    twins.swap()
    a.does(AddUnit(THIRD, "از رایانهٔ دوم"))
    a.syncs()
    twins.swap()
    a.does(EditUnit("phone", "028-11111111"))
    with pytest.raises(Problem) as held_up:
        a.syncs()
    assert held_up.value.code == "vault_quarantined"
    assert alerts(hq) == ["epoch_started", "epoch_started", "vault_cloned"]
    a.does(EditUnit("address", "نوشته در انتظار"))
    with pytest.raises(Problem):
        a.syncs()
    assert a.state.unsent == 2
    b.syncs()
    assert names(b) == ["از رایانهٔ دوم", "از رایانهٔ نخست", "واحد نمونهٔ ب"]
    with hq.server.database.writing() as session:
        clones.release(hq.server, session, a.journal.vault)
    a.restarted()
    for laptop in (a, b, a):
        laptop.syncs()
    assert a.state.unsent == 0
    assert rows(a) == rows(b)
    assert rows(b)[0]["address"] == "نوشته در انتظار"
    assert proof(a).sound


def test_a_copy_that_goes_on_in_the_old_epoch_is_set_aside_and_sent_again_after_release(
    hq: Hq, pair: tuple[Laptop, Laptop]
) -> None:
    a, b = pair
    a.does(AddUnit())
    a.syncs()
    live = copy(a.exchange)
    twins = Twins(a)
    a.does(AddUnit(SECOND, "از رایانهٔ نخست"))
    a.syncs()
    twins.swap()
    a.exchange = live
    a.does(AddUnit(THIRD, "از رایانهٔ دوم"))
    with pytest.raises(Problem) as held_up:
        a.syncs()
    assert held_up.value.code == "vault_quarantined"
    with hq.server.database.reading() as session:
        assert len(list(session.execute(select(SetAside)).scalars())) == 1
    assert alerts(hq) == ["chain_forked"]
    with hq.server.database.writing() as session:
        assert clones.release(hq.server, session, a.journal.vault) == 1
    a.restarted().syncs()
    b.syncs()
    assert names(b) == ["از رایانهٔ دوم", "از رایانهٔ نخست", "واحد نمونهٔ ب"]
    a.syncs()
    assert rows(a) == rows(b)
