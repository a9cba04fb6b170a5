"""The trail tells who wrote about what, when and in which role; never what was written."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import update

from desktop.models.entries import EntryBody
from desktop.models.reference import NO_ROLE, role_words
from desktop.models.trail import TrailFilter, TrailRow, trail_count, trail_page, trail_vaults
from tests.offices import SampleOffice


@pytest.fixture
def office(tmp_path: Path) -> SampleOffice:
    return SampleOffice(tmp_path / "vault")


def rows(office: SampleOffice, size: int = 500, *, descending: bool = True) -> list[TrailRow]:
    found: list[TrailRow] = []
    after: bytes | None = None
    with office.session() as session:
        while True:
            page = trail_page(session, TrailFilter(), after, size, descending=descending)
            found += page.rows
            if page.after is None:
                return found
            after = page.after


def test_every_entry_stands_in_it_once_page_by_page_in_both_orders(office: SampleOffice) -> None:
    visit = office.started()
    office.finding(visit)
    latest = rows(office, 3)
    with office.session() as session:
        assert trail_count(session, TrailFilter()) == len(latest)
        assert trail_count(session, TrailFilter(bytes(8))) == 0
        ((vault, _name),) = trail_vaults(session)
    assert latest == rows(office)
    assert latest[::-1] == rows(office, 4, descending=False)
    assert {row.vault for row in latest} == {vault}
    told = [(row.person, row.role, dict(row.kinds)) for row in latest]
    assert any(role == "inspector" and kinds.get("findings") == 1 for _who, role, kinds in told)
    assert (office.leader.name, "inspector") in {(who, role) for who, role, _kinds in told}


def test_of_what_is_not_here_nothing_is_told(office: SampleOffice) -> None:
    office.started()
    with office.admin.database.engine.begin() as connection:
        connection.execute(update(EntryBody).values(body=None))
    assert {row.kinds for row in rows(office)} == {()}


def test_headquarters_own_role_and_one_of_a_newer_version_have_words() -> None:
    assert role_words("system") == "ستاد"
    assert role_words(NO_ROLE) == "بی‌نقش"
    assert role_words("inspector") == "بازرس"
    assert role_words("of_tomorrow") == "of_tomorrow"
