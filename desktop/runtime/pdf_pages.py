"""Pages of a PDF as pictures, drawn off the UI thread; PDFium is used by one thread at a time."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from threading import Lock, Thread

import pypdfium2
from PySide6.QtCore import QObject, Qt, Signal, Slot
from shiboken6 import isValid

_PDFIUM = Lock()
_SEAL = "کد مهر"

log = logging.getLogger(__name__)


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
    """Sizes of the pages, and whether the foot bears a seal code."""
    with _opened(pdf) as document:
        sizes = tuple(page.get_size() for page in document)
        sealed = bool(sizes) and _SEAL in document[0].get_textpage().get_text_range()
        return Outline(sizes, sealed)


def rasters(
    pdf: bytes, wanted: Sequence[tuple[int, float]], *, grey: bool = False
) -> Iterator[Raster]:
    """Draw (page, scale) one after the other; scale 1 is 72 points to the inch."""
    for page, scale in wanted:
        with _opened(pdf) as document:
            drawn = document[page].render(scale=scale, grayscale=grey, prefer_bgrx=True)
            yield Raster(
                page, scale, drawn.width, drawn.height, drawn.stride, grey, bytes(drawn.buffer)
            )


@contextmanager
def _opened(pdf: bytes) -> Iterator[pypdfium2.PdfDocument]:
    with _PDFIUM:
        document = pypdfium2.PdfDocument(pdf)
        try:
            yield document
        finally:
            document.close()


class PdfPages(QObject):
    """The pages of the paper that is looked at. ``came`` brings each one that was wanted.

    A thread lives only as long as something is wanted, so nothing needs to be shut down.
    """

    opened = Signal(object)
    came = Signal(object)
    _told = Signal(int, object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._pdf = b""
        self._turn = 0
        self._wanted: list[tuple[int, float]] = []
        self._drawing: tuple[int, float] | None = None
        self._busy = False
        self._told.connect(self._tell, Qt.ConnectionType.QueuedConnection)

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
            what = None
            try:
                what = work()
            except pypdfium2.PdfiumError:
                log.warning("A page could not be drawn")
            with suppress(RuntimeError):  # the page of the window was closed meanwhile
                if isValid(self):
                    self._told.emit(turn, what)

        Thread(target=run, name="pdf").start()

    @Slot(int, object)
    def _tell(self, turn: int, what: Outline | Raster | None) -> None:
        if turn != self._turn:
            return
        self._busy = False
        self._drawing = None
        if isinstance(what, Outline):
            self.opened.emit(what)
        elif what is not None:
            self.came.emit(what)
        if not self._busy:
            self._draw_next()
