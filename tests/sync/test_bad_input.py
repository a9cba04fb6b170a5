"""Whatever answers in headquarters' place: a typed error in words, and nothing half applied."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import httpx
import pytest

from desktop.errors import AppError
from desktop.models import vault_facts
from desktop.models.base import Base
from resources.wording import words_of
from sync.client.session import Exchange
from sync.protocol.packing import MEDIA_TYPE
from tests.sync.laptops import Hq, Laptop, headquarters, looks
from tests.sync.road import Change
from tests.sync.units import AddUnit, EditUnit, names, rows, together

PORTAL = b"<html><body>\xd9\x88\xd8\xb1\xd9\x88\xd8\xaf</body></html>"
NOTED = frozenset({"vault_facts", "feed_batches"})
"""What an exchange may write before it fails: how it ended, and when a batch came last."""


def held(laptop: Laptop) -> dict[str, list[Any]]:
    """Everything in a vault but the notes about its link."""

    def read(session: Any) -> dict[str, list[Any]]:
        tables = [t for t in Base.metadata.sorted_tables if t.name not in NOTED]
        return {t.name: [tuple(row) for row in session.execute(t.select())] for t in tables}

    return looks(laptop, read)


def failed(laptop: Laptop) -> AppError:
    """How an exchange that must not succeed ended: in words of our own."""
    with pytest.raises(AppError) as found:
        laptop.syncs()
    error = found.value
    words = words_of(error.code, error.arguments)
    assert words
    assert error.code not in words
    assert any("\u0600" <= letter <= "\u06ff" for letter in words)
    return error


def again(headers: Mapping[str, str], content: bytes) -> httpx.Response:
    """An answer with status 200, to be streamed once."""
    return httpx.Response(200, headers=headers, stream=httpx.ByteStream(content))


def instead(content: bytes, media: str = MEDIA_TYPE) -> Change:
    """Another answer, with status 200."""
    return lambda _request, _answer: again({"content-type": media}, content)


def cut(_request: httpx.Request, answer: httpx.Response) -> httpx.Response:
    """Half of the answer, as if that were all of it."""
    whole = answer.read()
    return again({"content-type": MEDIA_TYPE}, whole[: len(whole) // 2])


BAD: dict[str, Change] = {
    "garbage": instead(bytes(range(256)) * 8),
    "nothing": instead(b""),
    "portal": instead(PORTAL, "text/html; charset=utf-8"),
    "portal that lies about its kind": instead(PORTAL),
    "truncated": cut,
    "bomb": instead(b"\x28\xb5\x2f\xfd\xa4" + b"\xff" * 4 + b"\x00" * 64),
}


@pytest.mark.parametrize("name", BAD)
def test_an_answer_that_is_none_changes_nothing(pair: tuple[Laptop, Laptop], name: str) -> None:
    a, b = together(pair)
    b.does(EditUnit("phone", "028-00000000"))
    b.syncs()
    a.does(EditUnit("address", "نشانی تازه"))
    before = held(a)
    a.road.change = BAD[name]
    failed(a)
    assert held(a) == before
    assert a.state.unsent == 1
    a.road.change = None
    a.syncs()
    assert a.state.unsent == 0


def test_an_answer_that_was_good_once_is_not_taken_again(pair: tuple[Laptop, Laptop]) -> None:
    a, b = together(pair)
    old: list[bytes] = []

    def keeping(_request: httpx.Request, answer: httpx.Response) -> httpx.Response:
        old.append(answer.read())
        return again({"content-type": MEDIA_TYPE}, old[-1])

    b.does(EditUnit("phone", "028-00000000"))
    b.syncs()
    a.road.change = keeping
    a.syncs()
    b.does(EditUnit("phone", "028-99999999"))
    b.syncs()
    a.road.change = None
    a.syncs()
    a.does(EditUnit("address", "نشانی تازه"))
    before = held(a)
    a.road.change = lambda _request, _answer: again({"content-type": MEDIA_TYPE}, old[0])
    cursors = looks(a, vault_facts.cursors)
    failed(a)
    assert held(a) == before
    a.road.change = None
    for laptop in (a, b):
        laptop.syncs()
    assert a.state.unsent == 0
    assert rows(a) == rows(b)
    # A headquarters that was put back says the like; what is read once more has no effect.
    assert all(at >= cursors[scope] for scope, at in looks(a, vault_facts.cursors).items())


def test_a_headquarters_of_another_installation_gets_and_gives_nothing(
    hq: Hq, tmp_path: Path
) -> None:
    a = hq.laptop(tmp_path / "a")
    a.does(AddUnit())
    a.syncs()
    a.does(EditUnit("phone", "028-00000000"))
    before = held(a)
    with headquarters(tmp_path / "other", hq.wall) as other:
        stranger = other.laptop(tmp_path / "b")
        stranger.does(AddUnit(b"\2" * 16, "واحد بیگانه"))
        stranger.syncs()
        home, a.road.inner = a.road.inner, other.transport
        failed(a)
        a.road.inner = home
        stranger.syncs()
        assert names(stranger) == ["واحد بیگانه"]
    assert held(a) == before
    assert a.state.unsent == 1
    a.syncs()
    assert a.state.unsent == 0
    assert names(a) == ["واحد نمونهٔ ب"]


@pytest.mark.parametrize("when", [0, 1])
def test_two_exchanges_of_one_vault_at_once_lose_and_double_nothing(
    pair: tuple[Laptop, Laptop], when: int
) -> None:
    a, b = together(pair)
    b.does(EditUnit("phone", "028-00000000"))
    b.syncs()
    for number in range(5):
        a.does(EditUnit("address", f"نشانی {number}"))
    first = a.restarted().exchange
    second = Exchange(
        first.http, first.store, first.journal, first.schema, first.now, first.monotonic
    )
    turns: list[Callable[[], object]] = [second.run]

    def meanwhile(request: httpx.Request, answer: httpx.Response) -> httpx.Response:
        """The other exchange runs whole while this answer is on its way."""
        whole = again({"content-type": MEDIA_TYPE}, answer.read())
        if turns and len(a.road.paths) > when:
            turns.pop()()
        return whole

    a.road.paths.clear()
    a.road.change = meanwhile
    try:
        a.syncs()
    except AppError as error:
        assert words_of(error.code, error.arguments)  # noqa: PT017  # it may end either way
    a.road.change = None
    assert not turns
    for laptop in (a, b, a):
        laptop.syncs()
    assert a.state.unsent == 0
    assert a.state.forked_at is None
    assert rows(a) == rows(b)
