"""What the pages of letters read."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event

from desktop.commands.letters import (
    DraftLetter,
    NumberLetter,
    RegisterIncomingLetter,
    StoreIssuedPdf,
)
from desktop.models.letters.queries import (
    LetterFilter,
    home,
    letter_detail,
    letters_count,
    letters_page,
)
from desktop.models.reader import Reader
from tests.builders import Seat
from tests.offices import TODAY, SampleOffice


@pytest.fixture
def office(tmp_path: Path) -> SampleOffice:
    return SampleOffice(tmp_path)


def written(office: SampleOffice, subject: str = "ارسال گزارش", *, numbered: bool = True) -> bytes:
    key = office.admin.desk.new_id()
    office.leader.does(DraftLetter("دفتر نمونه", "سازمان نمونه", subject, "با سلام", id=key))
    if numbered:
        office.secretariat.does(NumberLetter(key))
    return key


def may(office: SampleOffice, letter: bytes, seat: Seat) -> set[str]:
    with office.session() as session:
        found = letter_detail(session, letter, reader=Reader(seat.person, seat.role))
    assert found is not None
    return set(found.may)


@pytest.mark.parametrize("typed", ["", "گزارش"])
@pytest.mark.parametrize("after", [None, (1404, 3, bytes(16))])
def test_a_page_of_the_register_is_read_along_an_index_and_never_sorted(
    office: SampleOffice, after: tuple[int, int, bytes] | None, typed: str
) -> None:
    sent: list[tuple[str, Any]] = []

    def note(_connection: Any, _cursor: Any, statement: str, values: Any, *_: Any) -> None:
        sent.append((statement, values))

    with office.session() as session:
        connection = session.connection()
        event.listen(connection, "before_cursor_execute", note)
        letters_page(session, LetterFilter(text=typed), after)
        event.remove(connection, "before_cursor_execute", note)
        ((statement, values),) = sent
        plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", values).all()
    steps = [row[3] for row in plan]
    assert any("letters USING INDEX ix_letters_searched" in step for step in steps), steps
    assert not any("TEMP B-TREE FOR ORDER BY" in step for step in steps), steps


def test_the_register_is_read_from_its_end_with_drafts_before_it(office: SampleOffice) -> None:
    first, second = written(office), written(office)
    draft = written(office, numbered=False)
    third = written(office)
    seen: list[bytes] = []
    after = None
    with office.session() as session:
        while True:
            part = letters_page(session, LetterFilter(), after, 1)
            seen += [row.id for row in part.rows]
            after = part.after
            if after is None:
                break
    assert seen == [draft, third, second, first]


def test_a_letter_is_found_by_its_number_however_it_is_typed(office: SampleOffice) -> None:
    key = office.admin.desk.new_id()
    office.secretariat.does(
        RegisterIncomingLetter("واحد", "دفتر", "پاسخ", "14505/ق/م/ب/1402", TODAY, id=key)
    )
    written(office)
    with office.session() as session:
        for text in ("۱۴۵۰۵/ق", "14505", "١٤٥٠٥-ق-م"):
            rows = letters_page(session, LetterFilter(text=text)).rows
            assert [row.id for row in rows] == [key], text
        assert letters_count(session, LetterFilter(direction="in")) == 1
        assert letters_count(session, LetterFilter(direction="out", states=("numbered",))) == 1
        assert letters_count(session, LetterFilter(year=1403)) == 0
        assert letters_count(session, LetterFilter(record_id=bytes(16))) == 0


def test_each_role_is_offered_its_own_steps(office: SampleOffice) -> None:
    letter = written(office, numbered=False)
    assert may(office, letter, office.leader) == {"AmendLetter", "VoidLetter"}
    assert may(office, letter, office.secretariat) == {"AmendLetter", "NumberLetter", "VoidLetter"}
    office.secretariat.does(NumberLetter(letter))
    assert may(office, letter, office.secretariat) == {"StoreIssuedPdf", "VoidLetter"}
    assert may(office, letter, office.leader) == set()
    office.secretariat.does(StoreIssuedPdf(letter, bytes(32)))
    assert may(office, letter, office.secretariat) == {"SendLetter", "VoidLetter"}


def test_a_letter_is_read_whole(office: SampleOffice) -> None:
    visit, *_ = office.sent()
    with office.session() as session:
        (row,) = letters_page(session, LetterFilter(record_id=visit)).rows
        found = letter_detail(session, row.id, reader=Reader(office.head.person, office.head.role))
        assert letter_detail(session, bytes(16), reader=Reader(bytes(16), "inspector")) is None
    assert found is not None
    assert (found.row.number, found.row.issued, found.body) == ("1404/1", True, "با سلام")
    assert [step.to_state for step in found.steps] == ["numbered", "sent"]


def test_letters_to_number_and_to_send_wait_for_the_secretariat(office: SampleOffice) -> None:
    draft, numbered = written(office, numbered=False), written(office)
    with office.session() as session:
        secretary = Reader(office.secretariat.person, "secretariat")
        waiting = home(session, reader=secretary, today=TODAY).waiting
        others = home(session, reader=Reader(bytes(16), "inspector"), today=TODAY)
    assert {(row.task, row.record_id) for row in waiting} == {
        ("number", draft),
        ("send", numbered),
    }
    assert others.waiting == ()
