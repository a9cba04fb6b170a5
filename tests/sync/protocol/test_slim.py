"""Turns as they travel: everything comes back byte for byte, and what cannot be is refused."""

from __future__ import annotations

from itertools import accumulate

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from sync.protocol.columns import Columns, Peer, columns_of, restored
from sync.protocol.encoding import decode, encode
from sync.protocol.entry import (
    ENTRY_TAG,
    GENESIS,
    Body,
    Change,
    Header,
    body_hash,
    encode_body,
    encode_header,
    entry_hash,
    sign,
)
from sync.protocol.errors import ProtocolError
from sync.protocol.messages import (
    VERSION,
    ExchangeAnswer,
    ExchangeRequest,
    Fed,
    Pushed,
    ReceiptText,
    Run,
    Signed,
)
from sync.protocol.names import pack_names, unpack_names
from sync.protocol.packing import OPEN_LIMIT, open_stream, pack
from sync.protocol.slim import open_request, pack_answer, pack_request, unpack_answer
from sync.server import chain
from sync.server.admission import Shown

PEER = Peer(b"i" * 16, b"v" * 8, b"p" * 16)
WALL = 1_760_000_000_000
IDS = st.binary(min_size=16, max_size=16)
STAMPS = st.one_of(st.just(b""), st.binary(min_size=8, max_size=8).map(lambda t: t + b"v" * 8), IDS)
VALUES = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(2**63), 2**63 - 1),
    st.floats(allow_nan=False),
    st.text(max_size=8),
    st.binary(max_size=8),
)
CHANGES = st.builds(
    Change,
    st.sampled_from(["units", "findings"]),
    IDS,
    st.dictionaries(st.sampled_from(["place", "code", "number"]), VALUES),
    STAMPS,
    st.one_of(st.none(), st.dictionaries(st.sampled_from(["place"]), st.lists(IDS, max_size=2))),
)
SCOPES = st.lists(
    st.sampled_from(["reference", "case/" + "0f" * 16, "case/" + "0F" * 16, "province/26", "a/b"])
)
ENTRIES = st.lists(
    st.tuples(
        st.lists(CHANGES, max_size=4),
        st.one_of(st.none(), st.text(max_size=4)),
        st.integers(0, 10**6),
        st.sampled_from([PEER.person, b"q" * 16]),
        SCOPES,
        st.lists(st.binary(min_size=32, max_size=32), max_size=2),
    ),
    max_size=6,
)


def entries(
    drawn: list[tuple[list[Change], str | None, int, bytes, list[str], list[bytes]]],
) -> list[tuple[bytes, bytes]]:
    """The entries of one chain that somebody drew."""
    made = []
    walls = accumulate(step for _, _, step, *_ in drawn)
    for number, (wall, one) in enumerate(zip(walls, drawn, strict=True)):
        changes, reason, _, actor, scopes, blobs = one
        body = encode_body(Body(changes, reason))
        at = WALL + wall
        time = (at << 16) + number
        header = Header(
            1, PEER.installation, PEER.vault, 1, number + 5, time, at, actor, "inspector", None,
            "Edit", scopes, 1, body_hash(body), blobs,
        )  # fmt: skip
        made.append((encode_header(header), body))
    return made


@given(ENTRIES)
@settings(max_examples=150)
def test_entries_come_back_from_their_columns_byte_for_byte(
    drawn: list[tuple[list[Change], str | None, int, bytes, list[str], list[bytes]]],
) -> None:
    made = entries(drawn)
    columns = decode(encode(columns_of(made, PEER, WALL)), Columns)
    again = restored(columns, PEER, WALL)
    assert [(one.core, one.body) for one in again] == made
    assert [one.changes for one in again] == [changes for changes, *_ in drawn]


@given(ENTRIES)
@settings(max_examples=50)
def test_a_turn_comes_back_as_it_was(
    drawn: list[tuple[list[Change], str | None, int, bytes, list[str], list[bytes]]],
) -> None:
    made = entries(drawn)
    head = [1, 4, b"h" * 32]
    run = Run(1, 5, b"h" * 32, [Pushed(*one) for one in made], b"s" * 64)
    cursors = {"reference": 9, "case/" + "0f" * 16: 9}
    request = ExchangeRequest(VERSION, 1, [run] if made else [], cursors, WALL, 1, [head])
    opened = open_request(open_stream(pack_request(request, PEER), OPEN_LIMIT), PEER)
    assert plain_request(opened) == request
    message = encode(ReceiptText(PEER.installation, PEER.vault, 1, 4, b"h" * 32, WALL + 3))
    items = [Fed(core, b"#" * 32, body, b"") for core, body in made]
    further = cursors | {"reference": 12}
    answer = ExchangeAnswer(
        [Signed(message, b"r" * 64)], [], [], head, 3, items, b"b" * 64, further, False,
        WALL + 5, b"t" * 32, [], [], [],
    )  # fmt: skip
    told = unpack_answer(pack_answer(answer, request, PEER), request, PEER)
    assert replace(told, items=[Fed(i.core, i.hash, i.body, i.rank) for i in told.items]) == answer


def plain_request(opened: ExchangeRequest) -> ExchangeRequest:
    """The request without what was read of its entries on the way."""
    runs = [
        replace(run, entries=[Pushed(one.core, one.body) for one in run.entries])
        for run in opened.runs
    ]
    return replace(opened, runs=runs)


def test_plain_messages_are_understood_as_before() -> None:
    request = ExchangeRequest(VERSION, 1, [], {"reference": 1}, WALL, 1, [])
    assert open_request(open_stream(pack(request), OPEN_LIMIT), PEER) == request
    answer = ExchangeAnswer([], [], [], None, 0, [], b"", {}, False, WALL, b"", [], [], [])
    assert unpack_answer(pack(answer), request, PEER) == answer


def test_an_entry_of_a_strange_form_travels_as_it_is() -> None:
    body = encode_body(Body([Change("units", b"short", {"code": "1"})]))
    (core, _) = entries([([], None, 0, PEER.person, [], [])])[0]
    request = ExchangeRequest(
        VERSION, 1, [Run(1, 5, b"h" * 32, [Pushed(core, body)], b"s" * 64)], {}, WALL, 1, []
    )
    opened = open_request(open_stream(pack_request(request, PEER), OPEN_LIMIT), PEER)
    assert opened == request


@pytest.mark.parametrize(
    "altered",
    [
        {"count": 9},
        {"which": [7]},
        {"counters": [1, 1]},
        {"changes": [5]},
        {"order": [[0, 1], [3, 1]]},
        {"walls": [2**62]},
        {"layouts": []},
    ],
)
def test_columns_that_do_not_fit_together_are_refused(altered: dict[str, object]) -> None:
    change = Change("units", b"u" * 16, {"code": "1"})
    made = entries([([change], None, 0, PEER.person, ["reference"], [])])
    with pytest.raises(ProtocolError):
        restored(replace(columns_of(made, PEER, WALL), **altered), PEER, WALL)


def test_a_word_told_once_may_not_stand_for_more_than_a_message_holds() -> None:
    change = Change("units", b"u" * 16, {"code": "1" * 1024})
    columns = columns_of(entries([([change], None, 0, PEER.person, [], [])]), PEER, WALL)
    (layout,) = columns.layouts
    bomb = replace(
        columns, count=1, changes=[10**5], layouts=[replace(layout, ids=bytes(1_600_000))]
    )
    with pytest.raises(ProtocolError) as caught:
        restored(bomb, PEER, WALL)
    assert caught.value.code == "wire_too_large"


@given(st.lists(st.text(st.characters(exclude_categories=["Cs"]))))
def test_names_of_scopes_come_back(names: list[str]) -> None:
    assert unpack_names(pack_names(names)) == names


def test_a_body_that_is_not_the_one_its_signed_header_names_is_found_out_in_columns_too() -> None:
    key = Ed25519PrivateKey.generate()
    ((core, _),) = entries(
        [([Change("units", b"u" * 16, {"code": 1})], None, 1, b"q" * 16, [], [])]
    )
    other = encode_body(Body([Change("units", b"u" * 16, {"code": 2})]))
    signature = sign(key, ENTRY_TAG, entry_hash(GENESIS, core))
    run = Run(1, 5, GENESIS, [Pushed(core, other)], signature)
    request = ExchangeRequest(VERSION, 1, [run], {}, WALL, 1, [])
    (opened,) = open_request(open_stream(pack_request(request, PEER), OPEN_LIMIT), PEER).runs
    assert (opened.entries[0].core, opened.entries[0].body) == (core, other)
    author = Shown(PEER.vault, PEER.person, key.public_key().public_bytes_raw())
    with pytest.raises(ProtocolError, match="entry_damaged"):
        chain.links(PEER.installation, author, opened)
