"""A message as it travels: canonical MessagePack in one zstd stream, bounded when it is read."""

from __future__ import annotations

import io
from typing import TypeVar

import zstandard

from sync.protocol.encoding import decode, encode
from sync.protocol.errors import ProtocolError
from sync.protocol.words import WORDS

MEDIA_TYPE = "application/x-bazresyar"
BODY_LIMIT = 8 * 1024 * 1024
"""Bytes of one message as it travels (``security.md`` 2.9)."""

OPEN_LIMIT = 64 * 1024 * 1024
"""Bytes of one message once it is open; more is a bomb."""

_WINDOW = 8 * 1024 * 1024
_LEVEL = 3
_said = zstandard.ZstdCompressionDict(WORDS, dict_type=zstandard.DICT_TYPE_RAWCONTENT)
_said.precompute_compress(level=_LEVEL)

T = TypeVar("T")


class _Source(io.BytesIO):
    """Bytes that note when a reader wants more than there is: its stream was cut."""

    asked_for_more = False

    def read(self, size: int | None = -1, /) -> bytes:
        """The next bytes."""
        data = super().read(size)
        self.asked_for_more = self.asked_for_more or not data
        return data


def pack(message: object) -> bytes:
    """The bytes of one message for the wire."""
    return pack_bytes(encode(message))


def pack_bytes(data: bytes) -> bytes:
    """An encoded message for the wire."""
    writer = zstandard.ZstdCompressor(level=_LEVEL, dict_data=_said, write_checksum=True)
    return writer.compress(data)


def unpack(data: bytes, into: type[T], limit: int = OPEN_LIMIT) -> T:
    """The message of these bytes. Raises ProtocolError: too large, damaged, not canonical."""
    return decode(open_stream(data, limit), into)


def open_stream(data: bytes, limit: int) -> bytes:
    """What a zstd stream holds, read only as far as the limit."""
    source = _Source(data)
    opener = zstandard.ZstdDecompressor(dict_data=_said, max_window_size=_WINDOW)
    reader = opener.stream_reader(source)
    try:
        held = reader.read(limit + 1)
    except zstandard.ZstdError as error:
        raise ProtocolError("wire_malformed") from error
    if len(held) > limit:
        raise ProtocolError("wire_too_large", limit=limit)
    if source.asked_for_more:
        raise ProtocolError("wire_malformed")
    return held
