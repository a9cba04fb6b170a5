"""A visit that the head and the inspector hold on two laptops, and an inspector elsewhere."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop.commands.attachments import AttachFile
from desktop.commands.conflicts import DecideClash, DecideConflict, Decision
from desktop.commands.inspections import AmendVisit, CancelVisit, OrderVisit, StartVisit
from desktop.errors import Refused
from desktop.models import registry
from desktop.models.conflict_queries import ConflictDetail, conflict_detail, open_conflicts
from desktop.models.directory import ChecklistTemplate, Unit
from desktop.models.inspections.records import Visit, VisitMember
from desktop.models.people import Person
from sync.protocol.ids import derived_id
from sync.server import accounts, system
from tests.offices import PLANNED, TEMPLATE, UNIT, Raw
from tests.sync.laptops import ALBORZ_OFFICE, Hq, Laptop, headquarters, looks

VISIT = b"\7" * 16


@dataclass
class Office:
    """Three people of Qazvin, and an inspector of Alborz."""

    hq: Hq
    head: Laptop
    leader: Laptop
    alborz: Laptop

    def meet(self) -> None:
        """All exchange until everybody has what everybody wrote."""
        for laptop in (self.head, self.leader, self.alborz, self.head, self.leader):
            laptop.syncs()

    def visit(self, at: Laptop) -> Visit:
        return looks(at, lambda session: session.get_one(Visit, VISIT))

    def detail(self, at: Laptop) -> ConflictDetail:
        found = looks(at, lambda s: conflict_detail(s, "visits", VISIT, vault=at.journal.vault))
        assert found is not None
        return found


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    with headquarters(tmp_path / "hq") as hq:
        admin = hq.laptop(tmp_path / "admin", "مدیر سامانهٔ نمونه", "administrator")
        head = hq.laptop(tmp_path / "head", "رئیس نمونهٔ یک", "head_of_inspection")
        leader = hq.laptop(tmp_path / "leader", "بازرس نمونهٔ یک")
        alborz = hq.laptop(
            tmp_path / "alborz", "بازرس نمونهٔ البرز", office=ALBORZ_OFFICE, province="30"
        )
        admin.does(Raw(directory))
        admin.syncs()
        found = Office(hq, head, leader, alborz)
        found.meet()
        head.does(
            OrderVisit(
                kind="case_based",
                order_number="۸/۱۳۳۹۰۲",
                order_date=PLANNED.date(),
                order_issuer="رئیس دفتر بازرسی نمونه",
                remit="شاخص‌های هفتگانه، قناری‌متن",
                unit=UNIT,
                planned_at=PLANNED,
                leader=leader.person,
                template_code="short",
                template_version=1,
                sample=True,
                id=VISIT,
            )
        )
        found.meet()
        yield found


def directory() -> Iterator[Unit | ChecklistTemplate]:
    yield Unit(id=UNIT, agency="sample_agency", province="26", name="واحد نمونهٔ ب")
    yield ChecklistTemplate(
        id=derived_id("template", "short"),
        code="short",
        version=1,
        title_fa="چک‌لیست کوتاه نمونه",
        body=TEMPLATE,
    )


def test_an_order_reaches_the_inspector(office: Office) -> None:
    visit = office.visit(office.leader)
    assert (visit.state, visit.unit_name) == ("ordered", "واحد نمونهٔ ب")


def test_two_edit_the_same_visit_apart(office: Office) -> None:
    office.leader.does(StartVisit(VISIT))
    office.meet()
    office.leader.does(AmendVisit(VISIT, {"observations": "متن بازرس", "present_name": "نمونه"}))
    office.head.does(Set("observations", "متن رئیس"))
    office.head.does(Set("good_practice", "نوبت‌دهی بی‌صف"))
    office.meet()
    one, two = office.visit(office.head), office.visit(office.leader)
    assert (one.present_name, one.good_practice) == ("نمونه", "نوبت‌دهی بی‌صف")
    assert (two.present_name, two.good_practice) == ("نمونه", "نوبت‌دهی بی‌صف")
    (row,) = looks(office.leader, open_conflicts)
    assert (row.kind, row.fields) == ("visits", ("observations",))
    (field,) = office.detail(office.leader).fields
    assert [(side.value, side.name) for side in field.sides] == [
        ("متن بازرس", "بازرس نمونهٔ یک"),
        ("متن رئیس", "رئیس نمونهٔ یک"),
    ]
    both = (Decision("observations", "both"),)
    office.leader.does(DecideConflict("visits", VISIT, both, "هر دو درست است"))
    office.meet()
    for laptop in (office.head, office.leader):
        assert office.visit(laptop).observations == "متن بازرس\nمتن رئیس"
        assert laptop.state.conflicts == 0


@dataclass(frozen=True)
class Set:
    """A field of the visit, whoever writes it."""

    field: str
    value: str

    def __call__(self, session: Session, desk: object) -> None:
        setattr(session.get_one(Visit, VISIT), self.field, self.value)


def clash(office: Office) -> bytes:
    """The inspector begins what the head calls off at the same time."""
    office.leader.does(StartVisit(VISIT))
    office.head.does(CancelVisit(VISIT, "دستور تازه"))
    office.meet()
    (step,) = office.detail(office.head).steps
    assert (step.from_state, step.to_state) == ("ordered", "cancelled")
    assert office.visit(office.leader).state == office.visit(office.head).state == "in_progress"
    assert (office.leader.state.conflicts, office.leader.state.refused) == (1, 0)
    return step.transition


def test_the_head_decides_a_clash_of_steps(office: Office) -> None:
    step = clash(office)
    office.head.does(DecideClash("visits", VISIT, step, accept=True, reason="پس از گفت‌وگو"))
    assert office.visit(office.head).state == "cancelled"
    office.meet()
    for laptop in (office.head, office.leader):
        assert office.visit(laptop).state == "cancelled"
        assert (laptop.state.conflicts, laptop.state.refused) == (0, 0)


def test_what_stands_after_a_clash_can_be_left_standing(office: Office) -> None:
    step = clash(office)
    office.head.does(DecideClash("visits", VISIT, step, accept=False))
    office.meet()
    for laptop in (office.head, office.leader):
        assert office.visit(laptop).state == "in_progress"
        assert (laptop.state.conflicts, laptop.state.refused) == (0, 0)


def test_an_inspector_does_not_decide_a_clash(office: Office) -> None:
    step = clash(office)
    with pytest.raises(Refused) as caught:
        office.leader.does(DecideClash("visits", VISIT, step, accept=False))
    assert caught.value.code == "clash_not_for_role"


def scoped(laptop: Laptop) -> set[str]:
    """The kinds of which a vault holds rows of a visit."""
    found = set()
    for kind in registry.kinds():
        query = select(kind.raw).limit(1)
        with laptop.database.reading() as session:
            if session.execute(query).first() is not None:
                found.add(kind.name)
    return found


def test_another_province_holds_no_row_and_no_word_of_the_visit(office: Office) -> None:
    office.leader.does(StartVisit(VISIT))
    office.meet()
    held = scoped(office.alborz)
    assert held.isdisjoint({"visits", "visit_members", "transitions", "findings", "attachments"})
    assert "units" in held
    names = looks(office.alborz, lambda s: set(s.execute(select(Person.name)).scalars()))
    assert names == {"بازرس نمونهٔ البرز"}
    office.alborz.database.close()
    for file in office.alborz.folder.rglob("*"):
        assert not file.is_file() or "قناری‌متن".encode() not in file.read_bytes()


def test_a_lost_role_takes_its_rows_along_but_nothing_unsent(office: Office) -> None:
    office.leader.does(StartVisit(VISIT))
    with office.leader.database.writing() as session:
        photo = office.leader.blobs.add(session, b"\0" * 1000, "image/jpeg").sha256
    office.leader.does(
        AttachFile("visits", VISIT, "IMG_0001.jpg", "image/jpeg", 1000, photo, view="نما")
    )
    office.meet()
    assert looks(office.leader, lambda s: office.leader.blobs.is_here(s, photo))
    person = office.leader.person
    office.leader.does(AmendVisit(VISIT, {"observations": "هنوز ارسال نشده"}))
    with system.writing(office.hq.server, "end") as session:
        accounts.end_role(office.hq.server, session, person, "inspector")
    office.head.does(RemoveMember(person))
    office.head.syncs()
    office.leader.syncs()
    assert office.leader.state.unsent == 0
    office.leader.syncs()
    held = scoped(office.leader)
    assert held.isdisjoint({"visits", "visit_members", "transitions", "attachments"})
    assert not looks(office.leader, lambda s: office.leader.blobs.is_here(s, photo))
    with office.leader.database.writing() as session:
        assert office.leader.blobs.sweep(session) == 1


@dataclass(frozen=True)
class RemoveMember:
    person: bytes

    def __call__(self, session: Session, desk: object) -> None:
        query = select(VisitMember).where(VisitMember.person_id == self.person)
        for member in session.execute(query).scalars():
            member.deleted_at = session.info["pending"].moment
