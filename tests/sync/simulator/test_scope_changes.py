"""Scopes are granted and taken, and rows move between them: nothing leaks, nothing is lost."""

from __future__ import annotations

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.sync.simulator.acts import AddPerson, Edit
from tests.sync.simulator.moves import records
from tests.sync.simulator.op import Op, Schedule
from tests.sync.simulator.run import Simulator, ended
from tests.sync.simulator.world import World

NUMBER = st.integers(0, 2**16 - 1)
CHANGES = ("move", "move", "name", "grant", "end", "visit", "person", "edit", "finding", "sync")
OP = st.builds(Op, st.sampled_from(CHANGES), st.integers(0, 3), NUMBER, NUMBER, NUMBER)


@settings(
    max_examples=25,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
@given(ops=st.lists(OP, min_size=4, max_size=16))
def test_whatever_happens_to_scopes_each_laptop_holds_just_its_own(
    simulator: Simulator, ops: list[Op]
) -> None:
    assert simulator.run(Schedule(0, (0, 4, 3, 8), tuple(ops))) == []


def test_a_row_that_moved_away_under_an_unsent_change_does_not_stay(simulator: Simulator) -> None:
    with simulator.world(1, (0, 4)) as world:
        inspector, administrator = world.devices
        person = moved_away(world)
        world.does(inspector, Edit("persons", person, {"personnel_no": "۷"}))
        assert ended(world) == []
        assert person not in records(inspector, "persons")
        assert person in records(administrator, "persons")


def test_a_row_that_came_back_is_there_again_with_its_history(simulator: Simulator) -> None:
    with simulator.world(2, (0, 4)) as world:
        inspector, administrator = world.devices
        person = moved_away(world)
        assert ended(world) == []
        assert person not in records(inspector, "persons")
        world.does(administrator, Edit("persons", person, {"province": "26"}))
        assert ended(world) == []
        assert person in records(inspector, "persons")


def moved_away(world: World) -> bytes:
    """A person whom both laptops held until the administrator sent him to Alborz."""
    inspector, administrator = world.devices
    before = set(records(inspector, "persons"))
    world.does(inspector, AddPerson("26", "کس نمونه", None))
    (person,) = set(records(inspector, "persons")) - before
    world.exchange(inspector)
    world.exchange(administrator)
    world.does(administrator, Edit("persons", person, {"province": "30"}))
    world.exchange(administrator)
    return person
