"""«بررسی درستی»: the vault, a paper that was handed out, and a package of evidence."""

from __future__ import annotations

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QVBoxLayout

from desktop.runtime.verification import Verification
from desktop.views.navigation import Page, Place, Workplace
from desktop.views.shared import theme
from desktop.views.shared.buttons import Button
from desktop.views.shared.page_header import PageHeader
from desktop.views.shared.page_scroll import page_scroll
from desktop.views.verification.package_card import PackageCard
from desktop.views.verification.paper_card import PaperCard
from desktop.views.verification.vault_check import VaultCheck
from resources.words import _

_BESIDE_FROM = 860


class VerificationPage(Page):
    """Three ways to see whether something is as it was written."""

    def __init__(self, work: Workplace) -> None:
        super().__init__(work)
        self.header = PageHeader(_("بررسی درستی"))
        self.back = Button(_("تنظیم‌ها"), "quiet", icon="settings")
        self.back.clicked.connect(lambda: work.go(Place("settings")))
        self.vault = VaultCheck(work, self._checks)
        self.paper = PaperCard(work)
        self.package = PackageCard(work, self._checks)
        self.first = self.vault.full
        self._assemble()
        for card in (self.vault, self.paper):
            card.wanted.connect(work.go)

    @property
    def _checks(self) -> Verification:
        """A window always has it."""
        if self.work.verification is None:
            raise RuntimeError("nothing to check at this workplace")
        return self.work.verification

    def reload(self) -> None:
        self.vault.refresh()

    def _assemble(self) -> None:
        self.header.add_action(self.back)
        first, second = QVBoxLayout(), QVBoxLayout()
        for column in (first, second):
            theme.pad(column, 12)
        first.addWidget(self.vault)
        second.addWidget(self.paper)
        second.addWidget(self.package)
        first.addStretch(1)
        second.addStretch(1)
        self._columns = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._columns.addLayout(first, 1)
        self._columns.addLayout(second, 1)
        head = QVBoxLayout()
        theme.pad(head, 0, (24, 4, 24, 4))
        head.addWidget(self.header)
        page = QVBoxLayout(self)
        theme.pad(page, 0)
        page.addLayout(head)
        page.addWidget(page_scroll(self._columns, _("بررسی درستی"), 16), 1)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        beside = self.width() >= theme.current().px(_BESIDE_FROM)
        direction = QBoxLayout.Direction
        self._columns.setDirection(direction.LeftToRight if beside else direction.TopToBottom)
