"""Headquarters says what it holds of a vault; the vault is held against it and nothing is sent."""

from __future__ import annotations

import shutil

import msgspec
import pytest
from sqlalchemy import text

from desktop.errors import Problem
from desktop.models import vault_facts
from desktop.models.sync_state import ACCESS
from desktop.models.verify import verify
from desktop.models.verify_report import Report, Trust
from sync.client.store import DirectStore
from sync.client.witness import against_hq
from tests.sync.laptops import Hq, Laptop
from tests.sync.units import AddUnit, EditUnit


def asked(hq: Hq, of: Laptop) -> Report:
    return against_hq(hq.connect(of.road), DirectStore(of.database), of.journal)


def codes(report: Report) -> set[str]:
    return {fault.code for fault in report.faults}


def trust(of: Laptop) -> Trust:
    with of.database.reading() as session:
        known = vault_facts.enrolment(session)
        assert known is not None
        return Trust(of.journal.vault, of.journal.public_key, known.receipt_key)


def write(of: Laptop, statement: str, **values: object) -> None:
    with of.database.engine.begin() as connection:
        assert connection.execute(text(statement), values).rowcount


def test_what_is_sent_stands_at_headquarters_and_what_is_unsent_is_counted(
    hq: Hq, pair: tuple[Laptop, Laptop]
) -> None:
    a, b = pair
    a.does(AddUnit())
    a.syncs()
    b.syncs()
    a.does(EditUnit("phone", "028-0"))
    report = asked(hq, a)
    assert report.sound, report.faults
    assert report.counts["not_at_hq"] == 1
    assert report.counts["at_hq"] == report.counts["entries"] - 1
    assert asked(hq, b).sound
    assert a.state.unsent == 1


def test_a_session_that_has_ended_is_opened_anew(hq: Hq, pair: tuple[Laptop, Laptop]) -> None:
    a, _b = pair
    a.does(AddUnit())
    a.syncs()
    with a.database.writing() as session:
        vault_facts.put(session, ACCESS, bytes(32))
    assert asked(hq, a).sound
    a.does(EditUnit("phone", "028-0"))
    a.syncs()
    assert a.state.unsent == 0


def test_an_older_copy_of_the_vault_is_found_by_what_headquarters_holds(
    hq: Hq, pair: tuple[Laptop, Laptop]
) -> None:
    a, _b = pair
    a.does(AddUnit())
    a.syncs()
    a.database.close()
    file = a.folder / "vault.db"
    kept = a.folder / "older.db"
    shutil.copyfile(file, kept)
    a.does(EditUnit("phone", "028-0"))
    a.syncs()
    a.database.close()
    for rest in a.folder.glob("vault.db-*"):
        rest.unlink()
    shutil.copyfile(kept, file)
    with a.database.reading() as session:
        assert verify(session, trust(a)).sound  # the old file is whole in itself
    assert codes(asked(hq, a)) == {"verify_hq_other"}


def test_a_chain_cut_off_behind_its_receipt_is_found_without_headquarters(
    pair: tuple[Laptop, Laptop],
) -> None:
    a, _b = pair
    a.does(AddUnit())
    a.does(EditUnit("phone", "028-0"))
    a.syncs()
    for table in ("bodies", "entries"):
        statements = {
            "bodies": "DELETE FROM bodies WHERE vault = :v AND counter = 2",
            "entries": "DELETE FROM entries WHERE vault = :v AND counter = 2",
        }
        write(a, statements[table], v=a.journal.vault)
    for recent in (0, 500):
        with a.database.reading() as session:
            found = verify(session, trust(a), recent=recent)
        assert "verify_receipt_ahead" in codes(found)


def test_headquarters_put_back_to_an_older_state_is_seen(
    hq: Hq, pair: tuple[Laptop, Laptop]
) -> None:
    a, _b = pair
    a.does(AddUnit())
    a.does(EditUnit("phone", "028-0"))
    a.syncs()
    with hq.server.database.engine.begin() as connection:
        told = {"v": a.journal.vault}
        connection.execute(text("UPDATE hq_devices SET counter = 1 WHERE vault = :v"), told)
        connection.execute(text("UPDATE hq_sequences SET last = 1"))
    assert codes(asked(hq, a)) >= {"verify_hq_other", "verify_hq_behind", "verify_hq_feed_behind"}


def test_an_answer_that_headquarters_did_not_sign_is_not_believed(
    hq: Hq, pair: tuple[Laptop, Laptop]
) -> None:
    a, b = pair
    a.does(AddUnit())
    a.syncs()
    with a.database.writing() as session:
        known = vault_facts.enrolment(session)
        assert known is not None
        vault_facts.write_enrolment(session, msgspec.structs.replace(known, receipt_key=bytes(32)))
    assert codes(asked(hq, a)) == {"verify_hq_unsigned"}
    assert asked(hq, b).sound


def test_a_vault_that_was_never_enrolled_has_nobody_to_ask(
    hq: Hq, pair: tuple[Laptop, Laptop]
) -> None:
    a, _b = pair
    with a.database.writing() as session:
        vault_facts.put(session, "enrolment", None)
    with pytest.raises(Problem, match="vault_not_enrolled"):
        asked(hq, a)
