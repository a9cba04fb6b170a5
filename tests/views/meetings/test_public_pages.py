"""Public meetings in the window: noted, requests written and answered, who asked sealed apart."""

from __future__ import annotations

from pathlib import Path

from pytestqt.qtbot import QtBot

from desktop.models.meetings.public import MeetingRequest
from desktop.models.meetings.public_queries import public_detail
from desktop.views.meetings.public_list_page import PublicMeetingListPage
from desktop.views.meetings.public_page import ADD, PublicMeetingPage
from desktop.views.navigation import Place
from desktop.views.shared.buttons import Button
from desktop.views.shared.labels import Label
from desktop.views.shared.step_dialog import StepDialog
from tests.cases import STAFF, CaseOffice
from tests.views.workplaces import bench, settle, shown


def test_a_public_meeting_is_kept_with_its_requests_and_names_no_citizen(
    qtbot: QtBot, tmp_path: Path
) -> None:
    office = CaseOffice(tmp_path / "vault")
    with bench(office.manager, tmp_path) as one:
        listed = PublicMeetingListPage(one.work)
        shown(qtbot, one, listed, Place("public_meetings"), (960, 600))
        assert listed.minimumSizeHint().width() <= 960
        listed.ask()
        settle(qtbot, one)
        dialog = listed.dialog
        assert isinstance(dialog, StepDialog)
        dialog.fields["manager"].set_value(STAFF.hex())  # type: ignore[attr-defined]  # a field
        dialog.fields["minutes"].set_value("دو ساعت")  # type: ignore[attr-defined]  # a field
        dialog.decided.emit()
        settle(qtbot, one)
        assert "۱۴۴۰" in (dialog.fields["minutes"].problem() or "")  # type: ignore[attr-defined]  # a field
        dialog.fields["minutes"].set_value("۱۲۰")  # type: ignore[attr-defined]  # a field
        dialog.decided.emit()
        settle(qtbot, one)
        assert one.went[-1].page == "public_meeting"
        qtbot.waitUntil(lambda: len(listed.table.rows()) == 1)
        assert "۱ از" in listed.weeks.words()
        listed.hide()

        page = PublicMeetingPage(one.work)
        shown(qtbot, one, page, one.went[-1])
        page.take(ADD)
        assert isinstance(page.dialog, StepDialog)
        page.dialog.decided.emit()
        assert page.dialog.fields["text"].problem()  # type: ignore[attr-defined]  # a field
        page.dialog.fields["text"].set_value("نوبت زودتر")  # type: ignore[attr-defined]  # a field
        page.dialog.decided.emit()
        settle(qtbot, one)
        (request,) = page.shown.requests
        page.answer(request)
        page.dialog.fields["answer"].set_value("شنبه بیاید")  # type: ignore[attr-defined]  # a field
        page.dialog.decided.emit()
        settle(qtbot, one)
        said = "\n".join(found.words() for found in page.findChildren(Label))
        assert "شنبه بیاید" in said
        seal = next(b for b in page.findChildren(Button) if "مهر هویت" in b.text())
        seal.click()
        assert one.went[-1] == Place("identity_form", request.id, "meeting_requests")
    with office.session() as session:
        found = public_detail(session, page.place.record)
    assert found is not None
    assert found.requests[0].identities == ()
    assert not {"name", "mobile", "citizen"} & set(MeetingRequest.__table__.columns.keys())
