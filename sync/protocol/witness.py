"""What headquarters says it holds of a vault, signed: an outside witness that can be asked."""

from __future__ import annotations

import msgspec

WITNESS_TAG = b"bazresyar/1/witness\0"


class WitnessText(msgspec.Struct, array_like=True, frozen=True):
    """The head of the vault's chain as it is held, the last number of the feed, and the time.

    ``counter`` is 0 and ``hash`` empty where nothing has arrived yet.
    """

    server: bytes
    vault: bytes
    epoch: int
    counter: int
    hash: bytes
    feed: int
    wall: int
