"""«دفتر گشودن هویت‌ها»: who opened which field of which identity, when and for what."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout

from desktop.models.identities.queries import OpeningRow, openings
from desktop.models.text import group_digits
from desktop.views.identities.opening_lines import OpeningLines
from desktop.views.navigation import Page, Workplace
from desktop.views.shared import theme
from desktop.views.shared.card import Card
from desktop.views.shared.page_header import PageHeader
from desktop.views.shared.page_scroll import page_column, page_scroll
from resources.words import _


class IdentityOpeningsPage(Page):
    """The auditor's list; the office sees its own. Values stand in it nowhere."""

    shows = frozenset({"identity_openings"})

    def __init__(self, work: Workplace) -> None:
        super().__init__(work)
        self.header = PageHeader(_("دفتر گشودن هویت‌ها"))
        self.lines = OpeningLines(_("هنوز هویتی گشوده نشده است."))
        card = Card()
        card.body.addWidget(self.lines)
        column = page_column()
        column.addWidget(self.header)
        column.addWidget(card)
        column.addStretch(1)
        outer = QVBoxLayout(self)
        theme.pad(outer, 0)
        self.area = page_scroll(column, _("دفتر گشودن هویت‌ها"), arrows=True)
        outer.addWidget(self.area)
        self.first = self.area

    def reload(self) -> None:
        self.work.tasks.read(self, openings, self._show)

    def _show(self, rows: tuple[OpeningRow, ...]) -> None:
        self.header.set_count(group_digits(len(rows)))
        self.lines.show_rows(rows)
