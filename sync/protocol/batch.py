"""The digest that headquarters signs for a batch of the feed."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable


def batch_digest(items: Iterable[tuple[bytes, bytes]]) -> bytes:
    """SHA-256 over the SHA-256 of each item's core and body, in order."""
    digest = hashlib.sha256()
    for core, body in items:
        digest.update(hashlib.sha256(core).digest() + hashlib.sha256(body).digest())
    return digest.digest()
