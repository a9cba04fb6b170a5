"""A vault and its memory sticks: what making and taking in of bundles have in common."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import msgspec
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from sqlalchemy.orm import Session

from desktop.errors import Problem
from desktop.models import vault_facts
from desktop.models.blobs import BlobReader, BlobStore
from desktop.models.journal import Journal
from desktop.models.migrations import SCHEMA
from desktop.models.vault import OpenVault
from desktop.models.vault_facts import Enrolment
from sync.client.store import Store
from sync.protocol.bundle import Header, Sealed, key_id
from sync.protocol.bundle_messages import BundleFile
from sync.protocol.encoding import decode, encode
from sync.protocol.errors import ProtocolError

_OUT = "stick/out/"
_TAKEN = "stick/taken/"
_KEY_BYTES = 32

Told = Callable[[str, int, int], None]
"""Hears what is done (copy, rows, files), how much of it, and of how much; may raise to stop."""


@dataclass(frozen=True, slots=True)
class Own:
    """Our vault as its bundles need it; ``folder`` is where a copy of a stick's file may lie."""

    store: Store
    journal: Journal
    receive: X25519PrivateKey
    blobs: BlobStore
    folder: Path
    schema: int
    now: Callable[[], datetime]
    random: Callable[[int], bytes]
    told: Told = lambda what, done, of: None

    def enrolment(self) -> Enrolment:
        """What headquarters certified. Raises Problem ``vault_not_enrolled``."""
        found = self.store.read(vault_facts.enrolment)
        if found is None:
            raise Problem("vault_not_enrolled")
        return found

    def header(
        self, purpose: int, enrolment: Enrolment, recipient: bytes, receiving_key: bytes, made: int
    ) -> Header:
        """The header of a bundle from us, without its counts."""
        return Header(
            purpose,
            enrolment.installation,
            self.journal.vault,
            self.journal.public_key,
            recipient,
            key_id(receiving_key),
            made,
            0,
            0,
        )

    def sealed(self, certificate: bytes) -> Sealed:
        """A fresh key, and who we are."""
        return Sealed(self.random(_KEY_BYTES), certificate)


def own_of(
    vault: OpenVault,
    store: Store,
    now: Callable[[], datetime],
    told: Told = lambda what, done, of: None,
) -> Own:
    """An open vault as its bundles need it."""
    keys, folder = vault.keys, vault.folder
    return Own(
        store, vault.journal, keys.receive, vault.blobs, folder, SCHEMA, now, os.urandom, told
    )


class Sent(msgspec.Struct, array_like=True, frozen=True):
    """What was last put on a stick for somebody; ``vault`` is empty for headquarters.

    ``epoch`` and ``counter`` are of the last own entry that went along.
    """

    vault: bytes
    name: str
    made_at: int
    entries: int
    files: int
    epoch: int
    counter: int


@dataclass(frozen=True, slots=True)
class Chosen:
    """An attachment that goes along, opened for reading off the database."""

    file: BundleFile
    reader: BlobReader


def note_sent(session: Session, sent: Sent) -> None:
    """Remember what is on the way, so that the window can say that no receipt has come."""
    vault_facts.put(session, f"{_OUT}{sent.vault.hex()}", encode(sent))


def all_sent(session: Session) -> list[Sent]:
    """What was last put on a stick for each, the latest first."""
    found = []
    for packed in vault_facts.starting(session, _OUT).values():
        try:
            found.append(decode(packed, Sent))
        except ProtocolError:
            continue
    return sorted(found, key=lambda sent: sent.made_at, reverse=True)


def note_taken(session: Session, sender: bytes, made_at: int) -> None:
    """Remember the latest bundle of a sender that was taken in."""
    if made_at > all_taken(session).get(sender, 0):
        vault_facts.set_number(session, f"{_TAKEN}{sender.hex()}", made_at)


def all_taken(session: Session) -> dict[bytes, int]:
    """By sender, when the latest bundle that was taken in had been made."""
    found = vault_facts.starting(session, _TAKEN)
    return {bytes.fromhex(sender): decode(packed, int) for sender, packed in found.items()}
