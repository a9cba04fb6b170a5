"""A token that ran out, a vault that was shut out, and a headquarters that lost a day."""

from __future__ import annotations

import shutil

import pytest

from desktop.errors import Problem
from sync.server import reviews, vaults
from tests.sync.laptops import Hq, Laptop
from tests.sync.units import AddUnit, EditUnit, names, rows


def test_after_days_away_a_vault_shows_who_it_is_and_goes_on(pair: tuple[Laptop, Laptop]) -> None:
    a, b = pair
    a.syncs()
    a.wall.forward(minutes=3 * 24 * 60)
    a.does(AddUnit())
    a.road.paths.clear()
    a.syncs()
    assert a.road.paths[:4] == ["/exchange", "/nonce", "/session", "/exchange"]
    assert a.state.unsent == 0
    b.syncs()
    assert names(b) == ["واحد نمونهٔ ب"]


def test_a_revoked_vault_is_told_so_and_keeps_what_it_wrote(
    hq: Hq, pair: tuple[Laptop, Laptop]
) -> None:
    a, b = pair
    a.syncs()
    with hq.server.database.writing() as session:
        vaults.revoke(hq.server, session, a.journal.vault)
    a.does(AddUnit())
    with pytest.raises(Problem) as caught:
        a.syncs()
    assert caught.value.code == "vault_revoked"
    assert a.state.last_error is not None
    assert a.state.unsent == 1
    assert names(a) == ["واحد نمونهٔ ب"]
    b.syncs()
    assert names(b) == []


def test_what_a_revoked_vault_had_not_sent_waits_at_headquarters_for_a_review(
    hq: Hq, pair: tuple[Laptop, Laptop]
) -> None:
    a, b = pair
    a.does(AddUnit())
    a.syncs()
    with hq.server.database.writing() as session:
        vaults.revoke(hq.server, session, a.journal.vault)
    for phone in ("028-11111111", "028-22222222"):
        a.does(EditUnit("phone", phone))
    for _ in range(2):
        with pytest.raises(Problem, match="vault_revoked"):
            a.restarted().syncs()
    with hq.server.database.reading() as session:
        waiting = list(reviews.waiting(session))
    assert [(one.reason, one.taken) for one in waiting] == [("revoked", False)] * 2
    assert a.state.unsent == 2
    b.syncs()
    assert rows(b)[0]["phone"] != "028-22222222"


def test_a_headquarters_put_back_to_yesterday_gets_again_what_it_lost(
    hq: Hq, pair: tuple[Laptop, Laptop]
) -> None:
    a, b = pair
    a.does(AddUnit())
    a.syncs()
    b.syncs()
    hq.server.database.close()
    for file in hq.folder.glob("hq.db*"):
        shutil.copy(file, hq.folder / f"saved-{file.name}")
    a.does(EditUnit("name", "نام تازه"))
    a.syncs()
    b.syncs()
    hq.server.database.close()
    for file in hq.folder.glob("hq.db*"):
        file.unlink()
    for file in hq.folder.glob("saved-*"):
        shutil.copy(file, hq.folder / file.name.removeprefix("saved-"))
    b.does(EditUnit("phone", "028-00000000"))
    for laptop in (a, b, a, b):
        laptop.restarted().syncs()
    assert rows(a) == rows(b)
    assert (rows(a)[0]["name"], rows(a)[0]["phone"]) == ("نام تازه", "028-00000000")
    assert (a.state.unsent, b.state.unsent) == (0, 0)
