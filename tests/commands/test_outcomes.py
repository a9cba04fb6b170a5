"""A3: what was issued by period; a dash is not zero, and a sum over it says «at least»."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from desktop.commands.outcomes import ReportOutcomes
from desktop.commands.personnel_letters import (
    IssuePersonnelAction,
    RecordAuthorityAnswer,
    SendToAuthority,
)
from desktop.models.personnel_actions.outcomes import Total, issued_between, outcome_lines, total
from desktop.views.navigation import Place
from desktop.views.personnel_actions.outcomes_page import OutcomesPage, figure_words, total_words
from desktop.views.shared.labels import Label
from tests.cases import CaseOffice
from tests.offices import TODAY, refusal
from tests.views.workplaces import bench, shown

SUMMER = (date(2025, 6, 22), date(2025, 9, 22))
MEHR = (date(2025, 9, 23), date(2025, 10, 22))


@pytest.fixture
def office(tmp_path: Path) -> CaseOffice:
    return CaseOffice(tmp_path / "vault")


def report(office: CaseOffice) -> None:
    office.head.does(
        ReportOutcomes("تابستان ۱۴۰۴", *SUMMER, {"reward": "۷۵", "caution": "82", "removal": "٥"})
    )
    office.head.does(
        ReportOutcomes("مهر ۱۴۰۴", *MEHR, {"reward": "38", "caution": "10", "removal": "—"})
    )


def test_summer_and_mehr_come_to_113_92_and_at_least_5(office: CaseOffice) -> None:
    report(office)
    with office.session() as session:
        _summer, mehr = outcome_lines(session)
    assert mehr.figures == {
        "reward": Total(38, False),
        "caution": Total(10, False),
        "removal": None,
    }
    assert mehr.running == {
        "reward": Total(113, False),
        "caution": Total(92, False),
        "removal": Total(5, True),
    }


def test_the_page_shows_the_dash_and_says_at_least(
    qtbot: QtBot, office: CaseOffice, tmp_path: Path
) -> None:
    report(office)
    with bench(office.head, tmp_path) as one:
        page = OutcomesPage(one.work)
        shown(qtbot, one, page, Place("outcomes"))
        read = "\n".join(found.words() for found in page.findChildren(Label))
    assert "جمع دست‌کم ۵" in read
    assert "جمع ۱۱۳" in read
    assert "—\n" in read
    assert figure_words(total([0])) == "۰"
    assert total_words(total([None])) == "جمع دست‌کم ۰"


@pytest.mark.parametrize(
    ("figures", "field"), [({"caution": "ده"}, "caution"), ({"removal": "-1"}, "removal")]
)
def test_a_figure_that_cannot_be_read_is_not_guessed(
    office: CaseOffice, figures: dict[str, str], field: str
) -> None:
    refused = refusal(office.head, ReportOutcomes("مهر", *MEHR, figures))
    assert (refused.code, refused.arguments["field"]) == ("figure_unreadable", field)


def test_a_period_ends_after_it_begins(office: CaseOffice) -> None:
    backwards = ReportOutcomes("مهر", MEHR[1], MEHR[0], {})
    assert refusal(office.head, backwards).code == "period_reversed"


def test_only_what_was_issued_or_recorded_counts(office: CaseOffice) -> None:
    action = office.carried("removal_proposal")
    with office.session() as session:
        nothing = issued_between(session, TODAY, TODAY)
    assert nothing == {"reward": 0, "caution": 0, "removal": 0}
    office.secretariat.does(SendToAuthority(action, office.letter_about(action)))
    office.secretariat.does(RecordAuthorityAnswer(action, office.incoming(action), "accepted"))
    caution = office.carried()
    office.head.does(IssuePersonnelAction(caution, office.letter_about(caution)))
    with office.session() as session:
        assert issued_between(session, TODAY, TODAY) == {"reward": 0, "caution": 1, "removal": 1}
