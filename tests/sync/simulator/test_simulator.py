"""Seeded schedules over the real engine: everybody ends with the same, and nothing is lost."""

from __future__ import annotations

import pytest

from tests.sync.simulator.op import schedule
from tests.sync.simulator.people import SEATS
from tests.sync.simulator.regressions import REGRESSIONS
from tests.sync.simulator.run import Simulator
from tests.sync.simulator.shrink import shrunk

SEEDS = 200
AT_ONCE = 20


@pytest.mark.parametrize("first", range(0, SEEDS, AT_ONCE))
def test_seeded_schedules_hold(simulator: Simulator, first: int) -> None:
    for seed in range(first, first + AT_ONCE):
        if simulator.seed(seed):
            small = shrunk(schedule(seed, len(SEATS)), simulator.run)
            found = "\n".join(simulator.run(small)[:10])
            pytest.fail(f"seed {seed}, cut down:\n{small}\n{found}")


@pytest.mark.parametrize("name", REGRESSIONS)
def test_what_once_broke_stays_mended(simulator: Simulator, name: str) -> None:
    assert simulator.run(REGRESSIONS[name]) == []


def test_a_seed_is_one_run(simulator: Simulator) -> None:
    assert schedule(7, len(SEATS)) == schedule(7, len(SEATS))
    assert schedule(7, len(SEATS)) != schedule(8, len(SEATS))
    assert str(schedule(7, len(SEATS))).startswith("Schedule(7, ")
