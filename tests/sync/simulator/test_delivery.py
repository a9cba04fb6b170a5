"""The same entries by any road: other batches, other orders, some twice, and the same bytes."""

from __future__ import annotations

import random
from typing import Any

import pytest
from sqlalchemy import select

from desktop.models.apply import apply
from desktop.models.base import Base
from desktop.models.entries import Entry, EntryBody
from desktop.models.projection import Incoming
from sync.protocol.entry import decode_body, decode_header
from tests.builders import NOW
from tests.sync.simulator.moves import play
from tests.sync.simulator.op import schedule
from tests.sync.simulator.oracles import Sight
from tests.sync.simulator.people import SEATS
from tests.sync.simulator.run import Simulator, quiet
from tests.sync.simulator.storage import Memory
from tests.sync.simulator.world import World

CALM = {"forge", "clone", "restore", "revoke"}
Held = tuple[dict[Any, Any], dict[Any, Any]]


def written(world: World) -> list[Incoming]:
    """All that headquarters took, as a feed brings it."""
    query = (
        select(Entry, EntryBody.body)
        .join(
            EntryBody,
            (EntryBody.vault == Entry.vault)
            & (EntryBody.epoch == Entry.epoch)
            & (EntryBody.counter == Entry.counter),
        )
        .where(Entry.refused.is_(None))
        .order_by(Entry.arrived_at, Entry.stamp)
    )
    with world.database.reading() as session:
        return [
            Incoming(
                decode_header(entry.core),
                entry.core,
                entry.hash,
                body,
                decode_body(body).changes,
                entry.rank,
            )
            for entry, body in session.execute(query)
            if body is not None
        ]


def held(batches: list[list[Incoming]]) -> Held:
    """What a fresh vault holds after these batches."""
    database = Memory()
    Base.metadata.create_all(database.engine)
    for batch in batches:
        with database.writing() as session:
            apply(session, batch, NOW)
    with database.reading() as session:
        sight = Sight(session)
        rows = {
            key: {name: value for name, value in row.items() if name != "row_no"}
            for key, row in sight.rows.items()
        }
        found = rows, sight.conflicts
    database.close()
    return found


def apart(items: list[Incoming], dice: random.Random) -> list[list[Incoming]]:
    """The items in batches of any size, some of them a second time."""
    batches = []
    while items:
        size = dice.randint(1, max(1, len(items)))
        batches.append(items[:size])
        items = items[size:]
    return [*batches, *dice.sample(batches, len(batches) // 2)]


@pytest.mark.parametrize("seed", range(30))
def test_no_road_makes_a_difference(simulator: Simulator, seed: int) -> None:
    of = schedule(seed, len(SEATS))
    dice = random.Random(seed)
    with simulator.world(seed, of.seats) as world:
        for op in of.ops:
            if op.name not in CALM:
                play(world, op)
        quiet(world)
        items = written(world)
    whole = held([items])
    assert held(apart(items, dice)) == whole
    for _ in range(3):
        mixed = dice.sample(items, len(items))
        assert held(apart(mixed, dice)) == whole
