from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from desktop.commands.identities import AskSecondOfficer, OpenIdentity
from desktop.errors import AppError, Refused
from desktop.models.identities.queries import WaitingSeal, identity_card, openings
from desktop.models.identities.records import IdentityKey, SealRequest
from desktop.models.identities.rules import OFFICER, SEALED
from desktop.models.identities.vault_hands import officers_of
from desktop.models.vault_facts import Enrolment
from sync.client.keys import believed
from sync.protocol.encoding import decode, encode
from sync.protocol.identity_seal import open_inner
from sync.protocol.messages import KeyList, KeysAnswer
from sync.server import cli
from sync.server.hq import KEYS_ANSWER
from sync.server.identities import officers
from tests.models.identities.canaries import found_in_rows
from tests.models.identities.people import VALUES, Person, all_meet, at_headquarters
from tests.sync.laptops import Hq, headquarters

REASON = "دستور قضایی نمونه برای تماس با گزارش‌دهنده"
BLANK: dict[str, Any] = {
    "installation": bytes(16),
    "person": bytes(16),
    "name": "",
    "roles": [],
    "scopes": [],
    "office": bytes(16),
}
NATIONAL: dict[str, Any] = {"province": None}


@pytest.fixture
def hq(tmp_path: Path) -> Iterator[Hq]:
    with headquarters(tmp_path / "hq") as running:
        yield running


class Three:
    """Three officers, a desk that seals to them, and one sealed identity."""

    def __init__(self, hq: Hq, folder: Path) -> None:
        people = [
            at_headquarters(
                hq, folder / f"officer{n}", f"امین سلامت نمونهٔ {n}", "integrity_officer", **NATIONAL
            )
            for n in range(3)
        ]
        with hq.server.database.reading() as session:
            keys = tuple(officers(session))
        ordered = sorted(people, key=lambda one: keys.index(one.hands.public))
        self.officers = [Person(one.seat, replace(one.hands, officers=keys)) for one in ordered]
        desk = at_headquarters(
            hq, folder / "desk", "میز گزارش نمونه", "corruption_desk", **NATIONAL
        )
        self.desk = Person(desk.seat, replace(desk.hands, officers=keys))
        self.identity = self.desk.records(identity_class=SEALED)
        self.meet()

    def meet(self) -> None:
        """Everybody has what the others wrote."""
        all_meet(self.desk, *self.officers)

    def begins(self, officer: Person, reason: str | None = REASON) -> bytes:
        """The first of a pair writes down why, and hands on what the second one opens."""
        key, opening = officer.seat.desk.new_id(), officer.seat.desk.new_id()
        purpose = "seal_first"
        officer.does(
            OpenIdentity(self.identity, "name", purpose, officer.hands, reason, id=opening)
        )
        officer.does(AskSecondOfficer(opening, officer.hands, key))
        return key

    def waits(self, officer: Person) -> tuple[WaitingSeal, ...]:
        """What an officer can answer."""
        card = officer.looks(lambda s: identity_card(s, officer.hands, self.identity))
        assert card is not None
        return card.waiting

    def answers(self, officer: Person, request: bytes) -> str:
        """The second of a pair writes down why, and looks."""
        opening = officer.seat.desk.new_id()
        officer.does(
            OpenIdentity(
                self.identity, "name", "seal_second", officer.hands, REASON, request, opening
            )
        )
        return officer.reads(opening)


@pytest.fixture
def three(hq: Hq, tmp_path: Path) -> Three:
    return Three(hq, tmp_path)


def test_two_officers_open_together_both_are_written_down_and_one_alone_cannot(
    hq: Hq, three: Three
) -> None:
    first, second, third = three.officers
    request = three.begins(first)
    with pytest.raises(Refused, match="identity_needs_two"):
        three.answers(first, request)
    three.meet()
    assert [seal.id for seal in three.waits(second)] == [request]
    assert not three.waits(third)
    assert not three.waits(first)
    with pytest.raises(Refused, match="identity_needs_two"):
        three.answers(third, request)
    assert three.answers(second, request) == VALUES["name"]
    assert not three.waits(second)
    three.meet()
    written = three.desk.looks(openings)
    assert [(row.purpose, row.reason) for row in written] == [
        ("seal_second", REASON),
        ("seal_first", REASON),
    ]
    assert not found_in_rows(hq.server.database, *VALUES.values())
    assert not found_in_rows(three.desk.seat.database, *VALUES.values())


def test_officers_give_a_reason_others_are_refused_and_there_is_no_index(three: Three) -> None:
    first = three.officers[0]
    for reason in (None, "", "چون"):
        with pytest.raises(Refused, match="identity_reason_missing"):
            three.begins(first, reason)
    with pytest.raises(Refused, match="identity_not_for_role"):
        three.begins(three.desk)
    with pytest.raises(Refused, match="identity_needs_two"):
        first.opens(three.identity, purpose="call")
    assert not first.looks(openings)
    key = three.desk.looks(lambda s: s.query(IdentityKey).one())
    assert key.group_id is None
    card = three.desk.looks(lambda s: identity_card(s, three.desk.hands, three.identity))
    assert card is not None
    assert card.row.repeats == 0
    # With the program's rules out of the way his own key opens no inner seal either.
    request = three.begins(first)
    asked = first.looks(lambda s: s.get_one(SealRequest, request))
    inner = first.looks(lambda s: first.hands.read_file(s, asked.key_sha256))["name"]
    with pytest.raises(AppError, match="identity_seal_broken"):
        open_inner(first.hands.secret, three.identity, "name", inner)


def test_the_operator_names_three_officers_in_the_list_that_the_root_signs(
    hq: Hq, tmp_path: Path
) -> None:
    folder = tmp_path / "hq"
    line = ["--folder", str(folder), "officers", "--root", str(folder / "root.key")]
    people = [at_headquarters(hq, tmp_path / "0", "امین نمونهٔ ۰", OFFICER, **NATIONAL)]
    assert cli.main(line) != cli.OK
    for number in (1, 2):
        name = f"امین نمونهٔ {number}"
        people.append(at_headquarters(hq, tmp_path / str(number), name, OFFICER, **NATIONAL))
    assert cli.main(line) == cli.OK
    answer = decode((folder / "keys" / KEYS_ANSWER).read_bytes(), KeysAnswer)
    assert believed(answer, hq.root)
    listed = decode(answer.keys.message, KeyList).officers
    assert sorted(listed) == sorted(person.hands.public for person in people)
    assert officers_of(Enrolment(**BLANK, keys=encode(answer))) == tuple(listed)
