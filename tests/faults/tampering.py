"""Nobody alters a journal unseen: every bit, and every way to cut, swap and forge (S1, S2)."""

from __future__ import annotations

import os
import random
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from types import SimpleNamespace
from typing import Any

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from desktop.commands.base import Desk
from desktop.errors import AppError
from desktop.models.directory import Unit
from desktop.models.entries import Entry, EntryBody, Receipt, head
from desktop.models.verify import verify
from desktop.models.verify_report import Trust
from sync.protocol import entry as wire
from sync.protocol.encoding import decode, encode
from sync.protocol.messages import RECEIPT_TAG, Pushed, ReceiptText, Run
from sync.server import chain
from tests.builders import INSTALLATION, Seat, seat
from tests.faults.fault import Fault, Scale, timed

ENTRIES = 60

_HQ = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
"""The key with which headquarters signs its receipts here."""

Attack = Callable[[Session, random.Random], None]


@dataclass(frozen=True)
class WriteUnit:
    """A unit with a name, made or renamed."""

    id: bytes
    name: str

    def __call__(self, session: Session, desk: Desk) -> None:
        """Write it."""
        unit = session.get(Unit, self.id)
        if unit is None:
            session.add(Unit(id=self.id, province="26", name=self.name, provisional=True))
        else:
            unit.name = self.name


def faults(scale: Scale) -> list[Fault]:
    """Every bit of a chain as it travels, chance bits of a vault at rest, and what thieves do."""
    with TemporaryDirectory(prefix="tampering-") as folder:
        at = written(Path(folder) / "vault")
        step = scale.of(29, 1)
        (bits, missed), seconds = timed(lambda: flips_on_the_way(at, step))
        resting, longer = timed(lambda: flips_at_rest(at, scale.of(200, 5_000), seed=1))
        rounds = scale.of(4, 100)
        forged, longest = timed(lambda: attacks(at, rounds, seed=1))
        planted = flips_on_the_way(at, 997, blind=True)[1]
        at.database.close()
    return [
        Fault("journal, every bit", bits, len(missed), 1, int(bool(planted)), seconds, told=missed),
        Fault(
            "journal, bits at rest", scale.of(200, 5_000), len(resting), 0, 0, longer, "1", resting
        ),
        Fault("journal, forged", rounds * len(ATTACKS), len(forged), 0, 0, longest, "1", forged),
    ]


def written(folder: Path, entries: int = ENTRIES) -> Seat:
    """A vault with a journal of so many entries, two for each unit."""
    at = seat(folder, role="administrator")
    for number in range(entries):
        unit = (number // 2 + 1).to_bytes(16, "big")
        at.does(WriteUnit(unit, f"واحد نمونهٔ {number}"))
    _receipt(at)
    return at


def _receipt(at: Seat) -> None:
    """Headquarters has received the whole chain and said so."""
    vault = at.journal.vault
    with at.database.writing() as session:
        last = head(session, vault, wire.GENESIS)
        place = {"vault": vault, "epoch": last.epoch, "counter": last.counter}
        told = ReceiptText(INSTALLATION, vault, last.epoch, last.counter, last.hash, at.wall.ms)
        message = encode(told)
        signature = wire.sign(_HQ, RECEIPT_TAG, message)
        given = {"server": INSTALLATION, "message": message, "signature": signature}
        session.add(Receipt(**place, **given, received_at=at.desk.now))


def run_of(at: Seat) -> Run:
    """The whole chain as it goes to headquarters."""
    query = (
        select(Entry.core, EntryBody.body, Entry.signature)
        .join(EntryBody, (EntryBody.vault == Entry.vault) & (EntryBody.counter == Entry.counter))
        .order_by(Entry.counter)
    )
    with at.database.reading() as session:
        rows = session.execute(query).all()
    pushed = [Pushed(core, body or b"") for core, body, _ in rows]
    return Run(1, 1, wire.GENESIS, pushed, rows[-1].signature or b"")


def flips_on_the_way(at: Seat, step: int, *, blind: bool = False) -> tuple[int, tuple[str, ...]]:
    """Flip each ``step``-th bit of a packed run; gives how many, and those that were taken.

    ``blind`` is the planted mistake: hashes are compared, the signature is not looked at.
    """
    packed, missed, count = encode(run_of(at)), [], 0
    key = at.journal.public_key
    device: Any = SimpleNamespace(vault=at.journal.vault, signing_key=key)
    for bit in range(0, len(packed) * 8, step):
        altered = bytearray(packed)
        altered[bit // 8] ^= 1 << (bit % 8)
        count += 1
        try:
            run = decode(bytes(altered), Run)
            if blind:
                list(chain._links(INSTALLATION, device, run))  # noqa: SLF001  # past the signature
            else:
                chain.links(INSTALLATION, device, run)
                if run.previous != wire.GENESIS:
                    continue  # a chain that hangs on another head: ``chain.fresh`` refuses it
            missed.append(f"bit {bit} of {len(packed) * 8}")
        except AppError:
            continue
    return count, tuple(missed)


_AT_REST = (
    ("entries", "core"),
    ("entries", "hash"),
    ("entries", "prev_hash"),
    ("entries", "signature"),
    ("entries", "stamp"),
    ("bodies", "body"),
    ("bodies", "digest"),
    ("units", "stamps"),
    ("units", "created_by"),
)


def flips_at_rest(at: Seat, flips: int, seed: int) -> tuple[str, ...]:
    """Flip chance bits in the tables, as one who has the key could; each is put back."""
    chance, missed = random.Random(seed), []
    for _ in range(flips):
        table, column = chance.choice(_AT_REST)
        with at.database.reading() as session:
            rows = session.execute(text(f"SELECT rowid, {column} FROM {table}")).all()  # noqa: S608  # names of our own list
        row, value = chance.choice([row for row in rows if row[1]])
        bit = chance.randrange(len(value) * 8)
        altered = bytearray(value)
        altered[bit // 8] ^= 1 << (bit % 8)

        def flip(session: Session, _chance: random.Random) -> None:
            put = text(f"UPDATE {table} SET {column} = :value WHERE rowid = :row")  # noqa: B023, S608  # used at once
            session.execute(put, {"value": bytes(altered), "row": row})  # noqa: B023  # used at once

        if not seen(at, flip, chance):
            missed.append(f"{table}.{column}, row {row}, bit {bit}")
    return tuple(missed)


def attacks(at: Seat, rounds: int, seed: int) -> tuple[str, ...]:
    """Each attack so many times, at chance places; says which were not seen."""
    chance = random.Random(seed)
    return tuple(
        f"{name}, round {number}"
        for number in range(rounds)
        for name, attack in ATTACKS.items()
        if not seen(at, attack, chance)
    )


def seen(at: Seat, attack: Attack, chance: random.Random) -> bool:
    """Whether ``verify`` finds what was done; it is undone afterwards."""
    trust = Trust(at.journal.vault, at.journal.public_key, _HQ.public_key().public_bytes_raw())
    with Session(at.database.engine) as session:
        attack(session, chance)
        session.flush()
        try:
            return not verify(session, trust).sound
        finally:
            session.rollback()


def _place(chance: random.Random, last: int = ENTRIES - 1) -> int:
    return chance.randint(1, last)


def _delete(session: Session, chance: random.Random) -> None:
    _cut(session, "counter = :at", at=_place(chance))


def _delete_from_the_beginning(session: Session, chance: random.Random) -> None:
    _cut(session, "counter <= :at", at=_place(chance))


def _truncate(session: Session, chance: random.Random) -> None:
    """The end cut off; the receipt for it stands beside."""
    _cut(session, "counter > :at", at=_place(chance))


def _other_receipt(session: Session, chance: random.Random) -> None:
    """A receipt for less, so that a cut would not show: headquarters never signed it."""
    at = _place(chance)
    _cut(session, "counter > :at", at=at)
    session.execute(text("UPDATE receipts SET counter = :at"), {"at": at})


def _swap(session: Session, chance: random.Random) -> None:
    first = _place(chance)
    for table in ("entries", "bodies"):
        for old, new in ((first, -1), (first + 1, first), (-1, first + 1)):
            moved = text(f"UPDATE {table} SET counter = :new WHERE counter = :old")  # noqa: S608  # of two tables
            session.execute(moved, {"old": old, "new": new})


def _insert(session: Session, chance: random.Random) -> None:
    """An entry of a stranger's key behind the last one, rightly hashed."""
    last = _entry(session, ENTRIES)
    _forge(session, last.core, last.hash, ENTRIES + 1, Ed25519PrivateKey.generate(), chance)


def _fork(session: Session, chance: random.Random) -> None:
    """Another entry in the place of one, with all that follow left as they are."""
    place = _place(chance)
    known = _entry(session, place)
    _cut(session, "counter = :at", at=place)
    key = Ed25519PrivateKey.generate()
    _forge(session, known.core, known.prev_hash or b"", place, key, chance)


def _other_body(session: Session, chance: random.Random) -> None:
    """Another body with a digest that fits it; the header still names the old one."""
    body = wire.encode_body(wire.Body([wire.Change("units", os.urandom(16), {"name": "x"})]))
    put = text("UPDATE bodies SET body = :body, digest = :digest WHERE counter = :at")
    told = {"body": body, "digest": wire.body_hash(body), "at": _place(chance)}
    session.execute(put, told)


def _other_signature(session: Session, chance: random.Random) -> None:
    """Every signature made anew with a key of the thief's."""
    key = Ed25519PrivateKey.generate()
    for entry in session.execute(select(Entry)).scalars():
        entry.signature = wire.sign(key, wire.ENTRY_TAG, entry.hash)


def _old_row(session: Session, chance: random.Random) -> None:
    """A row as it was before its last edit: what an old page put back gives."""
    old = text("UPDATE units SET name = :name, revision = 1 WHERE id = :id")
    unit = chance.randint(1, ENTRIES // 2)
    name = f"واحد نمونهٔ {2 * unit - 2}"
    session.execute(old, {"name": name, "id": unit.to_bytes(16, "big")})


def _edited_row(session: Session, chance: random.Random) -> None:
    edit = text("UPDATE units SET name = 'نام دیگر' WHERE id = :id")
    session.execute(edit, {"id": chance.randint(1, ENTRIES // 2).to_bytes(16, "big")})


def _row_without_an_entry(session: Session, chance: random.Random) -> None:
    copy = text("UPDATE units SET id = :new WHERE id = :old")
    old = chance.randint(1, ENTRIES // 2).to_bytes(16, "big")
    session.execute(copy, {"new": os.urandom(16), "old": old})


def _removed_row(session: Session, chance: random.Random) -> None:
    gone = text("DELETE FROM units WHERE id = :id")
    session.execute(gone, {"id": chance.randint(1, ENTRIES // 2).to_bytes(16, "big")})


def _epoch_again(session: Session, chance: random.Random) -> None:
    """The tail moved into an epoch of its own, as if the vault had been restored."""
    at = _place(chance)
    for table in ("entries", "bodies"):
        session.execute(text(f"UPDATE {table} SET epoch = 2 WHERE counter > :at"), {"at": at})  # noqa: S608  # of two tables


ATTACKS: dict[str, Attack] = {
    "delete": _delete,
    "delete from the beginning": _delete_from_the_beginning,
    "truncate": _truncate,
    "truncate with another receipt": _other_receipt,
    "swap": _swap,
    "insert": _insert,
    "fork": _fork,
    "another body": _other_body,
    "another key": _other_signature,
    "old row": _old_row,
    "edited row": _edited_row,
    "row without an entry": _row_without_an_entry,
    "removed row": _removed_row,
    "epoch used again": _epoch_again,
}


def _entry(session: Session, counter: int) -> Any:
    return session.execute(select(Entry).where(Entry.counter == counter)).scalar_one()


def _cut(session: Session, where: str, **values: int) -> None:
    for table in ("bodies", "entries"):
        session.execute(text(f"DELETE FROM {table} WHERE {where}"), values)  # noqa: S608  # ours


def _forge(
    session: Session,
    core: bytes,
    previous: bytes,
    counter: int,
    key: Ed25519PrivateKey,
    chance: random.Random,
) -> None:
    body = wire.encode_body(wire.Body([]))
    known = wire.decode_header(core)
    header = msgspec.structs.replace(
        known,
        counter=counter,
        time=known.time + 1 + chance.randrange(1 << 10),
        body_hash=wire.body_hash(body),
    )
    forged = wire.encode_header(header)
    hashed = wire.entry_hash(previous, forged)
    place = {"vault": header.vault, "epoch": header.epoch, "counter": counter}
    session.add(
        Entry(
            **place,
            stamp=header.stamp,
            rank=header.stamp,
            hash=hashed,
            prev_hash=previous,
            core=forged,
            signature=wire.sign(key, wire.ENTRY_TAG, hashed),
            arrived_at=session.execute(select(Entry.arrived_at)).scalars().first(),
        )
    )
    session.add(EntryBody(**place, body=body, digest=header.body_hash))
