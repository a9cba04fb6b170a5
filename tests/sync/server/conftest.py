"""Each test of headquarters runs on its embedded SQLite and on a real PostgreSQL."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from desktop.models.database import open_postgresql
from sync.server.hq import prepare
from tests.hq import Hq, headquarters
from tests.postgresql import Postgresql, postgresql
from tests.sync.server.laptop import Laptop, laptop

Enrolled = Callable[..., Laptop]


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgresql]:
    with postgresql() as running:
        yield running


@pytest.fixture(scope="session")
def tables(postgres: Postgresql) -> str:
    """A database with the tables of today, copied for each test."""
    url = postgres.new_database()
    database = open_postgresql(url)
    prepare(database)
    database.close()
    return url


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.needs("postgres"))])
def hq(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Hq]:
    if request.param == "sqlite":
        with headquarters(tmp_path / "hq") as running:
            yield running
        return
    server: Postgresql = request.getfixturevalue("postgres")
    url = server.new_database(request.getfixturevalue("tables"))
    with headquarters(tmp_path / "hq", database=url) as running:
        yield running
    server.drop(url)


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
