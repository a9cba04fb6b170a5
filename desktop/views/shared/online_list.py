"""A list page that can also show what headquarters has: same columns, read online, as of a time."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject

from desktop.errors import AppError
from desktop.models.calendar import clock, in_iran, relative_day
from desktop.models.listings import Listing
from desktop.models.subscriptions import FOLLOWERS
from desktop.runtime.online_lists import OnlineLists, OnlinePage
from desktop.views.shared.buttons import Button
from desktop.views.shared.list_page import PAGE_SIZE, ListPage
from desktop.views.shared.record_table import PageRequest
from resources.wording import words_of
from resources.words import _


class OnlineList(QObject):
    """The switch in the head of a page, and the reading behind it.

    ``wanted`` gives the list's filter for a request, as the page's own query has it.
    """

    def __init__(
        self,
        page: ListPage,
        lists: OnlineLists,
        listing: Listing,
        wanted: Callable[[PageRequest], object],
    ) -> None:
        super().__init__(page)
        self._page = page
        self._lists = lists
        self._listing = listing
        self._wanted = wanted
        self.said = ""
        """«برخط، تا امروز ۱۰:۲۵»: it stays in the foot whatever the notice says."""
        self.on = False
        """Whether the page shows what headquarters has."""
        self.switch = page.header.add_action(
            Button(_("فهرست برخط"), icon="cloud", on_click=self._turn)
        )

    @classmethod
    def offered(
        cls, page: ListPage, listing: Listing, wanted: Callable[[PageRequest], object]
    ) -> OnlineList | None:
        """The switch for whoever may follow provinces: online they read without holding.

        Who holds all there is to see has none.
        """
        lists = page.work.lists
        if lists is None or page.work.desk().role not in FOLLOWERS:
            return None
        return cls(page, lists, listing, wanted)

    def not_here(self, title: str) -> None:
        """Of what is not held nothing is known beyond its line."""
        self._page.notice.show_notice(
            _("{title} در این رایانه نیست").format(title=title),
            _("جز آنچه در فهرست است دیده نمی‌شود."),
            icon="cloud",
        )

    def read(self, request: PageRequest, after: Any) -> None:
        """One page of the list, behind a key or from the top."""

        def came(found: OnlinePage) -> None:
            if self.on:
                self._show(request, found)

        self._lists.read(
            self._page,
            self._listing,
            self._wanted(request),
            after,
            PAGE_SIZE,
            came,
            self._fall_back,
        )

    def _show(self, request: PageRequest, found: OnlinePage) -> None:
        moment = in_iran(found.as_of)
        day = relative_day(moment.date(), self._page.work.desk().today)
        self.said = _("برخط، تا {day} {time}").format(day=day, time=clock(moment))
        if found.shown >= 0:
            self._page.show_counts((found.shown, found.whole))
        self._page.show_page(request, found.page)
        self._page.notice.show_notice(
            self.said,
            _("این فهرست از ستاد خوانده شد و در این رایانه نمی‌ماند."),
            tone="info",
            icon="cloud",
        )

    def _fall_back(self, error: AppError) -> None:
        """The road is away: what is here is shown again, and why is said."""
        if not self.on:
            return
        self._say(on=False)
        self._page.reload()
        self._page.notice.show_notice(
            _("فهرست برخط خوانده نشد؛ آنچه در همین رایانه است نشان داده می‌شود"),
            words_of(error.code, error.arguments),
            tone="warning",
            icon="cloud-off",
        )

    def _turn(self) -> None:
        self._say(on=not self.on)
        self._page.notice.clear()
        self._page.reload()

    def _say(self, *, on: bool) -> None:
        """The button names the list that a click would show."""
        self.on = on
        self.switch.set_words(_("فهرست همین رایانه") if on else _("فهرست برخط"))
        self.switch.set_icon("laptop" if on else "cloud")
