"""Altered bundles: any byte by who holds no key, and everything inside by who holds them all (S3).

Each gives a typed error or what it says; quickly, and in bounded memory.
"""

from __future__ import annotations

import hashlib
import io
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TypeVar

import zstandard
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from sync.protocol import bundle
from sync.protocol.bundle import BETWEEN_VAULTS, Header, Sealed
from sync.protocol.bundle_chunks import BundleError
from sync.protocol.bundle_messages import BundleFile, Offer, Share
from sync.protocol.encoding import encode
from sync.protocol.entry import sign
from sync.protocol.messages import VERSION, ExchangeRequest
from sync.protocol.runs import proven
from tests.faults.fault import Fault, Scale, timed
from tests.faults.fuzz import Parser, fuzz
from tests.faults.tampering import run_of, written

SENDER = Ed25519PrivateKey.from_private_bytes(b"\1" * 32)
RECIPIENT = X25519PrivateKey.from_private_bytes(b"\2" * 32)
KEY = b"k" * 32
FILE = b"photo" * 2_000
INSTALLATION = bytes(16)
T = TypeVar("T")
_SIGNATURE_BYTES = 64


def faults(scale: Scale) -> list[Fault]:
    """Each way in at length; a reader that trusts what it reads is planted among them."""
    with TemporaryDirectory(prefix="bundles-") as folder:
        all_parsers = parsers(Path(folder))
    found = []
    for parser in all_parsers:
        count = max(1, int(scale.of(1_000, 250_000) * parser.share))
        wrong, seconds = timed(partial(fuzz, parser, count, seed=1))
        found.append(Fault(f"bundle: {parser.name}", count, len(wrong), 0, 0, seconds, "1", wrong))
    trusting = Parser("trusting", _trusting, (sample(Share([], None, []), ()),))
    caught = int(bool(fuzz(trusting, 300, seed=1)))
    return [*found, Fault("bundle: planted", 300, 0, 1, caught)]


def parsers(folder: Path) -> tuple[Parser, ...]:
    """The ways into a bundle, from outside to inside."""
    at = written(folder / "vault", entries=6)
    run = run_of(at)
    installation, vault = at.journal.installation, at.journal.vault
    key = at.journal.public_key
    at.database.close()
    file = BundleFile(bytes(32), len(FILE))
    share = Share([run], None, [file])
    request = ExchangeRequest(VERSION, 1, [], {"reference": 7}, 1, 1 << 20, [])
    offer = Offer(request, [[run]], [bytes(32)], [file])
    whole = sample(share, (FILE,))
    stream = inside(share, (FILE,))

    def runs(data: bytes) -> None:
        share = reading(Share, (len(FILE),))(data)
        for one in share.runs:
            proven(installation, vault, key, one)

    return (
        Parser("any byte", reading(Share, (len(FILE),)), (whole,)),
        Parser("signed anew", lambda data: reading(Share, ())(signed(data)), (whole,)),
        Parser("packed anew", lambda data: runs(sealed(data)), (stream,), share=0.04),
        Parser(
            "manifest anew",
            lambda data: runs(sealed(packed(len(data).to_bytes(4, "big") + data + FILE))),
            (encode(share),),
            share=0.04,
        ),
        Parser(
            "offer anew",
            lambda data: reading(Offer, ())(sealed(packed(len(data).to_bytes(4, "big") + data))),
            (encode(offer),),
            share=0.04,
        ),
        Parser("bomb", reading(Share, ()), (sealed(bomb(), plain=1 << 20),), share=0.0004),
    )


def reading(into: type[T], sizes: tuple[int, ...]) -> Callable[[bytes], T]:
    """Everything of a bundle: its manifest, its files, its end."""

    def read(data: bytes) -> T:
        contents = bundle.open_bundle(io.BytesIO(data), RECIPIENT, INSTALLATION, _believe)
        manifest = contents.manifest(into)
        for size in sizes:
            for _piece in contents.pieces(size):
                continue
        contents.close()
        return manifest

    return read


def start() -> int:
    """Where the sealed key begins: behind header and signature."""
    return len(bundle.packed(header())) + _SIGNATURE_BYTES


def header() -> Header:
    key = RECIPIENT.public_key().public_bytes_raw()
    return Header(
        BETWEEN_VAULTS,
        INSTALLATION,
        bytes(8),
        SENDER.public_key().public_bytes_raw(),
        bytes(8),
        bundle.key_id(key),
        1,
        1,
        1,
    )


def sample(manifest: object, files: tuple[bytes, ...]) -> bytes:
    """A good bundle."""
    file = io.BytesIO()
    key = RECIPIENT.public_key().public_bytes_raw()
    pieces = ([one] for one in files)
    signer = partial(sign, SENDER)
    bundle.write(file, header(), signer, Sealed(KEY, b""), key, encode(manifest), pieces)
    return file.getvalue()


def inside(manifest: object, files: tuple[bytes, ...]) -> bytes:
    """The packed stream of a bundle."""
    told = encode(manifest)
    return packed(len(told).to_bytes(4, "big") + told + b"".join(files))


def packed(plain: bytes) -> bytes:
    return zstandard.ZstdCompressor(level=1).compress(plain)


def bomb() -> bytes:
    return packed(b"\0\0\0\x0a" + bytes(300 << 20))


def sealed(stream: bytes, plain: int | None = None) -> bytes:
    """A bundle whose stream is anything at all, sealed and signed as it should be."""
    good, first = sample(Share([], None, []), ()), start()
    head = bundle.read_header(io.BytesIO(good))
    derived = HKDF(SHA256(), length=32, salt=None, info=b"stream\0" + head.bound).derive(KEY)
    body = ChaCha20Poly1305(derived).encrypt(bytes(11) + b"\1", stream[: 1 << 20], None)
    size = plain if plain is not None else opened_size(stream)
    made = replace(head, body=len(body), plain=size)
    return signed(bundle.packed(made) + bytes(64) + good[first : first + head.sealed] + body)


def opened_size(stream: bytes) -> int:
    """What its maker would say comes out of it, as far as it opens at all."""
    reader = zstandard.ZstdDecompressor().stream_reader(io.BytesIO(stream))
    try:
        return max(4, len(reader.read(1 << 20)))
    except zstandard.ZstdError:
        return max(4, len(stream))


def signed(data: bytes) -> bytes:
    """The same file with a right signature, as far as its header can be read."""
    try:
        head = bundle.read_header(io.BytesIO(data))
    except BundleError:
        return data
    first = start()
    digest = hashlib.sha256(data[first : first + head.sealed])
    digest.update(hashlib.sha256(data[first + head.sealed :]).digest())
    told = bundle.packed(head) + digest.digest()
    return bundle.packed(head) + sign(SENDER, bundle.BUNDLE_TAG, told) + data[first:]


def _believe(_header: Header, _certificate: bytes) -> None:
    """The sender is whoever they say: what is inside must still be harmless."""


def _trusting(data: bytes) -> object:
    """What a reader would do that looks inside before it knows anything."""
    stream = data[start() + 96 :]
    return zstandard.ZstdDecompressor().stream_reader(io.BytesIO(stream)).read(1 << 20)
