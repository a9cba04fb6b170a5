"""Long bytes that repeat themselves, kept compressed: the bodies of entries.

Whoever reads or writes the column sees the bytes that were signed. Bytes that cannot be opened are
given as they lie there, so that ``verify`` finds that they are not what was signed.
"""

from __future__ import annotations

from sqlalchemy import LargeBinary
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator

from sync.protocol.errors import ProtocolError
from sync.protocol.packing import OPEN_LIMIT, open_stream, pack_bytes

_SHORT = 2 * 1024
_STREAM = b"\x28\xb5\x2f\xfd"
"""How a zstd stream begins; no body does, for it is a list."""


def opened(stored: bytes | None) -> bytes:
    """The bytes that a column of ``Packed`` holds, read as it lies there; nothing for null."""
    if stored is None or not stored.startswith(_STREAM):
        return stored or b""
    try:
        return open_stream(stored, OPEN_LIMIT)
    except ProtocolError:
        return stored


class Packed(TypeDecorator[bytes]):
    """Bytes of a list in MessagePack; long ones lie there as a zstd stream."""

    impl = LargeBinary
    cache_ok = True

    def process_bind_param(self, value: bytes | None, dialect: Dialect | None) -> bytes | None:
        if value is None or len(value) < _SHORT or value.startswith(_STREAM):
            return value
        return pack_bytes(value)

    def process_result_value(self, value: bytes | None, dialect: Dialect | None) -> bytes | None:
        return None if value is None else opened(value)
