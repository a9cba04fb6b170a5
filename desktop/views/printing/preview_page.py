"""A paper before it is printed: all its pages, saved as PDF or sent to a printer."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Final

from PySide6.QtGui import QImage, QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QVBoxLayout, QWidget

from desktop.errors import AppError, Problem
from desktop.models.disk import write_bytes
from desktop.runtime.jobs import Progress
from desktop.runtime.pdf_pages import Outline, PdfPages, Raster
from desktop.views.navigation import Page, Paper, Place, Workplace
from desktop.views.printing.choice import count_words
from desktop.views.printing.preview_head import NARROW, PreviewHead
from desktop.views.printing.printer import (
    MakePrinter,
    image_of,
    print_pages,
    printer_names,
    set_up,
    system_printer,
)
from desktop.views.printing.settings_panel import SettingsPanel
from desktop.views.printing.sheets import AT_FULL_SIZE, Contents, Desk
from desktop.views.shared import theme
from desktop.views.shared.empty_state import EmptyState
from desktop.views.shared.notice_bar import NoticeBar
from resources.wording import words_of
from resources.words import _

ZOOMS: Final = (0.25, 0.5, 0.75, 0.9, 1.0, 1.25, 1.5, 2.0, 3.0)

ChooseFile = Callable[[QWidget, str], str]


def ask_where(parent: QWidget, name: str) -> str:
    """The system's own dialog for a file to write; empty when it was left."""
    chosen, _filter = QFileDialog.getSaveFileName(parent, _("ذخیرهٔ PDF"), name, "PDF (*.pdf)")
    return chosen


class PreviewPage(Page):
    """Whatever is printed comes by here first. Esc goes back."""

    def __init__(
        self,
        work: Workplace,
        *,
        choose_file: ChooseFile = ask_where,
        printers: Callable[[], list[str]] = printer_names,
        make_printer: MakePrinter = system_printer,
    ) -> None:
        super().__init__(work)
        self._choose_file, self._make_printer = choose_file, make_printer
        self._paper: Paper | None = None
        self._pdf = b""
        self._mode = "width"
        self._zoom = 1.0
        self._build(printers())
        self._assemble()
        self._connect()
        self.head.set_ready(False)

    def _build(self, printers: list[str]) -> None:
        self.head = PreviewHead()
        self.notice = NoticeBar()
        self.contents = Contents()
        self.desk = Desk(_("صفحه‌ها"))
        self.panel = SettingsPanel(printers)
        self.empty = EmptyState(
            _("برگی برای دیدن نیست"),
            _("از فهرست‌ها یا پرونده‌ها «چاپ» را بزنید."),
            icon="printer",
            action=_("بازگشت"),
            on_action=self.work.back,
        )
        self.pages = PdfPages(self)
        self._keys = [
            QShortcut(QKeySequence("Escape"), self),
            QShortcut(QKeySequence("Ctrl+="), self),
            QShortcut(QKeySequence("Ctrl+0"), self),
        ]

    def _assemble(self) -> None:
        column = QVBoxLayout(self)
        theme.pad(column, 0)
        column.addWidget(self.head)
        column.addWidget(self.notice)
        column.addWidget(self.empty, 1)
        self._row = QWidget()
        row = QHBoxLayout(self._row)
        theme.pad(row, 0)
        row.addWidget(self.contents)
        row.addWidget(self.desk, 1)
        row.addWidget(self.panel)
        column.addWidget(self._row, 1)
        self._row.hide()

    def _connect(self) -> None:
        self.head.back.connect(self.work.back)
        self.head.zoomed.connect(self._step_zoom)
        self.head.fitted.connect(self.fit)
        self.head.panel_wanted.connect(lambda _on: self._fit_panel())
        self.head.save.clicked.connect(lambda: self.save_pdf())
        self.head.print.clicked.connect(lambda: self.print_paper())
        self.pages.opened.connect(self._show_outline)
        self.pages.came.connect(self._show_raster)
        self.pages.refused.connect(self._say_refused)
        self.desk.seen.connect(self._fit_and_want)
        self.desk.turned.connect(self.contents.show_page)
        self.contents.chosen.connect(self.desk.turn_to)
        escape, larger, whole = self._keys
        escape.activated.connect(self.work.back)
        larger.activated.connect(lambda: self._step_zoom(1))
        whole.activated.connect(lambda: self.fit("page"))
        theme.notice.themed.connect(self._fit_and_want)

    def show_paper(self, paper: Paper) -> None:
        """Make the paper on the database thread and look at it."""
        self._paper = paper
        self._pdf = b""
        self.pages.warm()
        self.notice.clear()
        self.head.set_paper(paper.title)
        self.head.set_ready(False)
        self.panel.show_paper(paper.title)
        self.empty.hide()
        self._row.show()
        self.desk.set_sizes((), 1)
        self.contents.set_sizes(())
        self.work.tasks.write(
            self, paper.make, partial(self._show_pdf, paper), failed=self._say_refused
        )

    def visit(self, place: Place) -> None:
        super().visit(place)
        self.desk.setFocus()

    def reload(self) -> None:
        """A paper stays as it was made until another one is shown."""
        self.empty.setVisible(self._paper is None)
        self._row.setVisible(self._paper is not None)

    def fit(self, mode: str) -> None:
        """Fill the width, or show whole pages."""
        self._mode = mode
        self._fit_and_want()

    def save_pdf(self) -> None:
        """Write the PDF where the person says."""
        if not self._pdf or self._paper is None:
            return
        chosen = self._choose_file(self, self._paper.name)
        if not chosen:
            return
        path = Path(chosen if chosen.lower().endswith(".pdf") else f"{chosen}.pdf")
        self.work.tasks.job(
            _("ذخیرهٔ {name}").format(name=path.name),
            partial(_write, path, self._pdf),
            lambda _done: self._say_done(_("PDF ذخیره شد"), str(path)),
            owner=self,
            failed=self._say_refused,
        )

    def print_paper(self) -> None:
        """Send the chosen pages to the chosen printer."""
        choice = self.panel.choice() if self._pdf else None
        if choice is None or self._paper is None:
            self._show_panel()
            return
        name = self.panel.printer.value()
        if not name:
            self.notice.show_notice(
                _("چاپگری پیدا نشد"),
                _("PDF را ذخیره کنید و جای دیگری چاپ کنید."),
                tone="warning",
                icon="printer",
                action=_("ذخیرهٔ PDF"),
                on_action=self.save_pdf,
            )
            return
        printer = self._make_printer(name)
        set_up(printer, choice, self._paper.title)
        pdf = self._pdf

        def work(progress: Progress, _cancelled: Callable[[], bool]) -> int:
            return print_pages(pdf, printer, choice, progress)

        self.work.tasks.job(
            _("چاپ {title}").format(title=self._paper.title),
            work,
            lambda pages: self._say_done(_("به چاپگر فرستاده شد"), count_words(pages)),
            owner=self,
            failed=self._say_refused,
        )

    def _show_pdf(self, paper: Paper, pdf: bytes) -> None:
        if paper is self._paper:
            self._pdf = pdf
            self.pages.open(pdf)

    def _show_outline(self, outline: Outline) -> None:
        self.head.set_ready(True)
        self.panel.show_outline(len(outline.sizes), outline.sealed)
        self.contents.set_sizes(outline.sizes)
        self.desk.set_sizes(outline.sizes, self._zoom * AT_FULL_SIZE)
        self._fit_and_want()

    def _show_raster(self, raster: Raster) -> None:
        if raster.page >= len(self.desk.sheets):
            return  # of the paper before, which came while this one is being made
        image = image_of(raster)
        ratio = self.devicePixelRatioF()
        sheet, small = self.desk.sheets[raster.page], self.contents.small[raster.page]
        if abs(raster.scale - self._scale()) < 1e-6:
            sheet.set_picture(QImage(image), ratio)
        elif abs(raster.scale - small.scale() * ratio) < 1e-6:
            small.set_picture(QImage(image), ratio)

    def _scale(self) -> float:
        return self._zoom * AT_FULL_SIZE * self.devicePixelRatioF()

    def _fit_and_want(self) -> None:
        if not self.desk.sheets:
            return
        if self._mode:
            fitting = self.desk.fitting(self._mode) / AT_FULL_SIZE
            if abs(fitting - self._zoom) > 1e-3 or not self.desk.sheets[0].width():
                self._zoom = fitting
                self.desk.set_scale(self._zoom * AT_FULL_SIZE)
                return
        self.head.set_zoom(self._zoom, self._mode)
        self._want()

    def _want(self) -> None:
        ratio, scale = self.devicePixelRatioF(), self._scale()
        wanted = [(one.number, scale) for one in self.desk.in_sight() if not one.is_drawn()]
        wanted += [
            (number, small.scale() * ratio)
            for number, small in enumerate(self.contents.small)
            if not small.is_drawn(ratio)
        ]
        self.pages.want(wanted)

    def _step_zoom(self, step: int) -> None:
        near = 0.01
        if step > 0:
            self._zoom = next((one for one in ZOOMS if one > self._zoom + near), ZOOMS[-1])
        else:
            self._zoom = next((one for one in reversed(ZOOMS) if one < self._zoom - near), ZOOMS[0])
        self._mode = ""
        self.desk.set_scale(self._zoom * AT_FULL_SIZE)

    def _say_done(self, sentence: str, line: str) -> None:
        self.notice.show_notice(sentence, line, tone="success", icon="circle-check")

    def _say_refused(self, error: AppError) -> None:
        words = words_of(error.code, error.arguments)
        self.notice.show_notice(words, tone="danger", icon="circle-alert")

    def _fit_panel(self) -> None:
        narrow = self.width() < theme.current().px(NARROW)
        self.panel.setVisible(not narrow or self.head.panel.isChecked())
        self.contents.setVisible(not narrow or not self.head.panel.isChecked())

    def _show_panel(self) -> None:
        if not self.panel.isVisible():
            self.head.panel.setChecked(True)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_panel()


def _write(path: Path, pdf: bytes, _progress: Progress, _cancelled: Callable[[], bool]) -> None:
    try:
        write_bytes(path, pdf)
    except OSError as error:
        raise Problem("file_not_written", name=path.name) from error
