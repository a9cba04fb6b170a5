"""Entries as columns: what repeats from entry to entry and from change to change is told once.

Of the wire only. What was signed is made again from the columns, byte for byte, because it is
canonical; hashes, signatures and digests then prove that it is the same.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Sequence
from itertools import accumulate, chain, groupby, islice
from typing import Any, NamedTuple, TypeVar

import msgspec

from sync.protocol.clock import STAMP_BYTES
from sync.protocol.encoding import SCALARS
from sync.protocol.entry import (
    FORMAT,
    LATEST_TIME,
    LATEST_WALL,
    Body,
    Change,
    Header,
    body_hash,
    decode_body,
    decode_header,
    encode_body,
    encode_header,
)
from sync.protocol.errors import ProtocolError
from sync.protocol.names import pack_names, unpack_names

RESTORED_LIMIT = 64 * 1024 * 1024
"""Bytes of all entries of one message once they are made again; more is a bomb."""

_TIME = 8
_COUNTER_BITS = 16
_ID = 16
_PEERS = b"-"
"""Stands for the peer's vault in the stamps that a change replaces."""

T = TypeVar("T")
H = TypeVar("H", bound=Hashable)


class Peer(NamedTuple):
    """The vault at one end of the wire, as both ends know it: what of it need not be told."""

    installation: bytes
    vault: bytes
    person: bytes


class Shape(msgspec.Struct, array_like=True, frozen=True):
    """What headers of one author and command have in common; no vault or actor: the peer's."""

    format: int
    vault: bytes
    epoch: int
    actor: bytes
    role: str
    on_behalf_of: str | None
    command: str
    scopes: tuple[bytes, ...]
    schema: int


class Layout(msgspec.Struct, array_like=True, frozen=True):
    """Changes of one kind that write the same fields; ``based``: they replace something."""

    kind: str
    names: list[str]
    based: bool
    ids: bytes
    times: bytes
    vaults: list[bytes]
    bases: list[dict[str, list[bytes]] | None]
    values: list[list[Any]]


class Columns(msgspec.Struct, array_like=True, frozen=True):
    """Entries in their order. A list of one value stands for as many as there are entries, an empty
    one for as many of the usual value.
    """

    count: int
    shapes: list[Shape]
    which: list[int]
    counters: list[int]
    walls: list[int]
    times: list[int]
    blobs: list[list[bytes]]
    digests: list[bytes]
    changes: list[int]
    reasons: list[str | None]
    layouts: list[Layout]
    order: list[list[int]]


class Restored(msgspec.Struct, frozen=True, gc=False):
    """One entry, as bytes that were signed and as what they say; ``digest`` is the body's."""

    header: Header
    core: bytes
    body: bytes
    changes: list[Change]
    digest: bytes


def columns_of(
    entries: Iterable[tuple[bytes, bytes]], peer: Peer, since: int, after: int = 0
) -> Columns:
    """The columns of (core, body) pairs.

    ``since`` is a wall time that both ends know of, ``after`` a counter.

    Raises ProtocolError for what has no such form; it travels as it is.
    """
    headers, bodies, digests = [], [], []
    for core, body in entries:
        header = decode_header(core)
        digest = body_hash(body)
        headers.append(header)
        bodies.append(decode_body(body))
        digests.append(b"" if digest == header.body_hash else header.body_hash)
    shapes, which = _numbered(_shape(header, peer) for header in headers)
    walls = [header.wall for header in headers]
    counters = [header.counter for header in headers]
    layouts, order = _layouts([c for body in bodies for c in body.changes], peer)
    return Columns(
        len(headers),
        shapes,
        _short(which, 0),
        _short(_steps(counters, after), 1),
        _short(_steps(walls, since)),
        _short([h.time - (h.wall << _COUNTER_BITS) for h in headers], 0),
        _short([h.blobs for h in headers], []),
        _short(digests, b""),
        _short([len(body.changes) for body in bodies], 1),
        _short([body.reason for body in bodies], None),
        layouts,
        order,
    )


def restored(columns: Columns, peer: Peer, since: int, after: int = 0) -> list[Restored]:
    """The entries again. Raises ProtocolError where the columns do not fit together."""
    try:
        return list(_restored(columns, peer, since, after))
    except (ValueError, IndexError, StopIteration, OverflowError, TypeError) as error:
        raise ProtocolError("wire_malformed") from error


def _restored(columns: Columns, peer: Peer, since: int, after: int) -> Iterator[Restored]:
    count = columns.count
    _check_sizes(columns)
    shapes = [(shape, unpack_names(shape.scopes)) for shape in columns.shapes]
    changes = _changes(columns, peer)
    size = 0
    for number, counter, wall, time, blobs, digest, many, reason in zip(
        _long(columns.which, count, 0),
        islice(accumulate(_long(columns.counters, count, 1), initial=after), 1, None),
        islice(accumulate(_long(columns.walls, count), initial=since), 1, None),
        _long(columns.times, count, 0),
        _long(columns.blobs, count, []),
        _long(columns.digests, count, b""),
        _long(columns.changes, count, 1),
        _long(columns.reasons, count, None),
        strict=True,
    ):
        shape, scopes = shapes[number]
        if shape.format != FORMAT:
            raise ProtocolError("entry_format_unknown", format=shape.format)
        own = list(islice(changes, many))
        if len(own) != many or number < 0:
            raise ValueError("changes are missing")
        body = encode_body(Body(own, reason))
        hashed = body_hash(body)
        header = Header(
            shape.format,
            peer.installation,
            shape.vault or peer.vault,
            shape.epoch,
            counter,
            (wall << _COUNTER_BITS) + time,
            wall,
            shape.actor or peer.person,
            shape.role,
            shape.on_behalf_of,
            shape.command,
            scopes,
            shape.schema,
            digest or hashed,
            blobs,
        )
        if not (0 <= wall <= LATEST_WALL and 0 <= header.time < LATEST_TIME):
            raise ProtocolError("entry_time_unusable")
        core = encode_header(header)
        size += len(core) + len(body)
        if size > RESTORED_LIMIT:
            raise ProtocolError("wire_too_large", limit=RESTORED_LIMIT)
        yield Restored(header, core, body, own, hashed)
    if next(changes, None) is not None:
        raise ValueError("changes are left over")


def _check_sizes(columns: Columns) -> None:
    """What is told once must not stand for more than a message may hold."""
    longest = max((_told(shape) for shape in columns.shapes), default=0)
    longest += max((len(reason or "") for reason in columns.reasons), default=0)
    size = columns.count * longest
    for layout in columns.layouts:
        count = len(layout.ids) // _ID
        told = len(layout.kind) + sum(map(len, layout.names))
        told += sum(_size(column[0]) for column in layout.values if len(column) == 1)
        size += count * told
    if size > RESTORED_LIMIT:
        raise ProtocolError("wire_too_large", limit=RESTORED_LIMIT)


def _told(shape: Shape) -> int:
    words = (shape.role, shape.command, shape.on_behalf_of or "", *shape.scopes)
    return sum(map(len, words))


def _size(value: Any) -> int:
    return len(value) if isinstance(value, str | bytes) else 1


def _shape(header: Header, peer: Peer) -> Shape:
    return Shape(
        header.format,
        b"" if header.vault == peer.vault else header.vault,
        header.epoch,
        b"" if header.actor == peer.person else header.actor,
        header.role,
        header.on_behalf_of,
        header.command,
        tuple(pack_names(header.scopes)),
        header.schema,
    )


def _layouts(changes: list[Change], peer: Peer) -> tuple[list[Layout], list[list[int]]]:
    keys, which = _numbered(
        (change.kind, tuple(change.values), _based(change)) for change in changes
    )
    grouped: list[list[Change]] = [[] for _ in keys]
    for number, change in zip(which, changes, strict=True):
        grouped[number].append(change)
    order = [[number, len(list(group))] for number, group in groupby(which)]
    if len(keys) == 1:
        order = []
    return [_layout(*key, group, peer) for key, group in zip(keys, grouped, strict=True)], order


def _based(change: Change) -> bool:
    return bool(change.base) or change.bases is not None


def _layout(
    kind: str, names: tuple[str, ...], based: bool, changes: list[Change], peer: Peer
) -> Layout:
    bases = [change.base for change in changes] if based else []
    if any(len(base) not in {0, STAMP_BYTES} for base in bases) or any(
        len(change.id) != _ID for change in changes
    ):
        raise ProtocolError("wire_malformed")
    vaults = [base[_TIME:] for base in bases]
    return Layout(
        kind,
        list(names),
        based,
        _planes(b"".join([change.id for change in changes]), _ID),
        _planes(b"".join([base[:_TIME] or bytes(_TIME) for base in bases]), _TIME),
        _short([_PEERS if vault == peer.vault else vault for vault in vaults], _PEERS),
        _short([change.bases for change in changes], None) if based else [],
        [
            _short(list(column))
            for column in zip(*[c.values.values() for c in changes], strict=True)
        ],
    )


def _changes(columns: Columns, peer: Peer) -> Iterator[Change]:
    groups = [iter(_group(layout, peer)) for layout in columns.layouts]
    ordered = (islice(groups[number], count) for number, count in columns.order)
    left = chain.from_iterable(groups)
    return iter(chain(chain.from_iterable(ordered), left))


def _group(layout: Layout, peer: Peer) -> list[Change]:
    count, rest = divmod(len(layout.ids), _ID)
    if rest or len(layout.names) != len(layout.values):
        raise ValueError("columns of different length")
    ids = _cut(_unplaned(layout.ids, _ID), _ID)
    columns = [_long(column, count) for column in layout.values]
    if not SCALARS.issuperset(chain.from_iterable(set(map(type, c)) for c in columns)):
        raise ValueError("a value of a strange type")
    names = layout.names
    rows = zip(*columns, strict=True) if columns else iter([()] * count)
    values = [dict(zip(names, row, strict=True)) for row in rows]
    kind = layout.kind
    if not layout.based:
        return [Change(kind, one, held) for one, held in zip(ids, values, strict=True)]
    times = _cut(_unplaned(layout.times, _TIME), _TIME)
    told = _long(layout.vaults, count, _PEERS)
    vaults = [peer.vault if vault == _PEERS else vault for vault in told]
    stamps = [time + vault if vault else b"" for time, vault in zip(times, vaults, strict=True)]
    more = _long(layout.bases, count, None)
    return [
        Change(kind, one, held, base, bases)
        for one, held, base, bases in zip(ids, values, stamps, more, strict=True)
    ]


def _numbered(keys: Iterable[H]) -> tuple[list[H], list[int]]:
    """Each key once, in the order of its first use, and which of them each was."""
    known: dict[H, int] = {}
    which = [known.setdefault(key, len(known)) for key in keys]
    return list(known), which


def _short(values: list[T], usual: object = ...) -> list[T]:
    """One value where all are the same, type and all; none where that is the usual one."""
    if values and values.count(values[0]) == len(values) and _one_type(values):
        first = values[0]
        if first == usual and type(first) is type(usual):
            return []
        return values if isinstance(first, float) else values[:1]  # 0.0 equals -0.0
    return values


def _one_type(values: Sequence[object]) -> bool:
    return len(set(map(type, values))) == 1


def _long(values: list[T], count: int, usual: T | None = None) -> list[Any]:
    if not values:
        return [usual] * count
    if len(values) == 1:
        return values * count
    if len(values) != count:
        raise ValueError("columns of different length")
    return values


def _steps(values: list[int], since: int) -> list[int]:
    return [value - before for value, before in zip(values, [since, *values], strict=False)]


def _planes(data: bytes, width: int) -> bytes:
    """The first bytes of all, then the second ones: what is alike stands together."""
    return b"".join([data[place::width] for place in range(width)])


def _unplaned(data: bytes, width: int) -> bytes:
    made = bytearray(len(data))
    count = len(data) // width
    for place in range(width):
        made[place::width] = data[place * count : (place + 1) * count]
    return bytes(made)


def _cut(data: bytes, width: int) -> list[bytes]:
    return [data[start : start + width] for start in range(0, len(data), width)]
