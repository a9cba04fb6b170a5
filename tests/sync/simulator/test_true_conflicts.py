"""Every true difference waits for a person, and nothing else does (G16 of ``sync.md``)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy.orm import Session

from desktop.commands.base import Desk
from desktop.models.directory import Unit
from tests.sync.simulator.oracles import Sight
from tests.sync.simulator.run import Simulator, ended

COUNT = 100


@dataclass(frozen=True)
class AddUnits:
    """Many units at once."""

    def __call__(self, session: Session, desk: Desk) -> None:
        for number in range(COUNT):
            session.add(Unit(province="26", name=f"واحد {number}", provisional=True, line="many"))


@dataclass(frozen=True)
class EditUnits:
    """New values in all of them."""

    values: Mapping[str, str]

    def __call__(self, session: Session, desk: Desk) -> None:
        for unit in session.query(Unit).filter(Unit.line == "many"):
            for name, value in self.values.items():
                setattr(unit, name, f"{value} {unit.name[:4]}")


def test_a_hundred_true_conflicts_are_a_hundred_and_equal_values_are_none(
    simulator: Simulator,
) -> None:
    with simulator.world(16, (0, 1, 2)) as world:
        one, two, three = world.devices
        world.does(one, AddUnits())
        for device in (one, two, three):
            world.exchange(device)
        world.does(one, EditUnits({"phone": "یکم", "address": "همان"}))
        world.does(two, EditUnits({"phone": "دوم", "address": "همان"}))
        assert ended(world) == []
        for database in (world.database, *(device.database for device in world.devices)):
            with database.reading() as session:
                sight = Sight(session)
                open_ = [c for found in sight.conflicts.values() for c in found if not c[3]]
                standing = {
                    row["phone"]
                    for (kind, _), row in sight.rows.items()
                    if kind == "units" and row["line"] == "many"
                }
            assert len(open_) == COUNT
            assert {(name, value) for name, _, value, _ in open_} == {("phone", "یکم واحد")}
            assert standing == {"دوم واحد"}
