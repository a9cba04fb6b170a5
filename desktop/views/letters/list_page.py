"""The register: letters out and in, by number, with drafts on top."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from sqlalchemy.orm import Session

from desktop.models.calendar import jalali
from desktop.models.guards import OFFICERS, SECRETARIAT
from desktop.models.letters.queries import LetterFilter, letters_count, letters_page
from desktop.models.letters.records import Letter
from desktop.models.letters.rows import Key, LetterRow, LettersPage
from desktop.models.listings import LETTERS
from desktop.models.reader import Reader
from desktop.views.letters import looks, papers
from desktop.views.letters.list_columns import COLUMNS, SETTING, filters, wanted
from desktop.views.letters.template_choice import TemplateChoiceDialog
from desktop.views.navigation import Paper, Place, Workplace
from desktop.views.shared.buttons import Button
from desktop.views.shared.empty_state import EmptyState
from desktop.views.shared.list_page import PAGE_SIZE, ListPage
from desktop.views.shared.online_list import OnlineList
from desktop.views.shared.printed import Make
from desktop.views.shared.record_table import PageRequest
from resources.words import _, lazy


class LetterListPage(ListPage):
    """Enter opens a letter, Ctrl+N writes one; the secretariat enters what came in."""

    shows = frozenset({"letters", "transitions", "attachments"})

    outside = lazy("{n} نامه بیرون از فیلتر است")

    def __init__(self, work: Workplace) -> None:
        super().__init__(
            work,
            _("نامه‌ها"),
            COLUMNS,
            setting=SETTING,
            sort="number",
            descending=True,
            filters=filters(jalali(work.desk().today)[0]),
            hint=_("جستجو در شماره، موضوع، گیرنده و فرستنده"),
            name=_("دفتر نامه‌ها"),
        )
        self._dialog: TemplateChoiceDialog | None = None
        self._add_actions(work.desk().reader)
        self.online = OnlineList.offered(self, LETTERS, lambda _request: self._wanted())

    def _add_actions(self, reader: Reader) -> None:
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
        whole = reader.whole
        self.templates.setVisible(whole and reader.role in (SECRETARIAT, "administrator"))
        self.incoming.setVisible(whole and reader.role == SECRETARIAT)
        self.write.setVisible(whole and reader.role in OFFICERS)
        self.print_button.setEnabled(False)

    def reading(self, _request: PageRequest, after: Key | None) -> Callable[[Session], LettersPage]:
        return partial(_page, self._wanted(), after)

    def counting(self) -> Callable[[Session], tuple[int, int]]:
        return partial(_counts, self._wanted())

    def nothing_yet(self) -> EmptyState:
        return EmptyState(
            _("هنوز نامه‌ای در این دفتر نیست"),
            _("پیش‌نویس را هر کارشناس می‌نویسد؛ شماره را تنها دبیرخانه می‌دهد."),
            icon="mail",
        )

    def open_row(self, row: LetterRow | None) -> None:
        if row is None:
            return
        if self._is_online:
            self.work.tasks.read(self, partial(_is_held, row.id), partial(self._open_if_held, row))
        else:
            self.work.go(Place("letter", row.id))

    @property
    def _is_online(self) -> bool:
        return self.online is not None and self.online.on

    def _open_if_held(self, row: LetterRow, held: bool) -> None:
        if held:
            self.work.go(Place("letter", row.id))
        elif isinstance(self.online, OnlineList):
            self.online.not_here(looks.title_words(row))

    def foot_said(self, chosen: int) -> None:
        self.print_button.setEnabled(chosen == 1 and not self._is_online)

    def print_selected(self) -> None:
        """Preview the chosen letter: as issued, or as the draft that it is."""
        row: LetterRow | None = self.view.current()
        if row is not None:
            paper = Paper(looks.title_words(row), papers.file_name(row), self._making(row))
            self.work.preview(paper)

    def _making(self, row: LetterRow) -> Make:
        return papers.letter(row.id, self.work)

    def _wanted(self) -> LetterFilter:
        return wanted(self.filters.values(), self.filters.search_text())

    def _choose_template(self) -> None:
        self._dialog = TemplateChoiceDialog(self.work)
        self._dialog.open_over(self)


def _page(query: LetterFilter, after: Key | None, session: Session) -> LettersPage:
    return letters_page(session, query, after, PAGE_SIZE)


def _is_held(letter: bytes, session: Session) -> bool:
    return session.get(Letter, letter) is not None


def _counts(query: LetterFilter, session: Session) -> tuple[int, int]:
    return letters_count(session, query), letters_count(session, LetterFilter())
