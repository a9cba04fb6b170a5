"""Headquarters, a relay of Qazvin, and laptops for every test of this folder."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.sync.laptops import Hq
from tests.sync.relay.posts import Post, Roamer, relay, roamer


@pytest.fixture
def post(hq: Hq, tmp_path: Path) -> Iterator[Post]:
    with relay(hq, tmp_path / "relay") as opened:
        yield opened


@pytest.fixture
def a(hq: Hq, post: Post, tmp_path: Path) -> Roamer:
    made = roamer(hq, post, tmp_path / "a", "بازرس نمونهٔ یک")
    post.turns()
    return made


@pytest.fixture
def b(hq: Hq, post: Post, tmp_path: Path) -> Roamer:
    made = roamer(hq, post, tmp_path / "b", "بازرس نمونهٔ دو")
    post.turns()
    return made
