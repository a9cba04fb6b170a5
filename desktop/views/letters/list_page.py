"""The register: letters out and in, by number, with drafts on top."""

from __future__ import annotations

from functools import partial
from typing import Final

from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QVBoxLayout
from sqlalchemy.orm import Session

from desktop.models.calendar import clock, jalali
from desktop.models.guards import OFFICERS, SECRETARIAT
from desktop.models.letters.queries import LetterFilter, letters_count, letters_page
from desktop.models.letters.rows import LetterRow, LettersPage
from desktop.models.text import group_digits, persian_digits
from desktop.views.letters import looks, papers
from desktop.views.letters.list_columns import COLUMNS, SETTING, filters, wanted
from desktop.views.letters.template_choice import TemplateChoiceDialog
from desktop.views.navigation import Page, Paper, Place, Workplace
from desktop.views.shared import theme
from desktop.views.shared.buttons import Button
from desktop.views.shared.empty_state import EmptyState
from desktop.views.shared.filter_bar import FilterBar
from desktop.views.shared.page_header import PageHeader
from desktop.views.shared.record_sheet import RecordSheet
from desktop.views.shared.record_table import PageRequest, RecordTable
from desktop.views.shared.record_view import RecordView
from resources.words import _

PAGE_SIZE: Final = 200


class LetterListPage(Page):
    """Enter opens a letter, Ctrl+N writes one; the secretariat enters what came in."""

    shows = frozenset({"letters", "transitions", "attachments"})

    def __init__(self, work: Workplace) -> None:
        super().__init__(work)
        self._after: tuple[int, int, bytes] | None = None
        self._shown_count, self._whole_count = 0, 0
        self._dialog: TemplateChoiceDialog | None = None
        self._restored = False
        self._build()
        self._assemble()
        self._connect()

    def _build(self) -> None:
        desk = self.work.desk()
        year = jalali(desk.today)[0]
        self.table = RecordTable(COLUMNS, self._read_page, sort="number", this_year=year)
        self.view = RecordView(self.table, _("دفتر نامه‌ها"))
        self.filters = FilterBar(
            _("جستجو در شماره، موضوع، گیرنده و فرستنده"), filters(year), view=self.view
        )
        self.header = PageHeader(_("نامه‌ها"))
        self.templates = self.header.add_action(
            Button(_("الگوها"), icon="file-text", on_click=self._choose_template)
        )
        self.print_button = self.header.add_action(
            Button(_("چاپ"), icon="printer", key="Ctrl+P", on_click=self.print_selected)
        )
        self.incoming = self.header.add_action(
            Button(
                _("ثبت نامهٔ وارده"),
                icon="mail-open",
                on_click=lambda: self.work.go(Place("letter", b"", "incoming")),
            )
        )
        self.write = self.header.add_action(
            Button(
                _("نامهٔ تازه"),
                "primary",
                icon="plus",
                key="Ctrl+N",
                on_click=lambda: self.work.go(Place("letter", b"", "new")),
            )
        )
        self.templates.setVisible(desk.role in (SECRETARIAT, "administrator"))
        self.incoming.setVisible(desk.role == SECRETARIAT)
        self.write.setVisible(desk.role in OFFICERS)
        self.print_button.setEnabled(False)
        self.sheet = RecordSheet(self.view)
        self._search_key = QShortcut(QKeySequence(QKeySequence.StandardKey.Find), self)

    def _assemble(self) -> None:
        column = QVBoxLayout(self)
        theme.pad(column, 8, (24, 8, 16, 16))
        column.addWidget(self.header)
        column.addWidget(self.filters)
        column.addWidget(self.sheet, 1)

    def _connect(self) -> None:
        self.filters.changed.connect(self._read_again)
        self.view.opened.connect(self._open)
        self.view.selectionModel().selectionChanged.connect(lambda *_two: self._say_foot())
        self.table.loaded.connect(self._say_foot)
        self._search_key.activated.connect(self.filters.search.setFocus)

    def reload(self) -> None:
        if not self._restored:
            self._restored = True
            kept = self.work.settings.get(SETTING, {})
            if kept.get("table"):
                self.view.restore_state(kept["table"])
        self._read_again()

    def leave(self) -> None:
        self.work.settings.put(SETTING, {"table": self.view.saved_state()})

    def print_selected(self) -> None:
        """Preview the chosen letter: as issued, or as the draft that it is."""
        row: LetterRow | None = self.view.current()
        if row is not None:
            paper = Paper(looks.title_words(row), papers.file_name(row), self._making(row))
            self.work.preview(paper)

    def _making(self, row: LetterRow) -> papers.Make:
        return papers.letter(row.id, self.work)

    def _read_again(self) -> None:
        self.table.reload()
        counting = partial(_counts, self._wanted())
        self.work.tasks.read(self, counting, self._show_counts)

    def _wanted(self) -> LetterFilter:
        return wanted(self.filters.values(), self.filters.search_text())

    def _read_page(self, request: PageRequest) -> None:
        after = None if request.after is None else self._after
        reading = partial(_page, self._wanted(), after)
        self.work.tasks.read(self, reading, partial(self._show_page, request))

    def _show_page(self, request: PageRequest, page: LettersPage) -> None:
        self._after = page.after
        self.table.add_page(page.rows, page.after is not None, request)

    def _show_counts(self, counts: tuple[int, int]) -> None:
        self._shown_count, self._whole_count = counts
        shown, whole = (group_digits(count) for count in counts)
        narrowed = counts[0] != counts[1]
        told = _("{n} از {all}").format(n=shown, all=whole) if narrowed else whole
        self.header.set_count(told)
        self._say_empty()

    def _say_empty(self) -> None:
        if self._whole_count:
            line = _("{n} نامه بیرون از فیلتر است").format(n=group_digits(self._whole_count))
            empty = EmptyState(
                _("با این فیلترها چیزی نیست"),
                line,
                action=_("پاک کردن فیلترها"),
                on_action=self.filters.clear,
            )
        else:
            empty = EmptyState(
                _("هنوز نامه‌ای در این دفتر نیست"),
                _("پیش‌نویس را هر کارشناس می‌نویسد؛ شماره را تنها دبیرخانه می‌دهد."),
                icon="mail",
            )
        self.sheet.set_empty(empty)

    def _say_foot(self) -> None:
        chosen = len(self.view.selected())
        words = _("{n} انتخاب").format(n=persian_digits(chosen)) if chosen else ""
        fresh = _("تازه در {time}").format(time=clock(self.work.desk().now))
        self.sheet.set_foot(words, "", fresh if self.table.rows() else "")
        self.print_button.setEnabled(chosen == 1)

    def _open(self, row: LetterRow | None) -> None:
        if row is not None:
            self.work.go(Place("letter", row.id))

    def _choose_template(self) -> None:
        self._dialog = TemplateChoiceDialog(self.work)
        self._dialog.open_over(self)


def _page(
    query: LetterFilter, after: tuple[int, int, bytes] | None, session: Session
) -> LettersPage:
    return letters_page(session, query, after, PAGE_SIZE)


def _counts(query: LetterFilter, session: Session) -> tuple[int, int]:
    return letters_count(session, query), letters_count(session, LetterFilter())
