"""A bad link costs time, never data, and what stands in its way gets a typed error."""

from __future__ import annotations

import random

import pytest

from tests.faults.link import Load, across
from tests.faults.proxy import Link

LOAD = Load(records=40, photos=2, photo_bytes=20_000)


@pytest.mark.parametrize("seed", [1, 3, 4])
def test_all_arrives_over_a_link_that_cuts_and_alters(seed: int) -> None:
    chance = random.Random(seed)
    link = Link(resets=0.4, corrupts=0.2, surely=["reset", "corrupt"], chance=chance)
    journey = across(LOAD, link)
    assert journey.cuts > 0
    assert journey.altered > 0
    assert (journey.left.unsent, journey.left.unsent_photos) == (0, 0)
    assert journey.left.last_error is None
    assert journey.codes <= {"link_cut", "server_away", "server_not_ours"}


def test_the_page_of_a_captive_network_is_told_from_headquarters() -> None:
    journey = across(Load(1, 0, 0), Link(portal=True), tries=1)
    assert journey.codes == {"network_captive"}
    assert journey.left.unsent == 1
