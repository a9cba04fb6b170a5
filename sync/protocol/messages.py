"""What client and server say to each other; both ends read this one file.

Every message is canonical MessagePack of one of these, compressed as a bounded zstd stream.
Errors travel as codes with arguments and are worded where they are shown.
"""

from __future__ import annotations

from typing import Any

import msgspec

from sync.protocol.audit import Head
from sync.protocol.encoding import encode

VERSION = 1
BATCH_TAG = b"bazresyar/1/batch\0"
RECEIPT_TAG = b"bazresyar/1/receipt\0"
CERTIFICATE_TAG = b"bazresyar/1/certificate\0"
KEYS_TAG = b"bazresyar/1/keys\0"
PROOF_TAG = b"bazresyar/1/proof\0"
LEAVE_TAG = b"bazresyar/1/leave\0"
LEASE_TAG = b"bazresyar/1/lease\0"

FEED, SNAPSHOT, LOADING = 0, 1, 2
"""What a vault takes: the feed alone, a snapshot too, or nothing else while it loads one."""

ASKS_LEASE = 1

AGREED, DIFFERENT = 1, 2
"""What headquarters says of a vault's digest; 0 where it cannot tell yet."""


class Signed(msgspec.Struct, array_like=True, frozen=True):
    """Bytes and an Ed25519 signature over them under the tag of their kind."""

    message: bytes
    signature: bytes


class EarlierKey(msgspec.Struct, array_like=True, frozen=True):
    """A receipt key that was in use until a moment (milliseconds); what it signed before stands."""

    key: bytes
    until: int


class KeyList(msgspec.Struct, array_like=True, frozen=True):
    """What the offline root of an installation signs; a device fetches it first.

    ``receiving_key`` seals what goes to headquarters by stick. A list of a higher ``serial`` takes
    the place of one before it; ``earlier`` are the receipt keys of before.
    """

    installation: bytes
    issued_at: int
    receipt_key: bytes
    tls_certificate: bytes
    recovery_key: bytes | None
    officers: list[bytes]
    receiving_key: bytes = b""
    serial: int = 1
    earlier: list[EarlierKey] = []


class KeysAnswer(msgspec.Struct, array_like=True, frozen=True):
    """The offline root's public key, whose fingerprint is on the sheet, and the KeyList it signed.

    ``tls_certificate`` of the list is the DER of the authority that signs the server's
    certificate.
    """

    root: bytes
    keys: Signed


class EnrolRequest(msgspec.Struct, array_like=True, frozen=True):
    """A new vault asks for its certificate with a one-time code.

    ``proof`` signs the code and both public keys under PROOF_TAG with the vault's own key.
    """

    version: int
    code: str
    vault: bytes
    signing_key: bytes
    receiving_key: bytes
    device_name: str
    proof: bytes


class RoleGrant(msgspec.Struct, array_like=True, frozen=True):
    """A role with its scopes, as granted from when to when (milliseconds; None: open)."""

    role: str
    scopes: list[str]
    starts: int
    ends: int | None


class Certificate(msgspec.Struct, array_like=True, frozen=True):
    """Headquarters binds a vault's keys to a person, an office, roles and scopes."""

    installation: bytes
    vault: bytes
    person: bytes
    person_name: str
    office: bytes
    province: str | None
    device_name: str
    signing_key: bytes
    receiving_key: bytes
    roles: list[RoleGrant]
    issued_at: int
    not_after: int


class EnrolAnswer(msgspec.Struct, array_like=True, frozen=True):
    """The signed certificate (receipt key) and the first token."""

    certificate: Signed
    token: bytes


class NonceAnswer(msgspec.Struct, array_like=True, frozen=True):
    """A server nonce to sign; good for 60 seconds, once."""

    nonce: bytes


class SessionRequest(msgspec.Struct, array_like=True, frozen=True):
    """The vault signs vault id and nonce under PROOF_TAG, and gets a token."""

    vault: bytes
    nonce: bytes
    signature: bytes


class SessionAnswer(msgspec.Struct, array_like=True, frozen=True):
    """An opaque token, and the vault's certificate as it stands today."""

    token: bytes
    certificate: Signed


class Lease(msgspec.Struct, array_like=True, frozen=True):
    """How long a vault may read what it received of others without speaking to headquarters.

    Times are milliseconds by headquarters' clock.
    """

    installation: bytes
    vault: bytes
    person: bytes
    issued_at: int
    until: int


class News(msgspec.Struct, array_like=True, frozen=True):
    """What headquarters tells of itself in an answer, only where the vault has not got it.

    ``audit`` is the head of headquarters' own chain, ``keys`` a list that takes the place of the
    vault's.
    """

    lease: Signed | None = None
    certificate: Signed | None = None
    audit: Head | None = None
    keys: KeysAnswer | None = None


class Pushed(msgspec.Struct, array_like=True, frozen=True):
    """One entry on the wire: its header without prev_hash, and its whole body."""

    core: bytes
    body: bytes


class Run(msgspec.Struct, array_like=True, frozen=True):
    """Contiguous entries of one epoch; the last signature vouches for all before it.

    ``previous`` is the hash before the first of them.
    """

    epoch: int
    first: int
    previous: bytes
    entries: list[Pushed]
    signature: bytes


class ExchangeRequest(msgspec.Struct, array_like=True, frozen=True):
    """One turn: what I have for you, and from where I want to read.

    ``cursors`` is {scope: sequence} for this server, ``wall`` my clock in milliseconds, ``limit``
    the bytes of feed that I take, ``heads`` the head of my chain that I believe you hold,
    ``takes`` whether a snapshot too, ``digest`` the root of all my rows where nothing is unsent,
    ``wiped`` scopes that were taken from me and are destroyed here,
    ``unsure`` stamps of entries that I may have sent before I was copied or restored, ``asks``
    what I need (ASKS_LEASE), ``audit`` the number of headquarters' own chain that I was told last,
    ``keys`` the serial of my list of keys.
    """

    version: int
    schema: int
    runs: list[Run]
    cursors: dict[str, int]
    wall: int
    limit: int
    heads: list[list[Any]]
    takes: int = FEED
    digest: bytes = b""
    wiped: list[str] = []
    unsure: list[bytes] = []
    asks: int = 0
    audit: int = 0
    keys: int = 0


class Fed(msgspec.Struct, array_like=True, frozen=True):
    """One entry of the feed, or the part of it for this vault's scopes.

    ``hash`` is the entry's, ``rank`` empty unless headquarters ranked it at arrival.
    """

    core: bytes
    hash: bytes
    body: bytes
    rank: bytes


class Refusal(msgspec.Struct, array_like=True, frozen=True):
    """An entry that headquarters did not take, and why."""

    epoch: int
    counter: int
    code: str
    arguments: dict[str, Any]


class ReceiptText(msgspec.Struct, array_like=True, frozen=True):
    """What a receipt signs: everything of this vault up to here has arrived."""

    server: bytes
    vault: bytes
    epoch: int
    counter: int
    hash: bytes
    time: int


class Gone(msgspec.Struct, array_like=True, frozen=True):
    """A record that has left this vault's scopes: its row and bodies are to be wiped."""

    kind: str
    id: bytes


class ExchangeAnswer(msgspec.Struct, array_like=True, frozen=True):
    """The other half of a turn.

    ``batch`` numbers ``items``; its signature covers the digest of the batch (``batch_digest``).
    ``more`` says that the feed holds more; ``ranked`` are own entries ranked at arrival;
    ``held`` is the last (epoch, counter, hash) that headquarters holds of this vault; ``removed``
    are scopes no longer granted, to be wiped; ``wanted`` are blobs to send; ``gone`` are records
    that moved out of the scopes that are still held. Both are believed only under ``leave``,
    headquarters' signature (``leaving``). ``snapshot`` says that the feed is long and waits,
    ``known`` which of the unsure entries are here.
    """

    receipts: list[Signed]
    refusals: list[Refusal]
    ranked: list[list[Any]]
    held: list[Any] | None
    batch: int
    items: list[Fed]
    signature: bytes
    cursors: dict[str, int]
    more: bool
    wall: int
    token: bytes
    wanted: list[bytes]
    removed: list[str]
    gone: list[Gone] = []
    leave: bytes = b""
    snapshot: bool = False
    verdict: int = 0
    known: list[bytes] = []
    news: News | None = None


def leaving(
    vault: bytes, sent: dict[str, int], given: dict[str, int], removed: list[str], gone: list[Gone]
) -> bytes:
    """What ``leave`` signs; bound to one turn by the cursors that were sent and given."""
    return encode([vault, sent, given, removed, gone])


class BlobMap(msgspec.Struct, array_like=True, frozen=True):
    """Which chunks of an attachment headquarters has; ``complete`` once its hash was checked."""

    size: int
    chunk: int
    have: list[int]
    complete: bool


class Failure(msgspec.Struct, array_like=True, frozen=True):
    """Why a request was not carried out: a code with arguments, never words."""

    code: str
    arguments: dict[str, Any]
