"""``verify`` finds whatever was changed past the journal, and nothing else."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from desktop.models import registry
from desktop.models.apply import rebuild
from desktop.models.blobs import BlobStore
from desktop.models.entries import Entry, mark_refused
from desktop.models.verify import verify
from desktop.models.verify_report import Fault, Report, Trust
from resources.wording import words_of
from sync.protocol.entry import GENESIS
from tests.builders import NOW, Seat, Wall, seat
from tests.models.test_apply import AddUnit, EditUnit, deliver, entries_of, exchange
from tests.offices import SampleOffice
from tests.sync.laptops import Laptop, headquarters
from tests.sync.units import AddUnit as RecordUnit
from tests.sync.units import EditUnit as ChangeUnit

UNIT = b"\xab" * 16


def checked(of: Seat, *, full: bool = True, others: tuple[Seat, ...] = ()) -> Report:
    with of.database.reading() as session:
        return verify(session, trust(of, *others), full=full)


def trust(of: Seat, *others: Seat) -> Trust:
    keys = {other.journal.vault: public_key(other) for other in others}
    return Trust(of.journal.vault, public_key(of), others=keys)


def public_key(of: Seat) -> bytes:
    return of.journal._key.public_key().public_bytes_raw()  # noqa: SLF001 -- the slot has it in a real vault


def tamper(of: Seat, statement: str, **values: object) -> None:
    """Change the database as a thief with the key would: past every hook."""
    with of.database.engine.begin() as connection:
        done = connection.execute(text(statement), values)
        assert done.rowcount


@pytest.fixture
def here(tmp_path: Path) -> Iterator[Seat]:
    one = seat(tmp_path / "here", role="administrator")
    one.does(AddUnit(UNIT, "واحد نمونهٔ الف"))
    one.does(AddUnit(b"\1" * 16))
    one.does(EditUnit(UNIT, "address", "خیابان نمونه"))
    yield one
    one.database.close()


def codes(report: Report) -> set[str]:
    return {fault.code for fault in report.faults}


def test_an_untouched_vault_is_sound_and_says_what_was_checked(here: Seat) -> None:
    report = checked(here)

    assert report.sound, report.faults
    assert (report.counts["entries"], report.counts["signatures"]) == (3, 3)
    assert (report.counts["bodies"], report.counts["rows"]) == (3, 2)
    assert checked(here, full=False).sound


def test_a_whole_visit_with_its_steps_letters_and_photos_is_sound(tmp_path: Path) -> None:
    office = SampleOffice(tmp_path)
    office.verified()
    for one in {id(s): s for s in vars(office).values() if isinstance(s, Seat)}.values():
        report = checked(one)
        assert report.sound, report.faults
        assert report.counts["rows"] > 30
        one.database.close()


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("name", "واحد جعلی"),
        ("address", None),
        ("updated_by", b"\7" * 16),
        ("created_at", "2020-01-01T00:00:00.000Z"),
        ("folded", "چیز دیگر"),
        ("stamps", b"\7" * 16),
        ("provisional", True),
        ("revision", 9),
    ],
)
def test_a_changed_row_is_found_and_named(here: Seat, column: str, value: object) -> None:
    statements = {
        name: f"UPDATE units SET {name} = :value WHERE id = :id"  # noqa: S608 -- names of this test
        for name in registry.kind_of("units").raw.c.keys()  # noqa: SIM118 -- not a dict
    }
    tamper(here, statements[column], value=value, id=UNIT)

    (fault,) = checked(here).faults

    assert (fault.code, fault.kind, fault.record) == ("verify_row", "units", UNIT)
    words = words_of(fault.code, fault.arguments)
    assert UNIT.hex() in words
    assert "units" in words


def test_a_row_that_was_removed_or_slipped_in_is_found(here: Seat) -> None:
    tamper(here, "DELETE FROM units WHERE id = :id", id=UNIT)
    assert [(f.code, f.record) for f in checked(here).faults] == [("verify_row_alone", UNIT)]

    tamper(here, "UPDATE units SET id = :new WHERE id = :id", new=b"\2" * 16, id=b"\1" * 16)
    found = {(f.code, f.record) for f in checked(here).faults}
    assert found == {("verify_row_alone", key * 16) for key in (b"\xab", b"\1", b"\2")}


@pytest.mark.parametrize("counter", [1, 2, 3])
def test_a_flipped_byte_in_an_entry_is_found_wherever_it_is(here: Seat, counter: int) -> None:
    with here.database.reading() as session:
        core = session.execute(select(Entry.core).where(Entry.counter == counter)).scalar_one()
    for place in range(0, len(core), 7):
        changed = bytearray(core)
        changed[place] ^= 1
        statement = "UPDATE entries SET core = :core WHERE counter = :counter"
        tamper(here, statement, core=bytes(changed), counter=counter)
        for full in (True, False):
            faults = checked(here, full=full).faults
            assert faults, place
            assert any(fault.entry and fault.entry[2] == counter for fault in faults)
            assert {fault.kind for fault in faults} == {"units"}
    tamper(here, "UPDATE entries SET core = :core WHERE counter = :c", core=core, c=counter)
    assert checked(here).sound


@pytest.mark.parametrize("column", ["hash", "prev_hash", "signature", "stamp"])
def test_a_flipped_byte_beside_the_header_is_found(here: Seat, column: str) -> None:
    statements = {
        "hash": "UPDATE entries SET hash = zeroblob(32) WHERE counter = 2",
        "prev_hash": "UPDATE entries SET prev_hash = zeroblob(32) WHERE counter = 2",
        "signature": "UPDATE entries SET signature = zeroblob(64) WHERE counter = 2",
        "stamp": "UPDATE entries SET stamp = zeroblob(16) WHERE counter = 2",
    }
    tamper(here, statements[column])
    faults = checked(here).faults
    assert any(fault.entry == (here.journal.vault, 1, 2) for fault in faults)


def test_a_flipped_byte_in_a_body_names_the_record(here: Seat) -> None:
    with here.database.reading() as session:
        body: bytes = session.execute(
            text("SELECT body FROM bodies WHERE counter = 1")
        ).scalar_one()
    changed = body.replace("نمونهٔ".encode(), "جعلی ".encode()[:10].ljust(len("نمونهٔ".encode())))
    assert changed != body
    tamper(here, "UPDATE bodies SET body = :body WHERE counter = 1", body=changed)

    faults = checked(here).faults

    assert Fault("verify_body", "units", UNIT, "", (here.journal.vault, 1, 1)) in faults
    assert any(fault.code == "verify_row" for fault in faults)


def test_an_entry_that_was_taken_out_is_missed(here: Seat) -> None:
    tamper(here, "DELETE FROM entries WHERE counter = 2")
    assert {"verify_entry_missing", "verify_body_alone"} <= codes(checked(here))


def test_a_body_that_was_taken_out_is_missed(here: Seat) -> None:
    tamper(here, "DELETE FROM bodies WHERE counter = 2")
    assert "verify_body_missing" in codes(checked(here))


def test_a_disposed_body_is_not_damage(here: Seat) -> None:
    tamper(here, "UPDATE bodies SET body = NULL WHERE counter = 2")
    tamper(here, "DELETE FROM units WHERE id = :id", id=b"\1" * 16)
    report = checked(here)
    assert report.sound, report.faults
    assert report.counts["disposed"] == 1


def test_a_chain_signed_anew_with_another_key_is_found(here: Seat, tmp_path: Path) -> None:
    other = seat(tmp_path / "other", role="administrator")
    with here.database.reading() as session:
        report = verify(session, Trust(here.journal.vault, public_key(other)))
    assert codes(report) == {"verify_signature"}
    other.database.close()


def test_the_beginning_of_a_chain_cannot_be_cut_off(here: Seat) -> None:
    tamper(here, "DELETE FROM bodies WHERE counter = 1")
    tamper(here, "DELETE FROM entries WHERE counter = 1")
    assert "verify_entry_missing" in codes(checked(here))
    assert bytes(32) == GENESIS


def test_a_conflict_that_was_made_to_vanish_is_found(tmp_path: Path) -> None:
    a, b = two(tmp_path)
    a.does(EditUnit(UNIT, "name", "نام الف"))
    b.does(EditUnit(UNIT, "name", "نام ب"))
    exchange(a, b)
    assert checked(a, others=(b,)).sound

    tamper(a, "DELETE FROM conflicts")

    assert [(f.code, f.record, f.field) for f in checked(a).faults] == [
        ("verify_row", UNIT, "name")
    ]
    for one in (a, b):
        one.database.close()


def test_a_state_set_past_the_transitions_is_found(tmp_path: Path) -> None:
    office = SampleOffice(tmp_path)
    visit, *_ = office.approved()
    some = next(s for s in vars(office).values() if isinstance(s, Seat))
    tamper(some, "UPDATE visits SET state = 'closed' WHERE id = :id", id=visit)

    assert [(f.kind, f.record, f.field) for f in checked(some).faults] == [
        ("visits", visit, "state")
    ]
    some.database.close()


def test_a_refused_entry_is_no_damage(here: Seat) -> None:
    here.does(EditUnit(UNIT, "name", "نام ردشده"))
    with here.database.reading() as session:
        refused = session.execute(select(Entry.stamp).where(Entry.counter == 4)).scalar_one()
    with here.database.writing() as session:
        mark_refused(session, refused, "step_not_for_role")
        rebuild(session, [("units", UNIT, {refused})], NOW)
    report = checked(here)
    assert report.sound, report.faults


FIELDS = st.sampled_from(["name", "address", "phone"])
EDITS = st.lists(
    st.tuples(st.integers(0, 2), FIELDS, st.sampled_from(["الف", "ب", "پ"]), st.booleans()),
    max_size=10,
)


@settings(max_examples=8, deadline=None)
@given(edits=EDITS)
def test_whatever_three_vaults_wrote_apart_each_of_them_is_sound(
    tmp_path_factory: pytest.TempPathFactory, edits: list[tuple[int, str, str, bool]]
) -> None:
    folder, wall = tmp_path_factory.mktemp("three"), Wall()
    three = [seat(folder / name, name, "administrator", wall=wall) for name in ("a", "b", "c")]
    three[0].does(AddUnit(UNIT))
    for other in three[1:]:
        exchange(three[0], other)
    for number, field, value, meet in edits:
        three[number].does(EditUnit(UNIT, field, value))
        if meet:
            exchange(three[number], three[number - 1])
    deliver(three[0], [e for other in three[1:] for e in reversed(entries_of(other))])
    for one in three:
        report = checked(one, others=tuple(other for other in three if other is not one))
        one.database.close()
        assert report.sound, report.faults


def two(folder: Path) -> tuple[Seat, Seat]:
    """Two vaults that hold the same unit."""
    wall = Wall()
    a = seat(folder / "a", "بازرس نمونهٔ یک", "administrator", wall=wall)
    b = seat(folder / "b", "بازرس نمونهٔ دو", "administrator", wall=wall)
    a.does(AddUnit(UNIT))
    exchange(a, b)
    return a, b


def laptops_after_an_exchange(tmp_path: Path, then: Callable[[Laptop, Laptop], None]) -> None:
    with headquarters(tmp_path / "hq") as hq:
        a = hq.laptop(tmp_path / "a", "بازرس نمونهٔ یک")
        b = hq.laptop(tmp_path / "b", "بازرس نمونهٔ دو")
        a.does(RecordUnit())
        a.syncs()
        b.syncs()
        b.does(ChangeUnit("phone", "028-0"))
        a.does(ChangeUnit("address", "خیابان نمونه"))
        for one in (a, b, a):
            one.syncs()
        then(a, b)


def enrolled_report(of: Laptop) -> Report:
    from desktop.models import vault_facts

    with of.database.reading() as session:
        known = vault_facts.enrolment(session)
        assert known is not None
        keys = Trust(of.journal.vault, public_key(of), known.receipt_key)
        return verify(session, keys)


def test_what_came_from_headquarters_is_proved_by_its_signatures(tmp_path: Path) -> None:
    def then(a: Laptop, b: Laptop) -> None:
        for one in (a, b):
            report = enrolled_report(one)
            assert report.sound, report.faults
            assert report.counts["batches"] > 0
        assert enrolled_report(a).counts["receipts"] > 0

    laptops_after_an_exchange(tmp_path, then)


@pytest.mark.parametrize(
    ("statement", "code"),
    [
        ("UPDATE feed_batches SET signature = zeroblob(64)", "verify_batch"),
        ("UPDATE feed_batches SET digest = zeroblob(32)", "verify_batch"),
        ("UPDATE feed_batches SET items = zeroblob(64)", "verify_batch"),
        ("UPDATE bodies SET digest = zeroblob(32) WHERE batch IS NOT NULL", "verify_body_unsigned"),
        ("UPDATE receipts SET signature = zeroblob(64)", "verify_receipt"),
        ("UPDATE receipts SET counter = counter + 7", "verify_receipt_other"),
        (
            "UPDATE bodies SET body = zeroblob(9) WHERE batch IS NOT NULL",
            "verify_body",
        ),
    ],
)
def test_a_changed_witness_of_headquarters_is_found(
    tmp_path: Path, statement: str, code: str
) -> None:
    def then(a: Laptop, _b: Laptop) -> None:
        tamper(a, statement)
        assert code in codes(enrolled_report(a))

    laptops_after_an_exchange(tmp_path, then)


def test_a_flipped_byte_in_an_attachment_names_the_record_it_belongs_to(tmp_path: Path) -> None:
    from desktop.models.attachments import Attachment

    office = SampleOffice(tmp_path)
    office.verified()
    some = next(s for s in vars(office).values() if isinstance(s, Seat))
    store = BlobStore(tmp_path / "blobs", bytes(32))
    with some.database.writing() as session:
        sha256 = store.add(session, b"a photo of the wall", "image/jpeg").sha256
        owner = session.execute(select(Attachment.id)).scalars().first()
    tamper(some, "UPDATE attachments SET sha256 = :sha WHERE id = :id", sha=sha256, id=owner)
    (file,) = store.folder.iterdir()
    data = bytearray(file.read_bytes())
    data[3] ^= 1
    file.write_bytes(data)

    with some.database.reading() as session:
        report = verify(session, trust(some), store)

    blamed = [(f.kind, f.record) for f in report.faults if f.code == "verify_blob"]
    assert blamed == [("attachments", owner)]
    some.database.close()


def test_a_damaged_moment_does_not_stop_the_check(here: Seat) -> None:
    tamper(here, "UPDATE entries SET arrived_at = 'yesterday'")
    assert checked(here).sound


def test_no_entry_can_be_ranked_later_than_it_was_written(here: Seat) -> None:
    tamper(here, "UPDATE entries SET rank = :later WHERE counter = 2", later=b"\xff" * 16)
    assert "verify_rank" in codes(checked(here))


def test_progress_is_told_and_may_stop_it(here: Seat) -> None:
    seen: list[tuple[int, int]] = []

    class StoppedError(Exception):
        pass

    def progress(done: int, total: int) -> None:
        seen.append((done, total))
        if done == 5:
            raise StoppedError

    with here.database.reading() as session, pytest.raises(StoppedError):
        verify(session, trust(here), progress=progress)
    assert seen[0][0] == 1
    assert all(done <= total for done, total in seen)


def test_reading_alone_changes_nothing(here: Seat) -> None:
    def everything(session: Session) -> list[object]:
        return [tuple(row) for row in session.execute(text("SELECT * FROM entries"))]

    with here.database.reading() as session:
        before = everything(session)
    checked(here)
    with here.database.reading() as session:
        assert everything(session) == before
