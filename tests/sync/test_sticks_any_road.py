"""Whatever goes online, by stick to headquarters or from laptop to laptop: the same rows."""

from __future__ import annotations

import contextlib
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from desktop.errors import AppError
from desktop.models import registry, sticks
from sync.client import stick
from sync.client.bundles_between import to_colleague
from sync.client.bundles_out import to_headquarters
from sync.server import bundle_answers, bundles
from tests.sync.laptops import Hq, Laptop, headquarters
from tests.sync.test_convergence import disputes
from tests.sync.units import AddUnit, EditUnit, rows

WHO = st.integers(0, 1)
EDIT = st.tuples(st.just("edit"), WHO, st.sampled_from(["name", "phone"]), st.sampled_from("الفبپ"))
ONLINE = st.tuples(st.just("online"), WHO)
OUT = st.tuples(st.just("out"), WHO)
OFFICE = st.tuples(st.just("office"))
TAKE = st.tuples(st.just("take"), WHO)
SHARE = st.tuples(st.just("share"), WHO)
STORY = st.lists(st.one_of(EDIT, EDIT, ONLINE, OUT, OFFICE, TAKE, SHARE), max_size=20)


def happens(hq: Hq, laptops: list[Laptop], root: Path, event: tuple[object, ...]) -> None:
    """One thing of a story; a stick stays as it is until it is written over."""
    hq.wall.forward(minutes=1)
    match event:
        case ("edit", int(who), str(field), str(value)):
            laptops[who].does(EditUnit(field, value))
        case ("online", int(who)):
            laptops[who].syncs()
        case ("out", int(who)):
            to_headquarters(laptops[who].own, root)
        case ("office",):
            at_headquarters(hq, root)
        case ("share", int(who)):
            to_colleague(laptops[who].own, root, laptops[1 - who].journal.vault)
        case ("take", int(who)):
            takes(laptops[who], root)


def at_headquarters(hq: Hq, root: Path) -> None:
    vaults = set()
    for path in sticks.bundles_at(root):
        header = sticks.look_at(path).header
        if header is not None and bundles.for_headquarters(header):
            vaults.add(bundles.take(hq.server, path).vault)
    for vault in vaults:
        bundle_answers.give(hq.server, vault, root)


def takes(laptop: Laptop, root: Path) -> None:
    """An older stick may be out of step; then nothing of it is taken."""
    for path in sticks.bundles_at(root):
        header = sticks.look_at(path).header
        if header is not None and stick.for_vault(laptop.journal.vault, header):
            with contextlib.suppress(AppError):
                stick.take(laptop.own, path)


@settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(story=STORY)
def test_any_mix_of_roads_gives_the_same_rows(
    tmp_path_factory: pytest.TempPathFactory, story: list[tuple[object, ...]]
) -> None:
    folder = tmp_path_factory.mktemp("roads")
    root = folder / "stick"
    root.mkdir()
    with headquarters(folder / "hq") as hq:
        laptops = [hq.laptop(folder / str(n), f"بازرس نمونهٔ {n}") for n in range(2)]
        laptops[0].does(AddUnit())
        for laptop in laptops * 2:
            laptop.syncs()
        for event in story:
            happens(hq, laptops, root, event)
        for laptop in laptops * 2:
            laptop.syncs()
        first, second = laptops
        assert rows(first) == rows(second)
        assert disputes(first) == disputes(second)
        assert [laptop.state.unsent for laptop in laptops] == [0, 0]
        with hq.server.database.reading() as session:
            raw = registry.kind_of("units").raw
            assert [dict(row) for row in session.execute(select(raw)).mappings()] == rows(first)
        before = rows(first)
        for laptop in laptops:
            takes(laptop, root)
        assert rows(first) == rows(second) == before
        for laptop in laptops:
            laptop.database.close()
