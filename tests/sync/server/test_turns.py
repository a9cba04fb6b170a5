"""Turns that share a transaction stand or fall alone, and what waits too long is told so."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import func, select

from desktop.models.directory import Unit
from desktop.models.entries import Entry
from sync.protocol.ids import HQ_VAULT
from sync.protocol.messages import Run
from sync.server import chain, exchange, work
from sync.server.declined import Declined
from sync.server.exchange import Asked, Caller
from sync.server.hq import open_headquarters
from sync.server.system import enter, writing
from sync.server.work import Outcome, Together
from tests.hq import Hq
from tests.sync.server.commands import add, unit
from tests.sync.server.conftest import Enrolled
from tests.sync.server.laptop import Laptop


def asked(laptop: Laptop, *runs: Run) -> Asked:
    """A turn as it waits for the database."""
    device = exchange.admitted(laptop.hq.server, laptop.token)
    links = [chain.links(laptop.hq.server.keys.installation, device, run) for run in runs]
    return Asked(Caller(laptop.vault, laptop.token), laptop.request(*runs), links, 100)


def units(hq: Hq) -> int:
    with hq.server.database.reading() as session:
        return session.execute(select(func.count()).select_from(Unit)).scalar_one()


def test_one_vaults_trouble_is_not_the_others(hq: Hq, enrolled: Enrolled) -> None:
    good, gap, asking, also = (enrolled(f"بازرس نمونهٔ {n}") for n in range(4))
    for number, one in enumerate((good, gap, also)):
        one.does(add(unit(bytes([number, 1]) + bytes(14))))
    gap.does(add(unit(bytes([1, 2]) + bytes(14))))
    group = [
        asked(good, good.run()),
        asked(gap, gap.run(2)),
        asked(asking),
        asked(also, also.run()),
    ]
    first, second, third, fourth = exchange.turns(hq.server, group)
    assert not isinstance(first, BaseException)
    assert first[1].receipts
    assert isinstance(second, Declined)
    assert second.code == "chain_gap"
    assert not isinstance(third, BaseException)
    assert not isinstance(fourth, BaseException)
    assert fourth[1].receipts
    assert units(hq) == 2


def test_a_vault_twice_in_one_group_is_taken_in_order(hq: Hq, enrolled: Enrolled) -> None:
    laptop = enrolled()
    laptop.does(add(unit(bytes([1]) + bytes(15))))
    first = laptop.run()
    laptop.does(add(unit(bytes([2]) + bytes(15))))
    second = laptop.run(2)
    one, two, again = exchange.turns(
        hq.server, [asked(laptop, first), asked(laptop, second), asked(laptop, first)]
    )
    assert not isinstance(one, BaseException)
    assert not isinstance(two, BaseException)
    assert not isinstance(again, BaseException)
    assert two[1].held is not None
    assert two[1].held[1] == 2
    assert units(hq) == 2


def test_two_processes_write_one_chain_of_headquarters(hq: Hq) -> None:
    behind = open_headquarters(hq.server.config, wall=lambda: hq.wall() - 3_600_000)
    try:
        for number in range(6):
            server = (hq.server, behind)[number % 2]
            with writing(server, "Enter") as session:
                row = {"id": bytes([number]) + bytes(15), "province": "26", "name": "واحد نمونه"}
                assert enter(session, "units", [row]) == 1
    finally:
        behind.close()
    with hq.server.database.reading() as session:
        query = select(Entry.stamp).where(Entry.vault == HQ_VAULT).order_by(Entry.counter)
        stamps = list(session.execute(query).scalars())
    assert stamps == sorted(set(stamps))
    assert len(stamps) >= 6


def gathered(jobs: Sequence[int], *, most: int) -> tuple[list[object], list[list[int]]]:
    """What came of jobs that asked at once, and in which groups they ran; 7 breaks its group."""
    groups: list[list[int]] = []
    begun = threading.Event()

    def run(group: Sequence[int]) -> list[Outcome[int]]:
        begun.wait(5)
        groups.append(list(group))
        if 7 in group:
            raise ZeroDivisionError
        return [Declined("chain_gap") if one == 3 else one * 10 for one in group]

    async def all_at_once() -> list[object]:
        with ThreadPoolExecutor(1) as pool:
            together: Together[int, int] = Together(pool, run, lambda one: 1)
            asking = [asyncio.create_task(together.do(one)) for one in jobs]
            await asyncio.sleep(0)  # a turn for the others, no waiting
            begun.set()
            return list(await asyncio.gather(*asking, return_exceptions=True))

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(work, "WAITING", most)
        return asyncio.run(all_at_once()), groups


def test_what_waits_meanwhile_goes_together_and_a_fault_is_its_makers_alone() -> None:
    found, groups = gathered(range(10), most=100)
    assert [one for one in found if isinstance(one, int)] == [0, 10, 20, 40, 50, 60, 80, 90]
    assert isinstance(found[3], Declined)
    assert isinstance(found[7], ZeroDivisionError)
    assert max(map(len, groups)) > 1
    assert [7] in groups


def test_who_comes_when_too_many_wait_is_asked_to_come_again() -> None:
    found, _groups = gathered([0, 1, 2, 4, 5], most=2)
    declined = [one for one in found if isinstance(one, Declined)]
    assert {one.code for one in declined} == {"too_many_requests"}
    assert 2 <= len(declined) <= 3
    assert all(one.arguments["seconds"] for one in declined)
