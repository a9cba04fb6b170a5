"""People who handle identities: at one vault, or at laptops of a real headquarters."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from sqlalchemy.orm import Session

from desktop.commands.contact_groups import FormContactGroup
from desktop.commands.identities import OpenIdentity, RecordIdentity
from desktop.models.blobs import BlobStore
from desktop.models.identities.hands import Hands, index_info
from desktop.models.identities.opening import opened
from desktop.models.identities.sealing import Particulars
from desktop.models.journal import Act, insert_many
from desktop.models.policy import SYSTEM
from desktop.models.vault_facts import enrolment
from sync.protocol.identity_seal import seal
from sync.protocol.ids import derived_id
from tests.builders import OFFICE, Seat, seat
from tests.sync.laptops import Hq, Laptop, looks

CITIZEN = Particulars(
    "شهروند نمونهٔ قناری", "۰۹۱۲ ۳۴۵ ۶۷۸۹", "قزوین، کوچهٔ قناری نمونه، پلاک ۷", "0499370899"
)
VALUES = {
    "name": "شهروند نمونهٔ قناری",
    "mobile": "09123456789",
    "address": "قزوین، کوچهٔ قناری نمونه، پلاک ۷",
    "national_id": "0499370899",
}
SUBJECT = derived_id("meeting_request", "نمونه")
CUSTODIAN, OPERATOR = "identity_custodian", "intake_operator"

T = TypeVar("T")


@dataclass
class Person:
    """Somebody at a vault, and what that vault can open."""

    seat: Seat
    hands: Hands

    def does(self, command: Any) -> None:
        """Carry out a command."""
        self.seat.does(command)

    def looks(self, query: Callable[[Session], T]) -> T:
        """What the vault holds."""
        with self.seat.database.reading() as session:
            return query(session)

    @property
    def laptop(self) -> Laptop:
        """The same as an enrolled laptop."""
        assert isinstance(self.seat, Laptop)
        return self.seat

    def forms_group(self, *members: Person) -> bytes:
        """A fresh generation of the office's contact group."""
        key = self.seat.desk.new_id()
        vaults = [one.hands.vault for one in members]
        self.does(FormContactGroup(vaults, self.hands, key))
        return key

    def records(
        self,
        citizen: Particulars = CITIZEN,
        subject: bytes = SUBJECT,
        identity_class: str = "contact",
    ) -> bytes:
        """An identity."""
        key = self.seat.desk.new_id()
        command = RecordIdentity(
            "meeting_requests", subject, citizen, self.hands, identity_class, id=key
        )
        self.does(command)
        return key

    def opens(self, identity: bytes, field: str = "name", purpose: str = "call") -> str:
        """Write down why, then look."""
        opening = os.urandom(16)
        self.does(OpenIdentity(identity, field, purpose, self.hands, id=opening))
        return self.reads(opening)

    def reads(self, opening: bytes) -> str:
        """What an opening shows."""
        now, who = self.seat.desk.now, self.seat.person
        return self.looks(lambda session: opened(session, self.hands, opening, who, now))


def alone(folder: Path, key: bytes | None = None) -> Person:
    """A custodian who is the whole contact group of an office, with the province's index key."""
    sat = seat(folder, "امین نمونه", CUSTODIAN, key=key)
    hands = Hands(
        sat.journal.vault, X25519PrivateKey.generate(), BlobStore(folder / "blobs", os.urandom(32))
    )
    info = index_info("26", hands.vault, hands.public)
    row = {
        "holder": OFFICE,
        "province": "26",
        "vault": hands.vault,
        "wrapped": seal(hands.public, bytes(range(32)), info),
    }
    act = Act(actor=sat.person, role=SYSTEM, command="GiveIndexKey", office=OFFICE)
    with sat.database.writing(**sat.journal.info(act)) as session:
        insert_many(session, "index_keys", [row])
    person = Person(sat, hands)
    person.forms_group()
    return person


def at_headquarters(
    hq: Hq,
    folder: Path,
    name: str,
    role: str,
    *,
    officers: Sequence[bytes] = (),
    **where: Any,
) -> Person:
    """A person's laptop that has met headquarters."""
    laptop = hq.laptop(folder, name, role, **where)
    laptop.syncs()
    held = looks(laptop, enrolment)
    assert held is not None
    hands = Hands(
        laptop.journal.vault, laptop.receive, laptop.blobs, held.receipt_key, tuple(officers)
    )
    return Person(laptop, hands)


def all_meet(*people: Person) -> None:
    """Everybody has what the others wrote, and nobody was refused."""
    for person in (*people, *people):
        person.laptop.syncs()
    for person in people:
        assert not person.laptop.state.refused
