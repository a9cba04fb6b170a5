from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop.commands.identities import NoteConsent, OpenIdentity, ReferIdentity
from desktop.errors import Refused
from desktop.models.identities.queries import identities, openings
from desktop.models.identities.records import IdentityRecord
from tests.models.identities.people import (
    VALUES,
    all_meet,
    custodian,
    forms_group,
    hands_of,
    opens,
    operator,
    records,
)
from tests.sync.laptops import ALBORZ_OFFICE, Hq, Laptop, headquarters, looks


@pytest.fixture
def hq(tmp_path: Path) -> Iterator[Hq]:
    with headquarters(tmp_path / "hq") as opened:
        yield opened


@pytest.fixture
def office(hq: Hq, tmp_path: Path) -> tuple[Laptop, Laptop]:
    """A custodian and an operator of one office, both in its contact group."""
    first = custodian(hq, tmp_path / "custodian")
    second = operator(hq, tmp_path / "operator")
    all_meet(first, second)
    forms_group(first, second)
    all_meet(first, second)
    return first, second


def test_what_one_member_seals_another_opens_field_by_field(
    office: tuple[Laptop, Laptop],
) -> None:
    keeper, clerk = office
    identity = records(clerk)
    all_meet(clerk, keeper)
    assert {field: opens(keeper, identity, field) for field in VALUES} == VALUES
    assert not clerk.state.refused
    assert not keeper.state.refused
