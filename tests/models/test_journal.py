"""Every change writes its entry in its own transaction, and nothing gets past the journal."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from desktop.commands.base import Desk
from desktop.errors import Refused
from desktop.models import journal, registry
from desktop.models.directory import Unit
from desktop.models.entries import Entry, all_bodies, history
from desktop.models.journal import Act
from sync.protocol.entry import ENTRY_TAG, GENESIS, decode_header, entry_hash, verified
from tests.builders import Seat, seat

UNIT = bytes(16)


@dataclass(frozen=True)
class AddUnit:
    name: str = "واحد نمونهٔ ب"
    reason: str | None = None
    fails: bool = False

    def __call__(self, session: Session, desk: Desk) -> None:
        session.add(Unit(id=UNIT, province="26", name=self.name))
        session.flush()
        if self.fails:
            raise Refused("unit_name_missing")


@dataclass(frozen=True)
class Rename:
    name: str

    def __call__(self, session: Session, desk: Desk) -> None:
        session.get_one(Unit, UNIT).name = self.name


@pytest.fixture
def administrator(tmp_path: Path) -> Seat:
    return seat(tmp_path, role="administrator")


def entries(at: Seat) -> list[Entry]:
    with at.database.reading() as session:
        return list(session.execute(select(Entry).order_by(Entry.counter)).scalars())


def test_a_command_writes_one_signed_entry_behind_the_last_one(administrator: Seat) -> None:
    administrator.does(AddUnit())
    administrator.does(Rename("واحد نمونهٔ پ"))
    first, second = entries(administrator)
    assert (first.prev_hash, second.prev_hash) == (GENESIS, first.hash)
    assert entry_hash(first.hash, second.core) == second.hash
    public = administrator.journal.public_key
    assert second.signature is not None
    assert verified(public, ENTRY_TAG, second.hash, second.signature)
    assert decode_header(second.core).command == "Rename"


def test_a_command_that_is_refused_leaves_neither_record_nor_entry(administrator: Seat) -> None:
    with pytest.raises(Refused):
        administrator.does(AddUnit(fails=True))
    assert entries(administrator) == []
    with administrator.database.reading() as session:
        assert session.get(Unit, UNIT) is None


def test_a_change_names_what_it_replaces(administrator: Seat) -> None:
    administrator.does(AddUnit())
    administrator.does(Rename("واحد نمونهٔ پ"))
    first, second = entries(administrator)
    with administrator.database.reading() as session:
        written = history(session, "units", UNIT, {second.stamp})
    assert [w.change.values["name"] for w in written] == ["واحد نمونهٔ ب", "واحد نمونهٔ پ"]
    assert written[1].change.base == first.stamp


def test_nothing_changed_writes_nothing(administrator: Seat) -> None:
    administrator.does(AddUnit())
    administrator.does(Rename("واحد نمونهٔ ب"))
    assert len(entries(administrator)) == 1


def test_a_synced_record_cannot_change_outside_a_command(administrator: Seat) -> None:
    with (
        pytest.raises(RuntimeError, match="outside a command"),
        administrator.database.writing() as session,
    ):
        session.add(Unit(id=UNIT, province="26", name="پنهانی"))


def test_a_synced_record_cannot_be_deleted(administrator: Seat) -> None:
    administrator.does(AddUnit())
    act = Act(administrator.person, "administrator", "Delete")
    with (
        pytest.raises(RuntimeError, match="never deleted"),
        administrator.database.writing(**administrator.journal.info(act)) as session,
    ):
        session.delete(session.get_one(Unit, UNIT))


def test_a_bulk_statement_cannot_bypass_the_journal(administrator: Seat) -> None:
    administrator.does(AddUnit())
    with (
        pytest.raises(RuntimeError, match="bypass"),
        administrator.database.writing() as session,
    ):
        session.execute(update(Unit).values(name="پنهانی"))


def test_a_role_writes_only_its_own_kinds(tmp_path: Path) -> None:
    analyst = seat(tmp_path, role="analyst")
    with pytest.raises(Refused) as refused:
        analyst.does(AddUnit())
    assert refused.value.code == "kind_not_for_role"


def test_imports_write_one_entry_for_five_hundred_rows(administrator: Seat) -> None:
    act = Act(administrator.person, "administrator", "Import", administrator.office)
    rows = ({"province": "26", "name": f"واحد نمونهٔ {n}"} for n in range(1_001))
    with administrator.database.writing(**administrator.journal.info(act)) as session:
        assert journal.insert_many(session, "units", rows) == 1_001
    with administrator.database.reading() as session:
        sizes = [len(body.changes) for _, _, _, body in all_bodies(session)]
    assert sizes == [500, 500, 1]


def test_defaults_of_synced_kinds_are_plain_values() -> None:
    for kind in registry.kinds():
        for column in kind.table.c:
            if column.default is not None and column.name in kind.fields:
                assert column.name in kind.defaults, f"{kind.name}.{column.name}"


def test_records_made_in_one_millisecond_sort_as_they_were_made(administrator: Seat) -> None:
    # The clock of the seat stands still; photos taken over together must keep their order.
    made = [administrator.journal.new_id() for _ in range(500)]
    assert made == sorted(set(made))
