"""Wherever a program ends in an exchange, what was written is there, once, and all go on."""

from __future__ import annotations

import pytest

from tests.sync.simulator.acts import AddUnit, Edit
from tests.sync.simulator.moves import records
from tests.sync.simulator.road import Mishap
from tests.sync.simulator.run import Simulator, ended
from tests.sync.simulator.template import UNITS
from tests.sync.simulator.world import World


def prepared(world: World) -> None:
    """Both laptops have changed the same unit, and the first has sent it."""
    one, two = world.devices
    world.does(one, AddUnit("26", "واحد الف"))
    world.does(one, Edit("units", UNITS[0], {"name": "الف", "phone": "۱"}))
    world.does(two, Edit("units", UNITS[0], {"name": "ب"}))
    world.does(two, AddUnit("26", "واحد ب"))
    world.exchange(one)


@pytest.mark.parametrize("jobs", range(2))
def test_a_laptop_may_end_at_any_statement_of_any_job(simulator: Simulator, jobs: int) -> None:
    for statements in range(-1, 120):
        with simulator.world(jobs, (0, 1)) as world:
            prepared(world)
            two = world.devices[1]
            two.store.crash = (jobs, statements)
            came_to_an_end = world.exchange(two) == "crash"
            assert ended(world) == [], f"crash at statement {statements} of job {jobs}"
            assert all(len(records(device, "units")) == 4 for device in world.devices)
        if not came_to_an_end:
            break
    assert statements > 3


@pytest.mark.parametrize("after", range(2))
def test_headquarters_may_end_at_any_statement(simulator: Simulator, after: int) -> None:
    for statements in range(120):
        with simulator.world(after, (0, 1)) as world:
            prepared(world)
            two = world.devices[1]
            two.road.mishaps.append(Mishap("hq_crash", after, statements))
            whole = world.exchange(two) == "done"
            assert ended(world) == [], f"crash at statement {statements} of request {after}"
        if whole:
            break
    assert statements > 5
