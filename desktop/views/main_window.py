"""The window: a frame with the rail and the page; pages open themselves."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QCloseEvent, QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QApplication, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget
from shiboken6 import isValid

from desktop.errors import AppError
from desktop.views.acting_bar import ActingBar, above
from desktop.views.navigation import Page, Place, Workplace
from desktop.views.page_focus import first_of
from desktop.views.pages import entry_of
from desktop.views.rail import FootState, Rail
from desktop.views.search_box import SearchBox
from desktop.views.shared import theme
from desktop.views.shared.card import Ground
from desktop.views.shared.focus_ring import FocusRing
from desktop.views.shared.notice_bar import NoticeBar
from resources.wording import words_of
from resources.words import _

SMALLEST = (1024, 600)
USUAL = (1280, 800)


class MainWindow(Ground):
    """Rail at the start, one page beside it, and a bar for what was refused."""

    closing = Signal()

    def __init__(self, make_workplace: Callable[[MainWindow], Workplace], rail: Rail) -> None:
        super().__init__("canvas")
        self.setWindowTitle(_("بازرس‌یار"))
        self.work = make_workplace(self)
        self._pages: dict[str, Page] = {}
        self._trail: list[Place] = []
        self._kept: dict[Page, tuple[Place, QWidget]] = {}
        self.rail, self.notice, self.standing = rail, NoticeBar(), NoticeBar()
        self.stack = QStackedWidget()
        self.search_box = SearchBox(self.work)
        self.search_box.setParent(self)
        self._ring = FocusRing(self)

        area = QVBoxLayout()
        theme.pad(area, 0)
        self.acting = ActingBar()
        area.addWidget(self.acting)
        self._over, self._bar = above(self.standing), above(self.notice)
        area.addWidget(self._over)
        area.addWidget(self._bar)
        area.addWidget(self.stack, 1)
        row = QHBoxLayout(self)
        theme.pad(row, 0)
        row.addWidget(self.rail)
        row.addLayout(area, 1)

        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.focusChanged.connect(self._keep_in_page)
        self.rail.chosen.connect(self.go)
        self.rail.search.connect(self.search)
        self.work.tasks.refused.connect(self.show_refused)
        self.work.tasks.crashed.connect(self.show_crashed)
        self._key("Ctrl+K", self.search)
        self._key("F1", lambda: self.go(Place("help")))
        self._key("F6", self._next_pane)
        self._key("Alt+Right" if theme.current().rtl else "Alt+Left", self.back)
        self.setMinimumSize(*SMALLEST)
        self.resize(*USUAL)

    @property
    def place(self) -> Place:
        """Where the window is."""
        return self._trail[-1] if self._trail else Place("")

    @property
    def page(self) -> Page | None:
        """The page that is shown."""
        shown = self.stack.currentWidget()
        return shown if isinstance(shown, Page) else None

    @Slot(object)
    def go(self, place: Place) -> None:
        """Show a place; what was being typed elsewhere is saved first."""
        if self.page is not None:
            self.page.leave()
        if not self._trail or self._trail[-1] != place:
            self._trail = [*self._trail[-49:], place]
        self._show(place)

    def back(self) -> None:
        """The place before this one, or home."""
        if self.page is not None:
            self.page.leave()
        if self._trail:
            self._trail.pop()
        if not self._trail:
            self._trail.append(Place("home"))
        self._show(self._trail[-1])

    def made(self, name: str) -> Page:
        """The page of this name, made where it is not yet."""
        if name not in self._pages:
            page = entry_of(name).make(self.work)
            page.setProperty("ringless", True)
            self._pages[name] = page
            self.stack.addWidget(page)
        return self._pages[name]

    def search(self) -> None:
        """Ctrl+K, from wherever the window is."""
        self.search_box.open_below(self.rail.search_item)

    def forget_pages(self) -> None:
        """Who acts is another now: every page is made anew, and the window goes home."""
        gone, self._pages, self._kept, self._trail = self._pages, {}, {}, []
        self.go(Place("home"))
        for page in gone.values():
            self.stack.removeWidget(page)
            page.deleteLater()

    def set_foot(self, state: FootState) -> None:
        """What is unsent and when headquarters last said that it has something."""
        self.rail.set_sync(state)

    @Slot(object)
    def show_refused(self, error: AppError) -> None:
        """A rule or the world said no: one sentence, nothing lost."""
        self._say(words_of(error.code, error.arguments), "danger")

    @Slot(object)
    def show_crashed(self, _error: BaseException) -> None:
        """Our own fault: say so, and that what is saved is saved."""
        self._say(
            _("این کار به خطای برنامه برخورد و انجام نشد."),
            "danger",
            _("آنچه ذخیره شده سر جایش است. شرح خطا در گزارش برنامه نوشته شد."),
        )

    def tell(self, sentence: str, tone: str = "success", line: str = "") -> None:
        """Something worth knowing, on top of every page."""
        self._say(sentence, tone, line)

    def stand(
        self, sentence: str, line: str = "", action: str = "", place: Place | None = None
    ) -> None:
        """Something that holds until it is taken back by an empty sentence; where it leads."""
        self._over.setVisible(bool(sentence))
        go = None if place is None else lambda: self.go(place)
        if sentence:
            self.standing.show_notice(sentence, line, tone="warning", action=action, on_action=go)

    def _say(self, sentence: str, tone: str, line: str = "") -> None:
        self.notice.show_notice(
            sentence, line, tone=tone, action=_("باشد"), key="Escape", on_action=self._unsay
        )
        self._bar.show()

    def _unsay(self) -> None:
        self.notice.clear()
        self._bar.hide()

    def _show(self, place: Place) -> None:
        self._unsay()
        entry = entry_of(place.page)
        page = self.made(place.page)
        self._let_go()
        self.stack.setCurrentWidget(page)
        self.rail.stand_at(self._rail_place())
        self.rail.give_room(entry.roomy)
        self.setWindowTitle(_("{page} · بازرس‌یار").format(page=entry.title))
        page.visit(place)
        focus = QApplication.focusWidget()
        if focus is None or not page.isAncestorOf(focus):
            (self._left_at(page) or first_of(page)).setFocus(Qt.FocusReason.OtherFocusReason)

    def _let_go(self) -> None:
        """Else what has the keyboard is hidden with its page, and Qt hands it on to the nearest."""
        focus, page = QApplication.focusWidget(), self.page
        if page is not None and focus is not None and page.isAncestorOf(focus):
            self._kept[page] = page.place, focus
            focus.clearFocus()

    def _left_at(self, page: Page) -> QWidget | None:
        """What had the keyboard when this very place was left, if it still stands."""
        place, focus = self._kept.get(page, (None, None))
        if place != page.place or focus is None or not isValid(focus):
            return None
        return focus if focus.isVisible() and page.isAncestorOf(focus) else None

    def _rail_place(self) -> str:
        for place in reversed(self._trail):
            entry = entry_of(place.page)
            if entry.rail or entry.under:
                return entry.under or place.page
        return self.place.page

    @Slot(QWidget, QWidget)
    def _keep_in_page(self, old: QWidget | None, new: QWidget | None) -> None:
        """What had the keyboard is drawn anew: it stays in the page, not in the rail."""
        page = self.page
        if page is None or old is None or new is None or not isValid(old):
            return
        if page.isAncestorOf(old) and not old.isVisible() and self.rail.isAncestorOf(new):
            first_of(page).setFocus(Qt.FocusReason.OtherFocusReason)

    def _key(self, keys: str, then: Callable[[], object]) -> None:
        QShortcut(QKeySequence(keys), self).activated.connect(lambda: then())

    def _next_pane(self) -> None:
        """F6: from the rail into the page and back."""
        focus = QApplication.focusWidget()
        page = self.page
        if page is None:
            return
        if focus is not None and page.isAncestorOf(focus):
            self.rail.items[next(iter(self.rail.items))].setFocus(Qt.FocusReason.TabFocusReason)
        else:
            first_of(page).setFocus(Qt.FocusReason.TabFocusReason)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.rail.fit(self.width())

    def closeEvent(self, event: QCloseEvent) -> None:
        if self.page is not None:
            self.page.leave()
        self.closing.emit()
        super().closeEvent(event)
