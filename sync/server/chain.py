"""A vault's chain as it arrives: contiguous, of this vault, signed; before anybody reads in it.

The last signature of a run vouches for all before it (``sync.md`` section 1, point 3).
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Protocol

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from desktop.models.entries import Entry
from desktop.models.prepared import Prepared
from sync.protocol import entry as wire
from sync.protocol.errors import ProtocolError
from sync.protocol.messages import Run
from sync.protocol.slim import Opened
from sync.server.declined import Declined
from sync.server.tables import Device

CHANGES_LIMIT = 20_000
_LONG = 2**63
_LAST_EPOCH = 2**31 - 1
_LAST_WALL = 253_402_300_799_000
"""The last moment of the year 9999."""


_HELD = Prepared(
    select(Entry.counter, Entry.hash).where(
        Entry.vault == bindparam("vault"),
        Entry.epoch == bindparam("epoch"),
        Entry.counter >= bindparam("first"),
        Entry.counter <= bindparam("last"),
    )
)


class Forked(Exception):
    """A vault's chain goes on otherwise than the one that is held: its disk was copied."""

    def __init__(self, links: list[Link]) -> None:
        super().__init__("vault_quarantined")
        self.links = links


class Author(Protocol):
    """A vault, as far as its signature says who it is."""

    @property
    def vault(self) -> bytes: ...

    @property
    def signing_key(self) -> bytes: ...


@dataclass(frozen=True, slots=True)
class Link:
    """One entry in its place; only the last of a run has a signature."""

    header: wire.Header
    core: bytes
    body: bytes
    changes: list[wire.Change]
    hash: bytes
    previous: bytes
    signature: bytes | None

    @property
    def left(self) -> list[wire.Change]:
        """The changes without those that were disposed of."""
        return [change for change in self.changes if change.kind]


def links(
    installation: bytes, device: Author, run: Run, disposed: Collection[bytes] = ()
) -> list[Link]:
    """The entries of a run, whole and genuine. Raises ProtocolError, Declined.

    Of entries whose hashes are ``disposed`` what is left is taken; the signature speaks for their
    places in the chain.
    """
    found = list(_links(installation, device, run, disposed))
    if not found or not wire.verified(
        device.signing_key, wire.ENTRY_TAG, found[-1].hash, run.signature
    ):
        raise Declined("signature_wrong")
    return found


def check_size(runs: list[list[Link]]) -> None:
    """Refuse more changes than one request may bring."""
    changes = sum(len(link.changes) for run in runs for link in run)
    if changes > CHANGES_LIMIT:
        raise ProtocolError("wire_too_large", limit=CHANGES_LIMIT)


def _links(
    installation: bytes, device: Author, run: Run, disposed: Collection[bytes] = ()
) -> Iterator[Link]:
    previous, time = run.previous, 0
    if len(previous) != len(wire.GENESIS):
        raise ProtocolError("entry_damaged")
    last = len(run.entries) - 1
    for number, pushed in enumerate(run.entries):
        ready = pushed.entry if isinstance(pushed, Opened) else None
        header = wire.decode_header(pushed.core) if ready is None else ready.header
        place = (installation, device.vault, run.epoch, run.first + number)
        if (header.installation, header.vault, header.epoch, header.counter) != place:
            raise ProtocolError("entry_out_of_place", epoch=run.epoch, counter=run.first + number)
        if not time < header.time < _LONG or not 0 < header.wall <= _LAST_WALL:
            raise ProtocolError("entry_out_of_time", epoch=run.epoch, counter=header.counter)
        digest = wire.body_hash(pushed.body) if ready is None else ready.digest
        hashed = wire.entry_hash(previous, pushed.core)
        if digest != header.body_hash and hashed not in disposed:
            raise ProtocolError("entry_damaged", epoch=run.epoch, counter=header.counter)
        yield Link(
            header,
            pushed.core,
            pushed.body,
            ready.changes if ready is not None else _changes(pushed.body),
            hashed,
            previous,
            run.signature if number == last else None,
        )
        previous, time = hashed, header.time


def _changes(body: bytes) -> list[wire.Change]:
    return wire.decode_body(body).changes if body else []


def fresh(session: Session, device: Device, run: list[Link]) -> list[Link]:
    """The entries that are not held yet. Raises Declined ``chain_gap``, Forked.

    What is held already must be the same; a new epoch goes on from a head that is held.
    """
    first = run[0].header
    if first.epoch < 1 or first.counter < 1 or run[-1].header.counter >= _LONG:
        raise Declined("chain_gap", epoch=device.epoch, counter=device.counter)
    held = _held(session, device, first.epoch, first.counter - 1, run[-1].header.counter)
    for link in run:
        known = held.get(link.header.counter)
        if known is not None and known != link.hash:
            raise Forked(run)
    if first.epoch > device.epoch:
        _check_restart(session, device, run)
        return run
    left = [link for link in run if link.header.counter not in held]
    if not left:
        return []
    follows = (left[0].header.epoch, left[0].header.counter - 1) == (device.epoch, device.counter)
    if not follows:
        raise Declined("chain_gap", epoch=device.epoch, counter=device.counter)
    if left[0].previous != device.hash:
        raise Forked(run)
    if left[0].header.time <= device.time:
        raise ProtocolError("entry_out_of_time", epoch=first.epoch, counter=first.counter)
    return left


def _held(session: Session, device: Device, epoch: int, first: int, last: int) -> dict[int, bytes]:
    return dict(_HELD.rows(session, vault=device.vault, epoch=epoch, first=first, last=last))


def _check_restart(session: Session, device: Device, run: list[Link]) -> None:
    """After a restore a vault begins a new epoch, naming a head that is held (point 5)."""
    first = run[0]
    known = set(
        session.execute(
            select(Entry.hash).where(
                Entry.vault == device.vault, Entry.counter == first.header.counter - 1
            )
        ).scalars()
    )
    if first.header.counter == 1:
        known.add(wire.GENESIS)
    if first.header.epoch > _LAST_EPOCH or first.previous not in known:
        raise Declined("chain_gap", epoch=device.epoch, counter=device.counter)
    stamps = [link.header.stamp for link in run]
    if session.execute(select(Entry.stamp).where(Entry.stamp.in_(stamps)).limit(1)).first():
        raise ProtocolError("entry_out_of_time", epoch=device.epoch + 1, counter=device.counter)
