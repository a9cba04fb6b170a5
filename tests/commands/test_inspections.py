"""A visit from its order to its closing, and everybody who may not take a step of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from desktop.commands.findings import DecideFinding, RecordAnswer
from desktop.commands.inspections import (
    CloseVisit,
)
from desktop.models.inspections.records import Finding, Visit
from tests.offices import UNIT_HEAD, SampleOffice


@pytest.fixture
def office(tmp_path: Path) -> SampleOffice:
    return SampleOffice(tmp_path)


def state(office: SampleOffice, visit: bytes) -> str:
    with office.session() as session:
        return session.get_one(Visit, visit).state


def test_a_visit_goes_from_its_order_to_its_closing(office: SampleOffice) -> None:
    visit, finding, _action = office.verified()
    letter = office.reply(visit)
    office.member.does(
        RecordAnswer(finding, "accepted", "می‌پذیریم", document=letter, on_behalf_of=UNIT_HEAD)
    )
    office.head.does(DecideFinding(finding, action_required=True, reason="تا رفع کامل"))
    office.head.does(CloseVisit(visit))

    assert state(office, visit) == "closed"
    with office.session() as session:
        assert session.get_one(Finding, finding).state == "closed"
