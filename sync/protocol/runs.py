"""Contiguous entries of one author, proven by the signature of the last."""

from __future__ import annotations

from dataclasses import dataclass

from sync.protocol import entry as wire
from sync.protocol.errors import ProtocolError
from sync.protocol.messages import Run


@dataclass(frozen=True, slots=True)
class Proven:
    """One entry in its place; only the last of a run has a signature."""

    header: wire.Header
    core: bytes
    body: bytes
    changes: list[wire.Change]
    hash: bytes
    previous: bytes
    signature: bytes | None


def proven(installation: bytes, vault: bytes, key: bytes, run: Run) -> list[Proven]:
    """The entries of a run, whole and genuine. Raises ProtocolError."""
    found: list[Proven] = []
    previous, time = run.previous, 0
    for number, pushed in enumerate(run.entries):
        header = wire.decode_header(pushed.core)
        place = (installation, vault, run.epoch, run.first + number)
        if (header.installation, header.vault, header.epoch, header.counter) != place:
            raise ProtocolError("entry_out_of_place", epoch=run.epoch, counter=run.first + number)
        if header.time <= time:
            raise ProtocolError("entry_out_of_time", epoch=run.epoch, counter=header.counter)
        if wire.body_hash(pushed.body) != header.body_hash:
            raise ProtocolError("entry_damaged", epoch=run.epoch, counter=header.counter)
        hashed = wire.entry_hash(previous, pushed.core)
        signature = run.signature if number == len(run.entries) - 1 else None
        changes = wire.decode_body(pushed.body).changes
        entry = Proven(header, pushed.core, pushed.body, changes, hashed, previous, signature)
        found.append(entry)
        previous, time = hashed, header.time
    if not found or not wire.verified(key, wire.ENTRY_TAG, found[-1].hash, run.signature):
        raise ProtocolError("signature_wrong")
    return found
