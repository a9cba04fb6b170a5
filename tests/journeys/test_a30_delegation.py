"""A30: the head goes on leave; his delegate approves in his own name, and can do no more."""

from __future__ import annotations

from datetime import timedelta

from PySide6.QtWidgets import QAbstractButton

from desktop.models.behalf import delegator_words
from desktop.models.calendar import numeric_date
from desktop.views.delegations.detail_page import DelegationPage
from desktop.views.delegations.list_page import DelegationListPage
from desktop.views.home.home_page import HomePage
from desktop.views.inspections import papers
from tests.documents.reading import text_of
from tests.journeys import visiting
from tests.journeys.conftest import CAST, Office
from tests.journeys.driver import Person, until

HEAD = f"رئیس بازرسی ({CAST['head'][0]})"
IN_PLACE_OF = f"به جانشینیِ {HEAD}"
DELEGATE = CAST["other"][0]


def test_a_delegate_approves_in_his_own_name_and_no_more(office: Office) -> None:
    head, inspector, delegate = (office.seat(one) for one in ("head", "inspector", "other"))
    head.sits_down()
    visit = visiting.orders(head, CAST["inspector"][0])
    lends(head, DELEGATE)
    assert head.page(DelegationPage).notice.sentence() == "جانشینی امضا شد"
    head.syncs()
    inspector.sits_down()
    inspector.syncs()
    hands_in(inspector)

    delegate.sits_down()
    delegate.syncs()
    page = visiting.opens_visit(delegate)
    assert page.primary is None or page.primary.words() != "تأیید گزارش"
    acts(delegate)
    assert IN_PLACE_OF in delegate.reads()
    assert "تأیید یا برگرداندن گزارش بازرسی" in delegate.reads()

    shown = opens_list(delegate)
    assert not shown.write.isVisible()
    page = visiting.opens_visit(delegate)
    detail = visiting.detail_of(delegate, visit)
    assert detail is not None
    assert set(page.visit_shown.may if page.visit_shown else ()) == {"Approve", "ReturnReport"}
    assert page.primary is not None
    assert page.primary.words() == "تأیید گزارش"
    assert "بازرسی تازه" not in delegate.reads()
    delegate.presses("Ctrl+Return")
    delegate.decides()
    approved = visiting.detail_of(delegate, visit)
    assert approved is not None
    assert approved.row.state == "approved"
    step = approved.steps[-1]
    assert (step.actor_name, delegator_words(step.on_behalf_of)) == (DELEGATE, HEAD)
    until(lambda: f"{DELEGATE}، رئیس بازرسی · {IN_PLACE_OF}" in delegate.reads())
    paper = printed(delegate, visit)
    assert IN_PLACE_OF in paper
    assert DELEGATE in paper
    ends(delegate)
    delegate.syncs()

    head.sits_down()
    head.syncs()
    visiting.opens_visit(head)
    assert f"{DELEGATE}، رئیس بازرسی · {IN_PLACE_OF}" in head.reads()
    opens_list(head)
    head.opens_row(DELEGATE)
    takes_back(head)
    head.syncs()
    delegate.sits_down()
    delegate.syncs()
    opens_list(delegate)
    delegate.opens_row(DELEGATE)
    assert not delegate.page(DelegationPage).act.isVisible()


def opens_list(person: Person) -> DelegationListPage:
    """From the directory, by its switch."""
    person.goes_to("directory")
    (switch,) = (
        one for one in person.shown(QAbstractButton) if one.accessibleName() == "جانشینی‌ها"
    )
    switch.click()
    person.waits()
    return person.page(DelegationListPage)


def lends(head: Person, to: str) -> None:
    """A week of leave, the approval of reports alone; signed."""
    opens_list(head)
    head.presses("Ctrl+N")
    form = head.page(DelegationPage).form
    head.picks(to)
    head.tabs_to(form.steps["approve_reports"])
    head.presses("Space")
    today = head.signed_in.desk().today
    head.fills("تا پایان روز", numeric_date(today + timedelta(days=7)))
    head.chooses("دلیل", "مرخصی")
    head.presses("Ctrl+Return")


def acts(delegate: Person) -> None:
    """Open the delegation, and go on under it."""
    opens_list(delegate)
    delegate.opens_row(DELEGATE)
    page = delegate.page(DelegationPage)
    assert page.act.isVisible()
    delegate.presses("Ctrl+Return")
    until(lambda: isinstance(delegate.signed_in.window.page, HomePage))
    delegate.waits()


def ends(delegate: Person) -> None:
    """Himself again, by the bar above the page."""
    button = delegate.signed_in.window.acting.notice.button
    assert button is not None
    button.click()
    until(lambda: not delegate.signed_in.window.acting.isVisible())
    delegate.waits()


def takes_back(head: Person) -> None:
    """Back early: the delegation ends today."""
    page = head.page(DelegationPage)
    page.revoke.click()
    head.waits()
    head.decides()
    assert "پس گرفته شد" in head.reads()


def hands_in(inspector: Person) -> None:
    """A visit without a finding, signed by both sides and handed in."""
    visiting.opens_visit(inspector)
    form = visiting.begins(inspector)
    visiting.answers(inspector, {})
    assert form.pages is not None
    assert form.pages.handover is not None
    visiting.signs_with_pen(inspector, form.pages.handover.inspector)
    visiting.signs_with_pen(inspector, form.pages.handover.unit)
    inspector.presses("Ctrl+Return")
    inspector.presses("Ctrl+Return")
    inspector.decides()
    inspector.syncs()


def printed(person: Person, visit: bytes) -> str:
    """The words of the report as it goes to paper."""
    making = papers.reports([visit], person.signed_in.window.work)
    with person.signed_in.vault.database.writing() as session:
        return text_of(making(session))
