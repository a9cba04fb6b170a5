"""Each test of headquarters runs on its embedded SQLite and on a real PostgreSQL."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.hq import Hq, headquarters
from tests.sync.server.laptop import Laptop, laptop

Enrolled = Callable[..., Laptop]


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.needs("postgres"))])
def hq(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Hq]:
    if request.param == "sqlite":
        with headquarters(tmp_path / "hq") as running:
            yield running
        return
    url = request.getfixturevalue("hq_on_postgresql")
    with headquarters(tmp_path / "hq", database=url) as running:
        yield running


@pytest.fixture
def enrolled(hq: Hq, tmp_path: Path) -> Iterator[Enrolled]:
    """Makes enrolled vaults, and closes them."""
    made: list[Laptop] = []

    def make(name: str = "بازرس نمونهٔ یک", *roles: str, **where: object) -> Laptop:
        one = laptop(hq, tmp_path / f"vault{len(made)}", name, *roles, **where)  # type: ignore[arg-type]  # as laptop() takes them
        made.append(one)
        return one

    yield make
    for one in made:
        one.seat.database.close()
