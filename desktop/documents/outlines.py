"""The shape of a glyph as curves, for the vowel marks that are set over their letters by hand."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from functools import cache
from typing import Final, NamedTuple

from desktop.documents import fonts
from desktop.documents.fonts import Weight

_ON_CURVE: Final = 1
_REPEATED: Final = 8
# Bits of a flag for one axis: a short step, and what its absence or sign means (OpenType, glyf).
_X_BITS: Final = (2, 16)
_Y_BITS: Final = (4, 32)
_WORDS: Final = 1
_MORE: Final = 32


class Point(NamedTuple):
    """In thousandths of the type size."""

    x: float
    y: float
    on_curve: bool


Contour = tuple[Point, ...]


@cache
def outline(character: str, weight: Weight) -> tuple[Contour, ...]:
    """The closed contours of a glyph, quadratic between points off the curve."""
    face = fonts.font(weight).face
    scale = 1000 / face.unitsPerEm
    return tuple(
        tuple(Point(x * scale, y * scale, on_curve) for x, y, on_curve in contour)
        for contour in _contours(weight, face.charToGlyph[ord(character)])
    )


def _contours(weight: Weight, glyph: int) -> Iterator[list[Point]]:
    data = fonts.glyph_data(weight, glyph)
    if not data:
        return
    count = struct.unpack_from(">h", data)[0]
    if count < 0:
        yield from _composed(weight, data)
        return
    ends = struct.unpack_from(f">{count}H", data, 10)
    at = 10 + 2 * count
    at += 2 + struct.unpack_from(">H", data, at)[0]
    flags: list[int] = []
    while len(flags) <= ends[-1]:
        flag = data[at]
        times = 1 + (data[at + 1] if flag & _REPEATED else 0)
        at += 2 if flag & _REPEATED else 1
        flags += [flag] * times
    xs, at = _steps(data, at, flags, *_X_BITS)
    ys, at = _steps(data, at, flags, *_Y_BITS)
    points = [Point(x, y, bool(flag & _ON_CURVE)) for x, y, flag in zip(xs, ys, flags, strict=True)]
    start = 0
    for end in ends:
        yield points[start : end + 1]
        start = end + 1


def _steps(data: bytes, at: int, flags: list[int], short: int, same: int) -> tuple[list[int], int]:
    """The coordinates of one axis, and where the next begins."""
    here, found = 0, []
    for flag in flags:
        if flag & short:
            here += data[at] if flag & same else -data[at]
            at += 1
        elif not flag & same:
            here += struct.unpack_from(">h", data, at)[0]
            at += 2
        found.append(here)
    return found, at


def _composed(weight: Weight, data: bytes) -> Iterator[list[Point]]:
    """A glyph made of others, each only moved, as in every mark of this font."""
    at, flags = 10, _MORE
    while flags & _MORE:
        flags, part = struct.unpack_from(">2H", data, at)
        right, up = struct.unpack_from(">2h" if flags & _WORDS else ">2b", data, at + 4)
        at += 8 if flags & _WORDS else 6
        for contour in _contours(weight, part):
            yield [Point(x + right, y + up, on_curve) for x, y, on_curve in contour]
