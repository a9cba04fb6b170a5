"""«رد کارها»: who wrote what kind of thing, when and in which role; for the auditor."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any, Final

from sqlalchemy.orm import Session

from desktop.models import reference
from desktop.models.calendar import clock, in_iran, short_date
from desktop.models.text import ltr_isolate, persian_digits
from desktop.models.trail import (
    TrailFilter,
    TrailPage,
    TrailRow,
    trail_count,
    trail_page,
    trail_vaults,
)
from desktop.views.navigation import Workplace
from desktop.views.shared.empty_state import EmptyState
from desktop.views.shared.filter_bar import FilterChoice
from desktop.views.shared.list_page import PAGE_SIZE, ListPage
from desktop.views.shared.record_table import Column, PageRequest
from resources.wording import words_of
from resources.wording.kinds import KINDS
from resources.words import _, lazy, listed

SETTING: Final = "trail.list"
_HASH_LETTERS: Final = 12


def _when(row: TrailRow) -> str:
    return f"{short_date(in_iran(row.at).date())} {clock(row.at)}"


def _who(row: TrailRow) -> str:
    if row.by_headquarters:
        return _("ستاد")
    return row.person or _("ناشناس در این رایانه")


def _role(row: TrailRow) -> str:
    name = reference.role_words(row.role)
    if row.delegator is None:
        return name
    return listed((name, _("به جانشینیِ {whom}").format(whom=row.delegator)))


def kinds_words(row: TrailRow) -> str:
    """«بازرسی، یافته ۳»; where nothing of the body may be held here it says so."""
    if row.refused is not None:
        return _("نپذیرفته: {why}").format(why=words_of(row.refused, {}))
    told = (
        f"{KINDS.get(kind, kind)} {persian_digits(count) if count > 1 else ''}".strip()
        for kind, count in row.kinds
    )
    return listed(told) or _("بدنه در این رایانه نیست")


def _place(row: TrailRow) -> str:
    return ltr_isolate(f"{row.vault.hex()[:6]} · {row.epoch}/{row.counter}")


def _hash(row: TrailRow) -> str:
    return ltr_isolate(row.hash.hex()[:_HASH_LETTERS])


COLUMNS: Final = (
    Column("at", lazy("زمان"), "text", 132, value=_when),
    Column("person", lazy("شخص"), "name", 170, value=_who, sortable=False),
    Column("role", lazy("نقش"), "text", 150, value=_role, sortable=False),
    Column("kinds", lazy("دربارهٔ"), "text", 260, value=kinds_words, sortable=False, stretch=True),
    Column("place", lazy("رایانه و شماره"), "code", 130, value=_place, sortable=False),
    Column("hash", lazy("اثر انگشت"), "code", 120, value=_hash, sortable=False),
)


class TrailListPage(ListPage):
    """Headers alone: contents stand on their own pages, as far as the reader may see them."""

    shows = frozenset(KINDS)
    names_views = False
    outside = lazy("{n} ثبت بیرون از فیلتر است")

    def __init__(self, work: Workplace) -> None:
        super().__init__(
            work,
            _("رد کارها"),
            COLUMNS,
            setting=SETTING,
            sort="at",
            descending=True,
            filters=(FilterChoice("vault", _("رایانه"), ()),),
            hint=_("جستجو در نام دارندهٔ رایانه"),
        )

    def reload(self) -> None:
        super().reload()
        self.work.tasks.read(self, trail_vaults, self._offer)

    def reading(self, request: PageRequest, after: Any) -> Callable[[Session], TrailPage]:
        return partial(_page, self._wanted(), after, descending=request.descending)

    def counting(self) -> Callable[[Session], tuple[int, int]]:
        return partial(_counts, self._wanted())

    def nothing_yet(self) -> EmptyState:
        return EmptyState(
            _("هنوز ثبتی نیست"),
            _("هر کار هر کس، با زمان و نقش و اثر انگشت آن، اینجا می‌آید."),
            icon="history",
        )

    def open_row(self, row: TrailRow | None) -> None:
        """Nothing opens: the trail tells that something was written, not what."""

    def _offer(self, vaults: tuple[tuple[bytes, str | None], ...]) -> None:
        values = tuple(
            (vault.hex(), listed((name or _("ستاد یا ناشناس"), ltr_isolate(vault.hex()[:6]))))
            for vault, name in vaults
        )
        self.filters.set_filters((FilterChoice("vault", _("رایانه"), values),))

    def _wanted(self) -> TrailFilter:
        vault = self.filters.values().get("vault", "")
        return TrailFilter(bytes.fromhex(vault) if vault else None, self.filters.search_text())


def _page(
    wanted: TrailFilter, after: bytes | None, session: Session, *, descending: bool
) -> TrailPage:
    return trail_page(session, wanted, after, PAGE_SIZE, descending=descending)


def _counts(wanted: TrailFilter, session: Session) -> tuple[int, int]:
    return trail_count(session, wanted), trail_count(session, TrailFilter())
