"""Small files that would grow without end: refused quickly, in little memory (S11)."""

from __future__ import annotations

import io
import resource
import struct
import time
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

import msgspec
import zstandard
from PIL import Image

from desktop.errors import AppError
from desktop.models.package_check import check
from desktop.models.photos import Darkroom
from sync.protocol.encoding import decode
from sync.protocol.entry import decode_body, decode_header
from sync.protocol.messages import ExchangeRequest
from sync.protocol.packing import unpack
from tests.faults.fault import Fault, Scale, timed

MOST_SECONDS = 2.0
MOST_MEMORY_KIB = 256 * 1024


@dataclass(frozen=True)
class Bomb:
    """What is handed to which reader."""

    name: str
    data: bytes
    read: Callable[[bytes], object]


def faults(_scale: Scale) -> list[Fault]:
    """Every bomb once; a reader without limits is planted among them."""
    with TemporaryDirectory(prefix="bombs-") as folder, Darkroom() as room:
        room.warm()
        found = list(bombs(Path(folder), room))
        wrong, seconds = timed(lambda: tuple(filter(None, map(blown, found))))
        careless = Bomb("careless", squeezed(600 << 20), without_limits)
        caught = int(bool(blown(careless)))
    return [Fault("bombs", len(found), len(wrong), 1, caught, seconds, told=wrong)]


def blown(bomb: Bomb) -> str:
    """What a bomb did that it must not; nothing where it was refused in words."""
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    started = time.process_time()
    outcome = "taken"
    try:
        bomb.read(bomb.data)
    except AppError:
        outcome = ""
    except Exception as error:  # whatever else comes is what we look for
        outcome = type(error).__name__
    spent = time.process_time() - started
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    if outcome:
        return f"{bomb.name}: {outcome}"
    if spent > MOST_SECONDS:
        return f"{bomb.name}: {spent:.1f} s"
    if grown > MOST_MEMORY_KIB:
        return f"{bomb.name}: {grown >> 10} MiB"
    return ""


def bombs(folder: Path, room: Darkroom, largest: int = 1_024) -> Iterator[Bomb]:
    """All of them; pictures go to the child that decodes, as in the program."""
    for size in (one << 20 for one in (1, 64, 200, 1_024) if one <= largest):
        yield Bomb(f"zstd of {size >> 20} MiB", squeezed(size), _exchange)
        yield Bomb(
            f"zstd of {size >> 20} MiB without a size", squeezed(size, told=False), _exchange
        )
    yield Bomb("zstd in zstd", squeezed(0, inner=squeezed(largest << 19)), _exchange)
    for depth in (100, 10_000, 1_000_000):
        for name, sign in (("arrays", b"\x91"), ("maps", b"\x81\xa1a")):
            nest = sign * depth + b"\xc0"
            yield Bomb(f"{depth} nested {name}", nest, lambda data: decode(data, ExchangeRequest))
            yield Bomb(f"{depth} nested {name}, header", nest, decode_header)
            yield Bomb(f"{depth} nested {name}, body", nest, decode_body)
    for name, data in _hollow():
        yield Bomb(f"{name}, body", data, decode_body)
        yield Bomb(f"{name}, exchange", data, lambda data: decode(data, ExchangeRequest))
    for name, data in _pictures():
        yield Bomb(name, data, partial(room.develop, name=name))
    for number, data in enumerate(_packages()):
        yield Bomb(f"package {number}", data, partial(_check, folder, number))


def _exchange(data: bytes) -> object:
    return unpack(data, ExchangeRequest)


def _check(folder: Path, number: int, data: bytes) -> object:
    path = folder / f"{number}.zip"
    path.write_bytes(data)
    report = check(path)
    if report.sound:
        return report
    raise AppError("told as altered")


def without_limits(data: bytes) -> object:
    bytes_ = zstandard.ZstdDecompressor().stream_reader(data).read()
    return msgspec.msgpack.decode(bytes_)


def squeezed(size: int, *, told: bool = True, inner: bytes = b"") -> bytes:
    compressor = zstandard.ZstdCompressor(level=1, write_content_size=told)
    out = io.BytesIO()
    whole = (size or len(inner)) if told else -1
    with compressor.stream_writer(out, size=whole, closefd=False) as writer:
        zeros = bytes(1 << 20)
        for _ in range(size >> 20):
            writer.write(zeros)
        writer.write(inner)
    return out.getvalue()


def _hollow() -> Iterator[tuple[str, bytes]]:
    """Lengths that promise four thousand million of something."""
    for name, head in (("array", b"\xdd"), ("map", b"\xdf"), ("text", b"\xdb"), ("bytes", b"\xc6")):
        yield f"hollow {name}", head + b"\xff\xff\xff\xff" + b"\xc0" * 64
        yield f"hollow {name} within", b"\x92\x91" + head + b"\xff\xff\xff\xff" + bytes(64)


def _pictures() -> Iterator[tuple[str, bytes]]:
    for width, height in ((60_000, 60_000), (2**31 - 1, 1), (1, 2**31 - 1), (8_000, 8_000)):
        yield f"{width}x{height}.png", _png(width, height)
    yield "text.png", _png(64, 64, _chunk(b"zTXt", b"a\0\0" + zlib.compress(bytes(64 << 20))))
    yield "profile.png", _png(64, 64, _chunk(b"iCCP", b"a\0\0" + zlib.compress(bytes(64 << 20))))
    jpeg = io.BytesIO()
    Image.new("RGB", (16, 16)).save(jpeg, "JPEG")
    data = bytearray(jpeg.getvalue())
    at = data.index(b"\xff\xc0") + 5
    data[at : at + 4] = b"\xff\xff\xff\xff"
    yield "promises.jpg", bytes(data)
    for form, name in (("GIF", "a.gif"), ("TIFF", "a.tif"), ("WEBP", "a.webp"), ("BMP", "a.bmp")):
        out = io.BytesIO()
        Image.new("L", (6_000, 6_000)).save(out, form)
        yield name, out.getvalue()
        yield f"{form}-in-disguise.jpg", out.getvalue()
    yield "a.svg", b"<svg xmlns='http://www.w3.org/2000/svg'>" + b"<g>" * 10_000
    yield "a.pdf.jpg", b"%PDF-1.7\n" + b"[" * 100_000
    yield "a.zip", b"PK\x03\x04" + bytes(200)
    yield "a.eml", b"%!PS-Adobe-3.0\n"


def _png(width: int, height: int, extra: bytes = b"") -> bytes:
    head = _chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    body = _chunk(b"IDAT", zlib.compress(bytes(1 << 20)))
    return b"\x89PNG\r\n\x1a\n" + head + extra + body + _chunk(b"IEND", b"")


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def _packages() -> Iterator[bytes]:
    names = ("manifest", "manifest.signature", "entries", "keys")
    for names_too in ((), tuple(f"files/{n:05d}" for n in range(6_000))):
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
            for name in names:
                archive.writestr(name, bytes(70 << 20) if name == "entries" else b"\x90")
            for name in names_too:
                archive.writestr(name, b"")
        yield out.getvalue()
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
        for name in names:
            archive.writestr(name, b"\x91" * 300_000)
    yield out.getvalue()
    yield out.getvalue()[:-40]
