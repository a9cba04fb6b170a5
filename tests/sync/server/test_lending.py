"""Delegations at headquarters: each rule is asked again, of entries no honest program writes."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import insert

from desktop.commands.delegations import RevokeDelegation, SignDelegation, Terms
from desktop.models import behalf, registry, scopes
from desktop.models.delegations.records import Delegation
from desktop.models.inspections.records import Visit
from desktop.models.journal import storage_instant
from sync.protocol import entry as wire
from sync.server import accounts, vaults
from sync.server.tables import Device
from tests.builders import OFFICE
from tests.hq import Hq
from tests.sync.server.commands import DAY, Edit, add, visit
from tests.sync.server.conftest import Enrolled
from tests.sync.server.forgery import ONE, THREE, TWO, forged
from tests.sync.server.laptop import Laptop

HEAD = "head_of_inspection"
POST = "رئیس بازرسی"
MINUTES = 24 * 60


@dataclass
class Office:
    """A head and his delegate, each at a laptop of the same office, and a visit of the head's."""

    hq: Hq
    head: Laptop
    delegate: Laptop

    @property
    def written(self) -> str:
        """What the delegate's entries carry."""
        return behalf.as_delegate(TWO, f"{POST} ({self.head.seat.name})")

    def lend(self, *steps: str, lent: tuple[str, ...] | None = None, **days: int) -> list[str]:
        """The head signs and sends; what headquarters refuses of it."""
        _know(self.head, self.delegate)
        terms = Terms(
            self.delegate.seat.person,
            POST,
            steps,
            lent or (scopes.office(OFFICE), scopes.province("26")),
            DAY + timedelta(days=days.get("starts", 0)),
            DAY + timedelta(days=days.get("ends", 4)),
            "leave",
        )
        self.head.does(SignDelegation(TWO, terms))
        return [one.code for one in self.head.push().refusals]

    def cancels(self, **header: Any) -> list[str]:
        """The delegate calls the head's visit off; what headquarters says."""
        values = {
            "record_kind": "visits",
            "record_id": ONE,
            "from_state": "draft",
            "to_state": "cancelled",
            "actor": self.delegate.seat.person,
            "role": HEAD,
            "on_behalf_of": self.written,
            "at": storage_instant(self.hq.wall()),
            "reason": "دلیل نمونه",
            "facts": json.dumps({}),
            "sensitivity": "internal",
        }
        given = {"role": HEAD, "on_behalf_of": self.written} | header
        values |= {name: value for name, value in given.items() if name in values}
        body = wire.Body([wire.Change("transitions", THREE, values)])
        run = forged(self.delegate, body, **given)
        return [one.code for one in self.delegate.post(self.delegate.request(run)).refusals]

    def held(self) -> frozenset[str]:
        """What the delegate's vault may hold now."""
        with self.hq.server.database.reading() as session:
            device = session.get_one(Device, self.delegate.vault)
            return vaults.held(self.hq.server, session, device).scopes


@pytest.fixture
def office(hq: Hq, enrolled: Enrolled) -> Office:
    head = enrolled("رئیس نمونه", HEAD)
    head.does(add(visit(ONE, head.seat.person)))
    head.push()
    return Office(hq, head, enrolled("بازرس نمونهٔ دو"))


def _know(laptop: Laptop, other: Laptop) -> None:
    """Put a colleague into the directory of a vault, as a pull would."""
    raw = registry.kind_of("persons").raw
    row = dict.fromkeys((c.name for c in raw.c), None) | {
        "id": other.seat.person,
        "name": other.seat.name,
        "province": "26",
        "sensitivity": "internal",
        "provisional": False,
        "created_at": storage_instant(0),
        "created_by": bytes(16),
        "updated_at": storage_instant(0),
        "updated_by": bytes(16),
        "revision": 1,
        "stamps": bytes(16),
        "folded": "",
    }
    with laptop.seat.database.writing() as session:
        session.connection().execute(insert(raw).values(row))


def test_a_step_under_a_delegation_is_taken(office: Office) -> None:
    assert office.lend() == []
    assert office.cancels() == []
    with office.hq.server.database.reading() as session:
        assert session.get_one(Visit, ONE).state == "cancelled"


@pytest.mark.parametrize(
    ("header", "code"), [({}, "delegation_unknown"), ({"on_behalf_of": None}, "role_not_held")]
)
def test_without_a_delegation_the_role_is_not_his(
    office: Office, header: dict[str, None], code: str
) -> None:
    assert office.cancels(**header) == [code]


def test_a_step_that_was_not_lent_is_refused(office: Office) -> None:
    office.lend("approve_reports")
    assert office.cancels() == ["delegation_step_not_lent"]


def test_the_day_after_the_end_it_is_over(office: Office) -> None:
    office.lend(ends=1)
    office.hq.wall.forward(minutes=2 * MINUTES)
    office.delegate.sign_in()
    assert office.cancels() == ["delegation_over"]


def test_what_was_written_within_the_days_is_taken_later(office: Office) -> None:
    office.lend(ends=1)
    then = office.hq.wall()
    office.hq.wall.forward(minutes=3 * MINUTES)
    office.delegate.sign_in()
    assert office.cancels(wall=then, time=(then << 16) + 1) == []


def test_a_delegation_taken_back_lends_nothing_from_then_on(office: Office) -> None:
    office.lend()
    office.head.does(RevokeDelegation(TWO))
    office.head.push()
    assert office.cancels() == ["delegation_revoked"]


def test_what_the_lender_no_longer_holds_is_not_lent(office: Office) -> None:
    office.lend()
    with office.hq.server.database.writing() as session:
        accounts.end_role(office.hq.server, session, office.head.seat.person, HEAD)
    office.hq.wall.forward(minutes=1)
    assert office.cancels() == ["delegation_beyond"]


def test_nobody_lends_more_than_he_holds(office: Office) -> None:
    assert office.lend(lent=(scopes.province("32"),)) == ["delegation_beyond"]
    assert office.cancels() == ["delegation_unknown"]


def test_the_words_for_whom_are_those_that_were_signed(office: Office) -> None:
    office.lend()
    other = behalf.as_delegate(TWO, "مدیر استان (رئیس نمونه)")
    assert office.cancels(on_behalf_of=other) == ["delegation_unknown"]


def test_what_was_signed_is_not_changed_behind_it(office: Office) -> None:
    office.lend("approve_reports")
    office.head.does(Edit(Delegation, TWO, {"steps": []}))
    assert [one.code for one in office.head.push().refusals] == ["delegation_signed"]
    assert office.cancels() == ["delegation_step_not_lent"]


def test_nobody_signs_in_the_name_of_another(office: Office, enrolled: Enrolled) -> None:
    thief = enrolled("بازرس نمونهٔ سه", HEAD)
    stolen = Delegation(
        id=TWO,
        office_id=OFFICE,
        from_id=office.head.seat.person,
        from_words=f"{POST} ({office.head.seat.name})",
        to_id=thief.seat.person,
        to_name=thief.seat.name,
        role=HEAD,
        steps=[],
        lent=[scopes.province("26")],
        starts=DAY,
        ends=DAY,
        reason="leave",
    )
    thief.does(add(stolen))
    assert [one.code for one in thief.push().refusals] == ["delegation_not_yours"]


def test_a_delegate_holds_the_scopes_for_the_days_and_no_longer(hq: Hq, enrolled: Enrolled) -> None:
    head = enrolled("رئیس نمونه", HEAD)
    elsewhere = enrolled("بازرس نمونهٔ البرز", province="32", office=bytes(15) + b"\x09")
    office = Office(hq, head, elsewhere)
    assert scopes.province("26") not in office.held()
    office.lend(ends=1)
    assert scopes.province("26") in office.held()
    hq.wall.forward(minutes=2 * MINUTES)
    assert scopes.province("26") not in office.held()
