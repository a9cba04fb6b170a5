"""A million altered inputs for each parser of bytes from outside (S3).

Each gives a typed error or a value, never another exception; quickly, and in bounded memory.
"""

from __future__ import annotations

import io
import random
import resource
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

import zstandard
from PIL import Image

from desktop.errors import AppError
from desktop.models.keys import Kdf
from desktop.models.photo_child import develop
from desktop.models.slot import Slot
from sync.protocol.clock import unpack_row_clock
from sync.protocol.columns import Peer
from sync.protocol.encoding import decode, encode
from sync.protocol.enrolment import normal_code
from sync.protocol.entry import decode_body, decode_header
from sync.protocol.messages import (
    VERSION,
    Certificate,
    EnrolRequest,
    ExchangeAnswer,
    ExchangeRequest,
    Fed,
    Gone,
    KeyList,
    KeysAnswer,
    ReceiptText,
    Refusal,
    RoleGrant,
    Signed,
)
from sync.protocol.packing import OPEN_LIMIT, open_stream, pack, unpack
from sync.protocol.slim import open_request, pack_answer, pack_request, unpack_answer
from tests.faults.fault import Fault, Scale, timed
from tests.faults.tampering import run_of, written

MOST_SECONDS = 1.0
MOST_MEMORY_KIB = 256 * 1024
_INTERESTING = bytes(
    [0, 1, 0x7F, 0x80, 0x90, 0xC0, 0xC1, 0xC4, 0xC6, 0xD9, 0xDB, 0xDC, 0xDD, 0xDF, 0xFF]
)
_LONGEST = 1 << 16


@dataclass(frozen=True)
class Parser:
    """Something that reads bytes, good samples of them, and its share of the runs."""

    name: str
    read: Callable[[bytes], object]
    samples: tuple[bytes, ...]
    share: float = 1.0


def faults(scale: Scale) -> list[Fault]:
    """Each parser at length; a parser that raises what it likes is planted among them."""
    with TemporaryDirectory(prefix="fuzz-") as folder:
        all_parsers = parsers(Path(folder))
    runs = scale.of(3_000, 1_000_000)
    found = []
    for parser in all_parsers:
        count = max(1, int(runs * parser.share))
        wrong, seconds = timed(partial(fuzz, parser, count, seed=1))
        found.append(Fault(f"fuzz: {parser.name}", count, len(wrong), 0, 0, seconds, "1", wrong))
    careless = Parser("careless", lambda data: data[3], (b"abcd",))
    caught = int(bool(fuzz(careless, 200, seed=1)))
    return [*found, Fault("fuzz: planted", 200, 0, 1, caught)]


def fuzz(parser: Parser, runs: int, seed: int) -> tuple[str, ...]:
    """What went otherwise than it may, at most ten of it."""
    chance, wrong = random.Random(seed), []
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    for number in range(runs):
        data = mutated(chance.choice(parser.samples), chance)
        started = time.process_time()
        try:
            parser.read(data)
        except AppError:
            pass
        except Exception as error:  # whatever else comes is what we look for
            wrong.append(f"run {number}: {type(error).__name__} for {data[:40].hex()}")
        if time.process_time() - started > MOST_SECONDS:
            wrong.append(f"run {number}: took over a second for {data[:40].hex()}")
        if len(wrong) >= 10:
            break
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    if grown > MOST_MEMORY_KIB:
        wrong.append(f"memory grew by {grown // 1024} MiB")
    return tuple(wrong)


def mutated(sample: bytes, chance: random.Random) -> bytes:
    """A few flips, cuts, repeats and odd bytes."""
    data = bytearray(sample)
    for _ in range(chance.randint(1, 4)):
        at = chance.randrange(len(data) + 1)
        match chance.randrange(7):
            case 0 if at < len(data):
                data[at] ^= 1 << chance.randrange(8)
            case 1 if at < len(data):
                data[at] = chance.choice(_INTERESTING)
            case 2:
                del data[at:]
            case 3:
                data[at:at] = data[at : at + chance.randrange(64)]
            case 4:
                data[at:at] = bytes([chance.choice(_INTERESTING)]) * chance.choice((1, 5, 2_000))
            case 5:
                del data[at : at + chance.randrange(16)]
            case _:
                data[at:at] = chance.randbytes(chance.randrange(8))
    return bytes(data[:_LONGEST])


def parsers(folder: Path) -> tuple[Parser, ...]:
    """Everything that reads bytes of others, with samples as the program writes them."""
    at = written(folder / "vault", entries=6)
    run = run_of(at)
    at.database.close()
    one = run.entries[0]
    signed = Signed(b"message", bytes(64))
    request = ExchangeRequest(VERSION, 1, [run], {"reference": 7}, 1, 1 << 20, [[1, 2, bytes(32)]])
    fed = [Fed(one.core, bytes(32), one.body, b"")]
    answer = ExchangeAnswer(
        [signed],
        [Refusal(1, 2, "scope_not_held", {"kind": "units"})],
        [[1, 2, bytes(16)]],
        [1, 2, bytes(32)],
        3,
        fed,
        bytes(64),
        {"reference": 9},
        more=True,
        wall=1,
        token=bytes(32),
        wanted=[bytes(32)],
        removed=["office/x"],
        gone=[Gone("units", bytes(16))],
    )
    header = decode_header(one.core)
    peer = Peer(header.installation, header.vault, header.actor)
    slim_request = open_stream(pack_request(request, peer), OPEN_LIMIT)
    slim_answer = pack_answer(answer, request, peer)
    grant = RoleGrant("inspector", ["reference"], 1, None)
    who = (bytes(16), bytes(8), bytes(16), "بازرس نمونه", bytes(16), "26", "رایانه", bytes(32))
    certificate = Certificate(*who, bytes(32), [grant], 1, 2)
    keys = KeyList(bytes(16), 1, bytes(32), b"der", None, [])
    texts = ReceiptText(bytes(16), bytes(8), 1, 2, bytes(32), 3)
    enrol = EnrolRequest(VERSION, "ABCDE-12345", bytes(8), bytes(32), bytes(32), "x", bytes(64))
    ids, kdf = (bytes(16), bytes(16), bytes(16), bytes(8)), Kdf(64, 1, 1)
    slot = Slot(1, "نام", *ids, True, kdf, bytes(16), bytes(12), bytes(64))
    return (
        Parser("entry header", decode_header, (one.core,)),
        Parser("entry body", decode_body, tuple(entry.body for entry in run.entries)),
        Parser("exchange, packed", _packed(ExchangeRequest), (pack(request),)),
        Parser("exchange", _plain(ExchangeRequest), (encode(request),)),
        Parser("answer", _plain(ExchangeAnswer), (encode(answer),)),
        Parser("turn", lambda data: open_request(data, peer), (slim_request,)),
        Parser("turn's answer", lambda data: unpack_answer(data, request, peer), (slim_answer,)),
        Parser("certificate", _plain(Certificate), (encode(certificate),)),
        Parser("keys", _plain(KeysAnswer), (encode(KeysAnswer(bytes(32), signed)),)),
        Parser("key list", _plain(KeyList), (encode(keys),)),
        Parser("receipt", _plain(ReceiptText), (encode(texts),)),
        Parser("enrolment", _plain(EnrolRequest), (encode(enrol),)),
        Parser("slot", _plain(Slot), (encode(slot),)),
        Parser("row clock", unpack_row_clock, (bytes(16) + encode({"name": bytes(16)}),)),
        Parser(
            "code", lambda data: normal_code(data.decode("utf-8", "replace")), (b"ABCDE-12345",)
        ),
        Parser("bomb", _packed(ExchangeRequest), tuple(_bombs()), share=0.001),
        Parser("photo", develop, tuple(_pictures()), share=0.02),
    )


def _plain(into: type) -> Callable[[bytes], object]:
    return lambda data: decode(data, into)


def _packed(into: type) -> Callable[[bytes], object]:
    return lambda data: unpack(data, into)


def _bombs() -> Iterator[bytes]:
    for size in (1 << 20, 65 << 20, 200 << 20):
        yield zstandard.ZstdCompressor(level=1).compress(bytes(size))
    yield zstandard.ZstdCompressor().compress(b"\x91" * (1 << 20))
    yield zstandard.ZstdCompressor().compress(b"\xdd\xff\xff\xff\xff" + bytes(1 << 16))


def _pictures() -> Iterator[bytes]:
    for form, mode in (("JPEG", "RGB"), ("PNG", "RGBA"), ("PNG", "P"), ("JPEG", "CMYK")):
        out = io.BytesIO()
        Image.new(mode, (48, 40)).save(out, form)
        yield out.getvalue()
