"""Chance schedules of writing, exchanging, cutting and restarting: in the end all hold the same."""

from __future__ import annotations

import contextlib
import random
from pathlib import Path

import pytest
from sqlalchemy import select

from desktop.errors import Problem
from desktop.models import registry
from desktop.models.conflicts import Conflict
from tests.sync.laptops import Hq, headquarters, looks
from tests.sync.relay.posts import Post, Roamer, relay, roamer
from tests.sync.relay.test_changing_servers import verified
from tests.sync.units import AddUnit, EditUnit, rows

STEPS = 24
FIELDS = ("phone", "address", "name")


@pytest.mark.parametrize("seed", range(5))
def test_whatever_happens_on_the_way_all_hold_the_same_in_the_end(
    tmp_path: Path, seed: int
) -> None:
    chance = random.Random(seed)  # a schedule that can be repeated
    with (
        headquarters(tmp_path / "hq") as hq,
        relay(hq, tmp_path / "relay") as post,
    ):
        people = [roamer(hq, post, tmp_path / f"v{n}", f"بازرس نمونهٔ {n}") for n in range(3)]
        post.turns()
        people[0].laptop.does(AddUnit())
        people[0].at_relay()
        for step in range(STEPS):
            _step(chance, post, people, step)
        _settle(post, people)
        assert [one.laptop.state.unsent for one in people] == [0, 0, 0], seed
        assert [one.laptop.state.refused for one in people] == [0, 0, 0], seed
        held = [rows(one.laptop) for one in people]
        assert held[0] == held[1] == held[2] == _rows_at(hq), seed
        assert len({_conflicts(one) for one in people}) == 1, seed
        assert [verified(one) for one in people] == [[], [], []], seed


def _step(chance: random.Random, post: Post, people: list[Roamer], step: int) -> None:
    one = chance.choice(people)
    match chance.randrange(10):
        case 0 | 1 | 2:
            if rows(one.laptop):
                one.laptop.does(EditUnit(chance.choice(FIELDS), f"{step}"))
        case 3 | 4 | 5:
            with contextlib.suppress(Problem):
                one.at_relay()
        case 6:
            with contextlib.suppress(Problem):
                one.at_hq()
        case 7:
            with contextlib.suppress(Problem):
                post.turns()
        case 8:
            post.up.away = not post.up.away
        case 9:
            road = chance.choice([one.to_relay, one.to_hq, post.up])
            road.cut_answer, road.at = chance.randrange(3), chance.randrange(200)


def _settle(post: Post, people: list[Roamer]) -> None:
    post.up.away = False
    for road in [post.up, *(road for one in people for road in (one.to_relay, one.to_hq))]:
        road.cut_answer = None
    for _ in range(4):
        for one in people:
            one.at_relay()
        post.turns()
    for one in people:
        one.at_hq()
    for one in people:
        one.at_hq()


def _rows_at(hq: Hq) -> list[dict[str, object]]:
    raw = registry.kind_of("units").raw
    with hq.server.database.reading() as session:
        return [dict(row) for row in session.execute(select(raw).order_by(raw.c.id)).mappings()]


def _conflicts(one: Roamer) -> frozenset[tuple[str, bytes]]:
    query = select(Conflict.field, Conflict.stamp).order_by(Conflict.stamp)
    return looks(one.laptop, lambda s: frozenset((f, m) for f, m in s.execute(query)))
