"""Delegations in the window: written and signed, listed, read, and acted under."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from desktop.commands.delegations import DraftDelegation, SignDelegation, Terms
from desktop.models import scopes
from desktop.models.delegations.records import Delegation
from desktop.models.delegations.rows import Lent
from desktop.views.delegations.detail_page import DelegationPage
from desktop.views.delegations.list_page import DelegationListPage
from desktop.views.navigation import Place
from tests.builders import OFFICE, Seat
from tests.offices import TODAY, SampleOffice
from tests.views.workplaces import Bench, bench, settle, shown

KEY = bytes(15) + b"\x07"


@pytest.fixture
def office(tmp_path: Path) -> SampleOffice:
    return SampleOffice(tmp_path / "office")


@pytest.fixture
def head(office: SampleOffice, tmp_path: Path) -> Iterator[Bench]:
    with bench(office.head, tmp_path / "head") as made:
        yield made


def terms(to: Seat) -> Terms:
    ends = TODAY + timedelta(days=4)
    lent = (scopes.office(OFFICE), scopes.province("26"))
    return Terms(to.person, "رئیس بازرسی", ("approve_reports",), lent, TODAY, ends, "leave")


def opened(qtbot: QtBot, at: Bench, place: Place) -> DelegationPage:
    page = DelegationPage(at.work)
    shown(qtbot, at, page, place)
    return page


def test_a_delegation_is_written_and_signed(
    qtbot: QtBot, office: SampleOffice, head: Bench
) -> None:
    page = opened(qtbot, head, Place("delegation", b"", "new"))
    form = page.form
    assert form.post.value() == "رئیس بازرسی"
    form.to.set_value(office.stranger.person.hex())
    form.steps["approve_reports"].setChecked(True)
    form.ends.set_value(TODAY + timedelta(days=4))
    form.reason.set_value("leave")
    page.sign_it()
    settle(qtbot, head)
    (place,) = head.went
    with office.session() as session:
        kept = session.get_one(Delegation, place.record)
        assert (kept.state, kept.to_id) == ("signed", office.stranger.person)
        assert kept.steps == ["approve_reports"]
        assert set(kept.lent) == {scopes.office(OFFICE), scopes.province("26")}


def test_everything_that_is_missing_is_said_beside_its_field(
    qtbot: QtBot, office: SampleOffice, head: Bench
) -> None:
    page = opened(qtbot, head, Place("delegation", b"", "new"))
    page.sign_it()
    settle(qtbot, head)
    told = {name for name, field in page.form.fields().items() if field.problem()}
    assert told == {"to", "lent", "ends", "reason"}
    page.form.to.set_value(office.stranger.person.hex())
    page.form.whole.setChecked(True)
    page.form.ends.set_value(TODAY - timedelta(days=1))
    page.form.reason.set_value("leave")
    page.sign_it()
    settle(qtbot, head)
    assert page.form.ends.problem() == "روز پایان پیش از روز آغاز است."
    assert page.form.to.value() == office.stranger.person.hex()
    assert head.went == []


def test_a_draft_goes_on_where_it_was_left(qtbot: QtBot, office: SampleOffice, head: Bench) -> None:
    office.head.does(DraftDelegation(terms(office.stranger), KEY))
    page = opened(qtbot, head, Place("delegation", KEY))
    assert page.form.isVisible()
    assert page.form.to.value() == office.stranger.person.hex()
    assert page.form.steps["approve_reports"].isChecked()
    page.form.steps["decide_findings"].setChecked(True)
    page.keep_draft()
    settle(qtbot, head)
    with office.session() as session:
        kept = session.get_one(Delegation, KEY)
        assert (kept.state, sorted(kept.steps)) == ("draft", ["approve_reports", "decide_findings"])


def test_the_delegate_reads_it_and_goes_on_under_it(
    qtbot: QtBot, office: SampleOffice, tmp_path: Path
) -> None:
    office.head.does(SignDelegation(KEY, terms(office.stranger)))
    taken: list[Lent | None] = []
    with bench(office.stranger, tmp_path / "stranger") as at:
        page = DelegationPage(replace(at.work, act_as=taken.append))
        shown(qtbot, at, page, Place("delegation", KEY))
        assert page.act.isVisible()
        assert not page.sign.isVisible()
        assert not page.revoke.isVisible()
        page.act_as_delegate()
    (lent,) = taken
    assert lent is not None
    assert (lent.delegation, lent.role) == (KEY, "head_of_inspection")


def test_the_list_shows_both_of_two_that_overlap(
    qtbot: QtBot, office: SampleOffice, head: Bench
) -> None:
    office.head.does(SignDelegation(KEY, terms(office.stranger)))
    office.head.does(SignDelegation(bytes(16), terms(office.other_head)))
    page = DelegationListPage(head.work)
    shown(qtbot, head, page, Place("delegations"))
    assert {row.to_name for row in page.table.rows()} == {"بازرس نمونهٔ سه", "رئیس نمونهٔ دو"}
    assert {row.standing for row in page.table.rows()} == {"active"}
    detail = opened(qtbot, head, Place("delegation", KEY))
    assert detail.found is not None
    assert detail.found.detail is not None
    assert [one.to_name for one in detail.found.detail.beside] == ["رئیس نمونهٔ دو"]


def test_who_has_no_role_to_lend_is_offered_none(
    qtbot: QtBot, office: SampleOffice, tmp_path: Path
) -> None:
    with bench(office.admin, tmp_path / "admin") as at:
        page = DelegationListPage(at.work)
        shown(qtbot, at, page, Place("delegations"))
        assert not page.write.isVisible()
