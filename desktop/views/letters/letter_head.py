"""The head of the letter page: its actions, of which the one that comes next is filled."""

from __future__ import annotations

from collections.abc import Collection

from PySide6.QtGui import QResizeEvent

from desktop.views.shared import theme
from desktop.views.shared.buttons import Button
from desktop.views.shared.page_header import FormHeader
from resources.words import _

TITLE = 380


class LetterHead(FormHeader):
    """Shows the actions that a letter allows now; Ctrl+Enter is the filled one's."""

    def __init__(self) -> None:
        super().__init__(_("نامه‌ها"), _("نامه"))
        self.void = self.add_action(Button(_("باطل کردن"), icon="circle-x"))
        self.print = self.add_action(Button(_("چاپ"), icon="printer", key="Ctrl+P"))
        self.save = self.add_action(Button(_("ذخیره"), icon="check", key="Ctrl+S"))
        self.file = self._primary(_("ثبت پیش‌نویس"), "check")
        self.number = self._primary(_("شماره بده و صادر کن"), "badge-check")
        self.issue = self._primary(_("صادر کن"), "badge-check")
        self.send = self._primary(_("ارسال"), "send")
        self.register = self._primary(_("ثبت در دفتر"), "check")
        self.keep = self._primary(_("ذخیرهٔ الگو"), "check")
        self.show_actions(())

    def show_actions(self, wanted: Collection[str]) -> None:
        """Only these, by the names of this class."""
        for name, button in self._named().items():
            button.setVisible(name in wanted)
        self._fit()

    def shown_actions(self) -> set[str]:
        return {name for name, button in self._named().items() if not button.isHidden()}

    def _named(self) -> dict[str, Button]:
        names = ("void", "print", "save", "file", "number", "issue", "send", "register", "keep")
        return {name: getattr(self, name) for name in names}

    def _fit(self) -> None:
        """Leaves the title room; secondary actions give up their words first."""
        self._actions.fit(max(0, self.width() - theme.current().px(TITLE)))

    def _primary(self, words: str, icon: str) -> Button:
        return self.add_action(Button(words, "primary", icon=icon, key="Ctrl+Return"))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()
