"""A delegation lends no more than one holds, to one person, for its days, and not further on."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from desktop.commands.base import AsDelegate, perform
from desktop.commands.delegations import (
    DraftDelegation,
    RevokeDelegation,
    SignDelegation,
    Terms,
)
from desktop.commands.inspections import Approve, CloseVisit, ReturnReport
from desktop.errors import Refused
from desktop.models import scopes
from desktop.models.behalf import delegator_words
from desktop.models.delegations.queries import delegation_detail, lent_today
from desktop.models.delegations.records import Delegation
from desktop.models.history import steps_of
from desktop.models.inspections.queries import visit_detail
from desktop.models.inspections.records import Visit
from tests.builders import OFFICE, Seat
from tests.offices import TODAY, SampleOffice, forward, refusal

KEY = bytes(15) + b"\x07"
POST = "رئیس بازرسی"


def terms(person: Seat, **other: object) -> Terms:
    given = Terms(
        person.person,
        POST,
        ("approve_reports",),
        (scopes.office(OFFICE),),
        TODAY,
        TODAY + timedelta(days=4),
        "leave",
    )
    return replace(given, **other)  # type: ignore[arg-type]  # fields of the same class


@pytest.fixture
def office(tmp_path: Path) -> SampleOffice:
    return SampleOffice(tmp_path)


def lend(office: SampleOffice, to: Seat, **other: object) -> bytes:
    office.head.does(SignDelegation(KEY, terms(to, **other)))
    return KEY


def test_a_delegate_approves_in_his_own_name_and_the_step_says_for_whom(
    office: SampleOffice,
) -> None:
    visit, *_ = office.handed_in()
    lend(office, office.stranger)
    office.stranger.does(AsDelegate(KEY, Approve(visit)))
    with office.session() as session:
        assert session.get_one(Visit, visit).state == "approved"
        step = steps_of(session, "visits", visit)[-1]
    assert (step.actor, step.role) == (office.stranger.person, "head_of_inspection")
    assert delegator_words(step.on_behalf_of) == f"{POST} (رئیس نمونهٔ یک)"


def test_who_acts_for_another_needs_no_word_in_each_command(office: SampleOffice) -> None:
    visit, *_ = office.handed_in()
    lend(office, office.stranger)
    with office.session() as session:
        (lent,) = lent_today(session, office.stranger.person, TODAY)
    seat = office.stranger
    desk = replace(seat.desk, role=lent.role, acting=lent)
    with office.session() as session:
        shown = visit_detail(session, visit, reader=desk.reader, today=TODAY)
    assert shown is not None
    assert set(shown.may) == {"Approve", "ReturnReport"}
    perform(seat.database, desk, Approve(visit))
    with office.session() as session:
        assert delegator_words(steps_of(session, "visits", visit)[-1].on_behalf_of)


def test_a_delegate_of_the_team_is_refused_like_the_head_himself(office: SampleOffice) -> None:
    visit, *_ = office.handed_in()
    lend(office, office.member)
    assert refusal(office.member, AsDelegate(KEY, Approve(visit))).code == "own_team"


def test_a_head_of_the_team_lends_the_decision_to_one_outside_it(office: SampleOffice) -> None:
    visit, *_ = office.handed_in()
    lend(office, office.other_head, reason="in_team")
    office.other_head.does(AsDelegate(KEY, Approve(visit)))


def test_the_days_of_a_delegation_begin_and_end_it(office: SampleOffice) -> None:
    visit, *_ = office.handed_in()
    begins = TODAY + timedelta(days=2)
    lend(office, office.stranger, starts=begins, ends=begins)
    early = refusal(office.stranger, AsDelegate(KEY, Approve(visit)))
    assert (early.code, early.arguments["starts"]) == ("delegation_not_begun", begins)
    forward(office, days=3)
    late = refusal(office.stranger, AsDelegate(KEY, Approve(visit)))
    assert (late.code, late.arguments["ends"]) == ("delegation_over", begins)
    with office.session() as session:
        assert lent_today(session, office.stranger.person, office.stranger.desk.today) == ()


def test_a_step_that_was_not_lent_is_refused(office: SampleOffice) -> None:
    visit, *_ = office.verified()
    lend(office, office.stranger)
    assert refusal(office.stranger, AsDelegate(KEY, CloseVisit(visit))).code == (
        "delegation_step_not_lent"
    )


def test_what_belongs_to_a_step_goes_with_it(office: SampleOffice) -> None:
    visit, *_ = office.handed_in()
    lend(office, office.stranger)
    office.stranger.does(AsDelegate(KEY, ReturnReport(visit, "عکس کم است")))
    with office.session() as session:
        assert session.get_one(Visit, visit).returned_reason == "عکس کم است"


def test_a_delegation_is_not_passed_on(office: SampleOffice) -> None:
    lend(office, office.stranger, steps=())
    further = SignDelegation(bytes(16), terms(office.member, steps=()))
    for named in ((), ("approve_reports",)):
        further = SignDelegation(bytes(16), terms(office.member, steps=named))
        assert refusal(office.stranger, AsDelegate(KEY, further)).code == "delegation_passed_on"


def test_only_who_it_was_given_to_acts_under_it(office: SampleOffice) -> None:
    visit, *_ = office.handed_in()
    lend(office, office.stranger)
    assert refusal(office.other_head, AsDelegate(KEY, Approve(visit))).code == (
        "delegation_of_another"
    )


def test_a_draft_and_one_taken_back_lend_nothing(office: SampleOffice) -> None:
    visit, *_ = office.handed_in()
    office.head.does(DraftDelegation(terms(office.stranger), KEY))
    assert refusal(office.stranger, AsDelegate(KEY, Approve(visit))).code == "delegation_unknown"
    office.head.does(SignDelegation(KEY))
    office.head.does(RevokeDelegation(KEY, "زودتر برگشتم"))
    assert refusal(office.stranger, AsDelegate(KEY, Approve(visit))).code == "delegation_revoked"


def test_what_was_signed_does_not_change(office: SampleOffice) -> None:
    lend(office, office.stranger)
    wider = DraftDelegation(terms(office.stranger, steps=()), KEY)
    assert refusal(office.head, wider).code == "delegation_signed"
    assert refusal(office.other_head, RevokeDelegation(KEY)).code == "delegation_not_yours"


@pytest.mark.parametrize(
    ("field", "other", "code"),
    [
        ("to", {"to": "head"}, "delegation_to_oneself"),
        ("to", {"to": bytes(16)}, "delegate_missing"),
        ("post", {"post": " "}, "delegation_post_missing"),
        ("ends", {"ends": TODAY - timedelta(days=1)}, "delegation_days_wrong"),
        ("ends", {"ends": TODAY + timedelta(days=500)}, "delegation_too_long"),
        (
            "ends",
            {"starts": date(2025, 10, 1), "ends": date(2025, 10, 2)},
            "delegation_past",
        ),
        ("steps", {"steps": ("number_letters",)}, "delegation_step_unknown"),
        ("lent", {"lent": ()}, "delegation_scope_missing"),
        ("reason", {"reason": "none"}, "delegation_reason_missing"),
    ],
)
def test_bad_input_is_told_beside_its_field(
    office: SampleOffice, field: str, other: dict[str, object], code: str
) -> None:
    if other.get("to") == "head":
        other = {"to": office.head.person}
    refused = refusal(office.head, SignDelegation(KEY, terms(office.stranger, **other)))
    assert (refused.code, refused.arguments.get("field")) == (code, field)
    with office.session() as session:
        assert session.get(Delegation, KEY) is None


def test_overlapping_delegations_are_both_shown(office: SampleOffice) -> None:
    lend(office, office.stranger)
    office.head.does(SignDelegation(bytes(16), terms(office.other_head)))
    with office.session() as session:
        shown = delegation_detail(session, KEY, reader=office.head.desk.reader, today=TODAY)
    assert shown is not None
    assert [one.to_name for one in shown.beside] == ["رئیس نمونهٔ دو"]


def test_nobody_records_for_an_agency_while_acting_for_a_colleague(office: SampleOffice) -> None:
    lend(office, office.stranger, steps=())

    class ForTheUnit:
        on_behalf_of = "رئیس واحد نمونه"

        def __call__(self, session: object, desk: object) -> None:
            raise AssertionError("carried out")

    with pytest.raises(Refused, match="decided_on_behalf"):
        office.stranger.does(AsDelegate(KEY, ForTheUnit()))
