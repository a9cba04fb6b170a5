"""A19: three laptops, the relay of their province and headquarters, all as real processes.

The link between relay and headquarters is cut and healed, both servers are killed, and the
laptops change between them; nothing is lost, sent twice, or called «sent» before it is.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop.commands.inspections import OrderVisit
from desktop.models import registry
from desktop.models.directory import Unit
from desktop.models.inspections.records import Visit
from desktop.models.people import Person
from desktop.models.relays import HEADQUARTERS
from desktop.models.slot import vaults_folder
from desktop.runtime.enrolment import enrol_vault
from sync.server.seed_demo import unit_id
from tests.journeys.conftest import CAST, Installation
from tests.journeys.relayed import Carried, Gate, RelayProcess, until
from tests.offices import PLANNED
from tests.sync.units import UNIT, AddUnit, EditUnit, all_bytes
from tests.vaults import CHEAP

VISIT = b"\7" * 16
STAFF = ("کاظمی", "رستگار", "صفاری", "توسلی", "سپهری", "دانشور")
"""Names of staff of Qazvin, and of nobody in Alborz (``seed_demo``)."""


@dataclass
class Province:
    """Everybody of the story."""

    installation: Installation
    folder: Path
    relay: RelayProcess
    laptops: dict[str, Carried]

    def __getitem__(self, who: str) -> Carried:
        if who not in self.laptops:
            self.laptops[who] = self._enrols(who)
        return self.laptops[who]

    def _enrols(self, who: str) -> Carried:
        road = Gate(self.installation.hq.port)
        data = self.folder / who
        sheet = self.installation.sheet(who, url=road.url)
        vaults = vaults_folder(data)
        vault = enrol_vault(vaults, sheet, None, password_only=True, kdf=CHEAP)
        folder, person = vault.folder, vault.person
        vault.close()
        name, role, _office, _province = CAST[who]
        return Carried(data, folder, person, name, role, road)


@pytest.fixture
def province(installation: Installation, tmp_path: Path) -> Iterator[Province]:
    relay = RelayProcess(tmp_path / "relay", Gate(installation.hq.port))
    relay.joins(tmp_path / "hq")
    relay.starts()
    until(lambda: relay.heard() > 0)
    made = Province(installation, tmp_path, relay, {})
    yield made
    relay.dies()
    relay.up.close()
    for laptop in made.laptops.values():
        laptop.road.close()


def units(session: Session) -> list[dict[str, Any]]:
    raw = registry.kind_of("units").raw
    query = select(raw).where(raw.c.id == UNIT)
    return [dict(row) for row in session.execute(query).mappings()]


def order(leader: bytes) -> OrderVisit:
    return OrderVisit(
        kind="case_based",
        order_number="۸/۱۳۳۹۰۲",
        order_date=PLANNED.date(),
        order_issuer="رئیس دفتر بازرسی نمونه",
        remit="شاخص‌های هفتگانه",
        unit=unit_id("26-QAZ", "SAMPLE-A"),
        planned_at=PLANNED,
        leader=leader,
        template_code="foad_seven",
        template_version=3,
        sample=True,
        id=VISIT,
    )


def test_a_province_works_on_through_its_relay(province: Province) -> None:
    inspector, other, head = province["inspector"], province["other"], province["head"]
    relay, hq = province.relay, province.installation.hq
    for laptop in (inspector, other, head):
        assert laptop.syncs()["server"] == "hq"
    relay.hears_again()

    # The province is cut off. Two laptops still exchange, and know what they have not reached.
    relay.up.cut()
    inspector.road.cut()
    other.road.cut()
    inspector.does(AddUnit())
    told = inspector.syncs()
    assert (told["sent"], told["unsent"], told["at_relay"]) == (1, 1, 1)
    assert told["server"] != "hq"
    other.syncs()
    assert other.looks(units) == inspector.looks(units) != []
    other.does(EditUnit("phone", "028-00000000"))
    assert other.state.at_relay == 0
    other.syncs()
    assert (other.state.unsent, other.state.at_relay) == (1, 1)
    inspector.syncs()
    assert inspector.looks(units)[0]["phone"] == "028-00000000"

    # Meanwhile headquarters' side of the cut: the head, who reaches it, orders a visit.
    head.does(order(inspector.person))
    assert head.syncs()["unsent"] == 0
    assert head.looks(units) == []
    inspector.syncs()
    assert inspector.looks(lambda s: s.get(Visit, VISIT)) is None

    # The relay dies without a word and comes back; what it had was on disk.
    relay.dies()
    relay.starts()
    inspector.syncs()
    assert (inspector.state.unsent, inspector.state.at_relay) == (1, 1)

    # Healed: up goes what was written, down come the order and headquarters' receipts.
    relay.up.heal()
    until(lambda: inspector.syncs()["unsent"] == 0)
    until(lambda: other.syncs()["unsent"] == 0)
    assert inspector.state.at_relay == other.state.at_relay == 0
    visit = inspector.looks(lambda s: s.get_one(Visit, VISIT))
    assert (visit.state, visit.leader_id) == ("ordered", inspector.person)
    head.syncs()
    assert head.looks(units) == inspector.looks(units) == other.looks(units)

    # From the relay to headquarters and back: nothing is sent again, hardly anything comes again.
    inspector.road.heal()
    inspector.prefers(HEADQUARTERS)
    told = inspector.syncs()
    assert (told["server"], told["sent"], told["unsent"]) == ("hq", 0, 0)
    assert told["received"] <= 2
    inspector.does(EditUnit("address", "خیابان نمونه"))
    told = inspector.syncs()
    assert (told["server"], told["sent"], told["unsent"]) == ("hq", 1, 0)
    inspector.prefers(None)
    inspector.road.cut()
    told = inspector.syncs()
    assert told["server"] != "hq"
    assert told["sent"] == 0

    # Headquarters dies in the middle of everything; the province does not notice.
    hq.stops()
    other.does(EditUnit("phone", "028-11111111"))
    assert other.syncs()["at_relay"] == 1
    until(lambda: inspector.syncs()["received"] >= 0 and _phone(inspector) == "028-11111111")
    hq.starts()
    until(lambda: other.syncs()["unsent"] == 0)
    until(lambda: head.syncs()["unsent"] == 0 and _phone(head) == "028-11111111")
    for laptop in (inspector, other, head):
        laptop.syncs()
    assert head.looks(units) == inspector.looks(units) == other.looks(units)
    assert all(laptop.verifies() for laptop in (inspector, other, head))


def _phone(one: Carried) -> str | None:
    return one.looks(lambda s: s.get_one(Unit, UNIT).phone)


def test_a_laptop_of_another_province_never_holds_a_row_or_a_name_of_this_one(
    province: Province,
) -> None:
    head, alborz = province["head"], province["alborz"]
    head.syncs()
    alborz.syncs()
    province.relay.hears_again()
    head.road.cut()
    head.does(replace(order(head.person), remit="قناری‌شرح نمونه"))
    assert head.syncs()["at_relay"] == 1
    until(lambda: head.syncs()["unsent"] == 0)
    alborz.syncs()
    alborz.road.cut()
    alborz.syncs(code=4)
    held = b"\0".join(alborz.looks(all_bytes))
    for name in (*STAFF, "قناری‌شرح", CAST["inspector"][0], CAST["head"][0]):
        assert name.encode() not in held, name
    assert alborz.looks(lambda s: set(s.execute(select(Person.province)).scalars())) == {"30"}
    assert alborz.looks(lambda s: list(s.execute(select(Visit.id)).scalars())) == []
