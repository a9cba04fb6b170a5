"""A code typed off a paper leads to the moment that it was sealed, or is said to be unknown."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import text

from desktop.commands.inspections import Approve
from desktop.documents.visit_papers import payload
from desktop.errors import Refused
from desktop.models.paper_check import PaperFound, PaperUnknown, check_paper, read_code
from desktop.models.seal import seal_of
from tests.offices import SampleOffice


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SampleOffice]:
    made = SampleOffice(tmp_path_factory.mktemp("office"))
    yield made
    made.admin.database.close()


def seal(office: SampleOffice) -> str:
    with office.session() as session:
        return seal_of(session, office.admin.journal.vault)


def look(office: SampleOffice, typed: str, number: str = "") -> PaperFound | PaperUnknown:
    with office.session() as session:
        return check_paper(session, read_code(typed), number)


def found(office: SampleOffice, typed: str, number: str = "") -> PaperFound:
    told = look(office, typed, number)
    assert isinstance(told, PaperFound)
    return told


def test_a_paper_leads_to_its_entry_its_writer_and_its_visit(office: SampleOffice) -> None:
    visit, *_ = office.handed_in()
    code = seal(office)
    before_later_work = found(office, code)
    assert before_later_work.until is None
    assert before_later_work.visit is not None
    assert not before_later_work.visit.changed_since

    office.head.does(Approve(visit))
    told = found(office, code)

    assert told.writer == "بازرس نمونهٔ یک"
    assert told.command == "HandIn"
    assert "transitions" in {kind for kind, _record in told.records}
    assert told.until is not None
    assert told.since < told.until
    assert told.visit is not None
    assert (told.visit.id, told.visit.state) == (visit, "under_review")
    assert told.visit.changed_since
    assert not told.altered


def test_the_scanned_code_names_its_visit_whatever_was_written_last(office: SampleOffice) -> None:
    visit, *_ = office.handed_in()
    other, *_ = office.handed_in()
    scanned = payload("visits", visit, seal(office)) + "/2"
    told = found(office, scanned)
    assert told.visit is not None
    assert told.visit.id == visit
    assert not told.visit.changed_since
    assert other != visit


def test_the_number_on_the_paper_names_the_visit_too(office: SampleOffice) -> None:
    visit, *_ = office.handed_in()
    code = seal(office)
    with office.session() as session:
        number = session.execute(
            text("SELECT code FROM visits WHERE id = :id"), {"id": visit}
        ).scalar_one()
    office.order()
    told = found(office, code, number)
    assert told.visit is not None
    assert told.visit.id == visit
    with pytest.raises(Refused, match="paper_visit_unknown"):
        look(office, code, "404-00-999")


@pytest.mark.parametrize(
    "typed",
    [
        lambda code: code.lower(),
        lambda code: code.replace("-", ""),
        lambda code: code.replace("-", " ‌"),
        lambda code: "".join("۰۱۲۳۴۵۶۷۸۹"[int(one)] if one.isdigit() else one for one in code),
        lambda code: code.replace("0", "O").replace("1", "l"),
    ],
)
def test_however_a_code_is_typed_it_is_understood(office: SampleOffice, typed: object) -> None:
    office.started()
    code = seal(office)
    assert callable(typed)
    assert read_code(typed(code)).code == code
    assert found(office, typed(code)).code == code


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("", "seal_code_short"),
        ("ABCD-EFGH", "seal_code_short"),
        ("ABCD-EFGH-JKM!", "seal_code_letter"),
        ("ABCD-EFGH-JKMU", "seal_code_letter"),
        ("bazresyar:1:visits:zz", "seal_code_short"),
        ("bazresyar:1:visits:" + "00" * 16 + "/1", "seal_code_short"),
        ("ABCD-EFGH-JKM\0", "seal_code_letter"),
    ],
)
def test_what_is_no_code_is_told_so(typed: str, code: str) -> None:
    with pytest.raises(Refused, match=code):
        read_code(typed)


def test_a_code_that_no_entry_has_is_unknown_and_a_slip_is_pointed_at(office: SampleOffice) -> None:
    office.started()
    code = seal(office)
    slip = ("2" if code[0] != "2" else "3") + code[1:]
    assert look(office, slip) == PaperUnknown(slip, (code,))
    strange = look(office, "ZZZZ-ZZZZ-ZZZZ")
    assert strange == PaperUnknown("ZZZZ-ZZZZ-ZZZZ")


def test_an_entry_that_was_changed_after_the_paper_is_told_as_altered(
    office: SampleOffice,
) -> None:
    office.started()
    code = seal(office)
    with office.admin.database.engine.begin() as connection:
        connection.execute(
            text(
                "UPDATE entries SET prev_hash = zeroblob(32)"
                " WHERE counter = (SELECT max(counter) FROM entries)"
            )
        )
    assert found(office, code).altered
