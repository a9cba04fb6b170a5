"""Identities of this office: by code, never by name; found by a whole number or its last four."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop.models.identities.queries import IdentityRow, identities
from desktop.models.identities.rules import CUSTODIAN, RECORDERS, SEALERS
from desktop.models.text import group_digits
from desktop.views.identities.no_copy import NoCopy
from desktop.views.identities.opening_lines import clear
from desktop.views.identities.words import row_words, title_words
from desktop.views.navigation import Page, Place, Workplace
from desktop.views.shared import theme
from desktop.views.shared.buttons import Button
from desktop.views.shared.card import Card
from desktop.views.shared.fields import SearchLine
from desktop.views.shared.labels import IconMark, label
from desktop.views.shared.page_header import PageHeader
from desktop.views.shared.page_scroll import page_column, page_scroll
from resources.words import _


class IdentityListPage(Page):
    """What is typed into the search is kept nowhere: it goes when the page is left."""

    shows = frozenset({"identities", "identity_keys"})

    def __init__(self, work: Workplace) -> None:
        super().__init__(work)
        role = work.desk().role
        self.header = PageHeader(_("هویت‌ها"))
        self.openings = self.header.add_action(
            Button(
                _("دفتر گشودن هویت‌ها"),
                icon="eye",
                on_click=lambda: work.go(Place("identity_openings")),
            )
        )
        self.group = self.header.add_action(
            Button(_("گروه تماس"), icon="users", on_click=lambda: work.go(Place("contact_group")))
        )
        self.write = self.header.add_action(
            Button(
                _("ثبت هویت"),
                "primary",
                icon="plus",
                key="Ctrl+N",
                on_click=lambda: work.go(Place("identity_form")),
            )
        )
        self.group.setVisible(role == CUSTODIAN)
        self.write.setVisible(role in RECORDERS | SEALERS)
        self.search = SearchLine(_("شمارهٔ همراه یا کد ملی کامل، چهار رقم آخر همراه، یا کد هویت"))
        self.no_copy = NoCopy(self.search)
        self.search.textEdited.connect(lambda _text: self._read())
        self.rows: tuple[IdentityRow, ...] = ()
        self.card = Card()
        self.lines = QVBoxLayout()
        theme.pad(self.lines, 8)
        self.card.body.addLayout(self.lines)
        column = page_column()
        column.addWidget(self.header)
        column.addWidget(self.search)
        column.addWidget(self.card)
        column.addStretch(1)
        outer = QVBoxLayout(self)
        theme.pad(outer, 0)
        outer.addWidget(page_scroll(column, _("هویت‌ها")))
        self.first = self.search

    def reload(self) -> None:
        self._read()

    def leave(self) -> None:
        self.search.clear()

    def _read(self) -> None:
        hands = self.work.hands
        if hands is None:
            self._show(())
            return
        province = self.work.desk().province
        query = partial(identities, hands=hands, province=province, typed=self.search.text())
        self.work.tasks.read(self, query, self._show)

    def _show(self, rows: tuple[IdentityRow, ...]) -> None:
        self.rows = rows
        self.header.set_count(group_digits(len(rows)))
        clear(self.lines)
        if not rows:
            self.lines.addWidget(label(self._nothing(), "body", "text2", wrap=True))
        for row in rows:
            self.lines.addWidget(self._line(row))

    def _nothing(self) -> str:
        if self.search.text().strip():
            return _("هویتی با این شماره نیست. تنها شمارهٔ کامل یا چهار رقم آخر جستجو می‌شود.")
        return _("هنوز هویتی ثبت نشده است. نام‌ها در این فهرست دیده نمی‌شوند؛ تنها کد آن‌ها.")

    def _line(self, row: IdentityRow) -> QWidget:
        holder = QWidget()
        line = QHBoxLayout(holder)
        theme.pad(line, 10, (0, 2, 0, 2))
        line.addWidget(IconMark("lock", "text2"))
        words = QVBoxLayout()
        theme.pad(words, 2)
        words.addWidget(label(title_words(row), "strong"))
        words.addWidget(label(row_words(row), "small", "text2", wrap=True))
        line.addLayout(words, 1)
        button = Button(
            _("گشودن"), size="row", on_click=lambda: self.work.go(Place("identity", row.id))
        )
        button.setAccessibleName(_("گشودن {name}").format(name=title_words(row)))
        line.addWidget(button, 0, Qt.AlignmentFlag.AlignVCenter)
        return holder
