"""A3, A11 and A12 at the head's window: counts, caution before the board, a card that is kept.

What the Setad does is A10's story; here its members sit at the same vault.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop.app import SignedIn
from desktop.commands.findings import RecordFindingPerson
from desktop.commands.meetings import CastVote, DecideItem
from desktop.commands.personnel_actions import ConfirmIntent, HearPerson
from desktop.commands.personnel_letters import IssuePersonnelAction
from desktop.commands.report_cards import RecordTraining
from desktop.models.personnel_actions.report_cards import issued_cards
from desktop.models.vault import create
from desktop.program import dress
from desktop.runtime.look import Look
from desktop.views.navigation import Place
from desktop.views.personnel_actions import papers
from desktop.views.personnel_actions.detail_page import PersonnelDetailPage
from desktop.views.personnel_actions.form import PersonnelForm
from desktop.views.personnel_actions.outcomes_page import OutcomesPage
from desktop.views.personnel_actions.person_page import PersonPage
from desktop.views.shared.labels import Label
from tests.builders import Seat, Wall
from tests.cases import STAFF, STAFF_NAME, CaseOffice
from tests.documents.reading import page_count, text_of
from tests.journeys.driver import Person
from tests.vaults import CHEAP, PASSWORD, enrolment_of, identity

HEAD = "رئیس نمونهٔ یک"
RUDE = "پرخاش با مراجع کنار باجه (نمونه)"


@dataclass
class Desk:
    """The head at the window, and the others of the office at the same vault."""

    person: Person
    office: CaseOffice

    def opens(self, place: Place) -> None:
        self.person.signed_in.window.go(place)
        self.person.waits()

    def finding(self, description: str) -> bytes:
        """A finding of rudeness about the member of staff, of today."""
        key = self.office.finding(
            self.office.started(planned_at=self.office.admin.desk.now),
            indicator="F4",
            description=description,
            criterion="AML8-03",
        )
        self.office.leader.does(
            RecordFindingPerson(key, STAFF_NAME, description, person=STAFF, statement="-")
        )
        return key


@pytest.fixture
def desk(tmp_path: Path, qtbot: QtBot, qapp: QApplication) -> Iterator[Desk]:
    dress(qapp, Look("light"))
    who, wall = identity(HEAD), Wall(datetime.now(UTC))
    enrolment = enrolment_of(who, "head_of_inspection")
    vault = create(
        tmp_path, who, PASSWORD, None, enrolment=enrolment, password_only=True, kdf=CHEAP, wall=wall
    )
    admin = Seat(
        *(vault.database, vault.journal, who.person, HEAD, "administrator", who.office, "26", wall)
    )
    office = CaseOffice(tmp_path, admin)
    signed_in = SignedIn(vault, tmp_path / "window.json", syncs=False)
    qtbot.addWidget(signed_in.window)
    found = Desk(Person(signed_in), office)
    found.person.sits_down()
    yield found
    signed_in.close()


def test_a_dash_stays_a_dash_and_the_total_says_at_least(desk: Desk) -> None:
    """A3: summer 75, 82, 5 and Mehr 38, 10, — come to 113, 92, at least 5."""
    head = desk.person
    head.goes_to("personnel_actions")
    head.tabs_to("شمارش")
    head.presses("Space")
    head.page(OutcomesPage)
    for title, first, last, figures in (
        ("تابستان ۱۴۰۴", "۱۴۰۴/۰۴/۰۱", "۱۴۰۴/۰۶/۳۱", ("75", "82", "5")),
        ("مهر ۱۴۰۴", "۱۴۰۴/۰۷/۰۱", "۱۴۰۴/۰۷/۳۰", ("۳۸", "۱۰", "—")),
    ):
        head.presses("Ctrl+Return")
        head.overwrites(title)
        head.fills("از", first)
        head.fills("تا", last)
        for name, figure in zip(("تشویق", "تذکر", "برکناری از سمت"), figures, strict=True):
            head.fills(name, figure)
        head.decides()
    read = "\n".join(one.words() for one in head.shown(Label))
    for words in ("جمع ۱۱۳", "جمع ۹۲", "—\nجمع دست‌کم ۵"):
        assert words in read
    assert "۵\nجمع ۵" in read  # at the end of summer nothing is missing yet


def test_a_caution_comes_first_and_the_board_is_proposed_on_repetition(desk: Desk) -> None:
    """A11: a second rudeness within the period proposes the board; a person decides."""
    head, office = desk.person, desk.office
    desk.opens(Place("personnel_form", desk.finding(RUDE), "finding"))
    form = head.page(PersonnelForm)
    form.cards.kind.setFocus()
    head.picks("تذکر")
    head.chooses("طبقهٔ قصد", "متعمد")
    head.presses("Ctrl+Return")
    assert "بدون مدرک" in (form.cards.intent_evidence.problem() or "")
    head.fills("مدرک این طبقه", "گزارش دوربین سالن (نمونه)")
    head.presses("Ctrl+Return")
    caution = head.page(PersonnelDetailPage).place.record
    assert "اثبات‌نشده" in head.reads()

    office.setad_secretary.does(HearPerson(caution, "آن روز بیمار بودم (نمونه)"))
    office.setad_secretary.does(ConfirmIntent(caution))  # a second person saw the evidence
    item = office.item(office.held())
    for voter in (office.setad_secretary, office.voter, office.second_voter):
        voter.does(CastVote(item, "yes"))
    office.chair.does(DecideItem(item, "approved"))
    office.letter_about(caution)
    desk.opens(Place("home"))
    desk.opens(Place("personnel_action", caution))
    head.presses("Ctrl+Return")
    head.decides()
    assert office.state(caution) == "issued"

    desk.opens(Place("personnel_form", desk.finding("بار دیگر " + RUDE), "finding"))
    form.cards.kind.setFocus()
    head.picks("تذکر")
    head.waits()
    assert "تکرار" in head.reads()
    assert form.cards.kind.value() == "caution"  # told, not decided
    assert form.notice.button is not None
    form.notice.button.setFocus()
    head.presses("Space")
    assert form.cards.kind.value() == "board_referral"
    head.presses("Ctrl+Return")
    referral = office.read(head.page(PersonnelDetailPage).place.record)
    assert (referral.kind, referral.follows_id) == ("board_referral", caution)
    read = head.reads()
    assert "زنجیرهٔ پرونده" in read
    assert "بازرسی میدانی" in read


def test_a_report_card_is_one_page_and_a_reprint_is_its_bytes(desk: Desk) -> None:
    """A12: two findings, one reward, fourteen hours."""
    head, office = desk.person, desk.office
    for description in (RUDE, "دیر آمد (نمونه)"):
        desk.finding(description)
    reward = office.carried("reward_nonmaterial", happened_on=office.admin.desk.today)
    office.head.does(IssuePersonnelAction(reward, office.letter_about(reward, "تشویق")))
    today = office.admin.desk.today
    office.personnel.does(RecordTraining(STAFF, "تکریم ارباب‌رجوع", today, 14))
    desk.opens(Place("person_file", STAFF))
    page = head.page(PersonPage)
    assert "۱۴ ساعت" in head.reads()
    work = page.work
    period = page.period
    draft = head.knows(papers.report_card(STAFF, period.starts, period.ends, work))
    assert "پیش‌نویس" in text_of(draft)
    head.presses("Ctrl+Return")
    head.presses("Ctrl+Return")
    head.waits()
    assert "کارنامه صادر و ذخیره شد" in head.reads()
    sha256 = head.knows(lambda session: issued_cards(session, STAFF)[0].pdf_sha256)
    first, again = (head.knows(papers.stored(sha256, work)) for _ in range(2))
    assert first == again
    read = text_of(first)
    assert "پیش‌نویس" not in read
    for words in ("کارنامه", STAFF_NAME, "ساعت آموزش ۱۴", "تشویق ۱", "کرامت انسانی ۰ ۲"):
        assert words in read
    assert page_count(first) == 1
