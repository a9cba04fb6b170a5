"""Entries that no honest program would write, rightly signed; and what stands at headquarters."""

from __future__ import annotations

from typing import Any

from sqlalchemy import func, select

from sync.protocol import entry as wire
from sync.protocol.messages import Pushed, Run
from tests.hq import Hq
from tests.sync.server.laptop import Laptop

ONE, TWO, THREE = (bytes(15) + bytes([number]) for number in (1, 2, 3))


def count(hq: Hq, table: Any) -> int:
    with hq.server.database.reading() as session:
        return session.execute(select(func.count()).select_from(table)).scalar_one()


def refused(laptop: Laptop) -> list[str]:
    return [refusal.code for refusal in laptop.push().refusals]


def forged(laptop: Laptop, body: wire.Body, **header: Any) -> Run:
    """One entry that no honest program would write, rightly signed; it goes behind the chain."""
    last = laptop.run(1)
    previous, counter, before = wire.GENESIS, 0, 0
    for pushed in last.entries:
        known = wire.decode_header(pushed.core)
        previous, counter = wire.entry_hash(previous, pushed.core), known.counter
        before = known.time
    encoded = wire.encode_body(body)
    given: dict[str, Any] = {
        "format": wire.FORMAT,
        "installation": laptop.hq.server.keys.installation,
        "vault": laptop.vault,
        "epoch": 1,
        "counter": counter + 1,
        "time": max(before + 1, laptop.hq.wall() << 16),
        "wall": laptop.hq.wall(),
        "actor": laptop.seat.person,
        "role": laptop.seat.role,
        "on_behalf_of": None,
        "command": "Forged",
        "scopes": [],
        "schema": 1,
        "body_hash": wire.body_hash(encoded),
        "blobs": [],
    }
    core = wire.encode_header(wire.Header(**(given | header)))
    hashed = wire.entry_hash(previous, core)
    signature = wire.sign(laptop.key, wire.ENTRY_TAG, hashed)
    entries = [*last.entries, Pushed(core, encoded)]
    return Run(1, 1, wire.GENESIS, entries, signature)


def new_unit(**values: Any) -> wire.Change:
    given: dict[str, Any] = {"province": "26", "name": "واحد نمونه", "line": "line"}
    given |= {"level": "county"} | {"provisional": True, "sensitivity": "internal"}
    return wire.Change("units", THREE, given | values)
