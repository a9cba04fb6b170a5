"""A relay that is cut off serves only while its lease holds, and hands on its vaults' leases."""

from __future__ import annotations

import pytest

from desktop.errors import Problem
from desktop.models import lease, vault_facts
from sync.protocol.encoding import encode
from sync.server import config, key_lists, leases
from sync.server import keys as keyring
from sync.server.app import create_app
from sync.server.hq import open_headquarters
from sync.server.tables import Device
from tests.sync.laptops import Hq, looks
from tests.sync.relay.posts import Post, Roamer
from tests.sync.road import InProcess
from tests.sync.units import AddUnit, names

DAY = 24 * 60


def test_a_laptop_at_the_relay_alone_keeps_its_lease(hq: Hq, post: Post, a: Roamer) -> None:
    a.at_relay()
    for _ in range(3):
        hq.wall.forward(minutes=15 * DAY)
        post.turns()
        a.at_relay()
    assert not looks(
        a.laptop, lambda s: lease.state(s, a.laptop.journal.vault, a.laptop.wall.ms)
    ).closed


def test_a_relay_cut_off_serves_for_thirty_days_and_again_after_a_turn(
    hq: Hq, post: Post, a: Roamer, b: Roamer
) -> None:
    b.laptop.does(AddUnit())
    b.at_relay()
    hq.wall.forward(minutes=29 * DAY)
    a.at_relay()
    assert names(a.laptop) == ["واحد نمونهٔ ب"]
    hq.wall.forward(minutes=2 * DAY)
    with pytest.raises(Problem, match="relay_lease_over"):
        a.at_relay()
    post.turns()
    a.at_relay()


def test_the_clock_of_a_relay_set_back_extends_nothing(hq: Hq, post: Post, a: Roamer) -> None:
    hq.wall.forward(minutes=10 * DAY)
    post.turns()
    hq.wall.forward(minutes=31 * DAY)
    with pytest.raises(Problem, match="relay_lease_over"):
        a.at_relay()


def test_a_lease_that_headquarters_did_not_sign_is_none(hq: Hq, post: Post, a: Roamer) -> None:
    a.at_relay()
    before = looks(a.laptop, lease.term)
    with post.station.hq.database.writing() as session:
        hq.wall.forward(minutes=5 * DAY)
        forged = leases.give(post.station.hq, session.get_one(Device, a.laptop.journal.vault))
        name = f"relay/lease_of/{a.laptop.journal.vault.hex()}"
        vault_facts.put(session, name, encode(forged))
    a.at_relay()
    assert looks(a.laptop, lease.term) == before


def test_a_newer_list_of_keys_comes_down_through_the_relay(hq: Hq, post: Post, a: Roamer) -> None:
    a.laptop.does(AddUnit())
    a.at_relay()
    post.turns()
    hq.transport.close()
    hq.server.close()
    made = config.read(hq.folder)
    root = keyring.load_root(hq.folder / keyring.ROOT_FILE)
    key_lists.publish(made, root, key_lists.Change(receipt=True), wall=hq.wall)
    hq.server = open_headquarters(made, wall=hq.wall)
    hq.transport = InProcess(create_app(hq.server))
    post.up.inner = hq.transport
    try:
        post.turns()
        assert post.station.joined.enrolment.serial == 2
        a.at_relay()
        held = looks(a.laptop, vault_facts.enrolment)
        assert held is not None
        assert held.serial == 2
        assert a.laptop.state.unsent == 0
        assert post.restarted().station.joined.enrolment.serial == 2
    finally:
        hq.transport.close()
        hq.server.close()
