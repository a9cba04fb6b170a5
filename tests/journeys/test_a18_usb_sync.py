"""A18: two laptops without a network, a stick between them and headquarters' own machine."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop.commands.base import Desk as Seat
from desktop.commands.inspections import AmendVisit, OrderVisit, StartVisit
from desktop.models.calendar import iran_day
from desktop.models.conflict_queries import open_conflicts
from desktop.models.directory import Unit
from desktop.models.inspections.records import Visit
from desktop.models.slot import vaults_folder
from desktop.views.sync.stick_page import StickPage
from resources.wording import words_of
from tests.journeys.conftest import Office
from tests.journeys.driver import Person, until
from tests.journeys.sticking import Desk, Stick, does, state_of
from tests.vaults import PASSWORD


@dataclass(frozen=True)
class Write:
    """A field of the visit, whoever writes it."""

    visit: bytes
    field: str
    value: str

    def __call__(self, session: Session, desk: Seat) -> None:
        setattr(session.get_one(Visit, self.visit), self.field, self.value)


def visit_of_both(office: Office, head: Person, leader: Person, other: Person) -> bytes:
    """Ordered, begun and known to both before the link goes."""
    units = select(Unit.id).where(Unit.province == "26").order_by(Unit.id)
    now, visit = datetime.now(UTC), head.signed_in.vault.journal.new_id()
    head.sits_down()
    order = OrderVisit(
        kind="extraordinary",
        order_number="8/1341",
        order_date=iran_day(now),
        order_issuer="رئیس بازرسی نمونه",
        remit="دو رایانه، یک پرونده (نمونه)",
        unit=head.knows(lambda s: s.execute(units).scalars().all())[0],
        planned_at=now,
        leader=leader.signed_in.vault.person,
        template_code="foad_seven",
        template_version=3,
        members=(other.signed_in.vault.person,),
        sample=True,
        id=visit,
    )
    does(head, order)
    head.syncs()
    leader.sits_down()
    leader.syncs()
    does(leader, StartVisit(visit))
    leader.syncs()
    other.sits_down()
    other.syncs()
    office.hq.stops()
    return visit


def value_of(person: Person, visit: bytes, field: str) -> object:
    return person.knows(lambda session: getattr(session.get_one(Visit, visit), field))


def vault_of(person: Person) -> bytes:
    return person.signed_in.vault.journal.vault


def test_a_stick_carries_what_the_network_cannot(office: Office, tmp_path: Path) -> None:
    head, leader, other = office.seat("head"), office.seat("inspector"), office.seat("other")
    visit = visit_of_both(office, head, leader, other)
    desk = Desk(office.hq.folder)
    stick = Stick(tmp_path / "stick")
    stick.root.mkdir()
    unsent_before = state_of(leader).unsent, state_of(other).unsent
    assert unsent_before == (0, 0)

    leader.sits_down()
    does(leader, AmendVisit(visit, {"present_name": "سرپرست نمونه", "observations": "متن سرگروه"}))
    does(other, Write(visit, "good_practice", "نوبت‌دهی بی‌صف"))
    does(other, Write(visit, "observations", "متن همراه"))

    assert "روی حافظه نوشته شد" in stick.is_written(leader)
    assert "با این حافظه به ستاد نرسیده؛ رسید نیامده است." in leader.reads()
    pulled_out_halfway(stick, desk, leader)
    (taken,) = desk.takes_in(stick.root)
    assert (taken["entries"], taken["refused"], taken["person"]) == (1, 0, leader.name)
    held = desk.entries_of(vault_of(leader))
    desk.takes_in(stick.root)
    assert desk.entries_of(vault_of(leader)) == held
    assert (state_of(leader).unsent, state_of(other).unsent) == (1, 2)

    stick.is_written(other)
    desk.takes_in(stick.root)
    for person in (leader, other):
        assert desk.answers(stick, vault_of(person))["for"] == vault_of(person).hex()
    is_not_for_alborz(office, stick)

    for person in (leader, other):
        assert state_of(person).unsent > 0
        assert "وارد شد" in stick.is_taken_in(person)
        assert "رسید ستاد آمده است." in person.reads()
        assert state_of(person).unsent == 0
    again = stick.is_taken_in(leader)
    assert again == "چیز تازه‌ای در آن نبود"

    for person in (leader, other):
        assert value_of(person, visit, "present_name") == "سرپرست نمونه"
        assert value_of(person, visit, "good_practice") == "نوبت‌دهی بی‌صف"
        (row,) = person.knows(open_conflicts)
        assert (row.kind, row.fields) == ("visits", ("observations",))
    standing = {value_of(person, visit, "observations") for person in (leader, other)}
    assert len(standing) == 1

    office.hq.starts()
    for person in (leader, other):
        person.sits_down()
        person.syncs()
        assert state_of(person).unsent == 0
    assert {value_of(person, visit, "observations") for person in (leader, other)} == standing


def pulled_out_halfway(stick: Stick, desk: Desk, leader: Person) -> None:
    """Half a file is refused whole; the whole one is put back afterwards."""
    (path,) = stick.bundles().values()
    whole, held = path.read_bytes(), desk.entries_of(vault_of(leader))
    path.write_bytes(whole[: len(whole) // 2])
    code, told, error = desk.runs("bundle", "import", str(stick.root))
    assert (code, told[0]["error"]) == (1, "bundle_cut")
    assert words_of("bundle_cut", {}) in error
    assert desk.entries_of(vault_of(leader)) == held
    path.write_bytes(whole)


def is_not_for_alborz(office: Office, stick: Stick) -> None:
    """An inspector of another province gets a reason, and nothing else."""
    office.hq.starts()
    vault = office.enrols("alborz")
    vault.close()
    office.hq.stops()
    answer = next(path for name, path in stick.bundles().items() if name.startswith("2-"))
    folder = vaults_folder(office.folder / "alborz").parent
    done = subprocess.run(
        [
            *(sys.executable, "-m", "desktop", "--data", str(folder), "bundle", "import"),
            *("--vault", vault.slot.vault.hex(), "--password-stdin", str(answer)),
        ],
        input=f"{PASSWORD}\n",
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert words_of("bundle_not_for_us", {}) in done.stderr
    looked = subprocess.run(
        [sys.executable, "-m", "desktop", "bundle", "inspect", str(answer)],
        capture_output=True,
        text=True,
        check=True,
    )
    assert '"purpose": "answer"' in looked.stdout


def test_a_full_stick_and_one_that_is_gone_are_told_as_what_they_are(
    office: Office, tmp_path: Path
) -> None:
    leader = office.seat("inspector")
    office.hq.stops()
    stick = Stick(tmp_path / "stick")
    stick.root.mkdir()
    page = stick.plugged_in(leader)
    stick.root.rmdir()
    leader.tabs_to("نوشتن برای ستاد")
    leader.presses("Space")
    until(page.notice.isVisible)
    assert page.notice.sentence() == words_of("stick_pulled", {})
    assert leader.page(StickPage).for_hq.isEnabled()
