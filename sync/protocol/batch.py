"""The digest that headquarters signs for a batch of the feed."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable


def batch_digest(items: Iterable[tuple[bytes, bytes]]) -> bytes:
    """SHA-256 over the SHA-256 of each item's core and body, in order."""
    return digest_of(batch_items(items))


def digest_of(items: bytes) -> bytes:
    """The digest of what ``batch_items`` gave."""
    return hashlib.sha256(items).digest()


def batch_items(items: Iterable[tuple[bytes, bytes]]) -> bytes:
    """What the digest covers: SHA-256 of core, SHA-256 of body, item by item."""
    return b"".join(
        hashlib.sha256(core).digest() + hashlib.sha256(body).digest() for core, body in items
    )
