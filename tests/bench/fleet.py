"""Many laptops at once: their chains are made in memory, and they speak over real TLS.

A laptop here is what headquarters sees of one: a key, a signed chain, a connection. What a whole
laptop costs is measured elsewhere; here 500 of them would need more than the machine has.
"""

from __future__ import annotations

import asyncio
import os
import ssl
import time
from collections.abc import Sequence
from dataclasses import dataclass, field

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from desktop.models.migrations import SCHEMA
from sync.protocol import entry as wire
from sync.protocol.ids import derived_id, new_vault_id
from sync.protocol.messages import VERSION, ExchangeAnswer, ExchangeRequest, Pushed, Run
from sync.protocol.packing import unpack
from sync.server import accounts, system, vaults
from sync.server.accounts import Appointment
from sync.server.declined import Declined
from sync.server.hq import Headquarters
from sync.server.tables import Device
from tests.sync.server.laptop import enrol_request

PROVINCES = 31
_LIMIT = 1 << 20
_SHIFT = 16
_LAST = 2**62
"""A cursor behind everything: these laptops have what there is."""


@dataclass
class Simulated:
    """One laptop: who it is, and its chain so far."""

    key: Ed25519PrivateKey
    vault: bytes
    person: bytes
    office: bytes
    province: str
    installation: bytes
    token: bytes
    counter: int = 0
    previous: bytes = wire.GENESIS
    time: int = 0
    visit: bytes = b""
    cursors: dict[str, int] = field(default_factory=dict)

    def run(self, entries: int, changes: int, wall: int) -> Run:
        """The next entries of its chain: findings of a visit, which the first one orders."""
        first, previous, pushed = self.counter + 1, self.previous, []
        hashed = previous
        for _ in range(entries):
            body = wire.encode_body(wire.Body(self._changes(changes)))
            core = self._core(body, wall)
            hashed = wire.entry_hash(self.previous, core)
            self.previous = hashed
            pushed.append(Pushed(core, body))
        return Run(1, first, previous, pushed, wire.sign(self.key, wire.ENTRY_TAG, hashed))

    def _core(self, body: bytes, wall: int) -> bytes:
        self.counter += 1
        self.time = max(self.time + 1, wall << _SHIFT)
        return wire.encode_header(
            wire.Header(
                wire.FORMAT,
                self.installation,
                self.vault,
                1,
                self.counter,
                self.time,
                wall,
                self.person,
                "inspector",
                None,
                "Sample",
                [],
                SCHEMA,
                wire.body_hash(body),
                [],
            )
        )

    def _changes(self, number: int) -> list[wire.Change]:
        found: list[wire.Change] = []
        if not self.visit:
            self.visit = os.urandom(16)
            found.append(wire.Change("visits", self.visit, _visit(self)))
        while len(found) < number:
            found.append(wire.Change("findings", os.urandom(16), _finding(self, len(found))))
        return found


def enrolled(hq: Headquarters, number: int) -> list[Simulated]:
    """So many laptops of inspectors, spread over the provinces; each has signed in."""
    made = []
    with system.writing(hq, "Appoint") as session:
        for place in range(number):
            province = f"{place % PROVINCES:02d}"
            office = derived_id("office", province)
            person = derived_id("person", f"load/{place}")
            name = f"بازرس نمونهٔ {place}"
            who = Appointment(person, name, office, province, ("inspector",))
            accounts.appoint(hq, session, who)
            code = accounts.issue_code(hq, session, person)
            key = Ed25519PrivateKey.generate()
            vault = new_vault_id(os.urandom)
            answer = vaults.enrol(hq, session, enrol_request(code, key, vault))
            if isinstance(answer, Declined):
                raise answer
            made.append(
                Simulated(key, vault, person, office, province, hq.keys.installation, answer.token)
            )
        for one in made:
            device = session.get_one(Device, one.vault)
            one.cursors = dict.fromkeys(vaults.held(hq, session, device).scopes, _LAST)
    return made


def request(of: Simulated, run: Run | None, wall: int) -> ExchangeRequest:
    """One turn with a run, or without."""
    runs = [] if run is None else [run]
    return ExchangeRequest(VERSION, SCHEMA, runs, of.cursors, wall, _LIMIT, [])


@dataclass(frozen=True)
class Burst:
    """What a burst of laptops met: each one's seconds, how long all took, and what went wrong."""

    seconds: list[float]
    whole: float
    faults: list[str]


def burst(port: int, fleet: Sequence[Simulated], bodies: Sequence[bytes]) -> Burst:
    """All at once: connect, send, get what is new, and hear that it arrived."""
    return asyncio.run(_burst(port, fleet, bodies))


async def _burst(port: int, fleet: Sequence[Simulated], bodies: Sequence[bytes]) -> Burst:
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    faults: list[str] = []

    async def one(laptop: Simulated, body: bytes) -> float:
        begun = time.perf_counter()
        reader, writer = await asyncio.open_connection("127.0.0.1", port, ssl=context)
        status, answer = await _post(reader, writer, laptop.token, body)
        if status != 200:
            faults.append(f"{status}")
        else:
            told = unpack(answer, ExchangeAnswer)
            if told.refusals or not told.receipts:
                faults.append(f"refused {[refusal.code for refusal in told.refusals][:1]}")
        ended = time.perf_counter() - begun
        writer.close()
        return ended

    begun = time.perf_counter()
    seconds = await asyncio.gather(*(one(*pair) for pair in zip(fleet, bodies, strict=True)))
    return Burst(sorted(seconds), time.perf_counter() - begun, faults)


async def _post(
    reader: asyncio.StreamReader, writer: asyncio.StreamWriter, token: bytes, body: bytes
) -> tuple[int, bytes]:
    head = (
        "POST /exchange HTTP/1.1\r\nHost: hq\r\n"
        f"Authorization: Bearer {token.hex()}\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    writer.write(head.encode() + body)
    answered = (await reader.readuntil(b"\r\n\r\n")).decode().lower()
    length = int(answered.partition("content-length: ")[2].partition("\r\n")[0])
    return int(answered.split(" ", 2)[1]), await reader.readexactly(length)


def _visit(of: Simulated) -> dict[str, object]:
    return {
        "office_id": of.office,
        "sensitivity": "internal",
        "code": f"{of.province}-0408-NEMU-01",
        "kind": "extraordinary",
        "announced": False,
        "visibility": "overt",
        "order_number": "1",
        "order_date": "2025-11-03",
        "order_issuer": "رئیس نمونه",
        "remit": "شاخص‌های هفتگانه",
        "province": of.province,
        "unit_name": "واحد نمونه",
        "day": "2025-11-03",
        "template_code": "foad_seven",
        "template_version": 3,
        "leader_id": of.person,
        "sample": True,
    }


def _finding(of: Simulated, number: int) -> dict[str, object]:
    return {
        "office_id": of.office,
        "sensitivity": "internal",
        "visit_id": of.visit,
        "number": number + 1,
        "indicator": f"F{number % 7 + 1}",
        "code": "K01",
        "criterion": "C19-42",
        "type": "nonconformity",
        "severity": "minor",
        "description": "اطلاعیه‌ای کنار باجه نصب است که مراجعان معترض را تهدید می‌کند.",
        "place": "سالن انتظار، کنار باجهٔ ۲",
        "item": "f5.counters",
        "about_person": False,
        "corrected_on_spot": "تذکر داده شد",
    }
