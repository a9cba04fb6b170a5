from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pypdfium2
import pytest
from PySide6.QtCore import Qt
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot
from reportlab.pdfgen.canvas import Canvas
from sqlalchemy.orm import Session

from desktop.documents.inspections import inspection_report
from desktop.errors import Problem, Refused
from desktop.runtime.pdf_pages import outline_of, rasters
from desktop.views.navigation import Paper, Place
from desktop.views.printing.preview_page import PreviewPage
from desktop.views.shared import theme
from tests.builders import seat
from tests.documents.reading import page_count
from tests.documents.samples import PRINTED_AT, VERSION, report
from tests.views.workplaces import Bench, bench


def page_of(points: int) -> bytes:
    made = io.BytesIO()
    canvas = Canvas(made, pagesize=(points, points))
    canvas.showPage()
    canvas.save()
    return made.getvalue()


HUGE = page_of(14_400)
"""A page of five metres, as large as PDF allows."""


@cache
def pdf() -> bytes:
    return inspection_report(report(photos=1), printed_at=PRINTED_AT, app_version=VERSION)


@dataclass
class Preview:
    bench: Bench
    page: PreviewPage
    folder: Path
    names: list[str]

    def show(self, qtbot: QtBot, made: bytes) -> None:
        self.page.visit(Place("preview"))
        self.page.show_paper(Paper("گزارش نمونه", "report.pdf", lambda _session: made))
        qtbot.waitUntil(lambda: len(self.page.desk.sheets) == page_count(made))
        qtbot.waitUntil(lambda: self.page.desk.sheets[0].is_drawn())


@pytest.fixture
def preview(qtbot: QtBot, tmp_path: Path) -> Iterator[Preview]:
    names: list[str] = []

    def choose_file(_parent: QWidget, name: str) -> str:
        names.append(name)
        return str(tmp_path / "saved.pdf")

    def to_file(name: str) -> QPrinter:
        printer = QPrinter()
        printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
        printer.setOutputFileName(str(tmp_path / f"{name}.pdf"))
        printer.setResolution(100)
        return printer

    with bench(seat(tmp_path / "vault"), tmp_path) as one:
        page = PreviewPage(
            one.work, choose_file=choose_file, printers=lambda: ["نمونه"], make_printer=to_file
        )
        qtbot.addWidget(page)
        page.resize(1100, 760)
        page.show()
        page.activateWindow()
        yield Preview(one, page, tmp_path, names)


def test_a_paper_is_shown_with_all_its_pages_in_persian_numbers(
    qtbot: QtBot, preview: Preview
) -> None:
    preview.show(qtbot, pdf())
    assert [one.words for one in preview.page.contents.small] == ["صفحهٔ ۱", "صفحهٔ ۲", "صفحهٔ ۳"]
    qtbot.waitUntil(lambda: all(one.is_drawn(1) for one in preview.page.contents.small))


def test_ctrl_s_saves_the_very_bytes_that_are_looked_at(qtbot: QtBot, preview: Preview) -> None:
    preview.show(qtbot, pdf())
    QTest.keyClick(preview.page.desk, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    saved = preview.folder / "saved.pdf"
    qtbot.waitUntil(lambda: saved.is_file() and preview.page.notice.isVisible())
    assert saved.read_bytes() == pdf()
    assert preview.names == ["report.pdf"]


def test_a_folder_that_cannot_be_written_is_named_and_nothing_is_lost(
    qtbot: QtBot, preview: Preview
) -> None:
    preview.show(qtbot, pdf())
    (preview.folder / "saved.pdf").mkdir()
    preview.page.save_pdf()
    qtbot.waitUntil(preview.page.notice.isVisible)
    assert preview.page.head.save.isEnabled()


def test_ctrl_p_prints_the_chosen_pages_at_the_printers_resolution(
    qtbot: QtBot, preview: Preview
) -> None:
    preview.show(qtbot, pdf())
    preview.page.panel.pages.set_value("۲ تا ۳")
    QTest.keyClick(preview.page.desk, Qt.Key.Key_P, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(preview.page.notice.isVisible, timeout=10_000)
    printed = pypdfium2.PdfDocument(preview.folder / "نمونه.pdf")
    assert len(printed) == 2
    assert [round(side) for side in printed[0].get_size()] == [595, 842]
    printed.close()


def test_pages_that_are_not_there_are_marked_beside_the_field(
    qtbot: QtBot, preview: Preview
) -> None:
    preview.show(qtbot, pdf())
    preview.page.panel.pages.set_value("۷")
    preview.page.print_paper()
    assert preview.page.panel.pages.problem()
    assert not (preview.folder / "نمونه.pdf").exists()


def test_the_keyboard_turns_zooms_fits_and_goes_back(qtbot: QtBot, preview: Preview) -> None:
    preview.show(qtbot, pdf())
    page, control = preview.page, Qt.KeyboardModifier.ControlModifier
    before = page.desk.sheets[0].width()
    QTest.keyClick(page.desk, Qt.Key.Key_Minus, control)
    qtbot.waitUntil(lambda: page.desk.sheets[0].width() < before)
    QTest.keyClick(page.desk, Qt.Key.Key_Equal, control)
    QTest.keyClick(page.desk, Qt.Key.Key_0, control)
    assert page.desk.sheets[0].height() <= page.desk.viewport().height()
    QTest.keyClick(page.desk, Qt.Key.Key_End)
    assert page.desk.page() == 2
    QTest.keyClick(page.desk, Qt.Key.Key_Home)
    assert page.desk.page() == 0
    QTest.keyClick(page.desk, Qt.Key.Key_Escape)
    assert preview.bench.went_back == 1


def test_a_paper_that_cannot_be_made_says_why(qtbot: QtBot, preview: Preview) -> None:
    def refuse(_session: Session) -> bytes:
        raise Refused("record_not_here")

    preview.page.show_paper(Paper("گزارش نمونه", "report.pdf", refuse))
    qtbot.waitUntil(preview.page.notice.isVisible)
    assert not preview.page.head.print.isEnabled()


def test_a_pdf_that_cannot_be_drawn_says_so_and_the_next_one_is_shown(
    qtbot: QtBot, preview: Preview
) -> None:
    torn = b"%PDF-1.4 torn"
    preview.page.show_paper(Paper("نامهٔ رسیده", "in.pdf", lambda _session: torn))
    qtbot.waitUntil(lambda: "خوانا نیست" in preview.page.notice.sentence())
    preview.show(qtbot, pdf())


def test_the_process_that_draws_holds_neither_files_nor_more_than_its_memory() -> None:
    """``security.md`` 2.7: a page that wants four gigabytes is refused, not drawn."""
    with pytest.raises(Problem, match="pdf_unreadable"):
        next(rasters(HUGE, [(0, 4.0)]))
    assert outline_of(pdf()).sizes


def test_without_a_printer_saving_is_offered(qtbot: QtBot, tmp_path: Path) -> None:
    with bench(seat(tmp_path / "vault"), tmp_path) as one:
        page = PreviewPage(one.work, printers=list)
        qtbot.addWidget(page)
        page.show()
        page.show_paper(Paper("گزارش نمونه", "report.pdf", lambda _session: pdf()))
        qtbot.waitUntil(lambda: len(page.desk.sheets) == 3)
        page.print_paper()
        assert page.notice.isVisible()
        assert page.notice.button is not None
        assert page.notice.button.isVisible()


@pytest.mark.parametrize("name", ["light", "dark", "contrast"])
def test_the_preview_fits_the_smallest_window_at_one_and_a_half(
    qtbot: QtBot, preview: Preview, name: theme.Name, qapp: QApplication
) -> None:
    theme.apply(qapp, theme.Theme(name, 1.5))
    preview.page.resize(960, 600)
    preview.show(qtbot, pdf())
    smallest = preview.page.minimumSizeHint()
    assert smallest.width() <= 960
    assert smallest.height() <= 600
