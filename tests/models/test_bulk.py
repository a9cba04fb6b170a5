"""Rows that go into PostgreSQL by COPY come out as they went in, whatever stands in them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from sqlalchemy import Boolean, Column, Float, Integer, LargeBinary, MetaData, String, Table, select

from desktop.models.base import Instant
from desktop.models.bulk import add_rows
from desktop.models.database import Database, open_postgresql
from tests.postgresql import postgresql

_NOW = datetime(2026, 11, 22, 4, 30, 0, 123000, tzinfo=UTC)
_TABLE = Table(
    "odd rows",
    MetaData(),
    Column("number", Integer, primary_key=True),
    Column("text", String),
    Column("order", LargeBinary),
    Column("ratio", Float),
    Column("done", Boolean),
    Column("at", Instant),
)
_TEXTS = ("", "\\N", "\\.", "a\tb\nc\r", "'; DROP TABLE x; --", "می‌شود\u200f", '"', "\\x00", None)


@pytest.fixture(scope="module")
def database() -> Iterator[Database]:
    with postgresql() as server:
        made = open_postgresql(server.new_database())
        yield made
        made.close()


@pytest.mark.needs("postgres")
@pytest.mark.parametrize("number", [1, 15, 16, 400], ids=str)
def test_rows_come_out_as_they_went_in(database: Database, number: int) -> None:
    rows = [
        {
            "number": place,
            "text": _TEXTS[place % len(_TEXTS)],
            "order": None if place % 7 == 0 else bytes(range(place % 256)),
            "ratio": None if place % 5 == 0 else place / 3,
            "done": (True, False, None)[place % 3],
            "at": None if place % 4 == 0 else _NOW,
        }
        for place in range(number)
    ]
    with database.writing() as session:
        connection = session.connection()
        _TABLE.drop(connection, checkfirst=True)
        _TABLE.create(connection)
        add_rows(connection, _TABLE, rows)
        found = connection.execute(select(_TABLE).order_by(_TABLE.c.number)).mappings().all()
    assert [dict(row) for row in found] == rows
