"""What was being typed when the program ended is offered again (story A20)."""

from __future__ import annotations

from desktop.commands.drafts import SaveDraft
from desktop.models.drafts import drafts
from tests.offices import SampleOffice
from tests.views.inspections.conftest import At


def test_what_was_being_typed_at_a_crash_is_offered_and_brought_back(
    office: SampleOffice, at_form: At
) -> None:
    visit = office.started()
    typed = {"visit/observations": "سالن شلوغ بود.", "note/dignity.manner": ""}
    office.leader.does(SaveDraft(visit, "visit_form", "-", {"typed": typed}, visit))
    desk = at_form(visit)
    assert "۱ نوشتهٔ ذخیره‌نشده" in desk.form.notice.sentence()
    assert desk.form.notice.button is not None

    desk.form.notice.button.click()
    assert desk.form.restoring is not None
    desk.form.restoring.primary.click()
    desk.settle()
    assert desk.detail(visit).observations == "سالن شلوغ بود."
    with office.session() as session:
        assert drafts(session) == ()


def test_what_is_offered_outlives_what_is_typed_meanwhile_until_it_is_thrown_away(
    office: SampleOffice, at_form: At
) -> None:
    visit = office.started()
    typed = {"visit/observations": "سالن شلوغ بود."}
    office.leader.does(SaveDraft(visit, "visit_form", "-", {"typed": typed}, visit))
    desk = at_form(visit)
    card = desk.card("dignity", "dignity.manner")
    card.take_focus()
    desk.press("1")
    desk.form.leave()
    desk.settle()
    with office.session() as session:
        assert drafts(session)[0].payload == {"typed": typed}
    assert desk.form.notice.button is not None

    desk.form.notice.button.click()
    assert desk.form.restoring is not None
    desk.form.restoring.discard.click()
    desk.settle()
    assert desk.detail(visit).observations is None
    with office.session() as session:
        assert drafts(session) == ()


def test_typing_is_kept_as_a_draft_before_the_field_is_left(
    office: SampleOffice, at_form: At
) -> None:
    visit = office.started()
    desk = at_form(visit)
    desk.pages.go_to(desk.pages.recorder.draft.handover)
    assert desk.pages.handover is not None
    desk.type(desk.pages.handover.observations.control, "سالن")
    desk.pages.recorder.autosave.now()
    desk.sitting.work.tasks.on_database(lambda _database: None)
    with office.session() as session:
        assert drafts(session)[0].payload == {"typed": {"visit/observations": "سالن"}}
    assert desk.detail(visit).observations is None

    desk.form.leave()
    desk.settle()
    assert desk.detail(visit).observations == "سالن"
    with office.session() as session:
        assert drafts(session) == ()
