"""The second reading of a journal holds out against bodies that no program of ours wrote."""

from __future__ import annotations

from pathlib import Path

from msgspec.structs import replace
from sqlalchemy import text

from sync.protocol.entry import Body, decode_body, encode_body
from tests.builders import seat
from tests.models.test_apply import AddUnit, EditUnit
from tests.models.test_verify import checked

UNIT = b"\xab" * 16


def test_a_write_that_names_itself_as_replaced_is_a_fault_and_no_crash(tmp_path: Path) -> None:
    here = seat(tmp_path / "here", role="administrator")
    here.does(AddUnit(UNIT, "واحد نمونهٔ الف"))
    here.does(EditUnit(UNIT, "address", "خیابان نمونه"))
    with here.database.engine.begin() as connection:
        made, edited = connection.execute(text("SELECT stamp FROM entries ORDER BY counter")).all()
        row, body = connection.execute(
            text("SELECT row_no, body FROM bodies ORDER BY counter DESC")
        ).all()[0]
        (change,) = decode_body(body).changes
        circle = replace(change, bases={"address": [made.stamp, edited.stamp]})
        connection.execute(
            text("UPDATE bodies SET body = :body WHERE row_no = :row"),
            {"body": encode_body(Body([circle], None)), "row": row},
        )

    faults = checked(here).faults

    assert ("verify_row", UNIT) in {(fault.code, fault.record) for fault in faults}
    here.database.close()
