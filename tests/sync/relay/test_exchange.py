"""Laptops, a relay and headquarters: what reaches whom, and what each may say about it."""

from __future__ import annotations

from tests.sync.relay.posts import Post, Roamer
from tests.sync.units import AddUnit, EditUnit, names


def test_what_one_laptop_left_at_the_relay_reaches_the_other_without_headquarters(
    post: Post, a: Roamer, b: Roamer
) -> None:
    post.up.away = True
    a.laptop.does(AddUnit())
    a.at_relay()
    assert (a.laptop.state.unsent, a.laptop.state.at_relay) == (1, 1)
    b.at_relay()
    assert names(b.laptop) == ["واحد نمونهٔ ب"]


def test_headquarters_receipt_comes_down_through_the_relay(post: Post, a: Roamer) -> None:
    a.laptop.does(AddUnit())
    a.at_relay()
    post.turns()
    assert a.laptop.state.unsent == 1
    a.at_relay()
    assert (a.laptop.state.unsent, a.laptop.state.at_relay) == (0, 0)
    assert a.laptop.state.last_receipt_at is not None


def test_what_was_written_at_headquarters_comes_down_to_the_laptops_of_the_relay(
    post: Post, a: Roamer, b: Roamer
) -> None:
    b.laptop.does(AddUnit())
    b.at_hq()
    post.turns()
    a.at_relay()
    assert names(a.laptop) == ["واحد نمونهٔ ب"]
    a.laptop.does(EditUnit("phone", "028-00000000"))
    a.at_relay()
    post.turns()
    b.at_hq()
    assert b.laptop.state.conflicts == 0
