"""Laptops at a real headquarters whose people handle identities, and invented citizens."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

from desktop.commands.contact_groups import FormContactGroup
from desktop.commands.identities import OpenIdentity, RecordIdentity
from desktop.models.identities.hands import Hands
from desktop.models.identities.opening import opened
from desktop.models.identities.sealing import Particulars
from desktop.models.vault_facts import enrolment
from sync.protocol.ids import derived_id
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


def hands_of(laptop: Laptop, officers: Sequence[bytes] = ()) -> Hands:
    """What a laptop can open."""
    held = looks(laptop, enrolment)
    assert held is not None
    vault = laptop.journal.vault
    return Hands(vault, laptop.receive, laptop.blobs, held.receipt_key, tuple(officers))


def custodian(hq: Hq, folder: Path, name: str = "امین نمونه", **where: object) -> Laptop:
    """A custodian's laptop that has met headquarters."""
    laptop = hq.laptop(folder, name, CUSTODIAN, **where)  # type: ignore[arg-type]  # passed on
    laptop.syncs()
    return laptop


def operator(hq: Hq, folder: Path, name: str = "کارشناس دریافت نمونه", **where: object) -> Laptop:
    """An intake operator's laptop that has met headquarters."""
    laptop = hq.laptop(folder, name, OPERATOR, **where)  # type: ignore[arg-type]  # passed on
    laptop.syncs()
    return laptop


def forms_group(by: Laptop, *members: Laptop) -> bytes:
    """A fresh generation of the office's contact group."""
    key = by.desk.new_id()
    vaults = [one.journal.vault for one in members]
    by.does(FormContactGroup(vaults, hands_of(by), key))
    return key


def records(by: Laptop, citizen: Particulars = CITIZEN, subject: bytes = SUBJECT) -> bytes:
    """A contact identity."""
    key = by.desk.new_id()
    by.does(RecordIdentity("meeting_requests", subject, citizen, hands_of(by), id=key))
    return key


def opens(
    by: Laptop, identity: bytes, field: str = "name", purpose: str = "call"
) -> str:
    """Write down why, then look."""
    opening = os.urandom(16)
    hands = hands_of(by)
    by.does(OpenIdentity(identity, field, purpose, hands, id=opening))
    now = by.desk.now
    return looks(by, lambda session: opened(session, hands, opening, by.person, now))


def all_meet(*laptops: Laptop) -> None:
    """Everybody has what the others wrote."""
    for laptop in (*laptops, *laptops):
        laptop.syncs()
