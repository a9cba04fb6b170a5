"""Reads a PDF back as people and programs do."""

from __future__ import annotations

import re
import subprocess
from dataclasses import dataclass
from pathlib import Path

import pypdfium2

from desktop.documents.blocks import Passage
from desktop.documents.page import Foot, Letterhead, Paper, render
from tests.documents.samples import PRINTED_AT, VERSION

_ORDERING = re.compile("[\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_LTR_RUN = re.compile("\u202a([^\\w\u202a-\u202c]*)(.*?)([^\\w\u202a-\u202c]*)\u202c")


def text_of(pdf: bytes, page: int | None = None) -> str:
    """Through pdfium, which also shows the print preview."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        pages = range(len(document)) if page is None else [page]
        return "\n".join(document[number].get_textpage().get_text_range() for number in pages)
    finally:
        document.close()


def poppler_text_of(pdf: bytes, folder: Path) -> str:
    """Through pdftotext, without the marks it puts around runs from the left.

    It counts the spaces and commas on both sides of a number into that run, so that in reading
    order those on its left come after it.
    """
    file = folder / "paper.pdf"
    file.write_bytes(pdf)
    told = subprocess.run(
        ["pdftotext", "-layout", str(file), "-"], capture_output=True, text=True, check=True
    )
    read = _LTR_RUN.sub(lambda run: run[3][::-1] + run[2] + run[1][::-1], told.stdout)
    return re.sub(" +", " ", _ORDERING.sub("", read))


def page_count(pdf: bytes) -> int:
    document = pypdfium2.PdfDocument(pdf)
    try:
        return len(document)
    finally:
        document.close()


@dataclass(frozen=True, slots=True)
class Drawn:
    """One character on its page, in points from the lower left corner."""

    character: str
    left: float
    bottom: float
    right: float
    top: float


def characters(pdf: bytes, page: int) -> list[Drawn]:
    document = pypdfium2.PdfDocument(pdf)
    try:
        text = document[page].get_textpage()
        return [
            Drawn(text.get_text_range(place, 1), *text.get_charbox(place))
            for place in range(text.count_chars())
        ]
    finally:
        document.close()


def printed(*texts: str) -> bytes:
    """A paper with nothing but these paragraphs."""
    paper = Paper(Letterhead("اداره", "دفتر"), Foot(PRINTED_AT, VERSION), "")
    paper.flow([Passage(text) for text in texts])
    return render([paper], "آزمون", PRINTED_AT)
