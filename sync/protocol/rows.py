"""One page of a list that headquarters reads for a vault; nothing of it is kept there.

What is asked travels in the query as JSON of the list's filter, rows come as MessagePack of its
row. Both ends decode into the same types, so that a name that neither knows is refused.
"""

from __future__ import annotations

from typing import Any

import msgspec

from sync.protocol.errors import ProtocolError

ASKED_LIMIT = 4 * 1024
"""Letters of a filter or a key in the query."""


class RowsAnswer(msgspec.Struct, array_like=True, frozen=True):
    """A page: its rows, the key behind the last (empty: no more), the counts, and of when it is.

    ``shown`` and ``whole`` come with the first page and are -1 with the others.
    """

    rows: bytes
    after: bytes
    shown: int
    whole: int
    as_of: int


def told(value: object) -> str:
    """A filter or a key as it stands in the query."""
    return msgspec.json.encode(value).decode()


def asked(text: str, into: Any) -> Any:
    """A filter or a key of a query. Raises ProtocolError ``wire_malformed``, ``wire_too_large``."""
    if len(text) > ASKED_LIMIT:
        raise ProtocolError("wire_too_large", limit=ASKED_LIMIT)
    try:
        return msgspec.json.decode(text.encode("utf-8", "surrogatepass"), type=into)
    except (msgspec.MsgspecError, RecursionError, UnicodeDecodeError) as error:
        raise ProtocolError("wire_malformed") from error


def packed(rows: object) -> bytes:
    """Rows, or a key, as they travel."""
    return msgspec.msgpack.encode(rows)


def unpacked(data: bytes, into: Any) -> Any:
    """Rows, or a key, as they are shown. Raises ProtocolError ``wire_malformed``."""
    try:
        return msgspec.msgpack.decode(data, type=into)
    except (msgspec.MsgspecError, RecursionError) as error:
        raise ProtocolError("wire_malformed") from error
