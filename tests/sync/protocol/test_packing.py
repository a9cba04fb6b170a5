"""A message arrives as it was sent, or it is refused: also where one bit of it was turned."""

from __future__ import annotations

import pytest

from sync.protocol.errors import ProtocolError
from sync.protocol.messages import BlobMap
from sync.protocol.packing import open_stream, pack, unpack

MESSAGE = BlobMap(123_456, 1024, list(range(40)), True)


def test_a_message_arrives_as_it_was_sent() -> None:
    assert unpack(pack(MESSAGE), BlobMap) == MESSAGE


def test_every_turned_bit_is_seen() -> None:
    sent = pack(MESSAGE)
    seen = 0
    for bit in range(len(sent) * 8):
        data = bytearray(sent)
        data[bit // 8] ^= 1 << bit % 8
        try:
            seen += unpack(bytes(data), BlobMap) == MESSAGE
        except ProtocolError:
            seen += 1
    assert seen == len(sent) * 8


@pytest.mark.parametrize("cut", [1, 2, 4, 5, 20])
def test_every_cut_is_seen(cut: int) -> None:
    with pytest.raises(ProtocolError):
        unpack(pack(MESSAGE)[:-cut], BlobMap)


def test_no_more_is_read_than_the_limit_allows() -> None:
    with pytest.raises(ProtocolError) as raised:
        open_stream(pack(bytes(100_000)), 1000)
    assert raised.value.code == "wire_too_large"
