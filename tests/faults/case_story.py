"""Cases about a person to their ends, a meeting's own items, a delegation: for nasty text."""

from __future__ import annotations

from datetime import timedelta

from desktop.commands.delegations import RevokeDelegation, SignDelegation, Terms
from desktop.commands.findings import RemoveFinding
from desktop.commands.meetings import (
    AddAgendaItem,
    AddDecision,
    CallMeeting,
    CancelMeeting,
    DecideItem,
)
from desktop.commands.outcomes import ReportOutcomes
from desktop.commands.personnel_actions import (
    NameParty,
    RecordPersonnelAction,
    ResubmitPersonnelAction,
    WithdrawPersonnelAction,
)
from desktop.commands.personnel_letters import (
    DecideObjection,
    IssuePersonnelAction,
    NotifyPerson,
    RecordAuthorityAnswer,
    RecordObjection,
    SendToAuthority,
)
from desktop.commands.setads import FormSetad
from desktop.commands.trash import BringBack
from desktop.models import scopes
from tests.builders import OFFICE
from tests.cases import SETAD, STAFF, CaseOffice
from tests.offices import TODAY, SampleOffice


def ends(cases: CaseOffice) -> None:
    """Each command that takes words, once."""
    _setad(cases)
    _issued(cases)
    _decided_elsewhere(cases)
    withdrawn = cases.proposed()
    cases.head.does(NameParty(withdrawn, cases.manager.person))
    cases.head.does(WithdrawPersonnelAction(withdrawn, "اشتباه در نام"))
    returned = cases.heard()
    meeting = cases.held()
    cases.chair.does(DecideItem(cases.item(meeting), "returned", "مدرک ندارد"))
    cases.head.does(ResubmitPersonnelAction(returned, {"reason": "با دو گواه"}))
    starts = TODAY - timedelta(days=30)
    figures = {"reward": "3", "caution": "-"}
    cases.head.does(ReportOutcomes("فصل نمونه", starts, TODAY, figures))


def _setad(cases: CaseOffice) -> None:
    members = (cases.voter.person, cases.second_voter.person, cases.head.person)
    cases.admin.does(
        FormSetad(
            "ستاد تازهٔ نمونه",
            cases.chair.person,
            cases.setad_secretary.person,
            members,
            id=cases.admin.desk.new_id(),
        )
    )
    at, key = cases.admin.desk.now + timedelta(minutes=30), cases.admin.desk.new_id()
    cases.setad_secretary.does(CallMeeting(SETAD, "جلسهٔ نمونه", at, "سالن", id=key))
    cases.setad_secretary.does(AddAgendaItem(key, "گزارش نمونه"))
    cases.setad_secretary.does(CancelMeeting(key, "به حد نصاب نمی‌رسد"))
    cases.heard()
    held = cases.held()
    due = TODAY + timedelta(days=7)
    cases.setad_secretary.does(AddDecision(held, "نصب تابلو", "مدیر نمونه", due))


def _issued(cases: CaseOffice) -> None:
    caution = cases.carried()
    letter = cases.letter_about(caution)
    cases.head.does(IssuePersonnelAction(caution, letter, "head_of_body", "مقام نمونه"))
    cases.secretariat.does(NotifyPerson(caution, TODAY))
    cases.secretariat.does(RecordObjection(caution, "نمی‌پذیرم"))
    cases.chair.does(DecideObjection(caution, upheld=False, reason="مدرک کافی نبود"))


def _decided_elsewhere(cases: CaseOffice) -> None:
    cases.head.does(
        RecordPersonnelAction(
            "art9_recorded",
            STAFF,
            "رأی هیأت",
            TODAY,
            cases.incoming(number="۷"),
            "board",
            "هیأت نمونه",
            2,
        )
    )
    removal = cases.carried("removal_proposal", indicator="F7")
    cases.secretariat.does(SendToAuthority(removal, cases.letter_about(removal, "پیشنهاد")))
    answer = cases.incoming(removal, number="۸")
    cases.secretariat.does(RecordAuthorityAnswer(removal, answer, "accepted", "جانشین آمد"))


def lending(office: SampleOffice) -> None:
    """A delegation with its words, ended early; a finding out of the trash with a reason."""
    key = office.admin.desk.new_id()
    terms = Terms(
        office.stranger.person,
        "رئیس بازرسی",
        ("approve_reports",),
        (scopes.office(OFFICE),),
        TODAY,
        TODAY + timedelta(days=4),
        "leave",
        "مرخصی نمونه",
        "۱۲/۳",
        TODAY,
    )
    office.head.does(SignDelegation(key, terms))
    office.head.does(RevokeDelegation(key, "زودتر برگشت"))
    visit = office.started()
    finding = office.finding(visit)
    office.leader.does(RemoveFinding(finding, "تکراری"))
    office.leader.does(BringBack("findings", finding, "تکراری نبود"))
