"""Laptops that change between relay and headquarters, and either of the two put back."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from sqlalchemy import select

from desktop.errors import Problem
from desktop.models import relays, vault_facts
from desktop.models.relays import HEADQUARTERS
from desktop.models.verify import Report, verify
from desktop.models.verify_report import Trust
from sync.protocol.columns import Peer
from sync.protocol.packing import OPEN_LIMIT, open_stream, unpack
from sync.protocol.relay import RelayRequest
from sync.protocol.slim import open_request
from sync.relay.loop import LONGEST, delay
from sync.relay.tables import Brought
from sync.server.tables import Device
from tests.sync.laptops import Hq, looks
from tests.sync.relay.posts import Post, Roamer, prefers
from tests.sync.units import AddUnit, EditUnit, names, rows


def sent_to_hq(one: Roamer) -> int:
    """Entries that went to headquarters since the last look."""
    at = one.laptop
    peer = Peer(at.journal.installation, at.journal.vault, at.person)
    requests = [
        open_request(open_stream(body, OPEN_LIMIT), peer)
        for path, body in zip(one.to_hq.paths, one.to_hq.bodies, strict=True)
        if path == "/exchange"
    ]
    one.to_hq.paths.clear()
    one.to_hq.bodies.clear()
    return sum(len(run.entries) for request in requests for run in request.runs)


def sent_to_relay(one: Roamer) -> int:
    """Entries that went to the relay since the last look."""
    requests = [
        unpack(body, RelayRequest)
        for path, body in zip(one.to_relay.paths, one.to_relay.bodies, strict=True)
        if path == "/relay"
    ]
    one.to_relay.paths.clear()
    one.to_relay.bodies.clear()
    return sum(len(request.runs) for request in requests)


def test_changing_servers_sends_nothing_again_that_headquarters_has_receipted(
    post: Post, a: Roamer
) -> None:
    a.laptop.does(AddUnit())
    a.at_hq()
    a.laptop.does(EditUnit("phone", "028-1"))
    a.at_relay()
    assert sent_to_relay(a) == 1
    post.turns()
    a.at_relay()
    a.at_hq()
    assert sent_to_hq(a) == 1, "only what went there at first"
    a.at_relay()
    assert sent_to_relay(a) == 0
    assert a.laptop.state.unsent == 0


def test_changing_servers_brings_little_again(post: Post, a: Roamer, b: Roamer) -> None:
    for one in (a, b):
        one.at_hq()
    post.turns()
    a.at_relay()
    for number in range(20):
        b.laptop.does(AddUnit(bytes(15) + bytes([number]), f"واحد نمونهٔ {number}"))
    b.at_hq()
    post.turns()
    assert a.at_relay().received == 20
    assert a.at_hq().received == 0
    b.laptop.does(EditUnit("phone", "028-1", bytes(16)))
    b.at_hq()
    assert a.at_hq().received == 1
    post.turns()
    assert a.at_relay().received == 0


def test_what_came_straight_from_a_colleague_comes_from_headquarters_without_effect(
    post: Post, a: Roamer, b: Roamer
) -> None:
    a.laptop.does(AddUnit())
    a.at_relay()
    b.at_relay()
    before = rows(b.laptop)
    post.turns()
    b.at_relay()
    b.at_hq()
    assert rows(b.laptop) == before
    assert b.laptop.state.conflicts == 0


def test_the_server_that_answered_last_is_asked_first(a: Roamer) -> None:
    a.at_relay()
    a.to_hq.paths.clear()
    a.syncs()
    assert a.to_hq.paths == []
    prefers(a, HEADQUARTERS)
    a.syncs()
    assert a.to_hq.paths != []
    assert looks(a.laptop, relays.last_server) == HEADQUARTERS


def test_where_neither_answers_the_laptop_says_so_and_goes_on(a: Roamer) -> None:
    a.to_hq.away = a.to_relay.away = True
    a.laptop.does(AddUnit())
    with pytest.raises(Problem) as problem:
        a.syncs()
    assert problem.value.code == "server_away"
    assert a.laptop.state.unsent == 1


def test_headquarters_may_be_away_for_days(post: Post, a: Roamer, b: Roamer) -> None:
    post.up.away = True
    for day in range(5):
        a.laptop.does(AddUnit(bytes(15) + bytes([day]), f"واحد نمونهٔ {day}"))
        a.at_relay()
        b.at_relay()
        with pytest.raises(Problem):
            post.turns()
        post.hq.wall.forward(minutes=24 * 60)
    assert len(names(b.laptop)) == 5
    assert (a.laptop.state.unsent, a.laptop.state.at_relay) == (5, 5)
    post.up.away = False
    post.turns()
    a.at_relay()
    assert (a.laptop.state.unsent, a.laptop.state.at_relay) == (0, 0)


def test_the_pauses_grow_while_headquarters_is_away_and_are_never_all_alike() -> None:
    pauses = [delay(failures, 0.5) for failures in range(1, 12)]
    assert pauses == sorted(pauses)
    assert pauses[-1] == LONGEST
    assert delay(3, 0.0) < delay(3, 0.9)


def test_a_relay_put_back_to_an_older_copy_gets_the_rest_again(
    post: Post, a: Roamer, b: Roamer
) -> None:
    post.up.away = True
    a.laptop.does(AddUnit())
    a.at_relay()
    b.at_relay()
    post.close()
    backup = post.folder.with_name("backup")
    shutil.copytree(post.folder, backup)
    post.restarted()
    _reach(post, a, b)
    a.laptop.does(EditUnit("phone", "028-1"))
    a.at_relay()
    post.close()
    shutil.rmtree(post.folder)
    shutil.copytree(backup, post.folder)
    post.restarted()
    _reach(post, a, b)
    a.at_relay()
    b.at_relay()
    assert rows(b.laptop) == rows(a.laptop)
    assert rows(b.laptop)[0]["phone"] == "028-1"
    post.up.away = False
    post.turns()
    a.at_relay()
    assert a.laptop.state.unsent == 0


def test_headquarters_put_back_to_an_older_copy_gets_from_the_relay_what_it_lost(
    hq: Hq, post: Post, a: Roamer
) -> None:
    a.laptop.does(AddUnit())
    a.at_relay()
    post.turns()
    with hq.server.database.reading() as session:
        vault = a.laptop.journal.vault
        before = session.get_one(Device, vault)
        place = (before.epoch, before.counter, before.hash, before.time)
    backup = copied(hq)
    a.laptop.does(EditUnit("phone", "028-1"))
    a.at_relay()
    post.turns()
    put_back(hq, backup)
    with hq.server.database.reading() as session:
        older = session.get_one(Device, vault)
        assert (older.epoch, older.counter, older.hash, older.time) == place
    post.turns()
    post.turns()
    with hq.server.database.reading() as session:
        assert session.get_one(Device, vault).counter == 2


def test_a_vault_that_used_a_relay_verifies(post: Post, a: Roamer, b: Roamer) -> None:
    a.laptop.does(AddUnit())
    a.at_relay()
    b.at_relay()
    assert verified(b) == []
    a.laptop.does(EditUnit("phone", "028-1"))
    a.at_hq()
    post.turns()
    b.at_relay()
    assert verified(b) == []
    with post.station.hq.database.reading() as session:
        assert len(session.execute(select(Brought)).all()) == 1


def verified(one: Roamer) -> list[str]:
    """What the program's own check finds wrong."""
    laptop = one.laptop
    with laptop.database.reading() as session:
        enrolment = vault_facts.enrolment(session)
        assert enrolment is not None
        key = laptop.journal.public_key
        trust = Trust(laptop.journal.vault, key, enrolment.receipt_key, {})
        report: Report = verify(session, trust)
    return [fault.code for fault in report.faults]


def copied(hq: Hq) -> Path:
    """A copy of headquarters' database, as a backup has it."""
    hq.server.database.close()
    return Path(shutil.copy(hq.folder / "hq.db", hq.folder / "saved.db"))


def put_back(hq: Hq, backup: Path) -> None:
    """Headquarters' database is again what it was."""
    hq.server.database.close()
    for file in hq.folder.glob("hq.db*"):
        file.unlink()
    shutil.copy(backup, hq.folder / "hq.db")


def _reach(post: Post, *laptops: Roamer) -> None:
    """The relay that started again is the one that the laptops' roads lead to."""
    for one in laptops:
        one.to_relay.inner = post.transport
