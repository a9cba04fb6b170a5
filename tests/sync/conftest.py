"""Headquarters and two laptops for every test of this folder."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.sync.laptops import Hq, Laptop, headquarters


@pytest.fixture
def hq(tmp_path: Path) -> Iterator[Hq]:
    with headquarters(tmp_path / "hq") as opened:
        yield opened


@pytest.fixture
def pair(hq: Hq, tmp_path: Path) -> tuple[Laptop, Laptop]:
    a = hq.laptop(tmp_path / "a", "بازرس نمونهٔ یک")
    b = hq.laptop(tmp_path / "b", "بازرس نمونهٔ دو")
    return a, b
