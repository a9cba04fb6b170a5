"""Questions that were put into SQL once are answered as SQLAlchemy answers them."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import bindparam, select, text
from sqlalchemy.exc import DBAPIError

from desktop.models.entries import Entry, Waiting
from desktop.models.prepared import Prepared
from tests.builders import Seat, seat
from tests.models.test_apply import AddUnit

HASHES = Prepared(
    select(Entry.counter, Entry.hash)
    .where(Entry.vault == bindparam("vault"), Entry.counter > bindparam("after"))
    .order_by(Entry.counter)
    .limit(2)
)
KINDS = Prepared(select(Waiting.kind))


@pytest.fixture
def at(tmp_path: Path) -> Seat:
    made = seat(tmp_path, role="administrator")
    for number in range(4):
        made.does(AddUnit(number.to_bytes(16, "big")))
    return made


def test_values_are_bound_by_name_and_what_is_fixed_stays(at: Seat) -> None:
    with at.database.reading() as session:
        query = select(Entry.counter, Entry.hash).order_by(Entry.counter).offset(1).limit(2)
        rows = session.execute(query).all()
        told, before = [tuple(row) for row in rows], rows[0].counter - 1
        found = HASHES.rows(session, vault=at.journal.vault, after=before)
        assert found == told
        assert HASHES.row(session, vault=at.journal.vault, after=before) == told[0]
        assert HASHES.values(session, vault=bytes(8), after=0) == []
        assert HASHES.value(session, vault=bytes(8), after=0) is None


def test_it_reads_within_the_transaction_of_its_session(at: Seat) -> None:
    with at.database.writing() as session:
        told = {"kind": "units", "record": bytes(16), "stamp": bytes(16)}
        put = text(
            "INSERT INTO waiting_changes (kind, record_id, stamp) VALUES (:kind, :record, :stamp)"
        )
        session.execute(put, told)
        assert KINDS.values(session) == ["units"]
        with at.database.reading() as other:
            assert KINDS.values(other) == []


def test_what_the_driver_refuses_is_told_as_an_error_of_the_database(at: Seat) -> None:
    with at.database.writing() as session:
        session.execute(text("DROP TABLE waiting_changes"))
        with pytest.raises(DBAPIError):
            KINDS.rows(session)
