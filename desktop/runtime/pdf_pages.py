"""Pages of a PDF as pictures, drawn in a process of their own and waited for off the UI thread."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from threading import Thread
from typing import Final

import msgspec
from PySide6.QtCore import QObject, Qt, Signal, Slot
from shiboken6 import isValid

from desktop.errors import Problem
from desktop.models.child import Child, TooSlowError
from desktop.models.pdf_child import Drawn, Wanted, serve

_MOST_BYTES: Final = 1 << 29
"""A page at 600 points to the inch, and then some."""
_child = Child(serve, "pages")
_drawn = msgspec.msgpack.Decoder(Drawn)


@dataclass(frozen=True, slots=True)
class Raster:
    """A drawn page: four bytes a point (blue, green, red, unused), or one if it is grey."""

    page: int
    scale: float
    width: int
    height: int
    stride: int
    grey: bool
    pixels: bytes


@dataclass(frozen=True, slots=True)
class Outline:
    """What is known of a PDF before it is drawn: the pages' sizes in points, and its seal."""

    sizes: tuple[tuple[float, float], ...]
    sealed: bool


def outline_of(pdf: bytes) -> Outline:
    """Sizes of the pages, and whether the foot bears a seal code.

    Raises Problem ``pdf_unreadable``.
    """
    found = _ask(Wanted(pdf))
    return Outline(tuple(found.sizes), found.sealed)


def rasters(
    pdf: bytes, wanted: Sequence[tuple[int, float]], *, grey: bool = False
) -> Iterator[Raster]:
    """Draw (page, scale) one after the other; scale 1 is 72 points to the inch.

    Raises Problem ``pdf_unreadable``.
    """
    for page, scale in wanted:
        made = _ask(Wanted(pdf, page, scale, grey))
        yield Raster(page, scale, made.width, made.height, made.stride, grey, made.pixels)


def close() -> None:
    """End the process that draws, and with it what it may still hold of a paper."""
    _child.close()


def _ask(wanted: Wanted) -> Drawn:
    try:
        told = _child.ask(msgspec.msgpack.encode(wanted), _MOST_BYTES)
    except TooSlowError as error:
        raise Problem("pdf_unreadable") from error
    found = Drawn(readable=False) if told is None else _drawn.decode(told)
    if not found.readable:
        raise Problem("pdf_unreadable")
    return found


class PdfPages(QObject):
    """The pages of the paper that is looked at. ``came`` brings each one that was wanted,
    ``refused`` the Problem where one cannot be drawn.

    A thread lives only as long as something is wanted, so nothing needs to be shut down.
    """

    opened = Signal(object)
    came = Signal(object)
    refused = Signal(object)
    _told = Signal(int, object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._pdf = b""
        self._turn = 0
        self._wanted: list[tuple[int, float]] = []
        self._drawing: tuple[int, float] | None = None
        self._busy = False
        self._told.connect(self._tell, Qt.ConnectionType.QueuedConnection)

    def warm(self) -> None:
        """Start the process that draws, while the paper is still being made."""
        Thread(target=_child.warm, name="pdf").start()

    def open(self, pdf: bytes) -> None:
        """Look at another paper; ``opened`` follows with its outline."""
        self._pdf = pdf
        self._turn += 1
        self._wanted.clear()
        self._drawing = None
        self._start(lambda: outline_of(pdf))

    def want(self, wanted: Sequence[tuple[int, float]]) -> None:
        """Draw these (page, scale) next; what was wanted before and is not among them is let go."""
        self._wanted = [one for one in wanted if one != self._drawing]
        if not self._busy:
            self._draw_next()

    def _draw_next(self) -> None:
        if not self._wanted or not self._pdf:
            return
        one, pdf = self._wanted.pop(0), self._pdf
        self._drawing = one
        self._start(lambda: next(rasters(pdf, [one])))

    def _start(self, work: Callable[[], Outline | Raster]) -> None:
        self._busy = True
        turn = self._turn

        def run() -> None:
            what: Outline | Raster | Problem
            try:
                what = work()
            except Problem as problem:
                what = problem
            with suppress(RuntimeError):  # the page of the window was closed meanwhile
                if isValid(self):
                    self._told.emit(turn, what)

        Thread(target=run, name="pdf").start()

    @Slot(int, object)
    def _tell(self, turn: int, what: Outline | Raster | Problem) -> None:
        if turn != self._turn:
            return
        self._busy = False
        self._drawing = None
        if isinstance(what, Outline):
            self.opened.emit(what)
        elif isinstance(what, Raster):
            self.came.emit(what)
        else:
            self.refused.emit(what)
        if not self._busy:
            self._draw_next()
