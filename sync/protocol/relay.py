"""What headquarters, a provincial relay and its laptops say to each other.

A relay alters nothing unseen. What headquarters took goes on in *pages*: headquarters signs which
lines stand in the feed of one scope, so that a page proves each entry and that none is missing.
What headquarters has not judged yet goes from laptop to laptop under its author's signature.
"""

from __future__ import annotations

import hashlib
from typing import Any

import msgspec

from sync.protocol.encoding import encode
from sync.protocol.messages import Fed, Gone, KeysAnswer, Refusal, Run, Signed

RELAY_TAG = b"bazresyar/1/relay\0"
RELAY_RECEIPT_TAG = b"bazresyar/1/relay-receipt\0"
PAGE_TAG = b"bazresyar/1/page\0"
VERDICT_TAG = b"bazresyar/1/verdict\0"
POLICY_TAG = b"bazresyar/1/policy\0"


class RelayCertificate(msgspec.Struct, array_like=True, frozen=True):
    """Headquarters vouches for a relay: its provinces, its key for receipts, where it answers.

    ``authority`` is the DER that signs the relay's TLS certificate.
    """

    installation: bytes
    relay: bytes
    name: str
    provinces: list[str]
    urls: list[str]
    key: bytes
    authority: bytes
    issued_at: int
    not_after: int


class RelayRegister(msgspec.Struct, array_like=True, frozen=True):
    """A relay that is enrolled says where it answers and with which TLS authority."""

    urls: list[str]
    authority: bytes


class RelayList(msgspec.Struct, array_like=True, frozen=True):
    """The RelayCertificates of a vault's province, each under RELAY_TAG."""

    relays: list[Signed]


class Line(msgspec.Struct, array_like=True, frozen=True):
    """One line of a scope's feed: an entry's stamp with the digest of what is in this scope.

    Without a stamp a record has left. ``directory`` says that it is of the directory alone.
    """

    seq: int
    stamp: bytes
    digest: bytes
    directory: bool


class Page(msgspec.Struct, array_like=True, frozen=True):
    """All lines of one scope behind ``after`` up to ``upto``; headquarters signs it."""

    installation: bytes
    scope: str
    after: int
    upto: int
    lines: list[Line]


class Verdict(msgspec.Struct, array_like=True, frozen=True):
    """What headquarters decided about the entries of a vault from ``first`` to ``last``."""

    installation: bytes
    vault: bytes
    epoch: int
    first: int
    last: int
    refusals: list[Refusal]
    ranked: list[list[Any]]


class PolicyVault(msgspec.Struct, array_like=True, frozen=True):
    """A vault of a relay's provinces: its certificate of today, and whether it is shut out."""

    certificate: Signed
    status: str


class Policy(msgspec.Struct, array_like=True, frozen=True):
    """Who may come to a relay, as headquarters has it; ``digest`` changes with the content."""

    installation: bytes
    relay: bytes
    digest: bytes
    issued_at: int
    vaults: list[PolicyVault]


class Forwarded(msgspec.Struct, array_like=True, frozen=True):
    """Entries of a vault as it signed them, brought by the relay."""

    vault: bytes
    run: Run


class UpstreamRequest(msgspec.Struct, array_like=True, frozen=True):
    """One turn of a relay with headquarters.

    ``policy`` and ``heads`` are digests of what the relay knows already, ``keys`` is the serial of
    its list of keys, ``asks`` what it needs (ASKS_LEASE).
    """

    version: int
    schema: int
    forwarded: list[Forwarded]
    cursors: dict[str, int]
    limit: int
    policy: bytes
    heads: bytes
    asks: int = 0
    keys: int = 0


class Outcome(msgspec.Struct, array_like=True, frozen=True):
    """What became of one forwarded run: a verdict and perhaps a receipt, else a code."""

    vault: bytes
    epoch: int
    first: int
    last: int
    verdict: Signed | None
    receipt: Signed | None
    code: str


class UpstreamAnswer(msgspec.Struct, array_like=True, frozen=True):
    """``left`` are records that the relay itself may no longer hold; ``wanted`` are attachments
    that headquarters waits for; ``heads`` is {vault: epoch, counter, hash} as a list; ``leases``
    are the relay's own and those of its vaults; ``keys`` takes the place of its list of keys."""

    outcomes: list[Outcome]
    pages: list[Signed]
    items: list[Fed]
    gone: list[Gone]
    left: list[Gone]
    removed: list[str]
    more: bool
    policy: Signed | None
    heads: list[list[Any]] | None
    wanted: list[bytes]
    wall: int
    token: bytes
    leases: list[Signed] = []
    keys: KeysAnswer | None = None


class Pending(msgspec.Struct, array_like=True, frozen=True):
    """A whole entry that headquarters has not judged yet, under its author's signature."""

    previous: bytes
    core: bytes
    body: bytes
    signature: bytes


class RelayRequest(msgspec.Struct, array_like=True, frozen=True):
    """One turn of a laptop with a relay; every run is one entry with its signature.

    ``head`` is [epoch, counter] of our chain, ``receipt`` headquarters' furthest receipt for it;
    ``cursors`` are headquarters' sequences; ``lane`` names the relay's own sequence, of which we
    have everything up to ``after``; ``unsure`` are stamps of own entries of which a copied or
    restored vault asks whether they are there.
    """

    version: int
    schema: int
    runs: list[Run]
    head: list[Any]
    receipt: Signed | None
    cursors: dict[str, int]
    lane: bytes
    after: int
    limit: int
    wall: int
    unsure: list[bytes] = []
    asks: int = 0
    keys: int = 0


class RelayAnswer(msgspec.Struct, array_like=True, frozen=True):
    """The other half of a turn with a relay.

    ``receipt`` is the relay's own, ``hq_receipts`` and ``verdicts`` are headquarters'; ``held`` is
    the head of this vault's chain as the relay knows it; ``certificates`` are those of the authors
    of ``pending``; ``upstream`` is when the relay last spoke to headquarters; ``known`` are those
    of ``unsure`` that are there.
    """

    receipt: Signed | None
    hq_receipts: list[Signed]
    verdicts: list[Signed]
    held: list[Any] | None
    pages: list[Signed]
    items: list[Fed]
    gone: list[Gone]
    pending: list[Pending]
    certificates: list[Signed]
    lane: bytes
    upto: int
    more: bool
    wall: int
    token: bytes
    wanted: list[bytes]
    upstream: int | None
    known: list[bytes] = []
    lease: Signed | None = None
    keys: KeysAnswer | None = None


class VerdictsRequest(msgspec.Struct, array_like=True, frozen=True):
    """Entries of others that a vault holds under their authors' signatures alone.

    Each place is [vault, epoch, counter].
    """

    places: list[list[Any]]


class VerdictsAnswer(msgspec.Struct, array_like=True, frozen=True):
    """What headquarters decided about those of them that it holds, vault by vault."""

    verdicts: list[Signed]


def piece_digest(item: Fed, stamp: bytes) -> bytes:
    """What a line says of an entry, or of the part of it in one scope: every byte counts."""
    body = hashlib.sha256(item.body).digest()
    return line_digest(item.core, body, item.hash, item.rank or stamp)


def line_digest(core: bytes, body: bytes, hash_: bytes, rank: bytes) -> bytes:
    """The same where only the SHA-256 of the body is known."""
    parts = (hashlib.sha256(core).digest(), body)
    rest = (hashlib.sha256(hash_).digest(), hashlib.sha256(rank).digest())
    return hashlib.sha256(b"".join((*parts, *rest))).digest()


def gone_digest(gone: Gone) -> bytes:
    """What a line says of a record that has left the scope."""
    return hashlib.sha256(encode(gone)).digest()
