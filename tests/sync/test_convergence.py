"""Whatever is written where, and wherever the road is cut: in the end all hold the same."""

from __future__ import annotations

import contextlib
from functools import partial

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop.errors import Problem
from desktop.models import registry
from desktop.models.conflicts import Conflict, value_of
from desktop.models.entries import Entry
from tests.sync.laptops import Laptop, headquarters, looks
from tests.sync.units import AddUnit, EditUnit, rows

WHO = st.integers(0, 2)
EDIT = st.tuples(
    st.just("edit"), WHO, st.sampled_from(["name", "address", "phone"]), st.sampled_from("الفبپ")
)
SYNC = st.tuples(st.just("sync"), WHO)
CUT = st.tuples(st.just("cut"), WHO, st.booleans(), st.integers(0, 2), st.sampled_from([0, 30]))
RESTART = st.tuples(st.just("restart"), WHO)
STORY = st.lists(st.one_of(EDIT, EDIT, SYNC, CUT, RESTART), max_size=25)


def disputes(laptop: Laptop) -> list[tuple[str, bytes, object]]:
    found = looks(
        laptop, lambda s: list(s.execute(select(Conflict).where(~Conflict.same)).scalars())
    )
    return sorted((c.field, c.stamp, value_of(c)) for c in found)


def own_entries(session: Session, laptop: Laptop) -> list[bytes]:
    """The hashes of what a laptop's vault wrote, in their order."""
    own = select(Entry.hash).where(Entry.vault == laptop.journal.vault).order_by(Entry.counter)
    return list(session.execute(own).scalars())


def happens(laptops: list[Laptop], event: tuple[object, ...]) -> None:
    """One thing of a story."""
    match event:
        case ("edit", int(who), str(field), str(value)):
            laptops[who].does(EditUnit(field, value))
        case ("sync", int(who)):
            laptops[who].syncs()
        case ("restart", int(who)):
            laptops[who].restarted()
        case ("cut", int(who), bool(answer), int(after), int(at)):
            road = laptops[who].road
            if answer:
                road.cut_answer, road.at = after, at
            else:
                road.cut_request = after
            with contextlib.suppress(Problem):
                laptops[who].syncs()
            road.cut_request = road.cut_answer = None


@settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(story=STORY)
def test_all_laptops_end_with_the_same(
    tmp_path_factory: pytest.TempPathFactory, story: list[tuple[object, ...]]
) -> None:
    folder = tmp_path_factory.mktemp("story")
    with headquarters(folder / "hq") as hq:
        laptops = [hq.laptop(folder / str(n), f"بازرس نمونهٔ {n}") for n in range(3)]
        laptops[0].does(AddUnit())
        for laptop in laptops:
            laptop.syncs()
        for event in story:
            happens(laptops, event)
        for laptop in laptops * 2:
            laptop.syncs()
        first, *others = laptops
        for other in others:
            assert rows(other) == rows(first)
            assert disputes(other) == disputes(first)
        assert [laptop.state.unsent for laptop in laptops] == [0, 0, 0]
        with hq.server.database.reading() as session:
            raw = registry.kind_of("units").raw
            held = [dict(row) for row in session.execute(select(raw)).mappings()]
            arrived = [own_entries(session, laptop) for laptop in laptops]
        assert held == rows(first)
        assert arrived == [looks(one, partial(own_entries, laptop=one)) for one in laptops]
        for laptop in laptops:
            laptop.database.close()
