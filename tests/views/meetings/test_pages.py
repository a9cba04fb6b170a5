"""The pages of meetings at a real vault: calling, the agenda, votes, outcome, signed minutes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from sqlalchemy import select

from desktop.commands.meetings import CastVote
from desktop.models.letters.records import Letter
from desktop.models.meetings.records import Meeting, Vote
from desktop.models.setads import Setad
from desktop.views.meetings.detail_page import MeetingDetailPage
from desktop.views.meetings.form import MeetingForm
from desktop.views.meetings.list_page import MeetingListPage
from desktop.views.meetings.setad_dialog import SetadDialog
from desktop.views.meetings.steps import PRIMARY, SECONDARY
from desktop.views.navigation import Place
from desktop.views.shared import theme
from desktop.views.shared.labels import Label
from desktop.views.shared.step_dialog import Step, StepDialog
from tests.builders import Seat
from tests.cases import SETAD, STAFF_NAME, CaseOffice
from tests.offices import TODAY
from tests.views.workplaces import Bench, bench, settle, shown

Sit = Callable[[Seat], Bench]


@pytest.fixture
def office(tmp_path: Path) -> CaseOffice:
    return CaseOffice(tmp_path / "vault")


@pytest.fixture
def sit(tmp_path: Path) -> Iterator[Sit]:
    with ExitStack() as stack:
        yield lambda seat: stack.enter_context(bench(seat, tmp_path))


def step(name: str) -> Step:
    return next(one for one in (*PRIMARY, *SECONDARY) if one.name == name)


def test_a_meeting_is_called_for_several_purposes(
    qtbot: QtBot, office: CaseOffice, sit: Sit
) -> None:
    one = sit(office.setad_secretary)
    page = MeetingForm(one.work)
    shown(qtbot, one, page, Place("meeting_form"))
    page.file()
    assert page.day.problem()
    page.day.set_value(TODAY + timedelta(days=1))
    page.time.control.setText("۲۵:۰۰")
    page.file()
    assert page.time.problem()
    page.time.control.setText("۱۰:۳۰")
    page.purposes["culture_council"].setChecked(True)
    page.file()
    settle(qtbot, one)
    with office.session() as session:
        meeting = session.get_one(Meeting, one.went[-1].record)
    assert meeting.purposes == ["setad", "culture_council"]
    assert meeting.day == TODAY + timedelta(days=1)


def test_the_chair_decides_by_the_votes_and_signs_what_is_kept(
    qtbot: QtBot, office: CaseOffice, sit: Sit
) -> None:
    action = office.heard()
    meeting = office.held()
    one = sit(office.chair)
    page = MeetingDetailPage(one.work)
    shown(qtbot, one, page, Place("meeting", meeting))
    (card,) = page.items
    assert office.head.person not in card.votes
    card.votes[office.voter.person].set_value("yes")
    card.votes[office.voter.person].edited.emit()
    settle(qtbot, one)
    with office.session() as session:
        (vote,) = session.execute(select(Vote)).scalars()
    assert (vote.person_id, vote.choice) == (office.voter.person, "yes")

    page.decide(page.shown.items[0])
    dialog = page.dialog
    assert isinstance(dialog, StepDialog)
    dialog.fields["outcome"].set_value("rejected")  # type: ignore[attr-defined]  # a field
    dialog.decided.emit()
    settle(qtbot, one)
    assert office.state(action) == "on_agenda"
    dialog.fields["outcome"].set_value("approved")  # type: ignore[attr-defined]  # a field
    dialog.decided.emit()
    settle(qtbot, one)
    assert office.state(action) == "approved"

    page.take(step("SignMinutes"))
    settle(qtbot, one)
    qtbot.waitUntil(lambda: page.shown.minutes is not None)
    page.take(Step("Print", SECONDARY[0].words, ""))
    with office.session() as session:
        kept = one.blobs.read(session, page.shown.minutes)
        assert one.papers[-1].make(session) == kept
        assert kept.startswith(b"%PDF")


def test_a_member_votes_for_himself_alone(qtbot: QtBot, office: CaseOffice, sit: Sit) -> None:
    office.heard()
    meeting = office.held()
    one = sit(office.voter)
    page = MeetingDetailPage(one.work)
    shown(qtbot, one, page, Place("meeting", meeting))
    assert list(page.items[0].votes) == [office.voter.person]


def test_only_what_is_said_against_somebody_is_called_alleged(
    qtbot: QtBot, office: CaseOffice, sit: Sit
) -> None:
    office.proposed("reward_nonmaterial", reason="شکیبایی با سالمندان")
    office.heard("caution", reason="برخورد تند")
    meeting = office.meeting()
    one = sit(office.chair)
    page = MeetingDetailPage(one.work)
    shown(qtbot, one, page, Place("meeting", meeting))
    read = [label.words() for label in page.findChildren(Label)]
    assert "شکیبایی با سالمندان" in read
    assert "اظهارشده: برخورد تند" in read


def test_what_waits_fills_the_agenda(qtbot: QtBot, office: CaseOffice, sit: Sit) -> None:
    office.heard()
    meeting = office.meeting()
    late = office.heard()
    one = sit(office.setad_secretary)
    page = MeetingDetailPage(one.work)
    shown(qtbot, one, page, Place("meeting", meeting))
    assert page.notice.isVisible()
    page.take(step("FillAgenda"))
    settle(qtbot, one)
    assert (len(page.items), office.state(late)) == (2, "on_agenda")


def test_an_invitation_goes_to_the_office_and_names_nobody_of_the_agenda(
    qtbot: QtBot, office: CaseOffice, sit: Sit
) -> None:
    office.heard()
    meeting = office.meeting()
    one = sit(office.setad_secretary)
    page = MeetingDetailPage(one.work)
    shown(qtbot, one, page, Place("meeting", meeting))
    page.take(step("DraftLetter"))
    settle(qtbot, one)
    with office.session() as session:
        letter = session.get_one(Letter, one.went[-1].record)
    assert "تذکر (۱ پرونده)" in letter.body
    assert STAFF_NAME not in letter.body
    assert STAFF_NAME not in letter.subject


def test_a_vote_that_is_refused_is_told_and_not_kept_on_the_page(
    qtbot: QtBot, office: CaseOffice, sit: Sit
) -> None:
    office.heard()
    meeting = office.held()
    one = sit(office.chair)
    page = MeetingDetailPage(one.work)
    shown(qtbot, one, page, Place("meeting", meeting))
    page.cast(page.shown.items[0], office.head.person, "yes")
    settle(qtbot, one)
    assert page.notice.isVisible()
    with office.session() as session:
        assert session.execute(select(Vote)).first() is None


def test_the_administrator_keeps_the_setad(qtbot: QtBot, office: CaseOffice, sit: Sit) -> None:
    one = sit(office.admin)
    page = MeetingListPage(one.work)
    shown(qtbot, one, page, Place("meetings"))
    page.ask_setad()
    settle(qtbot, one)
    dialog = page.dialog
    assert isinstance(dialog, SetadDialog)
    dialog.quorum.control.setText("۹")
    dialog.decided.emit()
    settle(qtbot, one)
    assert "حد نصاب" in (dialog.quorum.problem() or "")
    dialog.quorum.control.setText("۴")
    dialog.decided.emit()
    settle(qtbot, one)
    with office.session() as session:
        setad = session.get_one(Setad, SETAD)
    assert setad.quorum == 4
    assert len(setad.member_ids) == 3


def test_a_late_vote_reaches_the_page(qtbot: QtBot, office: CaseOffice, sit: Sit) -> None:
    office.heard()
    meeting = office.held()
    one = sit(office.chair)
    page = MeetingDetailPage(one.work)
    shown(qtbot, one, page, Place("meeting", meeting))
    one.tasks.execute(CastVote(page.shown.items[0].id, "no", office.voter.person))
    settle(qtbot, one)
    assert [vote.choice for vote in page.shown.items[0].votes] == ["no"]


@pytest.mark.parametrize("name", ["light", "contrast"])
def test_the_pages_fit_the_smallest_window_at_one_and_a_half(
    qtbot: QtBot, office: CaseOffice, sit: Sit, name: theme.Name, qapp: QApplication
) -> None:
    office.heard()
    meeting = office.held()
    theme.apply(qapp, theme.Theme(name, 1.5))
    one = sit(office.chair)
    for page, place in (
        (MeetingDetailPage(one.work), Place("meeting", meeting)),
        (MeetingListPage(one.work), Place("meetings")),
        (MeetingForm(one.work), Place("meeting_form")),
    ):
        shown(qtbot, one, page, place, (960, 600))
        assert page.minimumSizeHint().width() <= 960
        assert page.minimumSizeHint().height() <= 600
        page.hide()
