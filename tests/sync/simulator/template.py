"""An installation before the first move: made once a process, copied for every run."""

from __future__ import annotations

import os
import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from typing import Any

import httpx
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy.orm import Session

import desktop.models.kinds  # noqa: F401  # registers every kind
from desktop.models import vault_facts
from desktop.models.base import Base
from desktop.models.journal import Journal
from desktop.models.migrations import SCHEMA
from desktop.models.pen import _last_time
from desktop.models.sync_state import ACCESS
from sync.client.enrol import NewVault, enrol, new_vault
from sync.client.http import Http
from sync.client.session import Exchange
from sync.client.store import DirectStore
from sync.protocol.clock import HybridClock
from sync.protocol.encoding import encode
from sync.protocol.enrolment import fingerprint
from sync.protocol.entry import sign
from sync.protocol.ids import HQ_VAULT, derived_id
from sync.protocol.messages import KEYS_TAG, KeyList, KeysAnswer, Signed
from sync.server import accounts, system
from sync.server.accounts import Appointment
from sync.server.app import create_app
from sync.server.blobs import BlobFolder
from sync.server.config import Config
from sync.server.hq import Headquarters
from sync.server.keys import Keys
from sync.server.tables import ServerBase
from tests.builders import NOW
from tests.offices import TEMPLATE
from tests.sync.simulator.people import AGENCY, ALBORZ, HOME, QAZVIN, SEATS, Seat
from tests.sync.simulator.road import Door, Road
from tests.sync.simulator.storage import Memory

START = int(NOW.timestamp() * 1000)
URL = "https://hq"
NOWHERE = Path("build/simulator") / str(os.getpid())
"""Several processes may simulate at once."""
UNITS = (derived_id("unit", "26"), derived_id("unit", "30"))


@dataclass(frozen=True)
class Vault:
    """A vault as it was enrolled: its keys and its database."""

    seat: Seat
    new: NewVault
    key: Ed25519PrivateKey
    database: Memory


@dataclass(frozen=True)
class Template:
    """Everything at the first move."""

    keys: Keys
    published: KeysAnswer
    database: Memory
    vaults: tuple[Vault, ...]


def fixed_key(random_: random.Random) -> Ed25519PrivateKey:
    """A signing key from seeded bytes."""
    return Ed25519PrivateKey.from_private_bytes(random_.randbytes(32))


def open_hq(
    template: Template, database: Memory, wall: Callable[[], int], randbytes: Callable[[int], bytes]
) -> Headquarters:
    """Headquarters over a database, as after a start of its program."""
    journal = Journal(
        installation=template.keys.installation,
        vault=HQ_VAULT,
        key=template.keys.system,
        clock=_clock(database, HQ_VAULT, wall),
        random=randbytes,
        schema=SCHEMA,
    )
    config = Config(NOWHERE)
    blobs = BlobFolder(config.blobs, template.keys.blobs)
    return Headquarters(
        config, database, template.keys, template.published, blobs, journal, wall, randbytes
    )


def open_journal(
    template: Template,
    vault: Vault,
    database: Memory,
    wall: Callable[[], int],
    randbytes: Callable[[int], bytes],
) -> Journal:
    """The pen of a vault, as after a start of its program."""
    return Journal(
        installation=template.keys.installation,
        vault=vault.new.vault,
        key=vault.key,
        clock=_clock(database, vault.new.vault, wall),
        random=randbytes,
        schema=SCHEMA,
    )


def _clock(database: Memory, vault: bytes, wall: Callable[[], int]) -> HybridClock:
    with database.reading() as session:
        return HybridClock(wall, _last_time(session, vault, wall()))


@cache
def template() -> Template:
    """Made by the real founding of accounts, enrolment and a first exchange of every vault."""
    dice = random.Random("template")
    clock = [START - 3_600_000]

    def wall() -> int:
        clock[0] += 1000
        return clock[0]

    keys, published = _keys(dice)
    database = Memory()
    Base.metadata.create_all(database.engine)
    ServerBase.metadata.create_all(database.engine)
    bare = Template(keys, published, database, ())
    hq = open_hq(bare, database, wall, dice.randbytes)
    with system.writing(hq, "Seed") as session:
        _seed(session)
        for seat in SEATS:
            accounts.appoint(hq, session, appointment(seat))
    door = Door(create_app(hq))
    vaults = []
    for seat in SEATS:
        clock[0] += 60_000
        vaults.append(_enrolled(bare, hq, door, seat, wall, dice))
    door.loop.close()
    return Template(keys, published, database, tuple(vaults))


def appointment(seat: Seat) -> Appointment:
    """What headquarters is told of a person."""
    return Appointment(
        seat.person,
        seat.name,
        seat.office,
        seat.province,
        (seat.role,),
        seat.provinces,
        seat.agency,
    )


def _keys(dice: random.Random) -> tuple[Keys, KeysAnswer]:
    root = fixed_key(dice)
    keys = Keys(
        dice.randbytes(16),
        fixed_key(dice),
        fixed_key(dice),
        dice.randbytes(32),
        dice.randbytes(32),
        dice.randbytes(32),
    )
    listed = encode(KeyList(keys.installation, START, keys.receipt_public, b"", None, []))
    signed = Signed(listed, sign(root, KEYS_TAG, listed))
    return keys, KeysAnswer(root.public_key().public_bytes_raw(), signed)


def _seed(session: Session) -> None:
    rows: dict[str, list[dict[str, Any]]] = {
        "offices": [
            {
                "id": office,
                "code": HOME[office],
                "name": "دفتر نمونه",
                "level": "province",
                "province": HOME[office],
                "issuer": "-",
            }
            for office in (QAZVIN, ALBORZ)
        ],
        "agencies": [
            {
                "id": derived_id("agencies", AGENCY),
                "code": AGENCY,
                "name_fa": "سازمان نمونهٔ الف",
                "kind": "organisation",
                "scope_art5": "yes",
            }
        ],
        "units": [
            {
                "id": unit,
                "province": province,
                "agency": AGENCY,
                "name": "واحد نمونه",
                "provisional": True,
            }
            for unit, province in zip(UNITS, HOME.values(), strict=True)
        ],
        "checklist_templates": [
            {
                "id": derived_id("template", "short"),
                "code": "short",
                "version": 1,
                "title_fa": "چک‌لیست کوتاه نمونه",
                "body": TEMPLATE,
            }
        ],
    }
    for kind, found in rows.items():
        system.enter(session, kind, found)


def _enrolled(
    bare: Template,
    hq: Headquarters,
    door: Door,
    seat: Seat,
    wall: Callable[[], int],
    dice: random.Random,
) -> Vault:
    with system.writing(hq, "Code") as session:
        code = accounts.issue_code(hq, session, seat.person)
    key = fixed_key(dice)
    new = new_vault(key, dice.randbytes(32), dice.randbytes)
    road = Road(door.ask, lambda _: None)

    def connect(_url: str, _pin: bytes | None) -> Http:
        return Http(httpx.Client(transport=road, base_url=URL))

    def now() -> datetime:
        return datetime.fromtimestamp(wall() / 1000, UTC)

    enrolled = enrol(
        connect,
        url=URL,
        code=code,
        root=fingerprint(bare.published.root),
        vault=new,
        device_name="رایانهٔ نمونه",
        now=now(),
    )
    database = Memory()
    Base.metadata.create_all(database.engine)
    with database.writing() as session:
        vault_facts.write_enrolment(session, enrolled.enrolment)
        vault_facts.put(session, ACCESS, enrolled.token)
    vault = Vault(seat, new, key, database)
    journal = open_journal(bare, vault, database, wall, dice.randbytes)
    http = connect(URL, None)
    store = DirectStore(database)
    Exchange(http, store, journal, SCHEMA, now, lambda: wall() / 1000).run()
    return vault


ORDER: dict[str, Any] = {
    "kind": "case_based",
    "order_number": "۸/۱۳۳۹۰۲",
    "order_date": date(2025, 11, 1),
    "order_issuer": "رئیس دفتر بازرسی نمونه",
    "remit": "شاخص‌های هفتگانه",
    "planned_at": NOW,
    "template_code": "short",
    "template_version": 1,
    "sample": True,
}
