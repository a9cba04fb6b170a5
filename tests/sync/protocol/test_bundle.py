"""A bundle opens for the one it is for, whole, or not at all."""

from __future__ import annotations

import hashlib
import io
import os
import struct
import tracemalloc
from dataclasses import replace
from functools import partial

import pytest
import zstandard
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from sync.protocol import bundle
from sync.protocol.bundle import BUNDLE_TAG, Contents, Header, Sealed
from sync.protocol.bundle_chunks import CHUNK, BundleError, ChunkWriter
from sync.protocol.encoding import encode
from sync.protocol.entry import sign

SENDER = Ed25519PrivateKey.from_private_bytes(b"\1" * 32)
RECIPIENT = X25519PrivateKey.from_private_bytes(b"\2" * 32)
OTHER = X25519PrivateKey.from_private_bytes(b"\3" * 32)
FORM = struct.Struct(">8sBB16s8s32s8s16sQIIHQQ")
MANIFEST = encode({"entries": [b"x" * 100]})


def header_for(key: X25519PrivateKey = RECIPIENT, purpose: int = bundle.TO_HEADQUARTERS) -> Header:
    return Header(
        purpose,
        b"i" * 16,
        b"sender!!",
        SENDER.public_key().public_bytes_raw(),
        b"receiver",
        bundle.key_id(key.public_key().public_bytes_raw()),
        1_762_149_600_000,
        1,
        0,
    )


def made(
    files: tuple[bytes, ...] = (), key: X25519PrivateKey = RECIPIENT, manifest: bytes = MANIFEST
) -> bytes:
    file = io.BytesIO()
    bundle.write(
        file,
        replace(header_for(key), files=len(files)),
        partial(sign, SENDER),
        Sealed(b"k" * 32, b"certificate"),
        key.public_key().public_bytes_raw(),
        manifest,
        ((one[at : at + 1000] for at in range(0, len(one), 1000)) for one in files),
    )
    return file.getvalue()


def trusting(header: Header, certificate: bytes) -> None:
    if header.sender != b"sender!!" or certificate != b"certificate":
        raise BundleError("bundle_sender_unknown")


def opened(data: bytes, key: X25519PrivateKey = RECIPIENT) -> Contents:
    return bundle.open_bundle(io.BytesIO(data), key, b"i" * 16, trusting)


def read_whole(data: bytes, sizes: tuple[int, ...] = ()) -> list[bytes]:
    contents = opened(data)
    found = [b"".join(contents.pieces(size)) for size in sizes]
    contents.close()
    return found


def refusal(data: bytes, sizes: tuple[int, ...] = ()) -> str:
    with pytest.raises(BundleError) as caught:
        read_whole(data, sizes)
    return caught.value.code


def test_what_was_put_in_comes_out() -> None:
    files = (os.urandom(3 * CHUNK + 17), b"", b"note" * 1000)
    data = made(files)
    assert read_whole(data, tuple(map(len, files))) == list(files)
    contents = opened(data)
    assert contents.manifest(dict[str, list[bytes]]) == {"entries": [b"x" * 100]}
    assert (contents.header.entries, contents.header.files) == (1, 3)


def test_the_form_is_the_one_that_was_agreed() -> None:
    """A known answer: the header, byte for byte, and what the signature covers."""
    data = made()
    head = data[: FORM.size]
    assert hashlib.sha256(head[:120]).hexdigest() == (
        "48e4aacbbe3df5bfedfb8d54cee241e4b82dc253f9cd9241d865023ec042eed2"
    )
    sealed, body, plain = FORM.unpack(head)[-3:]
    wrapped = 32 + 16 + len(encode(Sealed(b"k" * 32, b"certificate")))
    assert (sealed, plain) == (wrapped, 4 + len(MANIFEST))
    start = FORM.size + 64
    digest = hashlib.sha256(data[start : start + sealed])
    digest.update(hashlib.sha256(data[start + sealed :]).digest())
    signature = data[FORM.size : start]
    SENDER.public_key().verify(signature, BUNDLE_TAG + head + digest.digest())
    assert len(data) == start + sealed + body


def cipher(bound: bytes) -> ChaCha20Poly1305:
    derived = HKDF(SHA256(), length=32, salt=None, info=b"stream\0" + bound).derive(b"k" * 32)
    return ChaCha20Poly1305(derived)


def test_a_chunk_is_sealed_under_its_number_and_whether_it_is_the_last() -> None:
    file = io.BytesIO()
    chunks = ChunkWriter(file, b"k" * 32, b"bound")
    data = os.urandom(CHUNK + CHUNK // 2)
    chunks.add(data)
    chunks.close(os.urandom)
    sealed = file.getvalue()
    first = cipher(b"bound").decrypt(bytes(12), sealed[: CHUNK + 16], None)
    last = cipher(b"bound").decrypt(bytes(10) + b"\1\1", sealed[CHUNK + 16 :], None)
    stream = zstandard.ZstdDecompressor().stream_reader(io.BytesIO(first + last))
    assert stream.read(2 * CHUNK) == data


@pytest.mark.parametrize("region", ["head", "signature", "sealed", "body"])
def test_every_byte_that_is_changed_is_noticed(region: str) -> None:
    data = made()
    sealed = FORM.unpack(data[: FORM.size])[-3]
    starts = {"head": 0, "signature": FORM.size, "sealed": FORM.size + 64}
    starts["body"] = starts["sealed"] + sealed
    ends = dict(zip(starts, [*list(starts.values())[1:], len(data)], strict=True))
    for at in range(starts[region], ends[region]):
        for bit in (1, 128):
            bad = bytearray(data)
            bad[at] ^= bit
            assert refusal(bytes(bad)).startswith("bundle_")


def test_a_file_that_was_cut_anywhere_is_refused_whole() -> None:
    data = made((os.urandom(3 * CHUNK),))
    header = bundle.read_header(io.BytesIO(data))
    start = FORM.size + 64 + header.sealed
    cuts = {0, 1, 7, 8, FORM.size - 1, FORM.size, FORM.size + 64, start, start + 1, len(data) - 1}
    cuts |= {start + number * (CHUNK + 16) for number in range(4)}
    for cut in sorted(cuts):
        assert refusal(data[:cut]) in {"bundle_cut", "bundle_not_one"}
    assert refusal(data + b"\0") == "bundle_damaged"


def resigned(data: bytes, header: Header | None = None) -> bytes:
    """The same file with a right signature: what a sender of ill will could make."""
    header = header or bundle.read_header(io.BytesIO(data))
    start = FORM.size + 64
    digest = hashlib.sha256(data[start : start + header.sealed])
    digest.update(hashlib.sha256(data[start + header.sealed :]).digest())
    head = bundle.packed(header)
    return head + sign(SENDER, BUNDLE_TAG, head + digest.digest()) + data[start:]


def test_chunks_in_another_order_are_refused_though_signed() -> None:
    data = made((os.urandom(2 * CHUNK),))
    header = bundle.read_header(io.BytesIO(data))
    start, step = FORM.size + 64 + header.sealed, CHUNK + 16
    one, two = data[start : start + step], data[start + step : start + 2 * step]
    swapped = data[:start] + two + one + data[start + 2 * step :]
    assert refusal(resigned(swapped), (2 * CHUNK,)) == "bundle_damaged"


def test_a_last_chunk_that_was_left_out_is_missed_though_signed() -> None:
    data = made((os.urandom(2 * CHUNK),))
    header = bundle.read_header(io.BytesIO(data))
    kept = 2 * (CHUNK + 16)
    short = data[: FORM.size + 64 + header.sealed + kept]
    assert refusal(resigned(short, replace(header, body=kept)), (2 * CHUNK,)) == "bundle_damaged"


def test_it_opens_for_nobody_else() -> None:
    data = made()
    with pytest.raises(BundleError) as caught:
        opened(data, OTHER)
    assert caught.value.code == "bundle_not_for_us"
    header = bundle.read_header(io.BytesIO(data))
    renamed = replace(header, recipient_key=header_for(OTHER).recipient_key)
    with pytest.raises(BundleError) as caught:
        opened(resigned(data, renamed), OTHER)
    assert caught.value.code == "bundle_damaged"


def test_another_installation_is_named_as_the_reason() -> None:
    with pytest.raises(BundleError) as caught:
        bundle.open_bundle(io.BytesIO(made()), RECIPIENT, b"j" * 16, trusting)
    assert caught.value.code == "bundle_other_installation"


def test_nobody_passes_another_ones_bundle_off_as_their_own() -> None:
    thief = Ed25519PrivateKey.generate()
    data = made()
    header = replace(
        bundle.read_header(io.BytesIO(data)), sender_key=thief.public_key().public_bytes_raw()
    )
    start = FORM.size + 64
    digest = hashlib.sha256(data[start : start + header.sealed])
    digest.update(hashlib.sha256(data[start + header.sealed :]).digest())
    head = bundle.packed(header)
    stolen = head + sign(thief, BUNDLE_TAG, head + digest.digest()) + data[start:]
    assert refusal(stolen) == "bundle_damaged"


def test_a_newer_form_is_said_to_be_newer() -> None:
    bad = bytearray(made())
    bad[8] = 9
    assert refusal(bytes(bad)) == "bundle_newer"


def test_what_says_that_it_is_too_large_is_not_even_read() -> None:
    header = bundle.read_header(io.BytesIO(made()))
    for wrong in (
        replace(header, body=600 << 20),
        replace(header, plain=3 << 30),
        replace(header, plain=2 << 20),
        replace(header, entries=10_001),
        replace(header, sealed=60_000),
        replace(header, plain=0),
    ):
        assert refusal(bundle.packed(wrong) + bytes(200)) == "bundle_too_large"


def test_a_bomb_stops_at_what_its_header_allows() -> None:
    """Its maker holds the right keys: zeros that open to a gigabyte."""
    bomb = zstandard.ZstdCompressor(level=3).compress(struct.pack(">I", 10) + bytes(1 << 30))
    body = cipher(header_for().bound).encrypt(bytes(11) + b"\1", bomb, None)
    good = made()
    sealed = bundle.read_header(io.BytesIO(good)).sealed
    start = FORM.size + 64
    header = replace(header_for(), sealed=sealed, body=len(body), plain=1 << 20)
    data = resigned(good[: start + sealed] + body, header)
    tracemalloc.start()
    assert refusal(data) == "bundle_damaged"
    assert tracemalloc.get_traced_memory()[1] < 16 << 20
    tracemalloc.stop()


def test_what_packs_too_well_is_made_longer_so_that_it_still_opens() -> None:
    zeros = bytes(30 << 20)
    data = made((zeros,))
    header = bundle.read_header(io.BytesIO(data))
    assert header.plain <= 100 * header.body
    assert read_whole(data, (len(zeros),)) == [zeros]


def test_a_manifest_in_another_form_is_refused() -> None:
    data = made(manifest=b"\x81\xa1a\x01\x00")
    with pytest.raises(BundleError) as caught:
        opened(data).manifest(dict[str, int])
    assert caught.value.code == "bundle_damaged"


def test_more_than_one_file_may_carry_is_not_written() -> None:
    with pytest.raises(BundleError) as caught:
        made(manifest=bytes((64 << 20) + 1))
    assert caught.value.code == "bundle_too_large"
