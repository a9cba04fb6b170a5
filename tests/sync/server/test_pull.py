"""What headquarters gives to whom: scopes, moves between them, order, size, signature."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import select

from desktop.models.inspections.records import Finding, Visit, VisitMember
from desktop.models.people import Person
from desktop.models.transitions import Transition
from sync.protocol.batch import batch_digest
from sync.protocol.entry import decode_body, verified
from sync.protocol.messages import BATCH_TAG, ExchangeAnswer
from sync.server import accounts
from sync.server.pull import SMALLEST
from sync.server.tables import FeedRow
from tests.builders import OFFICE
from tests.hq import Hq
from tests.sync.server.commands import (
    Edit,
    add,
    finding,
    member,
    person,
    unit,
    visit,
)
from tests.sync.server.laptop import Laptop

Enrolled = Callable[..., Laptop]
ONE, TWO, THREE = (bytes(15) + bytes([number]) for number in (1, 2, 3))
HEAD = "head_of_inspection"
ALBORZ = b"\x30" * 16


def records(answer: ExchangeAnswer) -> set[tuple[str, bytes]]:
    return {
        (change.kind, change.id)
        for item in answer.items
        for change in decode_body(item.body).changes
        if change.kind != "vault_certificates"
    }


def everything(laptop: Laptop) -> set[tuple[str, bytes]]:
    """All that a vault gets, batch by batch; persons and vaults of accounts left out."""
    found: set[tuple[str, bytes]] = set()
    more = True
    while more:
        answer = laptop.pull()
        found |= records(answer)
        more = answer.more
    return {key for key in found if key[0] != "persons" or key[1] in {ONE, TWO, THREE}}


@pytest.fixture
def head(enrolled: Enrolled) -> Laptop:
    return enrolled("رئیس نمونه", HEAD)


def test_what_one_vault_pushed_reaches_another_of_its_scope_once(enrolled: Enrolled) -> None:
    one, two = enrolled(), enrolled("بازرس نمونهٔ دو")
    two.pull()
    one.does(add(unit(ONE)))
    one.push()
    answer = two.pull()
    assert records(answer) == {("units", ONE)}
    assert answer.items[0].core == one.run().entries[0].core
    assert answer.items[0].body == one.run().entries[0].body
    assert records(two.pull()) == set()


def test_a_vault_does_not_get_its_own_entries_back(enrolled: Enrolled) -> None:
    laptop = enrolled()
    laptop.does(add(unit(ONE)))
    laptop.push()
    assert ("units", ONE) not in records(laptop.pull())


def test_another_province_gets_nothing_of_a_visit(enrolled: Enrolled, head: Laptop) -> None:
    there = enrolled("بازرس البرز", province="30", office=ALBORZ)
    here = enrolled("بازرس قزوین")
    head.does(add(visit(ONE, head.seat.person)))
    head.does(add(finding(TWO, ONE)))
    assert head.push().refusals == []
    assert everything(here) == {("visits", ONE), ("findings", TWO)}
    assert everything(there) == set()


def test_an_entry_is_cut_to_the_part_that_is_in_scope(enrolled: Enrolled, head: Laptop) -> None:
    there = enrolled("بازرس البرز", province="30", office=ALBORZ)
    head.does(add(unit(ONE), person(TWO, "26", "نام پنهان")))
    head.push()
    (item,) = [i for i in there.pull().items if b"AddUnit" in i.core or b"Add" in i.core]
    assert [(c.kind, c.id) for c in decode_body(item.body).changes] == [("units", ONE)]
    assert "نام پنهان".encode() not in item.body


def test_a_refused_entry_reaches_nobody(enrolled: Enrolled) -> None:
    one, two = enrolled(), enrolled("بازرس نمونهٔ دو")
    one.does(add(unit(ONE, provisional=False)))
    assert len(one.push().refusals) == 1
    assert everything(two) == set()


def test_who_is_named_on_a_visit_gets_it_with_all_its_history(
    enrolled: Enrolled, head: Laptop
) -> None:
    guest = enrolled("بازرس البرز", province="30", office=ALBORZ)
    head.does(add(visit(ONE, head.seat.person)))
    head.does(Edit(Visit, ONE, {"remit": "تازه"}))
    head.does(add(finding(TWO, ONE)))
    head.push()
    assert everything(guest) == set()
    head.does(add(member(THREE, ONE, guest.seat.person)))
    head.push()
    assert everything(guest) == {("visits", ONE), ("findings", TWO), ("visit_members", THREE)}
    assert f"case/{ONE.hex()}" in guest.cursors


def test_who_is_no_longer_named_is_told_which_scope_to_wipe(
    enrolled: Enrolled, head: Laptop
) -> None:
    guest = enrolled("بازرس البرز", province="30", office=ALBORZ)
    head.does(add(visit(ONE, head.seat.person), member(THREE, ONE, guest.seat.person)))
    head.push()
    guest.pull()
    head.does(Edit(VisitMember, THREE, {"deleted_at": head.seat.desk.now}))
    head.push()
    answer = guest.pull()
    assert answer.removed == [f"case/{ONE.hex()}"]
    assert f"case/{ONE.hex()}" not in answer.cursors


def test_a_covert_visit_is_for_its_case_alone_until_it_is_revealed(
    hq: Hq, enrolled: Enrolled, head: Laptop
) -> None:
    colleague = enrolled("بازرس قزوین")
    head.does(
        add(
            visit(ONE, head.seat.person, visibility="covert", unit_name=None),
            member(THREE, ONE, head.seat.person),
        )
    )
    head.does(add(finding(TWO, ONE)))
    assert head.push().refusals == []
    assert everything(colleague) == set()
    head.does(Edit(Visit, ONE, {"revealed_at": head.seat.desk.now, "unit_name": "واحد نمونه"}))
    assert head.push().refusals == []
    assert everything(colleague) == {
        ("visits", ONE),
        ("findings", TWO),
        ("visit_members", THREE),
    }


def test_a_person_who_is_transferred_is_gone_here_and_comes_there(
    hq: Hq, enrolled: Enrolled
) -> None:
    here = enrolled("بازرس قزوین")
    there = enrolled("بازرس البرز", province="30", office=ALBORZ)
    mover = enrolled("مدیر نمونه", "administrator", provinces=("30",))
    mover.does(add(person(ONE, "26")))
    assert mover.push().refusals == []
    assert everything(here) == {("persons", ONE)}
    assert everything(there) == set()
    mover.does(Edit(Person, ONE, {"province": "30"}))
    assert mover.push().refusals == []
    answer = here.pull()
    assert [(gone.kind, gone.id) for gone in answer.gone] == [("persons", ONE)]
    assert records(answer) == set()
    assert everything(there) == {("persons", ONE)}
    late = enrolled("بازرس تازهٔ قزوین")
    assert everything(late) == set(), "who comes later finds nothing of who has left"


def test_a_finding_reaches_its_agency_only_when_it_is_communicated(
    hq: Hq, enrolled: Enrolled, head: Laptop
) -> None:
    """The state, and with it the scope, follows from a step that another row tells of."""
    agency = enrolled("پاسخگوی نمونه", "agency_responder", agency="SAMPLE-A")
    other = enrolled("پاسخگوی دیگر", "agency_responder", agency="MOHME")
    secretary = enrolled("دبیرخانهٔ نمونه", "secretariat")
    head.does(add(visit(ONE, head.seat.person, agency="SAMPLE-A")))
    head.does(add(finding(TWO, ONE)))
    head.does(add(confirmation(head)))
    assert [(r.counter, r.code) for r in head.push().refusals] == []
    assert everything(agency) == set()
    desk = secretary.seat.desk
    secretary.does(
        add(
            Transition(
                id=b"\5" * 16,
                record_kind="findings",
                record_id=TWO,
                from_state="confirmed",
                to_state="communicated",
                actor=desk.person,
                role=desk.role,
                at=desk.now,
                facts={"letter_number": "۱", "letter_date": "2025-11-03"},
            )
        )
    )
    assert [(r.counter, r.code, r.arguments) for r in secretary.push().refusals] == []
    assert everything(agency) == {
        ("findings", TWO),
        ("transitions", b"\4" * 16),
        ("transitions", b"\5" * 16),
    }
    assert everything(other) == set()


def confirmation(head: Laptop) -> Transition:
    desk = head.seat.desk
    return Transition(
        id=b"\4" * 16,
        record_kind="findings",
        record_id=TWO,
        from_state="draft",
        to_state="confirmed",
        actor=desk.person,
        role=desk.role,
        at=desk.now,
        facts={"leader": desk.person.hex(), "criterion": "GP18"},
    )


def test_an_administrator_gets_the_directory_and_no_case(enrolled: Enrolled, head: Laptop) -> None:
    desk = enrolled("مدیر نمونه", "administrator")
    head.does(add(visit(ONE, head.seat.person), person(TWO, "26")))
    head.push()
    assert everything(desk) == {("persons", TWO)}


def test_an_analyst_gets_the_provinces_that_were_chosen(enrolled: Enrolled, head: Laptop) -> None:
    chosen = enrolled("تحلیلگر نمونه", "analyst", province=None, provinces=("26",))
    other = enrolled("تحلیلگر دیگر", "analyst", province=None, provinces=("30",))
    head.does(add(visit(ONE, head.seat.person)))
    head.push()
    assert everything(chosen) == {("visits", ONE)}
    assert everything(other) == set()


def test_a_role_that_has_ended_gives_nothing_more(hq: Hq, enrolled: Enrolled) -> None:
    laptop, other = enrolled(), enrolled("رئیس نمونه", HEAD)
    laptop.pull()
    with hq.server.database.writing() as session:
        accounts.end_role(hq.server, session, laptop.seat.person, "inspector")
    other.does(add(visit(ONE, other.seat.person)))
    other.push()
    answer = laptop.pull()
    assert records(answer) == set()
    assert answer.removed == ["national", f"office/{OFFICE.hex()}", "province/26"]


def test_a_batch_is_signed_and_bounded_and_the_next_goes_on_where_it_ended(
    hq: Hq, enrolled: Enrolled
) -> None:
    writer, reader = enrolled(), enrolled("بازرس نمونهٔ دو")
    reader.pull()
    keys = {bytes([7, number]) + bytes(14) for number in range(30)}
    for key in sorted(keys):
        writer.does(add(unit(key, "واحد نمونه " + "الف" * 2_000)))
    assert writer.push().refusals == []
    seen: list[bytes] = []
    turns = 0
    while True:
        answer = reader.post(reader.request(limit=1))
        turns += 1
        size = sum(len(item.core) + len(item.body) for item in answer.items)
        assert size <= SMALLEST
        digest = batch_digest((item.core, item.body) for item in answer.items)
        assert verified(hq.server.keys.receipt_public, BATCH_TAG, digest, answer.signature)
        assert answer.batch == turns + 1
        seen += [key for _, key in sorted(records(answer))]
        if not answer.more:
            break
    assert turns > 1
    assert len(seen) == len(keys)
    assert set(seen) == keys


def test_a_cursor_of_another_life_of_the_server_loses_nothing(enrolled: Enrolled) -> None:
    writer, reader = enrolled(), enrolled("بازرس نمونهٔ دو")
    reader.pull()
    reader.cursors = dict.fromkeys(reader.cursors, 10**9)
    reader.pull()
    writer.does(add(unit(ONE)))
    writer.push()
    assert records(reader.pull()) == {("units", ONE)}


def test_the_answer_tells_the_head_that_is_held_and_the_time(hq: Hq, enrolled: Enrolled) -> None:
    laptop = enrolled()
    assert laptop.pull().held is None
    laptop.does(add(unit(ONE)))
    held = laptop.push().held
    assert held is not None
    laptop.heads = []
    answer = laptop.pull()
    assert answer.held == held
    assert len(answer.receipts) == 1, "the receipt comes again to who does not know of it"
    assert laptop.pull().receipts == []
    assert answer.wall == hq.wall()


def test_the_feed_names_a_finding_once_in_each_scope(hq: Hq, head: Laptop) -> None:
    head.does(add(visit(ONE, head.seat.person)))
    head.does(add(finding(TWO, ONE)))
    head.push()
    head.does(Edit(Finding, TWO, {"place": "سالن"}))
    head.push()
    stamps = [row.stamp for row in rows(hq, f"case/{ONE.hex()}")]
    assert len(stamps) == len(set(stamps)) == 3


def rows(hq: Hq, scope: str) -> list[FeedRow]:
    with hq.server.database.reading() as session:
        query = select(FeedRow).where(FeedRow.scope == scope).order_by(FeedRow.seq)
        return list(session.execute(query).scalars())


def test_a_vault_put_back_to_an_older_copy_gets_its_own_lost_entries(
    enrolled: Enrolled,
) -> None:
    laptop = enrolled()
    laptop.does(add(unit(ONE)))
    old = laptop.push().held
    cursors = laptop.cursors
    laptop.does(add(unit(TWO)))
    laptop.push()
    laptop.heads, laptop.cursors = [old or []], dict.fromkeys(cursors, 0)
    assert {key for kind, key in records(laptop.pull()) if kind == "units"} == {TWO}


def test_heads_of_a_wrong_form_are_as_none(enrolled: Enrolled) -> None:
    laptop = enrolled()
    laptop.heads = [[], ["x", None], [1]]
    assert laptop.pull().held is None
