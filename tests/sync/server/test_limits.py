"""Limits hold over several processes, and the bytes of a day outlive the one that counted them."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TypeVar

import pytest

from sync.server import limits
from sync.server.declined import Declined
from sync.server.limits import Limits
from tests.hq import Hq

T = TypeVar("T")
VAULT = b"nemuneh1"


async def at_once(job: Callable[[], T]) -> T:
    """A job done here, as the pool of one process would."""
    return job()


def process(hq: Hq) -> Limits:
    """The limits of one more process over the same database."""
    return Limits(hq.server, at_once)


def let_through(*processes: Limits, tries: int, most: int) -> int:
    """How many of these requests pass, each asked of another process in turn."""

    waits: list[int] = []

    async def ask() -> int:
        for number in range(tries):
            try:
                await processes[number % len(processes)].count(VAULT, most)
            except Declined as declined:
                waits.append(int(str(declined.arguments["seconds"])))
        return tries - len(waits)

    passed = asyncio.run(ask())
    assert all(1 <= seconds <= 61 for seconds in waits)
    return passed


def test_one_process_lets_through_as_many_as_are_allowed(hq: Hq) -> None:
    assert let_through(process(hq), tries=80, most=60) == 60
    hq.wall.forward(minutes=1)
    assert let_through(process(hq), tries=80, most=60) == 60


@pytest.mark.needs("postgres")
@pytest.mark.parametrize("hq", ["postgresql"], indirect=True)
def test_several_processes_together_let_through_no_more(hq: Hq) -> None:
    three = [process(hq) for _ in range(3)]
    assert let_through(*three, tries=600, most=200) == 200
    hq.wall.forward(minutes=1)
    assert let_through(*three, tries=600, most=200) == 200


def test_the_bytes_of_a_day_are_known_to_who_comes_after(
    hq: Hq, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "BYTES_A_DAY", 10_000)

    async def carry() -> None:
        first = process(hq)
        await first.check_bytes(VAULT)
        await first.carried(VAULT, 6_000)
        await first.check_bytes(VAULT)
        await first.save()
        second = process(hq)
        await second.check_bytes(VAULT)
        await second.carried(VAULT, 5_000)
        with pytest.raises(Declined, match="too_many_requests") as declined:
            await second.check_bytes(VAULT)
        assert 0 < int(str(declined.value.arguments["seconds"])) <= 24 * 3600
        await second.check_bytes(b"nemuneh2")
        await second.save()
        hq.wall.forward(minutes=24 * 60)
        await second.check_bytes(VAULT)
        await process(hq).check_bytes(VAULT)

    asyncio.run(carry())


def test_an_exchange_counts_its_bytes_and_is_asked_to_come_back(
    hq: Hq, enrolled: Callable[..., object], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "BYTES_A_DAY", 300)
    laptop = enrolled()
    answers = [
        hq.http.post("/exchange", content=b"x" * 200, headers=laptop.authorization)  # type: ignore[attr-defined]  # a Laptop
        for _ in range(3)
    ]
    assert [answer.status_code for answer in answers] == [400, 400, 429]
    assert int(answers[2].headers["Retry-After"]) > 0
