"""A headquarters of its own for each journey, and people who enrol with it and sit down."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop.app import SignedIn
from desktop.demo.headquarters import DemoHeadquarters
from desktop.models.slot import vaults_folder
from desktop.models.vault import OpenVault
from desktop.program import dress
from desktop.runtime.enrolment import Sheet, enrol_vault
from desktop.runtime.look import Look
from sync.protocol.ids import derived_id
from sync.server import accounts, system
from sync.server.accounts import Appointment
from sync.server.config import Config
from sync.server.founding import found
from sync.server.hq import open_headquarters
from sync.server.seed import seed
from sync.server.seed_demo import office_id, seed_demo
from tests.journeys.driver import Person
from tests.vaults import CHEAP, PASSWORD

CAST = {
    "head": ("رئیس بازرسی نمونه", "head_of_inspection", "qazvin", "26"),
    "inspector": ("بازرس نمونهٔ یک", "inspector", "qazvin", "26"),
    "other": ("بازرس نمونهٔ دو", "inspector", "qazvin", "26"),
    "secretary": ("دبیرخانهٔ نمونه", "secretariat", "qazvin", "26"),
    "alborz": ("بازرس نمونهٔ البرز", "inspector", "alborz", "30"),
    "chair": ("رئیس ستاد نمونه", "setad_chair", "qazvin", "26"),
    "setad": ("دبیر ستاد نمونه", "setad_secretary", "qazvin", "26"),
    "admin": ("مدیر سامانهٔ نمونه", "administrator", "qazvin", "26"),
    "owner": ("مسئول برنامهٔ نمونه", "programme_owner", "qazvin", "26"),
    "rights": ("دبیر حقوق نمونه", "citizens_rights_secretary", "qazvin", "26"),
    "central": ("دبیرخانهٔ مرکزی نمونه", "central_secretariat", "qazvin", None),
}
AGENCY = "MCLS"
OF_THE_AGENCY = frozenset({"owner", "rights"})


@dataclass
class Installation:
    """A headquarters as a process of its own, and the sheets it handed out."""

    hq: DemoHeadquarters
    codes: dict[str, str] = field(default_factory=dict)

    def sheet(self, who: str, **changes: str) -> Sheet:
        """The enrolment sheet of one of the cast, as typed."""
        typed = {
            "url": self.hq.url,
            "root": self.hq.root,
            "code": self.codes[who],
            "device": f"رایانهٔ {CAST[who][0]}",
            "password": PASSWORD,
        }
        return Sheet(**(typed | changes))


@pytest.fixture
def installation(tmp_path: Path) -> Iterator[Installation]:
    """Founded, seeded with invented units, codes issued, serving."""
    folder = tmp_path / "hq"
    config = Config(folder)
    root = found(config, datetime.now(UTC))
    made = Installation(DemoHeadquarters(folder, root=root))
    server = open_headquarters(config)
    try:
        seed(server)
        seed_demo(server)
        for key, (name, role, office, province) in CAST.items():
            person = Appointment(
                derived_id("person", name),
                name,
                office_id(office),
                province,
                (role,),
                agency=AGENCY if key in OF_THE_AGENCY else None,
            )
            with system.writing(server, "Appoint") as session:
                accounts.appoint(server, session, person)
                made.codes[key] = accounts.issue_code(server, session, person.person)
        with system.writing(server, "FormSetad") as session:
            system.enter(session, "setads", [_setad()])
    finally:
        server.close()
    made.hq.starts()
    yield made
    made.hq.stops()


def _setad() -> dict[str, object]:
    """Chair and secretary vote, the secretariat carries out; the head only proposes."""
    person = {key: derived_id("person", one[0]) for key, one in CAST.items()}
    return {
        "id": derived_id("setads", "qazvin"),
        "office_id": office_id("qazvin"),
        "name": "ستاد صیانت استان (نمونه)",
        "province": "26",
        "chair_id": person["chair"],
        "secretary_id": person["setad"],
        "member_ids": [],
        "clerk_ids": [person["secretary"].hex()],
        "names": {person[key].hex(): CAST[key][0] for key in ("chair", "setad", "secretary")},
        "quorum": 2,
    }


@dataclass
class Office:
    """Who has sat down so far."""

    installation: Installation
    folder: Path
    qtbot: QtBot
    people: dict[str, Person] = field(default_factory=dict)

    @property
    def hq(self) -> DemoHeadquarters:
        return self.installation.hq

    def enrols(self, who: str) -> OpenVault:
        """A fresh vault of one of the cast."""
        vaults = vaults_folder(self.folder / who)
        sheet = self.installation.sheet(who)
        return enrol_vault(vaults, sheet, None, password_only=True, kdf=CHEAP)

    def seat(self, who: str) -> Person:
        """At the window: enrolled, signed in and synced where this is the first time."""
        if who not in self.people:
            self.people[who] = self.opens(who, self.enrols(who))
            self.people[who].sits_down()
            self.people[who].syncs()
        self.people[who].sits_down()
        return self.people[who]

    def opens(self, who: str, vault: OpenVault) -> Person:
        """The window over an open vault."""
        signed_in = SignedIn(vault, self.folder / f"{who}.json")
        self.qtbot.addWidget(signed_in.window)
        signed_in.tasks.crashed.connect(_fail)
        return Person(signed_in)

    def close(self) -> None:
        for person in self.people.values():
            person.signed_in.close()


def _fail(error: BaseException) -> None:
    raise error


@pytest.fixture
def office(
    installation: Installation, tmp_path: Path, qtbot: QtBot, qapp: QApplication
) -> Iterator[Office]:
    """The window in its usual dress, and nobody there yet."""
    dress(qapp, Look("light"))
    made = Office(installation, tmp_path, qtbot)
    yield made
    made.close()


Dress = Callable[[Look], None]


@pytest.fixture
def dressed(qapp: QApplication) -> Iterator[Dress]:
    """Another look of the window, put back afterwards."""
    yield lambda look: dress(qapp, look)
    dress(qapp, Look("light"))
