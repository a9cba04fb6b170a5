"""A closed visit is read, and nothing of it is written again."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from desktop.commands.base import Command
from desktop.commands.corrective_actions import ProposeAction
from desktop.commands.findings import AmendFinding, RecordFinding
from desktop.commands.inspections import AmendVisit, CloseVisit
from desktop.commands.on_site import AnswerQuestion, RecordUnitExplanation
from desktop.models.inspections.queries import Reader, visit_detail
from tests.offices import TODAY, SampleOffice, refusal

Edit = Callable[[bytes, bytes], Command]


@pytest.mark.parametrize(
    "edit",
    [
        lambda visit, _finding: AnswerQuestion(visit, "dignity.manner", "no"),
        lambda visit, _finding: AmendVisit(visit, {"observations": "پس از بستن"}),
        lambda visit, _finding: RecordUnitExplanation(visit, "پس از بستن"),
        lambda visit, _finding: RecordFinding(visit, "پس از بستن"),
        lambda visit, finding: ProposeAction(visit, (finding,), "پس از بستن", owner_post="-"),
        lambda _visit, finding: AmendFinding(finding, {"place": "پس از بستن"}),
    ],
)
def test_a_closed_visit_is_not_edited(tmp_path: Path, edit: Edit) -> None:
    office = SampleOffice(tmp_path)
    visit, finding, _action = office.verified()
    office.head.does(CloseVisit(visit))
    before = _detail(office, visit)
    assert refusal(office.leader, edit(visit, finding)).code == "visit_not_editable"
    assert _detail(office, visit) == before


def _detail(office: SampleOffice, visit: bytes) -> object:
    reader = Reader(office.leader.person, "inspector")
    with office.session() as session:
        return visit_detail(session, visit, reader=reader, today=TODAY)
