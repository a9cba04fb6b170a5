"""Printing: the pages of a PDF painted on a printer, at its own resolution, off the UI thread."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QRect
from PySide6.QtGui import QImage, QPageSize, QPainter
from PySide6.QtPrintSupport import QPrinter, QPrinterInfo

from desktop.errors import Problem
from desktop.runtime.pdf_pages import Raster, rasters
from desktop.views.printing.choice import PrintChoice

_POINTS: Final = 72
_FINEST: Final = 600
"""Points to the inch beyond which a page of text gains nothing but bytes."""

MakePrinter = Callable[[str], QPrinter]


def printer_names() -> list[str]:
    """The printers of this computer, the usual one first."""
    usual = QPrinterInfo.defaultPrinterName()
    names = QPrinterInfo.availablePrinterNames()
    return sorted(names, key=lambda name: (name != usual, name))


def system_printer(name: str) -> QPrinter:
    """A printer of this computer by its name. *Not run*: no printer here."""
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setPrinterName(name)
    return printer


def set_up(printer: QPrinter, choice: PrintChoice, title: str) -> None:
    """A4 to the very edge: the paper has its own margins."""
    printer.setDocName(title)
    printer.setPageSize(QPageSize(QPageSize.PageSizeId.A4))
    printer.setFullPage(True)
    printer.setCopyCount(choice.copies)
    printer.setCollateCopies(True)
    sides = QPrinter.DuplexMode
    printer.setDuplex(sides.DuplexLongSide if choice.both_sides else sides.DuplexNone)
    grey = QPrinter.ColorMode.GrayScale
    printer.setColorMode(grey if choice.grey else QPrinter.ColorMode.Color)
    printer.setResolution(min(printer.resolution(), _FINEST))


def print_pages(
    pdf: bytes,
    printer: QPrinter,
    choice: PrintChoice,
    progress: Callable[[int, int], None],
) -> int:
    """Paint the chosen pages on a printer that was set up; returns how many.

    Raises Problem ``printer_failed``.
    """
    painter = QPainter()
    if not painter.begin(printer):
        raise Problem("printer_failed")
    try:
        scale = printer.resolution() / _POINTS
        wanted = [(page, scale) for page in choice.pages]
        for done, raster in enumerate(rasters(pdf, wanted, grey=choice.grey)):
            if done and not printer.newPage():
                raise Problem("printer_failed")
            painter.drawImage(QRect(0, 0, raster.width, raster.height), image_of(raster))
            progress(done + 1, len(wanted))
    finally:
        painter.end()
    return len(choice.pages)


def image_of(raster: Raster) -> QImage:
    """A drawn page as Qt knows it; the bytes are copied."""
    kind = QImage.Format.Format_Grayscale8 if raster.grey else QImage.Format.Format_RGB32
    return QImage(raster.pixels, raster.width, raster.height, raster.stride, kind).copy()
