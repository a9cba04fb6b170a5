"""The register of misconduct: who enters and sees a line, how fresh it is, how prevention ends."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from desktop.commands.misconduct import (
    CloseMisconduct,
    RecordMisconduct,
    ReferMisconduct,
    TakePreventiveMeasure,
)
from desktop.commands.personnel_actions import NameParty
from desktop.models import registry
from desktop.models.parties import parties_of
from desktop.models.personnel_actions.chains import chain_links
from desktop.models.personnel_actions.misconduct import KIND, MisconductRecord
from desktop.models.personnel_actions.misconduct_queries import (
    Freshness,
    MisconductFilter,
    freshness,
    misconduct_detail,
    misconduct_page,
)
from desktop.models.personnel_actions.queries import personnel_detail
from desktop.models.reader import Reader
from desktop.models.scopes import case
from desktop.views.personnel_actions.misconduct_list_page import fresh_words
from tests.builders import Seat
from tests.cases import SETAD, STAFF, CaseOffice
from tests.offices import TODAY, UNIT, refusal

EVENT = TODAY - timedelta(days=20)
"""The person held another post on that day."""


@pytest.fixture
def office(tmp_path: Path) -> CaseOffice:
    return CaseOffice(tmp_path / "vault")


def line(**changes: object) -> RecordMisconduct:
    return replace(
        RecordMisconduct(
            "misconduct",
            "مراجع را بی‌دلیل بازگرداند (اظهارشده)",
            EVENT,
            STAFF,
            indicator="F4",
            source="گزارش ۱۲۸ شمارهٔ ۴۴",
            setad=SETAD,
        ),
        **changes,  # type: ignore[arg-type]  # fields by name
    )


def entered(office: CaseOffice, **changes: object) -> bytes:
    key = office.admin.desk.new_id()
    office.head.does(line(id=key, **changes))
    return key


def state(office: CaseOffice, key: bytes) -> str:
    with office.session() as session:
        return session.get_one(MisconductRecord, key).state


def may(office: CaseOffice, key: bytes, seat: Seat) -> set[str]:
    with office.session() as session:
        found = misconduct_detail(session, key, reader=Reader(seat.person, seat.role))
    assert found is not None
    return set(found.may)


def test_a_line_says_the_post_of_that_day_and_how_late_it_was_entered(office: CaseOffice) -> None:
    key = entered(office)
    with office.session() as session:
        (row,) = misconduct_page(session, MisconductFilter(text="بازگرداند")).rows
        assert (row.id, row.post, row.days, row.state) == (key, "متصدی پذیرش", 20, "entered")
        assert not misconduct_page(session, MisconductFilter(states=("closed",))).rows


def test_who_enters_it_and_chair_and_secretary_hold_it_and_nobody_else(office: CaseOffice) -> None:
    key = entered(office)
    with office.session() as session:
        assert set(parties_of(session, key)) == {
            *(office.head.person, office.chair.person, office.setad_secretary.person)
        }
        row = session.get_one(MisconductRecord, key)
        kind = registry.kind_of(KIND)
        fields = {name: getattr(row, name) for name in (*kind.fields, "id")}
        assert kind.scopes(fields, lambda *_: None) == {case(key)}
    assert refusal(office.leader, line()).code == "step_not_for_role"
    # Setad members and the direct manager hold it only once they are named.
    measure = TakePreventiveMeasure(key, "training", TODAY)
    assert refusal(office.manager, measure).code == "not_of_the_case"
    office.head.does(NameParty(key, office.manager.person, "manager", KIND))
    office.manager.does(measure)


def test_the_person_concerned_neither_enters_nor_holds_nor_moves_it(office: CaseOffice) -> None:
    about_chair = entered(office, person=office.chair.person)
    with office.session() as session:
        assert office.chair.person not in parties_of(session, about_chair)
    naming = NameParty(about_chair, office.chair.person, "issuer", KIND)
    assert refusal(office.head, naming).code == "person_concerned"
    about_head = line(person=office.head.person)
    assert refusal(office.head, about_head).code == "person_concerned"
    key = entered(office)
    assert may(office, key, office.staff) == set()


@pytest.mark.parametrize(
    ("changes", "refused", "field"),
    [
        ({"kind": "crime"}, "misconduct_kind_unknown", "kind"),
        ({"happened_on": TODAY + timedelta(days=1)}, "day_in_future", "happened_on"),
        ({"source": " "}, "source_missing", "source"),
        ({"description": ""}, "description_missing", "description"),
        ({"person": None}, "person_or_unit_missing", "person"),
    ],
)
def test_a_line_that_says_too_little_is_refused_beside_its_field(
    office: CaseOffice, changes: dict[str, object], refused: str, field: str
) -> None:
    found = refusal(office.head, line(**changes))
    assert (found.code, found.arguments["field"]) == (refused, field)


def test_prevention_comes_before_the_board_and_is_counted(office: CaseOffice) -> None:
    """P4.2: prevented ÷ preventive cases; P4.3: median days from event to entry."""
    prevented, referred, quiet = (
        entered(office),
        entered(office),
        entered(office, happened_on=TODAY),
    )
    unit = entered(office, person=None, unit=UNIT)
    for key in (prevented, referred):
        office.setad_secretary.does(TakePreventiveMeasure(key, "counselling", TODAY, "گفت‌وگو شد"))
        assert state(office, key) == "in_prevention"
    assert refusal(office.head, CloseMisconduct(prevented, " ")).code == "reason_missing"
    office.head.does(CloseMisconduct(prevented, "دیگر تکرار نشد"))
    caution = office.proposed("caution", register=(referred,))
    assert refusal(office.head, ReferMisconduct(referred, caution)).code == "referral_of_another"
    board = office.proposed("board_referral", register=(referred,))
    office.head.does(ReferMisconduct(referred, board))
    office.head.does(CloseMisconduct(quiet, "نادرست بود"))
    states = [state(office, key) for key in (prevented, referred, quiet, unit)]
    assert states == ["prevented", "referred", "closed", "entered"]
    late = TakePreventiveMeasure(prevented, "caution", TODAY)
    assert refusal(office.head, late).code == "misconduct_closed"
    early = TakePreventiveMeasure(unit, "caution", EVENT - timedelta(days=1))
    assert refusal(office.head, early).code == "before_the_finding"
    with office.session() as session:
        found = freshness(session, TODAY, TODAY)
        assert found == Freshness(4, 20.0, 1, 2)
        assert freshness(session, EVENT, EVENT).days is None
    assert "میانهٔ روز از رویداد تا ثبت ۲۰" in fresh_words(found)
    assert "تا ثبت —" in fresh_words(Freshness(0, None, 0, 0))


def test_reports_inspection_meeting_caution_and_removal_are_one_line(office: CaseOffice) -> None:
    """``domain.md`` 2.13 no. 10: each stage with its records, a stage without any is a gap."""
    first, second = entered(office), entered(office, happened_on=EVENT + timedelta(days=3))
    visit = office.started()
    finding = office.finding(visit, indicator="F4")
    caution = office.carried("caution", register=(first, second), findings=(finding,))
    proposal = office.proposed("removal_proposal", follows=caution)
    with office.session() as session:
        detail = personnel_detail(
            session, proposal, reader=Reader(office.head.person, office.head.role)
        )
        assert detail is not None
        links = detail.links
        assert chain_links(session, [proposal, caution]) == links
    under_way = [one.stage for one in links if not one.done]
    assert under_way == ["caution", "removal_proposed"]  # approved is not issued yet
    stages = [one.stage for one in links]
    assert stages == [
        *("repeat_detected", "repeat_detected", "repeat_detected", "field_inspection"),
        *("meeting", "caution", "removal_proposed"),
    ]
    assert [one.record for one in links[:2]] == [first, second]
    assert (links[3].page, links[3].record) == ("visit", visit)
