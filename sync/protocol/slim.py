"""A turn as it travels: what both ends know already is left out, entries go as columns.

Each slim message is the plain one with those parts taken out, and the parts in their short form.
A server answers in the form in which it was asked.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec
from msgspec.structs import replace

from sync.protocol.columns import Columns, Peer, Restored, columns_of, restored
from sync.protocol.encoding import decode, encode
from sync.protocol.entry import entry_hash
from sync.protocol.errors import ProtocolError
from sync.protocol.messages import (
    ExchangeAnswer,
    ExchangeRequest,
    Fed,
    Pushed,
    ReceiptText,
    Run,
    Signed,
)
from sync.protocol.names import pack_names, unpack_names
from sync.protocol.packing import OPEN_LIMIT, open_stream, pack_bytes

SLIM = 2
"""Stands first in a slim message, where a plain request has 1 and a plain answer a list."""

_HASH = 32
_LARGE = 4 * 1024
"""Bodies of this size on average repeat enough in themselves; columns would only take time."""
_THEIRS, _SENT = 1, 2


class Opened(Pushed, array_like=True, frozen=True):
    """An entry of a request that was read when it was made again."""

    entry: Restored


class OpenedFed(Fed, array_like=True, frozen=True):
    """An entry of the feed that was read when it was made again."""

    entry: Restored


class SlimRun(msgspec.Struct, array_like=True, frozen=True):
    """A run; no ``previous`` where it goes on from the head that the request names."""

    previous: bytes
    columns: Columns
    signature: bytes


class Cursors(msgspec.Struct, array_like=True, frozen=True):
    """No names: those of the request. One number: all have it."""

    names: list[bytes] | None
    numbers: list[int]


class SlimRequest(msgspec.Struct, array_like=True, frozen=True):
    """``rest`` is the request without cursors, and without runs unless these are large."""

    form: int
    rest: ExchangeRequest
    cursors: Cursors
    runs: list[SlimRun]


class SlimAnswer(msgspec.Struct, array_like=True, frozen=True):
    """``rest`` is the answer without cursors, what is known of head and receipt, and small items.

    ``hashes`` and ``ranks`` belong to the entries of ``columns``; ``receipt`` is time and signature
    of the receipt for the head that is held; ``head`` says whose head that is.
    """

    form: int
    rest: ExchangeAnswer
    head: int
    receipt: list[Any]
    cursors: Cursors
    columns: Columns | None
    hashes: bytes
    ranks: list[bytes]


def is_slim(opened: bytes) -> bool:
    """Whether an open message is a slim one."""
    return len(opened) > 1 and opened[1] == SLIM


def pack_request(request: ExchangeRequest, peer: Peer) -> bytes:
    """A request for the wire."""
    runs: list[SlimRun] = []
    for run in request.runs:
        follows = _head_told(request)[2] == run.previous
        after = _head_told(request)[1] if follows else 0
        entries = [(one.core, one.body) for one in run.entries]
        columns = _columns(entries, peer, request.wall, after)
        if columns is None:
            runs = []
            break
        runs.append(SlimRun(b"" if follows else run.previous, columns, run.signature))
    rest = replace(request, runs=[] if runs else request.runs, cursors={})
    return pack_bytes(encode(SlimRequest(SLIM, rest, _cursors(request.cursors, None), runs)))


def open_request(opened: bytes, peer: Peer) -> ExchangeRequest:
    """The request of an open message, slim or plain. Raises ProtocolError."""
    if not is_slim(opened):
        return decode(opened, ExchangeRequest)
    slim = decode(opened, SlimRequest)
    _, counter, head = _head_told(slim.rest)
    runs = list(slim.rest.runs)
    for run in slim.runs:
        after = 0 if run.previous else counter
        found = restored(run.columns, peer, slim.rest.wall, after)
        if not found:
            raise ProtocolError("wire_malformed")
        first = found[0].header
        entries: list[Pushed] = [Opened(one.core, one.body, one) for one in found]
        runs.append(Run(first.epoch, first.counter, run.previous or head, entries, run.signature))
    return replace(slim.rest, runs=runs, cursors=_cursors_again(slim.cursors, {}))


def pack_answer(answer: ExchangeAnswer, request: ExchangeRequest, peer: Peer) -> bytes:
    """An answer for the wire, to a slim request."""
    head = _head_of(answer, request)
    receipt: list[Any] = []
    entries = [(item.core, item.body) for item in answer.items]
    columns = _columns(entries, peer, answer.wall) if entries else None
    items = [] if columns is None else answer.items
    rest = replace(answer, items=[] if items else answer.items, cursors={})
    short = _short_receipt(answer, peer)
    if short is not None:
        receipt, rest = short, replace(rest, receipts=[])
    if head:
        rest = replace(rest, held=None)
    ranks = [item.rank for item in items]
    slim = SlimAnswer(
        SLIM,
        rest,
        head,
        receipt,
        _cursors(answer.cursors, request.cursors),
        columns,
        b"".join([item.hash for item in items]),
        ranks if any(ranks) else [],
    )
    return pack_bytes(encode(slim))


def unpack_answer(data: bytes, request: ExchangeRequest, peer: Peer) -> ExchangeAnswer:
    """The answer to a request, slim or plain. Raises ProtocolError."""
    opened = open_stream(data, OPEN_LIMIT)
    if not is_slim(opened):
        return decode(opened, ExchangeAnswer)
    slim = decode(opened, SlimAnswer)
    answer = replace(slim.rest, cursors=_cursors_again(slim.cursors, request.cursors))
    if slim.head:
        answer = replace(answer, held=_head(slim.head, request))
    if slim.receipt:
        answer = replace(answer, receipts=[_receipt(slim.receipt, answer, peer)])
    if slim.columns is not None:
        answer = replace(answer, items=_items(slim, peer))
    return answer


def _head_told(request: ExchangeRequest) -> tuple[int, int, bytes]:
    """The head that a request names: epoch, counter, hash."""
    match request.heads:
        case [[int(epoch), int(counter), bytes(digest)], *_]:
            return epoch, counter, digest
    return 0, 0, b""


def _columns(
    entries: list[tuple[bytes, bytes]], peer: Peer, since: int, after: int = 0
) -> Columns | None:
    """None for what is large, or was made so strangely that it has no columns."""
    if sum(len(body) for _, body in entries) > _LARGE * len(entries):
        return None
    try:
        columns = columns_of(entries, peer, since, after)
        encode(columns)
    except (ProtocolError, OverflowError):
        return None
    return columns


def _items(slim: SlimAnswer, peer: Peer) -> list[Fed]:
    if slim.columns is None:
        return []
    found = restored(slim.columns, peer, slim.rest.wall)
    ranks = slim.ranks or [b""] * len(found)
    if len(slim.hashes) != _HASH * len(found) or len(ranks) != len(found):
        raise ProtocolError("wire_malformed")
    return [
        OpenedFed(one.core, slim.hashes[_HASH * number : _HASH * (number + 1)], one.body, rank, one)
        for number, (one, rank) in enumerate(zip(found, ranks, strict=True))
    ]


def _short_receipt(answer: ExchangeAnswer, peer: Peer) -> list[Any] | None:
    """Time and signature, where the one receipt is headquarters' for the head that is held."""
    if not answer.held or len(answer.receipts) != 1:
        return None
    (signed,) = answer.receipts
    try:
        text = decode(signed.message, ReceiptText)
    except ProtocolError:
        return None
    place = [text.epoch, text.counter, text.hash]
    if (text.server, text.vault, place) != (peer.installation, peer.vault, answer.held):
        return None
    return [text.time - answer.wall, signed.signature]


def _receipt(told: list[Any], answer: ExchangeAnswer, peer: Peer) -> Signed:
    match told, answer.held:
        case [int(time), bytes(signature)], [int(epoch), int(counter), bytes(digest)]:
            text = ReceiptText(
                peer.installation, peer.vault, epoch, counter, digest, answer.wall + time
            )
            return Signed(encode(text), signature)
    raise ProtocolError("wire_malformed")


def _head_of(answer: ExchangeAnswer, request: ExchangeRequest) -> int:
    if answer.held is not None:
        for whose in (_THEIRS, _SENT):
            if _known(whose, request) and _head(whose, request) == answer.held:
                return whose
    return 0


def _known(whose: int, request: ExchangeRequest) -> bool:
    return bool(request.heads if whose == _THEIRS else request.runs)


def _head(whose: int, request: ExchangeRequest) -> list[Any]:
    if not _known(whose, request):
        raise ProtocolError("wire_malformed")
    if whose == _THEIRS:
        return request.heads[0]
    run = request.runs[-1]
    hashed = run.previous
    for one in run.entries:
        hashed = entry_hash(hashed, one.core)
    return [run.epoch, run.first + len(run.entries) - 1, hashed]


def _cursors(cursors: dict[str, int], known: dict[str, int] | None) -> Cursors:
    ordered = sorted(cursors.items())
    names = [name for name, _ in ordered]
    numbers = [number for _, number in ordered]
    if len(numbers) > 1 and len(set(numbers)) == 1:
        numbers = numbers[:1]
    same = known is not None and names == sorted(known)
    return Cursors(None if same else pack_names(names), numbers)


def _cursors_again(cursors: Cursors, known: dict[str, int]) -> dict[str, int]:
    names = sorted(known) if cursors.names is None else unpack_names(cursors.names)
    numbers: Sequence[int] = cursors.numbers
    if len(numbers) == 1:
        numbers = [numbers[0]] * len(names)
    if len(numbers) != len(names):
        raise ProtocolError("wire_malformed")
    return dict(zip(names, numbers, strict=True))
