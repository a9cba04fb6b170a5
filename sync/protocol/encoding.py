"""One strict encoding for wire, journal and files: canonical MessagePack.

After decoding, the value is encoded again and must give the same bytes; that refuses duplicate
keys, odd integer forms and trailing bytes. Nesting is bounded by the types that are decoded.
"""

from __future__ import annotations

from typing import Any, TypeVar

import msgspec

from sync.protocol.errors import ProtocolError

T = TypeVar("T")

Scalar = None | bool | int | float | str | bytes
SCALARS = frozenset({type(None), bool, int, float, str, bytes})
"""The only types of a field's value; text and bytes side by side are beyond typed decoding."""

_MALFORMED = (
    msgspec.DecodeError,
    msgspec.ValidationError,
    RecursionError,
    OverflowError,
    UnicodeError,
    TypeError,
)
"""What bytes of others make the decoder raise; keys that have no order are a TypeError."""

_encoder = msgspec.msgpack.Encoder(order="deterministic")
_decoders: dict[Any, msgspec.msgpack.Decoder[Any]] = {}


def encode(value: object) -> bytes:
    """Canonical bytes of a Struct or plain value: map keys sorted, shortest integers."""
    return _encoder.encode(value)


def decode(data: bytes, into: type[T]) -> T:
    """The value of ``data``. Raises ProtocolError for anything but its canonical form."""
    decoder = _decoders.get(into)
    if decoder is None:
        decoder = _decoders[into] = msgspec.msgpack.Decoder(into)
    try:
        value = decoder.decode(data)
        same = _encoder.encode(value) == data
    except _MALFORMED as error:
        raise ProtocolError("wire_malformed") from error
    if not same:
        raise ProtocolError("wire_not_canonical")
    return value  # type: ignore[no-any-return]  # the decoder was built for this very type
