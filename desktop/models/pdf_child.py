"""What runs in the child process that draws pages of a PDF, ours or a stranger's."""

from __future__ import annotations

from multiprocessing.connection import Connection

import msgspec
import pypdfium2

from desktop.models.child import answer

_SEAL = "کد مهر"


class Wanted(msgspec.Struct, frozen=True, array_like=True):
    """A page at a scale (1 is 72 points to the inch); without a page the outline is wanted."""

    pdf: bytes
    page: int | None = None
    scale: float = 1.0
    grey: bool = False


class Drawn(msgspec.Struct, frozen=True, array_like=True):
    """The pages' sizes in points and whether the foot bears a seal code, or one page's picture.

    Four bytes a point (blue, green, red, unused), or one if it is grey. ``readable`` is False
    where it is no PDF that can be drawn.
    """

    readable: bool = True
    sizes: list[tuple[float, float]] = []
    sealed: bool = False
    width: int = 0
    height: int = 0
    stride: int = 0
    pixels: bytes = b""


def serve(requests: Connection) -> None:
    """Answer until the other end hangs up."""
    wanted = msgspec.msgpack.Decoder(Wanted)
    answer(requests, lambda message: msgspec.msgpack.encode(drawn(wanted.decode(message))))


def drawn(wanted: Wanted) -> Drawn:
    """What was wanted of a PDF."""
    try:
        document = pypdfium2.PdfDocument(wanted.pdf)
        try:
            return _outline(document) if wanted.page is None else _page(document, wanted)
        finally:
            document.close()
    except (pypdfium2.PdfiumError, MemoryError, IndexError, ValueError):
        return Drawn(readable=False)


def _outline(document: pypdfium2.PdfDocument) -> Drawn:
    sizes = [page.get_size() for page in document]
    sealed = bool(sizes) and _SEAL in document[0].get_textpage().get_text_range()
    return Drawn(sizes=sizes, sealed=sealed)


def _page(document: pypdfium2.PdfDocument, wanted: Wanted) -> Drawn:
    made = document[wanted.page or 0].render(
        scale=wanted.scale, grayscale=wanted.grey, prefer_bgrx=True
    )
    return Drawn(
        width=made.width, height=made.height, stride=made.stride, pixels=bytes(made.buffer)
    )
