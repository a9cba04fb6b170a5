"""What bundles carry: the messages of an exchange, and what only a stick has to say."""

from __future__ import annotations

import msgspec

from sync.protocol.messages import (
    EnrolRequest,
    ExchangeAnswer,
    ExchangeRequest,
    KeysAnswer,
    Run,
    Signed,
)

VAULT_RECEIPT_TAG = b"bazresyar/1/vault-receipt\0"


class BundleFile(msgspec.Struct, array_like=True, frozen=True):
    """One file, in its place behind the manifest; its name is its SHA-256."""

    sha256: bytes
    size: int


class Offer(msgspec.Struct, array_like=True, frozen=True):
    """A vault to headquarters: a turn whose entries are cut into pushes of a request's size.

    ``wants`` are the attachments that the vault still lacks.
    """

    request: ExchangeRequest
    pushes: list[list[Run]]
    wants: list[bytes]
    files: list[BundleFile]


class Reply(msgspec.Struct, array_like=True, frozen=True):
    """Headquarters' answer: turns that follow on each other from the cursors ``stated``.

    ``missing`` are all attachments that headquarters still waits for from this vault.
    """

    stated: dict[str, int]
    answers: list[ExchangeAnswer]
    certificate: Signed
    missing: list[bytes]
    files: list[BundleFile]


class VaultReceipt(msgspec.Struct, array_like=True, frozen=True):
    """What a colleague's vault signs: this entry of yours has come to me. It is not «sent»."""

    receiver: bytes
    vault: bytes
    epoch: int
    counter: int
    hash: bytes
    time: int


class Share(msgspec.Struct, array_like=True, frozen=True):
    """A vault to a colleague's: own entries, each run vouched for by its signature.

    ``receipt`` is for what came from there before.
    """

    runs: list[Run]
    receipt: Signed | None
    files: list[BundleFile]


class Asking(msgspec.Struct, array_like=True, frozen=True):
    """A new vault asks for its certificate."""

    request: EnrolRequest


class Granted(msgspec.Struct, array_like=True, frozen=True):
    """Headquarters' answer to a new vault."""

    certificate: Signed
    keys: KeysAnswer
